//! `warraq search`: ranked hits with passages, and the facets of all articles found.

use super::output::{json, text, trec};
use super::{ArchivePath, Outcome};
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use std::fs;
use std::path::PathBuf;
use warraq::entities::EntityType;
use warraq::entities::authority::Authority;
use warraq::query::Translation;
use warraq::query::filter::{Filters, Period};
use warraq::query::plan::Matching;
use warraq::search::{Desk, Request, Sort};

/// Search the archive, in Arabic or English
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  warraq search كاراباخ مرتزقة \"وقف إطلاق النار\"
  warraq search Karabakh mercenaries ceasefire --person لافروف --from 2020-09-27 --to 2020-11

Words between quotation marks (\"…\" or «…») are sought exactly as written; mind your shell's own
quotes: '\"وقف إطلاق النار\"'. Exit status: 0 found, 1 nothing found, 2 error.")]
pub struct Options {
    /// What to look for; without words, every article that passes the filters, newest first
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    #[command(flatten)]
    narrow: Narrowing,
    /// How many of the words must stand in an article [default: all, fewer where too little has all]
    #[arg(long = "match", value_name = "HOW")]
    matching: Option<HowMany>,
    /// Look for Latin letters as typed only: no renderings of English words, no names
    #[arg(long)]
    no_translate: bool,
    /// Order of the hits
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    sort: Order,
    /// How many hits to show
    #[arg(long, short = 'n', value_name = "N", default_value_t = 10)]
    limit: usize,
    /// How many hits to pass over first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// How many people, places and organisations to count below the hits
    #[arg(long, value_name = "N", default_value_t = 8)]
    top: usize,
    /// Print one JSON document
    #[arg(long, conflicts_with = "queries")]
    json: bool,
    /// Run every query of a file (one a line: id, tab, words) and print the ranked ids
    #[arg(
        long,
        value_name = "FILE",
        requires = "format",
        conflicts_with = "words"
    )]
    queries: Option<PathBuf>,
    /// How to print the answers to --queries
    #[arg(long, value_name = "FORMAT", requires = "queries")]
    format: Option<Format>,
}

