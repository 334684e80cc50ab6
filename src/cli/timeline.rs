//! `warraq timeline`: when the articles found were published.

use super::asking::Asking;
use super::output::{json, note, plot, rows, svg, text};
use super::{ArchivePath, Outcome};
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use std::fs;
use std::path::PathBuf;
use warraq::entities::EntityType;
use warraq::search::{Desk, Per, Request, Step};

/// Show when the articles found were published
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  warraq timeline كاراباخ --by month
  warraq timeline كاراباخ --per person --top 4 --svg karabakh.svg

Weeks begin on Monday (ISO 8601). Articles are counted, also where search folds copies.")]
pub struct Options {
    #[command(flatten)]
    asking: Asking,
    /// How long the periods are [default: as the time between the first and the last article asks]
    #[arg(long, value_name = "PERIOD")]
    by: Option<By>,
    /// A line for each of the commonest values
    #[arg(long, value_name = "WHAT")]
    per: Option<PerWhat>,
    /// With --per: how many lines
    #[arg(long, value_name = "N", default_value_t = 5)]
    top: usize,
    /// Draw it into this file as well
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print a table: period, id, name, articles
    #[arg(long)]
    csv: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    Day,
    /// From Monday to Sunday
    Week,
    Month,
    Year,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PerWhat {
    Person,
    Place,
    #[value(alias = "org")]
    Organisation,
    /// The outlet
    Source,
}

pub fn run(path: &ArchivePath, options: Options) -> Result<Outcome> {
    let archive = path.open()?;
    let authority = path.authority(Some(archive.home()))?;
    let desk = Desk::new(&archive, authority)?;
    let request = Request {
        facet_limit: options.top,
        ..options.asking.request(&desk)?
    };
    if request.plan.is_empty() && request.filters.is_empty() && options.asking.words().is_empty() {
        note("all articles of the archive, since neither words nor filters are given");
    }
    if options.per.is_some() && options.top == 0 {
        bail!("--per with --top 0 has no lines; give --top 1 or more");
    }
    let step = options.by.map(By::step);
    let timeline = desk.timeline(&request, step, options.per.map(PerWhat::per))?;
    let reading = desk.echo(&request.plan);
    if let Some(file) = &options.svg {
        let drawing = svg::timeline(
            &options.asking.words(),
            &options.asking.filters_in_words(),
            &timeline,
        );
        fs::write(file, drawing).with_context(|| file.display().to_string())?;
    }
    match (options.json, options.csv) {
        (true, _) => json::timeline(&options.asking.words(), &reading, &timeline)?,
        (_, true) => rows::timeline(&timeline)?,
        _ => text::timeline(&reading, &timeline)?,
    }
    if options.csv && timeline.undated > 0 {
        note(plot::undated(timeline.undated));
    }
    match timeline.found.total {
        0 => Ok(Outcome::Nothing),
        _ => Ok(Outcome::Found),
    }
}

impl By {
    fn step(self) -> Step {
        match self {
            By::Day => Step::Day,
            By::Week => Step::Week,
            By::Month => Step::Month,
            By::Year => Step::Year,
        }
    }
}

impl PerWhat {
    fn per(self) -> Per {
        match self {
            PerWhat::Person => Per::Entity(EntityType::Person),
            PerWhat::Place => Per::Entity(EntityType::Place),
            PerWhat::Organisation => Per::Entity(EntityType::Organisation),
            PerWhat::Source => Per::Source,
        }
    }
}
