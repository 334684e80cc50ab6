//! The formats: their names, the names of their files, and what is taken from each.
//!
//! One table, from which `warraq formats` prints and by which names of files are understood.
//! Whether a file is what its name says is for `sniff`.

/// How a file holds its articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    /// RSS 0.9 to 2.0, Atom.
    Feed,
    /// News Industry Text Format.
    Nitf,
    /// NewsML-G2 and NewsML 1.
    NewsMl,
    /// A dump of a MediaWiki.
    MediaWiki,
    /// `<DOC>` after `<DOC>`, as evaluation collections and newswire corpora are given out.
    Trec,
    /// Web archive.
    Warc,
    /// Messages one after the other.
    Mbox,
    /// One message.
    Message,
    /// Word processor document.
    Docx,
    /// Portable document.
    Pdf,
}

/// A row of the table of formats.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// The format.
    pub format: Format,
    /// The word for it in reports.
    pub name: &'static str,
    /// How names of its files end.
    pub endings: &'static [&'static str],
    /// By what else it is told, whatever its file is called; empty where the name must say it.
    pub told_by: &'static str,
    /// What is an article in it, and what is taken.
    pub taken: &'static str,
}

/// All formats, in the order of [`Format`].
#[rustfmt::skip]
pub const FORMATS: [Known; 16] = [
    known(Format::Text, "text", &["txt", "text"], "",
        "one article a file: the first line is the title; date from the dateline or the path"),
    known(Format::Html, "html", &["html", "htm", "xhtml"], "<!doctype html>, <html>",
        "one article a file: title, text, date, author, section, source, address, language, from JSON-LD, OpenGraph, meta and time elements; menus, captions, related links left out"),
    known(Format::Json, "json", &["json"], "{\"…",
        "an object, an array of objects, or an object that holds one (articles, items, data, docs, results …); fields by name or --map, nested ones as fields.headline"),
    known(Format::JsonLines, "jsonl", &["jsonl", "ndjson"], "",
        "one article a line; fields as in json"),
    known(Format::Csv, "csv", &["csv"], "",
        "one article a row, columns by the header; commas, semicolons or tabs; quoted newlines"),
    known(Format::Tsv, "tsv", &["tsv"], "",
        "one article a row, columns by the header; tabs"),
    known(Format::Feed, "feed", &["rss", "atom", "rdf"], "<rss>, <feed>, <rdf:RDF>",
        "one article an item: title, content:encoded or content before description or summary, date, author, categories, link, guid; source and language of the feed"),
    known(Format::Nitf, "nitf", &["nitf"], "<nitf>",
        "one article a document: hedline, byline, date.issue, dateline, body.content, position.section, doc-id, publication"),
    known(Format::NewsMl, "newsml", &["newsml"], "<newsItem>, <newsMessage>, <NewsML>",
        "one article a text item: headline, byline, dates, language, subject, provider, guid, inline NITF, XHTML or text; pictures and packages left out"),
    known(Format::MediaWiki, "mediawiki", &["mediawiki"], "<mediawiki>",
        "one article a page of the main namespace, without redirects: title, wikitext as plain text, date template or first revision, address, site"),
    known(Format::Trec, "trec", &["sgml", "sgm", "trec"], "<DOC>",
        "one article a <DOC>: DOCNO, HEADLINE or TITLE, TEXT, DATE or the date in the number, BYLINE, other fields by name or --map"),
    known(Format::Warc, "warc", &["warc"], "WARC/1.",
        "one article an HTML response of status 200: as html, with the address that was fetched, and the day of it where the page tells no date"),
    known(Format::Mbox, "mbox", &["mbox", "mbx"], "From …, then headers",
        "one article a message: subject, date, sender, text or HTML part, Message-ID"),
    known(Format::Message, "eml", &["eml"], "Received:, Return-Path: … headers",
        "one article a file; as mbox"),
    known(Format::Docx, "docx", &["docx"], "a zip with word/document.xml",
        "one article a file: the title of its properties or its first paragraph, paragraphs, author, date"),
    known(Format::Pdf, "pdf", &["pdf"], "%PDF-",
        "one article a file: title, author and date of its properties, the text of its pages in reading order; scans have none"),
];

