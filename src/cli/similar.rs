//! `warraq similar`: articles that are about what one article is about.

use super::asking::Narrowing;
use super::output::{json, note, text};
use super::{ArchivePath, Outcome};
use anyhow::Result;
use clap::Args;
use warraq::query::plan::Matching;
use warraq::search::{Copies, Desk, Request};

/// Find articles that are about what an article is about
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  warraq similar marsad-20201010-06 --from 2020-11

The words and names that tell most of the article are sought; the first line says which they are.")]
pub struct Options {
    /// The id that search prints
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    narrow: Narrowing,
    /// Show near-identical articles too, those of the article itself among them
    #[arg(long)]
    copies: bool,
    /// How many hits to show
    #[arg(long, short = 'n', value_name = "N", default_value_t = 10)]
    limit: usize,
    /// How many hits to pass over first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// How many passages to show of a hit
    #[arg(long, value_name = "N", default_value_t = 2)]
    passages: usize,
    /// How many people, places and organisations to count below the hits
    #[arg(long, value_name = "N", default_value_t = 8)]
    top: usize,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(path: &ArchivePath, options: Options) -> Result<Outcome> {
    let archive = path.open()?;
    let authority = path.authority(Some(archive.home()))?;
    let desk = Desk::new(&archive, authority)?;
    let Some(plan) = desk.plan_like(&options.id)? else {
        note(format_args!(
            "no article has the id {:?}; ids are printed by `warraq search`",
            options.id
        ));
        return Ok(Outcome::Nothing);
    };
    if plan.is_empty() {
        note("nothing in the article tells it from all others");
        return Ok(Outcome::Nothing);
    }
    let request = Request {
        plan,
        filters: options.narrow.filters(&desk, authority)?,
        matching: Some(Matching::Some),
        limit: options.limit,
        offset: options.offset,
        facet_limit: options.top,
        passages: options.passages,
        besides: match options.copies {
            true => vec![options.id.clone()],
            false => desk.copies_of(&options.id)?,
        },
        copies: match options.copies {
            true => Copies::Apart,
            false => Copies::default(),
        },
        ..Request::default()
    };
    let results = desk.search(&request)?;
    let reading = desk.echo(&request.plan);
    match options.json {
        true => json::similar(&options.id, &reading, &results)?,
        false => text::similar(&reading, &results, options.offset)?,
    }
    match results.total {
        0 => Ok(Outcome::Nothing),
        _ => Ok(Outcome::Found),
    }
}
