//! `warraq search`: ranked hits with passages, and the facets of all articles found.

use super::asking::Asking;
use super::output::{json, rows, text, trec};
use super::{ArchivePath, Outcome};
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use std::fs;
use std::path::PathBuf;
use std::str::FromStr;
use warraq::entities::EntityType;
use warraq::search::{Copies, Desk, Explain, Preferred, Request, Results, Sort};

/// Search the archive, in Arabic or English
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  warraq search كاراباخ مرتزقة '«وقف إطلاق النار»'
  warraq search Karabakh mercenaries ceasefire --person لافروف --from 2020-09-27 --to 2020-11
  warraq search '(هدنة OR صلح) title:كاراباخ -قصف date:2020-09..2020-11'

The language of queries:
  كلمة                in all its forms, names under all their spellings
  «كما كُتبت»          exactly as written; \"…\" and “…” too, but mind your shell's own quotes
  \"هدنة كاراباخ\"~5   near each other in any order, at most 5 words between
  a OR b, a AND b     also | ; words side by side belong together most closely, then AND, then OR
  -كلمة, NOT كلمة     without it
  كلم*  *كلم  كل?م     any letters; one letter
  كلمة~               may be misspelt by a letter, with ~2 by two
  كلمة^2              worth twice as much
  title: person: place: org: entity: country: source: section: author: dated: id:
  date:2020-09..2020-11 or date:2020-11-03; either end may be missing

Exit status: 0 found, 1 nothing found, 2 error.")]
pub struct Options {
    #[command(flatten)]
    asking: Asking,
    /// Order of the hits
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    sort: Order,
    /// With --sort recent: days in which an article loses half of what it can lose by age
    #[arg(long, value_name = "DAYS", default_value_t = 30.0, value_parser = days)]
    half_life: f32,
    /// Show near-identical articles (wire copies, re-posted pages) each as a hit of its own
    #[arg(long)]
    copies: bool,
    /// Which of near-identical articles to show
    #[arg(
        long,
        value_name = "WHICH",
        default_value = "first",
        conflicts_with = "copies"
    )]
    prefer: Prefer,
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
    /// Count only these: person:30,place (person, place, organisation; --top of each if no number)
    #[arg(long, value_name = "TYPE:N", value_delimiter = ',')]
    facets: Vec<Facet>,
    /// Say of each hit why it was found
    #[arg(long)]
    explain: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Run every query of a file (one a line: id, tab, words), with --format trec or jsonl
    #[arg(long, value_name = "FILE", conflicts_with = "words")]
    queries: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Order {
    /// Best first
    Relevance,
    /// Latest first
    Newest,
    /// Earliest first
    Oldest,
    /// Best first, newer ones before older ones of the same worth
    Recent,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Prefer {
    /// The one that was published first
    First,
    /// The one with the longest text
    Fullest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// One JSON document: hits, facets, how the query was read
    Json,
    /// One JSON object a hit
    Jsonl,
    /// A table of the hits
    Csv,
    /// Lines of a TREC run: query id, Q0, article id, rank, score, tag
    Trec,
    /// The files of the hits, each once, with a NUL behind each, for xargs -0
    Paths0,
}

/// A type of entities and how many of it to count.
#[derive(Debug, Clone, Copy)]
struct Facet {
    of: EntityType,
    count: Option<usize>,
}

impl FromStr for Facet {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let (of, count) = typed.split_once(':').unzip();
        let of = of.unwrap_or(typed).parse::<EntityType>();
        let count = count.map(|count| {
            count
                .parse::<usize>()
                .map_err(|e| format!("{count:?}: {e}"))
        });
        Ok(Facet {
            of: of.map_err(|e| e.to_string())?,
            count: count.transpose()?,
        })
    }
}

fn days(typed: &str) -> Result<f32, String> {
    match typed.parse::<f32>() {
        Ok(days) if days > 0.0 => Ok(days),
        _ => Err("a number of days, more than 0".to_owned()),
    }
}

