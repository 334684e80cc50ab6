//! XML as a stream of tags and texts, forgiving as publishers need it.
//!
//! Entities are characters: the five of XML, references by number, the names of HTML. What a
//! document declares itself is not expanded, so that no document can blow itself up, and nothing
//! outside it is fetched. Ends that match nothing are passed over, and nesting costs no stack.

use super::limit::{Gauge, Limited};
use super::problem::Reason;
use super::record::Emitter;
use quick_xml::Reader;
use quick_xml::escape::{resolve_html5_entity, unescape_with};
use quick_xml::events::{BytesStart, Event};
use std::io::{self, BufReader, Read};

/// XML being read.
pub(super) struct Xml<'g, R> {
    reader: Reader<BufReader<Limited<'g, R>>>,
    gauge: &'g Gauge,
    buffer: Vec<u8>,
}

/// A piece of XML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A start tag; its end comes too, also where both are written as one.
    Open(Tag),
    /// An end tag: its name with the prefix.
    Close(String),
    /// Text, its entities resolved.
    Text(String),
    /// The end of the document.
    End,
}

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// Its name with the prefix: `content:encoded`.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// Its name without the prefix.
    pub(super) fn local(&self) -> &str {
        local(&self.name)
    }

    /// The value of an attribute, named with its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let mut found = self.attributes.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str())
    }
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

impl<'g, R: Read> Xml<'g, R> {
    /// XML from decoded text; the gauge is to be restarted at each record.
    pub(super) fn new(text: R, gauge: &'g Gauge) -> Self {
        let mut reader = Reader::from_reader(BufReader::new(Limited::new(text, gauge)));
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.expand_empty_elements = true;
        Xml {
            reader,
            gauge,
            buffer: Vec::new(),
        }
    }

    /// The gauge that the reader obeys.
    pub(super) fn gauge(&self) -> &'g Gauge {
        self.gauge
    }

    /// The next piece. After a break in the document it ends, and the break is told to `out`.
    pub(super) fn next(&mut self, out: &mut Emitter) -> io::Result<Piece> {
        loop {
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => {
                    broken(error, self.gauge, out)?;
                    return Ok(Piece::End);
                }
            };
            return Ok(match event {
                Event::Start(start) | Event::Empty(start) => Piece::Open(tag(&start)),
                Event::End(end) => Piece::Close(end.name().as_ref().to_owned()),
                Event::Text(text) => Piece::Text(text.into_inner().into_owned()),
                Event::CData(text) => Piece::Text(text.into_inner().into_owned()),
                Event::GeneralRef(reference) => Piece::Text(entity(&reference)),
                Event::Eof => Piece::End,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            });
        }
    }
}

fn broken(error: quick_xml::Error, gauge: &Gauge, out: &mut Emitter) -> io::Result<()> {
    let reason = if gauge.exceeded() {
        Reason::TooLongToFollow {
            limit_bytes: gauge.limit(),
        }
    } else if let quick_xml::Error::Io(error) = error {
        return Err(io::Error::new(error.kind(), error.to_string()));
    } else {
        Reason::BrokenXml {
            message: error.to_string(),
        }
    };
    out.problem(out.next_spot(), reason);
    Ok(())
}

fn tag(start: &BytesStart) -> Tag {
    let mut attributes = start.html_attributes();
    let attributes = attributes.with_checks(false).flatten();
    let attributes = attributes.map(|attribute| {
        let value = unescape_with(&attribute.value, resolve_html5_entity);
        let value = value.map_or_else(|_| attribute.value.to_string(), |value| value.to_string());
        (attribute.key.as_ref().to_owned(), value)
    });
    Tag {
        name: start.name().as_ref().to_owned(),
        attributes: attributes.collect(),
    }
}

fn entity(reference: &quick_xml::events::BytesRef) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name: &str = reference;
    match resolve_html5_entity(name) {
        Some(text) => text.to_owned(),
        None => format!("&{name};"),
    }
}

/// The name of the first element of a document, or that which its document type names.
pub(super) fn root_element(text: &str) -> Option<String> {
    let mut rest = text.trim_start();
    loop {
        rest = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->")?.1
        } else if let Some(instruction) = rest.strip_prefix("<?") {
            instruction.split_once('>')?.1
        } else {
            break;
        };
        rest = rest.trim_start();
    }
    let after = rest.strip_prefix('<')?;
    let name = match after.get(..8) {
        Some(start) if start.eq_ignore_ascii_case("!doctype") => after[8..].trim_start(),
        _ => after,
    };
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '['));
    let name = &name[..end.unwrap_or(name.len())];
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b));
    is_name.then(|| name.to_owned())
}

/// Text as it is written in markup.
pub(super) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_behind_what_may_stand_before_it() {
        let root = |text: &str| root_element(text);
        assert_eq!(
            root("<?xml version='1.0'?>\n<!-- <a> --><rdf:RDF x='y'>").as_deref(),
            Some("rdf:RDF")
        );
        assert_eq!(
            root("<!DOCTYPE html PUBLIC \"x\">").as_deref(),
            Some("html")
        );
        assert_eq!(root("<عاجل> خبر"), None);
        assert_eq!(root("< 3"), None);
    }
}
