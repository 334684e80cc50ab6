//! Portable documents: the characters of their pages, put into reading order by `pdf_lines`.
//!
//! The parser panics on some damaged files. It runs on a thread of its own and page by page, so
//! that a page that cannot be read costs that page. Scans have no characters, and are told.

use super::fields::Role;
use super::inflate::{Budget, Unpacked};
use super::limit::read_bytes;
use super::pdf_lines::{Glyph, paragraphs};
use super::problem::{Reason, Spot};
use super::record::{DATE_OF_FILE, Emitter, Record};
use super::text::split_title;
use pdf_extract::{
    Dictionary, Document, MediaBox, Object, OutputDev, OutputError, Transform, output_doc_page,
};
use std::collections::HashMap;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

/// The thread that documents are parsed on: what panics there has been told as a problem of the
/// file.
pub const PDF_THREAD: &str = "pdf";

/// The parser recurses over what a document nests.
const STACK_BYTES: usize = 256 << 20;

/// No page of a newspaper has so many characters; one that draws itself again and again has.
const MOST_GLYPHS: usize = 1_000_000;

/// Titles that programs give where the author gave none begin so.
const NO_TITLES: [&str; 4] = ["microsoft word", "untitled", "powerpoint", "document"];

/// What a document holds.
#[derive(Default)]
struct Contents {
    title: String,
    author: String,
    date: String,
    paragraphs: Vec<String>,
    pages: usize,
    unread: usize,
    glyphs: usize,
}

/// Reads a document.
pub(super) fn read(
    bytes: &mut impl Read,
    limit: u64,
    budget: &Budget,
    out: &mut Emitter,
) -> io::Result<()> {
    let Some(bytes) = read_bytes(bytes, limit)? else {
        out.problem(Spot::Whole, Reason::TooLong { limit_bytes: limit });
        return Ok(());
    };
    if bytes.trim_ascii().is_empty() {
        return Ok(());
    }
    unpack_all(&bytes, budget)?;
    let parser = thread::Builder::new()
        .name(PDF_THREAD.to_owned())
        .stack_size(STACK_BYTES);
    let parsed = thread::scope(|scope| {
        let parsing = parser.spawn_scoped(scope, || contents(&bytes))?;
        let panicked = |_| Err("its parts do not fit together".to_owned());
        io::Result::Ok(parsing.join().unwrap_or_else(panicked))
    })?;
    match parsed {
        Ok(contents) => give(contents, out),
        Err(message) => out.problem(Spot::Whole, Reason::BrokenDocumentFile { message }),
    }
    Ok(())
}

fn give(contents: Contents, out: &mut Emitter) {
    let Contents { pages, unread, .. } = contents;
    let text = contents.paragraphs.join("\n");
    if contents.glyphs > 0 && text.trim().is_empty() {
        return out.problem(Spot::Whole, Reason::NoCharacters);
    }
    if text.trim().is_empty() {
        return match unread {
            0 => out.problem(Spot::Whole, Reason::NoTextInPages { pages }),
            _ => out.problem(Spot::Whole, Reason::PagesUnread { unread, pages }),
        };
    }
    let mut record = Record::default();
    let (mut title, mut body) = (contents.title.as_str(), text.as_str());
    if title.is_empty() {
        (title, body) = split_title(&text);
    }
    record.put(Role::Title, 0, title.to_owned());
    record.put(Role::Body, 0, body.to_owned());
    record.put(Role::Author, 0, contents.author);
    record.put(Role::Date, DATE_OF_FILE, contents.date);
    out.record(record, Spot::Whole);
    if unread > 0 {
        out.warn(Spot::Whole, Reason::PagesUnread { unread, pages });
    }
}

/// Unpacks every compressed stream once, for the budget: the parser knows no bounds.
fn unpack_all(bytes: &[u8], budget: &Budget) -> io::Result<()> {
    const MARK: &[u8] = b"stream";
    let mut from = 0;
    while let Some(at) = find(&bytes[from..], MARK) {
        from += at + MARK.len();
        let packed = bytes[from..].trim_ascii_start();
        // The head of zlib; what ends before its end is for the parser to judge.
        if packed.first().is_some_and(|first| first & 0x0F == 8) {
            let inner = flate2::bufread::ZlibDecoder::new(packed);
            let copied = io::copy(&mut Unpacked::new(inner, budget), &mut io::sink());
            if budget.is_burst() {
                copied?;
            }
        }
    }
    Ok(())
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn contents(bytes: &[u8]) -> Result<Contents, String> {
    let mut document = Document::load_mem(bytes).map_err(|error| error.to_string())?;
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err("it is encrypted; save it without a password".to_owned());
    }
    if draws_itself(&document) {
        return Err("a drawing in it contains itself".to_owned());
    }
    let mut contents = Contents::default();
    properties(&document, &mut contents);
    let pages = document.get_pages();
    contents.pages = pages.len();
    for number in pages.keys() {
        let mut page = Page::default();
        let read = catch_unwind(AssertUnwindSafe(|| {
            output_doc_page(&document, &mut page, *number)
        }));
        contents.unread += usize::from(!matches!(read, Ok(Ok(()))));
        contents.glyphs += page.seen;
        contents.paragraphs.extend(paragraphs(page.glyphs));
    }
    Ok(contents)
}

