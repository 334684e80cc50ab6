//! The ledger: which files an archive was made from, and what became of each.
//!
//! One ledger is written for each commit, as JSON lines `[path, record]` under zstd, and the commit names it in
//! its payload; so articles and the record of where they came from become visible together,
//! and a run that was killed goes on from the last commit.

use crate::article::Place;
use crate::read::Bookmark;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What the archive knows of its files, by their [keys](super::file_key).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// One record a file.
    pub files: BTreeMap<PathBuf, FileRecord>,
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its size in bytes when it was read.
    pub size: u64,
    /// When it had last been modified, in nanoseconds since 1970.
    pub modified_ns: i128,
    /// How many of its records (articles, broken ones included) have been read.
    pub records: u64,
    /// How many articles of it are in the archive.
    pub articles: u64,
    /// Articles of it that are in the archive from another place already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeats: Vec<Repeat>,
    /// Its end, if what is appended can be read by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Bookmark>,
    /// How many of its records could not be read.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub lost: u64,
    /// The settings that it was read with; read with others, it is read again.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub settings: String,
    /// How far reading came.
    pub state: FileState,
}

/// An article that is in the archive from another place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// The fingerprint of the article.
    pub print: u64,
    /// Its number among the records of the file, from 0.
    pub ordinal: u64,
    /// Its path within the file, where that is an archive of files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl FileRecord {
    /// What of the file is missing in the archive, if anything is.
    pub fn loss(&self) -> Option<String> {
        match (&self.state, self.lost) {
            (FileState::Failed(reason) | FileState::Refused(reason), _) => Some(reason.clone()),
            (_, 0) => None,
            (_, 1) => Some("1 record could not be read".to_owned()),
            (_, lost) => Some(format!("{lost} records could not be read")),
        }
    }
}

/// How far the reading of a file came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileState {
    /// Read to its end.
    Done,
    /// A commit fell within it: the records counted so far are in the archive.
    #[default]
    Partial,
    /// It is to be read again, whatever it has: what the archive had of it is not there any more.
    Stale,
    /// The system did not let it be read: the reason. Each run tries again.
    Refused(String),
    /// It cannot be read (to its end): the reason. Until it changes, only a retry tries again.
    Failed(String),
}

/// The commit payload, which names the ledger and the table of [merges](super::merges) that belong
/// to a commit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generation {
    /// Number of the ledger; each commit has the next.
    pub ledger: u64,
    /// How many articles of its files are in the archive from another place.
    #[serde(default)]
    pub repeats: u64,
}

const ZSTD_LEVEL: i32 = 3;

impl Generation {
    /// Where the ledger of this generation lies within an archive.
    pub fn path(self, archive: &Path) -> PathBuf {
        archive.join(format!("{LEDGER_PREFIX}{}.jsonl.zst", self.ledger))
    }

    /// Where the table of merges of this generation lies within an archive.
    pub fn path_of_merges(self, archive: &Path) -> PathBuf {
        archive.join(format!("{MERGES_PREFIX}{}.tsv", self.ledger))
    }

    /// How names of copies of the list of segments begin.
    pub const META_PREFIX: &str = "meta-";

    /// Where the copy of the list of segments lies within an archive.
    pub fn path_of_meta(self, archive: &Path) -> PathBuf {
        archive.join(format!("{}{}.json", Generation::META_PREFIX, self.ledger))
    }

