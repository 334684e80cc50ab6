//! Annotated text: one word a line, a tab and its label; an empty line between sentences.
//!
//! Labels are `O`, `B-` and `I-` with the kind: PER, LOC, ORG, and NORP, FAC and others where the
//! collection has them.

use crate::arabic::Analysis;
use crate::entities::tagger::label::{self, Kind, OUTSIDE};
use crate::table::TableError;
use std::fs;
use std::path::Path;

/// A sentence as text, its words, and the number of the label of each word.
pub struct Sentence {
    /// The words joined by spaces.
    pub text: String,
    /// The words.
    pub analysis: Analysis,
    /// A label a word.
    pub labels: Vec<usize>,
}

/// Reads a file of annotated sentences.
///
/// # Errors
/// If it cannot be read or a line is none of annotated text.
pub fn read(path: &Path) -> Result<Vec<Sentence>, TableError> {
    let content = fs::read_to_string(path).map_err(|e| TableError::unreadable(path, e))?;
    let (mut sentences, mut words) = (Vec::new(), Vec::new());
    for (number, line) in content.lines().enumerate() {
        if line.trim().is_empty() {
            sentences.extend(sentence(&words));
            words.clear();
            continue;
        }
        let cells = line.split_once('\t').map(|(word, rest)| {
            let label = rest.rsplit('\t').next().unwrap_or(rest);
            (word.trim(), label.trim())
        });
        let word = cells.and_then(|(word, label)| Some((word, number_of(label)?)));
        words.push(word.ok_or_else(|| {
            TableError::row(
                path,
                number + 1,
                "a word, a tab and a label such as B-PER are expected",
            )
        })?);
    }
    sentences.extend(sentence(&words));
    Ok(sentences)
}

fn number_of(tag: &str) -> Option<usize> {
    let number = match tag.split_once('-') {
        None if tag == "O" => OUTSIDE,
        Some(("B", kind)) => label::begins(kind_of(kind)),
        Some(("I", kind)) => label::continues(kind_of(kind)),
        _ => return None,
    };
    Some(number)
}

fn kind_of(tag: &str) -> Kind {
    match tag {
        "PER" | "PERS" => Kind::Person,
        "LOC" | "GPE" => Kind::Place,
        "ORG" => Kind::Organisation,
        "NORP" => Kind::Group,
        "FAC" => Kind::Facility,
        _ => Kind::Thing,
    }
}

/// The words of a sentence cut as articles are cut: a word that analysis cuts in two has its
/// label twice, a sign that is no word for analysis has none.
fn sentence(words: &[(&str, usize)]) -> Option<Sentence> {
    let text: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let text = text.join(" ");
    let analysis = Analysis::of(&text);
    let mut ends = Vec::with_capacity(words.len());
    let mut end = 0;
    for (word, label) in words {
        end += word.len() + 1;
        ends.push((end, *label));
    }
    let mut ends = ends.into_iter().peekable();
    let mut labels: Vec<usize> = Vec::with_capacity(analysis.tokens().len());
    let mut begun = false;
    for token in analysis.tokens() {
        while ends.next_if(|(end, _)| *end <= token.span.start).is_some() {
            begun = false;
        }
        let label = ends.peek().map_or(OUTSIDE, |(_, label)| *label);
        let repeated = begun && label != OUTSIDE && !label::is_further(label);
        labels.push(if repeated { label + 1 } else { label });
        begun = true;
    }
    (!labels.is_empty()).then_some(Sentence {
        text,
        analysis,
        labels: mended(labels),
    })
}

/// A further word that follows none of its kind begins a name.
fn mended(mut labels: Vec<usize>) -> Vec<usize> {
    let mut last = OUTSIDE;
    for label in &mut labels {
        if !label::may_follow(last, *label) {
            *label -= 1;
        }
        last = *label;
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_follow_the_words_of_analysis() {
        let words = [
            ("قال", OUTSIDE),
            ("\"", OUTSIDE),
            ("عبدالله", label::begins(Kind::Person)),
            ("صالح", label::continues(Kind::Person)),
            (".", OUTSIDE),
        ];
        let sentence = sentence(&words);
        let labels = sentence.map(|s| s.labels).unwrap_or_default();
        let (first, further) = (label::begins(Kind::Person), label::continues(Kind::Person));
        assert_eq!(labels, [OUTSIDE, first, further, further]);
    }
}
