//! `warraq annotate`: the entities of texts, for measuring and for pipes.

use super::Outcome;
use super::output::json::{self, Line};
use anyhow::Result;
use clap::Args;
use serde::Serialize;
use warraq::arabic::Analysis;
use warraq::entities::authority::Authority;
use warraq::entities::{EntityType, Recogniser};

/// Show the entities in text: one text a line on standard input, each read as an article
#[derive(Debug, Args)]
pub struct Options {
    /// One JSON document a line, with offsets in Unicode characters
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Annotated<'a> {
    entities: Vec<AnnotatedEntity<'a>>,
}

#[derive(Serialize)]
struct AnnotatedEntity<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    #[serde(rename = "type", serialize_with = "as_word")]
    entity_type: EntityType,
    id: &'a str,
    name: &'a str,
}

fn as_word<S: serde::Serializer>(of: &EntityType, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(of.as_str())
}

pub fn run(options: Options) -> Result<Outcome> {
    let authority = Authority::builtin();
    let mut analysis = Analysis::default();
    let mut recogniser = Recogniser::new(authority);
    json::each_line(|text, out| {
        analysis.analyse(text);
        let mut characters = json::Characters::new(text);
        let found = recogniser
            .mentions(&[(text, &analysis)])
            .into_iter()
            .flatten();
        let entities: Vec<_> = found
            .map(|mention| {
                let entity = authority.entity(mention.entity);
                AnnotatedEntity {
                    text: &text[mention.span.clone()],
                    start: characters.at(mention.span.start),
                    end: characters.at(mention.span.end),
                    entity_type: entity.entity_type(),
                    id: entity.id(),
                    name: entity.name(),
                }
            })
            .collect();
        match options.json {
            true => out.json(&Annotated { entities }),
            false => out.rows(
                entities
                    .iter()
                    .map(|e| [e.text, e.entity_type.as_str(), e.id, e.name]),
            ),
        }
    })?;
    Ok(Outcome::Found)
}
