//! Clues: what a word tells of whether it, or a word beside it, is part of a name.
//!
//! A clue is a number, the hash of what was seen and of the place where it was seen from. All
//! clues of one word are found once and kept; what a sentence adds (signs between words, known
//! names, pairs of words) is found where it stands.

use super::gap::Gap;
use super::vocabulary::{FAMILIES, Vocabulary};
use crate::arabic::chars::{fold_exact, fold_lexical_str};
use crate::arabic::token::Kind as TokenKind;
use crate::arabic::{Analysis, Layer, Token, lexicon};
use crate::entities::matches::is_of_matches;
use crate::entities::name_words;

/// How far the words reach that bear on a word: to the second on either side.
pub const REACH: isize = 2;
/// The places from which a word is seen: -2, -1, 0, 1, 2 words away.
pub const PLACES: usize = 2 * REACH as usize + 1;

/// A clue: 64 bits that stand for what was seen.
pub type Clue = u64;

/// What one written word tells, wherever it stands.
#[derive(Debug, Clone, Default)]
pub struct Word {
    /// The word itself and its lemma: what rare words lack, and training at times leaves out.
    pub own: Vec<Clue>,
    /// How it begins and ends, seen from the word itself.
    pub ends: Vec<Clue>,
    /// Seen from every place.
    pub far: Vec<Clue>,
    /// Seen from the word itself and its neighbours.
    pub near: Vec<Clue>,
    /// Seen from the word itself.
    pub here: Vec<Clue>,
    /// Its row in the vocabulary.
    pub row: Option<u32>,
    /// Whether it is a word of reports on matches.
    pub of_matches: bool,
    /// Its family in the vocabulary; [`UNKNOWN_FAMILY`] if it is not there.
    pub family: u16,
}

/// The family of words that the vocabulary does not have.
pub const UNKNOWN_FAMILY: u16 = FAMILIES as u16;
/// Families of words, those of the vocabulary and one of all others.
pub const ALL_FAMILIES: usize = FAMILIES + 1;

