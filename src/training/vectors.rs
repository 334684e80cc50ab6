//! Word vectors: words that stand in the same places of the news have vectors that are near.
//!
//! The skip-gram model with negative sampling of Mikolov et al., "Distributed Representations of
//! Words and Phrases and their Compositionality" (NIPS 2013), with one output matrix for each
//! place around the word, as Ling et al., "Two/Too Simple Adaptations of Word2Vec for Syntax
//! Problems" (NAACL 2015) found best for telling kinds of words. A word is its exact form,
//! numbers are one word, and so is each kind of gap.

use crate::arabic::token::Kind;
use crate::arabic::{Analysis, Layer};
use crate::entities::tagger::dot;
use crate::entities::tagger::gap::Gap;
use crate::entities::tagger::vocabulary::{DIMENSIONS, Vector};
use rustc_hash::FxHashMap;

/// The words of a collection of articles, in their order.
#[derive(Debug, Default)]
pub struct Corpus {
    ids: FxHashMap<String, u32>,
    counts: Vec<u64>,
    text: Vec<u32>,
    analysis: Analysis,
}

/// Word vectors, in the order of the words.
#[derive(Debug, Default, Clone)]
pub struct Vectors {
    /// The words, at the exact level.
    pub words: Vec<String>,
    /// A vector each.
    pub vectors: Vec<Vector>,
}

/// How numbers stand among the words.
pub const NUMBER: &str = "0";

impl Corpus {
    /// Adds a text.
    pub fn add(&mut self, text: &str) {
        let mut analysis = std::mem::take(&mut self.analysis);
        analysis.analyse(text);
        let mut end = None;
        for token in analysis.tokens() {
            let gap = end.map_or(Gap::Break, |end: usize| {
                Gap::of(&text[end..token.span.start])
            });
            end = Some(token.span.end);
            if gap != Gap::Space {
                self.push(GAPS[gap as usize]);
            }
            match token.kind {
                Kind::Number => self.push(NUMBER),
                _ => self.push(analysis.form(token, Layer::Exact)),
            }
        }
        self.analysis = analysis;
    }

    fn push(&mut self, word: &str) {
        let id = match self.ids.get(word) {
            Some(&id) => id,
            None => {
                let id = self.counts.len() as u32;
                self.ids.insert(word.to_owned(), id);
                self.counts.push(0);
                id
            }
        };
        self.counts[id as usize] += 1;
        self.text.push(id);
    }

    /// Words and gaps read so far.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Learns the vectors of the `most` commonest words, each seen `fewest` times or more.
    pub fn vectors(self, fewest: u64, most: usize) -> Vectors {
        let mut common: Vec<(&String, u32)> = self
            .ids
            .iter()
            .map(|(word, id)| (word, *id))
            .filter(|(_, id)| self.counts[*id as usize] >= fewest)
            .collect();
        common.sort_unstable_by(|(a, i), (b, j)| {
            let (i, j) = (self.counts[*i as usize], self.counts[*j as usize]);
            j.cmp(&i).then_with(|| a.cmp(b))
        });
        common.truncate(most);
        let mut numbers = vec![u32::MAX; self.counts.len()];
        for (number, (_, id)) in (0u32..).zip(&common) {
            numbers[*id as usize] = number;
        }
        let counts: Vec<u64> = common
            .iter()
            .map(|(_, id)| self.counts[*id as usize])
            .collect();
        let text: Vec<u32> = self
            .text
            .iter()
            .map(|id| numbers[*id as usize])
            .filter(|number| *number != u32::MAX)
            .collect();
        let vectors = SkipGram::new(&counts).learn(&text);
        let words = common.into_iter().map(|(word, _)| word.clone());
        let mut sorted: Vec<_> = words
            .zip(vectors)
            .filter(|(word, _)| !GAPS.contains(&word.as_str()))
            .collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        let (words, vectors) = sorted.into_iter().unzip();
        Vectors { words, vectors }
    }
}

