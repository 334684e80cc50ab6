//! The fingerprints of the articles of an archive, by which one that comes again from another place
//! is known.

use super::Archive;
use super::schema::PRINT_COLUMN;
use rustc_hash::FxHashSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tantivy::Searcher;

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
        let mut all = self.all();
        archive.each_of_file(searcher, file, |segment, article| {
            let column = segment.fast_fields().u64(PRINT_COLUMN)?;
            if let Some(print) = column.first(article) {
                all.remove(&print);
            }
            Ok(())
        })
    }

    fn all(&self) -> MutexGuard<'_, FxHashSet<u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
