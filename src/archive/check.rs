//! Checking an archive, and mending it.
//!
//! What is kept is checked against itself: the files of the index against their checksums, the
//! ledger against the articles that the index has of each file. Mending leaves all that is sound:
//! a part of the index that is damaged is taken out, and the files whose articles lay in it are
//! marked, so that the next run reads them again.

use super::file_key::file_key;
use super::index_directory::{IndexDirectory, Purpose};
use super::ledger::{FileRecord, FileState, Generation, Ledger};
use super::runs::Runs;
use super::{
    Archive, ArchiveError, INDEX_DIRECTORY, META_FILE, Manifest, STORE_PREFIX, UNFINISHED_FILE,
    WriteLock, at, chain, leftovers, merges, replace, store_path, stories,
};
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use tantivy::{Index, IndexMeta, IndexWriter, Searcher, SegmentMeta};

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A file that cannot be read, or is not what was written.
    #[error("{}: {what}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The index has other articles of a file than the ledger says.
    #[error("{}: the ledger has {expected} articles of it, the index {found}", .file.display())]
    Count {
        /// The file that was indexed.
        file: PathBuf,
        /// How many articles the ledger says it gave.
        expected: u64,
        /// How many are there.
        found: u64,
    },
    /// The index has articles of no file in the ledger.
    #[error("the index has {0} articles more than the ledger")]
    Strays(u64),
    /// A part of the archive that cannot be read.
    #[error("{0}")]
    Unreadable(String),
}

/// What is wrong with the archive in `home`; nothing if all is well.
pub fn check(home: &Path) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Err(error) = Runs::load(home) {
        faults.push(Fault::Unreadable(chain(&error)));
    }
    match Archive::open(home) {
        Ok(archive) => faults.extend(archive.faults()),
        Err(error) => faults.push(Fault::Unreadable(chain(&error))),
    }
    faults
}

impl Archive {
    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let damage = self.damaged_segments();
        match &damage {
            Ok(segments) => faults.extend(segments.iter().flat_map(|(_, faults)| faults.clone())),
            Err(error) => faults.push(Fault::Unreadable(chain(error))),
        }
        let is_sound = matches!(&damage, Ok(segments) if segments.is_empty());
        match self.ledger() {
            // What is damaged cannot be counted.
            Ok((_, ledger)) if is_sound => {
                // A list of segments that lies can make the index library panic.
                let counted = catch_unwind(AssertUnwindSafe(|| self.miscounted(&ledger)));
                match counted {
                    Ok(Ok(miscounted)) => faults.extend(miscounted),
                    Ok(Err(error)) => faults.push(Fault::Unreadable(chain(&error))),
                    Err(_) => {
                        let file = self.store.join(INDEX_DIRECTORY).join(META_FILE);
                        let what = "it does not fit the index".to_owned();
                        faults.push(Fault::File { file, what });
                    }
                }
            }
            Ok(_) => {}
            Err(error) => faults.push(Fault::Unreadable(chain(&error))),
        }
        faults.extend(self.fault_of_meta_copy());
        let tables = [self.merges().err(), self.stories().err()];
        let tables = tables.into_iter().flatten();
        faults.extend(tables.map(|error| Fault::Unreadable(chain(&error))));
        faults
    }

    /// Without its copy a damaged list of segments could not be mended.
    fn fault_of_meta_copy(&self) -> Option<Fault> {
        let file = self.generation().ok()?.path_of_meta(&self.store);
        let what = match fs::read(&file) {
            // An archive in which nothing was committed has none.
            Err(e) if e.kind() == io::ErrorKind::NotFound => return None,
            Err(e) => e.to_string(),
            Ok(json) => match serde_json::from_slice::<serde_json::Value>(&json) {
                Ok(_) => return None,
                Err(e) => e.to_string(),
            },
        };
        Some(Fault::File { file, what })
    }

    /// Segments of the index of which a file is missing or not what was written.
    fn damaged_segments(&self) -> Result<Vec<(SegmentMeta, Vec<Fault>)>, ArchiveError> {
        let metas = self.index.load_metas()?.segments.into_iter();
        let checked = metas.map(|segment| {
            let faults = self.faults_of(&segment);
            (segment, faults)
        });
        Ok(checked.filter(|(_, faults)| !faults.is_empty()).collect())
    }

    fn faults_of(&self, segment: &SegmentMeta) -> Vec<Fault> {
        let directory = self.index.directory();
        let place = self.store.join(INDEX_DIRECTORY);
        let fault = |file: PathBuf| {
            let what = match directory.validate_checksum(&file) {
                Ok(true) => return None,
                Ok(false) => "its checksum is wrong".to_owned(),
                Err(error) => error.to_string(),
            };
            let file = place.join(file);
            Some(Fault::File { file, what })
        };
        leftovers::files(segment).filter_map(fault).collect()
    }

    /// Files of which the index has not the articles that the ledger says.
    fn miscounted(&self, ledger: &Ledger) -> Result<Vec<Fault>, ArchiveError> {
        let searcher = self.searcher()?;
        let mut faults = Vec::new();
        let mut known = 0;
        for (file, record) in &ledger.files {
            let found = self.articles_of(&searcher, file)?;
            known += found;
            if found != record.articles {
                faults.push(Fault::Count {
                    file: file.clone(),
                    expected: record.articles,
                    found,
                });
            }
        }
        let strays = searcher.num_docs().saturating_sub(known);
        faults.extend((strays > 0).then_some(Fault::Strays(strays)));
        Ok(faults)
    }

    fn articles_of(&self, searcher: &Searcher, file: &Path) -> tantivy::Result<u64> {
        let mut count = 0;
        self.each_of_file(searcher, file, |_, _| {
            count += 1;
            Ok(())
        })?;
        Ok(count)
    }
}

