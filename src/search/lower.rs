//! From a plan to tantivy queries: the last step before the engine.
//!
//! The score of a word is BM25 summed over its layers with the [`Weights`]; the best way to meet
//! a clause counts, the others add a little; clauses add up. Filters count nothing.

use super::names::Names;
use super::weights::Weights;
use crate::archive::schema::{Fields, date_seconds};
use crate::entities::authority::{Authority, EntityNumber};
use crate::query::filter::Filters;
use crate::query::plan::{Alternative, Clause, Matching, Plan, Sought, Word};
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur,
    PhraseQuery, Query, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

/// Each of its clauses earns at most about 60: idf 12 × saturation 2.2 × the weights above.
const MORE_THAN_A_SHORT_PLAN_SCORES: f32 = 200.0;

/// Which forms of a word meet a clause.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Inflections of the word; related words only score.
    Lemma,
    /// Related words too.
    Root,
}

/// Turns plans into queries on one schema.
pub(super) struct Lowering<'a> {
    pub fields: &'a Fields,
    pub authority: &'a Authority,
    pub names: &'a Names<'a>,
    pub weights: Weights,
}

type Boxed = Box<dyn Query>;

impl Lowering<'_> {
    /// The query of a plan under filters. `sources` are the outlets that the filters name, as
    /// the index has them.
    pub fn query(
        &self,
        plan: &Plan,
        matching: Matching,
        filters: &Filters,
        sources: &[String],
    ) -> Boxed {
        let mut parts = vec![(Occur::Must, self.words(plan, matching))];
        for group in filters.entities.values() {
            parts.push((Occur::Must, self.any_of(self.fields.entity, group)));
        }
        if !filters.countries.is_empty() {
            let named = self.any_of(self.fields.entity, &filters.countries);
            let spoken = self.any_of(self.fields.spoken, &filters.countries);
            parts.push((
                Occur::Must,
                unscored(Box::new(BooleanQuery::union(vec![named, spoken]))),
            ));
        }
        if !filters.excluded.is_empty() {
            parts.push((
                Occur::MustNot,
                self.any_of(self.fields.entity, &filters.excluded),
            ));
        }
        if let Some(dates) = self.dates(filters) {
            parts.push((Occur::Must, dates));
        }
        if !filters.sources.is_empty() {
            let terms = sources
                .iter()
                .map(|s| Term::from_field_text(self.fields.source, s));
            parts.push((Occur::Must, unscored(Box::new(TermSetQuery::new(terms)))));
        }
        match parts.len() {
            1 => parts.remove(0).1,
            _ => Box::new(BooleanQuery::new(parts)),
        }
    }

    fn words(&self, plan: &Plan, matching: Matching) -> Boxed {
        let reach = match matching {
            Matching::All => Reach::Lemma,
            Matching::Most | Matching::Some | Matching::Any => Reach::Root,
        };
        let mut clauses: Vec<Boxed> = plan.clauses.iter().map(|c| self.clause(c, reach)).collect();
        let least = matching.least(clauses.len());
        match clauses.len() {
            0 => unscored(Box::new(AllQuery)),
            1 => clauses.remove(0),
            count if least == count => Box::new(BooleanQuery::intersection(clauses)),
            _ => {
                let union = BooleanQuery::union_with_minimum_required_clauses(clauses, least);
                match plan.is_short() {
                    true => self.all_first(plan, union),
                    false => Box::new(union),
                }
            }
        }
    }

    /// The articles of `some`, those that meet all clauses before the others.
    fn all_first(&self, plan: &Plan, some: BooleanQuery) -> Boxed {
        let clauses = plan.clauses.iter();
        let clauses = clauses.map(|clause| self.clause(clause, Reach::Lemma));
        let all = BooleanQuery::intersection(clauses.collect());
        let first = ConstScoreQuery::new(Box::new(all), MORE_THAN_A_SHORT_PLAN_SCORES);
        Box::new(BooleanQuery::new(vec![
            (Occur::Must, Box::new(some)),
            (Occur::Should, Box::new(first)),
        ]))
    }

    fn clause(&self, clause: &Clause, reach: Reach) -> Boxed {
        let alternatives = clause.alternatives.iter();
        let mut ways: Vec<Boxed> = alternatives
            .map(|way| self.alternative(way, reach))
            .collect();
        let query = match ways.len() {
            1 => ways.remove(0),
            _ => Box::new(DisjunctionMaxQuery::with_tie_breaker(
                ways,
                self.weights.other_alternatives,
            )),
        };
        boosted(query, self.weights.of_letters(clause.letters()))
    }

    fn alternative(&self, way: &Alternative, reach: Reach) -> Boxed {
        let whole_word = self.weights.whole_word();
        let query = match &way.sought {
            Sought::Word(word) => self.word(word, reach),
            Sought::AsWritten(words) => boosted(self.as_written(words), whole_word),
            Sought::Phrase(lemmas) => boosted(phrase(self.fields.lemma, lemmas), whole_word),
            Sought::Entity(entity) => {
                boosted(self.entity(*entity), self.weights.entity * whole_word)
            }
        };
        boosted(query, way.weight)
    }

    /// Words as written, one after the other.
    pub fn as_written(&self, words: &[Word]) -> Boxed {
        let forms: Vec<String> = words.iter().filter_map(|word| word.exact.clone()).collect();
        phrase(self.fields.exact, &forms)
    }

    fn word(&self, word: &Word, reach: Reach) -> Boxed {
        let lemma_occurs = match reach {
            Reach::Lemma => Occur::Must,
            Reach::Root => Occur::Should,
        };
        let layer = |field, form: &str, weight| boosted(term(field, form), weight);
        let mut layers = vec![
            (
                Occur::Should,
                layer(self.fields.root, &word.root, self.weights.root),
            ),
            (
                Occur::Should,
                layer(self.fields.lead, &word.lemma, self.weights.lead),
            ),
        ];
        // Where no spelling is preferred, the lemma stands for it.
        let lemma_weight = match &word.exact {
            Some(exact) => {
                layers.push((
                    Occur::Should,
                    layer(self.fields.exact, exact, self.weights.exact),
                ));
                self.weights.lemma
            }
            None => self.weights.lemma + self.weights.exact,
        };
        layers.push((
            lemma_occurs,
            layer(self.fields.lemma, &word.lemma, lemma_weight),
        ));
        Box::new(BooleanQuery::new(layers))
    }

    fn entity(&self, entity: EntityNumber) -> Boxed {
        let mut ids = self.names.ids(self.authority.entity(entity).id());
        match (ids.next(), ids.next()) {
            (Some(single), None) => term(self.fields.entity, single),
            (first, second) => {
                let ids = first.into_iter().chain(second).chain(ids);
                let ways = ids.map(|id| term(self.fields.entity, id));
                Box::new(BooleanQuery::union(ways.collect()))
            }
        }
    }

    /// Any of some entities, with the ids that each stands for.
    fn any_of(&self, field: Field, entities: &[String]) -> Boxed {
        let ids = entities.iter().flat_map(|entity| self.names.ids(entity));
        let terms = ids.map(|id| Term::from_field_text(field, id));
        unscored(Box::new(TermSetQuery::new(terms)))
    }

    fn dates(&self, filters: &Filters) -> Option<Boxed> {
        let bound = |date: Option<_>| {
            date.map_or(Bound::Unbounded, |at| {
                Bound::Included(Term::from_field_i64(self.fields.date, date_seconds(at)))
            })
        };
        (filters.from.is_some() || filters.to.is_some()).then(|| {
            unscored(Box::new(RangeQuery::new(
                bound(filters.from),
                bound(filters.to),
            )))
        })
    }
}

fn term(field: Field, form: &str) -> Boxed {
    let term = Term::from_field_text(field, form);
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn phrase(field: Field, forms: &[String]) -> Boxed {
    match forms {
        [] => Box::new(EmptyQuery),
        [single] => term(field, single),
        several => {
            let terms = several
                .iter()
                .map(|form| Term::from_field_text(field, form));
            Box::new(PhraseQuery::new(terms.collect()))
        }
    }
}

fn boosted(query: Boxed, weight: f32) -> Boxed {
    match weight {
        1.0 => query,
        _ => Box::new(BoostQuery::new(query, weight)),
    }
}

fn unscored(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
