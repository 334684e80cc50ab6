//! The ledger: which files an archive was made from, and what became of each.
//!
//! One ledger is written for each commit, as JSON lines `[path, record]` under zstd, and the commit names it in
//! its payload; so articles and the record of where they came from become visible together,
//! and a run that was killed goes on from the last commit.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What the archive knows of its files, by absolute path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// One record a file.
    pub files: BTreeMap<PathBuf, FileRecord>,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its size in bytes when it was read.
    pub size: u64,
    /// When it had last been modified, in nanoseconds since 1970.
    pub modified_ns: i128,
    /// How many of its records (articles, broken ones included) have been read.
    pub records: u64,
    /// How many articles of it are in the archive.
    pub articles: u64,
    /// How many of its records could not be read.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub lost: u64,
    /// The settings that it was read with; read with others, it is read again.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub settings: String,
    /// How far reading came.
    pub state: FileState,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// How far the reading of a file came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileState {
    /// Read to its end.
    Done,
    /// A commit fell within it: the records counted so far are in the archive.
    Partial,
    /// It could not be read (to its end): the reason.
    Failed(String),
}

/// The commit payload, which names the ledger and the table of [merges](super::merges) that belong
/// to a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generation {
    /// Number of the ledger; each commit has the next.
    pub ledger: u64,
}

const ZSTD_LEVEL: i32 = 3;

impl Generation {
    /// Where the ledger of this generation lies within an archive.
    pub fn path(self, archive: &Path) -> PathBuf {
        archive.join(format!("ledger-{}.jsonl.zst", self.ledger))
    }

    /// Where the table of merges of this generation lies within an archive.
    pub fn path_of_merges(self, archive: &Path) -> PathBuf {
        archive.join(format!("merges-{}.tsv", self.ledger))
    }

    /// Removes the ledgers and merges of all other generations: leftovers of earlier or broken
    /// commits.
    ///
    /// # Errors
    /// If one cannot be removed.
    pub fn sweep(self, archive: &Path) -> io::Result<()> {
        let keep = [self.path(archive), self.path_of_merges(archive)];
        for entry in fs::read_dir(archive)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let of_a_commit = name.starts_with("ledger-") || name.starts_with("merges-");
            if of_a_commit && !keep.contains(&path) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

impl Ledger {
    /// Reads the ledger of a generation.
    ///
    /// # Errors
    /// If it is missing, cut short or no ledger.
    pub fn load(archive: &Path, generation: Generation) -> io::Result<Ledger> {
        let file = File::open(generation.path(archive))?;
        let mut files = BTreeMap::new();
        for line in BufReader::new(zstd::Decoder::new(file)?).lines() {
            let (path, record) = serde_json::from_str(&line?)?;
            files.insert(path, record);
        }
        Ok(Ledger { files })
    }

    /// Writes the ledger of a generation and waits until it is on the disk.
    ///
    /// # Errors
    /// If it cannot be written; the archive is then as before.
    pub fn save(&self, archive: &Path, generation: Generation) -> io::Result<()> {
        let file = File::create(generation.path(archive))?;
        let mut out = BufWriter::new(zstd::Encoder::new(file, ZSTD_LEVEL)?);
        for line in &self.files {
            serde_json::to_writer(&mut out, &line)?;
            out.write_all(b"\n")?;
        }
        let encoder = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        encoder.finish()?.sync_all()
    }

    /// Files of which something is missing in the archive, and what.
    pub fn losses(&self) -> impl Iterator<Item = (&Path, String)> {
        self.files.iter().filter_map(|(path, file)| {
            let what = match &file.state {
                FileState::Failed(reason) => reason.clone(),
                _ if file.lost > 0 => format!("{} records could not be read", file.lost),
                _ => return None,
            };
            Some((path.as_path(), what))
        })
    }
}

/// The name under which a file stands in ledger and index: its path, as far as that is Unicode.
pub fn file_key(path: &Path) -> PathBuf {
    PathBuf::from(path.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger() -> Ledger {
        let record = |state| FileRecord {
            size: 10,
            modified_ns: 1_600_000_000_000_000_000,
            records: 3,
            articles: 2,
            lost: 1,
            settings: String::new(),
            state,
        };
        Ledger {
            files: BTreeMap::from([
                ("/a/كاراباخ.txt".into(), record(FileState::Done)),
                ("/a/b.jsonl".into(), record(FileState::Partial)),
                (
                    "/a/c.gz".into(),
                    record(FileState::Failed("cut short".into())),
                ),
            ]),
        }
    }

    #[test]
    fn a_ledger_reads_back_as_it_was_written() {
        let dir = tempfile::tempdir().unwrap();
        let generation = Generation { ledger: 7 };
        ledger().save(dir.path(), generation).unwrap();
        assert_eq!(Ledger::load(dir.path(), generation).unwrap(), ledger());
        assert_eq!(ledger().losses().count(), 3);
    }

    #[test]
    fn sweeping_leaves_only_the_ledger_in_force() {
        let dir = tempfile::tempdir().unwrap();
        for number in 1..=3 {
            ledger()
                .save(dir.path(), Generation { ledger: number })
                .unwrap();
        }
        Generation { ledger: 2 }.sweep(dir.path()).unwrap();
        assert!(Ledger::load(dir.path(), Generation { ledger: 2 }).is_ok());
        assert!(Ledger::load(dir.path(), Generation { ledger: 3 }).is_err());
    }

    #[test]
    fn a_truncated_ledger_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let generation = Generation { ledger: 1 };
        ledger().save(dir.path(), generation).unwrap();
        let path = generation.path(dir.path());
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        assert!(Ledger::load(dir.path(), generation).is_err());
    }
}
