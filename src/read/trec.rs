//! Collections of `<DOC>` after `<DOC>`: TREC, the newswire corpora of evaluation campaigns and of
//! the Linguistic Data Consortium.
//!
//! It is SGML without its grammar: elements may stay open and `&` may stand alone, so documents are
//! cut at their tags and read one by one. Elements within a field are its layout.

use super::date;
use super::fields::{Fields, Rank, Role};
use super::limit::{Line, next_line};
use super::problem::{Reason, Spot};
use super::record::{Emitter, Record, role_of};
use quick_xml::escape::resolve_html5_entity;
use std::io::{self, BufRead};

/// What elements of a document are, in lower case.
#[rustfmt::skip]
const ELEMENTS: [(&str, Role, Rank); 20] = [
    ("docno", Role::Id, 0),
    ("docid", Role::Id, 1),
    ("headline", Role::Title, 0),
    ("title", Role::Title, 1),
    ("hl", Role::Title, 2),
    ("head", Role::Title, 3),
    ("ti", Role::Title, 4),
    ("text", Role::Body, 0),
    ("tx", Role::Body, 1),
    ("abstract", Role::Body, 2),
    ("date_time", Role::Date, 0),
    ("datetime", Role::Date, 0),
    ("date", Role::Date, 1),
    ("date1", Role::Date, 2),
    ("dd", Role::Date, 3),
    ("byline", Role::Author, 0),
    ("au", Role::Author, 1),
    ("source", Role::Source, 0),
    ("section", Role::Section, 0),
    ("url", Role::Url, 0),
];

/// Elements that part paragraphs.
const PARAGRAPHS: [&str; 4] = ["p", "br", "para", "annotation"];

/// Elements that hold fields.
const FRAMES: [&str; 6] = ["doc", "header", "body", "footer", "trailer", "dochdr"];

/// The day in the number of a document goes behind its dates.
const DAY_OF_NUMBER: Rank = Rank::MAX - 1;

/// Reads a collection.
pub(super) fn read(
    mut text: impl BufRead,
    limit: u64,
    fields: &Fields,
    out: &mut Emitter,
) -> io::Result<()> {
    let mut line = Vec::new();
    let mut number = 0;
    let mut document = Document::Outside;
    while !out.stopped() {
        number += 1;
        match next_line(&mut text, limit, &mut line)? {
            Line::End => break,
            Line::TooLong => document = document.too_long(number),
            Line::Whole | Line::Unended => {
                let line = String::from_utf8_lossy(&line);
                document = document.line(&line, number, limit, fields, out);
            }
        }
    }
    document.end(limit, fields, out);
    Ok(())
}

/// The document that the present line lies in.
enum Document {
    Outside,
    /// Its first line, and what has been read of it.
    Open(u64, String),
    /// One beyond the limit, passed over.
    TooLong(u64),
}

impl Document {
    fn too_long(self, number: u64) -> Document {
        match self {
            Document::Outside => Document::TooLong(number),
            Document::Open(first, _) | Document::TooLong(first) => Document::TooLong(first),
        }
    }

    /// Takes a line, in which documents may end and begin.
    fn line(
        mut self,
        line: &str,
        number: u64,
        limit: u64,
        fields: &Fields,
        out: &mut Emitter,
    ) -> Document {
        let mut rest = line;
        loop {
            if out.stopped() {
                return Document::Outside;
            }
            let tag = find_tag(rest, "doc");
            match (self, tag) {
                (Document::Outside, None) => return Document::Outside,
                (Document::Outside, Some((at, end, Side::Start))) => {
                    self = Document::Open(number, rest[at..end].to_owned());
                    rest = &rest[end..];
                }
                (Document::Outside, Some((_, end, Side::End))) => {
                    self = Document::Outside;
                    rest = &rest[end..];
                }
                (Document::Open(first, mut text), None) => {
                    text.push_str(rest);
                    text.push('\n');
                    return match text.len() as u64 > limit {
                        true => Document::TooLong(first),
                        false => Document::Open(first, text),
                    };
                }
                (Document::TooLong(first), None) => return Document::TooLong(first),
                // A start within a document: the end of the one before is missing.
                (mut open, Some((at, end, side))) => {
                    if let Document::Open(_, text) = &mut open {
                        text.push_str(&rest[..at]);
                    }
                    open.end(limit, fields, out);
                    self = Document::Outside;
                    rest = match side {
                        Side::Start => &rest[at..],
                        Side::End => &rest[end..],
                    };
                }
            }
        }
    }

    fn end(self, limit_bytes: u64, fields: &Fields, out: &mut Emitter) {
        match self {
            Document::Outside => {}
            Document::TooLong(first) => {
                out.problem(Spot::Line(first), Reason::TooLong { limit_bytes });
            }
            Document::Open(first, text) => out.record(record(&text, fields), Spot::Line(first)),
        }
    }
}

/// Whether a tag begins or ends an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    End,
}

/// A tag in SGML: where it begins and ends, its side, its name in lower case, and all within it.
struct SgmlTag<'t> {
    at: usize,
    end: usize,
    side: Side,
    name: String,
    inside: &'t str,
}

