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

use super::shelf::Shelf;
use crate::arabic::{Analysis, Token};
use clues::{ALL_FAMILIES, MATCH_WORDS, NAMES, PLACES, REACH, Setting, Word};
use decode::{Follow, Scores, WIDTH};
use gap::Gap;
use label::{Kind, LABELS, OUTSIDE};
use model::{HIDDEN, Model, WEIGHT_UNITS};
use std::ops::Range;
use std::sync::OnceLock;
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
pub struct Told {
    /// What its clues add to the scores of the words around it.
    scores: [[i16; WIDTH]; PLACES],
    /// The number of what its vector adds; [`NO_VECTOR`] for words without one.
    hidden: u32,
    family: u16,
    /// Whether it is a word of reports on matches.
    of_matches: bool,
    /// Whether it is outside names wherever it stands: see [`PLAIN`].
    plain: bool,
}

/// What speaks against every name: weights too small to be kept do so together. Chosen on the development set.
const DOUBT: f32 = 0.2;

/// What a vector adds to the hidden units of the words around.
type Hidden = [[i8; HIDDEN]; PLACES];

/// That is kept as multiples of one part in so many, a byte each: it is 5 at the most.
const HIDDEN_PARTS: f32 = 24.0;

/// The number of what words without a vector add.
const NO_VECTOR: u32 = 0;
static NOTHING: Hidden = [[0; HIDDEN]; PLACES];

/// What is kept of a word is kept as multiples of one part in so many, in two bytes: half of a
/// text's time would else go into fetching it.
const PARTS: f32 = 64.0;
/// Five of these fit into two bytes together.
const MOST: f32 = 6500.0;

fn fixed(number: f32) -> i16 {
    (number * PARTS).round().clamp(-MOST, MOST) as i16
}

/// Tags texts. Threads share one.
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
    names: Vec<[Scores; 3]>,
    /// What families and known names add in sentences with so many words of reports on matches, and one.
    in_match: [Vec<[i16; WIDTH]>; MATCH_WORDS],
    names_in_match: [Vec<[i16; WIDTH]>; MATCH_WORDS],
    /// What the vectors add that have been taken through the network.
    hidden: Shelf<Hidden>,
    /// The number of each vector among them.
    vectors: Box<[OnceLock<u32>]>,
}

/// A text at hand.
struct Sentences<'t> {
    words: &'t [&'t Told],
    names: &'t [u64],
    /// The sign before each word, and after the last.
    signs: Vec<Gap>,
    /// Words of reports on matches in the sentence at hand, up to [`MATCH_WORDS`].
    match_words: usize,
    /// Of the run of words at hand: the words in and around it, what those add, and the scores.
    near: Vec<(&'t Told, &'t Hidden)>,
    sums: Vec<Sum>,
    scores: Vec<Scores>,
    tagged: Vec<Tagged>,
}

