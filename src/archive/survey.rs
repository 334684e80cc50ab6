//! The survey: what is new, changed or gone since the last run, by comparing the files under
//! some directories with the ledger.

use super::ledger::{FileRecord, FileState, Ledger, file_key};
use crate::read::{Found, FoundFile, Selection, walk};
use std::collections::HashSet;
use std::error::Error;
use std::io;
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
///
/// A file is gone only if it is there no more: one that the selection leaves out stays in the
/// archive, and so do all files of a root in which there is nothing at all, which is more likely
/// a disk that is not mounted.
pub(super) fn survey(
    archive: &Path,
    ledger: &Ledger,
    roots: &[PathBuf],
    selection: &Selection,
    settings: &str,
    mut trouble: impl FnMut(&dyn Error),
) -> Survey {
    let mut survey = Survey::default();
    let mut seen = HashSet::new();
    for root in roots {
        let mut empty = true;
        for found in walk(root, selection, archive) {
            empty = false;
            match found {
                Ok(Found::File(file)) => {
                    if seen.insert(file.path.clone()) {
                        survey.add(file, ledger, settings);
                    }
                }
                Ok(Found::Unknown(_)) => survey.passed_over += 1,
                Err(error) => trouble(&error),
            }
        }
        let mut known = ledger.files.keys().filter(|file| file.starts_with(root));
        match empty && known.next().is_some() {
            true => trouble(&EmptyRoot(root.clone())),
            false => survey.gone.extend(gone(ledger, root)),
        }
    }
    survey
}

fn gone<'l>(ledger: &'l Ledger, root: &'l Path) -> impl Iterator<Item = PathBuf> + 'l {
    let files = ledger
        .files
        .keys()
        .filter(move |file| file.starts_with(root));
    // A path that is not Unicode cannot be asked for by its key; it is kept.
    let is_gone = |file: &&PathBuf| {
        !file.to_string_lossy().contains(char::REPLACEMENT_CHARACTER)
            && file
                .symlink_metadata()
                .is_err_and(|e| e.kind() == io::ErrorKind::NotFound)
    };
    files.filter(is_gone).cloned()
}

/// A root that had files and has none.
#[derive(Debug, thiserror::Error)]
#[error(
    "{}: there is no file any more, but the archive has articles from it; they are kept. Mount \
     the disk; or, if they are gone for good, make the archive anew with --rebuild", .0.display()
)]
struct EmptyRoot(PathBuf);

impl Survey {
    fn add(&mut self, file: FoundFile, ledger: &Ledger, settings: &str) {
        let before = ledger.files.get(&file_key(&file.path));
        let same = before.is_some_and(|before| {
            before.size == file.size_bytes
                && before.modified_ns == file.modified_ns
                && before.settings == settings
        });
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
