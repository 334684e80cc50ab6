//! A commit: articles and the record of the files they came from become visible in one step.

use super::ledger::{Generation, Ledger};
use super::{Archive, ArchiveError, INDEX_DIRECTORY, META_FILE, at, replace};
use std::fs;
use tantivy::IndexWriter;
use tantivy::schema::document::Document;

impl Archive {
    /// Commits what a writer has, and the ledger of it: the commit names the ledger, which is on the
    /// disk before. Gives the number of the commit, which is the one behind `before`.
    ///
    /// # Errors
    /// If it cannot be written; the archive is then as before.
    pub(super) fn commit<D: Document>(
        &self,
        writer: &mut IndexWriter<D>,
        ledger: &Ledger,
        before: Generation,
    ) -> Result<Generation, ArchiveError> {
        let next = Generation {
            ledger: before.ledger + 1,
            repeats: ledger.repeats(),
        };
        let path = next.path(&self.store);
        ledger.save(&self.store, next).map_err(|e| at(&path, e))?;
        let payload = serde_json::to_string(&next).map_err(|e| at(&path, e.into()))?;
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        self.keep_meta(next)?;
        next.sweep(&self.store).map_err(|e| at(&self.store, e))?;
        Ok(next)
    }

    /// Keeps a copy of the list of segments, which an archive cannot be read without.
    pub(super) fn keep_meta(&self, generation: Generation) -> Result<(), ArchiveError> {
        let list = self.store.join(INDEX_DIRECTORY).join(META_FILE);
        let copy = generation.path_of_meta(&self.store);
        let list = fs::read(&list).map_err(|e| at(&list, e))?;
        replace(&copy, &list).map_err(|e| at(&copy, e))
    }
}
