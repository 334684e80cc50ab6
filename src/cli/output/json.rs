//! JSON for programs: documents with stable, documented names. Offsets count Unicode
//! characters, end exclusive.

use crate::cli::stats::Stats;
use crate::cli::status::{Directory, Status};
use anyhow::Result;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::io::{BufRead, BufWriter, Write, stdin, stdout};
use std::ops::Range;
use std::path::PathBuf;
use warraq::article::{Article, Place};
use warraq::entities::authority::Authority;
use warraq::entities::{EntityType, Mention};
use warraq::query::echo::Echo;
use warraq::query::plan::Matching;
use warraq::search::people::Portrait;
use warraq::search::{FacetValue, Hit, Line as TimeLine, Passage, Results, Timeline};

/// Prints the answer to a search.
pub fn results(query: &str, reading: &Echo, results: &Results) -> Result<()> {
    print(&answer("query", query, reading, results))
}

/// Prints the articles that are like the one with an id.
pub fn similar(id: &str, reading: &Echo, results: &Results) -> Result<()> {
    print(&answer("like", id, reading, results))
}

/// Prints when the articles found were published.
pub fn timeline(query: &str, reading: &Echo, timeline: &Timeline) -> Result<()> {
    let labels = timeline.periods.iter();
    let labels: Vec<String> = labels.map(|start| timeline.step.label(*start)).collect();
    let line = |line: &TimeLine| {
        let counted = labels.iter().zip(&line.counts);
        let periods = counted.map(|(period, count)| json!({"period": period, "count": count}));
        json!({
            "id": line.id,
            "name": line.name,
            "total": line.total(),
            "periods": periods.collect::<Vec<_>>(),
        })
    };
    print(&json!({
        "query": query,
        "read_as": reading.parts,
        "notes": reading.notes,
        "matching": matching(&timeline.found),
        "relaxed": timeline.found.relaxed,
        "total": timeline.found.total,
        "undated": timeline.undated,
        "by": timeline.step.as_str(),
        "lines": timeline.lines.iter().map(line).collect::<Vec<_>>(),
    }))
}

fn matching(results: &Results) -> &'static str {
    match results.matching {
        Matching::All => "all",
        Matching::Most => "most",
        Matching::Some => "some",
        Matching::Any => "any",
    }
}

fn answer(asked: &str, what: &str, reading: &Echo, results: &Results) -> Value {
    json!({
        asked: what,
        "read_as": reading.parts,
        "notes": reading.notes,
        "matching": matching(results),
        "relaxed": results.relaxed,
        "total": results.total,
        "stories": results.stories,
        "hits": results.hits.iter().map(hit).collect::<Vec<_>>(),
        "facets": by_type(&results.facets),
    })
}

/// Prints each hit as one line, with the id of its query if there are several.
pub fn hits(query: Option<&str>, results: &Results) -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    for found in &results.hits {
        let mut line = hit(found);
        if let (Some(query), Value::Object(line)) = (query, &mut line) {
            line.insert("query_id".into(), json!(query));
        }
        out.json(&line)?;
    }
    Ok(out.flush()?)
}

/// Prints what is new in a kept search, an article a line.
pub fn watched(name: &str, new: &[Article]) -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    for article in new {
        let mut line = about(article);
        line.insert("watch".into(), json!(name));
        out.json(&line)?;
    }
    Ok(out.flush()?)
}

/// Prints the values of one facet.
pub fn facet(of: EntityType, values: &[FacetValue]) -> Result<()> {
    print(&json!({ of.as_str(): facet_values(values) }))
}

/// Prints the values of several facets.
pub fn facets(facets: &[(EntityType, Vec<FacetValue>)]) -> Result<()> {
    print(&by_type(facets))
}

