//! The vocabulary: the common words of the news with their vectors and clusters, read in place.

use crate::entities::name_words::PROCLITICS;
use fst::{Map, MapBuilder};
use rustc_hash::FxHashMap;

/// Numbers of a vector.
pub const DIMENSIONS: usize = 64;
/// Families of words.
pub const FAMILIES: usize = 100;
/// Clusters of each family, which follow each other.
pub const CLUSTERS_A_FAMILY: usize = 12;
/// A vector.
pub type Vector = [f32; DIMENSIONS];

/// Bytes of a vector: half a byte a number.
const VECTOR_BYTES: usize = DIMENSIONS / 2;
/// Bytes of the cluster of a row.
const CLUSTER_BYTES: usize = 2;
/// The step between two numbers that half a byte can hold; a vector has a length of about 8.
const STEP: f32 = 0.4;
/// The half byte of the number 0.
const ZERO: f32 = 7.5;
/// Length that vectors are given before they are written.
pub const LENGTH: f32 = 8.0;

/// The common words of the news.
pub struct Vocabulary<'m> {
    parts: [&'m [u8]; 3],
    /// The words taken out of their dictionary: each new word of an archive is looked up here, and
    /// that is several times as fast.
    rows: FxHashMap<String, u64>,
}

/// A word is at least so long when what stands before it is taken off.
const FEWEST_LETTERS: usize = 3;

impl<'m> Vocabulary<'m> {
    /// A vocabulary in three pieces of memory, as [`write`] writes them. `None` if they are damaged
    /// or do not fit together.
    pub fn new(parts: [&'m [u8]; 3]) -> Option<Self> {
        let words = Map::new(parts[0]).ok()?;
        // A dictionary with one wrong byte can lead anywhere.
        words.as_fst().verify().ok()?;
        let rows: FxHashMap<_, _> = words.stream().into_str_vec().ok()?.into_iter().collect();
        let fits = |bytes: &[u8], of_a_row| bytes.len() == rows.len() * of_a_row;
        let fit = fits(parts[1], VECTOR_BYTES) && fits(parts[2], CLUSTER_BYTES);
        fit.then_some(Vocabulary { parts, rows })
    }

    /// The pieces of memory that it lies in.
    pub fn parts(&self) -> [&'m [u8]; 3] {
        self.parts
    }

    /// How many words it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row of a word at the exact level, or of the nearest that it has: what is left when
    /// letters that are written on to words are taken off, or the lemma.
    pub fn row_of(&self, form: &str, lemma: &str) -> Option<u32> {
        let row = |form: &str| self.rows.get(form).copied();
        let long = |bare: &&str| bare.chars().count() >= FEWEST_LETTERS;
        let bare = form.strip_prefix(PROCLITICS);
        let found = row(form)
            .or_else(|| row(bare.filter(long)?))
            .or_else(|| row(&format!("ال{}", form.strip_prefix("لل")?)))
            .or_else(|| row(bare?.strip_prefix(PROCLITICS).filter(long)?))
            .or_else(|| row(lemma));
        found.map(|row| row as u32)
    }

    /// The vector of a row.
    pub fn vector(&self, row: u32) -> Vector {
        let start = row as usize * VECTOR_BYTES;
        let mut vector = [0.0; DIMENSIONS];
        if let Some(bytes) = self.parts[1].get(start..start + VECTOR_BYTES) {
            for (pair, byte) in vector.chunks_exact_mut(2).zip(bytes) {
                pair[0] = number(byte & 15);
                pair[1] = number(byte >> 4);
            }
        }
        vector
    }

    /// The family and the cluster of a row: words of one family stand in alike places, and each
    /// family has a few clusters.
    pub fn clusters(&self, row: u32) -> (u16, u16) {
        let start = row as usize * CLUSTER_BYTES;
        let cluster = match self.parts[2].get(start..start + CLUSTER_BYTES) {
            Some(&[a, b]) => u16::from_le_bytes([a, b]),
            _ => 0,
        };
        // A damaged file must not lead to a family that there is none of.
        let family = (cluster / CLUSTERS_A_FAMILY as u16).min(FAMILIES as u16 - 1);
        (family, cluster)
    }
}

/// The number that half a byte holds.
fn number(half: u8) -> f32 {
    (f32::from(half) - ZERO) * STEP
}

fn half(number: f32) -> u8 {
    (number / STEP + ZERO).round().clamp(0.0, 15.0) as u8
}

/// The parts of a vocabulary: words in rising order with their vectors, of length [`LENGTH`], and
/// clusters.
///
/// # Errors
/// If the words are out of order.
pub fn write(words: &[(&str, Vector, u16)]) -> fst::Result<[Vec<u8>; 3]> {
    let mut rows = MapBuilder::memory();
    let (mut vectors, mut clusters) = (Vec::new(), Vec::new());
    for (row, (word, vector, cluster)) in (0..).zip(words) {
        rows.insert(word, row)?;
        vectors.extend(
            vector
                .chunks_exact(2)
                .map(|pair| half(pair[0]) | half(pair[1]) << 4),
        );
        clusters.extend(cluster.to_le_bytes());
    }
    Ok([rows.into_inner()?, vectors, clusters])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_with_their_vectors_and_without_what_is_attached() {
        let vector = std::array::from_fn(|at| (at % 5) as f32 * STEP);
        let parts = write(&[("باريس", vector, 40), ("لندن", vector, 50)]);
        let parts = parts.expect("the words are in order");
        let vocabulary = Vocabulary::new([&parts[0], &parts[1], &parts[2]]).expect("they fit");
        let row = vocabulary.row_of("وبباريس", "باريس").expect("it is there");
        assert_eq!(vocabulary.clusters(row), (3, 40));
        let back = vocabulary.vector(row);
        assert!(
            back.iter()
                .zip(&vector)
                .all(|(a, b)| (a - b).abs() <= STEP / 2.0 + 1e-6)
        );
        assert_eq!(vocabulary.row_of("مدريد", "مدريد"), None);
        assert!(Vocabulary::new([&parts[0], &parts[1], &parts[2][1..]]).is_none());
    }
}
