//! Opening a file: raw bytes counted for the progress display, then decompressed.
//!
//! What the bytes mean is for `decode` and the formats.

use super::Compression;
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// Raw bytes are read from disk in pieces of this size.
const READ_BUFFER_BYTES: usize = 128 << 10;

/// Opens `path` for reading decompressed bytes; the raw bytes read are added to `progress`.
pub(super) fn open<'p>(
    path: &Path,
    compression: Compression,
    progress: &'p AtomicU64,
) -> io::Result<Box<dyn Read + 'p>> {
    let inner = File::open(path)?;
    let raw = BufReader::with_capacity(READ_BUFFER_BYTES, Counted { inner, progress });
    Ok(match compression {
        Compression::None => Box::new(raw),
        // Archives appended to day by day hold several gzip members in one file.
        Compression::Gzip => Box::new(MultiGzDecoder::new(raw)),
        Compression::Zstd => Box::new(zstd::Decoder::with_buffer(raw)?),
    })
}

/// A reader that says how far it has come.
struct Counted<'p, R> {
    inner: R,
    progress: &'p AtomicU64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.progress.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
