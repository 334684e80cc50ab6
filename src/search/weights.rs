//! Weights: what a match is worth, layer by layer.
//!
//! The score of a word is BM25 (k1 = 1.2, b = 0.75) summed over its layers with these weights.
//! They were chosen on five collections at once by `cargo bench --bench ranking`, which also
//! shows what each set says of weights that were chosen without it: see `benches/RESULTS.md`.

/// What a match on each layer is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// The word as written.
    pub exact: f32,
    /// A form of the same word.
    pub lemma: f32,
    /// A related word.
    pub root: f32,
    /// A form of the word in the title or the first sentence, where news says what it is about.
    pub lead: f32,
    /// An entity by any of its names, as a share of a whole word.
    pub entity: f32,
    /// What the alternatives besides the best one add, as a share of their own score.
    pub other_alternatives: f32,
    /// What each letter over four adds to a word's worth: long words say more.
    pub letter: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Weights {
            exact: 0.5,
            lemma: 1.0,
            root: 1.5,
            lead: 0.5,
            entity: 1.0,
            other_alternatives: 0.1,
            letter: 0.1,
        }
    }
}

impl Weights {
    /// What a word counts that is met on every layer in the body.
    pub fn whole_word(&self) -> f32 {
        self.exact + self.lemma + self.root
    }

    /// What a word of so many letters is worth against one of four.
    pub fn of_letters(&self, letters: usize) -> f32 {
        let over = letters.clamp(SHORT_LETTERS, LONG_LETTERS) - SHORT_LETTERS;
        1.0 + self.letter * over as f32
    }
}

const SHORT_LETTERS: usize = 4;
const LONG_LETTERS: usize = 10;
