//! Facets: how many of the articles found name each entity.

use super::names::Names;
use crate::archive::schema::facet_column;
use crate::entities::EntityType;
use std::collections::HashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// Counts the articles by the values of some text columns.
///
/// tantivy's own facet collector is made for facets with far fewer values than articles;
/// counting ordinals of a column and naming them once a segment holds for any number.
pub(super) struct FacetCounts<'n> {
    columns: Vec<&'static str>,
    names: Option<&'n Names<'n>>,
}

impl<'n> FacetCounts<'n> {
    /// Counts entities; ids that stand for one entity count once an article.
    pub fn of_entities(types: &[EntityType], names: &'n Names<'n>) -> Self {
        FacetCounts {
            columns: types.iter().map(|of| facet_column(*of)).collect(),
            names: Some(names),
        }
    }

    pub fn of_column(column: &'static str) -> Self {
        FacetCounts {
            columns: vec![column],
            names: None,
        }
    }
}

/// For each column, how many articles have each value.
pub(super) type Counts = Vec<HashMap<String, u64>>;

impl Collector for FacetCounts<'_> {
    type Fruit = Counts;
    type Child = SegmentCounts;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentCounts> {
        let columns = self.columns.iter();
        let columns: tantivy::Result<_> = columns
            .map(|column| ColumnCounts::new(reader.fast_fields().str(column)?, self.names))
            .collect();
        Ok(SegmentCounts { columns: columns? })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Counts>>) -> tantivy::Result<Counts> {
        let mut merged: Counts = vec![HashMap::new(); self.columns.len()];
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
    by_ordinal: Vec<u64>,
    /// Ordinals of ids for which another stands, and the ordinal of that other; beyond the
    /// column's own where the segment does not have it.
    merged: HashMap<u64, u64>,
    /// Ids of the ordinals beyond the column's own.
    beyond: Vec<String>,
    /// What the article at hand has already been counted for.
    counted: Vec<u64>,
}

impl ColumnCounts {
    fn new(column: Option<StrColumn>, names: Option<&Names<'_>>) -> tantivy::Result<Self> {
        let values = column.as_ref().map_or(0, |column| column.num_terms());
        let mut counts = ColumnCounts {
            by_ordinal: vec![0; values],
            column,
            merged: HashMap::new(),
            beyond: Vec::new(),
            counted: Vec::new(),
        };
        if let (Some(column), Some(names)) = (&counts.column, names) {
            let ordinal = |id: &str| column.dictionary().term_ord(id);
            for (id, usual) in names.merged() {
                let Some(rare) = ordinal(id)? else { continue };
                let usual = match (
                    ordinal(usual)?,
                    counts.beyond.iter().position(|b| b == usual),
                ) {
                    (Some(usual), _) => usual,
                    (None, Some(at)) => (values + at) as u64,
                    (None, None) => {
                        counts.beyond.push(usual.to_owned());
                        (values + counts.beyond.len() - 1) as u64
                    }
                };
                counts.merged.insert(rare, usual);
            }
        }
        counts.by_ordinal.resize(values + counts.beyond.len(), 0);
        Ok(counts)
    }

    fn count(&mut self, doc: DocId) {
        let Some(column) = &self.column else { return };
        if self.merged.is_empty() {
            for ordinal in column.term_ords(doc) {
                self.by_ordinal[ordinal as usize] += 1;
            }
            return;
        }
        self.counted.clear();
        for ordinal in column.term_ords(doc) {
            let usual = *self.merged.get(&ordinal).unwrap_or(&ordinal);
            if !self.counted.contains(&usual) {
                self.by_ordinal[usual as usize] += 1;
                self.counted.push(usual);
            }
        }
    }

    fn named(self) -> tantivy::Result<HashMap<String, u64>> {
        let mut named = HashMap::new();
        let Some(column) = self.column else {
            return Ok(named);
        };
        let own = column.num_terms();
        let counted = self
            .by_ordinal
            .into_iter()
            .enumerate()
            .filter(|(_, count)| *count > 0);
        for (ordinal, count) in counted {
            let mut value = String::new();
            match ordinal.checked_sub(own) {
                Some(beyond) => value.push_str(&self.beyond[beyond]),
                None => {
                    column.ord_to_str(ordinal as u64, &mut value)?;
                }
            }
            named.insert(value, count);
        }
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
pub(super) fn top(counts: HashMap<String, u64>, limit: usize) -> Vec<(String, u64)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(limit);
    counts
}