/// Prints entities in full.
pub fn portraits(portraits: &[Portrait]) -> Result<()> {
    let portrait = |portrait: &Portrait| {
        let written = portrait.written.iter();
        json!({
            "id": portrait.id,
            "type": portrait.of.as_str(),
            "name": portrait.name,
            "latin": portrait.latin,
            "note": portrait.note,
            "within": portrait.within,
            "also": portrait.also,
            "articles": portrait.articles,
            "first": portrait.seen.map(|(first, _)| first.to_string()),
            "last": portrait.seen.map(|(_, last)| last.to_string()),
            "written": written.map(|(name, count)| json!({"name": name, "articles": count})).collect::<Vec<_>>(),
            "with": by_type(&portrait.with),
        })
    };
    print(&portraits.iter().map(portrait).collect::<Vec<_>>())
}

/// Prints whole articles. `places` has the other places of each, `named`, if asked for, the mentions
/// in the title and in the body of each.
pub fn articles(
    articles: &[Article],
    places: &[Vec<Place>],
    named: &[Vec<Vec<Mention>>],
    authority: &Authority,
) -> Result<()> {
    let whole = |(at, article): (usize, &Article)| {
        let mut value = about(article);
        value.insert("body".into(), json!(article.body));
        let places = places.get(at).into_iter().flatten();
        let places: Vec<String> = places.map(Place::to_string).collect();
        value.insert("also_in".into(), json!(places));
        if let Some([title, body]) = named.get(at).map(Vec::as_slice) {
            value.insert(
                "title_entities".into(),
                mentions(&article.title, title, authority),
            );
            value.insert(
                "body_entities".into(),
                mentions(&article.body, body, authority),
            );
        }
        value
    };
    match articles {
        [single] => print(&whole((0, single))),
        several => print(&several.iter().enumerate().map(whole).collect::<Vec<_>>()),
    }
}

/// The mentions in a text, as `annotate` and `show` print them.
pub fn mentions(text: &str, mentions: &[Mention], authority: &Authority) -> Value {
    let mut characters = Characters::new(text);
    mentions
        .iter()
        .map(|mention| {
            let written = &text[mention.span.clone()];
            json!({
                "text": written,
                "start": characters.at(mention.span.start),
                "end": characters.at(mention.span.end),
                "type": mention.of.as_str(),
                "id": mention.id,
                "name": mention.entity.map_or(written, |e| authority.entity(e).name()),
                "source": mention.source.as_str(),
                "confidence": f64::from((mention.confidence * 100.0).round()) / 100.0,
            })
        })
        .collect()
}

/// Prints how an archive stands.
pub fn status(status: &Status) -> Result<()> {
    let directory = |of: &Directory| {
        json!({
            "path": of.path,
            "began": of.last.began,
            "seconds": of.last.seconds,
            "articles": of.last.articles,
            "how": of.last.how,
            "unchanged": of.outlook.unchanged,
            "would_change": {
                "new": of.outlook.new,
                "changed": of.outlook.changed,
                "gone": of.outlook.gone(),
            },
            "trouble": of.trouble,
        })
    };
    print(&json!({
        "archive": status.archive,
        "articles": status.articles,
        "repeats": status.repeats,
        "files": status.files,
        "directories": status.directories.iter().map(directory).collect::<Vec<_>>(),
        "losses": losses(&status.losses),
    }))
}

fn losses(losses: &[(PathBuf, String)]) -> Value {
    let losses = losses.iter();
    let loss = |(file, what): &(PathBuf, String)| json!({"file": file, "what": what});
    losses.map(loss).collect()
}

/// Prints what is in an archive.
pub fn stats(stats: &Stats) -> Result<()> {
    let entities = stats.entities.iter();
    let entities: Map<String, Value> = entities
        .map(|(of, count)| (of.as_str().to_owned(), json!(count)))
        .collect();
    let outlets = stats.outlets.iter();
    print(&json!({
        "archive": stats.archive,
        "articles": stats.articles,
        "files": stats.files,
        "bytes_on_disk": stats.bytes_on_disk,
        "first": stats.span.map(|(first, _)| first.to_string()),
        "last": stats.span.map(|(_, last)| last.to_string()),
        "sources": outlets.map(|(name, count)| json!({"name": name, "articles": count})).collect::<Vec<_>>(),
        "entities": entities,
        "losses": losses(&stats.losses),
    }))
}

