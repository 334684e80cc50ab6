//! The tagger: finds names that nobody listed, by the words that they are made of and stand among.
//!
//! A linear-chain conditional random field over [`clues`], joined with a small network over the
//! [vectors](vocabulary) of the words around. What each word tells is worked out once and kept, so
//! that tagging costs a few additions a word. [`crate::training`] learns the [`model`].

pub mod clues;
pub mod decode;
pub mod file;
pub mod gap;
pub mod label;
pub mod model;
pub mod vocabulary;

use crate::arabic::{Analysis, Token};
use clues::{ALL_FAMILIES, PLACES, REACH, Seen, Setting, Word, both, seen_from};
use decode::{Follow, Scores, WIDTH};
use gap::Gap;
use label::{Kind, LABELS, OUTSIDE};
use model::{HIDDEN, Model};
use rustc_hash::FxHashMap;
use std::ops::Range;
use vocabulary::Vector;

/// A name that the tagger found.
#[derive(Debug, Clone, PartialEq)]
pub struct Tagged {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// What it is the name of.
    pub kind: Kind,
    /// How likely it is, from 0 to 1: the least certain of its words.
    pub confidence: f32,
}

/// What one written word tells.
struct Told {
    /// What its clues add to the scores of the words around it.
    scores: [[i16; WIDTH]; PLACES],
    /// Its slot among the words whose vectors have been taken through the network; the first,
    /// which adds nothing, for words without a vector.
    hidden: u32,
    family: u16,
    /// Whether it is outside names wherever it stands: see [`PLAIN`].
    plain: bool,
}

/// What a vector adds to the hidden units of the words around.
type Hidden = [[i16; HIDDEN]; PLACES];

/// What is kept of a word is kept as multiples of one part in so many, in two bytes: half of a
/// text's time would else go into fetching it.
const PARTS: f32 = 64.0;
/// Five of these fit into two bytes together.
const MOST: f32 = 6500.0;

fn fixed(number: f32) -> i16 {
    (number * PARTS).round().clamp(-MOST, MOST) as i16
}

/// Tags texts, one after the other.
pub struct Tagger<'m> {
    model: &'m Model<'m>,
    first: Scores,
    follow: Follow,
    odds: Follow,
    /// From hidden units to each label.
    output: [[i16; HIDDEN]; LABELS],
    start: [i16; HIDDEN],
    gaps: Vec<Scores>,
    pairs: [Vec<[i16; WIDTH]>; 2],
    // What has been met so far.
    told: Vec<Told>,
    rows: FxHashMap<u32, u32>,
    hidden: Vec<Hidden>,
    names: FxHashMap<u64, [Scores; 3]>,
    // Of the text at hand.
    signs: Vec<Gap>,
    scores: Vec<Scores>,
}

/// Weights from hidden units are multiples of one part in so many.
const OUTPUT_PARTS: f32 = 1024.0;

impl<'m> Tagger<'m> {
    /// A tagger that knows what `model` knows.
    pub fn new(model: &'m Model<'m>) -> Self {
        let network = &model.network;
        let follow = decode::follow(&network.follow);
        let scores = |clue| {
            let mut scores = [0.0; WIDTH];
            model.add(clue, &mut scores);
            scores
        };
        let signs = Gap::ALL
            .iter()
            .flat_map(|before| Gap::ALL.map(|after| [*before, after]));
        let gaps = signs.map(|signs| {
            let mut sum = [0.0; WIDTH];
            let setting = Setting {
                gaps: &signs,
                names: &[0],
            };
            setting.clues(0, |clue| model.add(clue, &mut sum));
            sum
        });
        let families =
            || (0..ALL_FAMILIES as u16).flat_map(|a| (0..ALL_FAMILIES as u16).map(move |b| (a, b)));
        let pair =
            |of: usize| families().map(move |(a, b)| scores(clues::pair(a, b)[of]).map(fixed));
        let output = |label: usize, unit: usize| network.output[unit][label] * OUTPUT_PARTS;
        let output = |label| std::array::from_fn(|unit| output(label, unit).round() as i16);
        Tagger {
            first: decode::first(&network.first),
            odds: follow.map(|row| row.map(f32::exp)),
            follow,
            output: std::array::from_fn(output),
            start: network.hidden.map(fixed),
            gaps: gaps.collect(),
            pairs: [pair(0).collect(), pair(1).collect()],
            model,
            told: Vec::new(),
            rows: FxHashMap::default(),
            hidden: vec![[[0; HIDDEN]; PLACES]],
            names: FxHashMap::default(),
            signs: Vec::new(),
            scores: Vec::new(),
        }
    }

