//! What a file was found to be made of, for whoever wants to know before it is indexed.

use super::record::{MOST_NAMES_REPORTED, Record};
use super::{Format, Wrapping};

/// What was found to be of one kind in a file: all of it, or some members of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// How articles are held.
    pub format: Format,
    /// What had to be opened, the outermost first.
    pub wrappings: Vec<Wrapping>,
    /// The encoding of the text, where the format does not settle it.
    pub encoding: Option<&'static str>,
    /// How many files or members.
    pub files: u64,
    /// How many articles they gave.
    pub articles: u64,
    /// Names of fields that mean nothing to us, at most a dozen.
    pub unknown: Vec<String>,
}

impl Part {
    /// A part of one file, of which nothing has been read yet.
    pub(super) fn new(format: Format, wrappings: &[Wrapping]) -> Self {
        Part {
            format,
            wrappings: wrappings.to_vec(),
            encoding: None,
            files: 1,
            articles: 0,
            unknown: Vec::new(),
        }
    }

    /// Counts an article, and notes what of its record means nothing.
    pub(super) fn count(&mut self, record: &Record) {
        self.articles += 1;
        self.note(record.unknown());
    }

    /// Notes names of fields that mean nothing.
    pub(super) fn note(&mut self, unknown: &[String]) {
        for name in unknown {
            if self.unknown.len() < MOST_NAMES_REPORTED && !self.unknown.contains(name) {
                self.unknown.push(name.clone());
            }
        }
    }

    /// Whether both are of one kind.
    pub(super) fn is_like(&self, other: &Part) -> bool {
        self.format == other.format
            && self.encoding == other.encoding
            && self.wrappings == other.wrappings
    }

    /// Takes in another of the same kind.
    pub(super) fn add(&mut self, other: Part) {
        self.files += other.files;
        self.articles += other.articles;
        self.note(&other.unknown);
    }
}