/// A clue as it is seen from a word `place` words away.
pub fn seen_from(clue: Clue, place: isize) -> Clue {
    (clue ^ (place + REACH + 1) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The clue of two things seen together.
pub fn both(kind: Seen, a: u64, b: u64) -> Clue {
    let mixed = (a ^ kind as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed.rotate_left(23) ^ b).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// What kind of thing was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Seen {
    Form = 1,
    Lemma,
    Beginning,
    Ending,
    Script,
    Letters,
    Family,
    Cluster,
    Stop,
    Lexicon,
    List,
    GapBefore,
    GapAfter,
    Name,
    Pair,
    Match,
    NameInMatch,
}

/// The 64-bit FNV-1a hash of a kind and some text.
fn clue(kind: Seen, text: &str) -> Clue {
    let start = (0xcbf2_9ce4_8422_2325 ^ kind as u64).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(start, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Word {
    /// What the word at `token` tells.
    pub fn of(vocabulary: &Vocabulary<'_>, analysis: &Analysis, token: &Token) -> Word {
        let form = match token.kind {
            TokenKind::Number => "0",
            _ => analysis.form(token, Layer::Exact),
        };
        let lemma: String = analysis
            .form(token, Layer::Lemma)
            .chars()
            .map(fold_exact)
            .collect();
        let mut word = Word {
            of_matches: is_of_matches(analysis.form(token, Layer::Lemma)),
            family: UNKNOWN_FAMILY,
            ..Word::default()
        };
        word.own.push(clue(Seen::Form, form));
        word.own.push(clue(Seen::Lemma, &lemma));
        word.far.push(clue(Seen::Script, script(token.kind)));
        word.add_affixes(form);
        word.add_vocabulary(vocabulary, form, &lemma);
        if analysis.is_stop_word(token) {
            word.far.push(clue(Seen::Stop, ""));
        }
        word.add_lexicon(form);
        word.add_lists(form, &lemma);
        word
    }

    fn add_affixes(&mut self, form: &str) {
        let starts: Vec<usize> = form.char_indices().map(|(at, _)| at).collect();
        let letters = starts.len();
        self.here
            .push(clue(Seen::Letters, &letters.min(9).to_string()));
        for length in 1..=4 {
            if length < letters {
                let beginning = clue(Seen::Beginning, &form[..starts[length]]);
                let ending = clue(Seen::Ending, &form[starts[letters - length]..]);
                self.ends.extend([beginning, ending]);
            }
        }
    }

    fn add_vocabulary(&mut self, vocabulary: &Vocabulary<'_>, form: &str, lemma: &str) {
        let Some(row) = vocabulary.row_of(form, lemma) else {
            self.far.push(clue(Seen::Family, "none"));
            return;
        };
        let (family, cluster) = vocabulary.clusters(row);
        self.row = Some(row);
        self.far.push(both(Seen::Family, u64::from(family), 0));
        self.far.push(both(Seen::Cluster, u64::from(cluster), 0));
        self.family = family;
    }

    fn add_lexicon(&mut self, form: &str) {
        let known = lexicon::look_up(&fold_lexical_str(form)).is_some();
        self.near
            .push(clue(Seen::Lexicon, if known { "known" } else { "unknown" }));
        let article = form.starts_with("ال") || form.starts_with("لل");
        self.near.push(clue(
            Seen::Lexicon,
            if article { "article" } else { "bare" },
        ));
    }

    fn add_lists(&mut self, form: &str, lemma: &str) {
        let uses = name_words::uses_of(form);
        self.near.push(both(Seen::List, uses, 0));
        let mut classes = name_words::trigger_of(form, lemma);
        while classes != 0 {
            self.far
                .push(both(Seen::List, u64::from(classes.trailing_zeros()), 1));
            classes &= classes - 1;
        }
    }
}

fn script(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Arabic => "arabic",
        TokenKind::Other => "other",
        TokenKind::Number => "number",
    }
}

impl Word {
    /// Its clues as they are seen from a word `place` words away: first those of its own, then
    /// the others.
    pub fn seen_from(
        &self,
        place: isize,
    ) -> (impl Iterator<Item = Clue>, impl Iterator<Item = Clue>) {
        let near: &[Clue] = if place.abs() <= 1 { &self.near } else { &[] };
        let here: &[Clue] = if place == 0 { &self.here } else { &[] };
        let rest = self.far.iter().chain(near).chain(here);
        let ends: &[Clue] = if place == 0 { &self.ends } else { &[] };
        let see = move |clue: &Clue| seen_from(*clue, place);
        (self.own.iter().chain(ends).map(see), rest.map(see))
    }
}

/// What a sentence adds to the words in it.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'s> {
    /// The sign before each word, and after the last.
    pub gaps: &'s [Gap],
    /// What is known of names at each word, a number below [`NAMES`]; 0 for nothing.
    pub names: &'s [u64],
}

impl Setting<'_> {
    /// The clues that the sentence gives for the word at `at`.
    pub fn clues(&self, at: usize, mut see: impl FnMut(Clue)) {
        let (before, after) = (self.gaps[at] as u64, self.gaps[at + 1] as u64);
        see(both(Seen::GapBefore, before, 0));
        see(both(Seen::GapAfter, after, 0));
        see(both(Seen::GapBefore, before, after + 1));
        for place in -1..=1 {
            let name = at
                .checked_add_signed(place)
                .and_then(|at| self.names.get(at));
            if let Some(name) = name.filter(|name| **name != 0) {
                see(name_from(*name, place));
            }
        }
    }
}

/// What is known of names is one of so many numbers.
pub const NAMES: u64 = 1024;

/// The clue of a known name as it is seen from a word `place` words away.
pub fn name_from(name: u64, place: isize) -> Clue {
    seen_from(both(Seen::Name, name, 0), place)
}

/// The clues of two neighbouring words, by their families, for the first and for the second.
pub fn pair(before: u16, after: u16) -> [Clue; 2] {
    let families = both(Seen::Pair, u64::from(before), u64::from(after));
    [-1, 1].map(|place| seen_from(families, place))
}

/// Words of reports on matches in a sentence are counted up to so many.
pub const MATCH_WORDS: usize = 2;

/// The clue of a word, by its family, in a sentence with some words of reports on matches.
pub fn in_match(match_words: usize, family: u16) -> Clue {
    seen_from(both(Seen::Match, match_words as u64, u64::from(family)), 0)
}

/// The clue of a known name in such a sentence.
pub fn name_in_match(match_words: usize, name: u64) -> Clue {
    seen_from(both(Seen::NameInMatch, match_words as u64, name), 0)
}