/// How gaps stand among the words, in the order of [`Gap`].
const GAPS: [&str; Gap::COUNT] = ["\n", " ", ",", ":", "\"", "(", "-", "%"];

/// Places around a word that its vector foretells.
const PLACES: [isize; 4] = [-2, -1, 1, 2];
const EPOCHS: usize = 3;
const NEGATIVE_SAMPLES: usize = 5;
const FIRST_RATE: f32 = 0.03;
const LEAST_RATE: f32 = 0.0005;
/// Words with a larger share of the text are passed over at times: see Mikolov et al., 2.3.
const COMMON_SHARE: f64 = 3e-4;
/// Negative samples are drawn by counts to this power.
const SAMPLING_POWER: f64 = 0.75;
const SAMPLING_TABLE: usize = 1 << 22;

struct SkipGram {
    inputs: Vec<Vector>,
    outputs: [Vec<Vector>; PLACES.len()],
    samples: Vec<u32>,
    kept: Vec<f32>,
    random: fastrand::Rng,
}

impl SkipGram {
    fn new(counts: &[u64]) -> Self {
        let mut random = fastrand::Rng::with_seed(1);
        let mut small = || (random.f32() - 0.5) / DIMENSIONS as f32;
        let inputs = counts.iter().map(|_| std::array::from_fn(|_| small()));
        let inputs = inputs.collect();
        let total: u64 = counts.iter().sum();
        let kept = |count: &u64| {
            let share = *count as f64 / total as f64 / COMMON_SHARE;
            (share.sqrt().recip() + share.recip()).min(1.0) as f32
        };
        SkipGram {
            inputs,
            outputs: std::array::from_fn(|_| vec![[0.0; DIMENSIONS]; counts.len()]),
            samples: sampling_table(counts),
            kept: counts.iter().map(kept).collect(),
            random,
        }
    }

    fn learn(mut self, text: &[u32]) -> Vec<Vector> {
        let steps = (EPOCHS * text.len()) as f32;
        for epoch in 0..EPOCHS {
            for at in 0..text.len() {
                let done = (epoch * text.len() + at) as f32 / steps;
                let rate = (FIRST_RATE * (1.0 - done)).max(LEAST_RATE);
                if self.random.f32() < self.kept[text[at] as usize] {
                    self.step(text, at, rate);
                }
            }
        }
        self.inputs
    }

    /// One word foretells its surroundings, and is moved by how well it did.
    fn step(&mut self, text: &[u32], at: usize, rate: f32) {
        let word = text[at] as usize;
        let input = self.inputs[word];
        let mut change = [0.0; DIMENSIONS];
        for (outputs, place) in self.outputs.iter_mut().zip(PLACES) {
            let neighbour = at.checked_add_signed(place).and_then(|at| text.get(at));
            let Some(&neighbour) = neighbour else {
                continue;
            };
            for sample in 0..=NEGATIVE_SAMPLES {
                let (target, truth) = match sample {
                    0 => (neighbour, 1.0),
                    _ => (self.samples[self.random.usize(..SAMPLING_TABLE)], 0.0),
                };
                if sample > 0 && target == neighbour {
                    continue;
                }
                let output = &mut outputs[target as usize];
                let gradient = rate * (truth - sigmoid(dot(&input, output)));
                add(&mut change, gradient, output);
                add(output, gradient, &input);
            }
        }
        add(&mut self.inputs[word], 1.0, &change);
    }
}

fn sampling_table(counts: &[u64]) -> Vec<u32> {
    let share = |count: &u64| (*count as f64).powf(SAMPLING_POWER);
    let total: f64 = counts.iter().map(share).sum();
    let mut table = Vec::with_capacity(SAMPLING_TABLE);
    let mut until = 0.0;
    for (word, count) in (0u32..).zip(counts) {
        until += share(count) / total * SAMPLING_TABLE as f64;
        table.resize((until as usize).min(SAMPLING_TABLE), word);
    }
    table.resize(SAMPLING_TABLE, 0);
    table
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

fn add(to: &mut Vector, factor: f32, what: &Vector) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += factor * what;
    }
}
