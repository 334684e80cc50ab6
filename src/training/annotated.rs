//! Annotated sentences: those in which people have marked the names, in either of two forms.

use super::{conll, marked};
use crate::arabic::Analysis;
use crate::entities::tagger::label::{self, Kind, OUTSIDE};
use crate::table::TableError;
use std::fs;
use std::ops::Range;
use std::path::Path;
use walkdir::WalkDir;

/// A sentence as text, its words, and the number of the label of each word.
pub struct Sentence {
    /// What is written, without marks.
    pub text: String,
    /// The words.
    pub analysis: Analysis,
    /// A label a word.
    pub labels: Vec<usize>,
}

/// The bytes of a name, and what it is the name of.
pub(super) type Name = (Range<usize>, Kind);

impl Sentence {
    /// A text cut as articles are cut, with the labels of the names in it, which are in order; none if
    /// it has no words. A word belongs to the name in which it begins.
    pub(super) fn new(text: String, names: Vec<Name>) -> Option<Sentence> {
        let analysis = Analysis::of(&text);
        let mut names = names.into_iter().peekable();
        let mut begun = false;
        let label = |start: usize| {
            while names.next_if(|(name, _)| name.end <= start).is_some() {
                begun = false;
            }
            let Some((_, kind)) = names.peek().filter(|(name, _)| name.start <= start) else {
                return OUTSIDE;
            };
            match std::mem::replace(&mut begun, true) {
                true => label::continues(*kind),
                false => label::begins(*kind),
            }
        };
        let starts = analysis.tokens().iter().map(|token| token.span.start);
        let labels: Vec<usize> = starts.map(label).collect();
        (!labels.is_empty()).then_some(Sentence {
            text,
            analysis,
            labels,
        })
    }
}

/// Reads a file, or all files of a directory by their names: a word and its label a line where the
/// first line has a tab, else marked text.
///
/// # Errors
/// If it cannot be read or a line is none of annotated text.
pub fn read(path: &Path) -> Result<Vec<Sentence>, TableError> {
    let mut sentences = Vec::new();
    for entry in WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|e| TableError::unreadable(path, e.into()))?;
        if entry.file_type().is_file() {
            sentences.extend(read_file(entry.path())?);
        }
    }
    Ok(sentences)
}

fn read_file(path: &Path) -> Result<Vec<Sentence>, TableError> {
    let content = fs::read_to_string(path).map_err(|e| TableError::unreadable(path, e))?;
    let first = content.lines().find(|line| !line.trim().is_empty());
    match first.is_some_and(|line| line.contains('\t')) {
        true => conll::sentences(path, &content),
        false => marked::sentences(path, &content),
    }
}

/// The kind that annotators call PER, LOC or ORG, or another.
pub(super) fn kind_of(tag: &str) -> Kind {
    match tag {
        "PER" | "PERS" => Kind::Person,
        "LOC" | "GPE" => Kind::Place,
        "ORG" => Kind::Organisation,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_of_sentences_in_either_form_is_read() -> Result<(), Box<dyn std::error::Error>> {
        let directory = tempfile::tempdir()?;
        let write = |name, text| fs::write(directory.path().join(name), text);
        write("a.txt", "زار [PER أردوغان] [LOC باكو].\n\nعاد أمس.\n")?;
        write("b.conll", "باريس\tB-LOC\n.\tO\n")?;
        let texts: Vec<String> = read(directory.path())?
            .into_iter()
            .map(|s| s.text)
            .collect();
        assert_eq!(texts, ["زار أردوغان باكو.", "عاد أمس.", "باريس ."]);
        write("c.txt", "زار [PER أردوغان باكو.\n")?;
        let told = read(directory.path()).err().map(|error| error.to_string());
        assert!(told.is_some_and(|told| told.contains("c.txt:1: a bracket is not closed")));
        assert!(read(&directory.path().join("none")).is_err());
        Ok(())
    }
}
