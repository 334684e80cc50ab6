//! What can go wrong with a file or a record, in words for the person whose archive it is.
//!
//! A [`Problem`] concerns one record (or warns about a file) and reading goes on after it; a
//! [`ReadError`] ends a file. Counting and printing them is the caller's.

use super::decode::BadBytes;
use super::inflate::MOST_TIMES_ITS_SIZE;
use super::mojibake::Garbling;
use crate::article::{Dated, KnownBy, Place};
use std::fmt;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Something wrong in a file that was read: `path:line 12: reason. remedy`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{place}{spot}: {reason}")]
pub struct Problem {
    /// The file, and the member where it is an archive.
    pub place: Place,
    /// Where in the file.
    pub spot: Spot,
    /// What is wrong.
    pub reason: Reason,
}

impl Problem {
    /// Whether an article was lost by it.
    pub fn severity(&self) -> Severity {
        match self.reason {
            Reason::Date { .. }
            | Reason::DoubtedDate { .. }
            | Reason::Unreadable { .. }
            | Reason::Nuls { .. }
            | Reason::Halves { .. }
            | Reason::Garbled { .. }
            | Reason::PagesUnread { .. } => Severity::Kept,
            _ => Severity::Lost,
        }
    }
}

/// Whether a problem lost an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The article (or the whole file) could not be had.
    Lost,
    /// The article was kept, but something about it is amiss.
    Kept,
}

/// Where in a file a problem lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// The file as a whole.
    Whole,
    /// A line, from 1.
    Line(u64),
    /// A record, from 1, where lines say nothing.
    Record(u64),
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Spot::Whole => Ok(()),
            Spot::Line(number) => write!(f, ":line {number}"),
            Spot::Record(number) => write!(f, ":record {number}"),
        }
    }
}

/// What is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Reason {
    /// The bytes are no text in any encoding we know.
    #[error("it does not look like text. If it is, name its encoding with --encoding")]
    NotText,
    /// No article in the file.
    #[error("it holds no article. Delete it, or leave it out with an exclude pattern")]
    Empty,
    /// A record whose title and body are both missing or empty.
    #[error("neither title nor body{}. {}", list(fields), remedy(fields))]
    NoText {
        /// The names of its fields that mean nothing to us, at most a dozen.
        fields: Vec<String>,
    },
    /// A table without a column for the title or the body.
    #[error("no column is a title or a body{}. {}", list(columns), remedy(columns))]
    NoTextColumn {
        /// The names of its columns, at most a dozen.
        columns: Vec<String>,
    },
    /// XML of a kind that we do not know.
    #[error(
        "XML whose first element is <{root}> is none that warraq reads. `warraq formats` lists what it \
         reads; leave the file out with an exclude pattern"
    )]
    OtherXml {
        /// The root element.
        root: String,
    },
    /// Neither name nor content say what the file is.
    #[error("neither its name nor its content say what it is. `warraq formats` lists what is read")]
    UnknownKind,
    /// A member of an archive that cannot be read to its end; the articles before were given.
    #[error(
        "it cannot be read to its end ({message}). Pack the archive anew, or unpack what is sound"
    )]
    DamagedMember {
        /// What the system or the decompressor said.
        message: String,
    },
    /// A member of an archive that needs a password.
    #[error("it is locked with a password. Unpack it, and index what comes out")]
    LockedMember,
    /// Archives within archives beyond any use.
    #[error("too many archives lie in one another here. Unpack it, and index what is in it")]
    TooNested,
    /// XML that cannot be parsed; the rest of the file is lost.
    #[error("broken XML: {message}. What follows was not read; repair the file")]
    BrokenXml {
        /// What the parser said.
        message: String,
    },
    /// A document whose parts cannot be made out.
    #[error("it cannot be understood: {message}. Save it anew, or as text")]
    BrokenDocumentFile {
        /// What the parser said.
        message: String,
    },
    /// Pages without text.
    #[error(
        "no text in its {pages} pages: scans, probably. Have the text recognised (OCR), then index it"
    )]
    NoTextInPages {
        /// How many pages.
        pages: usize,
    },
    /// Pages that cannot be made out; the article has the others.
    #[error("{unread} of its {pages} pages cannot be understood. Save it anew, or as text")]
    PagesUnread {
        /// How many pages.
        unread: usize,
        /// Of how many.
        pages: usize,
    },
    /// Text whose characters cannot be told.
    #[error(
        "its fonts do not say which characters they show. Have the text recognised (OCR), then index it"
    )]
    NoCharacters,
    /// A file that is followed by the lengths of its records, where none begins.
    #[error(
        "no WARC record begins here, and what follows was not read. \
         Check that the file is whole and was not changed as text"
    )]
    NoWarcRecord,
    /// A page compressed in a way that is not read.
    #[error("the page is compressed as «{0}», which is not read. Write the WARC without it")]
    PageCoding(String),
    /// JSON that cannot be parsed; the rest of the line is lost.
    #[error("broken JSON at column {column}: {message}. Write the record anew, one a line")]
    BrokenLine {
        /// The column in bytes, from 1.
        column: usize,
        /// What the parser said.
        message: String,
    },
    /// JSON that cannot be parsed; the rest of the file is lost.
    #[error(
        "broken JSON at column {column}: {message}. What follows was not read; \
         repair the file, or write it as JSON lines (.jsonl)"
    )]
    BrokenDocument {
        /// The column in bytes, from 1.
        column: usize,
        /// What the parser said.
        message: String,
    },
    /// A JSON value that is not an object.
    #[error("a JSON object was expected here. Give each article as {{\"title\": …, \"body\": …}}")]
    NotAnObject,
    /// A row with too few or too many fields.
    #[error(
        "the row has {found} fields, its header has {expected}. \
         Look for a missing or a stray quote or delimiter"
    )]
    WrongShape {
        /// Fields in the header.
        expected: usize,
        /// Fields in the row.
        found: usize,
    },
    /// A record beyond the limit.
    #[error("the record is longer than {} MiB. Split it", limit_bytes >> 20)]
    TooLong {
        /// The limit.
        limit_bytes: u64,
    },
    /// A record beyond the limit, after which the file cannot be followed.
    #[error(
        "the record is longer than {} MiB, and what follows was not read. \
         Split it, or write the file as JSON lines (.jsonl)",
        limit_bytes >> 20
    )]
    TooLongToFollow {
        /// The limit.
        limit_bytes: u64,
    },
    /// A date field that cannot be read; the article is kept.
    #[error("no date can be read in «{text}». Write it like 2020-11-03")]
    Date {
        /// The beginning of the field.
        text: String,
    },
    /// A date that can hardly be true; the article is kept.
    #[error("the date «{text}» {doubt}; {}", outcome(.instead))]
    DoubtedDate {
        /// The date, as it was written.
        text: String,
        /// Why it is doubted.
        doubt: Doubt,
        /// The date that the article has instead, and how that is known.
        instead: Option<Dated>,
    },
    /// Bytes that are no characters of the encoding; the article is kept.
    #[error(
        "{count} unreadable {}, shown as \u{FFFD}, the first at {first}; it was read as {encoding}. \
         If it is another one, name it with --encoding",
        if *.count == 1 { "character" } else { "characters" }
    )]
    Unreadable {
        /// How many.
        count: u64,
        /// The bytes of the first.
        first: BadBytes,
        /// The encoding it was read as.
        encoding: &'static str,
    },
    /// NUL bytes in a text, which a crash or a program left; the article is kept.
    #[error(
        "{} of no meaning (NUL), the first at byte {first}, left out. Check that the file is whole",
        if *.count == 1 { "1 byte".to_owned() } else { format!("{count} bytes") }
    )]
    Nuls {
        /// How many.
        count: u64,
        /// How many bytes stand before the first.
        first: u64,
    },
    /// Escapes in JSON that are half a character; the article is kept.
    #[error(
        "{count} {} of half a character, as \\ud83d, shown as \u{FFFD}. \
         Cut texts between characters when writing them",
        if *.count == 1 { "escape" } else { "escapes" }
    )]
    Halves {
        /// How many.
        count: u64,
    },
    /// Texts that had been garbled and are mended; the articles are kept.
    #[error("{} garbled ({garbling}) and mended{}", garbled_records(*.records), lost_letters(*.lost))]
    Garbled {
        /// How many records of the file, of which this is the first.
        records: u64,
        /// How they had been garbled.
        garbling: Garbling,
        /// How many letters had been lost in part.
        lost: u64,
    },
}

