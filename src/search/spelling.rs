//! Spelling: words that the archive does not have, as it may write them.
//!
//! A typed word that no article has in any form is sought as the words of the archive that are
//! one letter away from it: الاظطراب as اضطراب. A pattern (كلم*) or a word that may be misspelt
//! (كلمة~) is sought as the words of the archive that fit. The echo says so.

use super::SearchError;
use crate::arabic::{Analysis, Layer};
use crate::query::pattern::Pattern;
use crate::query::plan::{Alternative, Clause, Forms, Part, Plan, Sought, Why, Word};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};
use tantivy_fst::Regex;

/// Shorter words have too many neighbours.
const FEWEST_LETTERS: usize = 4;
/// One letter more, less or other, or two neighbours exchanged.
const DISTANCE: u8 = 1;
/// A word with more neighbours could be anything.
const MOST_NEIGHBOURS: usize = 12;

/// The layers in which a word is looked for.
pub(super) struct Vocabulary<'a> {
    pub searcher: &'a Searcher,
    pub exact: Field,
    pub lemma: Field,
}

impl Vocabulary<'_> {
    /// Puts the words of the archive in place of what only they can say: the forms of a pattern or
    /// of a misspelt word, and the neighbours of a word that the archive lacks.
    pub fn respell(&self, plan: &mut Plan) -> Result<(), SearchError> {
        plan.each_part_mut(|part| match part {
            Part::Clause(clause) => self.respell_clause(clause),
            _ => Ok(()),
        })
    }

    fn respell_clause(&self, clause: &mut Clause) -> Result<(), SearchError> {
        for way in &mut clause.alternatives {
            let forms = match &way.sought {
                Sought::Pattern(pattern) => self.fitting(pattern)?,
                Sought::Misspelt { word, letters } => self.similar(word, *letters)?,
                _ => continue,
            };
            way.sought = Sought::Forms(forms);
            way.why = Why::Fits;
        }
        if let Some(word) = only_word(clause)
            && self.is_missing(word)?
        {
            let neighbours = self.neighbours(&word.lemma)?;
            let weight = 1.0 / (neighbours.len() as f32).sqrt();
            let respelt = neighbours
                .into_iter()
                .map(|lemma| respelling(lemma, weight));
            clause.alternatives.extend(respelt);
        }
        Ok(())
    }

    /// The words that fit a pattern, as written or by their lemmas.
    fn fitting(&self, pattern: &Pattern) -> Result<Forms, SearchError> {
        let of = |field| {
            let mut found = BTreeSet::new();
            for segment in self.searcher.segment_readers() {
                let index = segment.inverted_index(field)?;
                let beginning = pattern.beginning();
                let terms = index.terms().range().ge(&beginning).into_stream();
                let mut terms = terms.map_err(tantivy::TantivyError::from)?;
                while terms.advance() {
                    let form = String::from_utf8_lossy(terms.key());
                    if !form.starts_with(&beginning) {
                        break;
                    }
                    if pattern.fits(&form) {
                        found.insert(form.into_owned());
                    }
                }
            }
            Ok::<_, SearchError>(found)
        };
        Ok(Forms {
            exact: of(self.exact)?,
            lemma: of(self.lemma)?,
        })
    }

    /// The words that are at most so many letters away, as written or by their lemmas.
    fn similar(&self, word: &Word, letters: u8) -> Result<Forms, SearchError> {
        let exact = word.exact.as_deref().unwrap_or(&word.lemma);
        Ok(Forms {
            exact: self.near(self.exact, exact, letters)?,
            lemma: self.near(self.lemma, &word.lemma, letters)?,
        })
    }

    fn is_missing(&self, word: &Word) -> Result<bool, SearchError> {
        let is_arabic = word.lemma.chars().all(|c| matches!(c, 'ء'..='ي'));
        if !is_arabic || word.lemma.chars().count() < FEWEST_LETTERS {
            return Ok(false);
        }
        let frequency = |field, form: &str| {
            let term = Term::from_field_text(field, form);
            self.searcher.doc_freq(&term)
        };
        let exact = word.exact.as_deref().unwrap_or_default();
        Ok(frequency(self.lemma, &word.lemma)? == 0 && frequency(self.exact, exact)? == 0)
    }

    /// The lemmas of the archive that are one letter away; none if they are too many.
    fn neighbours(&self, lemma: &str) -> Result<BTreeSet<String>, SearchError> {
        let found = self.near(self.lemma, lemma, DISTANCE)?;
        Ok(match found.len() > MOST_NEIGHBOURS {
            true => BTreeSet::new(),
            false => found,
        })
    }

    /// The words as written that fit a regular expression, and in how many articles each stands.
    pub fn spelt(&self, pattern: &str) -> Result<BTreeMap<String, u64>, SearchError> {
        let mut found = BTreeMap::new();
        // A pattern that is too large for an automaton finds nothing.
        let Ok(automaton) = Regex::new(pattern) else {
            return Ok(found);
        };
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.exact)?;
            let terms = index.terms().search(&automaton).into_stream();
            let mut terms = terms.map_err(tantivy::TantivyError::from)?;
            while terms.advance() {
                let form = String::from_utf8_lossy(terms.key()).into_owned();
                *found.entry(form).or_default() += u64::from(terms.value().doc_freq);
            }
        }
        Ok(found)
    }

    /// The terms of a field that are at most so many letters away from a form.
    fn near(&self, field: Field, form: &str, letters: u8) -> Result<BTreeSet<String>, SearchError> {
        let term = Term::from_field_text(field, form);
        let automaton = FuzzyTermQuery::new(term, letters, true).automaton()?;
        let mut found = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut terms = index
                .terms()
                .search(&automaton)
                .into_stream()
                .map_err(tantivy::TantivyError::from)?;
            while terms.advance() {
                found.insert(String::from_utf8_lossy(terms.key()).into_owned());
            }
        }
        Ok(found)
    }
}

/// The word of a clause that was typed and is nothing else.
fn only_word(clause: &Clause) -> Option<&Word> {
    match &clause.alternatives[..] {
        [
            Alternative {
                sought: Sought::Word(word),
                why: Why::Typed,
                ..
            },
        ] => Some(word),
        _ => None,
    }
}

fn respelling(lemma: String, weight: f32) -> Alternative {
    let analysis = Analysis::of(&lemma);
    let token = analysis.tokens().first();
    let root = token.map_or(lemma.as_str(), |token| analysis.form(token, Layer::Root));
    Alternative {
        sought: Sought::Word(Word {
            exact: None,
            root: root.to_owned(),
            lemma: lemma.clone(),
            is_stop_word: false,
        }),
        weight,
        why: Why::Spelling,
        rendering: Cow::Owned(lemma),
    }
}
