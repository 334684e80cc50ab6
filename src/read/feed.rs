//! Feeds: RSS of all versions and Atom, one article an item.
//!
//! The full text goes before the summary, wherever a feed has both. Items are read one by one.

use super::fields::{Fields, Rank, Role};
use super::limit::Gauge;
use super::record::{Emitter, Record, role_of};
use super::xml::{Piece, Tag, Xml, local, push_escaped};
use std::io::{self, Read};

/// What the children of an item are to us. Lower ranks go before higher ones.
#[rustfmt::skip]
const CHILDREN: [(&str, Role, Rank); 25] = [
    ("guid", Role::Id, 0),
    ("id", Role::Id, 0),
    ("title", Role::Title, 0),
    ("content:encoded", Role::Body, 0),
    ("content", Role::Body, 1),
    ("xhtml:body", Role::Body, 2),
    ("description", Role::Body, 3),
    ("summary", Role::Body, 4),
    ("pubDate", Role::Date, 0),
    ("published", Role::Date, 1),
    ("issued", Role::Date, 2),
    ("dc:date", Role::Date, 3),
    ("dcterms:issued", Role::Date, 4),
    ("updated", Role::Date, 5),
    ("modified", Role::Date, 6),
    ("source", Role::Source, 0),
    ("dc:publisher", Role::Source, 1),
    ("category", Role::Section, 0),
    ("dc:subject", Role::Section, 1),
    ("dc:creator", Role::Author, 0),
    ("author", Role::Author, 1),
    ("creator", Role::Author, 2),
    ("link", Role::Url, 0),
    ("dc:language", Role::Language, 0),
    ("language", Role::Language, 1),
];

/// Ranks of what the feed says of itself, behind what its items say.
const OF_FEED: Rank = 100;

/// What a feed says of all its items.
#[derive(Default)]
struct Channel {
    title: String,
    language: String,
}

/// Reads a feed.
pub(super) fn read(
    text: impl Read,
    limit: u64,
    fields: &Fields,
    out: &mut Emitter,
) -> io::Result<()> {
    let gauge = Gauge::new(limit);
    let mut xml = Xml::new(text, &gauge);
    let mut channel = Channel::default();
    let mut path: Vec<String> = Vec::new();
    while !out.stopped() {
        match xml.next(out)? {
            Piece::End => break,
            Piece::Open(tag) if matches!(tag.local(), "item" | "entry") => {
                gauge.restart();
                let spot = out.next_spot();
                let mut record = item(&mut xml, &tag, fields, out)?;
                record.put(Role::Source, OF_FEED, channel.title.trim().to_owned());
                record.put(Role::Language, OF_FEED, channel.language.trim().to_owned());
                out.record(record, spot);
                gauge.restart();
            }
            Piece::Open(tag) => {
                if let Some(language) = tag.attribute("xml:lang").filter(|_| path.len() < 2) {
                    channel.language = language.to_owned();
                }
                path.push(tag.name);
            }
            Piece::Close(name) => close(&mut path, &name),
            Piece::Text(text) => match path.last().map(String::as_str) {
                // Not the title of the picture or of the search box of the feed.
                Some("title") if path.len() <= 3 && !is_in(&path, &["image", "textinput"]) => {
                    channel.title.push_str(&text);
                }
                Some("language" | "dc:language") => channel.language.push_str(&text),
                _ => {}
            },
        }
    }
    Ok(())
}

fn is_in(path: &[String], names: &[&str]) -> bool {
    let mut inner = path.iter().map(|name| local(name));
    inner.any(|name| names.iter().any(|n| n.eq_ignore_ascii_case(name)))
}

/// Takes a closed element, and those left open in it, off the path.
fn close(path: &mut Vec<String>, name: &str) {
    if let Some(at) = path.iter().rposition(|open| open == name) {
        path.truncate(at);
    }
}

/// A child of an item while it is read.
struct Child {
    tag: Tag,
    /// Its text, with the tags where it is a text written as XHTML.
    text: String,
    /// The text of the `name` or `title` in it: of an Atom author or source.
    named: String,
    path: Vec<String>,
}

