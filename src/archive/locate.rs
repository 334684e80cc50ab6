//! Where the archive is: said by option or environment, else found as git finds its own.

use super::ArchiveError;
use super::manifest::MANIFEST_FILE;
use std::path::{Path, PathBuf};

/// The environment variable that names the archive.
pub const ARCHIVE_VARIABLE: &str = "WARRAQ_ARCHIVE";
const ARCHIVE_DIRECTORY: &str = ".warraq";

/// The archive that was `given`, else the `.warraq` of `start` or of a parent of it.
///
/// # Errors
/// If none was given and none is found.
pub fn locate(given: Option<&Path>, start: &Path) -> Result<PathBuf, ArchiveError> {
    given
        .map(Path::to_owned)
        .or_else(|| found_from(start))
        .ok_or_else(|| ArchiveError::Missing(start.join(ARCHIVE_DIRECTORY)))
}

/// As [`locate`], but where there is none, the place of a new one in `start`.
pub fn locate_or_new(given: Option<&Path>, start: &Path) -> PathBuf {
    locate(given, start).unwrap_or_else(|_| start.join(ARCHIVE_DIRECTORY))
}

fn found_from(start: &Path) -> Option<PathBuf> {
    let candidates = start.ancestors().map(|dir| dir.join(ARCHIVE_DIRECTORY));
    candidates
        .into_iter()
        .find(|candidate| candidate.join(MANIFEST_FILE).exists())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_archive_of_a_parent_directory_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        assert!(locate(None, &deep).is_err());
        assert_eq!(locate_or_new(None, &deep), deep.join(".warraq"));

        let archive = dir.path().join(".warraq");
        fs::create_dir_all(&archive).unwrap();
        fs::write(archive.join(MANIFEST_FILE), "{}").unwrap();
        assert_eq!(locate(None, &deep).unwrap(), archive);
        assert_eq!(
            locate(Some(Path::new("/x")), &deep).unwrap(),
            Path::new("/x")
        );
    }
}
