//! `warraq entities`: who is who in the archive.

use super::output::{json, text};
use super::{ArchivePath, Outcome, train};
use anyhow::Result;
use clap::{Args, Subcommand};
use warraq::entities::EntityType;
use warraq::search::people::Portrait;
use warraq::search::{Desk, Request};

/// Tell who an entity is, or which are commonest, unlisted, or perhaps the same
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  warraq entities كاراباخ
  warraq entities --top --type person -n 30
  warraq entities --new >> mine.tsv       then edit it, and search with --authority mine.tsv
  warraq entities --suggest-merges"
)]
pub struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    /// A name in Arabic or Latin letters, or an id
    #[arg(value_name = "NAME", required_unless_present_any = ["top", "new", "suggest_merges"])]
    name: Option<String>,
    /// The commonest
    #[arg(long, conflicts_with_all = ["name", "new", "suggest_merges"])]
    top: bool,
    /// The commonest that no authority lists, as rows for an authority file
    #[arg(long, conflicts_with_all = ["name", "suggest_merges"])]
    new: bool,
    /// People who may be one, as rows for an authority file that merge them
    #[arg(long, conflicts_with_all = ["name", "json"])]
    suggest_merges: bool,
    /// Only of this type: person, place or organisation
    #[arg(long = "type", value_name = "TYPE")]
    of: Option<EntityType>,
    /// How many
    #[arg(long, short = 'n', value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Train(train::Options),
}

/// How many companions of each type are told.
const COMPANIONS: usize = 8;

pub fn run(path: &ArchivePath, options: Options) -> Result<Outcome> {
    if let Some(Command::Train(options)) = &options.command {
        return train::run(options);
    }
    let archive = path.open()?;
    let desk = Desk::new(&archive, path.authority(Some(archive.home()))?)?;
    if let Some(name) = &options.name {
        return one(&desk, name, &options);
    }
    let types: Vec<EntityType> = match options.of {
        Some(of) => vec![of],
        None => EntityType::ALL.to_vec(),
    };
    if options.suggest_merges {
        let suggestions = desk.suggested_merges(options.limit)?;
        text::suggestions(&suggestions)?;
        return Ok(outcome(!suggestions.is_empty()));
    }
    let mut found = Vec::new();
    for of in types {
        let values = match options.new {
            true => desk.unlisted(of, options.limit)?,
            false => desk.facet(of, &all(options.limit), None)?,
        };
        found.push((of, values));
    }
    match (options.json, options.new) {
        (true, _) => json::facets(&found)?,
        (false, false) => text::facets(&found)?,
        (false, true) => {
            let rows = found.iter().flat_map(|(_, values)| values);
            let rows: Result<Vec<_>, _> = rows.map(|value| desk.authority_row(value)).collect();
            text::authority_rows(&rows?)?;
        }
    }
    Ok(outcome(found.iter().any(|(_, values)| !values.is_empty())))
}

fn all(limit: usize) -> Request {
    Request {
        facet_limit: limit,
        ..Request::default()
    }
}

fn one(desk: &Desk<'_>, name: &str, options: &Options) -> Result<Outcome> {
    let ids = desk.called(name, options.of)?;
    let portraits: Result<Vec<Portrait>, _> =
        ids.iter().map(|id| desk.portrait(id, COMPANIONS)).collect();
    let mut portraits = portraits?;
    portraits.sort_by_key(|portrait| std::cmp::Reverse(portrait.articles));
    portraits.truncate(options.limit);
    match options.json {
        true => json::portraits(&portraits)?,
        false => text::portraits(&portraits)?,
    }
    Ok(outcome(
        portraits.iter().any(|portrait| portrait.articles > 0),
    ))
}

fn outcome(found: bool) -> Outcome {
    match found {
        true => Outcome::Found,
        false => Outcome::Nothing,
    }
}