fn item<R: Read>(
    xml: &mut Xml<R>,
    item: &Tag,
    fields: &Fields,
    out: &mut Emitter,
) -> io::Result<Record> {
    let mut record = Record::default();
    if let Some(about) = item.attribute("rdf:about") {
        record.put(Role::Url, OF_FEED, about.to_owned());
    }
    let mut sections: Vec<String> = Vec::new();
    let mut child: Option<Child> = None;
    loop {
        match (xml.next(out)?, &mut child) {
            (Piece::End, _) => break,
            (Piece::Close(name), Some(open)) if open.path.is_empty() && name == open.tag.name => {
                if let Some(done) = child.take() {
                    put(done, fields, &mut record, &mut sections);
                }
            }
            (Piece::Close(name), _) if name == item.name => break,
            (Piece::Open(tag), None) => {
                child = Some(Child {
                    tag,
                    text: String::new(),
                    named: String::new(),
                    path: Vec::new(),
                });
            }
            (piece, Some(open)) => open.take(piece),
            (Piece::Close(_) | Piece::Text(_), None) => {}
        }
    }
    record.put(Role::Section, 0, sections.join(", "));
    Ok(record)
}

impl Child {
    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::Open(tag) => {
                if self.is_xhtml() {
                    self.text.push_str(&format!("<{}>", tag.local()));
                }
                self.path.push(tag.name);
            }
            Piece::Close(name) => {
                if self.is_xhtml() {
                    self.text.push_str(&format!("</{}>", local(&name)));
                }
                close(&mut self.path, &name);
            }
            Piece::Text(text) => {
                match self.is_xhtml() {
                    true => push_escaped(&mut self.text, &text),
                    false => self.text.push_str(&text),
                }
                let inner = self.path.last().map(|name| local(name));
                if matches!(inner, Some("name" | "title")) {
                    self.named.push_str(&text);
                }
            }
            Piece::End => {}
        }
    }

    fn is_xhtml(&self) -> bool {
        self.tag.attribute("type") == Some("xhtml") || self.tag.name == "xhtml:body"
    }
}

fn put(child: Child, fields: &Fields, record: &mut Record, sections: &mut Vec<String>) {
    let tag = &child.tag;
    let known = CHILDREN.iter().find(|(name, ..)| tag.name == *name);
    // Atom with a prefix, as some feeds within feeds have it.
    let known = known.or_else(|| {
        let bare = tag.name.strip_prefix("atom:")?;
        CHILDREN.iter().find(|(name, ..)| bare == *name)
    });
    let Some((role, rank)) = fields
        .given(&tag.name)
        .or(known.map(|(_, role, rank)| (*role, *rank + fields.ranks_given())))
    else {
        role_of(fields, &tag.name, record);
        return;
    };
    let text = child.text.trim();
    let value = match (role, tag.local()) {
        (Role::Url, "link") => match tag.attribute("href") {
            Some(_) if !matches!(tag.attribute("rel"), None | Some("alternate")) => return,
            Some(address) => address.to_owned(),
            None => text.to_owned(),
        },
        (Role::Section, "category") => {
            let label = tag.attribute("label").or_else(|| tag.attribute("term"));
            sections.push(label.unwrap_or(text).trim().to_owned());
            return;
        }
        (Role::Author | Role::Source, _) if !child.named.trim().is_empty() => {
            child.named.trim().to_owned()
        }
        (Role::Author, "author") => without_address(text).to_owned(),
        _ => text.to_owned(),
    };
    if tag.name == "guid" && value.starts_with("http") {
        record.put(Role::Url, OF_FEED - 1, value.clone());
    }
    record.put(role, rank, value);
}

/// RSS writes authors as `address (name)`.
fn without_address(text: &str) -> &str {
    let named = text
        .split_once('(')
        .and_then(|(_, name)| name.strip_suffix(')'));
    match named {
        Some(name) if text.contains('@') && !name.trim().is_empty() => name.trim(),
        _ => text,
    }
}
