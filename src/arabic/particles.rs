//! Particles: words that carry no topic, and the clitics that grow on them.
//!
//! `data/words/stop.tsv` gives each particle once, with what it takes; its written forms
//! (وفيها, فعليهم, بأنه, لهذا) follow from that. The build script compiles them with this file, which
//! therefore depends on nothing in the crate.

/// Conjunctions come before every Arabic particle.
const CONJUNCTIONS: [&str; 3] = ["", "و", "ف"];
const PREPOSITIONS: [&str; 4] = ["", "ب", "ل", "ك"];
/// Without the ي of the first person: عليّ is written as the name Ali, and the news has little
/// to say of itself.
const PRONOUNS: [&str; 9] = ["ه", "ها", "هم", "هن", "هما", "نا", "ك", "كم", "كما"];

/// The written forms of a particle that `takes` nothing (`-`), `pronouns`, `prepositions` or
/// `both`; `latin` words have no clitics at all. `None` if `takes` is no such word.
///
/// على, إلى and لدى turn their ى to ي before a pronoun (عليه), من and عن double their ن before
/// one with ن (منا), and a preposition before ال swallows its ا (للذي).
pub fn forms(word: &str, takes: &str) -> Option<Vec<String>> {
    let (pronouns, prepositions) = match takes {
        "latin" => return Some(vec![word.to_owned()]),
        "-" => (false, false),
        "pronouns" => (true, false),
        "prepositions" => (false, true),
        "both" => (true, true),
        _ => return None,
    };
    let mut bare = vec![word.to_owned()];
    if pronouns {
        bare.extend(PRONOUNS.map(|pronoun| with_pronoun(word, pronoun)));
    }
    let mut forms = Vec::new();
    for conjunction in CONJUNCTIONS {
        for word in &bare {
            forms.push(format!("{conjunction}{word}"));
            if prepositions {
                forms.extend(
                    PREPOSITIONS
                        .iter()
                        .map(|before| format!("{conjunction}{}", with_preposition(before, word))),
                );
            }
        }
    }
    forms.sort();
    forms.dedup();
    Some(forms)
}

fn with_pronoun(word: &str, pronoun: &str) -> String {
    let stem = match word.strip_suffix('ى') {
        Some(stem) => format!("{stem}ي"),
        None => word.to_owned(),
    };
    // منا, إنا: a letter that would be doubled is written once.
    match (stem.chars().last(), pronoun) {
        (Some('ن'), "نا") => format!("{stem}ا"),
        _ => format!("{stem}{pronoun}"),
    }
}

fn with_preposition(preposition: &str, word: &str) -> String {
    match (preposition, word.strip_prefix("ال")) {
        ("ل", Some(rest)) if rest.starts_with('ل') => format!("ل{rest}"),
        ("ل", Some(rest)) => format!("لل{rest}"),
        _ => format!("{preposition}{word}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clitics_grow_as_they_are_written() {
        let has = |word: &str, takes: &str, expected: &str| {
            let forms = forms(word, takes).unwrap_or_default();
            for form in expected.split(' ') {
                assert!(forms.iter().any(|f| f == form), "{form} of {word}");
            }
        };
        has("على", "pronouns", "على عليه وعليها فعليهم علينا");
        has("من", "pronouns", "من منه ومنها منا فمنهم");
        has("أن", "both", "أن أنه بأن وبأنها لأنهم كأنه أنا");
        has("الذي", "prepositions", "الذي والذي بالذي للذي");
        has("هذا", "prepositions", "هذا بهذا ولهذا كهذا");
        has("هو", "-", "هو وهو فهو");
    }

    #[test]
    fn unknown_ways_of_taking_are_refused() {
        assert_eq!(forms("من", "everything"), None);
    }
}
