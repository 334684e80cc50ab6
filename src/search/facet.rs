//! Facets: how many of the articles found name each entity.

use crate::archive::schema::facet_column;
use crate::entities::EntityType;
use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// Counts the articles by the values of some text columns.
///
/// tantivy's own facet collector is made for facets with far fewer values than articles;
/// counting ordinals of a column and naming them once a segment holds for any number.
pub(super) struct FacetCounts {
    columns: Vec<&'static str>,
}

impl FacetCounts {
    pub fn of_entities(types: &[EntityType]) -> Self {
        FacetCounts {
            columns: types.iter().map(|of| facet_column(*of)).collect(),
        }
    }

    pub fn of_column(column: &'static str) -> Self {
        FacetCounts {
            columns: vec![column],
        }
    }
}

/// For each column, how many articles have each value.
pub(super) type Counts = Vec<FxHashMap<String, u64>>;

impl Collector for FacetCounts {
    type Fruit = Counts;
    type Child = SegmentCounts;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentCounts> {
        let columns = self.columns.iter();
        let columns: tantivy::Result<_> = columns
            .map(|column| Ok(ColumnCounts::new(reader.fast_fields().str(column)?)))
            .collect();
        Ok(SegmentCounts { columns: columns? })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Counts>>) -> tantivy::Result<Counts> {
        let mut merged: Counts = vec![FxHashMap::default(); self.columns.len()];
        for segment in segments {
            for (total, counts) in merged.iter_mut().zip(segment?) {
                for (value, count) in counts {
                    *total.entry(value).or_default() += count;
                }
            }
        }
        Ok(merged)
    }
}

/// The counts within one segment.
pub(super) struct SegmentCounts {
    columns: Vec<ColumnCounts>,
}

struct ColumnCounts {
    column: Option<StrColumn>,
    values: u64,
    /// As long as it must be: a damaged column may claim more values than there is memory for.
    by_ordinal: Vec<u64>,
}

impl ColumnCounts {
    fn new(column: Option<StrColumn>) -> Self {
        let values = column.as_ref().map_or(0, |column| column.num_terms());
        ColumnCounts {
            column,
            values: values as u64,
            by_ordinal: Vec::new(),
        }
    }

    fn count(&mut self, doc: DocId) {
        let ordinals = self.column.iter().flat_map(|column| column.term_ords(doc));
        for ordinal in ordinals.filter(|ordinal| *ordinal < self.values) {
            let ordinal = ordinal as usize;
            if ordinal >= self.by_ordinal.len() {
                self.by_ordinal.resize(ordinal + 1, 0);
            }
            self.by_ordinal[ordinal] += 1;
        }
    }

    fn named(self) -> tantivy::Result<FxHashMap<String, u64>> {
        let mut named = FxHashMap::default();
        let Some(column) = self.column else {
            return Ok(named);
        };
        let counted = (0u64..)
            .zip(self.by_ordinal)
            .filter(|(_, count)| *count > 0);
        let (ordinals, counts): (Vec<u64>, Vec<u64>) = counted.unzip();
        // In one walk through the dictionary: one by one, each would be sought anew.
        let mut counts = counts.into_iter();
        column
            .dictionary()
            .sorted_ords_to_term_cb(&ordinals, |value| {
                let value = String::from_utf8_lossy(value).into_owned();
                named.insert(value, counts.next().unwrap_or(0));
            })?;
        Ok(named)
    }
}

impl SegmentCollector for SegmentCounts {
    type Fruit = tantivy::Result<Counts>;

    fn collect(&mut self, doc: DocId, _: Score) {
        for counts in &mut self.columns {
            counts.count(doc);
        }
    }

    fn harvest(self) -> tantivy::Result<Counts> {
        self.columns.into_iter().map(ColumnCounts::named).collect()
    }
}

/// The commonest values, commonest first, equal ones in the order of their names.
pub(super) fn top(counts: FxHashMap<String, u64>, limit: usize) -> Vec<(String, u64)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(limit);
    counts
}
