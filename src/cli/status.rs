//! `warraq status`: how an archive stands with its directories.

use super::index::{Ground, without};
use super::output::{json, text};
use super::{ArchivePath, Outcome};
use anyhow::Result;
use clap::Args;
use std::error::Error;
use std::path::{Path, PathBuf};
use warraq::archive::Archive;
use warraq::archive::runs::{LastRun, Runs};
use warraq::archive::writer::{self, Survey};
use warraq::entities::tagger::file;

/// Tell how the archive stands: last runs, files, what failed and why, what would change
#[derive(Debug, Args)]
#[command(after_help = "\
Nothing is read but names, sizes and times of files, and the beginnings of those that grew.

Exit status: 0 all is well, 2 something could not be read, or a directory not be looked at.")]
pub struct Options {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// How an archive stands.
pub struct Status {
    pub archive: PathBuf,
    pub articles: u64,
    pub repeats: u64,
    pub files: usize,
    pub directories: Vec<Directory>,
    pub losses: Vec<(PathBuf, String)>,
}

/// How a directory stands.
pub struct Directory {
    pub path: PathBuf,
    pub last: LastRun,
    /// What bringing it up to date would do.
    pub outlook: Survey,
    /// What could not be looked at.
    pub trouble: Vec<String>,
}

impl Directory {
    /// Whether there is nothing to be done.
    pub fn is_up_to_date(&self) -> bool {
        self.outlook.new + self.outlook.changed + self.outlook.gone() == 0
    }
}

pub fn run(path: &ArchivePath, options: Options) -> Result<Outcome> {
    let archive = path.open()?;
    let (generation, ledger) = archive.ledger()?;
    let runs = Runs::load(archive.home())?;
    let directories = runs.roots.iter();
    let directories = directories.map(|(path, last)| look(&archive, &runs, path, last));
    let status = Status {
        archive: archive.home().to_owned(),
        articles: archive.searcher()?.num_docs(),
        repeats: generation.repeats,
        files: ledger.files.len(),
        directories: directories.collect::<Result<_>>()?,
        losses: ledger
            .losses()
            .map(|(path, what)| (path.to_owned(), what))
            .collect(),
    };
    match options.json {
        true => json::status(&status)?,
        false => text::status(&status)?,
    }
    let is_troubled = status.directories.iter().any(|of| !of.trouble.is_empty());
    Ok(match status.losses.is_empty() && !is_troubled {
        true => Outcome::Found,
        false => Outcome::Faulty,
    })
}

fn look(archive: &Archive, runs: &Runs, path: &Path, last: &LastRun) -> Result<Directory> {
    let ground = Ground {
        roots: vec![path.to_owned()],
        how: last.how.clone(),
    };
    let options = writer::Options {
        without: without(archive, runs, &ground),
        ..writer::Options::new(&ground.how, file::installed().is_ok())?
    };
    let mut trouble = Vec::new();
    let say = |error: &dyn Error| trouble.push(error.to_string());
    let outlook = writer::outlook(archive, &ground.roots, &options, say)?;
    Ok(Directory {
        path: path.to_owned(),
        last: last.clone(),
        outlook,
        trouble,
    })
}
