//! Reading: a path becomes articles.
//!
//! `walk` finds the files, `sniff` tells by their first bytes what they are, `container` opens
//! what is compressed or an archive, `detect` tells the encoding and `decode` turns bytes into UTF-8 text,
//! one file a format turns the text into records, and `record` turns a record into an [`Article`],
//! garbled letters mended by `mojibake`. Everything streams:
//! memory grows with the longest record, never with the file. A bad record is a [`Problem`] and
//! reading goes on; only a file that cannot be read at all is a [`ReadError`]. Nothing here knows
//! Arabic morphology or the index.

pub mod date;

mod bookmark;
mod container;
mod csv;
mod decode;
mod detect;
mod feed;
mod fields;
mod format;
mod html;
mod html_body;
mod html_head;
mod inflate;
mod json;
mod json_halves;
mod limit;
mod mail;
mod mediawiki;
mod mojibake;
mod months;
mod news_xml;
mod paragraphs;
mod part;
mod pdf;
mod pdf_lines;
mod problem;
mod published;
mod record;
mod sniff;
mod text;
mod trec;
mod walk;
mod warc;
mod wikitext;
mod word;
mod xml;

#[cfg(test)]
mod tests;

pub use bookmark::Bookmark;
pub use decode::BadBytes;
pub use fields::{FieldError, Fields, Role};
pub use format::{FORMATS, Format, Known, WRAPPINGS, Wrapping};
pub use mojibake::{Garbling, TakenFor};
pub use part::Part;
pub use pdf::PDF_THREAD;
pub use problem::{Doubt, Problem, ReadError, Reason, Severity, Spot};
pub use walk::{Found, FoundFile, PatternError, Selection, WalkError, walk};

use crate::article::Article;
use container::{Reading, peek};
use encoding_rs::Encoding;
use inflate::{Budget, Raw};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use limit::LONGEST_RECORD_BYTES;
use record::Emitter;
use sniff::{Nature, SNIFFED_BYTES, nature};
use std::fs::File;
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicU64;

/// A file to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileToRead<'a> {
    /// The file, absolute.
    pub path: &'a Path,
    /// The directory that was given, absolute: ids and dates in paths are relative to it.
    pub root: &'a Path,
}

/// How to read, whatever the file.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The encoding of every file without a byte order mark; detected file by file if `None`.
    pub encoding: Option<&'static Encoding>,
    /// The longest line, row, array element or one-article file that is read, in bytes.
    pub longest_record_bytes: u64,
    /// The most that one file may unpack to, in bytes.
    pub most_unpacked_bytes: u64,
    /// The day on which it is read: dates after it are doubted.
    pub today: Date,
}

/// The largest dumps of the largest wikis are a tenth of it.
const MOST_UNPACKED_BYTES: u64 = 1 << 40;

impl Default for Options {
    fn default() -> Self {
        Options {
            encoding: None,
            longest_record_bytes: LONGEST_RECORD_BYTES,
            most_unpacked_bytes: MOST_UNPACKED_BYTES,
            today: TimeZone::UTC.to_datetime(Timestamp::now()).date(),
        }
    }
}

/// Whoever takes the articles and problems of a file, in their order, until it breaks.
pub type Sink<'a> = dyn FnMut(Result<Article, Problem>) -> ControlFlow<()> + 'a;

/// Reads `file` and gives every article and every problem to `sink`, in their order in the file,
/// until it breaks. The raw bytes that were read, before decompression, are added to `progress`
/// as reading goes on.
///
/// # Errors
/// If the file cannot be opened, or not be read to its end; what came before has been given.
pub fn read(
    file: &FileToRead,
    fields: &Fields,
    options: &Options,
    progress: &AtomicU64,
    sink: &mut Sink,
) -> Result<(), ReadError> {
    examine(file, fields, options, progress, sink).1
}

/// Reads `file` as [`read`] does, but only what follows a bookmark that [is in](Bookmark::is_in)
/// it, if one is given. Where more may be appended to the file, gives a bookmark at its end.
///
/// # Errors
/// As [`read`].
pub fn read_on(
    file: &FileToRead,
    after: Option<Bookmark>,
    fields: &Fields,
    options: &Options,
    progress: &AtomicU64,
    sink: &mut Sink,
) -> Result<Option<Bookmark>, ReadError> {
    let opened = open(file)?;
    let how = How {
        fields,
        options,
        progress,
        after,
    };
    let examined = examine_opened(opened, file, how, sink);
    examined.ended.map(|()| examined.bookmark)
}

