//! JSON: one object a line, or a document that is an article, an array of articles, or an
//! object that holds such an array.
//!
//! Documents are parsed as a stream: an array's articles are given one by one as the parser
//! passes them, and never stand in memory together.

use super::fields::{Fields, Rank, Role, folded};
use super::json_halves::{self, HalvesMended};
use super::limit::{Gauge, Limited, Line, next_line};
use super::problem::{Reason, Spot};
use super::record::{Emitter, Record, role_of};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, Read};

/// Names under which exports put their articles.
const CONTAINERS: [&str; 9] = [
    "articles",
    "items",
    "data",
    "docs",
    "documents",
    "results",
    "entries",
    "hits",
    "response",
];

/// Elasticsearch exports put the article itself under this name.
const WRAPPER: &str = "_source";

/// Names of the telling part of a value that is an object: `{"name": …}` of schema.org,
/// `rendered` of WordPress, the types of MongoDB exports.
const INNER_NAMES: [&str; 5] = ["name", "rendered", "$date", "$oid", "$numberLong"];

/// Reads JSON lines.
pub(super) fn read_lines(
    mut reader: impl BufRead,
    limit: u64,
    fields: &Fields,
    out: &mut Emitter,
) -> io::Result<()> {
    let mut line = Vec::new();
    let mut number = out.lines_before();
    while !out.stopped() {
        number += 1;
        let spot = Spot::Line(number);
        let next = next_line(&mut reader, limit, &mut line)?;
        match next {
            Line::End => {
                out.may_grow_from(number - 1);
                break;
            }
            Line::TooLong => out.problem(spot, Reason::TooLong { limit_bytes: limit }),
            Line::Whole | Line::Unended if line.trim_ascii().is_empty() => {}
            Line::Whole | Line::Unended => match parse_line_mended(&mut line, fields) {
                (Ok(record), halves) => {
                    out.halves(spot, halves);
                    out.record(record, spot);
                }
                (Err(reason), _) => out.problem(spot, reason),
            },
        }
        // Whatever is appended continues this line.
        if next == Line::Unended {
            break;
        }
    }
    Ok(())
}

/// Parses a line, without its halves of characters if there are any, and counts those.
fn parse_line_mended(line: &mut [u8], fields: &Fields) -> (Result<Record, Reason>, u64) {
    match parse_line(line, fields) {
        Err(reason) => match json_halves::mend(line) {
            0 => (Err(reason), 0),
            halves => (parse_line(line, fields), halves),
        },
        parsed => (parsed, 0),
    }
}

fn parse_line(line: &[u8], fields: &Fields) -> Result<Record, Reason> {
    let mut json = serde_json::Deserializer::from_slice(line);
    let node = Node {
        fields,
        stream: None,
    };
    let outcome = node.deserialize(&mut json);
    let outcome = outcome.and_then(|outcome| json.end().map(|()| outcome));
    match outcome {
        Ok(Outcome::Record(record)) => Ok(*record),
        Ok(_) => Err(Reason::NotAnObject),
        Err(error) => Err(Reason::BrokenLine {
            column: error.column(),
            message: message(&error),
        }),
    }
}

/// Reads a JSON document, or several one after the other.
pub(super) fn read(
    reader: impl Read,
    limit: u64,
    fields: &Fields,
    out: &mut Emitter,
) -> io::Result<()> {
    let halves = Cell::new(0);
    let read = read_mended(HalvesMended::new(reader, &halves), limit, fields, out);
    out.halves(Spot::Whole, halves.get());
    read
}

