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
    find(form)?.entry()
}

/// Finds a form at the lexical level.
pub fn find(form: &str) -> Option<Value> {
    FORMS.get(form).map(Value)
}

/// The well-known foreign name of which `form`, a word that the lexicon does not have, is
/// probably a spelling.
pub fn famous_name(form: &str) -> Option<Entry> {
    let skeleton = skeleton(form);
    let entry = Value(NAMES.get(&skeleton)?).entry()?;
    are_near(entry.lemma, form).then_some(entry)
}

/// A word of the lexicon, not yet read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value(u64);

impl Value {
    /// See [`Entry::forms_log2`].
    pub fn forms_log2(self) -> u8 {
        (self.0 & ((1 << FORMS_BITS) - 1)) as u8
    }

    /// What the lexicon says of it.
    pub fn entry(self) -> Option<Entry> {
        let number = (self.0 >> FORMS_BITS) as usize;
        let line = LEMMAS.get(offset(number)?..offset(number + 1)?)?;
        let (lemma, root) = line.split_once('\t')?;
        Some(Entry {
            lemma,
            root: if root.is_empty() { lemma } else { root },
            forms_log2: self.forms_log2(),
        })
    }
}

/// What the lexicon has of a beginning of a word, as it stands and with the endings that a stem
/// can have lost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stem {
    /// The beginning itself.
    pub bare: Option<Value>,
    /// The beginning with ة.
    pub with_taa: Option<Value>,
    /// The beginning with ات.
    pub with_aat: Option<Value>,
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

fn value(place: Option<Place>) -> Option<Value> {
    let (node, gathered) = place?;
    node.is_final()
        .then(|| Value(gathered.cat(node.final_output()).value()))
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
