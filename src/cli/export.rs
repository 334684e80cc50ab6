//! `warraq export`: everything that a search finds, written out article by article.

use super::asking::Asking;
use super::output::{cite, rows};
use super::{ArchivePath, Outcome};
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::{BufWriter, Write, stdout};
use std::path::PathBuf;
use warraq::article::Article;
use warraq::search::{Desk, Request, Sort};

/// Write out all articles found: for spreadsheets, programs, reference managers
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  warraq export كاراباخ --from 2020-09 --format csv --bom -o karabakh.csv
  warraq export source:المرصد --format ris > marsad.ris")]
pub struct Options {
    #[command(flatten)]
    asking: Asking,
    /// How to write them
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    format: Format,
    /// Leave the text of the articles out
    #[arg(long)]
    no_body: bool,
    /// Begin with a byte order mark, without which some spreadsheets take Arabic for something else
    #[arg(long)]
    bom: bool,
    /// Order of the articles
    #[arg(long, value_name = "ORDER", default_value = "oldest")]
    sort: Order,
    /// Write into this file instead of standard output
    #[arg(long, short = 'o', value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object a line, which `warraq index` reads again
    Jsonl,
    /// A table with a header
    Csv,
    /// BibTeX entries
    Bibtex,
    /// RIS records
    Ris,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Order {
    Oldest,
    Newest,
    Relevance,
}

pub fn run(path: &ArchivePath, options: Options) -> Result<Outcome> {
    let archive = path.open()?;
    let authority = path.authority(Some(archive.home()))?;
    let desk = Desk::new(&archive, authority)?;
    let request = Request {
        sort: match options.sort {
            Order::Oldest => Sort::Oldest,
            Order::Newest => Sort::Newest,
            Order::Relevance => Sort::Relevance,
        },
        ..options.asking.request(&desk)?
    };
    let written = match &options.output {
        Some(file) => {
            let out = File::create(file).with_context(|| file.display().to_string())?;
            let written = write_all(&desk, &request, &options, out);
            written.with_context(|| file.display().to_string())?
        }
        None => write_all(&desk, &request, &options, stdout().lock())?,
    };
    super::output::note(format_args!("{written} articles written"));
    match written {
        0 => Ok(Outcome::Nothing),
        _ => Ok(Outcome::Found),
    }
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

fn write_all(desk: &Desk, request: &Request, options: &Options, out: impl Write) -> Result<usize> {
    let mut out = BufWriter::new(out);
    if options.bom {
        out.write_all(BYTE_ORDER_MARK)?;
    }
    let written = match options.format {
        Format::Csv => {
            let mut table = csv::Writer::from_writer(&mut out);
            let body = (!options.no_body).then_some("body");
            table.write_record(rows::COLUMNS.into_iter().chain(body))?;
            let written = desk.each_article(request, |article| {
                let cells = rows::cells(&article);
                let body = (!options.no_body).then_some(article.body);
                Ok::<_, anyhow::Error>(table.write_record(cells.into_iter().chain(body))?)
            })?;
            table.flush()?;
            written
        }
        format => desk.each_article(request, |article| {
            let text = match format {
                Format::Bibtex => cite::bibtex(&article),
                Format::Ris => cite::ris(&article),
                Format::Jsonl | Format::Csv => line(&article, options)?,
            };
            Ok::<_, anyhow::Error>(out.write_all(text.as_bytes())?)
        })?,
    };
    out.flush()?;
    Ok(written)
}

/// An article as one line of JSON, without what is not known of it.
fn line(article: &Article, options: &Options) -> Result<String> {
    let cells = rows::COLUMNS.into_iter().zip(rows::cells(article));
    let known = cells.filter(|(_, value)| !value.is_empty());
    let mut object: Map<String, Value> = known
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect();
    if !options.no_body {
        object.insert("body".into(), json!(article.body));
    }
    Ok(serde_json::to_string(&object)? + "\n")
}