/// What the words around a word add to its scores and to its hidden units.
struct Sum {
    scores: [i16; WIDTH],
    hidden: [i16; HIDDEN],
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
            sum[OUTSIDE] += DOUBT;
            sum
        });
        let families =
            || (0..ALL_FAMILIES as u16).flat_map(|a| (0..ALL_FAMILIES as u16).map(move |b| (a, b)));
        let pair =
            |of: usize| families().map(move |(a, b)| scores(clues::pair(a, b)[of]).map(fixed));
        // The word before sees the name from one place to the left.
        let of_name = |name| [-1, 0, 1].map(|place| scores(clues::name_from(name, place)));
        let in_match = |words| {
            let families = 0..ALL_FAMILIES as u16;
            let of_family = |family| scores(clues::in_match(words, family)).map(fixed);
            families.map(of_family).collect()
        };
        let names_in_match = |words| {
            let of_name = |name| scores(clues::name_in_match(words, name)).map(fixed);
            (0..NAMES).map(of_name).collect()
        };
        let output = |label: usize, unit: usize| network.output[unit][label] * OUTPUT_PARTS;
        let output = |label| std::array::from_fn(|unit| output(label, unit).round() as i16);
        let hidden = Shelf::new();
        hidden.put(NOTHING);
        Tagger {
            first: decode::first(&network.first),
            odds: follow.map(|row| row.map(f32::exp)),
            follow,
            output: std::array::from_fn(output),
            start: network
                .hidden
                .map(|unit| (unit * HIDDEN_PARTS).round() as i16),
            gaps: gaps.collect(),
            pairs: [pair(0).collect(), pair(1).collect()],
            names: (0..NAMES).map(of_name).collect(),
            in_match: std::array::from_fn(|at| in_match(at + 1)),
            names_in_match: std::array::from_fn(|at| names_in_match(at + 1)),
            hidden,
            vectors: vec![OnceLock::new(); model.vocabulary.len()].into(),
            model,
        }
    }

    /// What a word tells.
    pub fn told(&self, analysis: &Analysis, token: &Token) -> Told {
        let word = Word::of(&self.model.vocabulary, analysis, token);
        let mut scores = [[0; WIDTH]; PLACES];
        for (scores, place) in scores.iter_mut().zip(-REACH..=REACH) {
            let (own, rest) = word.seen_from(place);
            *scores = self.model.sum(own.chain(rest)).map(fixed_of_weights);
        }
        Told {
            plain: is_plain(&scores[REACH as usize]),
            scores,
            hidden: word.row.map_or(NO_VECTOR, |row| self.hidden(row)),
            family: word.family,
            of_matches: word.of_matches,
        }
    }

    /// The number of what the vector of a row adds.
    fn hidden(&self, row: u32) -> u32 {
        let number = self.vectors.get(row as usize).map(|number| {
            *number.get_or_init(|| {
                let hidden = self.through_network(row);
                self.hidden.put(hidden).unwrap_or(NO_VECTOR)
            })
        });
        number.unwrap_or(NO_VECTOR)
    }

    fn through_network(&self, row: u32) -> Hidden {
        let vector = self.model.vocabulary.vector(row);
        let weights = &self.model.network.input;
        std::array::from_fn(|place| {
            std::array::from_fn(|unit| {
                // Numbers that a byte cannot hold become the greatest that it can.
                (dot(&weights[place][unit], &vector) * HIDDEN_PARTS).round() as i8
            })
        })
    }

    /// The names in a text, given what its words tell. `names` says what is known of names at
    /// each token: see [`Setting::names`].
    pub fn tag(
        &self,
        text: &str,
        analysis: &Analysis,
        words: &[&Told],
        names: &[u64],
    ) -> Vec<Tagged> {
        let tokens = analysis.tokens();
        let mut signs = Vec::with_capacity(tokens.len() + 1);
        let mut end = None;
        for token in tokens {
            let gap = end.map_or(Gap::Break, |end: usize| {
                Gap::of(&text[end..token.span.start])
            });
            end = Some(token.span.end);
            signs.push(gap);
        }
        signs.push(end.map_or(Gap::Break, |end| Gap::of(&text[end..])));
        let mut sentences = Sentences {
            words,
            names,
            signs,
            match_words: 0,
            near: Vec::new(),
            sums: Vec::new(),
            scores: Vec::new(),
            tagged: Vec::new(),
        };
        let mut start = 0;
        for end in 1..=tokens.len() {
            if end == tokens.len() || sentences.signs[end] == Gap::Break {
                self.tag_sentence(&mut sentences, start..end);
                start = end;
            }
        }
        sentences.tagged
    }

    /// Tags the runs of words of a sentence between plain ones.
    fn tag_sentence<'t>(&'t self, text: &mut Sentences<'t>, sentence: Range<usize>) {
        let words = &text.words[sentence.clone()];
        let of_matches = words.iter().filter(|word| word.of_matches).count();
        text.match_words = of_matches.min(MATCH_WORDS);
        let mut start = sentence.start;
        for at in sentence.clone() {
            if text.names[at] == 0 && text.words[at].plain {
                self.tag_run(text, start..at, &sentence);
                start = at + 1;
            }
        }
        self.tag_run(text, start..sentence.end, &sentence);
    }

    fn tag_run<'t>(&'t self, text: &mut Sentences<'t>, run: Range<usize>, sentence: &Range<usize>) {
        if run.is_empty() {
            return;
        }
        self.gather(text, &run, sentence);
        text.scores.clear();
        for at in run.clone() {
            let sum = &text.sums[at - run.start];
            text.scores.push(self.score(text, sum, at, sentence));
        }
        let first = match run.start == sentence.start {
            true => &self.first,
            false => &self.follow[OUTSIDE],
        };
        let labels = decode::best_path(first, &self.follow, &text.scores);
        if labels.iter().all(|label| *label == OUTSIDE) {
            return;
        }
        for (span, kind) in label::names(&labels) {
            let confidence = match kind.entity_type() {
                Some(_) => decode::confidence(
                    first,
                    &self.follow,
                    &self.odds,
                    &text.scores,
                    &labels,
                    &span,
                ),
                // Nobody asks.
                None => 0.0,
            };
            text.tagged.push(Tagged {
                tokens: run.start + span.start..run.start + span.end,
                kind,
                confidence,
            });
        }
    }

    /// Adds up what the words of a sentence tell of those of a run in it. Most of the time goes into
    /// fetching that, and so it is done for all before anything is made of it.
    fn gather<'t>(&'t self, text: &mut Sentences<'t>, run: &Range<usize>, sentence: &Range<usize>) {
        let reach = REACH as usize;
        let first = run.start.saturating_sub(reach).max(sentence.start);
        let near = first..(run.end + reach).min(sentence.end);
        let hidden = |told: &Told| self.hidden.get(told.hidden).unwrap_or(&NOTHING);
        text.near.clear();
        text.near.extend(
            text.words[near.clone()]
                .iter()
                .map(|told| (*told, hidden(told))),
        );
        text.sums.clear();
        for at in run.clone() {
            let mut sum = Sum {
                scores: [0; WIDTH],
                hidden: self.start,
            };
            for place in 0..PLACES {
                let neighbour = (at + place).wrapping_sub(reach);
                if near.contains(&neighbour) {
                    let (told, hidden) = text.near[neighbour - near.start];
                    gather(&mut sum.scores, &told.scores[place]);
                    gather(&mut sum.hidden, &hidden[place]);
                }
            }
            text.sums.push(sum);
        }
    }

    /// Scores a word of a sentence for each label.
    fn score(&self, text: &Sentences<'_>, sum: &Sum, at: usize, sentence: &Range<usize>) -> Scores {
        let mut hidden = sum.hidden;
        let mut sum = sum.scores;
        let family = |at: usize| usize::from(text.words[at].family);
        if at > sentence.start {
            let pair = family(at - 1) * ALL_FAMILIES + family(at);
            gather(&mut sum, &self.pairs[1][pair]);
        }
        if at + 1 < sentence.end {
            let pair = family(at) * ALL_FAMILIES + family(at + 1);
            gather(&mut sum, &self.pairs[0][pair]);
        }
        if let Some(match_words) = text.match_words.checked_sub(1) {
            gather(&mut sum, &self.in_match[match_words][family(at)]);
            let name = text.names[at] as usize;
            gather(&mut sum, &self.names_in_match[match_words][name]);
        }
        let before = match at == sentence.start {
            true => Gap::Break,
            false => text.signs[at],
        };
        let mut scores = self.gaps[before as usize * Gap::COUNT + text.signs[at + 1] as usize];
        for (score, sum) in scores.iter_mut().zip(sum) {
            *score += f32::from(sum) * (1.0 / PARTS);
        }
        for unit in &mut hidden {
            *unit = (*unit).max(0);
        }
        for (score, weights) in scores.iter_mut().zip(&self.output) {
            *score += product(&hidden, weights) as f32 * (1.0 / (HIDDEN_PARTS * OUTPUT_PARTS));
        }
        for place in 0..3 {
            let neighbour = (at + place).wrapping_sub(1);
            if sentence.contains(&neighbour) && text.names[neighbour] != 0 {
                let told = &self.names[text.names[neighbour] as usize][place];
                scores
                    .iter_mut()
                    .zip(told)
                    .for_each(|(score, more)| *score += more);
            }
        }
        scores
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

/// A sum of weights as [`fixed`] has it. Sums stand a third apart, so that none is halfway between
/// two, and adding a half will do for rounding, which is a call.
fn fixed_of_weights(sum: i16) -> i16 {
    let parts = f32::from(sum) * (PARTS / WEIGHT_UNITS);
    (parts + 0.5_f32.copysign(parts)).clamp(-MOST, MOST) as i16
}

fn gather<const N: usize, T: Copy + Into<i16>>(to: &mut [i16; N], what: &[T; N]) {
    for (to, what) in to.iter_mut().zip(what) {
        *to = to.wrapping_add((*what).into());
    }
}

fn product(a: &[i16; HIDDEN], b: &[i16; HIDDEN]) -> i32 {
    a.iter()
        .zip(b)
        .map(|(a, b)| i32::from(*a) * i32::from(*b))
        .sum()
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
