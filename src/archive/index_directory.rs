//! The directory of an index, which differs in two things from tantivy's own.
//!
//! An archive may lie where nothing can be written: on a read-only disk, or with another user.
//! tantivy takes a lock file before it opens segments, so that no writer removes them in between.
//! Where no lock file can be written, no writer of ours can be at work either by the same right, and
//! reading goes on without one.
//!
//! tantivy maps files into memory, which is best for a search. Whoever merges segments reads all of
//! them, and what is mapped and read counts as memory used: so for those who write, large files are
//! read part by part.

use memmap2::MmapOptions;
use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback,
    WatchHandle, WritePtr,
};

/// From how many bytes a file is read in parts.
const LARGE_BYTES: u64 = 4 << 20;
/// Parts up to this size are copied, larger ones mapped.
const MOST_COPIED_BYTES: usize = 1 << 20;

/// What an index is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Search,
    Write,
}

/// The directory of an index.
#[derive(Debug, Clone)]
pub(super) struct IndexDirectory {
    path: PathBuf,
    mapped: MmapDirectory,
    purpose: Purpose,
    /// Large files that somebody has open, so that each is opened once.
    open: Arc<Mutex<HashMap<PathBuf, Weak<InParts>>>>,
}

impl IndexDirectory {
    pub fn open(path: &Path, purpose: Purpose) -> tantivy::Result<IndexDirectory> {
        Ok(IndexDirectory {
            path: path.to_owned(),
            mapped: MmapDirectory::open(path)?,
            purpose,
            open: Arc::default(),
        })
    }

    /// The file, if it is to be read in parts.
    fn in_parts(&self, name: &Path) -> io::Result<Option<Arc<InParts>>> {
        if self.purpose == Purpose::Search || cfg!(not(unix)) {
            return Ok(None);
        }
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = open.get(name).and_then(Weak::upgrade) {
            return Ok(Some(file));
        }
        let file = File::open(self.path.join(name))?;
        let bytes = file.metadata()?.len();
        if bytes < LARGE_BYTES {
            return Ok(None);
        }
        let file = Arc::new(InParts {
            file,
            bytes: usize::try_from(bytes).map_err(io::Error::other)?,
        });
        open.retain(|_, file| file.strong_count() > 0);
        open.insert(name.to_owned(), Arc::downgrade(&file));
        Ok(Some(file))
    }
}

impl Directory for IndexDirectory {
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.mapped.acquire_lock(lock) {
            Err(LockError::IoError(e)) if is_denied(&e) => Ok(DirectoryLock::from(Box::new(()))),
            taken => taken,
        }
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match self.in_parts(path) {
            Ok(Some(file)) => Ok(file),
            // Of what cannot be opened tantivy tells in its own way.
            Ok(None) | Err(_) => self.mapped.get_file_handle(path),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.mapped.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.mapped.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.mapped.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.mapped.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.mapped.sync_directory()
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.mapped.watch(callback)
    }
}

fn is_denied(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}

/// A file of which only what is asked for is read.
struct InParts {
    file: File,
    bytes: usize,
}

impl InParts {
    /// A part, mapped as long as it is in use.
    fn map(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut part = MmapOptions::new();
        part.offset(range.start as u64).len(range.len());
        // SAFETY: a map is unsound only if the file is changed while it is read. The files of an
        // index are written once, before they are opened to be read; tantivy maps them likewise.
        let part = unsafe { part.map(&self.file) }?;
        Ok(OwnedBytes::new(part))
    }
}

impl HasLen for InParts {
    fn len(&self) -> usize {
        self.bytes
    }
}

impl FileHandle for InParts {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.len() > MOST_COPIED_BYTES {
            return self.map(range);
        }
        let mut part = vec![0; range.len()];
        read_at(&self.file, &mut part, range.start as u64)?;
        Ok(OwnedBytes::new(part))
    }
}

impl fmt::Debug for InParts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} bytes read in parts", self.bytes)
    }
}

#[cfg(unix)]
fn read_at(file: &File, part: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, part, start)
}

/// Elsewhere a place in a file is sought by all who have it open, so large files are mapped.
#[cfg(not(unix))]
fn read_at(_: &File, _: &mut [u8], _: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_large_file_reads_the_same_in_parts_also_when_its_name_has_gone() {
        let place = tempfile::tempdir().unwrap();
        let content: Vec<u8> = (0..LARGE_BYTES + 7).map(|n| (n % 251) as u8).collect();
        fs::write(place.path().join("large"), &content).unwrap();
        fs::write(place.path().join("small"), &content[..9]).unwrap();
        for purpose in [Purpose::Search, Purpose::Write] {
            let directory = IndexDirectory::open(place.path(), purpose).unwrap();
            for (name, bytes) in [("large", content.len()), ("small", 9)] {
                let file = directory.get_file_handle(Path::new(name)).unwrap();
                assert_eq!(file.len(), bytes);
                for range in [0..0, 3..9, 7..bytes, bytes - 5..bytes, bytes..bytes] {
                    let part = file.read_bytes(range.clone()).unwrap();
                    assert_eq!(part.as_slice(), &content[range]);
                }
            }
        }
        let directory = IndexDirectory::open(place.path(), Purpose::Write).unwrap();
        let file = directory.get_file_handle(Path::new("large")).unwrap();
        fs::remove_file(place.path().join("large")).unwrap();
        assert_eq!(file.read_bytes(5..6).unwrap().as_slice(), &content[5..6]);
        assert!(directory.get_file_handle(Path::new("gone")).is_err());
    }
}