/// Reads `file` as [`read`] does, and tells also what it was found to be made of: one part for
/// each kind of file in it.
pub fn examine(
    file: &FileToRead,
    fields: &Fields,
    options: &Options,
    progress: &AtomicU64,
    sink: &mut Sink,
) -> (Vec<Part>, Result<(), ReadError>) {
    match open(file) {
        Ok(opened) => examine_bytes(opened, file, fields, options, progress, sink),
        Err(error) => (Vec::new(), Err(error)),
    }
}

fn open(file: &FileToRead) -> Result<File, ReadError> {
    File::open(file.path).map_err(|source| ReadError::Open {
        path: file.path.to_owned(),
        source,
    })
}

/// Reads `bytes` as [`examine`] reads those that lie in `file`, which need not exist.
pub fn examine_bytes(
    bytes: impl Read + Seek,
    file: &FileToRead,
    fields: &Fields,
    options: &Options,
    progress: &AtomicU64,
    sink: &mut Sink,
) -> (Vec<Part>, Result<(), ReadError>) {
    let how = How {
        fields,
        options,
        progress,
        after: None,
    };
    let examined = examine_opened(bytes, file, how, sink);
    (examined.parts, examined.ended)
}

/// What reading depends on besides the file.
#[derive(Clone, Copy)]
struct How<'h> {
    fields: &'h Fields,
    options: &'h Options,
    progress: &'h AtomicU64,
    after: Option<Bookmark>,
}

/// What became of a file.
struct Examined {
    parts: Vec<Part>,
    bookmark: Option<Bookmark>,
    ended: Result<(), ReadError>,
}

fn examine_opened(
    bytes: impl Read + Seek,
    file: &FileToRead,
    how: How,
    sink: &mut Sink,
) -> Examined {
    let path = file.path.to_owned();
    let budget = Budget::new(how.options.most_unpacked_bytes, how.after);
    let mut out = Emitter::new(file, how.options.today, how.after, sink);
    let mut reading = Reading {
        fields: how.fields,
        options: how.options,
        budget: &budget,
        out: &mut out,
    };
    let ended = whole_file(file, bytes, how, &mut reading);
    let ended = ended.map_err(|source| match budget.is_burst() {
        true => ReadError::Bomb { path },
        false => ReadError::Read { path, source },
    });
    let bookmark = out.ended_at().map(|(records, lines)| Bookmark {
        bytes: budget.raw_bytes(),
        crc32: budget.raw_crc32(),
        records,
        lines,
    });
    Examined {
        parts: out.into_parts(),
        bookmark,
        ended,
    }
}

fn whole_file(
    file: &FileToRead,
    mut bytes: impl Read + Seek,
    how: How,
    reading: &mut Reading,
) -> io::Result<()> {
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    if let Some(after) = how.after {
        bytes.seek(SeekFrom::Start(after.bytes))?;
    }
    let mut raw = Raw::buffered(bytes, how.progress, reading.budget);
    // Looked at in the buffer, so that no byte is read twice.
    let beginning = raw.fill_buf()?;
    let beginning = &beginning[..beginning.len().min(SNIFFED_BYTES)];
    if nature(&name, beginning) == Nature::Wrapped(Wrapping::Zip) {
        return reading.zip(raw);
    }
    reading.stream(&name, Box::new(raw))?;
    reading.out.finish_file();
    Ok(())
}

/// Whether a file is one of ours: by its name, or, where the name says nothing, by its first
/// bytes. One that cannot be looked into is not.
fn is_ours(path: &Path) -> bool {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else {
        return false;
    };
    if let Some(known) = sniff::is_ours_by_name(&name) {
        return known;
    }
    let Ok(opened) = File::open(path) else {
        return false;
    };
    let budget = Budget::new(u64::MAX, None);
    let looked = || -> io::Result<bool> {
        let (beginning, bytes) = peek(opened)?;
        match nature(&name, &beginning) {
            Nature::Articles(_) => Ok(true),
            // Archives of other kinds are programs and documents of other kinds.
            Nature::Wrapped(Wrapping::Zip | Wrapping::Tar) => Ok(false),
            Nature::Wrapped(wrapping) => {
                let Some(unpacked) = inflate::unpack(wrapping, bytes, &budget)? else {
                    return Ok(false);
                };
                let (beginning, _) = peek(unpacked)?;
                let inner = nature(&wrapping.inner_name(&name), &beginning);
                Ok(matches!(
                    inner,
                    Nature::Articles(_) | Nature::Wrapped(Wrapping::Tar)
                ))
            }
            Nature::OtherXml(_) | Nature::Unknown => Ok(false),
        }
    };
    looked().unwrap_or(false)
}
