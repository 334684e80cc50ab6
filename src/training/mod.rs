//! The tagger's workshop: from articles and annotated sentences to the model that
//! [`entities::tagger`](crate::entities::tagger) reads.
//!
//! 1. [`vectors`]: where words stand in articles, and so which words are alike,
//! 2. [`clusters`]: groups of alike words,
//! 3. [`annotated`]: sentences in which people have marked the names, as [`conll`] or [`marked`] text,
//! 4. [`crf`]: how much each clue says, learnt from those sentences, by the [`kinds`] of their texts.
//!
//! `warraq entities train` writes the model to `data/tagger/`. The same input gives the same model.

pub mod annotated;
pub mod clusters;
pub mod conll;
pub mod crf;
pub mod kinds;
pub mod marked;
pub mod vectors;

use crate::entities;
use crate::entities::authority::Authority;
use crate::entities::tagger::clues::{self, Clue, REACH, Setting, Word};
use crate::entities::tagger::gap::Gap;
use crate::entities::tagger::label::{LABELS, OUTSIDE};
use crate::entities::tagger::model::{self, WEIGHT_UNITS};
use crate::entities::tagger::vocabulary::{self, LENGTH, Vector, Vocabulary};
use crate::table::TableError;
use annotated::Sentence;
use crf::{Item, Learner, Plan, Sequence, Weights};
use kinds::Kinds;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::PathBuf;
use vectors::Vectors;

/// Why a tagger cannot be trained.
#[derive(Debug, thiserror::Error)]
pub enum TrainingError {
    /// A file of annotated sentences is not right.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The words of the vocabulary cannot be written.
    #[error("the vocabulary cannot be written")]
    Vocabulary(#[from] fst::Error),
}

/// The parts of a vocabulary of words and their vectors.
///
/// # Errors
/// If the words are out of order.
pub fn vocabulary(vectors: &Vectors) -> Result<[Vec<u8>; 3], TrainingError> {
    let clusters = clusters::clusters(&vectors.vectors);
    let words = vectors.words.iter().zip(&vectors.vectors).zip(clusters);
    let words: Vec<(&str, Vector, u16)> = words
        .map(|((word, vector), cluster)| {
            (
                word.as_str(),
                clusters::unit(vector).map(|x| x * LENGTH),
                cluster,
            )
        })
        .collect();
    Ok(vocabulary::write(&words)?)
}

/// Clues seen less often in the annotated sentences are left out.
const FEWEST_SEEN: u32 = 2;
/// So many clues, those with the heaviest weights, are kept in the model: ten bytes each.
const MOST_CLUES: usize = 140_000;

/// Annotated sentences to learn from.
#[derive(Debug, Clone)]
pub struct Source {
    /// A file of them, or a directory of such files.
    pub path: PathBuf,
    /// How much a sentence counts.
    pub importance: f32,
    /// The number of the kind of their text; the model is for texts of kind 0.
    pub kind: usize,
}

/// Learns a model from annotated sentences and a vocabulary. `told` hears of each round and its loss.
/// Gives the bytes of the model.
///
/// # Errors
/// If a file cannot be read or is no annotated text.
pub fn train(
    vocabulary: &Vocabulary<'_>,
    sources: &[Source],
    plan: Plan,
    told: impl FnMut(usize, f32),
) -> Result<Vec<u8>, TrainingError> {
    let mut numbers = Numbers::default();
    let mut sentences = Vec::new();
    let mut kind_of = Vec::new();
    for source in sources {
        for sentence in annotated::read(&source.path)? {
            let names =
                entities::known_names(Authority::builtin(), &sentence.text, &sentence.analysis);
            let sequence = sequence(vocabulary, &mut numbers, &sentence, &names);
            sentences.push((sequence, source.importance));
            kind_of.push(source.kind);
        }
    }
    let kinds = kind_of.iter().max().map_or(1, |last| last + 1);
    let kinds = Kinds::new(numbers.seen.len(), kinds);
    for ((sequence, _), kind) in sentences.iter_mut().zip(kind_of) {
        for item in sequence {
            item.clues.retain(|clue| numbers.is_kept(*clue));
            item.own.retain(|clue| numbers.is_kept(*clue));
            kinds.tell(item, kind);
        }
    }
    let vectors: Vec<Vector> = (0..vocabulary.len() as u32)
        .map(|row| vocabulary.vector(row))
        .collect();
    let learner = Learner::new(kinds.rows(), &vectors, plan, SEED);
    let mut weights = learner.learn(&sentences, told);
    kinds.join_first(&mut weights);
    let clues = numbers.rows(&weights);
    Ok(model::write(
        vocabulary.parts(),
        &clues,
        &mut weights.network,
    ))
}

const SEED: u64 = 7;

/// Numbers of clues, and how often each was seen.
#[derive(Default)]
struct Numbers {
    of: FxHashMap<Clue, u32>,
    seen: Vec<u32>,
}

impl Numbers {
    fn number(&mut self, clue: Clue) -> u32 {
        let next = self.seen.len() as u32;
        let number = *self.of.entry(clue).or_insert(next);
        if number == next {
            self.seen.push(0);
        }
        self.seen[number as usize] += 1;
        number
    }

