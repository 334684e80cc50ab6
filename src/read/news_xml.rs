//! The exchange formats of news agencies: NITF, NewsML-G2 and NewsML 1, which hold one another.
//!
//! One table says which elements and attributes mean what; the text is what stands in the body
//! elements, a line a paragraph. Items are read one by one; pictures, films and packages are
//! left out.

use super::fields::{Rank, Role};
use super::limit::Gauge;
use super::paragraphs::one_line;
use super::problem::Spot;
use super::record::{Emitter, Record};
use super::xml::{Piece, Tag, Xml, local};
use std::io::{self, Read};

/// Elements that are an item, if they lie in no other.
const ITEMS: [&str; 3] = ["nitf", "newsItem", "NewsItem"];

/// Where in an element its value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Text,
    Attribute(&'static str),
}

use At::{Attribute, Text};

/// The element above (or any), the element, where its value stands, what it is, and how it ranks.
#[rustfmt::skip]
const RULES: [(&str, &str, At, Role, Rank); 35] = [
    // NITF.
    ("", "doc-id", Attribute("id-string"), Role::Id, 1),
    ("", "hl1", Text, Role::Title, 0),
    ("head", "title", Text, Role::Title, 5),
    ("", "date.issue", Attribute("norm"), Role::Date, 0),
    ("", "date.release", Attribute("norm"), Role::Date, 1),
    ("", "story.date", Attribute("norm"), Role::Date, 2),
    ("", "pubdata", Attribute("name"), Role::Source, 0),
    ("", "distributor", Text, Role::Source, 2),
    ("", "doc.rights", Attribute("owner"), Role::Source, 3),
    ("", "doc.copyright", Attribute("holder"), Role::Source, 4),
    ("", "pubdata", Attribute("position.section"), Role::Section, 0),
    ("", "tobject.subject", Attribute("tobject.subject.type"), Role::Section, 2),
    ("", "byline", Text, Role::Author, 0),
    ("", "pubdata", Attribute("ex-ref"), Role::Url, 1),
    ("", "nitf", Attribute("xml:lang"), Role::Language, 2),
    // NewsML-G2.
    ("", "newsItem", Attribute("guid"), Role::Id, 0),
    ("", "headline", Text, Role::Title, 0),
    ("contentMeta", "contentCreated", Text, Role::Date, 3),
    ("itemMeta", "firstCreated", Text, Role::Date, 4),
    ("itemMeta", "versionCreated", Text, Role::Date, 5),
    ("provider", "name", Text, Role::Source, 0),
    ("", "provider", Attribute("literal"), Role::Source, 3),
    ("subject", "name", Text, Role::Section, 1),
    ("", "by", Text, Role::Author, 0),
    ("creator", "name", Text, Role::Author, 1),
    ("", "language", Attribute("tag"), Role::Language, 0),
    ("contentMeta", "description", Text, Role::Body, 5),
    // NewsML 1.
    ("", "PublicIdentifier", Text, Role::Id, 0),
    ("", "HeadLine", Text, Role::Title, 0),
    ("", "FirstCreated", Text, Role::Date, 4),
    ("", "ThisRevisionCreated", Text, Role::Date, 5),
    ("", "DateId", Text, Role::Date, 6),
    ("Provider", "Party", Attribute("FormalName"), Role::Source, 2),
    ("", "ByLine", Text, Role::Author, 0),
    ("", "Language", Attribute("FormalName"), Role::Language, 1),
];

/// Elements whose text is the article.
const BODIES: [&str; 4] = ["body.content", "inlineXML", "inlineData", "DataContent"];

/// Elements in a body that are none of its text.
const LEFT_OUT: [&str; 9] = [
    "head", "docdata", "hedline", "byline", "dateline", "media", "body.end", "script", "style",
];

/// Elements in a body at whose edges a line ends.
#[rustfmt::skip]
const BLOCKS: [&str; 19] = [
    "p", "block", "br", "li", "tr", "td", "th", "table", "h1", "h2", "h3", "h4", "hl2", "div", "blockquote",
    "bq", "pre", "dd", "dt",
];

/// Reads a document of either format.
pub(super) fn read(text: impl Read, limit: u64, out: &mut Emitter) -> io::Result<()> {
    let gauge = Gauge::new(limit);
    let mut xml = Xml::new(text, &gauge);
    let (mut items, mut others) = (0, 0);
    // The first of many is known to be that only when the second comes.
    let mut first: Option<(Record, Spot)> = None;
    while !out.stopped() {
        match xml.next(out)? {
            Piece::End => break,
            Piece::Open(tag) if ITEMS.contains(&tag.local()) => {
                gauge.restart();
                let item = item(&mut xml, &tag, out)?;
                gauge.restart();
                let Some(record) = item.into_record() else {
                    others += 1;
                    continue;
                };
                items += 1;
                match (items, first.take()) {
                    (1, _) => first = Some((record, out.next_spot())),
                    (_, earlier) => {
                        out.number_records();
                        if let Some((earlier, _)) = earlier {
                            out.record(earlier, out.next_spot());
                        }
                        out.record(record, out.next_spot());
                    }
                }
            }
            _ => {}
        }
    }
    if let Some((record, spot)) = first {
        out.record(record, spot);
    }
    // A file of pictures alone is not empty.
    if others > 0 {
        out.pass_over(0);
    }
    Ok(())
}

