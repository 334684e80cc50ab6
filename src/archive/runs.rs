//! The runs: which directories an archive was made from, how each was asked to be read, and what
//! came of it last. `index` without a directory, `retry` and `status` go by them.
//!
//! They lie beside the stores as `runs.json`, and say nothing of what is in the archive: that is
//! for the ledger.

use super::how::How;
use super::{Archive, ArchiveError, at, damaged};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The last run over a directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LastRun {
    /// How its files were asked to be read.
    pub how: How,
    /// When the run began: local time with its zone, as RFC 3339 has it.
    pub began: String,
    /// How long it took, in seconds; `None` if it did not come to its end.
    pub seconds: Option<f64>,
    /// Articles that it brought.
    pub articles: u64,
}

impl LastRun {
    /// No run yet.
    fn none(how: How) -> LastRun {
        LastRun {
            how,
            began: String::new(),
            seconds: None,
            articles: 0,
        }
    }
}

/// The last run over each directory, by its absolute path.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Runs {
    /// Directories, and files that were given by themselves.
    pub roots: BTreeMap<PathBuf, LastRun>,
}

const FILE: &str = "runs.json";

impl Runs {
    /// The runs of the archive in `home`; none where nothing is on record.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn load(home: &Path) -> Result<Runs, ArchiveError> {
        let file = home.join(FILE);
        match fs::read(&file) {
            Ok(json) => {
                serde_json::from_slice(&json).map_err(|e| damaged(home, format!("{FILE}: {e}")))
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Runs::default()),
            Err(e) => Err(at(&file, e)),
        }
    }

    /// Writes the record in one step.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, archive: &Archive) -> Result<(), ArchiveError> {
        let file = archive.home().join(FILE);
        let json = serde_json::to_vec_pretty(self).map_err(|e| at(&file, e.into()))?;
        super::replace(&file, &json).map_err(|e| at(&file, e))
    }

    /// Enters directories that were named to be read in some way. What lies below one of them belongs
    /// to it from now on.
    pub fn enter(&mut self, roots: &[PathBuf], how: &How) {
        self.roots
            .retain(|known, _| !roots.iter().any(|root| known.starts_with(root)));
        for root in roots {
            let above = self.roots.range(..root.clone()).rev();
            let mut above = above.filter(|(known, _)| root.starts_with(known));
            // A part of a directory that is read like the whole is no directory of its own.
            if above.next().is_none_or(|(_, of)| of.how != *how) {
                let how = how.clone();
                self.roots.insert(root.clone(), LastRun::none(how));
            }
        }
    }

    /// Notes what came of a run over a directory that is on record.
    pub fn note(&mut self, root: &Path, run: &LastRun) {
        if let Some(known) = self.roots.get_mut(root) {
            *known = run.clone();
        }
    }

    /// Directories below `root` that are on record by themselves: they are read in another way.
    pub fn within<'r>(&'r self, root: &'r Path) -> impl Iterator<Item = &'r Path> {
        let known = self.roots.keys().map(PathBuf::as_path);
        known.filter(move |known| *known != root && known.starts_with(root))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn how(map: &[&str]) -> How {
        How {
            map: map.iter().map(|pair| (*pair).to_owned()).collect(),
            ..How::default()
        }
    }

    fn roots(runs: &Runs) -> Vec<&str> {
        runs.roots.keys().filter_map(|root| root.to_str()).collect()
    }

    #[test]
    fn a_directory_takes_in_what_lies_below_it() {
        let mut runs = Runs::default();
        runs.enter(&["/a/b".into(), "/c".into()], &how(&[]));
        runs.enter(&["/a".into()], &how(&[]));
        assert_eq!(roots(&runs), ["/a", "/c"]);
    }

    #[test]
    fn a_part_that_is_read_in_another_way_stands_by_itself() {
        let mut runs = Runs::default();
        runs.enter(&["/a".into()], &how(&[]));
        runs.enter(&["/a/b".into()], &how(&[]));
        assert_eq!(roots(&runs), ["/a"]);
        runs.enter(&["/a/b".into()], &how(&["body=text"]));
        assert_eq!(roots(&runs), ["/a", "/a/b"]);
        let within: Vec<&Path> = runs.within(Path::new("/a")).collect();
        assert_eq!(within, [Path::new("/a/b")]);
    }
}
