//! Entities: which people, places and organisations an article names.
//!
//! 1. `words` are met once, `gazetteer` finds the names that the [`authority`] lists, the reader's [`own`] first,
//! 2. [`tagger`] finds names by the words that they are made of and stand among,
//! 3. `spans` settles where names stand, by what the two say, once `mend` has set right what the tagger saw,
//! 4. `context` decides by the rest of the article whom a listed name means, and `link` gives
//!    every other an id [`made`] of its words, one person one id.
//!
//! `demonym` finds the adjectives of places, which are no names of them, `matches` the words of reports in which
//! a country is a team.

pub mod authority;
mod context;
mod demonym;
mod gazetteer;
mod link;
pub mod made;
mod matches;
mod mend;
pub mod name_words;
pub mod own;
mod shelf;
mod spans;
pub mod tagger;
mod words;

use crate::arabic::Analysis;
use authority::{Authority, EntityNumber};
use gazetteer::Candidate;
use spans::Name;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use tagger::model::Model;
use tagger::{Tagger, Told};
use words::{Met, Words};

pub use authority::{Entity, EntityType};

/// An entity named at one place of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The bytes of the name, without attached particles.
    pub span: Range<usize>,
    /// The tokens that the name covers.
    pub tokens: Range<usize>,
    /// The id of who or what is meant.
    pub id: Cow<'static, str>,
    /// Its row, if the authority has one.
    pub entity: Option<EntityNumber>,
    /// Its usual name, if the authority has one.
    pub listed: Option<&'static str>,
    /// What it is.
    pub of: EntityType,
    /// Who knows of it.
    pub source: Source,
    /// How sure it is, from 0 to 1.
    pub confidence: f32,
}

/// Who knows of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The authority of warraq.
    Authority,
    /// The reader's own authority.
    Own,
    /// Nobody: the tagger found it.
    Tagger,
}

impl Source {
    /// The word for it in results.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::Authority => "authority",
            Source::Own => "user",
            Source::Tagger => "tagger",
        }
    }
}

/// What an article speaks of.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The mentions in each text, in order.
    pub mentions: Vec<Vec<Mention>>,
    /// The places of which it speaks by their adjectives, or by bodies of the same name: their teams.
    pub spoken: Vec<EntityNumber>,
}

/// Finds the entities of articles, one after the other.
pub struct Recogniser<'a> {
    authority: &'a Authority,
    tagger: Option<Arc<Tagger<'a>>>,
    words: Words,
}

impl<'a> Recogniser<'a> {
    /// A recogniser of the entities of an authority and, with a model, of those that it does not
    /// list.
    pub fn new(authority: &'a Authority, model: Option<&'a Model<'a>>) -> Self {
        Recogniser {
            authority,
            tagger: model.map(|model| Arc::new(Tagger::new(model))),
            words: Words::new(),
        }
    }

    /// A recogniser of listed entities only.
    pub fn without_tagger(authority: &'a Authority) -> Self {
        Recogniser::new(authority, None)
    }

    /// A recogniser of the same entities for another thread. What one has found out of a word,
    /// the other knows.
    pub fn beside(&self) -> Self {
        Recogniser {
            authority: self.authority,
            tagger: self.tagger.clone(),
            words: self.words.beside(),
        }
    }

    /// Reads the texts of one article, its title and its body, together: what one says in full
    /// the other may say in short.
    pub fn read(&mut self, texts: &[(&str, &Analysis)]) -> Found {
        let tagger = self.tagger.as_deref();
        self.words.meet(self.authority, tagger, texts);
        let analyses = texts.iter().map(|(_, analysis)| analysis);
        let words: Vec<Vec<&Met>> = (0..)
            .zip(analyses)
            .map(|(text, analysis)| self.words.of(text, analysis))
            .collect();
        let names = texts
            .iter()
            .zip(&words)
            .map(|((text, analysis), words)| self.names(text, analysis, words));
        let names: Vec<Vec<Name>> = names.collect();
        let adjectives = words.iter().flatten().filter_map(|met| met.demonym);
        let namesakes = names.iter().flatten().filter_map(|name| name.namesake);
        let namesakes: Vec<EntityNumber> = namesakes.collect();
        let mentions = link::link(self.authority, texts, names, adjectives.collect());
        Found {
            spoken: self.spoken(&words, &mentions, &namesakes),
            mentions,
        }
    }

