//! A survey of the archive: its outlets, its entities, its dates.

use super::facet::{FacetCounts, top};
use super::{Desk, SearchError};
use crate::archive::schema::{DATE_COLUMN, SOURCE_COLUMN};
use crate::entities::EntityType;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, HashSet};
use tantivy::query::AllQuery;

impl Desk<'_> {
    /// The outlets in the archive and how many articles each has, most first.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn outlets(&self, limit: usize) -> Result<Vec<(String, u64)>, SearchError> {
        let mut counts = self
            .searcher
            .search(&AllQuery, &FacetCounts::of_column(SOURCE_COLUMN))?;
        Ok(top(counts.pop().unwrap_or_default(), limit))
    }

    /// How many different entities of each type the archive names.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn entity_counts(&self) -> Result<BTreeMap<EntityType, usize>, SearchError> {
        let counts = self
            .searcher
            .search(&AllQuery, &FacetCounts::of_entities(&EntityType::ALL))?;
        let different = |counts: &FxHashMap<String, u64>| {
            let usual = counts.keys().filter_map(|id| self.names.usual(id));
            usual.collect::<HashSet<_>>().len()
        };
        Ok(EntityType::ALL
            .into_iter()
            .zip(counts.iter().map(different))
            .collect())
    }

    /// The first and last publication date in the archive.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn span(&self) -> Result<Option<(i64, i64)>, SearchError> {
        let mut span: Option<(i64, i64)> = None;
        for segment in self.searcher.segment_readers() {
            let dates = segment.fast_fields().i64(DATE_COLUMN)?;
            for doc in segment.doc_ids_alive() {
                if let Some(date) = dates.first(doc) {
                    let (first, last) = span.unwrap_or((date, date));
                    span = Some((first.min(date), last.max(date)));
                }
            }
        }
        Ok(span)
    }
}