    /// Learns what a word that has not been met tells. Its number is how many were met before.
    pub fn meet(&mut self, analysis: &Analysis, token: &Token) {
        let word = Word::of(&self.model.vocabulary, analysis, token);
        let mut scores = [[0; WIDTH]; PLACES];
        for (fixed_scores, place) in scores.iter_mut().zip(-REACH..=REACH) {
            let mut sum = [0.0; WIDTH];
            let (own, rest) = word.seen_from(place);
            own.chain(rest)
                .for_each(|clue| self.model.add(clue, &mut sum));
            *fixed_scores = sum.map(fixed);
        }
        let hidden = word.row.map_or(0, |row| self.through_network(row));
        self.told.push(Told {
            plain: is_plain(&scores[REACH as usize]),
            scores,
            hidden,
            family: word.family,
        });
    }

    /// Forgets all words that were met.
    pub fn forget(&mut self) {
        self.told.clear();
        self.rows.clear();
        self.hidden.truncate(1);
    }

    /// The slot of a vector that has been taken through the network.
    fn through_network(&mut self, row: u32) -> u32 {
        if let Some(&slot) = self.rows.get(&row) {
            return slot;
        }
        let vector = self.model.vocabulary.vector(row);
        let mut hidden = [[0; HIDDEN]; PLACES];
        for (hidden, weights) in hidden.iter_mut().zip(&self.model.network.input) {
            for (unit, weights) in hidden.iter_mut().zip(weights) {
                *unit = fixed(dot(weights, &vector));
            }
        }
        let slot = self.hidden.len() as u32;
        self.hidden.push(hidden);
        self.rows.insert(row, slot);
        slot
    }

    /// The names in a text, given the numbers of its words. `names` says what is known of names at
    /// each token: see [`Setting::names`].
    pub fn tag(
        &mut self,
        text: &str,
        analysis: &Analysis,
        words: &[u32],
        names: &[u64],
    ) -> Vec<Tagged> {
        let tokens = analysis.tokens();
        self.signs.clear();
        let mut end = None;
        for token in tokens {
            let gap = end.map_or(Gap::Break, |end: usize| {
                Gap::of(&text[end..token.span.start])
            });
            end = Some(token.span.end);
            self.signs.push(gap);
        }
        self.signs
            .push(end.map_or(Gap::Break, |end| Gap::of(&text[end..])));
        let mut tagged = Vec::new();
        let mut start = 0;
        for end in 1..=tokens.len() {
            if end == tokens.len() || self.signs[end] == Gap::Break {
                self.tag_sentence(start..end, words, names, &mut tagged);
                start = end;
            }
        }
        tagged
    }

    /// Tags the runs of words of a sentence between plain ones.
    fn tag_sentence(
        &mut self,
        sentence: Range<usize>,
        words: &[u32],
        names: &[u64],
        tagged: &mut Vec<Tagged>,
    ) {
        let mut start = sentence.start;
        for at in sentence.clone() {
            if names[at] == 0 && self.told[words[at] as usize].plain {
                self.tag_run(start..at, &sentence, words, names, tagged);
                start = at + 1;
            }
        }
        self.tag_run(start..sentence.end, &sentence, words, names, tagged);
    }

    fn tag_run(
        &mut self,
        run: Range<usize>,
        sentence: &Range<usize>,
        words: &[u32],
        names: &[u64],
        tagged: &mut Vec<Tagged>,
    ) {
        if run.is_empty() {
            return;
        }
        self.score(&run, sentence, words, names);
        let first = match run.start == sentence.start {
            true => &self.first,
            false => &self.follow[OUTSIDE],
        };
        let labels = decode::best_path(first, &self.follow, &self.scores);
        if labels.iter().all(|label| *label == OUTSIDE) {
            return;
        }
        for (span, kind) in label::names(&labels) {
            let confidence = match kind.entity_type() {
                Some(_) => decode::confidence(
                    first,
                    &self.follow,
                    &self.odds,
                    &self.scores,
                    &labels,
                    &span,
                ),
                // Nobody asks.
                None => 0.0,
            };
            tagged.push(Tagged {
                tokens: run.start + span.start..run.start + span.end,
                kind,
                confidence,
            });
        }
    }

