//! Web archives (WARC, ISO 28500): the pages that were fetched, each given to the HTML reader.
//!
//! Records are followed one by one by their lengths. Only answers that brought a page are read;
//! requests, metadata, images, redirects and errors are passed over. `.warc.gz` files, a gzip
//! member for each record, arrive here decompressed.

use super::decode::{Decoded, Loss};
use super::fields::Role;
use super::html;
use super::limit::{LONGEST_TEXT_BYTES, Line, next_line, read_whole};
use super::paragraphs::is_no_text;
use super::problem::Reason;
use super::record::{Emitter, Record};
use super::{Format, Options};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use std::io::{self, BufRead, Read};

/// The longest line of a header that is read.
const LONGEST_HEADER_LINE_BYTES: u64 = 64 << 10;

/// Headers beyond this number are no headers.
const MOST_HEADERS: usize = 1000;

/// Reads a web archive and gives the articles of its pages.
pub(super) fn read(
    mut reader: impl BufRead,
    options: &Options,
    out: &mut Emitter,
) -> io::Result<()> {
    while !out.stopped() {
        let Some(version) = first_line(&mut reader)? else {
            out.may_grow_from(0);
            break;
        };
        let headers = match version.starts_with("WARC/") {
            true => Headers::read(&mut reader)?,
            false => None,
        };
        let length = headers.as_ref().and_then(|h| h.get("content-length"));
        let (Some(headers), Some(length)) = (&headers, length.and_then(|l| l.parse().ok())) else {
            out.problem(out.next_spot(), Reason::NoWarcRecord);
            break;
        };
        let mut block = reader.by_ref().take(length);
        if headers.is("warc-type", "response") {
            match page(&mut block, options) {
                Ok(Some(page)) => page.give(headers, out),
                Ok(None) => {}
                Err(Failure::Reason(reason)) => out.problem(out.next_spot(), reason),
                Err(Failure::Io(error)) => return Err(error),
            }
        }
        io::copy(&mut block, &mut io::sink())?;
        if block.limit() > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(())
}

/// The next line that is not empty, if there is one: records are parted by empty lines.
fn first_line(reader: &mut impl BufRead) -> io::Result<Option<String>> {
    loop {
        match header_line(reader)? {
            Some(line) if line.is_empty() => {}
            line => return Ok(line),
        }
    }
}

/// A line of a header without its end; a line beyond the limit counts as one of no meaning.
fn header_line(reader: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    Ok(
        match next_line(reader, LONGEST_HEADER_LINE_BYTES, &mut line)? {
            Line::End => None,
            Line::TooLong => Some("?".to_owned()),
            Line::Whole | Line::Unended => {
                Some(String::from_utf8_lossy(line.trim_ascii_end()).into_owned())
            }
        },
    )
}

/// The named values at the head of a record or of an answer.
struct Headers(Vec<(String, String)>);

impl Headers {
    /// Reads up to the empty line; `None` where what is read never ends or is cut off.
    fn read(reader: &mut impl BufRead) -> io::Result<Option<Headers>> {
        let mut headers = Vec::new();
        while headers.len() < MOST_HEADERS {
            match header_line(reader)? {
                None => return Err(io::ErrorKind::UnexpectedEof.into()),
                Some(line) if line.is_empty() => return Ok(Some(Headers(headers))),
                Some(line) => {
                    let (name, value) = line.split_once(':').unwrap_or((&line, ""));
                    headers.push((name.trim().to_lowercase(), value.trim().to_owned()));
                }
            }
        }
        Ok(None)
    }

    fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(own, _)| own == name);
        found.next().map(|(_, value)| value.as_str())
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.get(name)
            .is_some_and(|own| own.eq_ignore_ascii_case(value))
    }
}

/// Why an answer gave no page.
enum Failure {
    /// The page is at fault, and the archive can be followed.
    Reason(Reason),
    /// The archive itself cannot be read.
    Io(io::Error),
}

/// A page as it was fetched.
struct Page {
    text: String,
    loss: Loss,
}