fn read_mended(
    reader: impl Read,
    limit: u64,
    fields: &Fields,
    out: &mut Emitter,
) -> io::Result<()> {
    let gauge = Gauge::new(limit);
    let mut json = serde_json::Deserializer::from_reader(Limited::new(reader, &gauge));
    while !out.stopped() && more(&mut json)? {
        gauge.restart();
        let stream = Stream {
            out,
            gauge: &gauge,
            level: Level::Top,
        };
        let node = Node {
            fields,
            stream: Some(stream),
        };
        match node.deserialize(&mut json) {
            Ok(Outcome::Streamed) => {}
            Ok(outcome) => {
                // Files of JSON lines are often named .json.
                if more(&mut json)? {
                    out.number_records();
                }
                give(outcome, out);
            }
            Err(_) if out.stopped() => {}
            Err(error) => return broken(error, &gauge, out),
        }
    }
    Ok(())
}

/// Whether anything but white space follows.
fn more<'de>(
    json: &mut serde_json::Deserializer<impl serde_json::de::Read<'de>>,
) -> io::Result<bool> {
    match json.end() {
        Ok(()) => Ok(false),
        Err(error) if error.is_io() => Err(error.into()),
        Err(_) => Ok(true),
    }
}

fn give(outcome: Outcome, out: &mut Emitter) {
    let spot = out.next_spot();
    match outcome {
        Outcome::Record(record) => out.record(*record, spot),
        Outcome::Streamed => {}
        Outcome::Other => out.problem(spot, Reason::NotAnObject),
    }
}

fn broken(error: serde_json::Error, gauge: &Gauge, out: &mut Emitter) -> io::Result<()> {
    if gauge.exceeded() {
        let limit_bytes = gauge.limit();
        out.problem(out.next_spot(), Reason::TooLongToFollow { limit_bytes });
        return Ok(());
    }
    if error.is_io() {
        return Err(error.into());
    }
    let reason = Reason::BrokenDocument {
        column: error.column(),
        message: message(&error),
    };
    out.problem(Spot::Line(error.line() as u64), reason);
    Ok(())
}

/// What the parser said, without the place, which is said apart.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// What a JSON value turned out to be.
enum Outcome {
    /// An object.
    Record(Box<Record>),
    /// An array, or an object that held one, whose articles have been given.
    Streamed,
    /// Anything else.
    Other,
}

/// Where the articles of an array go.
struct Stream<'s, 'a> {
    out: &'s mut Emitter<'a>,
    gauge: &'s Gauge,
    level: Level,
}

/// Whose array is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// The document itself: what is no object in it is a problem.
    Top,
    /// A field of an object, which may be something else than a list of articles.
    Field,
}

impl<'a> Stream<'_, 'a> {
    fn for_field(&mut self) -> Stream<'_, 'a> {
        Stream {
            out: self.out,
            gauge: self.gauge,
            level: Level::Field,
        }
    }

    /// Takes an element of the array; whether it was an article or should have been one.
    fn take(&mut self, outcome: Outcome) -> bool {
        self.gauge.restart();
        if matches!(outcome, Outcome::Other) && self.level == Level::Field {
            return false;
        }
        self.out.number_records();
        give(outcome, self.out);
        true
    }
}

/// A JSON value to be read: with a stream, it may be or hold an array of articles.
struct Node<'f, 's, 'a> {
    fields: &'f Fields,
    stream: Option<Stream<'s, 'a>>,
}

impl<'a> Node<'_, '_, 'a> {
    fn object<'de, M: MapAccess<'de>>(mut self, mut map: M) -> Result<Outcome, M::Error> {
        let fields = self.fields;
        let mut record = Record::default();
        let mut streamed = false;
        while let Some(name) = map.next_key::<String>()? {
            let paths = fields.within(&name);
            if !paths.is_empty() {
                let value = map.next_value()?;
                put_nested(&value, &paths, &mut record);
                if let Some((role, rank)) = fields.role(&name)
                    && let Some(text) = text(value, joint(role))
                {
                    record.put(role, rank, text);
                }
                continue;
            }
            let inner = if name == WRAPPER {
                map.next_value_seed(Node {
                    fields,
                    stream: None,
                })?
            } else if let Some((role, rank)) = role_of(fields, &name, &mut record) {
                if let Some(text) = text(map.next_value()?, joint(role)) {
                    record.put(role, rank, text);
                }
                continue;
            } else if let Some(stream) = self.container(&name, &record) {
                map.next_value_seed(Node {
                    fields,
                    stream: Some(stream),
                })?
            } else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            match inner {
                Outcome::Record(inner) => record.merge(*inner),
                Outcome::Streamed => streamed = true,
                Outcome::Other => {}
            }
        }
        // A feed has a title and articles; an article with a text of its own is one.
        if streamed && !record.has(Role::Body) {
            return Ok(Outcome::Streamed);
        }
        Ok(Outcome::Record(Box::new(record)))
    }

