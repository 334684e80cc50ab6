//! Learning the weights of the tagger: a linear-chain conditional random field over clues and a
//! small network over word vectors.
//!
//! Lafferty, McCallum and Pereira, "Conditional Random Fields" (ICML 2001), with the hidden layer
//! over a window of word vectors of Collobert et al., "Natural Language Processing (Almost) from
//! Scratch" (JMLR 2011). Gradients are exact (forward-backward), steps are AdaGrad's, sentence by
//! sentence; the weights are the mean of those after the later rounds.

#![allow(
    clippy::needless_range_loop,
    reason = "labels, units and places are the indices of the formulas"
)]

use crate::entities::tagger::clues::PLACES;
use crate::entities::tagger::dot;
use crate::entities::tagger::label::{LABELS, OUTSIDE, may_follow};
use crate::entities::tagger::model::{HIDDEN, Network, Scores};
use crate::entities::tagger::vocabulary::{DIMENSIONS, Vector};

/// One word of a sentence to learn from.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// Numbers of its clues.
    pub clues: Vec<u32>,
    /// Numbers of its clues that a rare word would lack.
    pub own: Vec<u32>,
    /// The vectors of the words around it and itself.
    pub vectors: [Option<u32>; PLACES],
    /// The number of its label.
    pub label: usize,
}

/// A sentence to learn from.
pub type Sequence = Vec<Item>;

/// What is learnt.
#[derive(Debug, Clone)]
pub struct Weights {
    /// A row a clue.
    pub clues: Vec<Scores>,
    /// All else.
    pub network: Box<Network>,
}

impl Weights {
    fn zero(clues: usize) -> Self {
        Weights {
            clues: vec![[0.0; LABELS]; clues],
            network: Network::zero(),
        }
    }

    /// All numbers in one order.
    fn parts(&mut self) -> impl Iterator<Item = &mut [f32]> {
        let clues = self.clues.as_flattened_mut();
        std::iter::once(clues).chain(self.network.numbers())
    }
}

/// How learning goes about.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Rounds over all sentences.
    pub rounds: usize,
    /// The later rounds whose weights are averaged.
    pub averaged: usize,
    /// Length of the first steps.
    pub rate: f32,
    /// Share of hidden units that are left out at each sentence.
    pub dropout: f32,
    /// Share of words whose own clues are left out at each sentence.
    pub forgotten: f32,
    /// How strongly weights of clues are drawn to 0.
    pub decay: f32,
}

impl Default for Plan {
    fn default() -> Self {
        Plan {
            rounds: 8,
            averaged: 5,
            rate: 0.02,
            dropout: 0.5,
            forgotten: 0.3,
            decay: 0.002,
        }
    }
}

/// A learner, with all that it has learnt.
pub struct Learner<'v> {
    vectors: &'v [Vector],
    plan: Plan,
    weights: Weights,
    squares: Weights,
    random: fastrand::Rng,
    // What one sentence needs, kept for the next.
    hidden: Vec<[f32; HIDDEN]>,
    scores: Vec<Scores>,
}

const TINY: f32 = 1e-6;

impl<'v> Learner<'v> {
    /// A learner that knows nothing yet.
    pub fn new(clues: usize, vectors: &'v [Vector], plan: Plan, seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut weights = Weights::zero(clues);
        let spread = (6.0 / (PLACES * DIMENSIONS + HIDDEN) as f32).sqrt();
        for number in weights.network.input.as_flattened_mut().as_flattened_mut() {
            *number = (random.f32() * 2.0 - 1.0) * spread;
        }
        for number in weights.network.output.as_flattened_mut() {
            *number = (random.f32() * 2.0 - 1.0) * 0.1;
        }
        Learner {
            vectors,
            plan,
            squares: Weights::zero(clues),
            weights,
            random,
            hidden: Vec::new(),
            scores: Vec::new(),
        }
    }

    /// Learns from weighted sentences, and tells of the loss of each round.
    pub fn learn(
        mut self,
        sentences: &[(Sequence, f32)],
        mut told: impl FnMut(usize, f32),
    ) -> Weights {
        let mut order: Vec<usize> = (0..sentences.len()).collect();
        let mut mean: Option<Weights> = None;
        for round in 0..self.plan.rounds {
            self.random.shuffle(&mut order);
            let mut loss = 0.0;
            for &at in &order {
                let (sentence, importance) = &sentences[at];
                loss += self.step(sentence, *importance);
            }
            told(round, loss);
            if round + self.plan.averaged >= self.plan.rounds {
                match &mut mean {
                    None => mean = Some(self.weights.clone()),
                    Some(mean) => {
                        for (sum, part) in mean.parts().zip(self.weights.parts()) {
                            sum.iter_mut().zip(part).for_each(|(sum, x)| *sum += *x);
                        }
                    }
                }
            }
        }
        let mut mean = mean.unwrap_or(self.weights);
        let rounds = self.plan.averaged.clamp(1, self.plan.rounds.max(1)) as f32;
        for part in mean.parts() {
            part.iter_mut().for_each(|sum| *sum /= rounds);
        }
        mean
    }

