//! `warraq facets`: the commonest people, places or organisations, with counts.

use super::output::{json, text};
use super::search::Narrowing;
use super::{ArchivePath, Outcome};
use anyhow::Result;
use clap::Args;
use warraq::entities::EntityType;
use warraq::query::Translation;
use warraq::search::{Desk, Request};

/// Count the people, places or organisations in the articles found
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  warraq facets person «وقف إطلاق النار» --from 2020-10 --top 30")]
pub struct Options {
    /// person, place or organisation
    #[arg(value_name = "TYPE")]
    of: EntityType,
    /// Only in articles with these words
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    #[command(flatten)]
    narrow: Narrowing,
    /// How many to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(path: &ArchivePath, options: Options) -> Result<Outcome> {
    let archive = path.open()?;
    let authority = path.authority(Some(archive.home()))?;
    let desk = Desk::new(&archive, authority)?;
    let request = Request {
        plan: desk.plan(&options.words.join(" "), Translation::On)?,
        filters: options.narrow.filters(&desk, authority)?,
        facet_limit: options.top,
        ..Request::default()
    };
    let values = desk.facet(options.of, &request)?;
    match options.json {
        true => json::facet(options.of, &values)?,
        false => text::facet(&values)?,
    }
    match values.is_empty() {
        true => Ok(Outcome::Nothing),
        false => Ok(Outcome::Found),
    }
}
