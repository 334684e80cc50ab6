//! The company of words: which rendering of a word the other words of a query speak for.
//!
//! Two words that belong together stand in more of the same articles than chance would have it.
//! A rendering that stands together with the other words of the query, in the archive that is
//! searched, is more likely meant than one that does not: جسم beside إنسان, هيئة beside حكومة.

use super::cross::crosses;
use super::{Desk, SearchError};
use crate::query::plan::{Alternative, Clause, Part, Plan, Sought, Why};
use tantivy::collector::Count;
use tantivy::query::{BooleanQuery, Query};

/// Only so many words of a query, and renderings of each, are held against each other: each pair
/// costs the index a count.
const MOST_WORDS: usize = 10;
const MOST_RENDERINGS: usize = 4;
/// What is left of the weight of a rendering that nothing speaks for.
const ALONE: f32 = 0.5;

/// A rendering that is weighed: its clause, its place there, and what it finds.
struct Candidate {
    clause: usize,
    way: usize,
    query: Box<dyn Query>,
    articles: f32,
}

impl Desk<'_> {
    /// Makes renderings worth less that the other words do not speak for.
    pub(super) fn keep_company(&self, plan: &mut Plan) -> Result<(), SearchError> {
        let mut clauses: Vec<&mut Clause> = plan
            .parts
            .iter_mut()
            .filter_map(|part| match part {
                Part::Clause(clause) => Some(clause),
                _ => None,
            })
            .take(MOST_WORDS)
            .collect();
        let is_open = |clause: &&mut Clause| {
            let ways = clause.alternatives.iter();
            ways.filter(|way| crosses(way)).count() > 1
        };
        if clauses.len() < 2 || !clauses.iter().any(is_open) {
            return Ok(());
        }
        let candidates = self.candidates(&clauses)?;
        // What speaks for a candidate, by the clause that does: the best of its candidates.
        let mut spoken = vec![vec![0.0f32; clauses.len()]; candidates.len()];
        for (first, one) in candidates.iter().enumerate() {
            for (second, other) in candidates.iter().enumerate().skip(first + 1) {
                if one.clause != other.clause {
                    let attraction = self.attraction(one, other)?;
                    for (at, by) in [(first, other.clause), (second, one.clause)] {
                        spoken[at][by] = spoken[at][by].max(attraction);
                    }
                }
            }
        }
        let evidence: Vec<f32> = spoken
            .iter()
            .map(|by_clause| by_clause.iter().sum())
            .collect();
        for (number, clause) in clauses.iter_mut().enumerate() {
            let of_clause = || (0..candidates.len()).filter(|at| candidates[*at].clause == number);
            let most = of_clause().map(|at| evidence[at]).fold(0.0, f32::max);
            if most > 0.0 {
                for at in of_clause() {
                    let way = &mut clause.alternatives[candidates[at].way];
                    if crosses(way) {
                        way.weight *= ALONE + (1.0 - ALONE) * evidence[at] / most;
                    }
                }
            }
        }
        Ok(())
    }

    fn candidates(&self, clauses: &[&mut Clause]) -> Result<Vec<Candidate>, SearchError> {
        let mut found = Vec::new();
        for (number, clause) in clauses.iter().enumerate() {
            for (way, alternative) in renderings(clause).take(MOST_RENDERINGS) {
                if let Some(query) = self.plain_query(&alternative.sought) {
                    let articles = self.searcher.search(&*query, &Count)? as f32;
                    found.push(Candidate {
                        clause: number,
                        way,
                        query,
                        articles,
                    });
                }
            }
        }
        Ok(found)
    }

    /// How much more often two things stand in one article than chance would have it, as a
    /// logarithm; 0 if no more often.
    fn attraction(&self, one: &Candidate, other: &Candidate) -> Result<f32, SearchError> {
        let both = BooleanQuery::intersection(vec![one.query.box_clone(), other.query.box_clone()]);
        let together = self.searcher.search(&both, &Count)? as f32;
        let by_chance = one.articles * other.articles / self.searcher.num_docs().max(1) as f32;
        Ok(((together + 0.1) / (by_chance + 1.0)).max(1.0).ln())
    }
}

/// The ways to meet a clause by what it means, with their places; as typed where it is Arabic.
fn renderings(clause: &Clause) -> impl Iterator<Item = (usize, &Alternative)> {
    let means = |way: &&Alternative| way.why != Why::Typed;
    let has_meaning = clause.alternatives.iter().any(|way| means(&way));
    let ways = clause.alternatives.iter().enumerate();
    ways.filter(move |(_, way)| {
        let is_word = !matches!(way.sought, Sought::Pattern(_) | Sought::Misspelt { .. });
        is_word && (!has_meaning || way.why != Why::Typed)
    })
}
