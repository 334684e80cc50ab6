//! The archive on disk: a directory with a tantivy index, the ledger of the files it was made
//! from, and a manifest that says what made it.
//!
//! ```text
//! .warraq/archive.json           the manifest
//!         ledger-12.jsonl.zst    which files, which articles, which state; named by the commit
//!         index/                 tantivy's files
//! ```

mod in_flight;
pub mod ledger;
mod locate;
pub mod schema;
mod survey;
pub mod writer;

pub use locate::{ARCHIVE_VARIABLE, locate, locate_or_new};

use ledger::{Generation, Ledger};
use schema::{ANALYSED, AnalysedTokenizer, Fields};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tantivy::directory::error::{LockError, OpenDirectoryError};
use tantivy::schema::Schema;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{Index, IndexSettings, ReloadPolicy, Searcher, TantivyError};

/// An archive that has been opened.
pub struct Archive {
    path: PathBuf,
    index: Index,
    fields: Fields,
    manifest: Manifest,
}

/// What made an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Number of the format; see [`FORMAT`].
    pub format: u32,
    /// Version of warraq that made it.
    pub warraq: String,
    /// Fingerprint of the word tables, the authority and the code that reads them.
    pub analysis: String,
}

/// The format that this version reads and writes.
pub const FORMAT: u32 = 1;

impl Manifest {
    fn ours() -> Self {
        Manifest {
            format: FORMAT,
            warraq: env!("CARGO_PKG_VERSION").to_owned(),
            analysis: env!("WARRAQ_ANALYSIS").to_owned(),
        }
    }
}

/// Why an archive cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// There is none.
    #[error("no archive at {}; make one with `warraq index DIR`", .0.display())]
    Missing(PathBuf),
    /// It has another format.
    #[error(
        "{} has archive format {found}, this warraq reads format {FORMAT}; \
         make it anew with `warraq index --rebuild`", .path.display()
    )]
    Format {
        /// The archive.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// Part of it is missing or broken.
    #[error(
        "the archive {} is damaged ({reason}); make it anew with `warraq index --rebuild DIR`",
        .path.display()
    )]
    Damaged {
        /// The archive.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Another process writes to it.
    #[error("another warraq is writing to {}; wait until it is done", .0.display())]
    Busy(PathBuf),
    /// The disk says no.
    #[error("{}: {source}", .path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What it says.
        source: io::Error,
    },
    /// The index says no.
    #[error("the index of the archive: {0}")]
    Index(#[from] TantivyError),
}

const MANIFEST_FILE: &str = "archive.json";
const INDEX_DIRECTORY: &str = "index";
const STORE_ZSTD_LEVEL: i32 = 3;
const STORE_BLOCK_BYTES: usize = 32 * 1024;

impl Archive {
    /// Opens the archive in the directory `path`.
    ///
    /// # Errors
    /// If there is none, or it is damaged, or another version made it.
    pub fn open(path: &Path) -> Result<Archive, ArchiveError> {
        let manifest = read_manifest(path)?;
        if manifest.format != FORMAT {
            return Err(ArchiveError::Format {
                path: path.to_owned(),
                found: manifest.format,
            });
        }
        let index = Index::open_in_dir(path.join(INDEX_DIRECTORY)).map_err(|e| damaged(path, e))?;
        let (schema, fields) = Fields::build();
        if index.schema() != schema {
            return Err(damaged(path, "its index has other fields"));
        }
        Ok(Archive::assemble(path, index, fields, manifest))
    }

    /// Makes a new archive in the directory `path`, which may exist.
    ///
    /// # Errors
    /// If the directory cannot be written.
    pub fn create(path: &Path) -> Result<Archive, ArchiveError> {
        let directory = path.join(INDEX_DIRECTORY);
        fs::create_dir_all(&directory).map_err(|e| at(&directory, e))?;
        let (schema, fields): (Schema, Fields) = Fields::build();
        let settings = IndexSettings {
            docstore_compression: Compressor::Zstd(ZstdCompressor {
                compression_level: Some(STORE_ZSTD_LEVEL),
            }),
            docstore_blocksize: STORE_BLOCK_BYTES,
            ..IndexSettings::default()
        };
        let index = Index::builder()
            .schema(schema)
            .settings(settings)
            .create_in_dir(&directory)?;
        let manifest = Manifest::ours();
        let file = path.join(MANIFEST_FILE);
        let json = serde_json::to_vec_pretty(&manifest).map_err(|e| at(&file, e.into()))?;
        fs::write(&file, json).map_err(|e| at(&file, e))?;
        Ok(Archive::assemble(path, index, fields, manifest))
    }

    /// Opens the archive in `path`, or makes it where there is none.
    ///
    /// # Errors
    /// As [`Archive::open`] and [`Archive::create`].
    pub fn open_or_create(path: &Path) -> Result<Archive, ArchiveError> {
        match Archive::open(path) {
            Err(ArchiveError::Missing(_)) => {
                // A run killed between making the index and the manifest leaves the first.
                remove_if_present(&path.join(INDEX_DIRECTORY))?;
                Archive::create(path)
            }
            opened => opened,
        }
    }

