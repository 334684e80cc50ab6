//! The name under which a file stands in ledger and index.
//!
//! It is the path; where that is not Unicode, each byte that is no part of a character is written as
//! U+FFFD and two hexadecimal digits, so that files of different names have different keys, and the
//! file is found again.

use std::fmt::Write;
use std::path::{Path, PathBuf};

const MARK: char = char::REPLACEMENT_CHARACTER;

/// The key of a file.
pub fn file_key(path: &Path) -> PathBuf {
    if path.to_str().is_some() {
        return path.to_owned();
    }
    let mut key = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        key.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string does not fail.
            let _ = write!(key, "{MARK}{byte:02X}");
        }
    }
    PathBuf::from(key)
}

/// The file of a key.
pub fn file_of_key(key: &Path) -> PathBuf {
    match key.to_str().and_then(bytes_of_key) {
        Some(bytes) => path(bytes),
        None => key.to_owned(),
    }
}

/// The bytes of a path that is not Unicode; `None` where the key is the path.
fn bytes_of_key(key: &str) -> Option<Vec<u8>> {
    let mut parts = key.split(MARK);
    let mut bytes = parts.next()?.as_bytes().to_vec();
    let mut is_escaped = false;
    for part in parts {
        let byte = part.get(..2).map(|digits| u8::from_str_radix(digits, 16));
        bytes.push(byte?.ok()?);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
        is_escaped = true;
    }
    is_escaped.then_some(bytes)
}

#[cfg(unix)]
fn path(bytes: Vec<u8>) -> PathBuf {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(OsString::from_vec(bytes))
}

/// Elsewhere such names are too rare to be found again.
#[cfg(not(unix))]
fn path(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn names_in_old_encodings_have_keys_of_their_own_and_are_found_again() {
        let one = Path::new(OsStr::from_bytes(b"/a/\xC8\xC7\xDF\xE6.txt"));
        let other = Path::new(OsStr::from_bytes(b"/a/\xE5\xCF\xE4\xC9.txt"));
        assert_ne!(file_key(one), file_key(other));
        for path in [
            one,
            other,
            Path::new("/a/باكو.txt"),
            Path::new("/a/\u{FFFD}.txt"),
        ] {
            assert!(file_key(path).to_str().is_some());
            assert_eq!(file_of_key(&file_key(path)), path);
        }
    }
}
