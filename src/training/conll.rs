//! Annotated text: one word a line, a tab and its label; an empty line between sentences.
//!
//! Labels are `O`, `B-` and `I-` with the [kind](kind_of).

use super::annotated::{Name, Sentence, kind_of};
use crate::entities::tagger::label::Kind;
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
        let word = cells.and_then(|(word, label)| Some((word, tag(label)?)));
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

/// Where a word stands to a name.
#[derive(Debug, Clone, Copy)]
enum Tag {
    Outside,
    Begins(Kind),
    Continues(Kind),
}

fn tag(label: &str) -> Option<Tag> {
    match label.split_once('-') {
        None if label == "O" => Some(Tag::Outside),
        Some(("B", kind)) => Some(Tag::Begins(kind_of(kind))),
        Some(("I", kind)) => Some(Tag::Continues(kind_of(kind))),
        _ => None,
    }
}

/// The words joined by spaces. A further word that follows none of its kind begins a name.
fn sentence(words: &[(&str, Tag)]) -> Option<Sentence> {
    let mut text = String::new();
    let mut names: Vec<Name> = Vec::new();
    let mut goes_on = None;
    for (word, tag) in words {
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(word);
        goes_on = match (*tag, names.last_mut()) {
            (Tag::Outside, _) => None,
            (Tag::Continues(kind), Some((name, _))) if goes_on == Some(kind) => {
                name.end = text.len();
                Some(kind)
            }
            (Tag::Begins(kind) | Tag::Continues(kind), _) => {
                names.push((start..text.len(), kind));
                Some(kind)
            }
        };
    }
    Sentence::new(text, names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::tagger::label::{self, OUTSIDE};

    #[test]
    fn labels_follow_the_words_of_analysis() {
        let words = [
            ("قال", Tag::Outside),
            ("\"", Tag::Outside),
            ("عبدالله", Tag::Begins(Kind::Person)),
            ("صالح", Tag::Continues(Kind::Person)),
            (".", Tag::Outside),
        ];
        let sentence = sentence(&words);
        let labels = sentence.map(|s| s.labels).unwrap_or_default();
        let (first, further) = (label::begins(Kind::Person), label::continues(Kind::Person));
        assert_eq!(labels, [OUTSIDE, first, further, further]);
    }
}
