//! The command line: what was typed, as clap reads it. One file a subcommand says what it
//! does; `output/` says how results are printed.

mod analyze;
mod annotate;
mod articles;
mod asking;
mod check;
mod complete;
mod dry_run;
mod entities;
mod export;
mod facets;
mod follow;
mod formats;
mod index;
mod lexicon;
mod output;
mod progress;
mod retry;
mod search;
mod show;
mod similar;
mod stats;
mod status;
mod timeline;
mod train;
mod watch;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use std::io;
use std::path::{Path, PathBuf};
use warraq::archive::{ARCHIVE_VARIABLE, Archive, is_archive, locate};
use warraq::entities::authority::Authority;
use warraq::entities::tagger::file;
use warraq::entities::tagger::model::Model;

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
#[derive(Debug, Clone, Args)]
pub struct ArchivePath {
    /// The archive; else the .warraq of this directory or of a parent
    #[arg(long = "archive", global = true, value_name = "PATH", env = ARCHIVE_VARIABLE)]
    path: Option<PathBuf>,
    /// Your own authority file, which goes before that of warraq; else the archive's authority.tsv
    #[arg(long, global = true, value_name = "FILE", env = AUTHORITY_VARIABLE)]
    authority: Option<PathBuf>,
}

/// The environment variable that names the reader's own authority file.
const AUTHORITY_VARIABLE: &str = "WARRAQ_AUTHORITY";
/// The reader's own authority file within an archive.
const AUTHORITY_FILE: &str = "authority.tsv";

#[derive(Debug, Subcommand)]
enum Command {
    Index(index::Options),
    Retry(retry::Options),
    Status(status::Options),
    Check(check::CheckOptions),
    Repair(check::RepairOptions),
    Formats(formats::Options),
    Search(search::Options),
    Show(show::Options),
    Similar(similar::Options),
    Timeline(timeline::Options),
    Facets(facets::Options),
    Export(export::Options),
    Watch(watch::Options),
    Entities(entities::Options),
    Stats(stats::Options),
    Analyze(analyze::Options),
    Annotate(annotate::Options),
    Lexicon(lexicon::Options),
    Complete(complete::Options),
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
        Command::Retry(options) => retry::run(&cli.archive, options),
        Command::Status(options) => status::run(&cli.archive, options),
        Command::Check(options) => check::run_check(&cli.archive, options),
        Command::Repair(options) => check::run_repair(&cli.archive, options),
        Command::Formats(options) => formats::run(options),
        Command::Search(options) => search::run(&cli.archive, options),
        Command::Show(options) => show::run(&cli.archive, options),
        Command::Similar(options) => similar::run(&cli.archive, options),
        Command::Timeline(options) => timeline::run(&cli.archive, options),
        Command::Facets(options) => facets::run(&cli.archive, options),
        Command::Export(options) => export::run(&cli.archive, options),
        Command::Watch(options) => watch::run(&cli.archive, options),
        Command::Entities(options) => entities::run(&cli.archive, options),
        Command::Stats(options) => stats::run(&cli.archive, options),
        Command::Analyze(options) => analyze::run(options),
        Command::Annotate(options) => annotate::run(&cli.archive, options),
        Command::Lexicon(options) => lexicon::run(options),
        Command::Complete(options) => complete::run(options),
    }
}

impl Cli {
    /// Which archive is meant.
    pub fn archive(&self) -> &ArchivePath {
        &self.archive
    }
}

impl ArchivePath {
    /// Names what is damaged in the archive, if anything is.
    pub fn say_if_damaged(&self) -> bool {
        let Ok(home) = check::home(self) else {
            return false;
        };
        is_archive(&home) && check::say_faults(&home) == Outcome::Faulty
    }

    fn given(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Who is who: the reader's own file, if there is one, and warraq's authority.
    fn authority(&self, home: Option<&Path>) -> Result<&'static Authority> {
        let in_archive = home.map(|home| home.join(AUTHORITY_FILE));
        let in_archive = in_archive.filter(|path| path.is_file());
        match self.authority.as_deref().or(in_archive.as_deref()) {
            Some(path) => Ok(Box::leak(Box::new(Authority::with_own(path)?))),
            None => Ok(Authority::builtin()),
        }
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

/// Says so if the names of an archive were found with another model or authority than they are
/// now.
fn warn_of_other_names(archive: &Archive, difference: Option<&str>) {
    if let Some(difference) = difference {
        output::note(format_args!(
            "names in {} were found with {difference}; articles indexed before keep them until \
             you run `warraq index --rebuild DIR`",
            archive.home().display()
        ));
    }
}

/// The tagger's model, if it is installed; says so if it is not.
fn tagger() -> Option<&'static Model<'static>> {
    match file::installed() {
        Ok(model) => Some(model),
        Err(missing) => {
            output::note(format_args!(
                "{missing}; until then, only people, places and organisations that the authority \
                 lists are found"
            ));
            None
        }
    }
}

/// `warraq search … | head` closes the pipe when it has enough: that is no error.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let plain = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let within_json = cause
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind);
        plain.or(within_json) == Some(io::ErrorKind::BrokenPipe)
    })
}