/// Why a date is doubted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Doubt {
    /// It is not yet.
    #[error("lies in the future")]
    Future,
    /// There were hardly any newspapers then.
    #[error("lies before 1850")]
    BeforeNewspapers,
    /// Programs write it where they know none.
    #[error("is what programs write for no date")]
    Placeholder,
}

fn outcome(instead: &Option<Dated>) -> String {
    match instead {
        None => "the article has none".to_owned(),
        Some(date) if date.known_by == KnownBy::Doubted => {
            "it is kept, and found with --dated-by doubted".to_owned()
        }
        Some(date) => {
            let (day, known_by) = (date.at.date(), date.known_by.as_str());
            format!("{day}, from the {known_by}, was taken instead")
        }
    }
}

fn garbled_records(records: u64) -> String {
    match records {
        1 => "it was".to_owned(),
        _ => format!("{records} records, from this one on, were"),
    }
}

fn lost_letters(letters: u64) -> String {
    match letters {
        0 => String::new(),
        1 => "; a letter that had lost its half was guessed, or is \u{FFFD}".to_owned(),
        _ => {
            format!("; {letters} letters that had lost their halves were guessed, or are \u{FFFD}")
        }
    }
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        names => format!("; what it has: {}", names.join(", ")),
    }
}

fn remedy(names: &[String]) -> String {
    match names.first() {
        None => "Delete it, or fill it in".to_owned(),
        Some(name) => format!("Say which holds the text, as in --map body={name}"),
    }
}

impl ReadError {
    /// Whether the system is at fault and not the file, so that another day it may be read.
    pub fn is_of_the_system(&self) -> bool {
        match self {
            ReadError::Open { .. } => true,
            ReadError::Read { source, .. } => source.raw_os_error().is_some(),
            ReadError::Bomb { .. } => false,
        }
    }
}

/// Why reading a file ended before its end.
#[derive(Debug, Error)]
pub enum ReadError {
    /// It could not be opened.
    #[error("{}: cannot be opened. Check that it exists and may be read", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It could not be read to its end; the articles before were given.
    #[error(
        "{}: cannot be read to its end. Check that it is complete and not damaged",
        path.display()
    )]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system or the decompressor said.
        source: io::Error,
    },
    /// It inflates beyond all measure; the articles before were given.
    #[error(
        "{}: it inflates to more than {} times its size, as files made to fill a disk do. \
         If it is sound, unpack it and index what comes out",
        path.display(),
        MOST_TIMES_ITS_SIZE
    )]
    Bomb {
        /// The file.
        path: PathBuf,
    },
}