/// The page that an answer brought, if it did.
fn page(block: &mut impl BufRead, options: &Options) -> Result<Option<Page>, Failure> {
    let status = header_line(block).map_err(Failure::Io)?.unwrap_or_default();
    let succeeded = status.split_whitespace().nth(1) == Some("200");
    if !succeeded || !status.starts_with("HTTP/") {
        return Ok(None);
    }
    let Ok(Some(headers)) = Headers::read(block) else {
        return Ok(None);
    };
    let kind = headers
        .get("content-type")
        .unwrap_or_default()
        .to_lowercase();
    if !kind.starts_with("text/html") && !kind.starts_with("application/xhtml") {
        return Ok(None);
    }
    let limit_bytes = options.longest_record_bytes.min(LONGEST_TEXT_BYTES);
    let bytes = match headers.is("transfer-encoding", "chunked") {
        true => unchunked(block, limit_bytes),
        false => whole(block, limit_bytes),
    };
    let bytes = bytes
        .map_err(Failure::Io)?
        .ok_or(Failure::Reason(Reason::TooLong { limit_bytes }))?;
    let coding = headers.get("content-encoding").unwrap_or_default();
    let plain: Box<dyn Read + '_> = match coding.to_lowercase().as_str() {
        // Crawlers often undo a coding and keep the header that names it.
        "gzip" | "x-gzip" if bytes.starts_with(&[0x1F, 0x8B]) => {
            Box::new(MultiGzDecoder::new(&bytes[..]))
        }
        "deflate" if bytes.first() == Some(&0x78) => Box::new(ZlibDecoder::new(&bytes[..])),
        "" | "identity" | "gzip" | "x-gzip" | "deflate" => Box::new(&bytes[..]),
        other => return Err(Failure::Reason(Reason::PageCoding(other.to_owned()))),
    };
    let damaged = |_| Failure::Reason(Reason::PageCoding(coding.to_owned()));
    let encoding = options.encoding.or_else(|| charset(&kind));
    let mut decoded = Decoded::new(plain, Format::Html, encoding).map_err(damaged)?;
    let text = read_whole(&mut decoded, limit_bytes).map_err(damaged)?;
    let text = text.ok_or(Failure::Reason(Reason::TooLong { limit_bytes }))?;
    let loss = decoded.loss();
    Ok((!text.trim().is_empty()).then_some(Page { text, loss }))
}

/// The encoding that a server names, where it says more than its defaults do.
fn charset(content_type: &str) -> Option<&'static Encoding> {
    let (_, name) = content_type.split_once("charset=")?;
    let name = name.split(';').next()?.trim_matches(['"', '\'', ' ']);
    Encoding::for_label(name.as_bytes()).filter(|e| *e != UTF_8 && *e != WINDOWS_1252)
}

fn whole(block: &mut impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    block
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// A body sent in pieces, each after its length; as far as it goes, where it is cut off. A body
/// that has been put together already is taken as it is.
fn unchunked(block: &mut impl BufRead, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let Some(bytes) = whole(block, limit)? else {
        return Ok(None);
    };
    let mut joined = Vec::new();
    let mut rest = &bytes[..];
    while let Some((piece, after)) = chunk(rest) {
        joined.extend_from_slice(piece);
        rest = after;
    }
    Ok(Some(match joined.is_empty() {
        true => bytes,
        false => joined,
    }))
}

/// The first piece and what follows it; `None` at the last, or where no length stands.
fn chunk(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|&b| b == b'\n')?;
    let line = std::str::from_utf8(&bytes[..end]).ok()?;
    let length = line.split(';').next()?.trim();
    let length = usize::from_str_radix(length, 16).ok().filter(|&l| l > 0)?;
    let bytes = &bytes[end + 1..];
    let (piece, rest) = bytes.split_at(length.min(bytes.len()));
    Some((piece, rest.strip_prefix(b"\r\n").unwrap_or(rest)))
}

impl Page {
    fn give(self, headers: &Headers, out: &mut Emitter) {
        let spot = out.next_spot();
        let text = out.mended(self.text, spot);
        if is_no_text(&text, self.loss.holes) {
            return out.problem(spot, Reason::NotText);
        }
        let mut record = html::record(&text);
        if let Some(uri) = headers.get("warc-target-uri") {
            address(&mut record, uri);
        }
        record.fetched = headers.get("warc-date").map(str::to_owned);
        out.record(record, spot);
        out.loss(spot, self.loss);
    }
}

/// The address that was fetched: a page that names its own often names the front page.
fn address(record: &mut Record, uri: &str) {
    record.take(Role::Url);
    // Early WARC writers put the address between angle brackets.
    let uri = uri.trim_start_matches('<').trim_end_matches('>');
    record.put(Role::Url, 0, uri.to_owned());
}

#[cfg(test)]
#[path = "tests/warc.rs"]
mod tests;
