//! Escapes in JSON that are half a character: `\ud83d` without the `\ude00` that belongs to it,
//! as programs leave them that cut a text within an emoji. Parsers refuse the whole document;
//! here they become `\ufffd`, in place.

use std::cell::Cell;
use std::io::{self, Read};

/// `\ud83d\ude00`: so much must be seen to judge an escape.
const PAIR_BYTES: usize = 12;
const ESCAPE_BYTES: usize = 6;

/// How much is read at a time.
const PIECE_BYTES: usize = 16 << 10;

/// Puts `\ufffd` in place of each half; how many there were.
pub(super) fn mend(json: &mut [u8]) -> u64 {
    mend_beginning(json, End::Here).halves
}

/// Whether a text ends where a piece of it does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Here,
    Later,
}

struct Outcome {
    halves: u64,
    /// Up to where all is settled: the rest needs what follows.
    settled: usize,
}

fn mend_beginning(json: &mut [u8], end: End) -> Outcome {
    let mut at = 0;
    let mut halves = 0;
    while let Some(found) = json[at..].iter().position(|byte| *byte == b'\\') {
        at += found;
        if json.len() - at < PAIR_BYTES && end == End::Later {
            return Outcome {
                halves,
                settled: at,
            };
        }
        let next = unit(&json[at..]);
        let then = json.get(at + ESCAPE_BYTES..).and_then(unit);
        at += match (next, then) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => PAIR_BYTES,
            (Some(0xD800..=0xDFFF), _) => {
                json[at + 2..at + ESCAPE_BYTES].copy_from_slice(b"fffd");
                halves += 1;
                ESCAPE_BYTES
            }
            // An escaped character, a backslash among them, is no beginning of another escape.
            _ => 2.min(json.len() - at),
        };
    }
    let settled = json.len();
    Outcome { halves, settled }
}

/// The number in an escape like `\u0627` at the beginning.
fn unit(json: &[u8]) -> Option<u16> {
    let digits = json.strip_prefix(b"\\u")?.get(..4)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// A stream of JSON in which halves are mended as they come.
pub(super) struct HalvesMended<'h, R> {
    inner: R,
    halves: &'h Cell<u64>,
    piece: Vec<u8>,
    given: usize,
    settled: usize,
    has_ended: bool,
}

impl<'h, R: Read> HalvesMended<'h, R> {
    /// `inner` mended, the halves counted in `halves`.
    pub(super) fn new(inner: R, halves: &'h Cell<u64>) -> Self {
        HalvesMended {
            inner,
            halves,
            piece: Vec::new(),
            given: 0,
            settled: 0,
            has_ended: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.piece.drain(..self.given);
        self.given = 0;
        let held = self.piece.len();
        self.piece.resize(held + PIECE_BYTES, 0);
        let read = self.inner.read(&mut self.piece[held..]);
        self.piece.truncate(held + *read.as_ref().unwrap_or(&0));
        self.settled = 0;
        self.has_ended = read? == 0;
        let end = if self.has_ended {
            End::Here
        } else {
            End::Later
        };
        let outcome = mend_beginning(&mut self.piece, end);
        self.settled = outcome.settled;
        self.halves.set(self.halves.get() + outcome.halves);
        Ok(())
    }
}

impl<R: Read> Read for HalvesMended<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.settled && !self.has_ended && !buffer.is_empty() {
            self.refill()?;
        }
        let count = (self.settled - self.given).min(buffer.len());
        buffer[..count].copy_from_slice(&self.piece[self.given..][..count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mended(text: &str) -> (String, u64) {
        let mut bytes = text.as_bytes().to_vec();
        let halves = mend(&mut bytes);
        (String::from_utf8(bytes).unwrap(), halves)
    }

    fn streamed(text: &str, step: usize) -> (String, u64) {
        struct Slow<'t>(&'t [u8], usize);
        impl Read for Slow<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let most = self.1.min(buffer.len());
                self.0.read(&mut buffer[..most])
            }
        }
        let halves = Cell::new(0);
        let mut out = String::new();
        let mut reader = HalvesMended::new(Slow(text.as_bytes(), step), &halves);
        reader.read_to_string(&mut out).unwrap();
        (out, halves.get())
    }

    #[test]
    fn halves_become_replacement_characters_and_pairs_stay() {
        for (text, expected, halves) in [
            (r"\ud83d\ude00", r"\ud83d\ude00", 0),
            (r"\ud83d", r"\ufffd", 1),
            (r"\ude00 x", r"\ufffd x", 1),
            (r"\uD83D\u0627\uDE00", r"\ufffd\u0627\ufffd", 2),
            (r"\ud83d\ud83d\ude00", r"\ufffd\ud83d\ude00", 1),
            (r"\\ud83d \n \u0627 \", r"\\ud83d \n \u0627 \", 0),
        ] {
            assert_eq!(mended(text), (expected.to_owned(), halves));
            for step in 1..14 {
                assert_eq!(streamed(text, step), (expected.to_owned(), halves));
            }
        }
    }

    proptest! {
        #[test]
        fn a_stream_is_mended_as_the_whole(text in r"(\\u(d83d|de00|0627)|\\|u|ا|d83d){0,40}", step in 1usize..20) {
            prop_assert_eq!(streamed(&text, step), mended(&text));
        }
    }
}
