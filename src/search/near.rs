//! Words near each other, in any order: which articles have them so, and where.
//!
//! tantivy's phrases allow for words between, but not for another order.

use std::fmt;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// Finds the articles in which some terms stand near each other; scores nothing.
#[derive(Debug, Clone)]
pub(super) struct NearQuery {
    terms: Vec<Term>,
    within: u32,
}

impl NearQuery {
    /// Terms of one field with positions, and how many other words may stand between them.
    pub fn new(mut terms: Vec<Term>, within: u32) -> Self {
        terms.sort_unstable();
        terms.dedup();
        NearQuery { terms, within }
    }
}

impl Query for NearQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.terms.iter().for_each(|term| visitor(term, true));
    }
}

impl Weight for NearQuery {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut postings = Vec::with_capacity(self.terms.len());
        for term in &self.terms {
            let index = reader.inverted_index(term.field())?;
            let option = IndexRecordOption::WithFreqsAndPositions;
            postings.extend(index.read_postings(term, option)?);
        }
        let found = match postings.len() == self.terms.len() {
            true => self.articles(&mut postings),
            false => Vec::new(),
        };
        Ok(Box::new(ConstScorer::new(Articles { found, at: 0 }, 0.0)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        match scorer.doc() <= doc && scorer.seek(doc) == doc {
            true => Ok(Explanation::new("near", 0.0)),
            false => Err(TantivyError::InvalidArgument(format!(
                "{self} is not in {doc}"
            ))),
        }
    }
}

impl fmt::Display for NearQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} terms within {} words", self.terms.len(), self.within)
    }
}

impl NearQuery {
    fn articles(&self, postings: &mut [SegmentPostings]) -> Vec<DocId> {
        let mut found = Vec::new();
        let mut places: Vec<Vec<u32>> = vec![Vec::new(); postings.len()];
        let mut candidate = postings.first().map_or(TERMINATED, |first| first.doc());
        while candidate != TERMINATED {
            match next_common(postings, candidate) {
                Ok(doc) => {
                    for (places, posting) in places.iter_mut().zip(&mut *postings) {
                        posting.positions(places);
                    }
                    let mut stand = false;
                    windows(&places, self.within, |_| stand = true);
                    if stand {
                        found.push(doc);
                    }
                    candidate = postings[0].advance();
                }
                Err(later) => candidate = later,
            }
        }
        found
    }
}

/// Articles of a segment, in rising order.
struct Articles {
    found: Vec<DocId>,
    at: usize,
}

impl DocSet for Articles {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.found.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        self.found.len() as u32
    }
}

/// `candidate` if every posting has it, else the next article that may be had by all.
fn next_common(postings: &mut [SegmentPostings], candidate: DocId) -> Result<DocId, DocId> {
    for posting in postings {
        let doc = match posting.doc() < candidate {
            true => posting.seek(candidate),
            false => posting.doc(),
        };
        if doc > candidate {
            return Err(doc);
        }
    }
    Ok(candidate)
}

/// Calls `of` with every window that holds one place of each list, with at most `within` others
/// between them, and is no longer than it must be. Lists are in rising order.
pub(super) fn windows(lists: &[Vec<u32>], within: u32, mut of: impl FnMut(&[u32])) {
    let mut at = vec![0; lists.len()];
    let mut window = Vec::with_capacity(lists.len());
    loop {
        window.clear();
        window.extend(lists.iter().zip(&at).filter_map(|(list, at)| list.get(*at)));
        if window.is_empty() || window.len() < lists.len() {
            return;
        }
        let first = (0..window.len()).min_by_key(|i| window[*i]).unwrap_or(0);
        let last = window.iter().max().copied().unwrap_or(0);
        let between = (last - window[first] + 1).saturating_sub(window.len() as u32);
        if between <= within {
            of(&window);
        }
        at[first] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(lists: &[Vec<u32>], within: u32) -> Vec<Vec<u32>> {
        let mut found = Vec::new();
        windows(lists, within, |window| found.push(window.to_vec()));
        found
    }

    #[test]
    fn the_order_does_not_matter_and_the_distance_does() {
        assert_eq!(found(&[vec![3], vec![5]], 1), [[3, 5]]);
        assert_eq!(found(&[vec![5], vec![3]], 1), [[5, 3]]);
        assert_eq!(found(&[vec![5], vec![3]], 0), Vec::<Vec<u32>>::new());
        assert_eq!(found(&[vec![1, 9], vec![8], vec![10]], 0), [[9, 8, 10]]);
    }

    proptest! {
        #[test]
        fn a_window_is_found_where_there_is_one(
            a in prop::collection::btree_set(0u32..60, 0..8),
            b in prop::collection::btree_set(0u32..60, 0..8),
            within in 0u32..9,
        ) {
            let near = |x: u32, y: u32| (x.max(y) - x.min(y) + 1).saturating_sub(2) <= within;
            let expected = a.iter().any(|x| b.iter().any(|y| near(*x, *y)));
            let lists = [a.into_iter().collect(), b.into_iter().collect::<Vec<_>>()];
            prop_assert_eq!(!found(&lists, within).is_empty(), expected);
        }
    }
}
