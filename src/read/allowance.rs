//! How far a file may inflate: a few kilobytes can be made that unpack to a full disk or a day's
//! work, and they must end in a message.
//!
//! One allowance is shared by all that is unpacked from one file, members of archives and what
//! is compressed within them, so that no nesting multiplies it.

use std::cell::Cell;
use std::io::{self, Read};

/// No text shrinks to less than this part of itself: prose to a tenth, tables to a fiftieth.
pub(super) const MOST_TIMES_INFLATED: u64 = 200;

/// So much is allowed to files of any size, as a few hundred bytes prove nothing.
const SMALLEST_ALLOWANCE_BYTES: u64 = 64 << 20;

/// No archive of articles has more, however large its file.
const LARGEST_ALLOWANCE_BYTES: u64 = 4 << 40;

/// What may still be unpacked from a file.
pub(super) struct Allowance {
    left: Cell<u64>,
    exceeded: Cell<bool>,
}

impl Allowance {
    /// The allowance of a file of `size_bytes` on disk.
    pub(super) fn of(size_bytes: u64) -> Self {
        let bytes = size_bytes
            .saturating_mul(MOST_TIMES_INFLATED)
            .clamp(SMALLEST_ALLOWANCE_BYTES, LARGEST_ALLOWANCE_BYTES);
        Allowance {
            left: Cell::new(bytes),
            exceeded: Cell::new(false),
        }
    }

    /// Whether more was unpacked than is allowed.
    pub(super) fn exceeded(&self) -> bool {
        self.exceeded.get()
    }

    fn take(&self, bytes: u64) -> io::Result<()> {
        match self.left.get().checked_sub(bytes) {
            Some(left) => self.left.set(left),
            None => self.exceeded.set(true),
        }
        match self.exceeded() {
            true => Err(io::Error::other("it inflates beyond all measure")),
            false => Ok(()),
        }
    }
}

/// A decompressor that is stopped where the allowance ends.
pub(super) struct Allowed<'a, R> {
    inner: R,
    allowance: &'a Allowance,
}

impl<'a, R: Read> Allowed<'a, R> {
    /// What `inner` unpacks is taken from `allowance`.
    pub(super) fn new(inner: R, allowance: &'a Allowance) -> Self {
        Allowed { inner, allowance }
    }
}

impl<R: Read> Read for Allowed<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.allowance.take(count as u64)?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_inflates_beyond_all_measure_is_stopped() {
        let allowance = Allowance::of(1000);
        let mut endless = Allowed::new(io::repeat(0), &allowance);
        let copied = io::copy(&mut endless, &mut io::sink());
        assert!(copied.is_err() && allowance.exceeded());
    }

    #[test]
    fn what_is_unpacked_from_one_file_is_counted_together() {
        let allowance = Allowance::of(1 << 20);
        for _ in 0..2 {
            let mut part = Allowed::new(io::repeat(0).take(150 << 20), &allowance);
            let _ = io::copy(&mut part, &mut io::sink());
        }
        assert!(allowance.exceeded());
    }

    #[test]
    fn texts_that_shrink_well_are_read() {
        let allowance = Allowance::of(1 << 20);
        let mut text = Allowed::new(io::repeat(0).take(50 << 20), &allowance);
        assert!(io::copy(&mut text, &mut io::sink()).is_ok());
    }
}
