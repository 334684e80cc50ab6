//! Words met: what is known of a written word wherever it stands, found once.
//!
//! Most of a text is words that have been met before. Whether a listed name can begin with one,
//! whether it is the adjective of a place and what it tells the tagger is looked up once, and then
//! found by the number that analysis has given to its spelling.

use super::authority::{Authority, EntityNumber};
use super::demonym;
use super::gazetteer::{self, Alone};
use super::tagger::Tagger;
use crate::arabic::{Analysis, Generation, Layer};
use rustc_hash::FxHashMap;

/// What is known of a word.
#[derive(Debug, Clone)]
pub(super) struct Met {
    /// The listed names that begin with it.
    pub alone: Alone,
    /// The place whose adjective it is.
    pub demonym: Option<EntityNumber>,
}

/// The words met so far.
#[derive(Debug, Default)]
pub(super) struct Words {
    numbers: FxHashMap<Box<str>, u32>,
    met: Vec<Met>,
    /// For each text of an article, from the numbers of spellings to those of words.
    spellings: Vec<(Option<Generation>, Vec<u32>)>,
}

/// Words that are remembered before all are forgotten: with what the tagger keeps, about 150 MB.
const MOST_REMEMBERED: usize = 200_000;
const UNMET: u32 = u32::MAX;

impl Words {
    /// The numbers of the words of an article's text number `text`.
    pub fn of(
        &mut self,
        authority: &Authority,
        tagger: &mut Option<Tagger<'_>>,
        text: usize,
        analysis: &Analysis,
    ) -> Vec<u32> {
        if self.spellings.len() <= text {
            self.spellings.resize(text + 1, (None, Vec::new()));
        }
        let (generation, mut spellings) = std::mem::take(&mut self.spellings[text]);
        if generation != Some(analysis.generation()) {
            spellings.clear();
        }
        spellings.resize(analysis.spelling_count(), UNMET);
        let tokens = analysis.tokens().iter();
        let words = tokens
            .map(|token| {
                let word = &mut spellings[analysis.spelling_number(token)];
                if *word == UNMET {
                    *word = self.meet(authority, tagger, analysis, token);
                }
                *word
            })
            .collect();
        self.spellings[text] = (Some(analysis.generation()), spellings);
        words
    }

    fn meet(
        &mut self,
        authority: &Authority,
        tagger: &mut Option<Tagger<'_>>,
        analysis: &Analysis,
        token: &crate::arabic::Token,
    ) -> u32 {
        let form = analysis.form(token, Layer::Exact);
        if let Some(&number) = self.numbers.get(form) {
            return number;
        }
        self.met.push(Met {
            alone: gazetteer::alone(authority, form),
            demonym: demonym::place(form),
        });
        if let Some(tagger) = tagger {
            tagger.meet(analysis, token);
        }
        let number = self.met.len() as u32 - 1;
        self.numbers.insert(form.into(), number);
        number
    }

    /// What is known of a word.
    pub fn met(&self, number: u32) -> &Met {
        &self.met[number as usize]
    }

    /// Makes room for the words of another article.
    pub fn make_room(&mut self, tagger: &mut Option<Tagger<'_>>) {
        if self.met.len() > MOST_REMEMBERED {
            *self = Words::default();
            if let Some(tagger) = tagger {
                tagger.forget();
            }
        }
    }
}
