//! Tables: what can be wrong with a text file of rows that people write: the tables of `data/`, an
//! authority file, annotated sentences.

use std::path::{Path, PathBuf};

/// Why a table cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A file cannot be read.
    #[error("{} cannot be read", .path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A row is not what its table should have.
    #[error("{place}: {problem}")]
    Row {
        /// File and line.
        place: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl TableError {
    /// A file that cannot be read.
    pub fn unreadable(path: &Path, source: std::io::Error) -> Self {
        TableError::Unreadable {
            path: path.to_owned(),
            source,
        }
    }

    /// Line `number`, counted from 1, of a file that is not right.
    pub fn row(path: &Path, number: usize, problem: impl Into<String>) -> Self {
        TableError::Row {
            place: format!("{}:{number}", path.display()),
            problem: problem.into(),
        }
    }
}
