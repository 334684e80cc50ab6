//! Newsletters: a message a file (`.eml`), or mailboxes (`.mbox`), whose messages are read one by
//! one.
//!
//! MIME, its encodings and charsets are the parser's; here it is settled which part is the text.

use super::fields::Role;
use super::html_body::without_markup;
use super::limit::{Line, next_line, read_bytes};
use super::problem::{Reason, Spot};
use super::record::{Emitter, Record};
use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders, PartType};
use std::io::{self, BufRead, Read};

/// Begins a message in a mailbox.
const SEPARATOR: &[u8] = b"From ";

/// Reads a file with one message.
pub(super) fn read_message(bytes: &mut impl Read, limit: u64, out: &mut Emitter) -> io::Result<()> {
    match read_bytes(bytes, limit)? {
        None => out.problem(Spot::Whole, Reason::TooLong { limit_bytes: limit }),
        Some(bytes) if bytes.trim_ascii().is_empty() => {}
        Some(bytes) => give(&bytes, Spot::Whole, out),
    }
    Ok(())
}

/// Reads a mailbox.
pub(super) fn read_mailbox(
    mut bytes: impl BufRead,
    limit: u64,
    out: &mut Emitter,
) -> io::Result<()> {
    let mut line = Vec::new();
    let mut message: Vec<u8> = Vec::new();
    let mut is_too_long = false;
    // A message may begin at the first line, and after an empty one.
    let mut may_begin = true;
    let end = |message: &mut Vec<u8>, is_too_long: &mut bool, out: &mut Emitter| {
        let spot = out.next_spot();
        if std::mem::take(is_too_long) {
            out.problem(spot, Reason::TooLong { limit_bytes: limit });
        } else if !message.trim_ascii().is_empty() {
            give(message, spot, out);
        }
        message.clear();
    };
    while !out.stopped() {
        match next_line(&mut bytes, limit, &mut line)? {
            Line::End => break,
            Line::TooLong => {
                is_too_long = true;
                continue;
            }
            Line::Whole | Line::Unended if may_begin && line.starts_with(SEPARATOR) => {
                end(&mut message, &mut is_too_long, out);
                may_begin = false;
                continue;
            }
            Line::Whole | Line::Unended => {}
        }
        may_begin = line.trim_ascii().is_empty();
        if is_too_long || (message.len() + line.len()) as u64 > limit {
            is_too_long = true;
            message.clear();
            continue;
        }
        message.extend_from_slice(unquoted(&line));
        message.push(b'\n');
    }
    if !out.stopped() {
        end(&mut message, &mut is_too_long, out);
    }
    Ok(())
}

/// A line that only looks like the beginning of a message is quoted by `>`.
fn unquoted(line: &[u8]) -> &[u8] {
    let bare = line.iter().position(|&b| b != b'>').unwrap_or(line.len());
    match bare > 0 && line[bare..].starts_with(SEPARATOR) {
        true => &line[1..],
        false => line,
    }
}

fn give(bytes: &[u8], spot: Spot, out: &mut Emitter) {
    match MessageParser::default().parse(bytes) {
        Some(message) => out.record(record(&message), spot),
        None => {
            let message = "it has no headers".to_owned();
            out.problem(spot, Reason::BrokenDocumentFile { message });
        }
    }
}

fn record(message: &Message) -> Record {
    let mut record = Record::default();
    let mut put = |role, value: Option<String>| record.put(role, 0, value.unwrap_or_default());
    put(Role::Id, message.message_id().map(str::to_owned));
    put(Role::Title, message.subject().map(str::to_owned));
    put(Role::Body, text(message));
    // The wall clock of the sender, as written.
    let date = message.date().map(|date| {
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            date.year, date.month, date.day, date.hour, date.minute, date.second
        )
    });
    put(Role::Date, date);
    put(Role::Source, message.from().and_then(sender));
    put(Role::Url, archived_at(message));
    let language = message.content_language().as_text().map(str::to_owned);
    put(Role::Language, language);
    record
}

/// The name of whoever sent it, else the address.
fn sender(from: &Address) -> Option<String> {
    let first = from.first()?;
    let name = first.name().filter(|name| !name.trim().is_empty());
    name.or_else(|| first.address()).map(str::to_owned)
}

/// Where the newsletter can be seen on the web.
fn archived_at(message: &Message) -> Option<String> {
    match message.header("Archived-At")? {
        HeaderValue::Text(address) => {
            let bare = address.trim().trim_matches(['<', '>']);
            Some(bare.to_owned())
        }
        _ => None,
    }
}

/// The plain part, unless it only says that there is another.
fn text(message: &Message) -> Option<String> {
    /// A part shorter than this share of the other is a notice.
    const NOTICE_SHARE: usize = 4;
    let mut plain = Vec::new();
    let mut pages = Vec::new();
    for part in &message.parts {
        let is_attached = part
            .content_disposition()
            .is_some_and(|disposition| disposition.is_attachment());
        match &part.body {
            _ if is_attached => {}
            PartType::Text(text) => plain.push(text.trim().to_owned()),
            PartType::Html(page) => {
                let text = without_markup(page).unwrap_or_else(|| page.to_string());
                pages.push(text.trim().to_owned());
            }
            _ => {}
        }
    }
    let (plain, pages) = (plain.join("\n"), pages.join("\n"));
    match plain.len() * NOTICE_SHARE < pages.len() || plain.is_empty() {
        true => Some(pages),
        false => Some(plain),
    }
}
