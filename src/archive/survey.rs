//! The survey: what is new, changed or gone since the last run, by comparing the files under
//! some directories with the ledger.

use super::file_key::{file_key, file_of_key};
use super::ledger::{FileRecord, FileState, Ledger};
use crate::read::{Found, FoundFile, Selection, WalkError, walk};
use std::collections::HashSet;
use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

/// What is to be done, by comparing the files with the ledger.
#[derive(Debug, Default)]
pub struct Survey {
    /// Files never read before.
    pub new: u64,
    /// Files read before that have changed, were refused or were cut off by the end of a run.
    pub changed: u64,
    /// Files that are as they were.
    pub unchanged: u64,
    /// Those of them that could not be read.
    pub unreadable: u64,
    /// Files of other kinds, passed over.
    pub passed_over: u64,
    /// Bytes to read.
    pub bytes: u64,
    /// Whether the run over it has come to its end.
    pub is_complete: bool,
    /// The keys of files that are no more.
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
    /// What of it is already in the archive, where a run ended within it or it has grown.
    pub before: Option<FileRecord>,
    /// Whether articles of an earlier reading must go first.
    pub replace: bool,
}

/// Where files are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'g> {
    /// Directories, and files that are named by themselves; absolute.
    pub roots: &'g [PathBuf],
    /// What lies below them and is left out: the archive, and what is read in another way.
    pub without: &'g [PathBuf],
    /// Which files are wanted.
    pub selection: &'g Selection,
}

/// Compares the files of a ground with the ledger. `trouble` is told of what cannot be looked at.
///
/// A file is gone only if it is there no more: one that the selection leaves out stays in the
/// archive, and so do all files of a root in which there is nothing at all, which is more likely
/// a disk that is not mounted.
pub fn survey(
    ledger: &Ledger,
    ground: Ground<'_>,
    settings: &str,
    mut trouble: impl FnMut(&dyn Error),
) -> Survey {
    let mut survey = Survey::default();
    let mut seen = HashSet::new();
    for root in ground.roots {
        let mut empty = true;
        for found in walk(root, ground.selection, ground.without) {
            // A root that cannot be looked at has nothing either.
            empty &= found.is_err();
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

/// The files of a ground that could not be read (to their end), or of which records could not be
/// read. One that cannot be looked at now stays as it is.
pub(super) fn failed(
    ledger: &Ledger,
    ground: Ground<'_>,
    mut trouble: impl FnMut(&dyn Error),
) -> Survey {
    let mut survey = Survey::default();
    for (key, _) in ledger
        .files
        .iter()
        .filter(|(_, file)| file.loss().is_some())
    {
        match ground.find(key) {
            Some(Ok(file)) => survey.read_again(file),
            Some(Err(source)) => trouble(&WalkError::Io {
                path: file_of_key(key),
                source,
            }),
            None => {}
        }
    }
    survey
}

impl Ground<'_> {
    /// A file by its key, as it is now; `None` if it is none of this ground.
    pub(super) fn find(&self, key: &Path) -> Option<io::Result<FoundFile>> {
        let path = file_of_key(key);
        let is_without = self.without.iter().any(|without| path.starts_with(without));
        let mut roots = self.roots.iter().filter(|root| path.starts_with(root));
        let root = roots.next().filter(|_| !is_without)?;
        Some(FoundFile::at(&path, root))
    }
}

fn gone<'l>(ledger: &'l Ledger, root: &'l Path) -> impl Iterator<Item = PathBuf> + 'l {
    let keys = ledger.files.keys();
    let keys = keys.filter(move |key| key.starts_with(root));
    let is_gone = |key: &&PathBuf| {
        let looked = file_of_key(key).symlink_metadata();
        looked.is_err_and(|e| {
            matches!(
                e.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            )
        })
    };
    keys.filter(is_gone).cloned()
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
        let key = file_key(&file.path);
        let before = ledger.files.get(&key);
        let same = before.is_some_and(|before| {
            before.size == file.size_bytes
                && before.modified_ns == file.modified_ns
                && before.settings == settings
        });
        let state = before.map(|before| &before.state);
        if same && matches!(state, Some(FileState::Done | FileState::Failed(_))) {
            self.unchanged += 1;
            self.unreadable += u64::from(state != Some(&FileState::Done));
            return;
        }
        let resumed = match before {
            Some(before) if same => before.state == FileState::Partial,
            Some(before) => has_grown(before, &file, settings),
            None => false,
        };
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

    /// Enters a file that is read anew, whatever is known of it.
    pub(super) fn read_again(&mut self, file: FoundFile) {
        self.changed += 1;
        self.bytes += file.size_bytes;
        self.to_read.push(ToRead {
            file,
            before: None,
            replace: true,
        });
    }
}

/// Whether a file that was read to its end has since been appended to, and is as it was up to there.
fn has_grown(before: &FileRecord, now: &FoundFile, settings: &str) -> bool {
    let Some(end) = before.end else { return false };
    before.state == FileState::Done
        && before.settings == settings
        && now.size_bytes >= end.bytes
        // One that cannot be read says so when its turn has come.
        && end.is_in(&now.path).unwrap_or(false)
}
