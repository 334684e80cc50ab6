//! Crossing from Latin letters into the archive's Arabic: which of the meanings of a word the
//! archive has, and what each is worth in it.
//!
//! All renderings of one word are one word (Pirkola, *The effects of query structure and dictionary
//! setups in dictionary-based cross-language information retrieval*, SIGIR 1998): each scores as
//! if it were as common as all of them together, else the rarest and least likely would count
//! most. A word without any meaning is sought as the archive may write it by its sound.

use super::lower::{phrase, term};
use super::spelling::Vocabulary;
use super::{Desk, SearchError};
use crate::arabic::{Analysis, Layer, lexicon};
use crate::entities::name_words;
use crate::query::plan::{Alternative, Clause, Part, Plan, Scope, Sought, Why, Word};
use crate::query::sound::Sound;
use std::borrow::Cow;
use tantivy::Term;
use tantivy::collector::Count;
use tantivy::query::Query;

/// What each step away from the usual spelling of a sound leaves of a name's worth.
const STEP: f32 = 0.8;
/// Many family names have it, and English drops it.
const ARTICLE: &str = "ال";
/// Spellings of one name by its sound.
const MOST_SPELLINGS: usize = 4;

impl Desk<'_> {
    /// Weighs the meanings of foreign words by what the archive has of them, and finds spellings
    /// for words that have none.
    pub(super) fn cross(
        &self,
        plan: &mut Plan,
        vocabulary: &Vocabulary<'_>,
    ) -> Result<(), SearchError> {
        plan.each_part_mut(|part| match part {
            Part::Clause(clause) => {
                if let Some(word) = foreign(clause)
                    && !self.has_meaning(clause)?
                {
                    let spellings = self.spellings(&word, vocabulary)?;
                    clause.alternatives.extend(spellings);
                }
                self.weigh(clause)
            }
            _ => Ok(()),
        })
    }

    /// Whether the archive has any of the entities and renderings that a word can mean.
    fn has_meaning(&self, clause: &Clause) -> Result<bool, SearchError> {
        for way in clause
            .alternatives
            .iter()
            .filter(|way| way.why != Why::Typed)
        {
            let is_there = match &way.sought {
                Sought::Entity(entity) => {
                    self.articles_naming(self.authority.entity(*entity).id())? > 0
                }
                sought => self.articles_meeting(sought)? > 0,
            };
            if is_there {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn articles_naming(&self, id: &str) -> Result<u64, SearchError> {
        let field = self.archive.fields().entity;
        let ids = self.names.ids(id);
        let counts = ids.map(|id| self.searcher.doc_freq(&Term::from_field_text(field, id)));
        Ok(counts.sum::<Result<u64, _>>()?)
    }

    /// How the archive may write a foreign word, by its sound.
    fn spellings(
        &self,
        word: &str,
        vocabulary: &Vocabulary<'_>,
    ) -> Result<Vec<Alternative>, SearchError> {
        let Some(sound) = Sound::of(word) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for (form, articles) in vocabulary.spelt(&sound.pattern())? {
            let Some(cost) = sound.cost(&form) else {
                continue;
            };
            let bare = form.strip_prefix(ARTICLE).and_then(name_words::look_up);
            let cost = match name_words::look_up(&form).or(bare) {
                Some(name) if name.latin.eq_ignore_ascii_case(word) => 0,
                Some(name) if !name.is_ordinary() => cost,
                _ if lexicon::look_up(&form).is_some() => continue,
                _ => cost + 1,
            };
            found.push((cost, articles, form));
        }
        // The usual spelling first, of equal ones the commonest.
        found.sort_by_key(|(cost, articles, _)| (*cost, std::cmp::Reverse(*articles)));
        found.truncate(MOST_SPELLINGS);
        let cheapest = found.first().map_or(0, |(cost, ..)| *cost);
        let spelling = |(cost, _, form): (u8, u64, String)| Alternative {
            sought: Sought::Word(word_of(&form)),
            weight: STEP.powi(i32::from(cost - cheapest)),
            why: Why::Sound,
            rendering: Cow::Owned(form),
        };
        Ok(found.into_iter().map(spelling).collect())
    }

    /// Makes the meanings of one word worth as if they were one word.
    fn weigh(&self, clause: &mut Clause) -> Result<(), SearchError> {
        if !clause.alternatives.iter().any(crosses) || clause.scope == Scope::Title {
            return Ok(());
        }
        let mut rarities = Vec::with_capacity(clause.alternatives.len());
        let mut together = 0;
        for way in &clause.alternatives {
            let articles = self.articles_meeting(&way.sought)?;
            rarities.push(articles);
            if crosses(way) {
                together += articles;
            }
        }
        let all = self.searcher.num_docs();
        let mut at = 0;
        for (way, articles) in clause.alternatives.iter_mut().zip(&rarities) {
            if crosses(way) && *articles > 0 {
                way.weight *= rarity(together, all) / self.scored_rarity(&way.sought, all)?;
            }
        }
        // What the archive lacks says nothing, as long as it has something.
        if together > 0 {
            clause.alternatives.retain(|way| {
                at += 1;
                !crosses(way) || rarities[at - 1] > 0
            });
        }
        Ok(())
    }

    /// What finds the articles that have what is sought, without a score.
    pub(super) fn plain_query(&self, sought: &Sought) -> Option<Box<dyn Query>> {
        let fields = self.archive.fields();
        match sought {
            Sought::Word(word) => Some(term(fields.lemma, &word.lemma)),
            Sought::Phrase(lemmas) => Some(phrase(fields.lemma, lemmas)),
            Sought::Entity(entity) => {
                Some(term(fields.entity, self.authority.entity(*entity).id()))
            }
            _ => None,
        }
    }

    /// How many articles have what is sought.
    fn articles_meeting(&self, sought: &Sought) -> Result<u64, SearchError> {
        let lemma = self.archive.fields().lemma;
        Ok(match sought {
            Sought::Word(word) => self.articles_with_lemma(&word.lemma)?,
            Sought::Phrase(lemmas) => {
                let phrase = phrase(lemma, lemmas);
                self.searcher.search(&*phrase, &Count)? as u64
            }
            _ => 0,
        })
    }

    /// The rarity by which the index scores what is sought: a phrase by all of its words.
    fn scored_rarity(&self, sought: &Sought, all: u64) -> Result<f32, SearchError> {
        let of =
            |lemma: &String| Ok::<_, SearchError>(rarity(self.articles_with_lemma(lemma)?, all));
        match sought {
            Sought::Word(word) => of(&word.lemma),
            Sought::Phrase(lemmas) => lemmas.iter().map(of).sum(),
            _ => Ok(1.0),
        }
    }

    fn articles_with_lemma(&self, lemma: &str) -> Result<u64, SearchError> {
        let term = Term::from_field_text(self.archive.fields().lemma, lemma);
        Ok(self.searcher.doc_freq(&term)?)
    }
}

/// Whether a way to meet a clause comes from another language.
pub(super) fn crosses(way: &Alternative) -> bool {
    matches!(way.why, Why::Translation | Why::Sound)
}

/// The idf of BM25.
fn rarity(articles: u64, all: u64) -> f32 {
    let articles = articles.min(all) as f32;
    (1.0 + (all as f32 - articles + 0.5) / (articles + 0.5)).ln()
}

/// The one word of a clause that is typed in Latin letters.
fn foreign(clause: &Clause) -> Option<String> {
    match clause.alternatives.first() {
        Some(Alternative {
            sought: Sought::Word(word),
            why: Why::Typed,
            ..
        }) => {
            let form = word.exact.as_ref().filter(|_| !word.is_stop_word)?;
            let is_foreign = form.chars().all(|c| c.is_ascii_lowercase());
            is_foreign.then(|| form.clone())
        }
        _ => None,
    }
}

fn word_of(form: &str) -> Word {
    let analysis = Analysis::of(form);
    let token = analysis.tokens().first();
    let layer = |layer| {
        token
            .map_or(form, |token| analysis.form(token, layer))
            .to_owned()
    };
    Word {
        exact: None,
        lemma: layer(Layer::Lemma),
        root: layer(Layer::Root),
        is_stop_word: false,
    }
}
