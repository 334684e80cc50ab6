//! What a file is, by its first bytes: they decide, and its name only where they do not.
//!
//! Magic bytes, the root element of XML, the first line of mail and web archives. What cannot be
//! told so (plain text, tables) is what its name says.

use super::format::{Format, Wrapping};
use super::paragraphs::is_no_text;
use super::xml::root_element;

/// So much of the beginning is looked at: prologues and licences of XML come first.
pub(super) const SNIFFED_BYTES: usize = 16 << 10;

/// What a file turns out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Nature {
    /// Something to be opened.
    Wrapped(Wrapping),
    /// Articles.
    Articles(Format),
    /// XML of a kind that we do not know: its root element.
    OtherXml(String),
    /// Nothing that we can tell, by name or content.
    Unknown,
}

/// Tells what the file `name` is, whose first bytes, up to [`SNIFFED_BYTES`], are `beginning`.
pub(super) fn nature(name: &str, beginning: &[u8]) -> Nature {
    if let Some(wrapping) = magic(beginning) {
        return match wrapping {
            Wrapping::Zip if is_docx(name, beginning) => Nature::Articles(Format::Docx),
            _ => Nature::Wrapped(wrapping),
        };
    }
    let named = Format::named(name);
    if let Some(found) = by_content(beginning, named) {
        return found;
    }
    if let Some((wrapping, inner)) = Wrapping::named(name) {
        // Some programs leave the ending on when they have unpacked what they fetched.
        let unpacked = !beginning.is_empty() && !is_no_text(&String::from_utf8_lossy(beginning), 0);
        return match Format::named(&inner) {
            Some(format) if unpacked => Nature::Articles(format),
            _ if beginning.is_empty() => Nature::Articles(Format::Text),
            _ => Nature::Wrapped(wrapping),
        };
    }
    match named {
        Some(format) => Nature::Articles(format),
        // Of XML nothing is left to be told but that it is empty or damaged.
        None if has_xml_name(name) => Nature::Articles(Format::Feed),
        None => Nature::Unknown,
    }
}

/// Whether a file is worth looking into, by its name alone; `None` where only a look can tell.
pub(super) fn is_ours_by_name(name: &str) -> Option<bool> {
    if Format::named(name).is_some() || has_xml_name(name) {
        return Some(true);
    }
    match Wrapping::named(name) {
        Some((Wrapping::Zip | Wrapping::Tar, _)) => Some(true),
        Some((_, inner)) => is_ours_by_name(&inner),
        None => None,
    }
}

fn has_xml_name(name: &str) -> bool {
    name.len() > 4 && name.to_lowercase().ends_with(".xml")
}

fn magic(bytes: &[u8]) -> Option<Wrapping> {
    const TAR_MAGIC_AT: usize = 257;
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"\x1F\x8B") {
        Some(Wrapping::Gzip)
    } else if starts(b"\x28\xB5\x2F\xFD") || is_skippable_zstd(bytes) {
        Some(Wrapping::Zstd)
    } else if starts(b"BZh") && bytes.get(4..10) == Some(b"1AY&SY") {
        Some(Wrapping::Bzip2)
    } else if starts(b"\xFD7zXZ\0") {
        Some(Wrapping::Xz)
    } else if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        Some(Wrapping::Zip)
    } else if bytes
        .get(TAR_MAGIC_AT..)
        .is_some_and(|b| b.starts_with(b"ustar"))
    {
        Some(Wrapping::Tar)
    } else {
        None
    }
}

/// Files written by several threads begin with a frame that says how long they are.
fn is_skippable_zstd(bytes: &[u8]) -> bool {
    bytes.len() >= 4 && bytes[0] & 0xF0 == 0x50 && bytes[1..4] == [0x2A, 0x4D, 0x18]
}

/// Word documents are zip archives; the names of their first members say so.
fn is_docx(name: &str, bytes: &[u8]) -> bool {
    let holds = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
    Format::named(name) == Some(Format::Docx) || holds(b"word/document.xml")
}

fn by_content(bytes: &[u8], named: Option<Format>) -> Option<Nature> {
    const PDF_MAGIC_WITHIN: usize = 1024;
    let beginning = &bytes[..bytes.len().min(PDF_MAGIC_WITHIN)];
    if beginning.windows(5).any(|window| window == b"%PDF-")
        && matches!(named, None | Some(Format::Pdf))
        || bytes.starts_with(b"%PDF-")
    {
        return Some(Nature::Articles(Format::Pdf));
    }
    if bytes.starts_with(b"WARC/1.") || bytes.starts_with(b"WARC/0.") {
        return Some(Nature::Articles(Format::Warc));
    }
    // Text in UTF-16 tells as much without its zeros.
    let text: Vec<u8> = bytes.iter().copied().filter(|&byte| byte != 0).collect();
    let text = String::from_utf8_lossy(&text);
    let text = text.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{FEFF}' | char::REPLACEMENT_CHARACTER)
    });
    match text.chars().next()? {
        '<' => markup(text, named),
        '{' if matches!(named, None | Some(Format::Text)) && is_json(text) => {
            Some(Nature::Articles(Format::Json))
        }
        _ => mail(text, named).map(Nature::Articles),
    }
}

fn is_json(text: &str) -> bool {
    text[1..].trim_start().starts_with('"')
}

