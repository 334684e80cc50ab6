//! What a killed run leaves in an index: files of segments that no commit knows.
//!
//! tantivy removes them at its next commit, but numbers its operations from the last one: a run
//! that deletes again what the killed run deleted writes a list of deletes under the same name, and
//! fails where that is taken. So they go before anything is written.

use super::{Archive, ArchiveError, INDEX_DIRECTORY, at};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use tantivy::directory::{Directory, META_LOCK};
use tantivy::index::SegmentComponent;
use tantivy::schema::document::Document;
use tantivy::{IndexWriter, SegmentMeta, TantivyError};

/// What every segment has in a file of its own.
const COMPONENTS: [SegmentComponent; 6] = [
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::Terms,
    SegmentComponent::Store,
    SegmentComponent::FastFields,
    SegmentComponent::FieldNorms,
];

impl Archive {
    /// The writer of the index, which has been rid of leftovers.
    ///
    /// # Errors
    /// If it cannot be written, or a leftover cannot be removed.
    pub(super) fn index_writer<D: Document>(
        &self,
        threads: usize,
        buffer_bytes: usize,
    ) -> Result<IndexWriter<D>, ArchiveError> {
        let writer = self.index.writer_with_num_threads(threads, buffer_bytes)?;
        self.sweep_index()?;
        Ok(writer)
    }

    fn sweep_index(&self) -> Result<(), ArchiveError> {
        // A reader that is about to open files holds this lock.
        let lock = self.index.directory().acquire_lock(&META_LOCK);
        let _lock = lock.map_err(TantivyError::from)?;
        let segments = self.index.load_metas()?.segments;
        let known: HashSet<PathBuf> = segments.iter().flat_map(files).collect();
        let directory = self.store.join(INDEX_DIRECTORY);
        let entries = fs::read_dir(&directory).map_err(|e| at(&directory, e))?;
        for entry in entries {
            let name = entry.map_err(|e| at(&directory, e))?.file_name();
            let is_leftover =
                is_of_a_segment(Path::new(&name)) && !known.contains(Path::new(&name));
            if is_leftover {
                let path = directory.join(name);
                fs::remove_file(&path).map_err(|e| at(&path, e))?;
            }
        }
        Ok(())
    }
}

/// The names of the files of a segment.
pub(super) fn files(segment: &SegmentMeta) -> impl Iterator<Item = PathBuf> {
    let deletes = segment.has_deletes().then_some(SegmentComponent::Delete);
    let components = COMPONENTS.into_iter().chain(deletes);
    components.map(|component| segment.relative_path(component))
}

/// Whether a file is named as tantivy names those of segments: by the number of the segment.
fn is_of_a_segment(name: &Path) -> bool {
    let stem = name.to_str().and_then(|name| name.split('.').next());
    stem.is_some_and(|stem| stem.len() == 32 && stem.bytes().all(|b| b.is_ascii_hexdigit()))
}
