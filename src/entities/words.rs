//! Words met: what is known of a written word wherever it stands, found once.
//!
//! Most of a text is words that have been met before. Whether a listed name can begin with one,
//! whether it is the adjective of a place and what it tells the tagger is looked up by the thread
//! that meets it first, and kept for all; each thread then finds it by the number that analysis has
//! given to its spelling.

use super::authority::{Authority, EntityNumber};
use super::demonym;
use super::gazetteer::{self, Alone};
use super::tagger::{Tagger, Told};
use crate::arabic::{Analysis, Generation, Layer};
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// What is known of a word.
pub(super) struct Met {
    /// The listed names that begin with it.
    pub alone: Alone,
    /// The place whose adjective it is.
    pub demonym: Option<EntityNumber>,
    /// What it tells the tagger, if there is one.
    pub told: Option<Told>,
}

/// The words that any thread has met.
#[derive(Default)]
pub(super) struct Known {
    words: RwLock<FxHashMap<Box<str>, Arc<Met>>>,
    /// How often all have been forgotten.
    forgotten: AtomicU64,
}

/// Words that are remembered before all are forgotten: about 150 MB.
const MOST_REMEMBERED: usize = 400_000;

impl Known {
    /// What is known of the word `form`, which `meet` finds out if nobody has met it.
    fn met(&self, form: &str, meet: impl FnOnce() -> Met) -> Arc<Met> {
        if let Some(met) = self.read().get(form) {
            return met.clone();
        }
        // Meanwhile others read on, and may meet it too.
        let met = Arc::new(meet());
        self.write().entry(form.into()).or_insert(met).clone()
    }

    fn make_room(&self) {
        if self.read().len() > MOST_REMEMBERED {
            let mut words = self.write();
            if words.len() > MOST_REMEMBERED {
                *words = FxHashMap::default();
                self.forgotten.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, FxHashMap<Box<str>, Arc<Met>>> {
        self.words.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, FxHashMap<Box<str>, Arc<Met>>> {
        self.words.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The words of one thread's texts.
#[derive(Default)]
pub(super) struct Words {
    known: Arc<Known>,
    /// What [`Known::forgotten`] was when the spellings were found.
    forgotten: u64,
    /// What is known of each spelling, by its number, for each text of an article.
    texts: Vec<Spellings>,
}

#[derive(Default)]
struct Spellings {
    generation: Option<Generation>,
    met: Vec<Option<Arc<Met>>>,
}

impl Words {
    /// The words of another thread's texts, which the two meet together.
    pub fn beside(&self) -> Words {
        Words {
            known: self.known.clone(),
            ..Words::default()
        }
    }

    /// Meets the words of the texts of another article.
    pub fn meet(
        &mut self,
        authority: &Authority,
        tagger: Option<&Tagger<'_>>,
        texts: &[(&str, &Analysis)],
    ) {
        self.known.make_room();
        let forgotten = self.known.forgotten.load(Ordering::Relaxed);
        if forgotten != self.forgotten {
            self.texts.clear();
            self.forgotten = forgotten;
        }
        if self.texts.len() < texts.len() {
            self.texts.resize_with(texts.len(), Spellings::default);
        }
        for ((_, analysis), spellings) in texts.iter().zip(&mut self.texts) {
            spellings.follow(analysis);
            for token in analysis.tokens() {
                let met = &mut spellings.met[analysis.spelling_number(token)];
                if met.is_none() {
                    let form = analysis.form(token, Layer::Exact);
                    let meet = || Met {
                        alone: gazetteer::alone(authority, form),
                        demonym: demonym::place(form),
                        told: tagger.map(|tagger| tagger.told(analysis, token)),
                    };
                    *met = Some(self.known.met(form, meet));
                }
            }
        }
    }

    /// What is known of the words of a text that have been met, its number `text`.
    pub fn of(&self, text: usize, analysis: &Analysis) -> Vec<&Met> {
        let met = &self.texts[text].met;
        let tokens = analysis.tokens().iter();
        tokens
            .filter_map(|token| met[analysis.spelling_number(token)].as_deref())
            .collect()
    }
}

impl Spellings {
    /// Makes room for the spellings of a text.
    fn follow(&mut self, analysis: &Analysis) {
        if self.generation != Some(analysis.generation()) {
            self.met.clear();
            self.generation = Some(analysis.generation());
        }
        self.met.resize(analysis.spelling_count(), None);
    }
}
