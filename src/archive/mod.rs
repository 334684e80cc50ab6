//! The archive on disk: a directory with a store (a tantivy index and the ledger of the files it
//! was made from) and a manifest that says which store is in force and what made it.
//!
//! ```text
//! .warraq/archive.json                   the manifest
//!         lock                           held by the one process that writes
//!         runs.json                      which directories, how they are read, when last
//!         store-1/ledger-12.jsonl.zst    which files, which articles, which state; named by the commit
//!                 merges-12.tsv          which made ids are spellings of one name; named likewise
//!                 meta-12.json           a copy of the list of segments of the index
//!                 index/                 tantivy's files
//! ```
//!
//! Making an archive anew builds another store beside the one in force, and switches at the end.

pub mod check;
mod commit;
mod disk;
mod error;
mod feeder;
pub mod file_key;
pub mod how;
mod in_flight;
mod index_directory;
mod indexing;
pub mod ledger;
mod leftovers;
mod locate;
mod lock;
pub mod made_with;
mod manifest;
pub mod merges;
mod prints;
pub mod runs;
pub mod schema;
mod sealed;
pub mod stories;
mod survey;
pub mod writer;

pub use error::ArchiveError;
pub use locate::{ARCHIVE_VARIABLE, locate, locate_or_new};
pub use lock::WriteLock;
pub use manifest::{FORMAT, Manifest, is_archive};

use crate::article::{Article, Place};
use disk::{replace, sync_directory};
use error::{at, chain, damaged};
use index_directory::{IndexDirectory, Purpose};
use ledger::{Generation, Ledger};
use made_with::MadeWith;
#[cfg(test)]
use manifest::MANIFEST_FILE;
use merges::Merges;
use schema::{ANALYSED, AnalysedTokenizer, Fields};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use stories::Stories;
use tantivy::schema::IndexRecordOption;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{
    DocAddress, DocId, DocSet, Index, IndexSettings, ReloadPolicy, Searcher, SegmentReader,
    TERMINATED, TantivyError,
};

/// An archive that has been opened.
pub struct Archive {
    home: PathBuf,
    store: PathBuf,
    index: Index,
    fields: Fields,
    manifest: Manifest,
}

const STORE_PREFIX: &str = "store-";
const FIRST_STORE: u64 = 1;
/// Lies in a store until it is put in force for the first time.
const UNFINISHED_FILE: &str = "unfinished";
const INDEX_DIRECTORY: &str = "index";
/// tantivy's list of segments.
const META_FILE: &str = "meta.json";
const STORE_ZSTD_LEVEL: i32 = 3;
const STORE_BLOCK_BYTES: usize = 32 * 1024;

impl Archive {
    /// Opens the archive in the directory `home`.
    ///
    /// # Errors
    /// If there is none, or it is damaged, or another version made it.
    pub fn open(home: &Path) -> Result<Archive, ArchiveError> {
        Archive::open_for(Purpose::Search, home)
    }

    fn open_for(purpose: Purpose, home: &Path) -> Result<Archive, ArchiveError> {
        let manifest = Manifest::read(home)?;
        if manifest.format != FORMAT {
            return Err(ArchiveError::Format {
                path: home.to_owned(),
                found: manifest.format,
            });
        }
        let directory = store_path(home, manifest.store).join(INDEX_DIRECTORY);
        let directory = IndexDirectory::open(&directory, purpose).map_err(|e| damaged(home, e))?;
        let index = Index::open(directory).map_err(|e| damaged(home, e))?;
        let (schema, fields) = Fields::build();
        if index.schema() != schema {
            return Err(damaged(home, "its index has other fields"));
        }
        Ok(Archive::assemble(home, index, fields, manifest))
    }

    /// Makes a new archive in the directory `home`, which may exist.
    ///
    /// # Errors
    /// If the directory cannot be written.
    pub fn create(home: &Path) -> Result<Archive, ArchiveError> {
        let archive = Archive::begin(home, Manifest::ours(FIRST_STORE))?;
        archive.put_in_force()?;
        Ok(archive)
    }

