//! Reading on where reading ended: files of records to which others are appended day by day.
//!
//! A bookmark is taken at the end of a file that ends between two records. If the file has grown
//! since and begins with the very bytes that were read, reading goes on behind them.

use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A place between two records of a file, up to which all has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bookmark {
    /// Bytes of the file before it, as they lie on the disk.
    pub bytes: u64,
    /// Their CRC-32.
    pub crc32: u32,
    /// Records before it, articles or not.
    pub records: u64,
    /// Lines before it.
    pub lines: u64,
}

const PIECE_BYTES: usize = 1 << 20;

impl Bookmark {
    /// Whether `file` still begins with all that was read of it.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn is_in(&self, file: &Path) -> io::Result<bool> {
        let mut before = File::open(file)?.take(self.bytes);
        let mut crc32 = crc32fast::Hasher::new();
        let mut piece = vec![0; PIECE_BYTES];
        let mut bytes = 0;
        loop {
            match before.read(&mut piece)? {
                0 => break,
                count => {
                    crc32.update(&piece[..count]);
                    bytes += count as u64;
                }
            }
        }
        Ok(bytes == self.bytes && crc32.finalize() == self.crc32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_only_grew_is_told_from_one_that_changed() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.jsonl");
        let bookmark = Bookmark {
            bytes: 3,
            crc32: crc32fast::hash(b"abc"),
            records: 1,
            lines: 1,
        };
        for (text, expected) in [("abc", true), ("abcd", true), ("abd", false), ("ab", false)] {
            std::fs::write(&file, text).unwrap();
            assert_eq!(bookmark.is_in(&file).unwrap(), expected, "{text}");
        }
    }
}
