//! Annotated text: one word a line, a tab and its label; an empty line between sentences.
//!
//! Labels are `O`, `B-` and `I-` with the [kind](kind_of).

use super::annotated::{Sentence, kind_of};
use crate::arabic::Analysis;
use crate::entities::tagger::label::{self, OUTSIDE};
use crate::table::TableError;
use std::path::Path;

/// The sentences of a text, read from `path`.
///
/// # Errors
/// If a line is none of annotated text.
pub(super) fn sentences(path: &Path, content: &str) -> Result<Vec<Sentence>, TableError> {
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
        labels.push(match label::kind(label) {
            Some(kind) if begun => label::continues(kind),
            _ => label,
        });
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
    use crate::entities::tagger::label::Kind;

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
