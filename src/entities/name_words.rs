//! Words of names: what people's names are made of, and the words beside which names stand.
//!
//! `data/names/*.tsv`, compiled by the build script and read in place. Keys are at the exact level.

use super::authority::{compiled, dictionary};
use crate::arabic::lexicon;
use fst::{Map, Streamer};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

static WORDS: LazyLock<Map<&'static [u8]>> =
    LazyLock::new(|| dictionary(compiled!("name-words.fst")));
static LATIN: &str = include_str!(concat!(env!("OUT_DIR"), "/name-words.latin"));
/// What the tagger asks of every new word is taken out of its dictionary, which is faster.
static USES: LazyLock<FxHashMap<String, u8>> = LazyLock::new(|| {
    let words = WORDS.stream().into_str_vec().unwrap_or_default();
    let uses = words.into_iter().map(|(word, value)| (word, uses(value)));
    uses.collect()
});
static TRIGGERS: LazyLock<FxHashMap<String, u64>> = LazyLock::new(|| {
    let words = dictionary(compiled!("triggers.fst"))
        .stream()
        .into_str_vec();
    words.unwrap_or_default().into_iter().collect()
});

/// A word of people's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameWord {
    /// How the press writes it in Latin letters.
    pub latin: &'static str,
    /// Bit 0: a given name; 1: a family name; 2: more often an ordinary word.
    uses: u8,
}

impl NameWord {
    /// Whether it is more often an ordinary word than a name.
    pub fn is_ordinary(self) -> bool {
        self.uses & 4 != 0
    }

    /// Given name, family name, ordinary word: a bit each.
    pub fn uses(self) -> u8 {
        self.uses
    }
}

/// The word of people's names that `form`, an exact form, is.
pub fn look_up(form: &str) -> Option<NameWord> {
    word(WORDS.get(form)?)
}

fn word(value: u64) -> Option<NameWord> {
    let (start, length) = ((value >> 16) as usize, (value >> 8 & 0xff) as usize);
    Some(NameWord {
        latin: LATIN.get(start..start + length)?,
        uses: uses(value),
    })
}

fn uses(value: u64) -> u8 {
    (value & 0xff) as u8
}

/// The exact forms that the press writes as `latin`.
pub fn spellings(latin: &str) -> Vec<String> {
    let mut spellings = Vec::new();
    let mut words = WORDS.stream();
    while let Some((form, value)) = words.next() {
        let form = std::str::from_utf8(form).unwrap_or("");
        if word(value).is_some_and(|word| word.latin.eq_ignore_ascii_case(latin)) {
            spellings.push(form.to_owned());
        }
    }
    spellings
}

/// The classes of `form` among the words beside which names stand, a bit each; 0 for none.
pub fn trigger(form: &str) -> u16 {
    TRIGGERS.get(form).map_or(0, |classes| *classes as u16)
}

/// Offices and professions before a person's name.
pub const PERSON_TITLE: u16 = 1;
/// Words with which names of organisations begin.
pub const ORGANISATION_HEAD: u16 = 1 << 3;
/// Words with which names of places begin.
pub const PLACE_HEAD: u16 = 1 << 5;

/// What may be written on to a word.
pub(crate) const PROCLITICS: [char; 5] = ['و', 'ف', 'ب', 'ل', 'ك'];

/// The classes of a word, in any form, among those beside which names stand.
pub fn trigger_of(form: &str, lemma: &str) -> u16 {
    let bare = form.strip_prefix(PROCLITICS).unwrap_or(form);
    let without_article = bare.strip_prefix("ال").or(bare.strip_prefix('ل'));
    [form, lemma, bare, without_article.unwrap_or(bare)]
        .into_iter()
        .map(trigger)
        .fold(0, |all, classes| all | classes)
}

/// How a word is used in people's names: [`NameWord::uses`], with bit 3 for a word that is one as
/// it stands and bit 4 for one with something written on to it; 0 for no word of names.
pub fn uses_of(form: &str) -> u64 {
    let whole = USES.get(form).map(|uses| 8 | u64::from(*uses));
    let part = || Some(16 | u64::from(*USES.get(form.strip_prefix(PROCLITICS)?)?));
    whole.or_else(part).unwrap_or(0)
}

/// Common words have more forms than two to the power of this.
const FEW_FORMS_LOG2: u8 = 3;

/// Whether a word has many forms: one of few is a name, or rare.
pub fn is_common(word: &str) -> bool {
    lexicon::look_up(word).is_some_and(|word| word.forms_log2 > FEW_FORMS_LOG2)
}

/// Fewer letters are no name.
const FEWEST_LETTERS: usize = 3;

/// How many letters of the first word of a name are written on to it: the و of وكميل, not that of
/// وليد.
pub fn letters_before_name(form: &str, lemma: &str) -> usize {
    let Some(bare) = form.strip_prefix(PROCLITICS) else {
        return 0;
    };
    if bare.chars().count() < FEWEST_LETTERS
        || look_up(form).is_some_and(|word| !word.is_ordinary())
    {
        return 0;
    }
    let lemma: String = lemma
        .chars()
        .map(crate::arabic::chars::fold_exact)
        .collect();
    let article = bare.strip_prefix("ال");
    // ك hardly ever stands before a name: كاليفورنيا and كيلور begin with it.
    let is_sure = !form.starts_with('ك') || lexicon::look_up(bare).is_some();
    let cut = look_up(bare).is_some()
        || is_sure
            && (article.is_some_and(|rest| rest.chars().count() >= FEWEST_LETTERS)
                || lemma == bare);
    usize::from(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letter_of_a_name_is_no_particle() {
        for (form, lemma, letters) in [
            ("كاليفورنيا", "ليفورنيا", 0),
            ("كيلور", "يلور", 0),
            ("وكميل", "كميل", 1),
            ("كالاهلي", "اهلي", 1),
        ] {
            assert_eq!(letters_before_name(form, lemma), letters, "{form}");
        }
    }

    #[test]
    fn a_latin_name_has_the_spellings_of_the_press() {
        let spellings = spellings("James");
        assert!(spellings.contains(&"جيمس".to_owned()), "{spellings:?}");
        assert!(!spellings.contains(&"خميس".to_owned()), "{spellings:?}");
    }
}
