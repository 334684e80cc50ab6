//! Limits that keep memory bounded when a file has no line ends, or one endless record.
//!
//! Three ways to read under a limit: a whole file, a line, and a stream whose records a parser
//! finds ([`Limited`], which the parser's owner restarts at each record).

use std::cell::Cell;
use std::io::{self, BufRead, Read};

/// The longest record that is read: far beyond any article, well within any machine.
pub(super) const LONGEST_RECORD_BYTES: u64 = 64 << 20;

/// The longest text of an article, and the longest page that is parsed: four million Arabic letters.
/// Analysis and the trees of pages take many times their size.
pub(super) const LONGEST_TEXT_BYTES: u64 = 8 << 20;

/// Reads all of `reader` as UTF-8 text; `None` if it is longer than `limit` bytes.
pub(super) fn read_whole(reader: &mut impl Read, limit: u64) -> io::Result<Option<String>> {
    let bytes = read_bytes(reader, limit)?;
    Ok(bytes.map(|bytes| match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }))
}

/// Reads all of `reader`; `None` if it is longer than `limit` bytes.
pub(super) fn read_bytes(reader: &mut impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// What [`next_line`] found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line, now in the buffer, perhaps empty.
    Whole,
    /// The last line of the file, which has no line end.
    Unended,
    /// A line beyond the limit; it has been passed over.
    TooLong,
    /// The end of the file.
    End,
}

/// Reads the next line into `line`, without its line end.
pub(super) fn next_line(
    reader: &mut impl BufRead,
    limit: u64,
    line: &mut Vec<u8>,
) -> io::Result<Line> {
    line.clear();
    if reader
        .by_ref()
        .take(limit.saturating_add(1))
        .read_until(b'\n', line)?
        == 0
    {
        return Ok(Line::End);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() as u64 > limit {
        reader.skip_until(b'\n')?;
        return Ok(Line::TooLong);
    } else {
        return Ok(Line::Unended);
    }
    Ok(Line::Whole)
}

/// Counts what a [`Limited`] reader gives out.
pub(super) struct Gauge {
    limit: u64,
    used: Cell<u64>,
    line_ends: Cell<u64>,
}

impl Gauge {
    /// A gauge that allows `limit` bytes a record.
    pub(super) fn new(limit: u64) -> Self {
        Gauge {
            limit,
            used: Cell::new(0),
            line_ends: Cell::new(0),
        }
    }

    /// A new record begins.
    pub(super) fn restart(&self) {
        self.used.set(0);
    }

    /// Whether the present record is beyond the limit.
    pub(super) fn exceeded(&self) -> bool {
        self.used.get() > self.limit
    }

    /// The limit in bytes.
    pub(super) fn limit(&self) -> u64 {
        self.limit
    }

    /// Line ends given out so far.
    pub(super) fn line_ends(&self) -> u64 {
        self.line_ends.get()
    }
}

/// A reader that fails once its gauge is exceeded, so that no parser collects more than that.
pub(super) struct Limited<'g, R> {
    inner: R,
    gauge: &'g Gauge,
}

impl<'g, R: Read> Limited<'g, R> {
    /// `inner`, watched by `gauge`.
    pub(super) fn new(inner: R, gauge: &'g Gauge) -> Self {
        Limited { inner, gauge }
    }
}

impl<R: BufRead> Limited<'_, R> {
    /// Passes over the rest of the line and begins a new record.
    pub(super) fn skip_line(&mut self) -> io::Result<()> {
        self.inner.skip_until(b'\n')?;
        self.gauge.line_ends.set(self.gauge.line_ends() + 1);
        self.gauge.restart();
        Ok(())
    }
}

impl<R: Read> Read for Limited<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.gauge.exceeded() {
            return Err(io::Error::other("the record is too long"));
        }
        let count = self.inner.read(buffer)?;
        let ends = buffer[..count].iter().filter(|&&b| b == b'\n').count();
        let gauge = self.gauge;
        gauge.line_ends.set(gauge.line_ends() + ends as u64);
        gauge.used.set(gauge.used.get() + count as u64);
        Ok(count)
    }
}
