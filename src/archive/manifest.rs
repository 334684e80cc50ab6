//! The manifest: what made an archive, and which of its stores is in force.

use super::disk;
use super::error::{ArchiveError, at, damaged};
use super::made_with::MadeWith;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::Path;

/// The manifest lies in the archive under this name.
pub(super) const MANIFEST_FILE: &str = "archive.json";

/// Whether the directory `path` is an archive.
pub fn is_archive(path: &Path) -> bool {
    path.join(MANIFEST_FILE).is_file()
}

/// What made an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Number of the format; see [`FORMAT`].
    pub format: u32,
    /// Version of warraq that made it.
    pub warraq: String,
    /// Fingerprint of the word tables, the authority and the code that reads them.
    pub analysis: String,
    /// Number of the store in force.
    pub store: u64,
    /// What its names were found with; `None` until names have been looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_with: Option<MadeWith>,
}

/// The format that this version reads and writes.
pub const FORMAT: u32 = 6;

impl Manifest {
    pub(super) fn ours(store: u64) -> Self {
        Manifest {
            store,
            format: FORMAT,
            warraq: env!("CARGO_PKG_VERSION").to_owned(),
            analysis: env!("WARRAQ_ANALYSIS").to_owned(),
            made_with: None,
        }
    }
}

impl Manifest {
    pub(super) fn read(home: &Path) -> Result<Manifest, ArchiveError> {
        let file = home.join(MANIFEST_FILE);
        match fs::read(&file) {
            Ok(json) => serde_json::from_slice(&json)
                .map_err(|e| damaged(home, format!("{MANIFEST_FILE}: {e}"))),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                Err(ArchiveError::Missing(home.to_owned()))
            }
            Err(e) => Err(at(&file, e)),
        }
    }

    /// Writes the manifest in one step: a reader finds the old one or the new one.
    pub(super) fn write(&self, home: &Path) -> Result<(), ArchiveError> {
        let file = home.join(MANIFEST_FILE);
        let json = serde_json::to_vec_pretty(self).map_err(|e| at(&file, e.into()))?;
        disk::replace(&file, &json).map_err(|e| at(&file, e))
    }
}