    fn is_kept(&self, number: u32) -> bool {
        self.seen[number as usize] >= FEWEST_SEEN
    }

    /// What the model keeps of the weights, by the keys of clues.
    fn rows(&self, weights: &Weights) -> BTreeMap<u32, [i8; LABELS]> {
        let heaviest = |row: &[f32; LABELS]| row.iter().fold(0.0f32, |most, w| most.max(w.abs()));
        let kept = self.of.iter().filter(|(_, number)| self.is_kept(**number));
        let mut rows: Vec<(Clue, &[f32; LABELS])> = kept
            .map(|(clue, number)| (*clue, &weights.clues[*number as usize]))
            .collect();
        rows.sort_unstable_by(|(a, of_a), (b, of_b)| {
            let by_weight = heaviest(of_b).total_cmp(&heaviest(of_a));
            by_weight.then(a.cmp(b))
        });
        rows.truncate(MOST_CLUES);
        let units = |weight: &f32| (weight * WEIGHT_UNITS).round().clamp(-127.0, 127.0) as i8;
        let rows = rows.into_iter();
        rows.map(|(clue, row)| (model::key(clue), row.each_ref().map(units)))
            .collect()
    }
}

/// A sentence as the learner sees it: what the tagger sees, and the labels.
fn sequence(
    vocabulary: &Vocabulary<'_>,
    numbers: &mut Numbers,
    sentence: &Sentence,
    names: &[u64],
) -> Sequence {
    let Sentence {
        text,
        analysis,
        labels,
    } = sentence;
    let tokens = analysis.tokens();
    let words: Vec<Word> = tokens
        .iter()
        .map(|token| Word::of(vocabulary, analysis, token))
        .collect();
    let mut gaps = vec![Gap::Break];
    let ends = tokens.iter().map(|token| token.span.end);
    let starts = tokens
        .iter()
        .skip(1)
        .map(|token| token.span.start)
        .chain([text.len()]);
    gaps.extend(
        ends.zip(starts)
            .map(|(end, start)| Gap::of(&text[end..start])),
    );
    let setting = Setting { gaps: &gaps, names };
    let match_words = words.iter().filter(|word| word.of_matches).count();
    let match_words = match_words.min(clues::MATCH_WORDS);
    (0..words.len())
        .map(|at| {
            let mut item = Item {
                label: labels.get(at).copied().unwrap_or(OUTSIDE),
                ..Item::default()
            };
            for place in -REACH..=REACH {
                let Some(word) = at.checked_add_signed(place).and_then(|at| words.get(at)) else {
                    continue;
                };
                let (own, rest) = word.seen_from(place);
                item.own.extend(own.map(|clue| numbers.number(clue)));
                item.clues.extend(rest.map(|clue| numbers.number(clue)));
                item.vectors[(place + REACH) as usize] = word.row;
            }
            setting.clues(at, |clue| item.clues.push(numbers.number(clue)));
            if match_words > 0 {
                let family = clues::in_match(match_words, words[at].family);
                let name = names.get(at).filter(|name| **name != 0);
                let name = name.map(|name| clues::name_in_match(match_words, *name));
                let clues = [family].into_iter().chain(name);
                item.clues.extend(clues.map(|clue| numbers.number(clue)));
            }
            let family = |at: usize| words.get(at).map(|word| word.family);
            let before = at.checked_sub(1).and_then(family);
            let pairs = before.map(|before| clues::pair(before, words[at].family)[1]);
            let after = family(at + 1).map(|after| clues::pair(words[at].family, after)[0]);
            let pairs = pairs.into_iter().chain(after);
            item.clues.extend(pairs.map(|clue| numbers.number(clue)));
            item
        })
        .collect()
}
