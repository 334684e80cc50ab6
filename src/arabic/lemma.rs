//! Lemma: the form under which all inflections of a word are found.
//!
//! Rule-based: clitics off, broken plurals to their singular, endings off. Words of other
//! scripts are stemmed as English (Snowball), numbers stay as they are.

use super::affixes::{AfterPronoun, strip_ending, strip_proclitics, strip_pronoun};
use super::tables::{is_stop_word, singular};
use super::token::Kind;
use rust_stemmers::{Algorithm, Stemmer};
use std::sync::LazyLock;

static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// Appends the lemma of `exact` to `lemma`.
pub fn lemma_into(kind: Kind, exact: &str, lemma: &mut String) {
    match kind {
        Kind::Arabic => lemma.push_str(arabic_lemma(exact)),
        Kind::Other => lemma.push_str(&ENGLISH.stem(exact)),
        Kind::Number => lemma.push_str(exact),
    }
}

fn arabic_lemma(exact: &str) -> &str {
    if is_stop_word(exact) {
        return exact;
    }
    let word = strip_proclitics(exact);
    if let Some(singular) = singular(word) {
        return strip_ending(singular, AfterPronoun::None);
    }
    let bare = strip_pronoun(word);
    let after = match bare.len() == word.len() {
        true => AfterPronoun::None,
        false => AfterPronoun::Stripped,
    };
    match singular(bare) {
        Some(singular) => strip_ending(singular, AfterPronoun::None),
        None => strip_ending(bare, after),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemma(exact: &str) -> String {
        let mut lemma = String::new();
        lemma_into(Kind::Arabic, exact, &mut lemma);
        lemma
    }

    #[test]
    fn inflections_of_a_word_share_a_lemma() {
        for group in [
            &["مدرسه", "المدرسه", "مدرستهم", "وبالمدرسه"][..],
            &["فلسطين", "الفلسطينيه", "فلسطينيون", "وفلسطين"],
            &["رءيس", "رءساء", "الرءيس", "رءسائهم"],
            &["وزير", "وزراء", "الوزير", "والوزراء"],
            &["مرتزقه", "المرتزقه", "والمرتزقه"],
        ] {
            let group: Vec<_> = group.iter().map(|w| w.replace('ئ', "ء")).collect();
            let lemmas: Vec<_> = group.iter().map(|word| lemma(word)).collect();
            assert!(
                lemmas.windows(2).all(|pair| pair[0] == pair[1]),
                "{group:?} {lemmas:?}"
            );
        }
    }

    #[test]
    fn words_of_other_scripts_are_stemmed_as_english() {
        let mut found = String::new();
        lemma_into(Kind::Other, "ceasefires", &mut found);
        assert_eq!(found, "ceasefir");
    }
}
