//! How results are printed: as text for a reader, as JSON or tables for a program, as TREC runs,
//! as citations, as plots.

pub mod cite;
pub mod json;
pub mod plot;
pub mod rows;
pub mod svg;
pub mod text;
pub mod trec;

use std::fmt::Display;

/// Says something beside the results, on standard error.
pub fn note(what: impl Display) {
    eprintln!("warraq: {what}");
}
