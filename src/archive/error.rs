//! Why an archive cannot be used.

use super::manifest::FORMAT;
use std::io;
use std::path::{Path, PathBuf};
use tantivy::TantivyError;

/// Why an archive cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// There is none.
    #[error("no archive at {}; make one with `warraq index DIR`", .0.display())]
    Missing(PathBuf),
    /// It has another format.
    #[error(
        "{} has archive format {found}, this warraq reads format {FORMAT}; \
         make it anew with `warraq index --rebuild DIR`", .path.display()
    )]
    Format {
        /// The archive.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// Part of it is missing or broken.
    #[error(
        "the archive {} is damaged ({reason}); `warraq check` tells more, `warraq repair` keeps what is sound",
        .path.display()
    )]
    Damaged {
        /// The archive.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Nothing is left that could be mended.
    #[error(
        "nothing of the archive {} is left to mend; make it anew with `warraq index --rebuild DIR`",
        .0.display()
    )]
    Lost(PathBuf),
    /// Another process writes to it.
    #[error(
        "another warraq is writing to {} ({holder}); wait until it is done, or end it", .path.display()
    )]
    Busy {
        /// The archive.
        path: PathBuf,
        /// Who writes, as the lock says.
        holder: String,
    },
    /// The disk says no.
    #[error("{}: cannot be read or written", .path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What it says.
        source: io::Error,
    },
    /// The index says no.
    #[error(
        "the index of the archive cannot be written or read; is there room on the disk? \
         `warraq check` tells if it is damaged"
    )]
    Index(#[from] TantivyError),
}

/// An error and its causes on one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}

pub(super) fn damaged(path: &Path, reason: impl ToString) -> ArchiveError {
    ArchiveError::Damaged {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}

pub(super) fn at(path: &Path, source: io::Error) -> ArchiveError {
    ArchiveError::Io {
        path: path.to_owned(),
        source,
    }
}
