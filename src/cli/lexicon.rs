//! `warraq lexicon`: learn the table of lemmas anew, from word counts and the tables of `data/`.

use super::output::note;
use super::{Outcome, articles};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use warraq::lexicon::counts::Counts;
use warraq::lexicon::sources::Sources;
use warraq::lexicon::{FEWEST_SEEN, Lexicon};

/// Build the lexicon that warraq is compiled with
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(Build),
    Count(Count),
}

/// Learn the lexicon from word counts and the tables of a directory
#[derive(Debug, Args)]
#[command(after_help = "\
In a checkout of warraq, without options, this makes data/lexicon/lexicon.tsv from
data/lexicon/counts.tsv.zst, data/words/ and data/authority/; then build warraq again. With articles (an archive of
warraq, or files as `warraq index` reads them) their words are counted as well.")]
struct Build {
    /// Archives, or directories and files of articles, whose words are counted as well
    articles: Vec<PathBuf>,
    /// Word counts: lines of form, tab, count; plain or .zst
    #[arg(
        long,
        value_name = "FILE",
        default_value = "data/lexicon/counts.tsv.zst"
    )]
    counts: PathBuf,
    /// Leave the word counts out: learn from the articles alone
    #[arg(long, requires = "articles")]
    no_counts: bool,
    /// The tables: words/ (verbs, lemmas, plurals …) and authority/ (names)
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Where the lexicon goes
    #[arg(
        long,
        short,
        value_name = "FILE",
        default_value = "data/lexicon/lexicon.tsv"
    )]
    output: PathBuf,
}

/// Count the words of articles: lines of form, tab, count, commonest first
#[derive(Debug, Args)]
struct Count {
    /// Archives, or directories and files of articles
    #[arg(required = true)]
    articles: Vec<PathBuf>,
    /// Leave out forms that were seen less often
    #[arg(long, value_name = "N", default_value_t = FEWEST_SEEN)]
    fewest: u64,
}

pub fn run(options: Options) -> Result<Outcome> {
    match options.command {
        Command::Build(options) => build(&options),
        Command::Count(options) => count(&options),
    }
}

fn build(options: &Build) -> Result<Outcome> {
    let mut counts = Counts::default();
    if !options.no_counts {
        read_counts(&options.counts, &mut counts)?;
    }
    let outcome = count_all(&options.articles, &mut counts)?;
    let sources = Sources::read(&options.data)?;
    let lexicon = Lexicon::build(&counts, sources);
    let path = &options.output;
    let at = || path.display().to_string();
    let mut out = BufWriter::new(File::create(path).with_context(at)?);
    lexicon.write(&mut out).with_context(at)?;
    out.flush().with_context(at)?;
    let forms: usize = lexicon.lemmas.values().map(|entry| entry.forms.len()).sum();
    note(format_args!(
        "{forms} forms of {} words in {}",
        lexicon.lemmas.len(),
        path.display()
    ));
    Ok(outcome)
}

fn count(options: &Count) -> Result<Outcome> {
    let mut counts = Counts::default();
    let outcome = count_all(&options.articles, &mut counts)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    counts.write_table(options.fewest, &mut out)?;
    out.flush()?;
    Ok(outcome)
}

fn read_counts(path: &Path, counts: &mut Counts) -> Result<()> {
    let at = || path.display().to_string();
    let file = File::open(path).with_context(at)?;
    match path.extension().is_some_and(|ending| ending == "zst") {
        true => {
            let table = zstd::Decoder::new(file).with_context(at)?;
            counts.read_table(BufReader::new(table), path)?;
        }
        false => counts.read_table(BufReader::new(file), path)?,
    }
    Ok(())
}

/// Counts the words of archives, directories and files.
fn count_all(paths: &[PathBuf], counts: &mut Counts) -> Result<Outcome> {
    articles::each(paths, |article| {
        counts.add_text(&article.title);
        counts.add_text(&article.body);
    })
}
