//! The command line: what was typed, as clap reads it. One file a subcommand says what it
//! does; `output/` says how results are printed.

mod analyze;
mod annotate;
mod facets;
mod index;
mod lexicon;
mod output;
mod search;
mod show;
mod stats;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use std::path::{Path, PathBuf};
use warraq::archive::{ARCHIVE_VARIABLE, Archive, locate};

/// Full-text search for Arabic news archives.
///
/// Index a directory of articles, then search it in Arabic or English: ranked articles with
/// highlighted passages, the people, places and organisations in them, and filters by those,
/// by date and by source.
#[derive(Debug, Parser)]
#[command(name = "warraq", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    archive: ArchivePath,
}

/// Which archive is meant.
#[derive(Debug, Args)]
pub struct ArchivePath {
    /// The archive; else the .warraq of this directory or of a parent
    #[arg(long = "archive", global = true, value_name = "PATH", env = ARCHIVE_VARIABLE)]
    path: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Index(index::Options),
    Search(search::Options),
    Show(show::Options),
    Facets(facets::Options),
    Stats(stats::Options),
    Analyze(analyze::Options),
    Annotate(annotate::Options),
    Lexicon(lexicon::Options),
}

/// How a run ended, as its exit status says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Something was found or done: 0.
    Found,
    /// Nothing was found: 1.
    Nothing,
    /// Something went wrong, though the run went on to its end: 2.
    Faulty,
}

/// Does what was typed.
pub fn run(cli: Cli) -> Result<Outcome> {
    match cli.command {
        Command::Index(options) => index::run(&cli.archive, options),
        Command::Search(options) => search::run(&cli.archive, options),
        Command::Show(options) => show::run(&cli.archive, options),
        Command::Facets(options) => facets::run(&cli.archive, options),
        Command::Stats(options) => stats::run(&cli.archive, options),
        Command::Analyze(options) => analyze::run(options),
        Command::Annotate(options) => annotate::run(options),
        Command::Lexicon(options) => lexicon::run(options),
    }
}

impl ArchivePath {
    fn given(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Opens the archive that is meant, and says so if it was made by other tables.
    fn open(&self) -> Result<Archive> {
        let here = std::env::current_dir().context("the current directory")?;
        let archive = Archive::open(&locate(self.given(), &here)?)?;
        warn_if_outdated(&archive);
        Ok(archive)
    }
}

/// Says so if the articles of an archive were analysed by other tables or code.
fn warn_if_outdated(archive: &Archive) {
    if archive.is_outdated() {
        output::note(format_args!(
            "{} was made by another version of warraq; some words may be missed until you run \
             `warraq index --rebuild DIR`",
            archive.home().display()
        ));
    }
}
