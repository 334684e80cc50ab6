//! The lexicon: from a written form to its lemma and root.
//!
//! `data/lexicon/lexicon.tsv`, learnt from the word counts of news and from curated tables (see
//! [`crate::lexicon`]), compiled by the build script and read in place: nothing is parsed at
//! start-up. Forms and lemmas are at the lexical level.

use super::skeleton::{are_near, skeleton};
use fst::Map;
use fst::raw::{Node, Output};
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

/// What the lexicon says of a beginning of a word, as it stands and with the endings that a stem
/// can have lost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stem {
    bare: Option<u64>,
    with_taa: Option<u64>,
    with_aat: Option<u64>,
}

impl Stem {
    /// The word that the beginning is.
    pub fn bare(self) -> Option<Entry> {
        self.bare.and_then(entry)
    }

    /// The word that it is with ة.
    pub fn with_taa(self) -> Option<Entry> {
        self.with_taa.and_then(entry)
    }

    /// The word that it is with ات.
    pub fn with_aat(self) -> Option<Entry> {
        self.with_aat.and_then(entry)
    }
}

/// Every beginning of `word`, by its length in bytes: one walk through the dictionary answers for
/// all the stems that a word could have.
pub fn stems(word: &str, found: &mut Vec<Stem>) {
    found.clear();
    found.resize(word.len() + 1, Stem::default());
    let dictionary = FORMS.as_fst();
    let mut at = (dictionary.root(), Output::zero());
    for (length, byte) in (1..).zip(word.bytes()) {
        let Some(next) = step(at, byte) else {
            return;
        };
        at = next;
        if word.is_char_boundary(length) {
            found[length] = Stem {
                bare: value(Some(at)),
                with_taa: value(run(at, "ة")),
                with_aat: value(run(at, "ات")),
            };
        }
    }
}

/// A place in the dictionary, and the value gathered on the way.
type Place = (Node<'static>, Output);

fn step((node, gathered): Place, byte: u8) -> Option<Place> {
    let transition = node.transition(node.find_input(byte)?);
    let next = FORMS.as_fst().node(transition.addr);
    Some((next, gathered.cat(transition.out)))
}

fn run(from: Place, ending: &str) -> Option<Place> {
    ending.bytes().try_fold(from, step)
}

fn value(place: Option<Place>) -> Option<u64> {
    let (node, gathered) = place?;
    node.is_final()
        .then(|| gathered.cat(node.final_output()).value())
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
