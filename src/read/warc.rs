//! Web archives: an article of every page that a crawl fetched whole.
//!
//! Records are read one by one, in `.warc.gz` each its own gzip member; requests, pictures,
//! redirects, error pages and repeated captures are passed over. The page itself is for `html`.

use super::decode::Decoded;
use super::fields::Role;
use super::format::Format;
use super::html;
use super::inflate::{Budget, Unpacked};
use super::limit::{Line, next_line, read_bytes, read_whole};
use super::paragraphs::is_no_text;
use super::problem::{Reason, Spot};
use super::record::{DATE_OF_FILE, Emitter};
use encoding_rs::Encoding;
use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// A header line beyond this is none.
const LONGEST_HEADER_BYTES: u64 = 64 << 10;

/// A record has a dozen headers, a response perhaps fifty.
const MOST_HEADERS: usize = 1000;

/// Named fields, in lower case, in their order.
struct Headers(Vec<(String, String)>);

/// Reads a web archive. `given` is the user's word on the encoding of pages.
pub(super) fn read(
    bytes: impl Read,
    limit: u64,
    given: Option<&'static Encoding>,
    budget: &Budget,
    out: &mut Emitter,
) -> io::Result<()> {
    let mut bytes = BufReader::new(bytes);
    while !out.stopped() {
        let Some(version) = first_line(&mut bytes)? else {
            return Ok(());
        };
        if !version.starts_with("WARC/") {
            let message = "a record does not begin with WARC/".to_owned();
            out.problem(out.next_spot(), Reason::BrokenWarc { message });
            return Ok(());
        }
        let headers = Headers::read(&mut bytes)?;
        let length = headers.get("content-length").map(str::parse::<u64>);
        let Some(Ok(length)) = length else {
            let message = "a record does not say how long it is".to_owned();
            out.problem(out.next_spot(), Reason::BrokenWarc { message });
            return Ok(());
        };
        let mut block = bytes.by_ref().take(length);
        let before = out.records();
        page(&headers, &mut block, limit, given, budget, out)?;
        out.pass_over(before);
        io::copy(&mut block, &mut io::sink())?;
        if block.limit() > 0 {
            let message = "its last record breaks off".to_owned();
            out.problem(out.next_spot(), Reason::BrokenWarc { message });
            return Ok(());
        }
    }
    Ok(())
}

/// The first line that is not empty: empty lines part records.
fn first_line(bytes: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    loop {
        match next_line(bytes, LONGEST_HEADER_BYTES, &mut line)? {
            Line::End => return Ok(None),
            Line::Whole if line.trim_ascii().is_empty() => {}
            Line::Whole | Line::TooLong => {
                return Ok(Some(String::from_utf8_lossy(&line).into_owned()));
            }
        }
    }
}

/// Gives the article of a record, if it is a page.
fn page(
    headers: &Headers,
    block: &mut impl Read,
    limit: u64,
    given: Option<&'static Encoding>,
    budget: &Budget,
    out: &mut Emitter,
) -> io::Result<()> {
    let mut block = BufReader::new(block);
    let response = match headers.get("warc-type") {
        Some("response") if headers.kind() == "application/http" => {
            let status = first_line(&mut block)?.unwrap_or_default();
            let response = Headers::read(&mut block)?;
            if status.split(' ').nth(1) != Some("200") {
                return Ok(());
            }
            response
        }
        Some("resource") => Headers(headers.0.clone()),
        _ => return Ok(()),
    };
    if !matches!(&*response.kind(), "text/html" | "application/xhtml+xml") {
        return Ok(());
    }
    let spot = out.next_spot();
    let body: Box<dyn Read + '_> = match response.get("transfer-encoding") {
        Some(coding) if coding.eq_ignore_ascii_case("chunked") => Box::new(unchunked(block)?),
        _ => Box::new(block),
    };
    let body: Box<dyn Read + '_> = match response.get("content-encoding").map(str::to_lowercase) {
        None => body,
        Some(coding) => match coding.trim() {
            "gzip" | "x-gzip" => Box::new(Unpacked::new(GzDecoder::new(body), budget)),
            "deflate" => Box::new(Unpacked::new(deflated(body)?, budget)),
            "identity" | "" => body,
            _ => {
                out.problem(spot, Reason::Coding { coding });
                return Ok(());
            }
        },
    };
    let mut body = body;
    let html = match read_bytes(&mut body, limit) {
        Ok(Some(html)) => html,
        Ok(None) => {
            out.problem(spot, Reason::TooLong { limit_bytes: limit });
            return Ok(());
        }
        Err(error) if budget.is_burst() => return Err(error),
        // Crawlers note pages as they came, broken off or not.
        Err(error) => {
            let message = error.to_string();
            out.problem(spot, Reason::Damaged { message });
            return Ok(());
        }
    };
    give(headers, &response, &html, given, spot, out)
}

