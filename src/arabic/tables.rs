//! The word tables of `data/words/`, compiled by the build script and read in place.
//!
//! Every key is at the exact level, so that a table can be asked with any spelling that a
//! token has been folded to.

use fst::{Map, Set};
use std::sync::LazyLock;

static STOP: LazyLock<Set<&'static [u8]>> =
    LazyLock::new(|| set(include_bytes!(concat!(env!("OUT_DIR"), "/stop.fst"))));
static PROTECTED: LazyLock<Map<&'static [u8]>> =
    LazyLock::new(|| map(include_bytes!(concat!(env!("OUT_DIR"), "/protected.fst"))));
static PLURALS: LazyLock<Map<&'static [u8]>> =
    LazyLock::new(|| map(include_bytes!(concat!(env!("OUT_DIR"), "/plurals.fst"))));
static SINGULARS: &str = include_str!(concat!(env!("OUT_DIR"), "/singulars.txt"));

/// How much of a protected stem belongs to the word itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// Its first letter is no proclitic.
    First,
    /// Nor are its last letters an ending.
    Both,
}

/// Whether `exact` carries no topic of its own.
pub fn is_stop_word(exact: &str) -> bool {
    STOP.contains(exact)
}

/// The singular of a broken plural.
pub fn singular(exact: &str) -> Option<&'static str> {
    let span = PLURALS.get(exact)?;
    let start = (span >> 8) as usize;
    SINGULARS.get(start..start + (span & 0xff) as usize)
}

/// What may follow a protected stem in a word that still is that stem.
const ENDINGS: &[&str] = &[
    "", "ه", "ها", "هم", "هن", "هما", "كم", "نا", "ي", "يه", "ات", "اته", "اتها", "اتهم", "ان",
    "ين", "ون", "ا", "ته", "تها", "تهم", "تنا", "تين", "تان", "يا", "يون", "يين", "يات", "وا", "ت",
];

/// The longest protected stem of which `exact` is a form: its length in bytes, and what it keeps.
pub fn protected_stem(exact: &str) -> Option<(usize, Keeps)> {
    let fst = PROTECTED.as_fst();
    let mut node = fst.root();
    let mut value = fst::raw::Output::zero();
    let mut longest = None;
    for (at, byte) in exact.bytes().enumerate() {
        let Some(arc) = node.find_input(byte) else {
            break;
        };
        let transition = node.transition(arc);
        value = value.cat(transition.out);
        node = fst.node(transition.addr);
        if node.is_final() && ENDINGS.contains(&&exact[at + 1..]) {
            let keeps = match value.cat(node.final_output()).value() {
                0 => Keeps::First,
                _ => Keeps::Both,
            };
            longest = Some((at + 1, keeps));
        }
    }
    longest
}

fn set(bytes: &'static [u8]) -> Set<&'static [u8]> {
    Set::new(bytes).expect("the build script wrote this table")
}

fn map(bytes: &'static [u8]) -> Map<&'static [u8]> {
    Map::new(bytes).expect("the build script wrote this table")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_answer_at_the_exact_level() {
        assert!(is_stop_word("علي") && is_stop_word("the"));
        assert!(!is_stop_word("حرب"));
        assert_eq!(singular("حرب"), None);
        assert_eq!(singular("رءساء"), Some("رءيس"));
        assert_eq!(
            protected_stem("فلسطينيه"),
            Some(("فلسطين".len(), Keeps::Both))
        );
        assert_eq!(protected_stem("حرب"), None);
    }
}
