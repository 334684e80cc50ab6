//! Opening a file: raw bytes counted for the progress display, then decompressed.
//!
//! The first bytes say how a file is compressed, because names lie: servers unpack what they
//! send under its old name, and people rename. What the bytes mean is for `decode` and the
//! formats.

use super::Compression;
use super::allowance::{Allowance, Allowed};
use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::MultiGzDecoder;
use lzma_rust2::XzReader;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// Raw bytes are read from disk in pieces of this size.
const READ_BUFFER_BYTES: usize = 128 << 10;

/// More than any file of ours asks for: `xz -9` needs 65 MiB.
const LARGEST_XZ_DICTIONARY_KIB: u32 = 256 << 10;

/// How each compression begins.
const SIGNS: [(&[u8], Compression); 4] = [
    (b"\x1F\x8B\x08", Compression::Gzip),
    (b"\x28\xB5\x2F\xFD", Compression::Zstd),
    (b"BZh", Compression::Bzip2),
    (b"\xFD7zXZ\0", Compression::Xz),
];

/// The signs of [`SIGNS`], and of bzip2 what follows its `BZh`, lie in so many bytes.
const SIGN_BYTES: u64 = 10;

/// bzip2's blocks begin with the digits of π, an empty file with those of its root.
const BZIP2_BLOCKS: [&[u8]; 2] = [b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90"];

/// Opens `path`; the raw bytes read from it are added to `progress`.
pub(super) fn open<'p>(path: &Path, progress: &'p AtomicU64) -> io::Result<Raw<'p>> {
    let file = File::open(path)?;
    Ok(Raw { file, progress })
}

/// The decompressed bytes of `raw`, whose name says that it is `named`. What is unpacked is
/// taken from `allowance`.
pub(super) fn inflated<'r>(
    mut raw: impl BufRead + 'r,
    named: Compression,
    allowance: &'r Allowance,
) -> io::Result<Box<dyn Read + 'r>> {
    let mut sign = Vec::new();
    raw.by_ref().take(SIGN_BYTES).read_to_end(&mut sign)?;
    let compression = compression(&sign, named);
    let raw = Cursor::new(sign).chain(raw);
    Ok(match compression {
        Compression::None => Box::new(raw),
        // Archives appended to day by day hold several members in one file.
        Compression::Gzip => Box::new(Allowed::new(MultiGzDecoder::new(raw), allowance)),
        Compression::Zstd => Box::new(Allowed::new(zstd::Decoder::with_buffer(raw)?, allowance)),
        Compression::Bzip2 => Box::new(Allowed::new(MultiBzDecoder::new(raw), allowance)),
        Compression::Xz => {
            let xz = XzReader::new_mem_limit(raw, true, LARGEST_XZ_DICTIONARY_KIB);
            Box::new(Allowed::new(xz, allowance))
        }
    })
}

/// How bytes that begin with `sign` are compressed: as they say themselves, else not at all if
/// they can be text, else as the name says, whose decompressor will tell what is damaged.
fn compression(sign: &[u8], named: Compression) -> Compression {
    let signed = SIGNS.iter().find(|(start, compression)| {
        sign.starts_with(start) && (*compression != Compression::Bzip2 || is_bzip2(sign))
    });
    match signed {
        Some((_, compression)) => *compression,
        None if is_text(sign) => Compression::None,
        None => named,
    }
}

fn is_bzip2(sign: &[u8]) -> bool {
    BZIP2_BLOCKS.iter().any(|block| sign[3..].ends_with(block))
}

/// Whether a file that begins so can be one of text; an empty file is none.
fn is_text(sign: &[u8]) -> bool {
    let control = |b: &u8| b.is_ascii_control() && !b.is_ascii_whitespace();
    !sign.is_empty() && !sign.iter().any(control)
}

/// A file that says how far it has been read.
pub(super) struct Raw<'p> {
    file: File,
    progress: &'p AtomicU64,
}

impl<'p> Raw<'p> {
    /// Its size on disk.
    pub(super) fn size_bytes(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    /// Read in large pieces.
    pub(super) fn buffered(self) -> BufReader<Raw<'p>> {
        BufReader::with_capacity(READ_BUFFER_BYTES, self)
    }
}

impl Read for Raw<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.progress.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl Seek for Raw<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_go_before_the_name() {
        let told = |sign: &[u8], named| compression(sign, named);
        let gzip = b"\x1F\x8B\x08\0\0\0\0\0\0\0";
        assert_eq!(told(gzip, Compression::None), Compression::Gzip);
        assert_eq!(told(gzip, Compression::Xz), Compression::Gzip);
        assert_eq!(told(b"{\"title\":", Compression::Gzip), Compression::None);
        assert_eq!(told(b"\x1F\x8B", Compression::Gzip), Compression::Gzip);
        assert_eq!(told(b"", Compression::Zstd), Compression::Zstd);
    }

    #[test]
    fn a_text_about_bzip2_is_no_bzip2() {
        let told = |sign: &[u8]| compression(sign, Compression::None);
        assert_eq!(told(b"BZh91AY&SY"), Compression::Bzip2);
        assert_eq!(told(b"BZh9 is a "), Compression::None);
    }
}