    /// Opens the archive in `home` to write to it, or makes it where there is none.
    ///
    /// # Errors
    /// As [`Archive::open`] and [`Archive::create`].
    pub fn open_or_create(home: &Path, _: &WriteLock) -> Result<Archive, ArchiveError> {
        match Archive::open_for(Purpose::Write, home) {
            Err(ArchiveError::Missing(_)) => Archive::create(home),
            Ok(archive) => {
                // A run that was killed while it made the archive anew has left its store.
                archive.remove_other_stores()?;
                Ok(archive)
            }
            failed => failed,
        }
    }

    /// Begins a new store beside the one in force, if there is one: nothing changes for readers
    /// until [`Archive::put_in_force`].
    ///
    /// # Errors
    /// If the directory cannot be written.
    pub fn begin_anew(home: &Path, _: &WriteLock) -> Result<Archive, ArchiveError> {
        let in_force = Manifest::read(home).map_or(0, |manifest| manifest.store);
        Archive::begin(home, Manifest::ours(in_force + 1))
    }

    /// Makes this store the one in force, in one step, and removes all others.
    ///
    /// # Errors
    /// If the directory cannot be written.
    pub fn put_in_force(&self) -> Result<(), ArchiveError> {
        let unfinished = self.store.join(UNFINISHED_FILE);
        fs::remove_file(&unfinished).map_err(|e| at(&unfinished, e))?;
        self.manifest.write(&self.home)?;
        self.remove_other_stores()
    }

    fn remove_other_stores(&self) -> Result<(), ArchiveError> {
        for entry in fs::read_dir(&self.home).map_err(|e| at(&self.home, e))? {
            let path = entry.map_err(|e| at(&self.home, e))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(STORE_PREFIX) && path != self.store {
                fs::remove_dir_all(&path).map_err(|e| at(&path, e))?;
            }
        }
        Ok(())
    }

