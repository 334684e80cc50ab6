//! Plain text files: one article each, its first line the title.

use super::decode::Decoded;
use super::fields::Role;
use super::limit::read_whole;
use super::paragraphs;
use super::problem::{Reason, Spot};
use super::record::{Emitter, Record};
use std::io::{self, Read};

/// A first line beyond this is no headline but a paragraph.
const LONGEST_TITLE_LETTERS: usize = 200;

/// Reads a text file and gives its article.
pub(super) fn read(
    reader: &mut Decoded<impl Read>,
    limit: u64,
    out: &mut Emitter,
) -> io::Result<()> {
    read_single(reader, limit, record, out)
}

/// Reads a file that holds one article, of which `record` takes what the text says.
pub(super) fn read_single(
    reader: &mut Decoded<impl Read>,
    limit: u64,
    record: impl FnOnce(&str) -> Record,
    out: &mut Emitter,
) -> io::Result<()> {
    let text = read_whole(reader, limit)?;
    match text.map(|text| out.mended(text, Spot::Whole)) {
        None => out.problem(Spot::Whole, Reason::TooLong { limit_bytes: limit }),
        Some(text) if text.trim().is_empty() => {}
        Some(text) if paragraphs::is_no_text(&text, reader.loss().holes) => {
            out.problem(Spot::Whole, Reason::NotText);
        }
        Some(text) => out.record(record(&text), Spot::Whole),
    }
    Ok(())
}

fn record(text: &str) -> Record {
    let single_line = !text.trim().contains(['\n', '\r']);
    let text = match single_line {
        true => paragraphs::parted(text),
        false => paragraphs::body(text),
    };
    let (title, body) = split_title(&text);
    let mut record = Record::default();
    record.put(Role::Title, 0, title.to_owned());
    record.put(Role::Body, 0, body.to_owned());
    record
}

/// A text of paragraphs as its title and the rest; no title where the first line is too long for one.
pub(super) fn split_title(text: &str) -> (&str, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.chars().nth(LONGEST_TITLE_LETTERS) {
        None => (first, rest),
        Some(_) => ("", text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> (String, String) {
        let mut record = record(text);
        let mut take = |role| record.take(role).unwrap_or_default();
        (take(Role::Title), take(Role::Body))
    }

    fn pair(title: &str, body: &str) -> (String, String) {
        (title.to_owned(), body.to_owned())
    }

    #[test]
    fn the_first_line_is_the_title() {
        assert_eq!(parts("\n\nعنوان \r\n\r\nنص\nآخر"), pair("عنوان", "نص\nآخر"));
        assert_eq!(parts("عنوان وحيد"), pair("عنوان وحيد", ""));
    }

    #[test]
    fn joined_paragraphs_on_one_line_are_parted() {
        assert_eq!(parts("عنوان., أول., ثان."), pair("عنوان.", "أول.\nثان."));
    }

    #[test]
    fn a_long_first_line_is_text() {
        let long = "كلمة ".repeat(60);
        let text = format!("{long}., ثان.");
        let body = format!("{}.\nثان.", long);
        assert_eq!(parts(&text), pair("", &body));
    }

    proptest! {
        #[test]
        fn no_text_panics(text: String) {
            parts(&text);
        }
    }
}
