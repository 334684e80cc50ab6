//! What is wrong with a query, where, and what would work.

use std::fmt;
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// A query that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// The query.
    pub query: String,
    /// The bytes of it that cannot be read.
    pub at: Range<usize>,
    /// Why, and what would work.
    pub why: String,
}

impl std::error::Error for QueryError {}

/// The reason, then the query with carets below the place. On a terminal that writes Arabic from
/// the right the carets count from there, so the place is also named by its letter.
impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |range: Range<usize>| self.query.get(range).unwrap_or_default();
        let (before, here) = (part(0..self.at.start), part(self.at.clone()));
        let (letter, width) = (before.chars().count() + 1, here.width().max(1));
        let (indent, carets) = (" ".repeat(before.width()), "^".repeat(width));
        writeln!(f, "{} (at letter {letter} of the query)", self.why)?;
        writeln!(f, "  {}", self.query)?;
        write!(f, "  {indent}{carets}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_shown_below_the_query() {
        let error = QueryError {
            query: "هُدنة date:20x".into(),
            at: "هُدنة date:".len().."هُدنة date:20x".len(),
            why: "no date".into(),
        };
        let expected = "no date (at letter 12 of the query)\n  هُدنة date:20x\n            ^^^";
        assert_eq!(error.to_string(), expected);
    }
}