    /// Removes the archive in `path`, if there is one; nothing else in that directory.
    ///
    /// # Errors
    /// If the disk says no.
    pub fn remove(path: &Path) -> Result<(), ArchiveError> {
        let manifest = path.join(MANIFEST_FILE);
        if !manifest.exists() {
            return Ok(());
        }
        fs::remove_file(&manifest).map_err(|e| at(&manifest, e))?;
        remove_if_present(&path.join(INDEX_DIRECTORY))?;
        Ledger::sweep(path, Generation { ledger: 0 }).map_err(|e| at(path, e))
    }

    fn assemble(path: &Path, index: Index, fields: Fields, manifest: Manifest) -> Archive {
        index
            .tokenizers()
            .register(ANALYSED, AnalysedTokenizer::default());
        Archive {
            path: path.to_owned(),
            index,
            fields,
            manifest,
        }
    }

    /// The directory it lies in.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// What made it.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Whether its articles were analysed by other tables or code than this version's, so that
    /// some words may be missed until it is made anew.
    pub fn is_outdated(&self) -> bool {
        self.manifest.analysis != Manifest::ours().analysis
    }

    /// The ledger of the last commit, and its number.
    ///
    /// # Errors
    /// If the ledger that the commit names is missing or broken.
    pub fn ledger(&self) -> Result<(Generation, Ledger), ArchiveError> {
        let meta = self
            .index
            .load_metas()
            .map_err(|e| damaged(&self.path, e))?;
        let Some(payload) = meta.payload else {
            return Ok((Generation { ledger: 0 }, Ledger::default()));
        };
        let generation: Generation =
            serde_json::from_str(&payload).map_err(|e| damaged(&self.path, e))?;
        let ledger = Ledger::load(&self.path, generation)
            .map_err(|e| damaged(&self.path, format!("ledger {}: {e}", generation.ledger)))?;
        Ok((generation, ledger))
    }

    /// A view of the last commit, which later commits do not change.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn searcher(&self) -> Result<Searcher, ArchiveError> {
        let reader = self
            .index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(|e: TantivyError| damaged(&self.path, e))?;
        Ok(reader.searcher())
    }

    /// Bytes on disk.
    ///
    /// # Errors
    /// If the directory cannot be read.
    pub fn size(&self) -> Result<u64, ArchiveError> {
        let walk = walkdir::WalkDir::new(&self.path).into_iter();
        let sizes = walk.map(|entry| Ok(entry?.metadata()?.len()));
        let total: Result<u64, walkdir::Error> = sizes.sum();
        total.map_err(|e| at(&self.path, e.into()))
    }
}

fn read_manifest(path: &Path) -> Result<Manifest, ArchiveError> {
    let file = path.join(MANIFEST_FILE);
    match fs::read(&file) {
        Ok(json) => serde_json::from_slice(&json)
            .map_err(|e| damaged(path, format!("{MANIFEST_FILE}: {e}"))),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            Err(ArchiveError::Missing(path.to_owned()))
        }
        Err(e) => Err(at(&file, e)),
    }
}

fn remove_if_present(directory: &Path) -> Result<(), ArchiveError> {
    match fs::remove_dir_all(directory) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(at(directory, e)),
        _ => Ok(()),
    }
}

fn damaged(path: &Path, reason: impl ToString) -> ArchiveError {
    ArchiveError::Damaged {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}

fn at(path: &Path, source: io::Error) -> ArchiveError {
    ArchiveError::Io {
        path: path.to_owned(),
        source,
    }
}

/// Tells a lock held by another process from other errors of the index.
fn lock_or_index(path: &Path, error: TantivyError) -> ArchiveError {
    match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => ArchiveError::Busy(path.to_owned()),
        TantivyError::LockFailure(LockError::IoError(source), _) => {
            at(path, io::Error::new(source.kind(), source.to_string()))
        }
        TantivyError::OpenDirectoryError(OpenDirectoryError::IoError {
            io_error,
            directory_path,
        }) => at(
            &directory_path,
            io::Error::new(io_error.kind(), io_error.to_string()),
        ),
        other => ArchiveError::Index(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_opens_as_it_was_made() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".warraq");
        assert!(matches!(
            Archive::open(&path),
            Err(ArchiveError::Missing(_))
        ));
        Archive::create(&path).unwrap();
        let archive = Archive::open(&path).unwrap();
        assert!(!archive.is_outdated());
        assert_eq!(
            archive.ledger().unwrap(),
            (Generation { ledger: 0 }, Ledger::default())
        );
    }

    #[test]
    fn another_format_and_a_broken_manifest_are_named() {
        let dir = tempfile::tempdir().unwrap();
        Archive::create(dir.path()).unwrap();
        let manifest = dir.path().join(MANIFEST_FILE);
        fs::write(&manifest, r#"{"format":99,"warraq":"9","analysis":"x"}"#).unwrap();
        assert!(matches!(
            Archive::open(dir.path()),
            Err(ArchiveError::Format { found: 99, .. })
        ));
        fs::write(&manifest, "{").unwrap();
        assert!(matches!(
            Archive::open(dir.path()),
            Err(ArchiveError::Damaged { .. })
        ));
    }

    #[test]
    fn removing_an_archive_leaves_what_is_not_its_own() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("article.txt"), "x").unwrap();
        Archive::remove(dir.path()).unwrap();
        Archive::create(dir.path()).unwrap();
        Archive::remove(dir.path()).unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
