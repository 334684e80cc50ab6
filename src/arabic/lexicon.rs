//! The lexicon: from a written form to its lemma and root.
//!
//! `data/lexicon/lexicon.tsv`, learnt from the word counts of news and from curated tables (see
//! [`crate::lexicon`]), compiled by the build script and read in place: nothing is parsed at
//! start-up. Forms and lemmas are at the lexical level.

use super::skeleton::{are_near, skeleton};
use fst::Map;
use std::sync::LazyLock;

static FORMS: LazyLock<Map<&'static [u8]>> = LazyLock::new(|| {
    let bytes: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.fst"));
    Map::new(bytes).expect("the build script wrote this table")
});
static LEMMAS: &str = include_str!(concat!(env!("OUT_DIR"), "/lexicon.lemmas"));
static OFFSETS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.offsets"));

static NAMES: LazyLock<Map<&'static [u8]>> = LazyLock::new(|| {
    let bytes: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/names.fst"));
    Map::new(bytes).expect("the build script wrote this table")
});

/// What the lexicon says of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The word that it is a form of.
    pub lemma: &'static str,
    /// The root of that word; the lemma itself where it has none.
    pub root: &'static str,
    /// How many written forms the word has: the binary logarithm, 0 to 15.
    pub forms_log2: u8,
}

/// The bits of a value that hold [`Entry::forms_log2`]; the lemma's number stands above them.
const FORMS_BITS: u32 = 4;

/// Looks up a form at the lexical level.
pub fn look_up(form: &str) -> Option<Entry> {
    entry(FORMS.get(form)?)
}

/// The well-known foreign name of which `form`, a word that the lexicon does not have, is
/// probably a spelling.
pub fn famous_name(form: &str) -> Option<Entry> {
    let skeleton = skeleton(form);
    let entry = entry(NAMES.get(&skeleton)?)?;
    are_near(entry.lemma, form).then_some(entry)
}

fn entry(value: u64) -> Option<Entry> {
    let number = (value >> FORMS_BITS) as usize;
    let line = LEMMAS.get(offset(number)?..offset(number + 1)?)?;
    let (lemma, root) = line.split_once('\t')?;
    Some(Entry {
        lemma,
        root: if root.is_empty() { lemma } else { root },
        forms_log2: (value & ((1 << FORMS_BITS) - 1)) as u8,
    })
}

fn offset(number: usize) -> Option<usize> {
    let bytes = OFFSETS.get(number * 4..number * 4 + 4)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_lead_to_their_word_and_its_root() {
        let entry = look_up("قواتهم");
        assert_eq!(entry.map(|e| e.lemma), Some("قوة"));
        assert_eq!(look_up("ءءءء"), None);
    }
}
