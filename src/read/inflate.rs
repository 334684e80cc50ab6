//! Opening what is compressed, within bounds: raw bytes are counted for the progress display,
//! unpacked bytes against bombs.
//!
//! What lies within is for `container`.

use super::bookmark::Bookmark;
use super::format::Wrapping;
use bzip2::read::MultiBzDecoder;
use flate2::bufread::MultiGzDecoder;
use lzma_rust2::XzReader;
use std::cell::{Cell, RefCell};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Raw bytes are read from disk in pieces of this size.
const READ_BUFFER_BYTES: usize = 128 << 10;

/// No news unpacks to more than so many times its size; bombs begin at a thousand.
pub(super) const MOST_TIMES_ITS_SIZE: u64 = 200;

/// What is smaller than this unpacked harms nobody.
const HARMLESS_BYTES: u64 = 64 << 20;

/// The most that a zstd frame may ask for at once, as a power of two; `zstd --long` asks for 2^27.
const LARGEST_ZSTD_WINDOW_LOG: u32 = 27;

/// The most memory that an xz stream may ask for: the strongest preset takes a quarter of it.
const LARGEST_XZ_MEMORY_KIB: u32 = 256 << 10;

/// How much has been read and unpacked of one file. Shared by all readers of the file.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    raw: Rc<Cell<u64>>,
    crc32: Rc<RefCell<crc32fast::Hasher>>,
    unpacked: Rc<Cell<u64>>,
    burst: Rc<Cell<bool>>,
    most_bytes: u64,
}

impl Budget {
    /// A budget that lets a file unpack to `most_bytes`, of which all has been read up to a
    /// bookmark, if there is one.
    pub(super) fn new(most_bytes: u64, after: Option<Bookmark>) -> Self {
        let crc32 = after.map_or(0, |after| after.crc32);
        Budget {
            raw: Rc::new(Cell::new(after.map_or(0, |after| after.bytes))),
            crc32: Rc::new(RefCell::new(crc32fast::Hasher::new_with_initial(crc32))),
            unpacked: Rc::default(),
            burst: Rc::default(),
            most_bytes,
        }
    }

    /// Whether more has been unpacked than any honest file holds.
    pub(super) fn is_burst(&self) -> bool {
        self.burst.get()
    }

    /// Bytes read so far, those before the bookmark included.
    pub(super) fn raw_bytes(&self) -> u64 {
        self.raw.get()
    }

    /// The CRC-32 of these bytes, if they were read in their order.
    pub(super) fn raw_crc32(&self) -> u32 {
        self.crc32.borrow().clone().finalize()
    }

    fn spend(&self, bytes: usize) -> io::Result<()> {
        let unpacked = self.unpacked.get().saturating_add(bytes as u64);
        self.unpacked.set(unpacked);
        let most = self.raw.get().saturating_mul(MOST_TIMES_ITS_SIZE);
        if unpacked > self.most_bytes || unpacked > HARMLESS_BYTES && unpacked > most {
            self.burst.set(true);
            return Err(io::Error::other("it unpacks to too much"));
        }
        Ok(())
    }
}

/// Raw bytes of a file, counted.
pub(super) struct Raw<'p, R> {
    inner: R,
    progress: &'p AtomicU64,
    budget: Budget,
}

impl<'p, R: Read> Raw<'p, R> {
    /// `inner`, its bytes added to `progress` and to the budget.
    pub(super) fn buffered(
        inner: R,
        progress: &'p AtomicU64,
        budget: &Budget,
    ) -> BufReader<Raw<'p, R>> {
        let raw = Raw {
            inner,
            progress,
            budget: budget.clone(),
        };
        BufReader::with_capacity(READ_BUFFER_BYTES, raw)
    }
}

impl<R: Read> Read for Raw<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.progress.fetch_add(count as u64, Ordering::Relaxed);
        self.budget.raw.set(self.budget.raw.get() + count as u64);
        self.budget.crc32.borrow_mut().update(&buffer[..count]);
        Ok(count)
    }
}

impl<R: Seek> Seek for Raw<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Unpacked bytes, within a budget.
pub(super) struct Unpacked<R> {
    inner: R,
    budget: Budget,
}

impl<R: Read> Unpacked<R> {
    /// `inner`, watched by `budget`.
    pub(super) fn new(inner: R, budget: &Budget) -> Self {
        let budget = budget.clone();
        Unpacked { inner, budget }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.budget.spend(count)?;
        Ok(count)
    }
}

/// The unpacked bytes of a compressed stream; `None` for wrappings of many files.
pub(super) fn unpack<'a>(
    wrapping: Wrapping,
    packed: impl Read + 'a,
    budget: &Budget,
) -> io::Result<Option<Box<dyn Read + 'a>>> {
    let packed = BufReader::with_capacity(READ_BUFFER_BYTES, packed);
    // Files appended to day by day hold several compressed streams one after the other.
    let unpacked: Box<dyn Read + 'a> = match wrapping {
        Wrapping::Gzip => Box::new(MultiGzDecoder::new(packed)),
        Wrapping::Zstd => {
            let mut decoder = zstd::Decoder::with_buffer(packed)?;
            decoder.window_log_max(LARGEST_ZSTD_WINDOW_LOG)?;
            Box::new(decoder)
        }
        Wrapping::Bzip2 => Box::new(MultiBzDecoder::new(packed)),
        Wrapping::Xz => Box::new(XzReader::new_mem_limit(packed, true, LARGEST_XZ_MEMORY_KIB)),
        Wrapping::Zip | Wrapping::Tar => return Ok(None),
    };
    Ok(Some(Box::new(Unpacked::new(unpacked, budget))))
}