fn hit(hit: &Hit) -> Value {
    let mut value = about(&hit.article);
    value.insert("rank".into(), json!(hit.rank));
    value.insert("score".into(), json!(hit.score));
    value.insert("title_marks".into(), json!(marks(&hit.title)));
    let passages = hit.passages.iter();
    let passages = passages.map(|p| json!({"text": p.text, "marks": marks(p)}));
    value.insert("passages".into(), passages.collect());
    let copies = hit.copies.iter().map(|copy| {
        let date = copy.date.map(|date| date.to_string());
        json!({"id": copy.id, "source": copy.source, "date": date})
    });
    value.insert("copies".into(), copies.collect());
    if !hit.reasons.is_empty() {
        value.insert("reasons".into(), json!(hit.reasons));
    }
    Value::Object(value)
}

/// Everything about an article but its text.
fn about(article: &Article) -> Map<String, Value> {
    let date = article.date;
    [
        ("id", json!(article.id)),
        ("title", json!(article.title)),
        ("date", json!(date.map(|date| date.at.to_string()))),
        (
            "date_known_by",
            json!(date.map(|date| date.known_by.as_str())),
        ),
        ("source", json!(article.source)),
        ("section", json!(article.section)),
        ("author", json!(article.author)),
        ("url", json!(article.url)),
        ("language", json!(article.language)),
        ("file", json!(article.place.to_string())),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn by_type(facets: &[(EntityType, Vec<FacetValue>)]) -> Map<String, Value> {
    let facets = facets.iter();
    facets
        .map(|(of, values)| (of.as_str().to_owned(), facet_values(values)))
        .collect()
}

fn facet_values(values: &[FacetValue]) -> Value {
    let values = values.iter();
    values
        .map(|value| json!({"id": value.id, "name": value.name, "count": value.count}))
        .collect()
}

fn marks(passage: &Passage) -> Vec<[usize; 2]> {
    let mut characters = Characters::new(&passage.text);
    let marks = passage.marks.iter();
    marks
        .map(|Range { start, end }| [characters.at(*start), characters.at(*end)])
        .collect()
}

fn print(value: &impl Serialize) -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    Ok(out.flush()?)
}

/// Turns byte offsets of a text, asked for in rising order, into character offsets.
pub struct Characters<'t> {
    text: &'t str,
    byte: usize,
    character: usize,
}

impl<'t> Characters<'t> {
    pub fn new(text: &'t str) -> Self {
        Characters {
            text,
            byte: 0,
            character: 0,
        }
    }

    /// The character offset of `byte`, which is no smaller than the one asked for before.
    pub fn at(&mut self, byte: usize) -> usize {
        self.character += self.text[self.byte..byte].chars().count();
        self.byte = byte;
        self.character
    }
}

/// What a command that answers line by line may print.
pub trait Line {
    /// One JSON document.
    fn json(&mut self, value: &impl Serialize) -> Result<()>;
    /// Rows of columns, and an empty line behind the last.
    fn rows<'a, const N: usize>(&mut self, rows: impl Iterator<Item = [&'a str; N]>) -> Result<()>;
}

impl<W: Write> Line for W {
    fn json(&mut self, value: &impl Serialize) -> Result<()> {
        serde_json::to_writer(&mut *self, value)?;
        Ok(writeln!(self)?)
    }

    fn rows<'a, const N: usize>(&mut self, rows: impl Iterator<Item = [&'a str; N]>) -> Result<()> {
        for row in rows {
            writeln!(self, "{}", row.join("\t"))?;
        }
        Ok(writeln!(self)?)
    }
}

/// Answers each line of standard input on standard output. Bytes that are no UTF-8 are read
/// as U+FFFD, so that every line has its answer.
pub fn each_line(
    mut answer: impl FnMut(&str, &mut BufWriter<std::io::StdoutLock<'static>>) -> Result<()>,
) -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    let mut input = stdin().lock();
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        answer(text.trim_end_matches(['\n', '\r']), &mut out)?;
        line.clear();
    }
    Ok(out.flush()?)
}
