//! Counts: how often each word form stands in a collection of articles.
//!
//! What the lexicon is learnt from. A form is at the lexical level; names of other scripts and
//! numbers are not counted.

use crate::arabic::chars::fold_lexical_str;
use crate::arabic::token::{Kind, Tokenizer};
use crate::table::TableError;
use rustc_hash::FxHashMap;
use std::io::{BufRead, Write};
use std::path::Path;

/// Word forms and how often each was seen.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    forms: FxHashMap<String, u64>,
}

/// Longer forms are words run together, not words.
const LONGEST_FORM_LETTERS: usize = 16;

impl Counts {
    /// Counts the Arabic words of a text.
    pub fn add_text(&mut self, text: &str) {
        let mut tokenizer = Tokenizer::new(text);
        let mut form = String::new();
        while let Some((kind, _)) = tokenizer.next_into(&mut form) {
            if kind == Kind::Arabic {
                self.add(&fold_lexical_str(&form), 1);
            }
            form.clear();
        }
    }

    fn add(&mut self, form: &str, count: u64) {
        match self.forms.get_mut(form) {
            Some(seen) => *seen += count,
            None => {
                self.forms.insert(form.to_owned(), count);
            }
        }
    }

    /// How often `form` was seen.
    pub fn of(&self, form: &str) -> u64 {
        self.forms.get(form).copied().unwrap_or(0)
    }

    /// Forms seen at least `fewest` times that can be words, commonest first, ties in order of letters.
    pub fn words(&self, fewest: u64) -> Vec<(&str, u64)> {
        let words = self
            .forms
            .iter()
            .map(|(form, count)| (form.as_str(), *count));
        let mut words: Vec<_> = words
            .filter(|(form, count)| *count >= fewest && is_word(form))
            .collect();
        words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        words
    }

    /// Adds the counts of a table: lines of form, tab, count.
    ///
    /// # Errors
    /// If it cannot be read, or a line is no count.
    pub fn read_table(&mut self, table: impl BufRead, path: &Path) -> Result<(), TableError> {
        for (number, line) in table.lines().enumerate() {
            let line = line.map_err(|cause| TableError::unreadable(path, cause))?;
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            let parsed = line
                .split_once('\t')
                .and_then(|(form, count)| Some((form, count.parse().ok()?)));
            let (form, count) = parsed.ok_or_else(|| TableError::Row {
                place: format!("{}:{}", path.display(), number + 1),
                problem: "a form, a tab and a count are expected".to_owned(),
            })?;
            self.add(&fold_lexical_str(form), count);
        }
        Ok(())
    }

    /// Writes the table that [`Counts::read_table`] reads: forms seen at least `fewest` times.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_table(&self, fewest: u64, mut out: impl Write) -> std::io::Result<()> {
        for (form, count) in self.words(fewest) {
            writeln!(out, "{form}\t{count}")?;
        }
        Ok(())
    }
}

fn is_word(form: &str) -> bool {
    let letters = form.chars().count();
    (2..=LONGEST_FORM_LETTERS).contains(&letters)
        && form.chars().all(|c| matches!(c, 'ء'..='غ' | 'ف'..='ي'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_comes_back_as_it_was_written() {
        let mut counts = Counts::default();
        counts.add_text("قال الوزير، وقال الرئيس: قال 3 times");
        assert_eq!(counts.of("قال"), 2);
        let mut table = Vec::new();
        assert!(counts.write_table(1, &mut table).is_ok());
        let mut again = Counts::default();
        assert!(
            again
                .read_table(&table[..], Path::new("counts.tsv"))
                .is_ok()
        );
        assert_eq!(again.words(1), counts.words(1));
    }

    #[test]
    fn a_row_that_is_no_count_is_named() {
        let mut counts = Counts::default();
        let error = counts.read_table("قال\tكثيرا".as_bytes(), Path::new("counts.tsv"));
        let message = error.map_or_else(|e| e.to_string(), |()| String::new());
        assert!(message.starts_with("counts.tsv:1"), "{message}");
    }
}
