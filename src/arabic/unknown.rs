//! Unknown words: the best split that the grammar offers for a form the lexicon does not have.
//!
//! Each way to take the form apart is worth the learnt shares of its clitics and endings times
//! the worth of its stem: a stem that the lexicon has by the number of its forms, another by
//! its length alone. The same arithmetic taught the lexicon: see `crate::lexicon::learn`.

use super::grammar::{
    Ending, NOMINAL_PROCLITICS, NOMINAL_SUFFIXES, OBJECT_PRONOUNS, SHORTEST_STEM_LETTERS, Split,
    is_relation, nominal_splits, respellings,
};
use super::lexicon::{self, Entry, Stem, Value, famous_name, look_up};

include!(concat!(env!("OUT_DIR"), "/affixes.rs"));

/// What an unknown form was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A form of a word that the lexicon has.
    Known(Entry),
    /// A form of a word that it does not have.
    New(String),
}

/// The worth of a stem that the lexicon does not have: each further letter a ninth.
pub fn new_stem(letters: usize) -> f64 {
    new_stem_log(letters).exp()
}

/// The natural logarithm of [`new_stem`].
fn new_stem_log(letters: usize) -> f64 {
    const WORTH_LOG: f64 = 7.313; // 1500
    const LOG_PER_LETTER: f64 = 2.1875; // 10 to the power 0.95
    const OF_TWO_LETTERS_LOG: f64 = -0.511; // 0.6
    let short = if letters <= 2 {
        OF_TWO_LETTERS_LOG
    } else {
        0.0
    };
    WORTH_LOG + short - LOG_PER_LETTER * letters as f64
}

/// Reads a form, at the lexical level, that the lexicon does not have.
pub fn read(form: &str) -> Found {
    if let Some(entry) = respellings(form).find_map(|spelling| look_up(&spelling)) {
        return Found::Known(entry);
    }
    let verb = as_verb(form);
    let mut best: Option<(f64, Split<'_>, Option<Entry>)> = None;
    let (mut stems, mut stems_behind) = (Vec::new(), usize::MAX);
    for split in nominal_splits(form) {
        // Splits come proclitic by proclitic: the stems behind one are looked up together.
        if split.proclitic != stems_behind {
            let before = NOMINAL_PROCLITICS[split.proclitic].form;
            lexicon::stems(&form[before.len()..], &mut stems);
            stems_behind = split.proclitic;
        }
        let affixes = PROCLITIC_LOGS[split.proclitic] + SUFFIX_LOGS[split.suffix];
        let is_best = |worth| best.is_none_or(|(other, ..)| worth > other);
        if let Some(value) = known(&split, stems[split.stem.len()]) {
            let votes_log = f64::from(value.forms_log2()) * std::f64::consts::LN_2;
            let worth = affixes + votes_log + KNOWN_WORD_LOG;
            if is_best(worth)
                && let Some(entry) = value.entry().filter(|entry| is_stem(&split, *entry))
            {
                best = Some((worth, split, Some(entry)));
                continue;
            }
        }
        let letters = split.stem.chars().count();
        let worth = affixes + new_stem_log(letters);
        if letters > SHORTEST_STEM_LETTERS && is_best(worth) {
            best = Some((worth, split, None));
        }
    }
    let nominal = best;
    match (verb, nominal) {
        (Some(entry), None) => Found::Known(entry),
        (Some(entry), Some((_, _, None))) => Found::Known(entry),
        (_, Some((_, _, Some(entry)))) => Found::Known(entry),
        (None, Some((_, split, None))) => new_word(form, &split),
        (None, None) => famous_name(form).map_or(Found::New(form.to_owned()), Found::Known),
    }
}

/// A word that nobody has heard of, or the rare spelling of a well-known name.
fn new_word(form: &str, split: &Split<'_>) -> Found {
    let lemma = new_lemma(split);
    let name = match NOMINAL_SUFFIXES[split.suffix].ending {
        Ending::None => famous_name(form).or_else(|| famous_name(&lemma)),
        _ => None,
    };
    name.map_or(Found::New(lemma), Found::Known)
}

/// What it counts that a stem is a known word, in learning as in reading: a natural logarithm.
pub const KNOWN_WORD_LOG: f64 = 2.0;

/// A verb with the clitics that nominals do not have: س of the future, ني.
fn as_verb(form: &str) -> Option<Entry> {
    let future = ["س", "وس", "فس"].iter().find_map(|before| {
        let rest = form.strip_prefix(before)?;
        rest.starts_with(['ي', 'ت', 'ن', 'ا']).then_some(rest)
    });
    let rest = future.unwrap_or(form);
    OBJECT_PRONOUNS
        .iter()
        .filter(|pronoun| future.is_some() || **pronoun == "ني")
        .find_map(|pronoun| look_up(rest.strip_suffix(pronoun)?))
}

/// The known word that a split leads to.
fn known(split: &Split<'_>, stem: Stem) -> Option<Value> {
    let suffix = NOMINAL_SUFFIXES[split.suffix];
    match suffix.ending {
        Ending::None => stem.bare.or_else(|| {
            let before = split.stem.strip_suffix(['ئ', 'ؤ']);
            lexicon::find(&format!("{}ء", before.filter(|_| suffix.pronoun)?))
        }),
        Ending::Feminine => stem.with_taa,
        Ending::FemininePlural => stem.with_aat.or(stem.with_taa),
        Ending::LoanPlural | Ending::MasculinePlural | Ending::Dual | Ending::Accusative => {
            stem.bare
        }
    }
}

/// Whether the stem of a split is one: a form with clitics of its own is none, المدرسة is not what
/// وب comes before.
fn is_stem(split: &Split<'_>, entry: Entry) -> bool {
    let is_whole = split.proclitic == 0 && NOMINAL_SUFFIXES[split.suffix].form.is_empty();
    let has_clitics = || {
        NOMINAL_PROCLITICS[1..].iter().any(|before| {
            let rest = split.stem.strip_prefix(before.form);
            rest.is_some_and(|rest| rest.starts_with(entry.lemma))
        })
    };
    is_whole || !has_clitics()
}

/// The lemma of a word that nobody has heard of.
fn new_lemma(split: &Split<'_>) -> String {
    match NOMINAL_SUFFIXES[split.suffix].ending {
        Ending::Feminine if !is_relation(split.stem) => format!("{}ة", split.stem),
        _ => split.stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn clitics_come_off_names_that_nobody_knows() {
        assert_eq!(read("وفلوغشتاد"), Found::New("فلوغشتاد".into()));
    }

    proptest! {
        #[test]
        fn every_form_is_something(form in "[ء-غف-ي]{1,20}") {
            match read(&form) {
                Found::New(lemma) => prop_assert!(!lemma.is_empty()),
                Found::Known(entry) => prop_assert!(!entry.lemma.is_empty()),
            }
        }
    }
}