    /// Learns from one sentence: its negative log-likelihood before the step.
    fn step(&mut self, sentence: &Sequence, importance: f32) -> f32 {
        let length = sentence.len();
        let kept_units: [f32; HIDDEN] = {
            let dropout = self.plan.dropout;
            std::array::from_fn(|_| match self.random.f32() < dropout {
                true => 0.0,
                false => 1.0 / (1.0 - dropout),
            })
        };
        let remembered: Vec<bool> = (0..length)
            .map(|_| self.random.f32() >= self.plan.forgotten)
            .collect();
        self.hidden.clear();
        self.scores.clear();
        for (item, own) in sentence.iter().zip(&remembered) {
            let mut hidden = hidden(&self.weights, self.vectors, item);
            hidden
                .iter_mut()
                .zip(&kept_units)
                .for_each(|(h, kept)| *h *= kept);
            self.scores.push(scores(&self.weights, item, *own, &hidden));
            self.hidden.push(hidden);
        }
        let (loss, mut slopes, follow) = slopes(&self.weights, &self.scores, sentence);
        for slope in slopes.as_flattened_mut() {
            *slope *= importance;
        }
        let (rate, decay) = (self.plan.rate, self.plan.decay);
        for at in 0..length {
            let (item, slope) = (&sentence[at], slopes[at]);
            let own: &[u32] = if remembered[at] { &item.own } else { &[] };
            for &clue in item.clues.iter().chain(own) {
                let weights = &mut self.weights.clues[clue as usize];
                let squares = &mut self.squares.clues[clue as usize];
                for label in 0..LABELS {
                    let slope = slope[label] + decay * weights[label];
                    descend(&mut weights[label], &mut squares[label], slope, rate);
                }
            }
            self.back(item, &slope, self.hidden[at], &kept_units);
        }
        for from in 0..LABELS {
            for to in 0..LABELS {
                descend(
                    &mut self.weights.network.follow[from][to],
                    &mut self.squares.network.follow[from][to],
                    follow[from][to] * importance,
                    rate,
                );
            }
        }
        if let Some(slope) = slopes.first() {
            for label in 0..LABELS {
                let (w, s) = (
                    &mut self.weights.network.first[label],
                    &mut self.squares.network.first[label],
                );
                descend(w, s, slope[label], rate);
            }
        }
        loss
    }

    /// Takes the slope of one word back through the network.
    fn back(&mut self, item: &Item, slope: &Scores, hidden: [f32; HIDDEN], kept: &[f32; HIDDEN]) {
        let rate = self.plan.rate;
        let steep = slope.iter().any(|s| s.abs() > 1e-3);
        if !steep {
            return;
        }
        let mut of_hidden = [0.0; HIDDEN];
        for unit in 0..HIDDEN {
            if hidden[unit] == 0.0 {
                continue;
            }
            let (weights, squares) = (
                &mut self.weights.network.output[unit],
                &mut self.squares.network.output[unit],
            );
            let mut sum = 0.0;
            for label in 0..LABELS {
                sum += weights[label] * slope[label];
                let slope = slope[label] * hidden[unit] + NETWORK_DECAY * weights[label];
                descend(&mut weights[label], &mut squares[label], slope, rate);
            }
            of_hidden[unit] = sum * kept[unit];
        }
        for unit in 0..HIDDEN {
            if of_hidden[unit] != 0.0 {
                let (w, s) = (
                    &mut self.weights.network.hidden[unit],
                    &mut self.squares.network.hidden[unit],
                );
                descend(w, s, of_hidden[unit], rate);
            }
        }
        for (place, row) in item.vectors.iter().enumerate() {
            let Some(row) = row else { continue };
            let vector = &self.vectors[*row as usize];
            for unit in 0..HIDDEN {
                let slope = of_hidden[unit];
                if slope == 0.0 {
                    continue;
                }
                let weights = &mut self.weights.network.input[place][unit];
                let squares = &mut self.squares.network.input[place][unit];
                for at in 0..DIMENSIONS {
                    let slope = slope * vector[at];
                    squares[at] += slope * slope;
                    weights[at] -= rate * slope / (squares[at].sqrt() + TINY);
                }
            }
        }
    }
}

