//! Walking an archive: which files to read, in an order that every run repeats.
//!
//! Hidden files and the index itself are left out, links are followed, loops are reported. What
//! is in the files is for others.

use super::{FileToRead, is_ours};
use globset::{GlobBuilder, GlobMatcher};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use thiserror::Error;
use walkdir::{DirEntry, WalkDir};

/// Which files are wanted, by patterns such as `*.html`, `2020/**` or `drafts`. A pattern
/// matches the path relative to the root, or the name alone.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    include: Vec<GlobMatcher>,
    exclude: Vec<GlobMatcher>,
}

impl Selection {
    /// Takes files that match one of `include` (all if there is none) and none of `exclude`,
    /// which also leaves out whole directories.
    pub fn new<S: AsRef<str>>(include: &[S], exclude: &[S]) -> Result<Self, PatternError> {
        Ok(Selection {
            include: compile(include)?,
            exclude: compile(exclude)?,
        })
    }

    fn excludes(&self, relative: &Path) -> bool {
        matches(&self.exclude, relative)
    }

    fn takes(&self, relative: &Path) -> bool {
        self.include.is_empty() || matches(&self.include, relative)
    }
}

fn compile<S: AsRef<str>>(patterns: &[S]) -> Result<Vec<GlobMatcher>, PatternError> {
    let compiled = patterns.iter().map(|pattern| {
        let pattern = pattern.as_ref();
        // Directories are often written `drafts/`, files `./a.txt`.
        let plain = pattern.trim_end_matches('/').trim_start_matches("./");
        GlobBuilder::new(plain)
            .literal_separator(true)
            .build()
            .map(|glob| glob.compile_matcher())
            .map_err(|source| PatternError {
                pattern: pattern.to_owned(),
                source,
            })
    });
    compiled.collect()
}

fn matches(patterns: &[GlobMatcher], relative: &Path) -> bool {
    let name = relative.file_name().map(Path::new);
    patterns
        .iter()
        .any(|p| p.is_match(relative) || name.is_some_and(|name| p.is_match(name)))
}

/// A pattern that cannot be understood.
#[derive(Debug, Error)]
#[error("the pattern «{pattern}» cannot be understood. Write it like *.html or 2020/**")]
pub struct PatternError {
    /// The pattern.
    pub pattern: String,
    /// What is wrong with it.
    pub source: globset::Error,
}

/// A file to be read, as found on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// The file, absolute.
    pub path: PathBuf,
    /// The root it was found under, absolute.
    pub root: PathBuf,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// When it was last changed, in nanoseconds since 1970; 0 where the system cannot tell.
    pub modified_ns: i128,
}

impl FoundFile {
    /// The file `path` below `root`, as it is now.
    ///
    /// # Errors
    /// If it cannot be looked at.
    pub fn at(path: &Path, root: &Path) -> io::Result<FoundFile> {
        let metadata = fs::metadata(path)?;
        Ok(FoundFile {
            path: path.to_owned(),
            root: root.to_owned(),
            size_bytes: metadata.len(),
            modified_ns: modified_ns(&metadata),
        })
    }

    /// The file as [`super::read`] takes it.
    pub fn to_read(&self) -> FileToRead<'_> {
        FileToRead {
            path: &self.path,
            root: &self.root,
        }
    }
}

/// What a walk finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A file to be read.
    File(FoundFile),
    /// A file that was wanted, but is of no kind we know.
    Unknown(PathBuf),
}

/// Why a file or directory could not be looked at; the walk goes on after it.
#[derive(Debug, Error)]
pub enum WalkError {
    /// A link leads back to a directory above it.
    #[error("{}: a link leads back to {}. It is not followed", path.display(), ancestor.display())]
    Loop {
        /// The link.
        path: PathBuf,
        /// Where it leads.
        ancestor: PathBuf,
    },
    /// The system refused.
    #[error("{}: cannot be looked at. Check that it exists and may be read", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Walks `root`, a directory or a single file, in the order of names. What lies below the paths
/// `without` is left out, as an index there, and so is what is hidden, except `root` itself.
pub fn walk<'s>(
    root: &Path,
    selection: &'s Selection,
    without: &[PathBuf],
) -> impl Iterator<Item = Result<Found, WalkError>> + use<'s> {
    let root = absolute(root);
    let without: Vec<PathBuf> = without.iter().map(|path| absolute(path)).collect();
    let base = root.clone();
    WalkDir::new(&root)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(move |entry| {
            let relative = entry.path().strip_prefix(&base).unwrap_or(entry.path());
            entry.depth() == 0
                || !is_hidden(entry)
                    && !without.iter().any(|path| path == entry.path())
                    && !selection.excludes(relative)
        })
        .filter_map(move |entry| match entry {
            Ok(entry) => found(&entry, &root, selection),
            Err(error) => Some(Err(failure(error, &root))),
        })
}