    fn begin(home: &Path, manifest: Manifest) -> Result<Archive, ArchiveError> {
        let store = store_path(home, manifest.store);
        // A run killed while it made this store may have left a part of it.
        match fs::remove_dir_all(&store) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(at(&store, e)),
            _ => {}
        }
        let directory = store.join(INDEX_DIRECTORY);
        fs::create_dir_all(&directory).map_err(|e| at(&directory, e))?;
        let unfinished = store.join(UNFINISHED_FILE);
        File::create(&unfinished).map_err(|e| at(&unfinished, e))?;
        let (schema, fields) = Fields::build();
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
            .open_or_create(IndexDirectory::open(&directory, Purpose::Write)?)?;
        Ok(Archive::assemble(home, index, fields, manifest))
    }

    fn assemble(home: &Path, index: Index, fields: Fields, manifest: Manifest) -> Archive {
        index
            .tokenizers()
            .register(ANALYSED, AnalysedTokenizer::default());
        Archive {
            home: home.to_owned(),
            store: store_path(home, manifest.store),
            index,
            fields,
            manifest,
        }
    }

    /// The directory it lies in.
    pub fn home(&self) -> &Path {
        &self.home
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
        self.manifest.analysis != Manifest::ours(FIRST_STORE).analysis
    }

    /// Records what the names of a new archive are found with, and tells in what that differs
    /// from what is recorded already. A store that is not in force yet keeps it until it is.
    ///
    /// # Errors
    /// If the manifest cannot be written.
    pub fn record(&mut self, now: MadeWith) -> Result<Option<&'static str>, ArchiveError> {
        if let Some(then) = &self.manifest.made_with {
            return Ok(then.difference(&now));
        }
        self.manifest.made_with = Some(now);
        let in_force = Manifest::read(&self.home).is_ok_and(|m| m.store == self.manifest.store);
        if in_force {
            self.manifest.write(&self.home)?;
        }
        Ok(None)
    }

    /// The number of the last commit.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn generation(&self) -> Result<Generation, ArchiveError> {
        let meta = self
            .index
            .load_metas()
            .map_err(|e| damaged(&self.home, e))?;
        let payload = meta.payload.map(|payload| serde_json::from_str(&payload));
        let generation = payload.transpose().map_err(|e| damaged(&self.home, e))?;
        Ok(generation.unwrap_or_default())
    }

    /// The ledger of the last commit, and its number.
    ///
    /// # Errors
    /// If the ledger that the commit names is missing or broken.
    pub fn ledger(&self) -> Result<(Generation, Ledger), ArchiveError> {
        let generation = self.generation()?;
        if generation.ledger == 0 {
            return Ok((generation, Ledger::default()));
        }
        let ledger = Ledger::load(&self.store, generation)
            .map_err(|e| damaged(&self.home, format!("ledger {}: {e}", generation.ledger)))?;
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
            .map_err(|e: TantivyError| damaged(&self.home, e))?;
        Ok(reader.searcher())
    }

    /// Which ids of the archive are spellings of one name: see [`merges`].
    ///
    /// # Errors
    /// If the table cannot be read.
    pub fn merges(&self) -> Result<Merges, ArchiveError> {
        Merges::load(&self.store, self.generation()?).map_err(|e| at(&self.store, e))
    }

    /// The other places of each of some articles: files in which the very same article was found
    /// again.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn other_places(&self, articles: &[Article]) -> Result<Vec<Vec<Place>>, ArchiveError> {
        if self.generation()?.repeats == 0 {
            return Ok(vec![Vec::new(); articles.len()]);
        }
        let (_, ledger) = self.ledger()?;
        let places = articles.iter();
        Ok(places
            .map(|article| ledger.places(article.print).collect())
            .collect())
    }

    /// Which articles of the archive are copies of one text: see [`stories`].
    ///
    /// # Errors
    /// If the table cannot be read.
    pub fn stories(&self) -> Result<Stories, ArchiveError> {
        Stories::load(&self.store).map_err(|e| at(&self.store, e))
    }

    /// Gives every article of the last commit to `take`, in no particular order.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn each_article(&self, mut take: impl FnMut(Article)) -> Result<(), ArchiveError> {
        let searcher = self.searcher()?;
        for (segment, reader) in (0u32..).zip(searcher.segment_readers()) {
            for document in reader.doc_ids_alive() {
                let stored = searcher.doc(DocAddress::new(segment, document))?;
                take(self.fields.article(&stored));
            }
        }
        Ok(())
    }

    /// Gives every article that a file has in `searcher`, by its segment and its number there, to
    /// `take`. The file is named by its [key](file_key).
    fn each_of_file(
        &self,
        searcher: &Searcher,
        key: &Path,
        mut take: impl FnMut(&SegmentReader, DocId) -> tantivy::Result<()>,
    ) -> tantivy::Result<()> {
        let term = self.fields.file_term(key);
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(term.field())?;
            let Some(mut articles) = index.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            let alive = segment.alive_bitset();
            while articles.doc() != TERMINATED {
                if alive.is_none_or(|alive| alive.is_alive(articles.doc())) {
                    take(segment, articles.doc())?;
                }
                articles.advance();
            }
        }
        Ok(())
    }

    /// Bytes on disk.
    ///
    /// # Errors
    /// If the directory cannot be read.
    pub fn size(&self) -> Result<u64, ArchiveError> {
        let walk = walkdir::WalkDir::new(&self.home).into_iter();
        let sizes = walk.map(|entry| Ok(entry?.metadata()?.len()));
        let total: Result<u64, walkdir::Error> = sizes.sum();
        total.map_err(|e| at(&self.home, e.into()))
    }
}

fn store_path(home: &Path, number: u64) -> PathBuf {
    home.join(format!("{STORE_PREFIX}{number}"))
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
            (Generation::default(), Ledger::default())
        );
    }

    #[test]
    fn another_format_and_a_broken_manifest_are_named() {
        let dir = tempfile::tempdir().unwrap();
        Archive::create(dir.path()).unwrap();
        let manifest = dir.path().join(MANIFEST_FILE);
        fs::write(
            &manifest,
            r#"{"format":99,"warraq":"9","analysis":"x","store":1}"#,
        )
        .unwrap();
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
    fn an_archive_made_anew_replaces_the_old_one_only_at_the_end() {
        let dir = tempfile::tempdir().unwrap();
        let lock = WriteLock::take(dir.path()).unwrap();
        assert!(matches!(
            WriteLock::take(dir.path()),
            Err(ArchiveError::Busy { .. })
        ));
        let old = Archive::open_or_create(dir.path(), &lock).unwrap();
        let new = Archive::begin_anew(dir.path(), &lock).unwrap();
        assert_eq!(
            Archive::open(dir.path()).unwrap().manifest(),
            old.manifest()
        );
        new.put_in_force().unwrap();
        assert_eq!(
            Archive::open(dir.path()).unwrap().manifest(),
            new.manifest()
        );
        assert!(!old.store.exists() && new.store.exists());
    }
}
