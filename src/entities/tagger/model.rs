//! The model file: what the tagger has learnt, laid out to be read in place.
//!
//! Little-endian throughout. A header of [`MAGIC`], the format as four bytes, and the length of
//! each part as eight; then the parts, each begun at a multiple of eight:
//!
//! 1. to 3. the words of the vocabulary, their vectors and clusters: see [`super::vocabulary`],
//! 4. the upper halves of the clues, rising, four bytes each,
//! 5. their weights, a signed byte for each label, in units of 1/[`WEIGHT_UNITS`],
//! 6. the network, four-byte floats: see [`Network`].

use super::clues::{Clue, PLACES};
use super::decode::{self, WIDTH};
use super::label::LABELS;
use super::vocabulary::{DIMENSIONS, Vocabulary};
use std::collections::BTreeMap;

/// How a model file begins.
pub const MAGIC: &[u8; 8] = b"warraqTG";
/// The format that this version reads.
pub const FORMAT: u32 = 1;
/// Weights of clues are multiples of one part in so many.
pub const WEIGHT_UNITS: f32 = 24.0;
/// Units of the hidden layer.
pub const HIDDEN: usize = 48;
const PARTS: usize = 6;

/// A number for each label.
pub type Scores = [f32; LABELS];

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadModel(pub &'static str);

/// A model in a piece of memory.
pub struct Model<'m> {
    /// The common words.
    pub vocabulary: Vocabulary<'m>,
    /// The network and the scores of labels that follow each other.
    pub network: Box<Network>,
    bytes: &'m [u8],
    keys: &'m [u8],
    weights: &'m [u8],
    /// The first row of each beginning of a key.
    begins: Vec<u32>,
}

/// Bits of the beginning of a key, by which its row is found.
const BEGINNING_BITS: u32 = 16;

/// What is not kept by clue.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// From label to label.
    pub follow: [Scores; LABELS],
    /// To the first label of a sentence.
    pub first: Scores,
    /// What hidden units start from.
    pub hidden: [f32; HIDDEN],
    /// From hidden units to labels.
    pub output: [Scores; HIDDEN],
    /// From the vector at each place to the hidden units.
    pub input: [[[f32; DIMENSIONS]; HIDDEN]; PLACES],
}

impl Network {
    /// A network of zeros.
    pub fn zero() -> Box<Network> {
        Box::new(Network {
            follow: [[0.0; LABELS]; LABELS],
            first: [0.0; LABELS],
            hidden: [0.0; HIDDEN],
            output: [[0.0; LABELS]; HIDDEN],
            input: [[[0.0; DIMENSIONS]; HIDDEN]; PLACES],
        })
    }

    /// All its numbers, in the order of the file.
    pub fn numbers(&mut self) -> [&mut [f32]; 5] {
        [
            self.follow.as_flattened_mut(),
            &mut self.first,
            &mut self.hidden,
            self.output.as_flattened_mut(),
            self.input.as_flattened_mut().as_flattened_mut(),
        ]
    }
}

impl<'m> Model<'m> {
    /// The model in `bytes`.
    ///
    /// # Errors
    /// If they are no model of this format, or cut short.
    pub fn new(bytes: &'m [u8]) -> Result<Self, BadModel> {
        let [words, vectors, clusters, keys, weights, network] = parts(bytes)?;
        let vocabulary = Vocabulary::new([words, vectors, clusters]);
        let vocabulary = vocabulary.filter(|_| keys.len() / 4 == weights.len() / LABELS);
        Ok(Model {
            vocabulary: vocabulary.ok_or(BadModel("its parts do not fit together"))?,
            network: read_network(network)?,
            begins: begins(keys),
            bytes,
            keys,
            weights,
        })
    }

