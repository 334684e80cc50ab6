//! Words of names: what people's names are made of, and the words beside which names stand.
//!
//! `data/names/*.tsv`, compiled by the build script and read in place. Keys are at the exact level.

use super::authority::{compiled, dictionary};
use crate::arabic::lexicon;
use fst::Map;
use std::sync::LazyLock;

static WORDS: LazyLock<Map<&'static [u8]>> =
    LazyLock::new(|| dictionary(compiled!("name-words.fst")));
static LATIN: &str = include_str!(concat!(env!("OUT_DIR"), "/name-words.latin"));
static TRIGGERS: LazyLock<Map<&'static [u8]>> =
    LazyLock::new(|| dictionary(compiled!("triggers.fst")));

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
    let value = WORDS.get(form)?;
    let (start, length) = ((value >> 16) as usize, (value >> 8 & 0xff) as usize);
    Some(NameWord {
        latin: LATIN.get(start..start + length)?,
        uses: (value & 0xff) as u8,
    })
}

/// The classes of `form` among the words beside which names stand, a bit each; 0 for none.
pub fn trigger(form: &str) -> u16 {
    TRIGGERS.get(form).unwrap_or(0) as u16
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
    let whole = look_up(form).map(|word| 8 | u64::from(word.uses()));
    let part = || Some(16 | u64::from(look_up(form.strip_prefix(PROCLITICS)?)?.uses()));
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
    let cut = look_up(bare).is_some()
        || article.is_some_and(|rest| rest.chars().count() >= FEWEST_LETTERS)
        || lemma == bare;
    usize::from(cut)
}
