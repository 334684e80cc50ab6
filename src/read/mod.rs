//! Reading: a path becomes articles.
//!
//! `walk` finds the files, `decompress` and `decode` turn their bytes into UTF-8 text, one file
//! a format turns the text into records, and `record` turns a record into an
//! [`Article`]. Everything streams: memory grows with the longest record, never with the file.
//! A bad record is a [`Problem`] and reading goes on; only a file that cannot be read at all is
//! a [`ReadError`]. Nothing here knows Arabic morphology or the index.

pub mod date;

mod allowance;
mod csv;
mod decode;
mod decompress;
mod fields;
mod html;
mod html_body;
mod html_head;
mod json;
mod limit;
mod members;
mod months;
mod paragraphs;
mod problem;
mod record;
mod text;
mod walk;
mod warc;

#[cfg(test)]
mod tests;

pub use fields::{FieldError, Fields, Role};
pub use problem::{Problem, ReadError, Reason, Severity, Spot};
pub use walk::{Found, FoundFile, PatternError, Selection, WalkError, walk};

use crate::article::Article;
use allowance::Allowance;
use decode::Decoded;
use encoding_rs::Encoding;
use limit::LONGEST_RECORD_BYTES;
use members::Unpacking;
use record::Emitter;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicU64;

/// How a file holds its articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text, one article a file.
    Text,
    /// A web page, one article a file.
    Html,
    /// A JSON document: one article, or an array of them.
    Json,
    /// One JSON object a line.
    JsonLines,
    /// Comma-separated values with a header.
    Csv,
    /// Tab-separated values with a header.
    Tsv,
    /// A zip archive of files.
    Zip,
    /// A tar archive of files.
    Tar,
    /// A web archive: records of pages as they were fetched (ISO 28500).
    Warc,
}

impl Format {
    /// The word for it in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Html => "html",
            Format::Json => "json",
            Format::JsonLines => "jsonl",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Zip => "zip",
            Format::Tar => "tar",
            Format::Warc => "warc",
        }
    }
}

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip (`.gz`).
    Gzip,
    /// Zstandard (`.zst`).
    Zstd,
    /// bzip2 (`.bz2`).
    Bzip2,
    /// xz (`.xz`).
    Xz,
}

impl Compression {
    /// The word for it in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Compression::None => "none",
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
            Compression::Bzip2 => "bzip2",
            Compression::Xz => "xz",
        }
    }
}

/// Tells format and compression by the name of a file, in any letter case; `None` for a name
/// that is not one of ours.
pub fn recognise(path: &Path) -> Option<(Format, Compression)> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let (stem, compression) = match name.rsplit_once('.')? {
        (stem, "gz") => (stem, Compression::Gzip),
        (stem, "zst") => (stem, Compression::Zstd),
        (stem, "bz2") => (stem, Compression::Bzip2),
        (stem, "xz") => (stem, Compression::Xz),
        (_, "tgz") => return Some((Format::Tar, Compression::Gzip)),
        (_, "tbz2" | "tbz") => return Some((Format::Tar, Compression::Bzip2)),
        (_, "txz") => return Some((Format::Tar, Compression::Xz)),
        // Its list of members stands at its end: it must be a file.
        (_, "zip") => return Some((Format::Zip, Compression::None)),
        _ => (name.as_str(), Compression::None),
    };
    let format = match stem.rsplit_once('.')?.1 {
        "txt" | "text" => Format::Text,
        "html" | "htm" | "xhtml" => Format::Html,
        "json" => Format::Json,
        "jsonl" | "ndjson" => Format::JsonLines,
        "csv" => Format::Csv,
        "tsv" => Format::Tsv,
        "tar" => Format::Tar,
        "warc" => Format::Warc,
        _ => return None,
    };
    Some((format, compression))
}

/// A file to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileToRead<'a> {
    /// The file, absolute.
    pub path: &'a Path,
    /// The directory that was given, absolute: ids and dates in paths are relative to it.
    pub root: &'a Path,
    /// How it holds its articles.
    pub format: Format,
    /// How it is compressed, by its name; its first bytes may know better.
    pub compression: Compression,
}

/// How to read, whatever the file.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The encoding of every file without a byte order mark; detected file by file if `None`.
    pub encoding: Option<&'static Encoding>,
    /// The longest line, row, array element or one-article file that is read, in bytes.
    pub longest_record_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            encoding: None,
            longest_record_bytes: LONGEST_RECORD_BYTES,
        }
    }
}

/// How a file turned out to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadAs {
    /// How it holds its articles.
    pub format: Format,
    /// The encoding of its text; `None` where each record has its own, or none is needed.
    pub encoding: Option<&'static str>,
    /// Names of fields that mean nothing to us, at most a dozen.
    pub unknown_fields: Vec<String>,
}

/// Reads `file` and gives every article and every problem to `sink`, in their order in the file,
/// until it breaks. The raw bytes that were read, before decompression, are added to `progress`
/// as reading goes on.
pub fn read(
    file: &FileToRead,
    fields: &Fields,
    options: &Options,
    progress: &AtomicU64,
    sink: &mut dyn FnMut(Result<Article, Problem>) -> ControlFlow<()>,
) -> Result<ReadAs, ReadError> {
    let path = || file.path.to_owned();
    let unopened = |source| ReadError::Open {
        path: path(),
        source,
    };
    let raw = decompress::open(file.path, progress).map_err(unopened)?;
    let size_bytes = raw.size_bytes().map_err(unopened)?;
    let allowance = Allowance::of(size_bytes);
    let mut out = Emitter::new(file, sink);
    let unpacking = Unpacking {
        fields,
        options,
        allowance: &allowance,
    };
    let read = unpacking.file(raw.buffered(), file, &mut out);
    let encoding = read.map_err(|source| match allowance.exceeded() {
        true => ReadError::Bomb { path: path() },
        false => ReadError::Read {
            path: path(),
            source,
        },
    })?;
    Ok(ReadAs {
        format: file.format,
        encoding,
        unknown_fields: out.into_unknown_fields(),
    })
}

/// Reads decompressed bytes: decodes them and hands them to the reader of their format. Gives
/// the name of their encoding.
fn read_bytes(
    bytes: impl Read,
    fields: &Fields,
    options: &Options,
    out: &mut Emitter,
) -> io::Result<Option<&'static str>> {
    let format = out.format();
    if format == Format::Warc {
        warc::read(BufReader::new(bytes), options, out)?;
        return Ok(None);
    }
    let mut decoded = Decoded::new(bytes, format, options.encoding)?;
    let limit = options.longest_record_bytes;
    match format {
        Format::Text => text::read(&mut decoded, limit, out)?,
        Format::Html => html::read(&mut decoded, limit, out)?,
        Format::Json => json::read(BufReader::new(&mut decoded), limit, fields, out)?,
        Format::JsonLines => json::read_lines(BufReader::new(&mut decoded), limit, fields, out)?,
        Format::Csv => csv::read(
            BufReader::new(&mut decoded),
            csv::Delimiter::Sniffed,
            limit,
            fields,
            out,
        )?,
        Format::Tsv => csv::read(
            BufReader::new(&mut decoded),
            csv::Delimiter::Tab,
            limit,
            fields,
            out,
        )?,
        Format::Zip | Format::Tar => out.problem(Spot::Whole, Reason::ArchiveInArchive),
        Format::Warc => {}
    }
    let loss = decoded.loss();
    out.finish(loss);
    Ok(Some(loss.encoding))
}