    /// The stream for the articles of the field `name`, if it may hold some.
    fn container(&mut self, name: &str, record: &Record) -> Option<Stream<'_, 'a>> {
        let stream = self.stream.as_mut()?;
        let may_hold = CONTAINERS.contains(&name) && !record.has(Role::Body);
        may_hold.then(|| stream.for_field())
    }

    fn array<'de, S: SeqAccess<'de>>(mut self, mut array: S) -> Result<Outcome, S::Error> {
        let fields = self.fields;
        let Some(stream) = &mut self.stream else {
            while array.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Outcome::Other);
        };
        let mut streamed = stream.level == Level::Top;
        while let Some(outcome) = array.next_element_seed(Node {
            fields,
            stream: None,
        })? {
            streamed |= stream.take(outcome);
            if stream.out.stopped() {
                return Err(S::Error::custom("no more articles are wanted"));
            }
        }
        Ok(match streamed {
            true => Outcome::Streamed,
            false => Outcome::Other,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_, '_> {
    type Value = Outcome;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Outcome, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_, '_, '_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an article")
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Outcome, M::Error> {
        self.object(map)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, array: S) -> Result<Outcome, S::Error> {
        self.array(array)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Outcome, E> {
        Ok(Outcome::Other)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Outcome, E> {
        Ok(Outcome::Other)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Outcome, E> {
        Ok(Outcome::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Outcome, E> {
        Ok(Outcome::Other)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Outcome, E> {
        Ok(Outcome::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Outcome, E> {
        Ok(Outcome::Other)
    }
}

/// Puts into the record what a user's paths lead to within a value.
fn put_nested(value: &Value, paths: &[(&[String], (Role, Rank))], record: &mut Record) {
    for (path, (role, rank)) in paths {
        let found = reached(value, path);
        if let Some(text) = text(Value::Array(found), joint(*role)) {
            record.put(*role, *rank, text);
        }
    }
}

/// What a path leads to: names of fields, and numbers of elements; without a number, all.
fn reached(value: &Value, path: &[String]) -> Vec<Value> {
    let Some((first, rest)) = path.split_first() else {
        return vec![value.clone()];
    };
    match value {
        Value::Object(map) => {
            let inner = map.iter().find(|(name, _)| folded(name) == *first);
            inner.map_or_else(Vec::new, |(_, value)| reached(value, rest))
        }
        Value::Array(values) => match first.parse::<usize>() {
            Ok(at) => values
                .get(at)
                .map_or_else(Vec::new, |value| reached(value, rest)),
            Err(_) => values
                .iter()
                .flat_map(|value| reached(value, path))
                .collect(),
        },
        _ => Vec::new(),
    }
}

/// What stands between the values of an array: those of a body are its paragraphs.
fn joint(role: Role) -> &'static str {
    match role {
        Role::Body => "\n",
        _ => ", ",
    }
}

/// A value as text: strings and numbers as they are, arrays joined, objects by their telling
/// part.
pub(super) fn text(value: Value, joint: &str) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => {
            let texts: Vec<_> = values.into_iter().filter_map(|v| text(v, joint)).collect();
            (!texts.is_empty()).then(|| texts.join(joint))
        }
        Value::Object(mut map) => {
            let inner = INNER_NAMES.iter().find_map(|name| map.remove(*name));
            text(inner?, joint)
        }
        Value::Null | Value::Bool(_) => None,
    }
}
