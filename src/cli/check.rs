//! `warraq check` and `warraq repair`: whether an archive is sound, and making it so.

use super::output::note;
use super::{ArchivePath, Outcome};
use anyhow::{Context, Result};
use clap::Args;
use std::env;
use std::path::{Path, PathBuf, absolute};
use warraq::archive::check::{check, repair};
use warraq::archive::{ArchiveError, WriteLock, locate};

/// Verify every file of the archive against its checksum, and the index against the ledger
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 it is sound, 2 something is damaged: it is named.")]
pub struct CheckOptions {}

/// Take out of the archive what is damaged and keep the rest; `warraq index` then reads again what
/// was lost
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 the archive is sound now, 2 it cannot be mended.")]
pub struct RepairOptions {}

pub fn run_check(given: &ArchivePath, _: CheckOptions) -> Result<Outcome> {
    let home = home(given)?;
    // While somebody writes, what is read first does not fit what is read last.
    let _lock = match WriteLock::take(&home) {
        Err(busy @ ArchiveError::Busy { .. }) => return Err(busy.into()),
        // Where nobody can write, nobody does.
        taken => taken.ok(),
    };
    let outcome = say_faults(&home);
    if outcome == Outcome::Found {
        note(format_args!("{} is sound", home.display()));
    }
    Ok(outcome)
}

/// Names what is damaged in an archive, if anything is.
pub fn say_faults(home: &Path) -> Outcome {
    let faults = check(home);
    if faults.is_empty() {
        return Outcome::Found;
    }
    for fault in &faults {
        note(fault);
    }
    note(format_args!(
        "{} is damaged; `warraq repair` keeps what is sound",
        home.display()
    ));
    Outcome::Faulty
}

pub fn run_repair(given: &ArchivePath, _: RepairOptions) -> Result<Outcome> {
    let home = home(given)?;
    let lock = WriteLock::take(&home)?;
    let mended = repair(&home, &lock)?;
    for fault in &mended.faults {
        note(fault);
    }
    note(match mended.faults.is_empty() {
        true => format!("{} is sound", home.display()),
        false => format!(
            "{} is sound again, with {} articles; {}",
            home.display(),
            mended.articles,
            match mended.files_to_read {
                0 => "none was lost".to_owned(),
                files =>
                    format!("`warraq index` reads {files} files again, of which some were lost"),
            }
        ),
    });
    Ok(Outcome::Found)
}

/// Where the archive is that is meant, be it damaged.
pub fn home(given: &ArchivePath) -> Result<PathBuf> {
    let here = env::current_dir().context("the current directory")?;
    let home = absolute(locate(given.given(), &here)?)?;
    match home.is_dir() {
        true => Ok(home),
        // Taking its lock would make it.
        false => Err(ArchiveError::Missing(home).into()),
    }
}