    /// Scores each word of a run for each label.
    fn score(&mut self, run: &Range<usize>, tokens: &Range<usize>, words: &[u32], names: &[u64]) {
        self.scores.clear();
        for at in run.clone() {
            let mut sum = [0; WIDTH];
            let mut hidden = self.start;
            for place in 0..PLACES {
                let neighbour = (at + place).wrapping_sub(REACH as usize);
                if tokens.contains(&neighbour) {
                    let told = &self.told[words[neighbour] as usize];
                    gather(&mut sum, &told.scores[place]);
                    gather(&mut hidden, &self.hidden[told.hidden as usize][place]);
                }
            }
            let family = |at: usize| usize::from(self.told[words[at] as usize].family);
            if at > tokens.start {
                gather(
                    &mut sum,
                    &self.pairs[1][family(at - 1) * ALL_FAMILIES + family(at)],
                );
            }
            if at + 1 < tokens.end {
                gather(
                    &mut sum,
                    &self.pairs[0][family(at) * ALL_FAMILIES + family(at + 1)],
                );
            }
            let before = if at == tokens.start {
                Gap::Break
            } else {
                self.signs[at]
            };
            let mut scores = self.gaps[before as usize * Gap::COUNT + self.signs[at + 1] as usize];
            for (score, sum) in scores.iter_mut().zip(sum) {
                *score += f32::from(sum) * (1.0 / PARTS);
            }
            let hidden = hidden.map(|unit| unit.max(0));
            for (score, weights) in scores.iter_mut().zip(&self.output) {
                *score += product(&hidden, weights) as f32 * (1.0 / (PARTS * OUTPUT_PARTS));
            }
            for place in 0..3 {
                let neighbour = (at + place).wrapping_sub(1);
                if tokens.contains(&neighbour) && names[neighbour] != 0 {
                    let (model, name) = (self.model, names[neighbour]);
                    let told = self
                        .names
                        .entry(name)
                        .or_insert_with(|| of_name(model, name));
                    scores
                        .iter_mut()
                        .zip(&told[place])
                        .for_each(|(score, more)| *score += more);
                }
            }
            self.scores.push(scores);
        }
    }
}

/// A word is plain whose own clues are against every name by so much: what stands around it hardly
/// ever outweighs that (0.001 of F1 on the development set).
const PLAIN: f32 = 1.0;

fn is_plain(own: &[i16; WIDTH]) -> bool {
    let name = own[OUTSIDE + 1..LABELS]
        .iter()
        .copied()
        .fold(i16::MIN, i16::max);
    f32::from(own[OUTSIDE]) - f32::from(name) >= PLAIN * PARTS
}

fn gather<const N: usize>(to: &mut [i16; N], what: &[i16; N]) {
    for (to, what) in to.iter_mut().zip(what) {
        *to = to.wrapping_add(*what);
    }
}

fn product(a: &[i16; HIDDEN], b: &[i16; HIDDEN]) -> i32 {
    a.iter()
        .zip(b)
        .map(|(a, b)| i32::from(*a) * i32::from(*b))
        .sum()
}

/// What a known name tells of the word before it, its words and the word after.
fn of_name(model: &Model<'_>, name: u64) -> [Scores; 3] {
    // The word before sees the name from one place to the left.
    [-1, 0, 1].map(|place| {
        let mut scores = [0.0; WIDTH];
        model.add(seen_from(both(Seen::Name, name, 0), place), &mut scores);
        scores
    })
}

/// The scalar product, in lanes that the processor takes together.
#[inline]
pub(crate) fn dot(a: &Vector, b: &Vector) -> f32 {
    const LANES: usize = 8;
    let mut lanes = [0.0; LANES];
    for (a, b) in a.chunks_exact(LANES).zip(b.chunks_exact(LANES)) {
        for lane in 0..LANES {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum()
}