/// What mending did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// What was wrong.
    pub faults: Vec<Fault>,
    /// How many articles are left.
    pub articles: u64,
    /// How many files are to be read again.
    pub files_to_read: u64,
}

/// Takes out of the archive in `home` what is damaged. Nothing sound is changed.
///
/// # Errors
/// If there is nothing left to mend, or it cannot be written.
pub fn repair(home: &Path, lock: &WriteLock) -> Result<Mended, ArchiveError> {
    let faults = check(home);
    let archive = reopen(home, lock)?;
    if faults.is_empty() {
        return Ok(Mended {
            faults,
            articles: archive.searcher()?.num_docs(),
            files_to_read: 0,
        });
    }
    if Runs::load(home).is_err() {
        Runs::default().save(&archive)?;
    }
    archive.drop_segments()?;
    let (generation, mut ledger) = match archive.ledger() {
        Ok(read) => read,
        Err(_) => (archive.generation()?, archive.ledger_of_articles()?),
    };
    let files_to_read = archive.mark(&mut ledger)?;
    archive.commit_ledger(&ledger, generation)?;
    let broken_table = archive.merges().is_err();
    let table = Generation::newest_merges(&archive.store, archive.generation()?);
    if let Some(table) = table.filter(|_| broken_table) {
        fs::remove_file(&table).map_err(|e| at(&table, e))?;
    }
    merges::bring_up_to_date(&archive, archive.generation()?)?;
    stories::bring_up_to_date(&archive, NonZeroUsize::MIN)?;
    Ok(Mended {
        faults,
        articles: archive.searcher()?.num_docs(),
        files_to_read,
    })
}

/// Opens an archive whose manifest or list of segments may be damaged.
fn reopen(home: &Path, _: &WriteLock) -> Result<Archive, ArchiveError> {
    if let Err(ArchiveError::Damaged { .. } | ArchiveError::Missing(_)) = Manifest::read(home) {
        let store = newest_store(home).ok_or_else(|| ArchiveError::Missing(home.to_owned()))?;
        // Who made it is not known any more.
        let manifest = Manifest {
            analysis: String::new(),
            ..Manifest::ours(store)
        };
        manifest.write(home)?;
    }
    match Archive::open_for(Purpose::Write, home) {
        Err(ArchiveError::Damaged { .. }) => {
            let store = store_path(home, Manifest::read(home)?.store);
            restore_meta(&store)?;
            Archive::open_for(Purpose::Write, home)
        }
        opened => opened,
    }
}

