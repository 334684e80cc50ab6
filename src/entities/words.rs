//! Words met: what is known of a written word wherever it stands, found once.
//!
//! Most of a text is words that have been met before. Whether a listed name can begin with one,
//! whether it is the adjective of a place and what it tells the tagger is looked up by the thread
//! that meets it first, and kept for all; each thread then finds it by the number that analysis has
//! given to its spelling.

use super::authority::{Authority, EntityNumber};
use super::demonym;
use super::gazetteer::{self, Alone};
use super::shelf::Shelf;
use super::tagger::{Tagger, Told};
use crate::arabic::{Analysis, Generation, Layer};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// What is known of a word.
pub(super) struct Met {
    /// The listed names that begin with it.
    pub alone: Alone,
    /// The place whose adjective it is.
    pub demonym: Option<EntityNumber>,
    /// What it tells the tagger, if there is one.
    pub told: Option<Told>,
}

/// The words that any thread has met since all were last forgotten.
struct Book {
    numbers: RwLock<FxHashMap<Box<str>, u32>>,
    met: Shelf<Met>,
}

/// Words that are remembered before all are forgotten: about 150 MB.
const MOST_REMEMBERED: usize = 400_000;

impl Book {
    fn new() -> Arc<Book> {
        Arc::new(Book {
            numbers: RwLock::default(),
            met: Shelf::new(),
        })
    }

    /// The number of the word whose layers are `layers`, which `meet` tells of if nobody has met it.
    fn number(&self, layers: &str, meet: impl FnOnce() -> Met) -> u32 {
        let numbers = self.numbers.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(&number) = numbers.get(layers) {
            return number;
        }
        drop(numbers);
        // Meanwhile others read on, and may meet it too.
        let met = meet();
        let mut numbers = self.numbers.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(&number) = numbers.get(layers) {
            return number;
        }
        // No record is so long that the shelf is full before the next book is begun.
        let number = self.met.put(met).unwrap_or(0);
        numbers.insert(layers.into(), number);
        number
    }

    fn is_full(&self) -> bool {
        self.met.count() > MOST_REMEMBERED
    }
}

/// The words of one thread's texts.
pub(super) struct Words {
    /// The book that all threads now write in.
    open: Arc<Mutex<Arc<Book>>>,
    /// The book by which the spellings are numbered.
    book: Arc<Book>,
    /// The number of the word of each spelling, for each text of an article.
    texts: Vec<Spellings>,
}

#[derive(Default)]
struct Spellings {
    generation: Option<Generation>,
    words: Vec<u32>,
}

const UNMET: u32 = u32::MAX;

impl Words {
    /// No words yet.
    pub fn new() -> Words {
        let book = Book::new();
        Words {
            open: Arc::new(Mutex::new(book.clone())),
            book,
            texts: Vec::new(),
        }
    }

    /// The words of another thread's texts, which the two meet together.
    pub fn beside(&self) -> Words {
        Words {
            open: self.open.clone(),
            book: self.book.clone(),
            texts: Vec::new(),
        }
    }

    /// Meets the words of the texts of another article.
    pub fn meet(
        &mut self,
        authority: &Authority,
        tagger: Option<&Tagger<'_>>,
        texts: &[(&str, &Analysis)],
    ) {
        if self.book.is_full() {
            self.turn_to_open_book();
        }
        if self.texts.len() < texts.len() {
            self.texts.resize_with(texts.len(), Spellings::default);
        }
        for ((_, analysis), spellings) in texts.iter().zip(&mut self.texts) {
            spellings.follow(analysis);
            for token in analysis.tokens() {
                let word = &mut spellings.words[analysis.spelling_number(token)];
                if *word == UNMET {
                    let form = analysis.form(token, Layer::Exact);
                    // Two spellings of one form can have two lemmas, and tell different things.
                    *word = self.book.number(analysis.layers(token), || Met {
                        alone: gazetteer::alone(authority, form),
                        demonym: demonym::place(form),
                        told: tagger.map(|tagger| tagger.told(analysis, token)),
                    });
                }
            }
        }
    }

    /// Turns to the book that others write in, or to a new one if it is full too.
    fn turn_to_open_book(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.is_full() {
            *open = Book::new();
        }
        self.book = open.clone();
        self.texts.clear();
    }

    /// What is known of the words of a text, its number `text`, that have been met.
    pub fn of(&self, text: usize, analysis: &Analysis) -> Vec<&Met> {
        let words = &self.texts[text].words;
        let numbers = analysis
            .tokens()
            .iter()
            .map(|token| words[analysis.spelling_number(token)]);
        numbers
            .filter_map(|number| self.book.met.get(number))
            .collect()
    }
}

impl Spellings {
    /// Makes room for the spellings of a text.
    fn follow(&mut self, analysis: &Analysis) {
        if self.generation != Some(analysis.generation()) {
            self.words.clear();
            self.generation = Some(analysis.generation());
        }
        self.words.resize(analysis.spelling_count(), UNMET);
    }
}
