//! The sketch: a digest of a text by which its copies are found.
//!
//! MinHash after A. Broder, "On the resemblance and containment of documents", SEQUENCES 1997: of
//! two sets, the least elements under a random order are the same with the probability of their
//! resemblance, |A ∩ B| / |A ∪ B|. The least elements under [`BANDS`] × [`ROWS`] orders are joined
//! to bands of some rows (locality-sensitive hashing, P. Indyk and R. Motwani, STOC 1998): texts of
//! resemblance r share a band with the probability 1 - (1 - r^rows)^bands, which is .97 at .5
//! and .02 at .1. A copy that was cut to a third resembles its original too little for that, but
//! begins as it does: a second set of bands is made of the beginning alone.

use super::wording::{Wording, mixed};

/// Bands of the whole text, and rows of each.
const BANDS: usize = 24;
const ROWS: usize = 3;
/// Bands of the beginning, and rows of each.
const LEAD_BANDS: usize = 8;
const LEAD_ROWS: usize = 2;
/// Shingles that are the beginning: three or four sentences.
const LEAD_SHINGLES: usize = 40;
/// How many bands a sketch has.
pub const BAND_COUNT: usize = BANDS + LEAD_BANDS;

/// The bands of one text: texts that share one may be copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch([u32; BAND_COUNT]);

impl Sketch {
    /// The sketch of a wording; `None` if it is too short to be a copy.
    pub fn of(wording: &Wording) -> Option<Sketch> {
        wording.fingerprint()?;
        let mut bands = [0; BAND_COUNT];
        let least = least::<{ BANDS * ROWS }>(wording.shingles());
        for (band, rows) in bands.iter_mut().zip(least.chunks(ROWS)) {
            *band = joined(rows);
        }
        let lead = wording.shingles().take(LEAD_SHINGLES);
        let least = self::least::<{ LEAD_BANDS * LEAD_ROWS }>(lead);
        for (band, rows) in bands[BANDS..].iter_mut().zip(least.chunks(LEAD_ROWS)) {
            *band = joined(rows);
        }
        Some(Sketch(bands))
    }

    /// Two bands a number, as an index column holds them.
    pub fn packed(&self) -> impl Iterator<Item = u64> + '_ {
        let pairs = self.0.chunks_exact(2);
        pairs.map(|pair| u64::from(pair[0]) << 32 | u64::from(pair[1]))
    }

    /// The sketch that was [`Sketch::packed`]; `None` if it was none.
    pub fn unpacked(numbers: impl Iterator<Item = u64>) -> Option<Sketch> {
        let mut bands = [0; BAND_COUNT];
        let mut filled = 0;
        for (pair, number) in bands.chunks_exact_mut(2).zip(numbers) {
            pair.copy_from_slice(&[(number >> 32) as u32, number as u32]);
            filled += pair.len();
        }
        (filled == BAND_COUNT).then_some(Sketch(bands))
    }

    /// The bands.
    pub fn bands(&self) -> &[u32] {
        &self.0
    }
}

/// The least element under each of `N` orders.
fn least<const N: usize>(shingles: impl Iterator<Item = u64>) -> [u32; N] {
    let mut least = [u32::MAX; N];
    for shingle in shingles {
        // Dietzfelbinger's multiply-shift: one odd multiplier an order.
        for (least, multiplier) in least.iter_mut().zip(MULTIPLIERS) {
            *least = (*least).min((shingle.wrapping_mul(multiplier) >> 32) as u32);
        }
    }
    least
}

const ORDERS: usize = BANDS * ROWS;

static MULTIPLIERS: [u64; ORDERS] = multipliers();

const fn multipliers() -> [u64; ORDERS] {
    let mut odd = [0; ORDERS];
    let (mut order, mut state) = (0, 1997_u64);
    while order < ORDERS {
        // Knuth's MMIX generator: this runs in the compiler, where `mixed` cannot.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        odd[order] = (state ^ (state >> 29)) | 1;
        order += 1;
    }
    odd
}

fn joined(rows: &[u32]) -> u32 {
    let rows = rows.iter();
    (rows.fold(0, |hash, row| mixed(hash ^ u64::from(*row))) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arabic::Analysis;

    fn sketch(words: std::ops::Range<usize>) -> Sketch {
        // Words of letters only: numbers are figures.
        let word = |n: usize| {
            format!("{}كلمة", "ابتثجحخدذر".chars().nth(n % 10).unwrap()) + &"م".repeat(n / 10)
        };
        let text: Vec<String> = words.map(word).collect();
        Sketch::of(&Wording::of(&Analysis::of(&text.join(" ")))).unwrap()
    }

    fn shared(a: &Sketch, b: &Sketch) -> usize {
        a.bands()
            .iter()
            .zip(b.bands())
            .filter(|(a, b)| a == b)
            .count()
    }

    #[test]
    fn copies_share_bands_and_strangers_do_not() {
        let whole = sketch(0..200);
        assert_eq!(shared(&whole, &sketch(0..200)), BAND_COUNT);
        assert!(shared(&whole, &sketch(0..140)) > 0, "cut at the end");
        assert!(shared(&whole, &sketch(0..50)) > 0, "cut to a quarter");
        assert_eq!(shared(&whole, &sketch(300..500)), 0);
    }

    #[test]
    fn a_sketch_unpacks_as_it_was_packed() {
        let whole = sketch(0..100);
        assert_eq!(Sketch::unpacked(whole.packed()), Some(whole.clone()));
        assert_eq!(Sketch::unpacked(whole.packed().skip(1)), None);
    }
}