    /// Removes what belongs to other commits: leftovers of earlier or broken ones. What belongs to
    /// the one before stays for readers that are just opening it, and the newest table of merges
    /// until this commit has its own.
    ///
    /// # Errors
    /// If something cannot be removed.
    pub fn sweep(self, archive: &Path) -> io::Result<()> {
        let before = Generation {
            ledger: self.ledger.saturating_sub(1),
            ..self
        };
        let merges = Generation::newest_merges(archive, self);
        let keep: Vec<PathBuf> = [self, before]
            .iter()
            .flat_map(|of| [of.path(archive), of.path_of_meta(archive)])
            .chain(merges)
            .collect();
        for entry in fs::read_dir(archive)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let prefixes = [LEDGER_PREFIX, MERGES_PREFIX, Generation::META_PREFIX];
            let of_a_commit = prefixes.iter().any(|prefix| name.starts_with(prefix));
            if of_a_commit && !keep.contains(&path) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// The newest table of merges that was made for this commit or an earlier one.
    pub fn newest_merges(archive: &Path, commit: Generation) -> Option<PathBuf> {
        let entries = fs::read_dir(archive).ok()?.flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let numbers = names.filter_map(|name| {
            let number = name.strip_prefix(MERGES_PREFIX)?.strip_suffix(".tsv")?;
            number.parse::<u64>().ok()
        });
        let newest = numbers.filter(|number| *number <= commit.ledger).max()?;
        let newest = Generation {
            ledger: newest,
            ..commit
        };
        Some(newest.path_of_merges(archive))
    }
}

const LEDGER_PREFIX: &str = "ledger-";
const MERGES_PREFIX: &str = "merges-";

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
        let mut encoder = zstd::Encoder::new(file, ZSTD_LEVEL)?;
        encoder.include_checksum(true)?;
        let mut out = BufWriter::new(encoder);
        for line in &self.files {
            serde_json::to_writer(&mut out, &line)?;
            out.write_all(b"\n")?;
        }
        let encoder = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        encoder.finish()?.sync_all()?;
        // The commit that names it must not be on the disk before it is.
        super::sync_directory(archive)
    }

    /// How many articles of the files are in the archive from another place.
    pub fn repeats(&self) -> u64 {
        let repeats = self.files.values().map(|file| file.repeats.len() as u64);
        repeats.sum()
    }

    /// The other places of an article, by its fingerprint.
    pub fn places(&self, print: u64) -> impl Iterator<Item = Place> {
        let repeats = self.files.iter().flat_map(|(path, file)| {
            let of_file = file.repeats.iter();
            of_file.map(move |repeat| (path, repeat))
        });
        let same = repeats.filter(move |(_, repeat)| repeat.print == print);
        same.map(|(path, repeat)| Place {
            file: path.clone(),
            member: repeat.member.clone(),
            ordinal: repeat.ordinal,
        })
    }

    /// Files of which something is missing in the archive, and what.
    pub fn losses(&self) -> impl Iterator<Item = (&Path, String)> {
        let files = self.files.iter();
        files.filter_map(|(path, file)| Some((path.as_path(), file.loss()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generation(ledger: u64) -> Generation {
        Generation { ledger, repeats: 0 }
    }

    fn ledger() -> Ledger {
        let record = |state| FileRecord {
            size: 10,
            modified_ns: 1_600_000_000_000_000_000,
            records: 3,
            articles: 2,
            repeats: Vec::new(),
            end: None,
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
        let generation = generation(7);
        ledger().save(dir.path(), generation).unwrap();
        assert_eq!(Ledger::load(dir.path(), generation).unwrap(), ledger());
        assert_eq!(ledger().losses().count(), 3);
    }

    #[test]
    fn sweeping_leaves_only_the_ledger_in_force_and_the_one_before() {
        let dir = tempfile::tempdir().unwrap();
        for number in 1..=4 {
            ledger().save(dir.path(), generation(number)).unwrap();
        }
        generation(3).sweep(dir.path()).unwrap();
        let is_there = |number| Ledger::load(dir.path(), generation(number)).is_ok();
        assert_eq!([1, 2, 3, 4].map(is_there), [false, true, true, false]);
    }

    #[test]
    fn a_truncated_ledger_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let generation = generation(1);
        ledger().save(dir.path(), generation).unwrap();
        let path = generation.path(dir.path());
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        assert!(Ledger::load(dir.path(), generation).is_err());
    }
}
