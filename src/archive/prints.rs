//! The fingerprints of the articles of an archive, by which one that comes again from another place
//! is known.

use super::Archive;
use super::schema::PRINT_COLUMN;
use rustc_hash::FxHashSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, TERMINATED};

/// The fingerprints of all articles, those on their way into the index included: eight bytes each.
pub(super) struct Prints(Mutex<FxHashSet<u64>>);

impl Prints {
    /// Those of the last commit.
    pub(super) fn of(searcher: &Searcher) -> tantivy::Result<Prints> {
        let mut prints = FxHashSet::default();
        for segment in searcher.segment_readers() {
            let column = segment.fast_fields().u64(PRINT_COLUMN)?;
            let articles = segment.doc_ids_alive();
            prints.extend(articles.filter_map(|article| column.first(article)));
        }
        Ok(Prints(Mutex::new(prints)))
    }

    /// Takes in an article; whether it is the first of its kind.
    pub(super) fn claim(&self, print: u64) -> bool {
        self.all().insert(print)
    }

    /// Whether an article is there.
    pub(super) fn has(&self, print: u64) -> bool {
        self.all().contains(&print)
    }

    /// Forgets the articles that a file has in the last commit.
    pub(super) fn release(
        &self,
        archive: &Archive,
        searcher: &Searcher,
        file: &Path,
    ) -> tantivy::Result<()> {
        let term = archive.fields.file_term(file);
        let mut all = self.all();
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(term.field())?;
            let Some(mut articles) = index.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            let column = segment.fast_fields().u64(PRINT_COLUMN)?;
            while articles.doc() != TERMINATED {
                let is_there = segment
                    .alive_bitset()
                    .is_none_or(|alive| alive.is_alive(articles.doc()));
                if let Some(print) = column.first(articles.doc()).filter(|_| is_there) {
                    all.remove(&print);
                }
                articles.advance();
            }
        }
        Ok(())
    }

    fn all(&self) -> MutexGuard<'_, FxHashSet<u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
