//! Affixes: the closed grammar of what attaches to an Arabic word.
//!
//! Proclitics (و ف, then ب ك ل س, then ال) and endings (pronouns, plural, dual, feminine and
//! relation endings) are stripped only while what remains could still be a word, and never
//! from a protected stem. The method is light stemming as in Larkey, Ballesteros and Connell,
//! "Light Stemming for Arabic Information Retrieval" (2007), with a protected list, pronouns
//! after ت (مدرستهم is مدرسة) and the chains that light10 leaves (وبال, ولل, فلل).
//! All functions take and return exact-level forms.

use super::tables::{Keeps, protected_stem};

/// Chains that end in the article, longest first, with the fewest letters that must remain.
const WITH_ARTICLE: &[(&str, usize)] = &[
    ("وبال", 3),
    ("وكال", 3),
    ("فبال", 3),
    ("فكال", 3),
    ("ولل", 3),
    ("فلل", 3),
    ("وال", 3),
    ("فال", 3),
    ("بال", 3),
    ("كال", 3),
    ("لل", 3),
    ("ال", 3),
];

const CONJUNCTIONS: &[char] = &['و', 'ف'];
const FEWEST_AFTER_CONJUNCTION: usize = 3;
const PREPOSITIONS: &[char] = &['ب', 'ل', 'ك'];
const FEWEST_AFTER_PREPOSITION: usize = 4;

/// The future س, only before a person prefix.
const FUTURE: &[&str] = &["سي", "ست", "سن"];
const FEWEST_AFTER_FUTURE: usize = 4;

/// Pronouns, longest first, with the fewest letters that must remain.
const PRONOUNS: &[(&str, usize)] = &[
    ("كما", 3),
    ("هما", 3),
    ("هم", 3),
    ("هن", 3),
    ("كم", 3),
    ("نا", 3),
    ("ها", 2),
];

/// Endings, longest first, with the fewest letters that must remain.
const ENDINGS: &[(&str, usize)] = &[
    ("يين", 3),
    ("يون", 3),
    ("يات", 3),
    ("تين", 3),
    ("تان", 3),
    ("ين", 3),
    ("ون", 3),
    ("ان", 3),
    ("ات", 2),
    ("يه", 3),
    ("يا", 3),
    ("وا", 3),
    ("ته", 3),
    ("ه", 2),
    ("ي", 3),
    ("ا", 3),
];

/// `word` without conjunctions, prepositions, future س and article.
pub fn strip_proclitics(word: &str) -> &str {
    if protected_stem(word).is_some() {
        return word;
    }
    for (chain, fewest) in WITH_ARTICLE {
        if let Some(rest) = leaves(word.strip_prefix(chain), *fewest) {
            return rest;
        }
    }
    let word = leaves(word.strip_prefix(CONJUNCTIONS), FEWEST_AFTER_CONJUNCTION).unwrap_or(word);
    if protected_stem(word).is_some() {
        return word;
    }
    if FUTURE.iter().any(|future| word.starts_with(future)) {
        return leaves(word.strip_prefix('س'), FEWEST_AFTER_FUTURE).unwrap_or(word);
    }
    leaves(word.strip_prefix(PREPOSITIONS), FEWEST_AFTER_PREPOSITION).unwrap_or(word)
}

/// `word` (without proclitics) without its pronoun.
pub fn strip_pronoun(word: &str) -> &str {
    strip_first_of(word, PRONOUNS)
}

/// `word` (without clitics) without its number, gender and relation ending. A ت that a
/// pronoun has laid bare (مدرست) is the feminine ending too.
pub fn strip_ending(word: &str, after: AfterPronoun) -> &str {
    let stripped = strip_first_of(word, ENDINGS);
    if stripped.len() == word.len() && after == AfterPronoun::Stripped {
        return strip_first_of(word, &[("ت", 3)]);
    }
    stripped
}

/// Whether a pronoun has been stripped from the word before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterPronoun {
    /// The word ends in what a pronoun followed.
    Stripped,
    /// The word never had one.
    None,
}

fn strip_first_of<'a>(word: &'a str, endings: &[(&str, usize)]) -> &'a str {
    let kept = match protected_stem(word) {
        Some((length, Keeps::Both)) => length,
        _ => 0,
    };
    endings
        .iter()
        .filter_map(|(ending, fewest)| leaves(word.strip_suffix(ending), *fewest))
        .find(|rest| rest.len() >= kept && !is_particle(rest))
        .unwrap_or(word)
}

/// What remains of ولاية or بلاتين when too much is stripped is no word but a particle.
fn is_particle(rest: &str) -> bool {
    rest.ends_with('ا') && rest.chars().count() <= 3
}

fn leaves(rest: Option<&str>, fewest: usize) -> Option<&str> {
    rest.filter(|rest| rest.chars().count() >= fewest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_of_proclitics_fall_away_and_protected_words_stand() {
        for (word, stem) in [
            ("وبالمدرسه", "مدرسه"),
            ("وللحكومه", "حكومه"),
            ("والوزير", "وزير"),
            ("وزير", "وزير"),
            ("ووزير", "وزير"),
            ("لبنان", "لبنان"),
            ("ولبنان", "لبنان"),
            ("سيكتبون", "يكتبون"),
            ("بوتين", "بوتين"),
        ] {
            assert_eq!(strip_proclitics(word), stem);
        }
    }

    #[test]
    fn pronouns_and_endings_fall_away_but_never_from_a_protected_stem() {
        assert_eq!(strip_pronoun("مدرستهم"), "مدرست");
        assert_eq!(strip_ending("مدرست", AfterPronoun::Stripped), "مدرس");
        assert_eq!(strip_ending("فلسطينيون", AfterPronoun::None), "فلسطين");
        assert_eq!(strip_ending("لبنان", AfterPronoun::None), "لبنان");
    }
}
