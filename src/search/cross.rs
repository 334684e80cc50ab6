//! Crossing from Latin letters into the archive's Arabic: which of the meanings of a word the
//! archive has, and what each is worth in it.
//!
//! All renderings of one word are one word (Pirkola, *The effects of query structure and dictionary
//! setups in dictionary-based cross-language information retrieval*, SIGIR 1998): each scores as
//! if it were as common as all of them together, else the rarest and least likely would count
//! most. A word without any meaning is sought as the archive may write it by its sound.

use super::lower::{phrase, term, union};
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
/// Where the archive has the listed spelling of a name, others may be so far from it: James is جيمس, not
/// خميس.
const NEAR: u8 = 1;
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
        let meanings = clause.alternatives.iter();
        for way in meanings.filter(|way| way.why != Why::Typed) {
            if self.articles_meeting(&way.sought)? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
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
        let listed = name_words::spellings(word);
        if !listed.is_empty() {
            let spelt = vocabulary.spelt(&listed.join("|"))?.into_iter();
            found.extend(spelt.map(|(form, articles)| (0, articles, form)));
        }
        let farthest = if found.is_empty() { u8::MAX } else { NEAR };
        for (form, articles) in vocabulary.spelt(&sound.pattern())? {
            let Some(cost) = sound.cost(&form).filter(|cost| *cost <= farthest) else {
                continue;
            };
            if found.iter().any(|(.., listed)| *listed == form) {
                continue;
            }
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
        let mut met = Vec::with_capacity(clause.alternatives.len());
        for way in clause.alternatives.iter().filter(|way| crosses(way)) {
            met.push(self.articles_meeting(&way.sought)?);
        }
        let together = met.iter().sum();
        if together == 0 {
            return Ok(());
        }
        let all = self.searcher.num_docs();
        let mut met = met.into_iter();
        let mut ways = Vec::with_capacity(clause.alternatives.len());
        for mut way in clause.alternatives.drain(..) {
            if crosses(&way) {
                // What the archive lacks says nothing, as long as it has something.
                if met.next() == Some(0) {
                    continue;
                }
                way.weight *= rarity(together, all) / self.scored_rarity(&way.sought, all)?;
            }
            ways.push(way);
        }
        clause.alternatives = ways;
        Ok(())
    }

    /// What finds the articles that have what is sought, without a score.
    pub(super) fn plain_query(&self, sought: &Sought) -> Option<Box<dyn Query>> {
        let fields = self.archive.fields();
        match sought {
            Sought::Word(word) => Some(term(fields.lemma, &word.lemma)),
            Sought::Phrase(lemmas) => Some(phrase(fields.lemma, lemmas)),
            Sought::Entity(entity) => {
                let ids = self.names.ids(self.authority.entity(*entity).id());
                Some(union(fields.entity, ids.map(str::to_owned)))
            }
            _ => None,
        }
    }

    /// How many articles have what is sought.
    pub(super) fn articles_meeting(&self, sought: &Sought) -> Result<u64, SearchError> {
        match self.plain_query(sought) {
            Some(query) => Ok(self.searcher.search(&*query, &Count)? as u64),
            None => Ok(0),
        }
    }

    /// The rarity by which the index scores what is sought: a phrase by all of its words.
    fn scored_rarity(&self, sought: &Sought, all: u64) -> Result<f32, SearchError> {
        let of = |lemma: &String| {
            let term = Term::from_field_text(self.archive.fields().lemma, lemma);
            Ok::<_, SearchError>(rarity(self.searcher.doc_freq(&term)?, all))
        };
        match sought {
            Sought::Word(word) => of(&word.lemma),
            Sought::Phrase(lemmas) => lemmas.iter().map(of).sum(),
            _ => Ok(1.0),
        }
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