fn newest_store(home: &Path) -> Option<u64> {
    let entries = fs::read_dir(home).ok()?.flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let numbers = names.filter_map(|name| name.strip_prefix(STORE_PREFIX)?.parse().ok());
    let is_finished = |number: &u64| !store_path(home, *number).join(UNFINISHED_FILE).exists();
    numbers.filter(is_finished).max()
}

/// Puts the list of segments back as the last run left it, where it is damaged, and forgets a
/// damaged list of files, which is only there to find leftovers.
fn restore_meta(store: &Path) -> Result<(), ArchiveError> {
    let index = store.join(INDEX_DIRECTORY);
    let is_whole = |file: &Path| {
        let read = fs::read(file).ok();
        read.is_some_and(|json| serde_json::from_slice::<serde_json::Value>(&json).is_ok())
    };
    let managed = index.join(MANAGED_FILE);
    if managed.exists() && !is_whole(&managed) {
        fs::remove_file(&managed).map_err(|e| at(&managed, e))?;
    }
    let lost = || ArchiveError::Lost(store.to_owned());
    let directory = IndexDirectory::open(&index, Purpose::Write).map_err(|_| lost())?;
    if Index::open(directory).is_ok() {
        return Ok(());
    }
    let entries = fs::read_dir(store).map_err(|e| at(store, e))?.flatten();
    let copies = entries.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(Generation::META_PREFIX) && is_whole(path)
    });
    let copy = copies.max_by_key(|path| path.metadata().and_then(|m| m.modified()).ok());
    let copy = copy.ok_or_else(lost)?;
    let list = fs::read(&copy).map_err(|e| at(&copy, e))?;
    let meta = index.join(META_FILE);
    replace(&meta, &list).map_err(|e| at(&meta, e))
}

impl Archive {
    /// Takes damaged segments out of the index.
    fn drop_segments(&self) -> Result<(), ArchiveError> {
        let damaged = self.damaged_segments()?;
        if damaged.is_empty() {
            return Ok(());
        }
        let damaged: HashSet<_> = damaged.iter().map(|(segment, _)| segment.id()).collect();
        let mut meta: IndexMeta = self.index.load_metas()?;
        meta.segments
            .retain(|segment| !damaged.contains(&segment.id()));
        let file = self.store.join(INDEX_DIRECTORY).join(META_FILE);
        let json = serde_json::to_vec(&meta).map_err(|e| at(&file, e.into()))?;
        replace(&file, &json).map_err(|e| at(&file, e))
    }

    /// What a ledger can be made of where it is lost: the files that the articles came from.
    fn ledger_of_articles(&self) -> Result<Ledger, ArchiveError> {
        let mut files: BTreeMap<PathBuf, FileRecord> = BTreeMap::new();
        self.each_article(|article| {
            let record = files.entry(file_key(&article.place.file)).or_default();
            record.articles += 1;
            record.state = FileState::Stale;
        })?;
        Ok(Ledger { files })
    }

    /// Marks the files that are to be read again, and tells how many there are.
    fn mark(&self, ledger: &mut Ledger) -> Result<u64, ArchiveError> {
        let searcher = self.searcher()?;
        let mut marked = 0;
        for (file, record) in &mut ledger.files {
            let found = self.articles_of(&searcher, file)?;
            if found != record.articles {
                record.articles = found;
                record.state = FileState::Stale;
            }
            marked += u64::from(record.state == FileState::Stale);
        }
        Ok(marked)
    }

    /// Commits a ledger, and takes out articles of files that it does not know.
    fn commit_ledger(&self, ledger: &Ledger, generation: Generation) -> Result<(), ArchiveError> {
        let mut strays = HashSet::new();
        self.each_article(|article| {
            let file = file_key(&article.place.file);
            if !ledger.files.contains_key(&file) {
                strays.insert(file);
            }
        })?;
        let mut writer: IndexWriter = self.index_writer(1, WRITER_BYTES)?;
        for file in strays {
            writer.delete_term(self.fields.file_term(&file));
        }
        let next = self.commit(&mut writer, ledger, generation)?;
        writer.wait_merging_threads()?;
        self.keep_meta(next)
    }
}

/// tantivy's list of the files that it has written.
const MANAGED_FILE: &str = ".managed.json";
/// The least that tantivy works with.
const WRITER_BYTES: usize = 16 << 20;