fn markup(text: &str, named: Option<Format>) -> Option<Nature> {
    let root = root_element(text)?;
    let local = root.rsplit(':').next().unwrap_or(&root);
    let format = match local {
        "rss" | "feed" | "RDF" => Format::Feed,
        "nitf" => Format::Nitf,
        "newsItem" | "newsMessage" | "packageItem" | "NewsML" => Format::NewsMl,
        "mediawiki" => Format::MediaWiki,
        _ if local.eq_ignore_ascii_case("doc") || local.eq_ignore_ascii_case("docs") => {
            Format::Trec
        }
        // Newswire corpora come in elements of many names.
        _ if named == Some(Format::Trec) => Format::Trec,
        _ if local.eq_ignore_ascii_case("html") => Format::Html,
        _ if named == Some(Format::Html) => Format::Html,
        _ if holds_documents(text) => Format::Trec,
        // A text may begin with a sign of its own.
        _ if named.is_some() && !text.starts_with("<?xml") => return None,
        _ if text.starts_with("<?xml") || named.is_none() => {
            return Some(Nature::OtherXml(root));
        }
        _ => return None,
    };
    Some(Nature::Articles(format))
}

fn holds_documents(text: &str) -> bool {
    ["<DOC>", "<DOC ", "<doc>"]
        .iter()
        .any(|tag| text.contains(tag))
}

/// Mailboxes begin with a line that no text begins with; a message, with its headers.
fn mail(text: &str, named: Option<Format>) -> Option<Format> {
    if !matches!(
        named,
        None | Some(Format::Mbox | Format::Message | Format::Text)
    ) {
        return None;
    }
    let mut lines = text.lines();
    let first = lines.next()?;
    if first.starts_with("From ") && lines.next().is_some_and(is_header) {
        return Some(Format::Mbox);
    }
    const TELLING: [&str; 5] = [
        "received",
        "return-path",
        "mime-version",
        "delivered-to",
        "message-id",
    ];
    let mut headers = text.lines().take_while(|line| is_header(line));
    let tells = headers.any(|line| {
        let name = line.split(':').next().unwrap_or_default();
        TELLING.contains(&&*name.to_ascii_lowercase())
    });
    tells.then_some(Format::Message)
}

/// A header or the continuation of one.
fn is_header(line: &str) -> bool {
    let Some((name, _)) = line.split_once(':') else {
        return line.starts_with([' ', '\t']) && !line.trim().is_empty();
    };
    line.starts_with([' ', '\t'])
        || !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, text: impl AsRef<[u8]>) -> Nature {
        nature(name, text.as_ref())
    }

    #[test]
    fn the_root_element_decides() {
        let articles = Nature::Articles;
        for (root, format) in [
            ("<rss version='2.0'>", Format::Feed),
            ("<feed xmlns='http://www.w3.org/2005/Atom'>", Format::Feed),
            ("<rdf:RDF>", Format::Feed),
            ("<nitf>", Format::Nitf),
            ("<nar:newsMessage>", Format::NewsMl),
            ("<mediawiki>", Format::MediaWiki),
            ("<html>", Format::Html),
        ] {
            let text = format!("\u{FEFF}<?xml version='1.0'?>\n<!-- ملاحظة <x> -->\n{root}");
            assert_eq!(told("a.xml", &text), articles(format), "{root}");
            assert_eq!(told("a.txt", &text), articles(format), "{root}");
            assert_eq!(told("a", &text), articles(format), "{root}");
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(told("a.xml", &wide), articles(format), "{root}");
        }
        assert_eq!(told("a.xml", "<opml>"), Nature::OtherXml("opml".into()));
        assert_eq!(
            told("afp_199405", "<DOC id='a' type='story'>"),
            articles(Format::Trec)
        );
    }

    #[test]
    fn bytes_go_before_names() {
        assert_eq!(told("a.txt", b"%PDF-1.7"), Nature::Articles(Format::Pdf));
        assert_eq!(
            told("a.html", b"\x1F\x8B\x08\0"),
            Nature::Wrapped(Wrapping::Gzip)
        );
        assert_eq!(
            told("a.html.gz", "<!doctype html><p>نص"),
            Nature::Articles(Format::Html)
        );
        assert_eq!(
            told("a.txt", "WARC/1.0\r\n"),
            Nature::Articles(Format::Warc)
        );
    }

    #[test]
    fn mail_is_told_by_its_headers() {
        let message = "Received: from a\n by b\nSubject: ع\n\nنص";
        assert_eq!(told("1234", message), Nature::Articles(Format::Message));
        let mailbox = format!("From a@b Tue Nov  3 10:00:00 2020\n{message}");
        assert_eq!(told("Inbox", &mailbox), Nature::Articles(Format::Mbox));
        assert_eq!(
            told("a.txt", "From here on\n\nنص"),
            Nature::Articles(Format::Text)
        );
    }

    #[test]
    fn what_is_neither_named_nor_told_is_unknown() {
        assert_eq!(told("a.exe", "MZ"), Nature::Unknown);
        assert_eq!(told("a", "نص"), Nature::Unknown);
        assert_eq!(told("a.txt", "نص"), Nature::Articles(Format::Text));
        assert_eq!(told("a.txt", "<عاجل> نص"), Nature::Articles(Format::Text));
    }

    #[test]
    fn names_say_what_is_worth_a_look() {
        assert_eq!(is_ours_by_name("a/B.TXT"), Some(true));
        assert_eq!(is_ours_by_name("a.ndjson.zst"), Some(true));
        assert_eq!(is_ours_by_name("a.gz"), None);
        assert_eq!(is_ours_by_name("a.jpg"), None);
    }
}