/// The first tag in a text.
fn next_tag(text: &str) -> Option<SgmlTag<'_>> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find('<')?;
        let rest = &text[at + 1..];
        let (side, named) = match rest.strip_prefix('/') {
            Some(named) => (Side::End, named),
            None => (Side::Start, rest),
        };
        let name_len = named
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b == b'-')
            .count();
        let close = named.find(['>', '<']);
        match close {
            Some(close)
                if name_len > 0
                    && named[close..].starts_with('>')
                    && named.as_bytes()[0].is_ascii_alphabetic() =>
            {
                let inside = &named[..close];
                let end = at + 1 + (rest.len() - named.len()) + close + 1;
                let name = inside[..name_len].to_ascii_lowercase();
                return Some(SgmlTag {
                    at,
                    end,
                    side,
                    name,
                    inside,
                });
            }
            _ => from = at + 1,
        }
    }
}

fn find_tag(text: &str, name: &str) -> Option<(usize, usize, Side)> {
    let mut from = 0;
    while let Some(tag) = next_tag(&text[from..]) {
        if tag.name == name {
            return Some((from + tag.at, from + tag.end, tag.side));
        }
        from += tag.end;
    }
    None
}

fn record(text: &str, fields: &Fields) -> Record {
    let mut record = Record::default();
    let mut open: Option<(String, Role, Rank)> = None;
    let mut value = String::new();
    let mut rest = text;
    while let Some(tag) = next_tag(rest) {
        value.push_str(&rest[..tag.at]);
        rest = &rest[tag.end..];
        if tag.name == "doc" {
            attributes(tag.inside, &mut record);
            value.clear();
            continue;
        }
        let ends_open = open.as_ref().is_some_and(|(name, ..)| *name == tag.name);
        match (tag.side, &open) {
            (Side::End, Some((_, role, rank))) if ends_open => {
                put(&mut record, *role, *rank, &value);
                open = None;
                value.clear();
            }
            (Side::Start, None) => {
                open = role(&tag.name, fields, &mut record).map(|(r, rank)| (tag.name, r, rank));
                value.clear();
            }
            // A field that nobody closed ends where the next begins.
            (Side::Start, Some((_, open_role, rank)))
                if *open_role != Role::Body && is_field(&tag.name, fields) =>
            {
                put(&mut record, *open_role, *rank, &value);
                value.clear();
                open = role(&tag.name, fields, &mut record).map(|(r, rank)| (tag.name, r, rank));
            }
            _ if PARAGRAPHS.contains(&tag.name.as_str()) => value.push_str("\n\n"),
            _ => value.push(' '),
        }
    }
    value.push_str(rest);
    if let Some((_, role, rank)) = open {
        put(&mut record, role, rank, &value);
    }
    let id = record.get(Role::Id).and_then(date::in_path);
    if let Some(day) = id {
        // Newswire has its day in its number: AFP_ARB_19940513.0001.
        record.put(Role::Date, DAY_OF_NUMBER, day.to_string());
    }
    record
}

fn is_field(name: &str, fields: &Fields) -> bool {
    fields.role(name).is_some() || ELEMENTS.iter().any(|(known, ..)| *known == name)
}

fn role(name: &str, fields: &Fields, record: &mut Record) -> Option<(Role, Rank)> {
    let known = ELEMENTS.iter().find(|(known, ..)| *known == name);
    let known = known.map(|(_, role, rank)| (*role, *rank + fields.ranks_given()));
    if FRAMES.contains(&name) || PARAGRAPHS.contains(&name) {
        return fields.given(name);
    }
    let found = fields.given(name).or(known);
    found.or_else(|| role_of(fields, name, record))
}

/// `<DOC id="AFP_ARB_19940513.0001" type="story">`.
fn attributes(inside: &str, record: &mut Record) {
    for pair in inside.split_whitespace().skip(1) {
        let Some((name, value)) = pair.split_once('=') else {
            continue;
        };
        if matches!(&*name.to_ascii_lowercase(), "id" | "docid") {
            record.put(Role::Id, 2, value.trim_matches(['"', '\'']).to_owned());
        }
    }
}

fn put(record: &mut Record, role: Role, rank: Rank, value: &str) {
    let value = characters(value);
    let value = match role {
        Role::Body => reflowed(&value),
        _ => value.trim().to_owned(),
    };
    // The text of a document may be in several pieces.
    if role == Role::Body
        && let Some(before) = record.get(Role::Body).map(str::to_owned)
        && record.rank(Role::Body) == Some(rank)
    {
        record.take(Role::Body);
        return record.put(role, rank, format!("{before}\n{value}"));
    }
    record.put(role, rank, value);
}

/// Lines broken at a width are joined to paragraphs, which blank lines or indents part.
fn reflowed(text: &str) -> String {
    let mut out = String::new();
    let mut joins = false;
    for line in text.lines() {
        let indented = line.starts_with(['\t', ' ']) && joins;
        let line = line.trim();
        if line.is_empty() {
            joins = false;
            continue;
        }
        if !out.is_empty() {
            out.push(if joins && !indented { ' ' } else { '\n' });
        }
        out.push_str(line);
        joins = true;
    }
    out
}

/// References to characters, resolved; what is none stays.
fn characters(text: &str) -> String {
    const LONGEST_NAME: usize = 32;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let end = after.bytes().take(LONGEST_NAME).position(|b| b == b';');
        let name = end.and_then(|end| after.get(..end));
        match name.and_then(character) {
            Some(character) => {
                out.push_str(&character);
                rest = &after[end.unwrap_or_default() + 1..];
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<String> {
    let number = match name.strip_prefix('#') {
        None => return resolve_html5_entity(name).map(str::to_owned),
        Some(number) => number,
    };
    let number = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    char::from_u32(number.ok()?).map(String::from)
}
