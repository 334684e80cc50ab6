//! The survey: what is new, changed or gone since the last run, by comparing the files under
//! some directories with the ledger.

use super::ledger::{FileRecord, FileState, Ledger};
use crate::read::{Found, FoundFile, Selection, WalkError, walk};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// What is to be done, by comparing the files with the ledger.
#[derive(Debug, Default)]
pub struct Survey {
    /// Files never read before.
    pub new: u64,
    /// Files read before that have changed, failed or were cut off by the end of a run.
    pub changed: u64,
    /// Files that are as they were.
    pub unchanged: u64,
    /// Files of other kinds, passed over.
    pub passed_over: u64,
    /// Bytes to read.
    pub bytes: u64,
    pub(super) gone: Vec<PathBuf>,
    pub(super) to_read: Vec<ToRead>,
}

impl Survey {
    /// Files of the ledger that are no more.
    pub fn gone(&self) -> u64 {
        self.gone.len() as u64
    }
}

/// A file to read.
#[derive(Debug)]
pub(super) struct ToRead {
    pub file: FoundFile,
    /// What of it is already in the archive, where a run ended within it.
    pub before: Option<FileRecord>,
    /// Whether articles of an earlier reading must go first.
    pub replace: bool,
}

/// Compares the files under `roots` with the ledger. The archive itself is passed over.
/// `trouble` is told of what cannot be looked at.
pub(super) fn survey(
    archive: &Path,
    ledger: &Ledger,
    roots: &[PathBuf],
    selection: &Selection,
    mut trouble: impl FnMut(&WalkError),
) -> Survey {
    let mut survey = Survey::default();
    let mut seen = HashSet::new();
    let mut unseen = Vec::new();
    for root in roots {
        for found in walk(root, selection, archive) {
            match found {
                Ok(Found::File(file)) => {
                    if seen.insert(file.path.clone()) {
                        survey.add(file, ledger);
                    }
                }
                Ok(Found::Unknown(_)) => survey.passed_over += 1,
                Err(error) => {
                    trouble(&error);
                    let (WalkError::Loop { path, .. } | WalkError::Io { path, .. }) = error;
                    unseen.push(path);
                }
            }
        }
    }
    // What lies under a directory that could not be read is not known to be gone.
    let within = |file: &Path, dirs: &[PathBuf]| dirs.iter().any(|dir| file.starts_with(dir));
    let files = ledger.files.keys();
    survey.gone = files
        .filter(|file| within(file, roots) && !within(file, &unseen) && !seen.contains(*file))
        .cloned()
        .collect();
    survey
}

impl Survey {
    fn add(&mut self, file: FoundFile, ledger: &Ledger) {
        let before = ledger.files.get(&file.path);
        let same =
            before.is_some_and(|b| b.size == file.size_bytes && b.modified_ns == file.modified_ns);
        let state = before.map(|before| &before.state);
        if same && state == Some(&FileState::Done) {
            self.unchanged += 1;
            return;
        }
        let resumed = same && state == Some(&FileState::Partial);
        match before {
            None => self.new += 1,
            Some(_) => self.changed += 1,
        }
        self.bytes += file.size_bytes;
        self.to_read.push(ToRead {
            replace: before.is_some() && !resumed,
            before: before.filter(|_| resumed).cloned(),
            file,
        });
    }
}
