//! Spelling: words that the archive does not have, as it may write them.
//!
//! A typed word that no article has in any form is sought as the words of the archive that are
//! one letter away from it: الاظطراب as اضطراب; one that hardly any has and no lexicon knows, also
//! as its common neighbour: بوتن as بوتين. A pattern (كلم*) or a word that may be misspelt
//! (كلمة~) is sought as the words of the archive that fit. The echo says so.

use super::SearchError;
use crate::arabic::{Analysis, Layer, lexicon};
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

/// A word that stands in more articles is no slip.
const MOST_ARTICLES_OF_A_SLIP: u64 = 5;
/// How many times as common the usual spelling is at least.
const TIMES_COMMONER: u64 = 50;
/// What the usual spelling of a word is worth that stands in the archive as it was typed.
const SLIP_WEIGHT: f32 = 0.5;

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
        let Some(word) = only_word(clause).filter(|word| can_be_respelt(word)) else {
            return Ok(());
        };
        let articles = self.frequency(word)?;
        if articles == 0 {
            let neighbours = self.neighbours(&word.lemma)?;
            let weight = 1.0 / (neighbours.len() as f32).sqrt();
            let respelt = neighbours
                .into_iter()
                .map(|lemma| respelling(lemma, weight));
            clause.alternatives.extend(respelt);
        } else if articles <= MOST_ARTICLES_OF_A_SLIP && lexicon::look_up(&word.lemma).is_none() {
            let usual = self.usual_spelling(&word.lemma, articles)?;
            let respelt = usual.map(|lemma| respelling(lemma, SLIP_WEIGHT));
            clause.alternatives.extend(respelt);
        }
        Ok(())
    }

    /// The commonest neighbour of a rare word, if it is so much commoner that the rare one is
    /// likely a slip of the pen, or a rare spelling: بوتن beside بوتين.
    fn usual_spelling(&self, lemma: &str, articles: u64) -> Result<Option<String>, SearchError> {
        let mut usual = None;
        let mut most = articles * TIMES_COMMONER - 1;
        for neighbour in self.near(self.lemma, lemma, DISTANCE)? {
            let term = Term::from_field_text(self.lemma, &neighbour);
            let articles = self.searcher.doc_freq(&term)?;
            if articles > most && neighbour.chars().next() == lemma.chars().next() {
                (usual, most) = (Some(neighbour), articles);
            }
        }
        Ok(usual)
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

    /// In how many articles a word stands in some form, or as written.
    fn frequency(&self, word: &Word) -> Result<u64, SearchError> {
        let of = |field, form: &str| {
            let term = Term::from_field_text(field, form);
            self.searcher.doc_freq(&term)
        };
        let exact = word.exact.as_deref().unwrap_or_default();
        Ok(of(self.lemma, &word.lemma)?.max(of(self.exact, exact)?))
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

/// Whether a word is Arabic and long enough to be known when a letter of it is wrong.
fn can_be_respelt(word: &Word) -> bool {
    let is_arabic = word.lemma.chars().all(|c| matches!(c, 'ء'..='ي'));
    is_arabic && word.lemma.chars().count() >= FEWEST_LETTERS
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
