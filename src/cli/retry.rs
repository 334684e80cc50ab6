//! `warraq retry`: read again what could not be read.

use super::index::{Effort, Work, known_grounds};
use super::output::note;
use super::progress::end_on_interrupt;
use super::{ArchivePath, Outcome, check};
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;
use warraq::archive::runs::Runs;
use warraq::archive::writer::Task;
use warraq::archive::{Archive, WriteLock};

/// Read again the files that could not be read, or not wholly, and no others
#[derive(Debug, Args)]
#[command(after_help = "\
`warraq status` lists them. Exit status: 0 all were read, 2 some still could not be.")]
pub struct Options {
    #[command(flatten)]
    effort: Effort,
}

pub fn run(given: &ArchivePath, options: Options) -> Result<Outcome> {
    let path = check::home(given)?;
    let _lock = WriteLock::take(&path)?;
    let archive = Archive::open(&path)?;
    let (_, ledger) = archive.ledger()?;
    if ledger.losses().next().is_none() {
        note("all files were read");
        return Ok(Outcome::Found);
    }
    // A directory that is read in another way than the one it lies in comes with its own.
    let mut grounds = known_grounds(&path)?;
    let has_losses = |root: &PathBuf| ledger.losses().any(|(file, _)| file.starts_with(root));
    grounds.retain(|ground| ground.roots.iter().any(has_losses));
    end_on_interrupt()?;
    let mut work = Work {
        given,
        effort: &options.effort,
        runs: Runs::load(&path)?,
        archive,
        is_in_force: true,
    };
    work.on(&grounds, Task::Retry)
}
