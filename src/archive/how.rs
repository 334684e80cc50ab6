//! How files were asked to be read: kept with each directory, so that it can be read so again.

use crate::read::{self, FieldError, Fields, PatternError, Selection};
use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How files were asked to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct How {
    /// Only files that match one of these patterns.
    pub include: Vec<String>,
    /// No files that match one of these.
    pub exclude: Vec<String>,
    /// What fields are called, as `ours=theirs`.
    pub map: Vec<String>,
    /// The encoding of every file.
    pub encoding: Option<String>,
    /// The outlet of articles that name none.
    pub source: Option<String>,
    /// Whether entities are not looked for.
    pub no_entities: bool,
}

/// What was asked for and makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum HowError {
    /// A pattern of files.
    #[error(transparent)]
    Pattern(#[from] PatternError),
    /// What a field is called.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// An encoding.
    #[error("no encoding is called {0:?}; try windows-1256 or utf-8")]
    Encoding(String),
}

impl fmt::Display for How {
    /// As it would be typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let repeated = [
            ("--include", &self.include),
            ("--exclude", &self.exclude),
            ("--map", &self.map),
        ];
        let repeated = repeated
            .into_iter()
            .flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
        let single = [("--encoding", &self.encoding), ("--source", &self.source)];
        let single = single.into_iter();
        let single = single.flat_map(|(name, value)| value.iter().map(move |value| (name, value)));
        let options = repeated.chain(single);
        let mut words: Vec<String> = options.map(|(name, of)| format!("{name} {of}")).collect();
        words.extend(self.no_entities.then(|| "--no-entities".to_owned()));
        f.write_str(&words.join(" "))
    }
}

impl How {
    /// Which files are wanted.
    ///
    /// # Errors
    /// If a pattern cannot be understood.
    pub fn selection(&self) -> Result<Selection, HowError> {
        Ok(Selection::new(&self.include, &self.exclude)?)
    }

    /// What fields are called.
    ///
    /// # Errors
    /// If a pair is none.
    pub fn fields(&self) -> Result<Fields, HowError> {
        let mut fields = Fields::default();
        for pair in &self.map {
            fields.map(pair)?;
        }
        Ok(fields)
    }

    /// How each file is read.
    ///
    /// # Errors
    /// If the encoding is none.
    pub fn reading(&self) -> Result<read::Options, HowError> {
        let encoding = |name: &String| {
            let found = Encoding::for_label(name.as_bytes());
            found.ok_or_else(|| HowError::Encoding(name.clone()))
        };
        Ok(read::Options {
            encoding: self.encoding.as_ref().map(encoding).transpose()?,
            ..read::Options::default()
        })
    }

    /// All on which it depends what is read from a file, in words: a file that was read with others
    /// is read again.
    pub fn settings(&self, has_tagger: bool) -> String {
        // Which files are wanted changes nothing about them.
        let of_reading = How {
            include: Vec::new(),
            exclude: Vec::new(),
            ..self.clone()
        };
        match self.no_entities || has_tagger {
            true => of_reading.to_string(),
            // With the model there, the names that nobody lists are looked for after all.
            false => format!("{of_reading} no tagger").trim_start().to_owned(),
        }
    }
}
