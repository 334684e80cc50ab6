//! The model file: what the tagger has learnt, laid out to be read in place.
//!
//! Little-endian throughout. A header of [`MAGIC`], the format as four bytes, and the length of
//! each part as eight; then the parts, each begun at a multiple of eight:
//!
//! 1. to 3. the words of the vocabulary, their vectors and clusters: see [`super::vocabulary`],
//! 4. the keys of the clues, which are their first four bytes: how many keys have each of the 65,536
//!    beginnings, a byte each, and the other two bytes of every key, rising,
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
pub const FORMAT: u32 = 3;
/// Weights of clues are multiples of one part in so many.
pub const WEIGHT_UNITS: f32 = 24.0;
/// Units of the hidden layer.
pub const HIDDEN: usize = 48;
const PARTS: usize = 6;

/// A number for each label.
pub type Scores = [f32; LABELS];

/// Why a model cannot be used.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("{0}")]
pub struct BadModel(pub &'static str);

/// A model in a piece of memory.
pub struct Model<'m> {
    /// The common words.
    pub vocabulary: Vocabulary<'m>,
    /// The network and the scores of labels that follow each other.
    pub network: Box<Network>,
    bytes: &'m [u8],
    /// The ends of the keys.
    keys: &'m [u8],
    weights: &'m [u8],
    /// The first row of each beginning of a key.
    begins: Vec<u32>,
}

/// How many beginnings a key can have, by which its row is found.
const BEGINNINGS: usize = 1 << 16;

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
        let unfit = BadModel("its parts do not fit together");
        let (counts, keys) = keys.split_at_checked(BEGINNINGS).ok_or(unfit)?;
        let begins = begins(counts);
        let rows = begins.last().map_or(0, |rows| *rows as usize);
        let fits = rows * KEY_END_BYTES == keys.len() && rows * LABELS == weights.len();
        let vocabulary = Vocabulary::new([words, vectors, clusters]).filter(|_| fits);
        Ok(Model {
            vocabulary: vocabulary.ok_or(unfit)?,
            network: read_network(network)?,
            begins,
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
        let (beginning, end) = halves(key);
        let rows = self.begins[beginning] as usize..self.begins[beginning + 1] as usize;
        let bytes = rows.start * KEY_END_BYTES..rows.end * KEY_END_BYTES;
        let mut ends = self.keys.get(bytes)?.chunks_exact(KEY_END_BYTES);
        Some(rows.start + ends.position(|bytes| bytes == end)?)
    }
}

/// Bytes of the end of a key.
const KEY_END_BYTES: usize = 2;

/// The beginning of a key, and its end as it is kept.
fn halves(key: u32) -> (usize, [u8; KEY_END_BYTES]) {
    ((key >> 16) as usize, (key as u16).to_le_bytes())
}

fn begins(counts: &[u8]) -> Vec<u32> {
    let mut begins = vec![0; counts.len() + 1];
    for (beginning, count) in counts.iter().enumerate() {
        begins[beginning + 1] = begins[beginning] + u32::from(*count);
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
    let mut keys = vec![0u8; BEGINNINGS];
    for key in clues.keys() {
        let (beginning, end) = halves(*key);
        // Keys are hashes: two or three have one beginning.
        keys[beginning] += 1;
        keys.extend(end);
    }
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
