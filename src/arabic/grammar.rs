//! Grammar: the closed set of what attaches to an Arabic word, and the ways to take it off.
//!
//! A written word is proclitics, a stem and a suffix. A nominal has `[و ف] [ب ك ل] [ال]` before
//! it and a number, gender, case or pronoun ending behind it; a verb has `[و ف] [ل] [س]`
//! before it and a pronoun behind it, its person endings being part of its conjugation. The
//! order of the parts is the one that every grammar gives (Wright, *A Grammar of the Arabic
//! Language*, 3rd ed. 1896, vol. I); which of several possible splits is meant is decided by
//! the lexicon. All forms are at the lexical level: see [`fold_lexical`](super::chars::fold_lexical).

/// What comes before the stem of a nominal, and whether it ends in the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proclitic {
    /// As written.
    pub form: &'static str,
    /// Whether it ends in the article.
    pub article: bool,
}

const fn bare(form: &'static str) -> Proclitic {
    Proclitic {
        form,
        article: false,
    }
}

const fn definite(form: &'static str) -> Proclitic {
    Proclitic {
        form,
        article: true,
    }
}

/// Proclitics of nominals: conjunction, preposition, article. After ل the article is written لل.
pub const NOMINAL_PROCLITICS: &[Proclitic] = &[
    bare(""),
    definite("ال"),
    bare("و"),
    definite("وال"),
    bare("ب"),
    definite("بال"),
    bare("ل"),
    definite("لل"),
    bare("ك"),
    definite("كال"),
    bare("ف"),
    definite("فال"),
    bare("وب"),
    definite("وبال"),
    bare("ول"),
    definite("ولل"),
    bare("وك"),
    definite("وكال"),
    bare("فب"),
    definite("فبال"),
    bare("فل"),
    definite("فلل"),
    bare("فك"),
    definite("فكال"),
];

/// Proclitics of verbs: conjunction, ل of purpose, س of the future.
pub const VERBAL_PROCLITICS: &[&str] = &["", "و", "ف", "ل", "ول", "فل", "س", "وس", "فس"];

/// Object pronouns of verbs; the empty one is none.
pub const OBJECT_PRONOUNS: &[&str] = &[
    "", "ه", "ها", "هم", "هن", "هما", "نا", "ني", "ك", "كم", "كما",
];

/// What a nominal suffix says of the stem before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Nothing: the stem is the word.
    None,
    /// ة, or the ت that it becomes.
    Feminine,
    /// ات.
    FemininePlural,
    /// ون and ين, or what is left of them before a genitive or pronoun.
    MasculinePlural,
    /// ان.
    Dual,
    /// The ا of an indefinite accusative.
    Accusative,
    /// هات: the plural of loan words that end in a vowel.
    LoanPlural,
}

/// A nominal suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suffix {
    /// As written.
    pub form: &'static str,
    /// What it says of the stem.
    pub ending: Ending,
    /// Whether a pronoun is part of it.
    pub pronoun: bool,
    /// Whether it can stand in a word that has the article.
    pub with_article: bool,
}

const fn free(form: &'static str, ending: Ending) -> Suffix {
    Suffix {
        form,
        ending,
        pronoun: false,
        with_article: true,
    }
}

const fn bound(form: &'static str, ending: Ending) -> Suffix {
    Suffix {
        form,
        ending,
        pronoun: true,
        with_article: false,
    }
}

const fn indefinite(form: &'static str, ending: Ending) -> Suffix {
    Suffix {
        form,
        ending,
        pronoun: false,
        with_article: false,
    }
}