fn properties(document: &Document, contents: &mut Contents) {
    let information = document.trailer.get(b"Info").ok();
    let information = information.and_then(|info| match info {
        Object::Reference(id) => document.get_dictionary(*id).ok(),
        Object::Dictionary(dictionary) => Some(dictionary),
        _ => None,
    });
    let Some(information) = information else {
        return;
    };
    let text = |key: &[u8]| {
        let value = information.get(key).ok();
        let value = value.and_then(|value| pdf_extract::decode_text_string(value).ok());
        value.unwrap_or_default().trim().to_owned()
    };
    let title = text(b"Title");
    let lower = title.to_lowercase();
    let is_title = title.contains(' ')
        && !NO_TITLES.iter().any(|none| lower.starts_with(none))
        && !title.contains(char::REPLACEMENT_CHARACTER);
    if is_title {
        contents.title = title;
    }
    contents.author = text(b"Author");
    contents.date = date(&text(b"CreationDate")).unwrap_or_default();
}

/// `D:20201103101500+03'00'` as ISO 8601, without the zone.
fn date(text: &str) -> Option<String> {
    let digits = text.strip_prefix("D:").unwrap_or(text);
    let part = |from: usize, to: usize| digits.get(from..to);
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let hour = part(8, 10).unwrap_or("00");
    let minute = part(10, 12).unwrap_or("00");
    Some(format!("{year}-{month}-{day}T{hour}:{minute}:00"))
}

/// Whether following the drawings within drawings, or the parents of pages, would never end.
fn draws_itself(document: &Document) -> bool {
    let own = |dictionary: &Dictionary| -> Vec<pdf_extract::ObjectId> {
        let parent = dictionary.get(b"Parent").and_then(Object::as_reference);
        let drawings = || {
            let resources = resolved(document, dictionary.get(b"Resources").ok()?)?;
            let drawings = resolved(document, resources.get(b"XObject").ok()?)?;
            let ids = drawings.iter().filter_map(|(_, id)| id.as_reference().ok());
            Some(ids.collect::<Vec<_>>())
        };
        let mut ids = match dictionary.get(b"Subtype").and_then(Object::as_name) {
            Ok(b"Form") => drawings().unwrap_or_default(),
            _ => Vec::new(),
        };
        ids.extend(parent);
        ids
    };
    let edges: HashMap<_, _> = document
        .objects
        .iter()
        .filter_map(|(id, object)| match object {
            Object::Dictionary(dictionary) => Some((*id, own(dictionary))),
            Object::Stream(stream) => Some((*id, own(&stream.dict))),
            _ => None,
        })
        .collect();
    // Leaves are taken away until nothing is left, or only circles are.
    let mut waiting: HashMap<_, usize> = HashMap::new();
    let mut users: HashMap<_, Vec<_>> = HashMap::new();
    for (id, inner) in &edges {
        let inner: Vec<_> = inner.iter().filter(|id| edges.contains_key(id)).collect();
        waiting.insert(*id, inner.len());
        for used in inner {
            users.entry(*used).or_default().push(*id);
        }
    }
    let mut free: Vec<_> = waiting.iter().filter(|(_, n)| **n == 0).collect();
    let mut free: Vec<_> = free.drain(..).map(|(id, _)| *id).collect();
    let mut taken = 0;
    while let Some(id) = free.pop() {
        taken += 1;
        for user in users.get(&id).into_iter().flatten() {
            if let Some(left) = waiting.get_mut(user) {
                *left -= 1;
                if *left == 0 {
                    free.push(*user);
                }
            }
        }
    }
    taken < edges.len()
}

fn resolved<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Dictionary> {
    match object {
        Object::Reference(id) => document.get_dictionary(*id).ok(),
        other => other.as_dict().ok(),
    }
}

/// The glyphs of a page, as the parser comes upon them.
#[derive(Default)]
struct Page {
    glyphs: Vec<Glyph>,
    seen: usize,
}

impl OutputDev for Page {
    fn begin_page(
        &mut self,
        _: u32,
        _: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        self.seen += 1;
        if self.seen > MOST_GLYPHS {
            return Err(io::Error::other("too many characters").into());
        }
        // Fonts may be drawn mirrored or turned: the size is that of the square.
        let size = font_size * (place.m11 * place.m22 - place.m12 * place.m21).abs().sqrt();
        self.glyphs.push(Glyph {
            x: place.m31,
            y: place.m32,
            width: width * size,
            size,
            text: text.to_owned(),
        });
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}