/// An item while it is read.
#[derive(Default)]
struct Item {
    record: Record,
    /// Local names of the open elements.
    path: Vec<String>,
    /// A value that is text, until its element closes: how deep that is.
    value: Option<(usize, Role, Rank, String)>,
    /// How deep the body is that is being read.
    body: Option<usize>,
    /// How deep the element is that is left out.
    left_out: Option<usize>,
    body_text: BodyText,
    is_other_media: bool,
}

fn item<R: Read>(xml: &mut Xml<R>, root: &Tag, out: &mut Emitter) -> io::Result<Item> {
    let mut item = Item::default();
    item.open(root);
    while !item.path.is_empty() {
        match xml.next(out)? {
            Piece::End => break,
            Piece::Open(tag) => item.open(&tag),
            Piece::Close(name) => item.close(local(&name)),
            Piece::Text(text) => item.text(&text),
        }
    }
    Ok(item)
}

impl Item {
    /// The record; none for what is no text.
    fn into_record(mut self) -> Option<Record> {
        let body = self.body_text.finish();
        if body.trim().is_empty() && self.is_other_media {
            return None;
        }
        self.record.put(Role::Body, 0, body);
        Some(self.record)
    }

    fn open(&mut self, tag: &Tag) {
        let name = tag.local();
        let above = self.path.last().map(String::as_str).unwrap_or_default();
        for (parent, element, at, role, rank) in RULES {
            if element != name || !(parent.is_empty() || parent == above) {
                continue;
            }
            match at {
                Attribute(attribute) => {
                    if let Some(value) = tag.attribute(attribute) {
                        self.record.put(role, rank, value.to_owned());
                    }
                }
                Text if self.value.is_none() => {
                    self.value = Some((self.path.len(), role, rank, String::new()));
                }
                Text => {}
            }
        }
        self.note_media(tag);
        if self.body.is_some() && self.left_out.is_none() {
            if LEFT_OUT.contains(&name) {
                self.left_out = Some(self.path.len());
            } else if BLOCKS.contains(&name) {
                self.body_text.end_line();
            }
        }
        if self.body.is_none() && BODIES.contains(&name) {
            self.body = Some(self.path.len());
        }
        self.path.push(name.to_owned());
    }

    /// Says whether the item, or a part of it, is a picture, a film or a sound.
    fn note_media(&mut self, tag: &Tag) {
        let kind = match tag.local() {
            "itemClass" => tag.attribute("qcode"),
            "MediaType" => tag.attribute("FormalName"),
            _ => None,
        };
        let Some(kind) = kind.map(str::to_lowercase) else {
            return;
        };
        let is_text = ["text", "composite"]
            .iter()
            .any(|word| kind.ends_with(word));
        self.is_other_media |= !is_text;
        // What stands in the same component is a caption.
        if !is_text && tag.local() == "MediaType" && self.left_out.is_none() {
            self.left_out = Some(self.path.len().saturating_sub(1));
        }
    }

    fn close(&mut self, name: &str) {
        let Some(at) = self.path.iter().rposition(|open| open == name) else {
            return;
        };
        self.path.truncate(at);
        if let Some((_, role, rank, text)) = self.value.take_if(|(depth, ..)| at <= *depth) {
            self.record.put(role, rank, one_line(&text));
        }
        if self.body.is_some() && self.left_out.is_none() && BLOCKS.contains(&name) {
            self.body_text.end_line();
        }
        self.left_out.take_if(|depth| at <= *depth);
        if self.body.take_if(|depth| at <= *depth).is_some() {
            self.body_text.end_body();
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((.., value)) = &mut self.value {
            value.push_str(text);
            value.push(' ');
        }
        if self.body.is_some() && self.left_out.is_none() {
            self.body_text.current.push_str(text);
        }
    }
}

/// The text of bodies: lines of paragraphs, or, where there are none, lines as written.
#[derive(Default)]
struct BodyText {
    lines: Vec<String>,
    current: String,
    has_blocks: bool,
}

impl BodyText {
    fn end_line(&mut self) {
        self.has_blocks = true;
        let line = one_line(&self.current);
        self.current.clear();
        if !line.is_empty() {
            self.lines.push(line);
        }
    }

    fn end_body(&mut self) {
        let blocks = self.has_blocks;
        if blocks {
            self.end_line();
        } else {
            self.lines.push(std::mem::take(&mut self.current));
        }
        self.has_blocks = false;
    }

    fn finish(&mut self) -> String {
        self.end_body();
        self.lines.join("\n")
    }
}
