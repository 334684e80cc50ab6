//! Word processor documents (`.docx`): a zip archive with the text as XML.
//!
//! Paragraphs become lines; comments, deleted text, headers and footers are left out.

use super::fields::Role;
use super::inflate::{Budget, Unpacked};
use super::limit::{Gauge, read_bytes};
use super::paragraphs::one_line;
use super::problem::{Reason, Spot};
use super::record::{DATE_OF_FILE, Emitter, Record};
use super::text::split_title;
use super::xml::{Piece, Xml};
use std::io::{self, Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

const TEXT: &str = "word/document.xml";
const PROPERTIES: &str = "docProps/core.xml";

/// What word processors write as the title of a document that has none.
const NO_TITLES: [&str; 2] = ["word document", "microsoft word"];

type Document = ZipArchive<Cursor<Vec<u8>>>;

/// Reads a document.
pub(super) fn read(
    bytes: &mut impl Read,
    limit: u64,
    budget: &Budget,
    out: &mut Emitter,
) -> io::Result<()> {
    let Some(bytes) = read_bytes(bytes, limit)? else {
        out.problem(Spot::Whole, Reason::TooLong { limit_bytes: limit });
        return Ok(());
    };
    if bytes.is_empty() {
        return Ok(());
    }
    let mut document = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(document) => document,
        Err(error) => {
            misunderstood(&error, out);
            return Ok(());
        }
    };
    let mut record = Record::default();
    properties(&mut document, limit, budget, &mut record, out)?;
    let before = out.records();
    let lines = match document.by_name(TEXT) {
        Ok(text) => lines(Unpacked::new(text, budget), limit, out)?,
        Err(error) => {
            misunderstood(&error, out);
            return Ok(());
        }
    };
    // A text that breaks off has been told of.
    if out.records() > before {
        return Ok(());
    }
    let text = lines.join("\n");
    if record.has(Role::Title) {
        record.put(Role::Body, 0, text);
    } else {
        let (title, body) = split_title(&text);
        record.put(Role::Title, 0, title.to_owned());
        record.put(Role::Body, 0, body.to_owned());
    }
    out.record(record, Spot::Whole);
    Ok(())
}

fn misunderstood(error: &ZipError, out: &mut Emitter) {
    let message = error.to_string();
    out.problem(Spot::Whole, Reason::BrokenDocumentFile { message });
}

/// Title, author and date, where the document says them.
fn properties(
    document: &mut Document,
    limit: u64,
    budget: &Budget,
    record: &mut Record,
    out: &mut Emitter,
) -> io::Result<()> {
    let Ok(properties) = document.by_name(PROPERTIES) else {
        return Ok(());
    };
    let gauge = Gauge::new(limit);
    let mut xml = Xml::new(Unpacked::new(properties, budget), &gauge);
    let mut role = None;
    let mut value = String::new();
    loop {
        match xml.next(out)? {
            Piece::End => return Ok(()),
            Piece::Open(tag) => {
                value.clear();
                role = match tag.local() {
                    "title" => Some((Role::Title, 0)),
                    "creator" => Some((Role::Author, 0)),
                    "created" => Some((Role::Date, DATE_OF_FILE)),
                    "language" => Some((Role::Language, 0)),
                    "category" => Some((Role::Section, 0)),
                    _ => None,
                };
            }
            Piece::Text(text) => value.push_str(&text),
            Piece::Close(_) => {
                if let Some((role, rank)) = role.take() {
                    let value = one_line(&value);
                    let is_none = NO_TITLES.contains(&&*value.to_lowercase());
                    if role != Role::Title || !is_none {
                        record.put(role, rank, value);
                    }
                }
            }
        }
    }
}

fn lines(text: impl Read, limit: u64, out: &mut Emitter) -> io::Result<Vec<String>> {
    let gauge = Gauge::new(limit);
    let mut xml = Xml::new(text, &gauge);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut is_text = false;
    loop {
        match xml.next(out)? {
            Piece::End => break,
            Piece::Open(tag) => match tag.local() {
                "t" => is_text = true,
                "tab" => line.push('\t'),
                "br" | "cr" => end_line(&mut line, &mut lines),
                "noBreakHyphen" => line.push('-'),
                _ => {}
            },
            Piece::Close(name) => match super::xml::local(&name) {
                "t" => is_text = false,
                "p" | "tc" => end_line(&mut line, &mut lines),
                _ => {}
            },
            Piece::Text(text) if is_text => line.push_str(&text),
            Piece::Text(_) => {}
        }
    }
    end_line(&mut line, &mut lines);
    Ok(lines)
}

fn end_line(line: &mut String, lines: &mut Vec<String>) {
    let whole = one_line(line);
    line.clear();
    if !whole.is_empty() {
        lines.push(whole);
    }
}