/// Filters, as search and facets take them.
#[derive(Debug, Args)]
#[command(next_help_heading = "Filters (a name in Arabic or Latin letters, or an id)")]
pub struct Narrowing {
    /// Articles that name this person; repeated: any of them
    #[arg(long, value_name = "NAME")]
    person: Vec<String>,
    /// Articles that name this place
    #[arg(long, value_name = "NAME")]
    place: Vec<String>,
    /// Articles that name this organisation
    #[arg(long, value_name = "NAME", visible_alias = "org")]
    organisation: Vec<String>,
    /// Articles that name this person, place or organisation
    #[arg(long, value_name = "NAME")]
    entity: Vec<String>,
    /// Articles that name this country (or other place) or speak of it by its adjective
    #[arg(long, value_name = "NAME")]
    country: Vec<String>,
    /// With --place or --country: the places that lie within it as well
    #[arg(long)]
    within: bool,
    /// No articles that name this person
    #[arg(long, value_name = "NAME")]
    not_person: Vec<String>,
    /// No articles that name this place
    #[arg(long, value_name = "NAME")]
    not_place: Vec<String>,
    /// No articles that name this organisation
    #[arg(long, value_name = "NAME", visible_alias = "not-org")]
    not_organisation: Vec<String>,
    /// No articles that name this person, place or organisation
    #[arg(long, value_name = "NAME")]
    not_entity: Vec<String>,
    /// Published on or after: 2020, 2020-11 or 2020-11-03
    #[arg(long, value_name = "DATE")]
    from: Option<Period>,
    /// Published on or before: 2020 (to its end), 2020-11 or 2020-11-03
    #[arg(long, value_name = "DATE")]
    to: Option<Period>,
    /// Published by this outlet; words of its name are enough
    #[arg(long, value_name = "NAME")]
    source: Vec<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum HowMany {
    All,
    Most,
    Any,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Order {
    Relevance,
    Newest,
    Oldest,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Lines of a TREC run: query id, Q0, article id, rank, score, tag
    Trec,
}

pub fn run(path: &ArchivePath, options: Options) -> Result<Outcome> {
    let archive = path.open()?;
    let authority = path.authority(Some(archive.home()))?;
    let desk = Desk::new(&archive, authority)?;
    if let Some(file) = &options.queries {
        return run_queries(&desk, &options, file);
    }
    let words = options.words.join(" ");
    let request = request(&desk, &options, &words)?;
    if request.plan.is_empty() && request.filters.is_empty() {
        bail!("nothing to look for; give words or a filter, as `warraq search كاراباخ`");
    }
    let results = desk.search(&request)?;
    let reading = desk.echo(&request.plan);
    match options.json {
        true => json::results(&words, &reading, &results)?,
        false => text::results(&reading, &results, options.offset)?,
    }
    match results.total {
        0 => Ok(Outcome::Nothing),
        _ => Ok(Outcome::Found),
    }
}

fn request(desk: &Desk, options: &Options, words: &str) -> Result<Request> {
    Ok(Request {
        plan: desk.plan(words, options.translation())?,
        filters: options.narrow.filters(desk, desk.authority())?,
        matching: options.matching.map(HowMany::matching),
        sort: options.sort.sort(),
        limit: options.limit,
        offset: options.offset,
        facet_limit: options.top,
        ..Request::default()
    })
}

/// Answers every query of a file; a line that is none is told and passed over.
fn run_queries(desk: &Desk, options: &Options, file: &PathBuf) -> Result<Outcome> {
    let lines = fs::read(file).with_context(|| file.display().to_string())?;
    let lines = String::from_utf8_lossy(&lines);
    let mut outcome = Outcome::Found;
    let mut run = trec::Run::new();
    for (number, line) in lines.lines().enumerate() {
        let query = line.split_once('\t');
        let query = query.map(|(id, words)| anyhow::Ok((id, request(desk, options, words)?)));
        match query.transpose()? {
            Some((id, request)) if !request.plan.is_empty() => {
                run.answer(id, &desk.ranked_ids(&request)?)?;
            }
            _ => {
                outcome = Outcome::Faulty;
                super::output::note(format_args!(
                    "{}:{}: no query; write its id, a tab and its words",
                    file.display(),
                    number + 1
                ));
            }
        }
    }
    run.finish()?;
    Ok(outcome)
}

impl Options {
    fn translation(&self) -> Translation {
        match self.no_translate {
            true => Translation::Off,
            false => Translation::On,
        }
    }
}

impl Narrowing {
    /// The filters that were typed.
    pub fn filters(&self, desk: &Desk, authority: &Authority) -> Result<Filters> {
        let mut filters = Filters {
            from: self.from.map(Period::start),
            to: self.to.map(Period::end),
            sources: self.source.clone(),
            ..Filters::default()
        };
        let (person, place, organisation) = (
            Some(EntityType::Person),
            Some(EntityType::Place),
            Some(EntityType::Organisation),
        );
        for (names, of) in [
            (&self.person, person),
            (&self.place, place),
            (&self.organisation, organisation),
            (&self.entity, None),
        ] {
            for name in names {
                for id in desk.called(name, of)? {
                    let of = of
                        .or(desk.entity_type(&id))
                        .unwrap_or(EntityType::Organisation);
                    filters.entities.entry(of).or_default().push(id);
                }
            }
        }
        for name in &self.country {
            filters.countries.extend(desk.called(name, place)?);
        }
        if self.within && self.place.is_empty() && self.country.is_empty() {
            bail!("--within goes with --place NAME or --country NAME");
        }
        if self.within {
            let places = filters.entities.get_mut(&EntityType::Place);
            for places in places.into_iter().chain([&mut filters.countries]) {
                *places = authority.within(places);
            }
        }
        for (names, of) in [
            (&self.not_person, person),
            (&self.not_place, place),
            (&self.not_organisation, organisation),
            (&self.not_entity, None),
        ] {
            for name in names {
                filters.excluded.extend(desk.called(name, of)?);
            }
        }
        Ok(filters)
    }
}

impl HowMany {
    fn matching(self) -> Matching {
        match self {
            HowMany::All => Matching::All,
            HowMany::Most => Matching::Most,
            HowMany::Any => Matching::Any,
        }
    }
}

impl Order {
    fn sort(self) -> Sort {
        match self {
            Order::Relevance => Sort::Relevance,
            Order::Newest => Sort::Newest,
            Order::Oldest => Sort::Oldest,
        }
    }
}
