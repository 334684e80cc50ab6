//! Files that say whether they are whole: content, then its fingerprint as a last line.

use std::fs;
use std::io;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// Sixteen hexadecimal digits and a line end.
const SEAL_BYTES: usize = 17;

/// Writes a file in one step.
pub(super) fn write(file: &Path, mut content: Vec<u8>) -> io::Result<()> {
    let seal = seal(&content);
    content.extend_from_slice(seal.as_bytes());
    super::replace(file, &content)
}

/// Reads what was written.
///
/// # Errors
/// If the file cannot be read or is not as it was written.
pub(super) fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut content = fs::read(file)?;
    let end = content.len().saturating_sub(SEAL_BYTES);
    if content[end..] != *seal(&content[..end]).as_bytes() {
        let what = format!("{} is not as it was written", file.display());
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    content.truncate(end);
    Ok(content)
}

fn seal(content: &[u8]) -> String {
    format!("{:016x}\n", xxh3_64(content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_changed_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a");
        write(&file, b"abc".to_vec()).unwrap();
        assert_eq!(read(&file).unwrap(), b"abc");
        let whole = fs::read(&file).unwrap();
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            fs::write(&file, flipped).unwrap();
            assert!(read(&file).is_err(), "{at}");
            fs::write(&file, &whole[..at]).unwrap();
            assert!(read(&file).is_err(), "{at}");
        }
    }
}
