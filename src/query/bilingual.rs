//! The bilingual list: English words and phrases of the news and their Arabic renderings.
//!
//! `data/english/terms.tsv`, compiled by the build script and read in place. Head words are keyed by
//! themselves and by their English stems, so that `mercenaries` finds `mercenary`; irregular forms
//! (`held`) are in `data/english/irregular.tsv`.

use fst::Map;
use std::sync::LazyLock;

static TERMS: LazyLock<Map<&'static [u8]>> = LazyLock::new(|| {
    let bytes: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/terms.fst"));
    Map::new(bytes).expect("the build script wrote this table")
});
static RENDERINGS: &str = include_str!(concat!(env!("OUT_DIR"), "/terms.txt"));

/// The longest head phrase has this many words.
pub const LONGEST_PHRASE_WORDS: usize = 6;

/// Stands before the keys that are whole words, among those that are stems.
const WHOLE: char = '=';

/// The Arabic renderings of an English word or phrase, best first: `words` are its words as
/// written in lower case, `stems` their stems, both joined by spaces. Empty where the list does
/// not have it.
pub fn renderings(words: &str, stems: &str) -> impl Iterator<Item = &'static str> {
    let whole = TERMS.get(format!("{WHOLE}{words}"));
    let span = whole.or_else(|| TERMS.get(stems)).unwrap_or(0);
    let start = (span >> 16) as usize;
    let list = RENDERINGS.get(start..start + (span & 0xffff) as usize);
    let list = list.unwrap_or_default().split('|');
    list.filter(|rendering| !rendering.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_and_words_have_renderings() {
        assert!(renderings("mercenaries", "mercenari").any(|r| r == "مرتزقة"));
        assert!(renderings("ceasefire", "ceasefir").any(|r| r == "وقف إطلاق النار"));
        assert!(renderings("won", "won").any(|r| r == "فاز"));
        assert!(renderings("prime ministers", "prime minist").any(|r| r == "رئيس الوزراء"));
        assert_eq!(renderings("xyzzy", "xyzzy").count(), 0);
    }
}
