//! Marked text: a sentence a line, names in brackets behind their kind: `زار [PER أردوغان] [LOC باكو] أمس.`
//!
//! A particle stays with its word, inside the bracket. Empty lines stand between articles.

use super::annotated::{Name, Sentence, kind_of};
use crate::table::TableError;
use std::path::Path;

/// The sentences of a text, read from `path`.
///
/// # Errors
/// If the brackets of a line do not match or one has no kind.
pub(super) fn sentences(path: &Path, content: &str) -> Result<Vec<Sentence>, TableError> {
    let lines = (1..).zip(content.lines());
    let sentences = lines.filter_map(|(number, line)| {
        let row = |problem| TableError::row(path, number, problem);
        sentence(line.trim()).map_err(row).transpose()
    });
    sentences.collect()
}

/// Reads a line; none if it has no words.
fn sentence(line: &str) -> Result<Option<Sentence>, &'static str> {
    let (text, names) = unmarked(line)?;
    Ok(Sentence::new(text, names))
}

/// What stands before a name in brackets; a slip must not pass for another kind.
const KINDS: [&str; 6] = ["PER", "LOC", "ORG", "NORP", "FAC", "PROD"];

/// A line without its marks, or what is wrong with them, and where the names stand in it.
fn unmarked(line: &str) -> Result<(String, Vec<Name>), &'static str> {
    let mut text = String::with_capacity(line.len());
    let mut names = Vec::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once('[') {
        let (mark, after) = behind.split_once(']').ok_or("a bracket is not closed")?;
        let parts = mark.split_once(' ');
        let parts = parts.filter(|(kind, _)| KINDS.contains(kind));
        let (kind, name) =
            parts.ok_or("PER, LOC, ORG, NORP, FAC or PROD and a name are expected in brackets")?;
        if name.contains('[') || before.contains(']') {
            return Err(UNMATCHED);
        }
        text.push_str(before);
        let start = text.len();
        text.push_str(name);
        names.push((start..text.len(), kind_of(kind)));
        rest = after;
    }
    if rest.contains(']') {
        return Err(UNMATCHED);
    }
    text.push_str(rest);
    Ok((text, names))
}

const UNMATCHED: &str = "a bracket stands within another, or is closed and was not opened";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::tagger::label::{self, Kind, OUTSIDE};

    #[test]
    fn names_in_brackets_are_labelled_word_by_word() {
        let line = "زار [PER رجب طيب أردوغان] ([LOC باكو]) [LOC وشوشا] أمس.";
        let read = sentence(line).ok().flatten();
        let labels = read.as_ref().map(|s| s.labels.clone()).unwrap_or_default();
        let person = (label::begins(Kind::Person), label::continues(Kind::Person));
        let place = label::begins(Kind::Place);
        let expected = [OUTSIDE, person.0, person.1, person.1, place, place, OUTSIDE];
        assert_eq!(labels, expected);
        assert_eq!(
            read.map(|s| s.text).unwrap_or_default(),
            "زار رجب طيب أردوغان (باكو) وشوشا أمس."
        );
    }

    #[test]
    fn brackets_that_do_not_match_are_told() {
        for line in [
            "زار [PER أردوغان باكو",
            "زار [PER [LOC باكو]]",
            "زار أردوغان] [LOC باكو]",
            "زار [باكو] [LOC شوشا]]",
            "[باكو]",
            "زار [PRE أردوغان] باكو",
        ] {
            assert!(sentence(line).is_err(), "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_line_is_a_sentence_with_a_label_a_word_or_is_told(line in "(\\[(PER|LOC) )?[\\[\\] ابو.a-zA-Z]{0,40}|\\PC{0,40}") {
            if let Ok(Some(read)) = sentence(&line) {
                proptest::prop_assert_eq!(read.labels.len(), read.analysis.tokens().len());
                proptest::prop_assert!(!read.text.contains(['[', ']']));
            }
        }
    }
}
