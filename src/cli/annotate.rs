//! `warraq annotate`: the entities of texts, for measuring and for pipes.

use super::output::json::{self, Line};
use super::{ArchivePath, Outcome};
use anyhow::Result;
use clap::Args;
use serde::Serialize;
use serde_json::Value;
use warraq::arabic::Analysis;
use warraq::entities::Recogniser;

/// Show the entities in text: one text a line on standard input, each read as an article
#[derive(Debug, Args)]
pub struct Options {
    /// One JSON document a line, with offsets in Unicode characters
    #[arg(long)]
    json: bool,
}

/// The answer to one line.
#[derive(Serialize)]
struct Annotated {
    entities: Value,
}

pub fn run(path: &ArchivePath, options: Options) -> Result<Outcome> {
    let authority = path.authority(None)?;
    let mut analysis = Analysis::default();
    let mut recogniser = Recogniser::new(authority, super::tagger());
    json::each_line(|text, out| {
        analysis.analyse(text);
        let found = recogniser.mentions(&[(text, &analysis)]).concat();
        match options.json {
            true => out.json(&Annotated {
                entities: json::mentions(text, &found, authority),
            }),
            false => out.rows(found.iter().map(|mention| {
                let written = &text[mention.span.clone()];
                let name = mention
                    .entity
                    .map_or(written, |e| authority.entity(e).name());
                [written, mention.of.as_str(), mention.id.as_ref(), name]
            })),
        }
    })?;
    Ok(Outcome::Found)
}