    /// The bytes that it lies in.
    pub fn bytes(&self) -> &'m [u8] {
        self.bytes
    }

    /// Adds the weights of a clue to `scores`.
    pub fn add(&self, clue: Clue, scores: &mut decode::Scores) {
        for (score, weight) in scores.iter_mut().zip(self.weights(clue)) {
            *score += f32::from(*weight as i8) * (1.0 / WEIGHT_UNITS);
        }
    }

    /// The sum of the weights of the clues of one word, in units of 1/[`WEIGHT_UNITS`].
    pub fn sum(&self, clues: impl Iterator<Item = Clue>) -> [i16; WIDTH] {
        let mut sum = [0; WIDTH];
        for clue in clues {
            for (sum, weight) in sum.iter_mut().zip(self.weights(clue)) {
                *sum += i16::from(*weight as i8);
            }
        }
        sum
    }

    /// The weights of a clue, a signed byte a label; none where it was not learnt.
    fn weights(&self, clue: Clue) -> &[u8] {
        let of_row = |row| self.weights.get(row * LABELS..(row + 1) * LABELS);
        self.row_of(key(clue)).and_then(of_row).unwrap_or(&[])
    }

    fn row_of(&self, key: u32) -> Option<usize> {
        let beginning = (key >> (u32::BITS - BEGINNING_BITS)) as usize;
        let rows = self.begins[beginning] as usize..self.begins[beginning + 1] as usize;
        let keys = self.keys.get(rows.start * 4..rows.end * 4)?;
        let at = keys
            .chunks_exact(4)
            .position(|bytes| bytes == key.to_le_bytes())?;
        Some(rows.start + at)
    }
}

fn begins(keys: &[u8]) -> Vec<u32> {
    let keys = keys
        .chunks_exact(4)
        .map(|bytes| bytes.try_into().map_or(0, u32::from_le_bytes));
    let mut begins = vec![0; (1 << BEGINNING_BITS) + 1];
    for key in keys {
        begins[(key >> (u32::BITS - BEGINNING_BITS)) as usize + 1] += 1;
    }
    for beginning in 1..begins.len() {
        begins[beginning] += begins[beginning - 1];
    }
    begins
}

/// What a clue is kept under.
pub fn key(clue: Clue) -> u32 {
    (clue >> 32) as u32
}

fn parts(bytes: &[u8]) -> Result<[&[u8]; PARTS], BadModel> {
    let cut = BadModel("it is cut short");
    let rest = bytes
        .strip_prefix(MAGIC)
        .ok_or(BadModel("it is no model of a tagger"))?;
    let (format, rest) = rest.split_first_chunk::<4>().ok_or(cut)?;
    if u32::from_le_bytes(*format) != FORMAT {
        return Err(BadModel("another version of warraq made it; train it anew"));
    }
    let lengths = rest
        .get(4..4 + 8 * PARTS)
        .ok_or(BadModel("it is cut short"))?;
    let mut start = 16 + 8 * PARTS;
    let mut parts = [&bytes[..0]; PARTS];
    for (part, length) in parts.iter_mut().zip(lengths.chunks_exact(8)) {
        let length = length.try_into().map_or(0, u64::from_le_bytes) as usize;
        let end = start
            .checked_add(length)
            .ok_or(BadModel("it is cut short"))?;
        *part = bytes.get(start..end).ok_or(BadModel("it is cut short"))?;
        start = end.next_multiple_of(8);
    }
    Ok(parts)
}

fn read_network(bytes: &[u8]) -> Result<Box<Network>, BadModel> {
    let mut network = Network::zero();
    let mut numbers = bytes
        .chunks_exact(4)
        .map(|b| b.try_into().map_or(0.0, f32::from_le_bytes));
    for part in network.numbers() {
        for number in part {
            *number = numbers.next().ok_or(BadModel("its network is cut short"))?;
        }
    }
    Ok(network)
}

/// The bytes of a model: see the head of this file.
pub fn write(
    vocabulary: [&[u8]; 3],
    clues: &BTreeMap<u32, [i8; LABELS]>,
    network: &mut Network,
) -> Vec<u8> {
    let keys: Vec<u8> = clues.keys().flat_map(|key| key.to_le_bytes()).collect();
    let weights: Vec<u8> = clues
        .values()
        .flat_map(|row| row.map(|w| w as u8))
        .collect();
    let numbers = network.numbers().into_iter().flatten();
    let numbers: Vec<u8> = numbers.flat_map(|n| n.to_le_bytes()).collect();
    let [words, vectors, clusters] = vocabulary;
    let parts = [words, vectors, clusters, &keys, &weights, &numbers];
    let mut bytes = MAGIC.to_vec();
    bytes.extend(FORMAT.to_le_bytes());
    bytes.extend([0; 4]);
    for part in parts {
        bytes.extend((part.len() as u64).to_le_bytes());
    }
    for part in parts {
        bytes.extend(part);
        bytes.resize(bytes.len().next_multiple_of(8), 0);
    }
    bytes
}
