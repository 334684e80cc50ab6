//! How results are printed: as text for a reader, as JSON for a program, as TREC runs.

pub mod json;
pub mod text;
pub mod trec;

use std::fmt::Display;

/// Says something beside the results, on standard error.
pub fn note(what: impl Display) {
    eprintln!("warraq: {what}");
}