const NETWORK_DECAY: f32 = 1e-4;

fn descend(weight: &mut f32, squares: &mut f32, slope: f32, rate: f32) {
    *squares += slope * slope;
    *weight -= rate * slope / (squares.sqrt() + TINY);
}

/// The hidden units of a word: those below 0 are 0.
fn hidden(weights: &Weights, vectors: &[Vector], item: &Item) -> [f32; HIDDEN] {
    let mut hidden = weights.network.hidden;
    for (place, row) in weights.network.input.iter().zip(&item.vectors) {
        let Some(row) = row else { continue };
        let vector = &vectors[*row as usize];
        for (unit, weights) in hidden.iter_mut().zip(place) {
            *unit += dot(weights, vector);
        }
    }
    hidden.map(|unit| unit.max(0.0))
}

fn scores(weights: &Weights, item: &Item, own: bool, hidden: &[f32; HIDDEN]) -> Scores {
    let mut scores = [0.0; LABELS];
    let own: &[u32] = if own { &item.own } else { &[] };
    for &clue in item.clues.iter().chain(own) {
        add(&mut scores, 1.0, &weights.clues[clue as usize]);
    }
    for (unit, row) in hidden.iter().zip(&weights.network.output) {
        if *unit > 0.0 {
            add(&mut scores, *unit, row);
        }
    }
    scores
}

fn add(to: &mut Scores, factor: f32, what: &Scores) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += factor * what;
    }
}

/// The negative log-likelihood of a sentence, and its slopes by scores and by transitions.
fn slopes(
    weights: &Weights,
    scores: &[Scores],
    sentence: &Sequence,
) -> (f32, Vec<Scores>, [Scores; LABELS]) {
    let length = scores.len();
    let mut follow_slopes = [[0.0; LABELS]; LABELS];
    let allowed = |from: usize, to: usize| may_follow(from, to);
    let mut forward = vec![[f32::NEG_INFINITY; LABELS]; length];
    let mut backward = vec![[0.0f32; LABELS]; length];
    for label in 0..LABELS {
        if allowed(OUTSIDE, label) {
            forward[0][label] = weights.network.first[label] + scores[0][label];
        }
    }
    for at in 1..length {
        for to in 0..LABELS {
            let before = forward[at - 1];
            let terms: [f32; LABELS] = std::array::from_fn(|from| match allowed(from, to) {
                true => before[from] + weights.network.follow[from][to],
                false => f32::NEG_INFINITY,
            });
            forward[at][to] = log_sum(&terms) + scores[at][to];
        }
    }
    for at in (0..length - 1).rev() {
        for from in 0..LABELS {
            let terms: [f32; LABELS] = std::array::from_fn(|to| match allowed(from, to) {
                true => {
                    weights.network.follow[from][to] + scores[at + 1][to] + backward[at + 1][to]
                }
                false => f32::NEG_INFINITY,
            });
            backward[at][from] = log_sum(&terms);
        }
    }
    let total = log_sum(&forward[length - 1]);
    let mut slopes = vec![[0.0; LABELS]; length];
    let mut truth = 0.0;
    for at in 0..length {
        for label in 0..LABELS {
            slopes[at][label] = (forward[at][label] + backward[at][label] - total).exp();
        }
        let label = sentence[at].label;
        slopes[at][label] -= 1.0;
        truth += scores[at][label];
        if at == 0 {
            truth += weights.network.first[label];
            continue;
        }
        let before = sentence[at - 1].label;
        truth += weights.network.follow[before][label];
        follow_slopes[before][label] -= 1.0;
        for from in 0..LABELS {
            for to in 0..LABELS {
                if allowed(from, to) {
                    let likely = forward[at - 1][from]
                        + weights.network.follow[from][to]
                        + scores[at][to]
                        + backward[at][to]
                        - total;
                    follow_slopes[from][to] += likely.exp();
                }
            }
        }
    }
    (total - truth, slopes, follow_slopes)
}

fn log_sum(terms: &Scores) -> f32 {
    let most = terms.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if most == f32::NEG_INFINITY {
        return most;
    }
    most + terms
        .iter()
        .map(|term| (term - most).exp())
        .sum::<f32>()
        .ln()
}