const fn known(
    format: Format,
    name: &'static str,
    endings: &'static [&'static str],
    told_by: &'static str,
    taken: &'static str,
) -> Known {
    Known {
        format,
        name,
        endings,
        told_by,
        taken,
    }
}

impl Format {
    /// The word for it in reports.
    pub fn as_str(self) -> &'static str {
        FORMATS[self as usize].name
    }

    /// The format whose files are named like `name`, in any letter case.
    pub(super) fn named(name: &str) -> Option<Format> {
        let ending = name.rsplit_once('.')?.1.to_lowercase();
        let known = FORMATS
            .iter()
            .find(|known| known.endings.contains(&&*ending));
        known.map(|known| known.format)
    }
}

/// What holds files: it is opened, and what lies in it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Wrapping {
    /// gzip (`.gz`).
    Gzip,
    /// Zstandard (`.zst`).
    Zstd,
    /// bzip2 (`.bz2`).
    Bzip2,
    /// xz (`.xz`).
    Xz,
    /// A zip archive.
    Zip,
    /// A tape archive.
    Tar,
}

/// An ending of names, and what is put in its place when the wrapping is taken off.
type Ending = (&'static str, &'static str);

/// Each wrapping, its word, and the endings of names.
#[rustfmt::skip]
pub const WRAPPINGS: [(Wrapping, &str, &[Ending]); 6] = [
    (Wrapping::Gzip, "gzip", &[(".gz", ""), (".tgz", ".tar")]),
    (Wrapping::Zstd, "zstd", &[(".zst", ""), (".tzst", ".tar")]),
    (Wrapping::Bzip2, "bzip2", &[(".bz2", ""), (".tbz2", ".tar"), (".tbz", ".tar")]),
    (Wrapping::Xz, "xz", &[(".xz", ""), (".txz", ".tar")]),
    (Wrapping::Zip, "zip", &[(".zip", "")]),
    (Wrapping::Tar, "tar", &[(".tar", "")]),
];

impl Wrapping {
    /// The word for it in reports.
    pub fn as_str(self) -> &'static str {
        WRAPPINGS[self as usize].1
    }

    /// The wrapping that `name` claims, and the name of what is in it.
    pub(super) fn named(name: &str) -> Option<(Wrapping, String)> {
        let lower = name.to_lowercase();
        let endings = WRAPPINGS.iter().flat_map(|(wrapping, _, endings)| {
            endings
                .iter()
                .map(|(ending, instead)| (*wrapping, *ending, *instead))
        });
        let mut claimed = endings.filter(|(_, ending, _)| lower.ends_with(ending));
        let (wrapping, ending, instead) = claimed.next()?;
        // Lower case can be longer than what was written, in letters that no ending has.
        let stem = name.get(..name.len().checked_sub(ending.len())?)?;
        Some((wrapping, format!("{stem}{instead}")))
    }

    /// The name of what is in a file of this wrapping called `name`, which may not say so.
    pub(super) fn inner_name(self, name: &str) -> String {
        match Wrapping::named(name) {
            Some((wrapping, inner)) if wrapping == self => inner,
            _ => name.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_in_the_order_of_their_enums() {
        for (at, known) in FORMATS.iter().enumerate() {
            assert_eq!(known.format as usize, at);
        }
        for (at, (wrapping, ..)) in WRAPPINGS.iter().enumerate() {
            assert_eq!(*wrapping as usize, at);
        }
    }

    #[test]
    fn a_wrapping_is_taken_off_a_name() {
        let named = |name| Wrapping::named(name);
        assert_eq!(
            named("A.JSONL.GZ"),
            Some((Wrapping::Gzip, "A.JSONL".into()))
        );
        assert_eq!(named("a.tgz"), Some((Wrapping::Gzip, "a.tar".into())));
        assert_eq!(named("a.txt"), None);
        assert_eq!(Wrapping::Gzip.inner_name("a.txt"), "a.txt");
    }
}