/// Suffixes of nominals.
pub const NOMINAL_SUFFIXES: &[Suffix] = &[
    free("", Ending::None),
    free("ة", Ending::Feminine),
    free("ات", Ending::FemininePlural),
    free("ين", Ending::MasculinePlural),
    free("ون", Ending::MasculinePlural),
    free("ان", Ending::Dual),
    free("تان", Ending::Feminine),
    free("تين", Ending::Feminine),
    free("هات", Ending::LoanPlural),
    indefinite("ا", Ending::Accusative),
    indefinite("تي", Ending::Feminine),
    indefinite("تا", Ending::Feminine),
    indefinite("و", Ending::MasculinePlural),
    indefinite("ي", Ending::MasculinePlural),
    bound("ه", Ending::None),
    bound("ها", Ending::None),
    bound("هم", Ending::None),
    bound("هن", Ending::None),
    bound("هما", Ending::None),
    bound("نا", Ending::None),
    bound("ك", Ending::None),
    bound("كم", Ending::None),
    bound("ته", Ending::Feminine),
    bound("تها", Ending::Feminine),
    bound("تهم", Ending::Feminine),
    bound("تهن", Ending::Feminine),
    bound("تهما", Ending::Feminine),
    bound("تنا", Ending::Feminine),
    bound("تك", Ending::Feminine),
    bound("تكم", Ending::Feminine),
    bound("اته", Ending::FemininePlural),
    bound("اتها", Ending::FemininePlural),
    bound("اتهم", Ending::FemininePlural),
    bound("اتهن", Ending::FemininePlural),
    bound("اتهما", Ending::FemininePlural),
    bound("اتنا", Ending::FemininePlural),
    bound("اتك", Ending::FemininePlural),
    bound("اتكم", Ending::FemininePlural),
    bound("اتي", Ending::FemininePlural),
    bound("يه", Ending::MasculinePlural),
    bound("يها", Ending::MasculinePlural),
    bound("يهم", Ending::MasculinePlural),
    bound("يهن", Ending::MasculinePlural),
    bound("ينا", Ending::MasculinePlural),
    bound("وه", Ending::MasculinePlural),
    bound("وها", Ending::MasculinePlural),
    bound("وهم", Ending::MasculinePlural),
    bound("ونا", Ending::MasculinePlural),
];

/// One way to read a word as a nominal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split<'w> {
    /// Index into [`NOMINAL_PROCLITICS`].
    pub proclitic: usize,
    /// What is left between.
    pub stem: &'w str,
    /// Index into [`NOMINAL_SUFFIXES`].
    pub suffix: usize,
}

/// No stem is shorter.
pub const SHORTEST_STEM_LETTERS: usize = 2;

/// All ways in which the grammar can read `word` as a nominal; the whole word comes first.
pub fn nominal_splits(word: &str) -> impl Iterator<Item = Split<'_>> {
    NOMINAL_PROCLITICS
        .iter()
        .enumerate()
        .filter_map(move |(proclitic, before)| {
            Some((proclitic, before, word.strip_prefix(before.form)?))
        })
        .flat_map(|(proclitic, before, rest)| {
            NOMINAL_SUFFIXES
                .iter()
                .enumerate()
                .filter(move |(_, behind)| behind.with_article || !before.article)
                .filter_map(move |(suffix, behind)| {
                    let stem = rest.strip_suffix(behind.form)?;
                    // Two bytes a letter: every letter of a lexical form is Arabic.
                    let long_enough = stem.len() >= 2 * SHORTEST_STEM_LETTERS;
                    long_enough.then_some(Split {
                        proclitic,
                        stem,
                        suffix,
                    })
                })
        })
}

/// Relation adjectives of five letters and more end in ي: their feminine is no word of its own.
pub fn is_relation(stem: &str) -> bool {
    stem.ends_with('ي') && stem.chars().count() >= 5
}

/// Other spellings of a form that the press mixes up: ه for ة, ي for ى, seats of hamza.
pub fn respellings(form: &str) -> impl Iterator<Item = String> {
    let last = |from: &str, to: &str| Some(format!("{}{to}", form.strip_suffix(from)?));
    let within = |from: &str, to: &str| form.contains(from).then(|| form.replacen(from, to, 1));
    [
        last("ه", "ة"),
        last("ي", "ى"),
        last("ى", "ي"),
        last("يء", "ئ"),
        within("ئو", "ؤو"),
        within("اا", "ا"),
        within("ىء", "ئ"),
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reads(word: &str) -> Vec<(&str, &str, &str)> {
        nominal_splits(word)
            .map(|split| {
                (
                    NOMINAL_PROCLITICS[split.proclitic].form,
                    split.stem,
                    NOMINAL_SUFFIXES[split.suffix].form,
                )
            })
            .collect()
    }

    #[test]
    fn the_grammar_offers_every_reading_of_a_word() {
        let found = reads("وبالمدرسة");
        assert!(found.contains(&("", "وبالمدرسة", "")));
        assert!(found.contains(&("وبال", "مدرس", "ة")));
        assert!(reads("ولقواتهم").contains(&("ول", "قو", "اتهم")));
    }

    #[test]
    fn no_pronoun_follows_a_word_with_the_article() {
        assert!(!reads("المدرسها").contains(&("ال", "مدرس", "ها")));
    }

    proptest! {
        #[test]
        fn every_split_puts_the_word_together_again(word in "[ء-غف-ي]{1,14}") {
            for (before, stem, behind) in reads(&word) {
                prop_assert_eq!(format!("{before}{stem}{behind}"), word.clone());
            }
        }
    }
}