/// Absolute without resolving links, so that paths stay as their owner knows them.
fn absolute(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    // Without `.` and trailing slashes, so that paths can be compared.
    absolute.components().collect()
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn found(entry: &DirEntry, root: &Path, selection: &Selection) -> Option<Result<Found, WalkError>> {
    let path = entry.path();
    // A root that is a file was asked for by name: patterns are for what lies under a root.
    let wanted = entry.depth() == 0
        || path
            .strip_prefix(root)
            .is_ok_and(|relative| selection.takes(relative));
    if !entry.file_type().is_file() || !wanted {
        return None;
    }
    if !is_ours(path) {
        return Some(Ok(Found::Unknown(path.to_owned())));
    }
    let metadata = match entry.metadata() {
        Ok(metadata) => metadata,
        Err(error) => return Some(Err(failure(error, root))),
    };
    Some(Ok(Found::File(FoundFile {
        path: path.to_owned(),
        root: root.to_owned(),
        size_bytes: metadata.len(),
        modified_ns: modified_ns(&metadata),
    })))
}

fn modified_ns(metadata: &Metadata) -> i128 {
    let signed = |nanos: u128| i128::try_from(nanos).unwrap_or(i128::MAX);
    match metadata.modified().map(|at| at.duration_since(UNIX_EPOCH)) {
        Ok(Ok(since)) => signed(since.as_nanos()),
        Ok(Err(before)) => -signed(before.duration().as_nanos()),
        Err(_) => 0,
    }
}

fn failure(error: walkdir::Error, root: &Path) -> WalkError {
    let path = error.path().unwrap_or(root).to_owned();
    match error.loop_ancestor().map(Path::to_owned) {
        Some(ancestor) => WalkError::Loop { path, ancestor },
        None => WalkError::Io {
            path,
            source: error
                .into_io_error()
                .unwrap_or_else(|| io::Error::other("the walk failed")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "نص").unwrap();
        }
        dir
    }

    /// The relative paths found, unknown files marked with `?` and errors as `!`.
    fn names(root: &Path, selection: &Selection, without: &[PathBuf]) -> Vec<String> {
        let name = |path: PathBuf| {
            let relative = path.strip_prefix(root).unwrap().to_owned();
            relative.to_string_lossy().into_owned()
        };
        walk(root, selection, without)
            .map(|found| match found {
                Ok(Found::File(file)) => name(file.path),
                Ok(Found::Unknown(path)) => format!("?{}", name(path)),
                Err(error) => format!("!{error}"),
            })
            .collect()
    }

    fn select(include: &[&str], exclude: &[&str]) -> Selection {
        Selection::new(include, exclude).unwrap()
    }

    #[test]
    fn files_come_in_the_order_of_their_names() {
        let dir = archive(&["b.txt", "a/2.html", "a/1.json", "c.exe", "A.CSV.GZ"]);
        let found = names(dir.path(), &Selection::default(), &[]);
        assert_eq!(
            found,
            ["A.CSV.GZ", "a/1.json", "a/2.html", "b.txt", "?c.exe"]
        );
    }

    #[test]
    fn hidden_files_and_the_index_are_left_out() {
        let dir = archive(&["a.txt", ".git/b.txt", ".c.txt", "index/meta.json"]);
        let without = [dir.path().join("index/")];
        assert_eq!(
            names(dir.path(), &Selection::default(), &without),
            ["a.txt"]
        );
    }

    #[test]
    fn patterns_match_paths_or_names() {
        let dir = archive(&[
            "2019/a.txt",
            "2020/a.txt",
            "2020/b.html",
            "2020/drafts/c.txt",
        ]);
        let found =
            |include: &[&str], exclude: &[&str]| names(dir.path(), &select(include, exclude), &[]);
        assert_eq!(found(&["*.html"], &[]), ["2020/b.html"]);
        assert_eq!(
            found(&["2020/**"], &["drafts/"]),
            ["2020/a.txt", "2020/b.html"]
        );
        assert_eq!(found(&["2020/*.txt"], &[]), ["2020/a.txt"]);
        assert_eq!(found(&[], &["2020"]), ["2019/a.txt"]);
    }

    #[test]
    fn a_pattern_that_cannot_be_understood_is_named() {
        let error = Selection::new(&["a[.txt"], &[]).unwrap_err();
        assert!(error.to_string().contains("a[.txt"));
    }

    #[test]
    fn a_file_given_by_name_is_taken_though_hidden() {
        let dir = archive(&[".secret.txt"]);
        let root = dir.path().join(".secret.txt");
        let selection = select(&["*.html"], &[]);
        let found: Vec<_> = walk(&root, &selection, &[]).collect();
        assert!(matches!(&found[..], [Ok(Found::File(file))] if file.path == root));
    }

    #[test]
    fn a_root_that_is_not_there_is_an_error() {
        let found: Vec<_> = walk(Path::new("/no/such"), &Selection::default(), &[]).collect();
        assert!(matches!(&found[..], [Err(WalkError::Io { .. })]));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_but_not_in_circles() {
        let dir = archive(&["a/1.txt", "z.txt"]);
        std::os::unix::fs::symlink(dir.path().join("z.txt"), dir.path().join("a/2.txt")).unwrap();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("a/3")).unwrap();
        let found = names(dir.path(), &Selection::default(), &[]);
        assert_eq!(found.len(), 4);
        assert_eq!(
            (&*found[0], &*found[1], &*found[3]),
            ("a/1.txt", "a/2.txt", "z.txt")
        );
        assert!(found[2].contains("a link leads back to"));
    }
}