    fn names(&self, text: &str, analysis: &Analysis, words: &[&Met]) -> Vec<Name> {
        let alone = |at: usize| &words[at].alone;
        let candidates = gazetteer::find(self.authority, text, analysis, alone);
        match &self.tagger {
            None => spans::listed(candidates),
            Some(tagger) => {
                let known = tagger_view(self.authority, words.len(), &candidates);
                let told: Vec<&Told> = words.iter().filter_map(|met| met.told.as_ref()).collect();
                let tagged = tagger.tag(text, analysis, &told, &known);
                spans::names(self.authority, text, analysis, candidates, &tagged)
            }
        }
    }

    /// The mentions in each of some texts: see [`Recogniser::read`].
    pub fn mentions(&mut self, texts: &[(&str, &Analysis)]) -> Vec<Vec<Mention>> {
        self.read(texts).mentions
    }

    /// The `namesakes` of bodies, and the places of the adjectives (الأرمنية, الأتراك) outside the names of people.
    fn spoken(
        &self,
        words: &[Vec<&Met>],
        mentions: &[Vec<Mention>],
        namesakes: &[EntityNumber],
    ) -> Vec<EntityNumber> {
        let namesakes = namesakes.iter();
        let meant = namesakes.filter_map(|place| self.authority.meant(*place));
        let mut spoken: Vec<EntityNumber> = meant.collect();
        for (words, mentions) in words.iter().zip(mentions) {
            let mut people = mentions
                .iter()
                .filter(|m| m.of == EntityType::Person)
                .peekable();
            for (at, met) in words.iter().enumerate() {
                let Some(place) = met.demonym else {
                    continue;
                };
                while people.next_if(|person| person.tokens.end <= at).is_some() {}
                if !people
                    .peek()
                    .is_some_and(|person| person.tokens.contains(&at))
                {
                    spoken.extend(self.authority.meant(place));
                }
            }
        }
        spoken.sort_unstable();
        spoken.dedup();
        spoken
    }
}

/// What the tagger is told of the listed names at each token: how far the name reaches, of what
/// it can be the name, and whether it can be nothing else.
fn tagger_view(authority: &Authority, tokens: usize, candidates: &[Candidate]) -> Vec<u64> {
    let mut codes = vec![0; tokens];
    for candidate in candidates {
        let full = candidate.bearers.full();
        let types = candidate.bearers.iter().fold(0, |types, bearer| {
            types | 1 << authority.entity_type(bearer.entity) as u64
        });
        let town = || {
            candidate
                .bearers
                .iter()
                .all(|b| authority.is_of_gazetteer(b.entity))
        };
        let certainty = match full {
            Some(full) => authority.entity_type(full) as u64,
            None if town() => 8,
            None => 9,
        };
        let length = candidate.tokens.len();
        for (word, at) in candidate.tokens.clone().enumerate() {
            let place = match (word, length) {
                (0, 1) => 1,
                (0, _) => 2,
                (word, length) if word + 1 == length => 3,
                _ => 4,
            };
            codes[at] = 1 + place + 8 * types + 64 * certainty;
        }
    }
    codes
}

/// What the tagger is told of listed names, for learning: see [`tagger::clues::Setting::names`].
pub(crate) fn known_names(authority: &Authority, text: &str, analysis: &Analysis) -> Vec<u64> {
    let candidates = gazetteer::find_once(authority, text, analysis);
    tagger_view(authority, analysis.tokens().len(), &candidates)
}

/// The full names in a text that stands alone, such as a query: the tokens of each, and whom
/// it means.
pub fn names(
    authority: &Authority,
    text: &str,
    analysis: &Analysis,
) -> Vec<(Range<usize>, EntityNumber)> {
    let found = gazetteer::find_once(authority, text, analysis).into_iter();
    found
        .filter_map(|name| Some((name.tokens, authority.meant(name.bearers.full()?)?)))
        .collect()
}

/// The longest Latin name that begins at a token: the token after its end, and whom it can mean.
pub fn latin_name_at(
    authority: &Authority,
    text: &str,
    analysis: &Analysis,
    at: usize,
) -> Option<(usize, Vec<EntityNumber>)> {
    let (end, bearers) = gazetteer::latin_at(authority, text, analysis, at)?;
    let bearers = bearers.iter().filter(|bearer| !bearer.short);
    Some((
        end,
        bearers.filter_map(|b| authority.meant(b.entity)).collect(),
    ))
}
