//! TREC runs: `query Q0 article rank score tag`, one hit a line.

use anyhow::Result;
use std::io::{BufWriter, Stdout, Write, stdout};

/// A run being printed.
pub struct Run {
    out: BufWriter<Stdout>,
}

const TAG: &str = "warraq";

impl Run {
    pub fn new() -> Self {
        Run {
            out: BufWriter::new(stdout()),
        }
    }

    /// Prints the articles that answer a query, best first. White space in an id, which the
    /// format has no room for, becomes `_`.
    pub fn answer(&mut self, query: &str, ranked: &[(String, f32)]) -> Result<()> {
        for (rank, (id, score)) in (1..).zip(ranked) {
            let id = id.replace(char::is_whitespace, "_");
            writeln!(self.out, "{query} Q0 {id} {rank} {score:.4} {TAG}")?;
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}