pub fn run(path: &ArchivePath, options: Options) -> Result<Outcome> {
    let archive = path.open()?;
    let authority = path.authority(Some(archive.home()))?;
    let desk = Desk::new(&archive, authority)?;
    if let Some(file) = &options.queries {
        return run_queries(&desk, &options, file);
    }
    let request = options.request(&desk, &options.asking.words())?;
    if request.plan.is_empty() && request.filters.is_empty() {
        bail!("nothing to look for; give words or a filter, as `warraq search كاراباخ`");
    }
    let mut results = desk.search(&request)?;
    options.choose_facets(&mut results);
    options.print(&desk, &request, &results)?;
    match results.total {
        0 => Ok(Outcome::Nothing),
        _ => Ok(Outcome::Found),
    }
}

/// The id of the one query that a run has.
const ONLY_QUERY: &str = "1";

impl Options {
    fn request(&self, desk: &Desk, words: &str) -> Result<Request> {
        let counted = self.facets.iter().filter_map(|facet| facet.count).max();
        Ok(Request {
            sort: match self.sort {
                Order::Relevance => Sort::Relevance,
                Order::Newest => Sort::Newest,
                Order::Oldest => Sort::Oldest,
                Order::Recent => Sort::Recent {
                    half_life: self.half_life,
                },
            },
            limit: self.limit,
            offset: self.offset,
            facet_limit: self.top.max(counted.unwrap_or(0)),
            passages: self.passages,
            copies: match (self.copies, self.prefer) {
                (true, _) => Copies::Apart,
                (false, Prefer::First) => Copies::Folded(Preferred::First),
                (false, Prefer::Fullest) => Copies::Folded(Preferred::Fullest),
            },
            explain: match self.explain {
                true => Explain::Yes,
                false => Explain::No,
            },
            ..self.asking.request_for(desk, words)?
        })
    }

    /// Leaves of the facets what was asked for.
    fn choose_facets(&self, results: &mut Results) {
        let asked = |of| self.facets.iter().find(|facet| facet.of == of);
        results
            .facets
            .retain(|(of, _)| self.facets.is_empty() || asked(*of).is_some());
        for (of, values) in &mut results.facets {
            values.truncate(asked(*of).and_then(|facet| facet.count).unwrap_or(self.top));
        }
    }

    fn format(&self) -> Format {
        match self.json {
            true => Format::Json,
            false => self.format,
        }
    }

    fn print(&self, desk: &Desk, request: &Request, results: &Results) -> Result<()> {
        let reading = desk.echo(&request.plan);
        match self.format() {
            Format::Text => text::results(&reading, results, self.offset),
            Format::Json => json::results(&self.asking.words(), &reading, results),
            Format::Jsonl => json::hits(None, results),
            Format::Csv => rows::hits(results),
            Format::Paths0 => rows::paths0(results),
            Format::Trec => {
                let mut run = trec::Run::new();
                run.answer(ONLY_QUERY, &desk.ranked_ids(request)?)?;
                run.finish()
            }
        }
    }
}

/// Answers every query of a file; a line that is none is told and passed over.
fn run_queries(desk: &Desk, options: &Options, file: &PathBuf) -> Result<Outcome> {
    let format = options.format();
    if !matches!(format, Format::Trec | Format::Jsonl) {
        bail!("--queries prints --format trec or --format jsonl");
    }
    let lines = fs::read(file).with_context(|| file.display().to_string())?;
    let lines = String::from_utf8_lossy(&lines);
    let mut outcome = Outcome::Found;
    let mut run = trec::Run::new();
    for (number, line) in lines.lines().enumerate() {
        let answered = match line.split_once('\t') {
            Some((id, words)) => answer(desk, options, format, id, words, &mut run),
            None => Err(anyhow::anyhow!(
                "no query; write its id, a tab and its words"
            )),
        };
        if let Err(error) = answered {
            if super::is_broken_pipe(&error) {
                return Err(error);
            }
            outcome = Outcome::Faulty;
            let place = format!("{}:{}", file.display(), number + 1);
            super::output::note(format_args!("{place}: {error:#}"));
        }
    }
    run.finish()?;
    Ok(outcome)
}

fn answer(
    desk: &Desk,
    options: &Options,
    format: Format,
    id: &str,
    words: &str,
    run: &mut trec::Run,
) -> Result<()> {
    let request = options.request(desk, words)?;
    if request.plan.is_empty() {
        bail!("no query; write its id, a tab and its words");
    }
    match format {
        Format::Jsonl => json::hits(Some(id), &desk.search(&request)?),
        _ => run.answer(id, &desk.ranked_ids(&request)?),
    }
}
