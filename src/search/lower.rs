//! From a plan to tantivy queries: the last step before the engine.
//!
//! The score of a word is BM25 summed over its layers with the [`Weights`]; the best way to meet
//! a clause counts, the others add a little; clauses add up. Filters count nothing.

use super::names::Names;
use super::near::NearQuery;
use super::weights::Weights;
use crate::archive::schema::{AS_WRITTEN_MARK, ENTITY_MARK, Fields, date_seconds};
use crate::entities::authority::{Authority, EntityNumber};
use crate::query::filter::Filters;
use crate::query::plan::{
    Alternative, Clause, Fitting, Forms, Matching, Part, Plan, Property, Scope, Sought, Word,
};
use crate::query::syntax;
use jiff::civil::DateTime;
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

impl Reach {
    fn of(matching: Matching) -> Reach {
        match matching {
            Matching::All => Reach::Lemma,
            Matching::Most | Matching::Some | Matching::Any => Reach::Root,
        }
    }
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
        let held = plan.parts.iter();
        let held = held.filter(|part| !matches!(part, Part::Clause(_)));
        parts.extend(held.map(|part| self.held(part)));
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
        if filters.from.is_some() || filters.to.is_some() {
            parts.push((Occur::Must, self.dates(filters.from, filters.to)));
        }
        if !filters.dated_by.is_empty() {
            let ways = filters.dated_by.iter().map(|way| way.as_str());
            let terms = ways.map(|way| Term::from_field_text(self.fields.known_by, way));
            parts.push((Occur::Must, unscored(Box::new(TermSetQuery::new(terms)))));
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

    /// The query of one clause by itself.
    pub fn clause_query(&self, clause: &Clause, matching: Matching) -> Boxed {
        self.clause(clause, Reach::of(matching))
    }

    /// The query of the clauses alone, of which an article may lack a few.
    pub fn words(&self, plan: &Plan, matching: Matching) -> Boxed {
        let reach = Reach::of(matching);
        let mut clauses: Vec<Boxed> = plan.clauses().map(|c| self.clause(c, reach)).collect();
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
        let clauses = plan
            .clauses()
            .map(|clause| self.clause(clause, Reach::Lemma));
        let all = BooleanQuery::intersection(clauses.collect());
        let first = ConstScoreQuery::new(Box::new(all), MORE_THAN_A_SHORT_PLAN_SCORES);
        Box::new(BooleanQuery::new(vec![
            (Occur::Must, Box::new(some)),
            (Occur::Should, Box::new(first)),
        ]))
    }

    /// A part that must hold, or must not.
    fn held(&self, part: &Part) -> (Occur, Boxed) {
        match part {
            Part::Not(inner) => match self.held(inner) {
                (Occur::MustNot, twice) => (Occur::Must, twice),
                (_, once) => (Occur::MustNot, once),
            },
            Part::Clause(clause) => (Occur::Must, self.clause(clause, Reach::Lemma)),
            Part::Has(property) => (Occur::Must, self.property(property)),
            Part::All(parts) => {
                let mut parts: Vec<_> = parts.iter().map(|part| self.held(part)).collect();
                if parts.iter().all(|(occur, _)| *occur == Occur::MustNot) {
                    parts.push((Occur::Must, unscored(Box::new(AllQuery))));
                }
                (Occur::Must, Box::new(BooleanQuery::new(parts)))
            }
            Part::Any(parts) => {
                let sides = parts.iter().map(|part| match self.held(part) {
                    (Occur::MustNot, inner) => all_but(inner),
                    (_, side) => side,
                });
                (Occur::Must, Box::new(BooleanQuery::union(sides.collect())))
            }
        }
    }

    fn property(&self, property: &Property) -> Boxed {
        let values = match &property.fits {
            Fitting::Between(from, to) => return self.dates(*from, *to),
            Fitting::OneOf(values) => values,
        };
        let of = |field| {
            let terms = values
                .iter()
                .map(|value| Term::from_field_text(field, value));
            unscored(Box::new(TermSetQuery::new(terms)))
        };
        match property.field {
            syntax::Field::Source => of(self.fields.source),
            syntax::Field::Section => of(self.fields.section),
            syntax::Field::Author => of(self.fields.author),
            syntax::Field::Id => of(self.fields.id),
            syntax::Field::Dated => of(self.fields.known_by),
            syntax::Field::Country => {
                let named = self.any_of(self.fields.entity, values);
                let spoken = self.any_of(self.fields.spoken, values);
                unscored(Box::new(BooleanQuery::union(vec![named, spoken])))
            }
            syntax::Field::Person
            | syntax::Field::Place
            | syntax::Field::Organisation
            | syntax::Field::Entity => self.any_of(self.fields.entity, values),
            syntax::Field::Title | syntax::Field::Date => Box::new(EmptyQuery),
        }
    }

    fn clause(&self, clause: &Clause, reach: Reach) -> Boxed {
        let alternatives = clause.alternatives.iter();
        let mut ways: Vec<Boxed> = alternatives
            .map(|way| match clause.scope {
                Scope::Anywhere => self.alternative(way, reach),
                Scope::Title => self.in_title(way),
            })
            .collect();
        let query = match ways.len() {
            1 => ways.remove(0),
            _ => Box::new(DisjunctionMaxQuery::with_tie_breaker(
                ways,
                self.weights.other_alternatives,
            )),
        };
        boosted(
            query,
            clause.worth * self.weights.of_letters(clause.letters()),
        )
    }

    fn alternative(&self, way: &Alternative, reach: Reach) -> Boxed {
        let whole_word = self.weights.whole_word();
        let query = match &way.sought {
            Sought::Word(word) => self.word(word, reach),
            Sought::AsWritten(words) => boosted(self.as_written(words), whole_word),
            Sought::Phrase(lemmas) => boosted(phrase(self.fields.lemma, lemmas), whole_word),
            Sought::Near { lemmas, within } => {
                boosted(near(self.fields.lemma, lemmas, *within), whole_word)
            }
            Sought::Entity(entity) => {
                boosted(self.entity(*entity), self.weights.entity * whole_word)
            }
            Sought::Forms(forms) => boosted(self.forms(forms), whole_word),
            // Left open by the reading of a query, closed by the desk.
            Sought::Pattern(_) | Sought::Misspelt { .. } => Box::new(EmptyQuery),
        };
        boosted(query, way.weight)
    }

    /// The same in the title alone, which has one stream for all layers.
    fn in_title(&self, way: &Alternative) -> Boxed {
        let field = self.fields.title_words;
        let written = |form: &String| format!("{AS_WRITTEN_MARK}{form}");
        let query = match &way.sought {
            Sought::Word(word) => term(field, &word.lemma),
            Sought::AsWritten(words) => {
                let forms = words.iter().filter_map(|word| word.exact.as_ref());
                phrase(field, &forms.map(written).collect::<Vec<_>>())
            }
            Sought::Phrase(lemmas) => phrase(field, lemmas),
            Sought::Near { lemmas, within } => near(field, lemmas, *within),
            Sought::Entity(entity) => {
                let ids = self.names.ids(self.authority.entity(*entity).id());
                union(field, ids.map(|id| format!("{ENTITY_MARK}{id}")))
            }
            Sought::Forms(forms) => {
                let written = forms.exact.iter().map(written);
                union(field, written.chain(forms.lemma.iter().cloned()))
            }
            Sought::Pattern(_) | Sought::Misspelt { .. } => Box::new(EmptyQuery),
        };
        boosted(query, way.weight * self.weights.whole_word())
    }

    /// Words as written, one after the other.
    pub fn as_written(&self, words: &[Word]) -> Boxed {
        let forms: Vec<String> = words.iter().filter_map(|word| word.exact.clone()).collect();
        phrase(self.fields.exact, &forms)
    }

    fn forms(&self, forms: &Forms) -> Boxed {
        let exact = union(self.fields.exact, forms.exact.iter().cloned());
        let lemma = union(self.fields.lemma, forms.lemma.iter().cloned());
        Box::new(DisjunctionMaxQuery::new(vec![exact, lemma]))
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
        let ids = self.names.ids(self.authority.entity(entity).id());
        union(self.fields.entity, ids.map(str::to_owned))
    }

    /// Any of some entities, with the ids that each stands for.
    fn any_of(&self, field: Field, entities: &[String]) -> Boxed {
        let ids = entities.iter().flat_map(|entity| self.names.ids(entity));
        let terms = ids.map(|id| Term::from_field_text(field, id));
        unscored(Box::new(TermSetQuery::new(terms)))
    }

    fn dates(&self, from: Option<DateTime>, to: Option<DateTime>) -> Boxed {
        let bound = |date: Option<_>| {
            date.map_or(Bound::Unbounded, |at| {
                Bound::Included(Term::from_field_i64(self.fields.date, date_seconds(at)))
            })
        };
        unscored(Box::new(RangeQuery::new(bound(from), bound(to))))
    }
}

pub(super) fn term(field: Field, form: &str) -> Boxed {
    let term = Term::from_field_text(field, form);
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// Any of some forms. Each scores by how rare it is, unless they are so many that it tells nothing.
pub(super) fn union(field: Field, forms: impl Iterator<Item = String>) -> Boxed {
    let forms: Vec<String> = forms.collect();
    match &forms[..] {
        [] => Box::new(EmptyQuery),
        [single] => term(field, single),
        _ if forms.len() <= MOST_FORMS_THAT_SCORE => {
            let ways = forms.iter().map(|form| term(field, form));
            Box::new(BooleanQuery::union(ways.collect()))
        }
        _ => {
            let terms = forms.iter().map(|form| Term::from_field_text(field, form));
            Box::new(ConstScoreQuery::new(
                Box::new(TermSetQuery::new(terms)),
                1.0,
            ))
        }
    }
}

const MOST_FORMS_THAT_SCORE: usize = 64;

/// Words near each other: each scores as by itself.
fn near(field: Field, lemmas: &[String], within: u32) -> Boxed {
    let terms = lemmas.iter().map(|form| Term::from_field_text(field, form));
    let near: Boxed = Box::new(NearQuery::new(terms.collect(), within));
    let words = lemmas.iter().map(|form| (Occur::Should, term(field, form)));
    Box::new(BooleanQuery::new(
        std::iter::once((Occur::Must, near)).chain(words).collect(),
    ))
}

/// Every article but some.
fn all_but(query: Boxed) -> Boxed {
    Box::new(BooleanQuery::new(vec![
        (Occur::Must, unscored(Box::new(AllQuery))),
        (Occur::MustNot, query),
    ]))
}

pub(super) fn phrase(field: Field, forms: &[String]) -> Boxed {
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