fn give(
    headers: &Headers,
    response: &Headers,
    html: &[u8],
    given: Option<&'static Encoding>,
    spot: Spot,
    out: &mut Emitter,
) -> io::Result<()> {
    let encoding = given.or_else(|| served(response, html));
    let mut decoded = Decoded::new(html, Format::Html, encoding)?;
    let Some(text) = read_whole(&mut decoded, u64::MAX)? else {
        return Ok(());
    };
    if text.trim().is_empty() {
        return Ok(());
    }
    if is_no_text(&text) {
        out.problem(spot, Reason::NotText);
        return Ok(());
    }
    let mut record = html::record(&text);
    let captured = headers.get("warc-date").unwrap_or_default().to_owned();
    let address = headers.get("warc-target-uri").unwrap_or_default();
    let address = address.trim_matches(['<', '>']).to_owned();
    if !address.is_empty() {
        record.put(Role::Id, 0, format!("{address}@{captured}"));
        record.take(Role::Url);
    }
    record.put(Role::Url, 1, address);
    record.put(Role::Date, DATE_OF_FILE, captured);
    out.record(record, spot);
    Ok(())
}

/// The charset that the server said, where the bytes do not speak for themselves: servers say the
/// default of their makers.
fn served(response: &Headers, html: &[u8]) -> Option<&'static Encoding> {
    let kind = response.get("content-type")?;
    let label = kind.to_lowercase().split_once("charset=")?.1.to_owned();
    let label = label.trim_matches(['"', '\'', ' ']);
    let label = label.split([';', ',']).next()?;
    let encoding = Encoding::for_label(label.trim().as_bytes())?;
    let is_default = [encoding_rs::UTF_8, encoding_rs::WINDOWS_1252].contains(&encoding);
    (!is_default && std::str::from_utf8(html).is_err()).then_some(encoding)
}

impl Headers {
    fn read(bytes: &mut impl BufRead) -> io::Result<Headers> {
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut line = Vec::new();
        loop {
            match next_line(bytes, LONGEST_HEADER_BYTES, &mut line)? {
                Line::End => break,
                Line::TooLong => continue,
                Line::Whole => {}
            }
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end_matches('\r');
            if text.is_empty() {
                break;
            }
            if headers.len() == MOST_HEADERS {
                continue;
            }
            match (text.starts_with([' ', '\t']), headers.last_mut()) {
                (true, Some((_, value))) => {
                    value.push(' ');
                    value.push_str(text.trim());
                }
                _ => {
                    if let Some((name, value)) = text.split_once(':') {
                        headers.push((name.trim().to_lowercase(), value.trim().to_owned()));
                    }
                }
            }
        }
        Ok(Headers(headers))
    }

    fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The content type without its parameters.
    fn kind(&self) -> String {
        let kind = self.get("content-type").unwrap_or_default();
        let bare = kind.split(';').next().unwrap_or_default();
        bare.trim().to_lowercase()
    }
}

/// Servers mean two things by deflate: with the head of zlib, and without.
fn deflated<'b>(body: Box<dyn Read + 'b>) -> io::Result<Box<dyn Read + 'b>> {
    let mut body = BufReader::new(body);
    let has_head = matches!(body.fill_buf()?, [first, ..] if first & 0x0F == 8);
    Ok(match has_head {
        true => Box::new(ZlibDecoder::new(body)),
        false => Box::new(DeflateDecoder::new(body)),
    })
}

/// A body that was sent in chunks, joined. Some crawlers join it and leave the header: then it is
/// as it is.
fn unchunked<'b>(mut body: impl BufRead + 'b) -> io::Result<Box<dyn Read + 'b>> {
    let beginning = body.fill_buf()?;
    let line = beginning.split(|&b| b == b'\n').next().unwrap_or_default();
    Ok(match chunk_length(line) {
        Some(_) => Box::new(Chunked {
            inner: body,
            left: 0,
        }),
        None => Box::new(Cursor::new(Vec::new()).chain(body)),
    })
}

fn chunk_length(line: &[u8]) -> Option<u64> {
    let line = std::str::from_utf8(line).ok()?;
    let digits = line.split(';').next()?.trim();
    u64::from_str_radix(digits, 16).ok()
}

/// Reads through chunks, to the empty one or to the end.
struct Chunked<R> {
    inner: R,
    left: u64,
}

impl<R: BufRead> Read for Chunked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            let Some(line) = first_line(&mut self.inner)? else {
                return Ok(0);
            };
            match chunk_length(line.as_bytes()) {
                Some(length) if length > 0 => self.left = length,
                _ => return Ok(0),
            }
        }
        let count = self.inner.by_ref().take(self.left).read(buffer)?;
        self.left = match count {
            0 => 0,
            count => self.left - count as u64,
        };
        Ok(count)
    }
}
