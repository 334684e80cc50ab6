//! `warraq facets`: the commonest people, places or organisations, with counts.

use super::asking::Asking;
use super::output::{json, text};
use super::{ArchivePath, Outcome};
use anyhow::Result;
use clap::Args;
use warraq::entities::EntityType;
use warraq::search::{Desk, Request};

/// Count the people, places or organisations in the articles found
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  warraq facets person «وقف إطلاق النار» --from 2020-10 --top 30")]
pub struct Options {
    /// person, place or organisation
    #[arg(value_name = "TYPE")]
    of: EntityType,
    #[command(flatten)]
    asking: Asking,
    /// Only those whose names contain these letters
    #[arg(long, value_name = "LETTERS")]
    like: Option<String>,
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
        facet_limit: options.top,
        ..options.asking.request(&desk)?
    };
    let values = desk.facet(options.of, &request, options.like.as_deref())?;
    match options.json {
        true => json::facet(options.of, &values)?,
        false => text::facet(&values)?,
    }
    match values.is_empty() {
        true => Ok(Outcome::Nothing),
        false => Ok(Outcome::Found),
    }
}
