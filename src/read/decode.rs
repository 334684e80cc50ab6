//! Bytes of any encoding an Arabic archive may be in, to UTF-8, as a stream.
//!
//! The encoding is that of the byte order mark, else the user's word, else what `detect` tells.
//! Decoding never fails: bytes that are no characters become U+FFFD, NUL bytes are left out, and
//! both are counted, and the first of each is remembered, so that the loss can be said.
//! Characters beyond U+FFFF that were written as two halves of three bytes each (CESU-8, as some
//! databases export them) are put together.

use super::Format;
use super::detect::detect;
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::fmt;
use std::io::{self, Read};
use std::ops::Range;

/// The encoding is told from so much of the beginning, and so much is decoded at a time.
const SAMPLE_BYTES: usize = 64 << 10;

/// Bytes behind a damaged one that tell half a character.
const HALVES_BYTES: usize = 5;

/// No encoding has characters of more bytes: so many are kept that have been decoded, because
/// they may turn out to have begun a damaged one.
const LONGEST_CHARACTER_BYTES: usize = 4;

/// A byte stream decoded to UTF-8.
pub(super) struct Decoded<R> {
    bytes: R,
    has_ended: bool,
    input: Vec<u8>,
    /// How much of the input has been decoded.
    at: usize,
    /// Where in the stream the input begins.
    base: u64,
    decoder: Decoder,
    is_done: bool,
    output: String,
    /// How much of the output has been given.
    given: usize,
    /// The last character decoded was NUL.
    in_nuls: bool,
    loss: Loss,
}

/// What could not be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Loss {
    /// The name of the encoding in use.
    pub(super) encoding: &'static str,
    /// Characters that became U+FFFD.
    pub(super) unreadable: u64,
    /// The bytes of the first of them.
    pub(super) first: Option<BadBytes>,
    /// NUL bytes left out.
    pub(super) nuls: u64,
    /// Runs of them, each of which is one hole in the text.
    pub(super) holes: u64,
    /// Where the first of them lies.
    pub(super) first_nul: Option<u64>,
}

/// Bytes that are no character, and where they lie: from 0, in the file as it is unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadBytes {
    /// How many bytes stand before them.
    pub offset: u64,
    /// The bytes: one, or the few of one character.
    pub bytes: Vec<u8>,
}

impl fmt::Display for BadBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {} (", self.offset)?;
        for (at, byte) in self.bytes.iter().enumerate() {
            let space = if at > 0 { " " } else { "" };
            write!(f, "{space}{byte:02X}")?;
        }
        f.write_str(")")
    }
}

impl<R: Read> Decoded<R> {
    /// Reads the beginning of `bytes`, tells its encoding, and decodes from the beginning.
    /// `given` is the user's word, which only a byte order mark overrules.
    pub(super) fn new(
        mut bytes: R,
        format: Format,
        given: Option<&'static Encoding>,
    ) -> io::Result<Self> {
        let mut input = Vec::new();
        bytes
            .by_ref()
            .take(SAMPLE_BYTES as u64)
            .read_to_end(&mut input)?;
        let encoding = match Encoding::for_bom(&input) {
            Some((marked, _)) => marked,
            None => given.unwrap_or_else(|| detect(&input, format)),
        };
        Ok(Decoded {
            bytes,
            has_ended: false,
            input,
            at: 0,
            base: 0,
            decoder: encoding.new_decoder_with_bom_removal(),
            is_done: false,
            output: String::with_capacity(SAMPLE_BYTES),
            given: 0,
            in_nuls: false,
            loss: Loss {
                encoding: encoding.name(),
                unreadable: 0,
                first: None,
                nuls: 0,
                holes: 0,
                first_nul: None,
            },
        })
    }

    /// What has been lost so far.
    pub(super) fn loss(&self) -> Loss {
        self.loss.clone()
    }

    /// Reads on, until more than `least` bytes are there to be decoded, or no more come.
    fn load(&mut self, least: usize) -> io::Result<()> {
        while self.input.len() - self.at <= least && !self.has_ended {
            let past = self.at.saturating_sub(LONGEST_CHARACTER_BYTES);
            self.input.drain(..past);
            self.at -= past;
            self.base += past as u64;
            let held = self.input.len();
            self.input.resize(held + SAMPLE_BYTES, 0);
            let read = self.bytes.read(&mut self.input[held..]);
            self.input.truncate(held + *read.as_ref().unwrap_or(&0));
            match read {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => self.has_ended = read? == 0,
            }
        }
        Ok(())
    }

    /// Decodes up to the next damaged character, or as far as there is room.
    fn decode(&mut self) -> io::Result<()> {
        self.load(0)?;
        let source = &self.input[self.at..];
        let before = self.output.len();
        let (result, read) = self.decoder.decode_to_string_without_replacement(
            source,
            &mut self.output,
            self.has_ended,
        );
        self.leave_out_nuls(before, read);
        self.at += read;
        match result {
            DecoderResult::InputEmpty => self.is_done = self.has_ended,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, behind) => {
                let end = self.at.saturating_sub(usize::from(behind));
                self.damaged(end.saturating_sub(usize::from(length))..end)?;
            }
        }
        Ok(())
    }

    /// Some bytes of the input are no character.
    fn damaged(&mut self, range: Range<usize>) -> io::Result<()> {
        let offset = self.base + range.start as u64;
        let mut bytes = self.input[range].to_vec();
        if bytes == [0xED] && self.loss.encoding == UTF_8.name() {
            self.load(HALVES_BYTES)?;
            match halves(&self.input[self.at..]) {
                Some(Halves::Both(c)) => {
                    self.at += HALVES_BYTES;
                    self.output.push(c);
                    return Ok(());
                }
                Some(Halves::One(rest)) => {
                    bytes.extend(rest);
                    self.at += rest.len();
                }
                None => {}
            }
        }
        self.output.push(char::REPLACEMENT_CHARACTER);
        self.loss.unreadable += 1;
        self.loss.first.get_or_insert(BadBytes { offset, bytes });
        Ok(())
    }

    /// Takes the NULs out of what has been decoded from the next `read` bytes: they are no text,
    /// but holes that a crash or a program left.
    fn leave_out_nuls(&mut self, before: usize, read: usize) {
        let new = &self.output[before..];
        if !new.as_bytes().contains(&0) {
            self.in_nuls &= new.is_empty();
            return;
        }
        if self.loss.first_nul.is_none() {
            self.loss.first_nul = Some(self.first_nul(read));
        }
        for c in new.chars() {
            let is_nul = c == '\0';
            self.loss.nuls += u64::from(is_nul);
            self.loss.holes += u64::from(is_nul && !self.in_nuls);
            self.in_nuls = is_nul;
        }
        let kept: String = new.chars().filter(|c| *c != '\0').collect();
        self.output.truncate(before);
        self.output.push_str(&kept);
    }

    /// Where the first NUL lies of those in the next `read` bytes.
    fn first_nul(&self, read: usize) -> u64 {
        let wide = [UTF_16LE.name(), UTF_16BE.name()].contains(&self.loss.encoding);
        // Units of UTF-16 lie at even places; the first may have begun before.
        let width = if wide { 2 } else { 1 };
        let begun = (self.base + self.at as u64) as usize % width;
        let from = self.at.saturating_sub(begun);
        let mut units = self.input[from..self.at + read].chunks(width);
        let found = units.position(|unit| unit.iter().all(|byte| *byte == 0));
        self.base + (from + width * found.unwrap_or(0)) as u64
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() && !self.is_done && !buffer.is_empty() {
            self.output.clear();
            self.given = 0;
            self.decode()?;
        }
        let rest = &self.output.as_bytes()[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

/// What three-byte halves of a character behind a byte ED are.
enum Halves<'b> {
    /// Both: the character.
    Both(char),
    /// One without the other: its bytes behind the first.
    One(&'b [u8]),
}

fn halves(behind: &[u8]) -> Option<Halves<'_>> {
    let unit = |high: u8, low: u8| 0xD000 | (u16::from(high & 0x3F) << 6) | u16::from(low & 0x3F);
    if let &[
        high @ 0xA0..=0xAF,
        low @ 0x80..=0xBF,
        0xED,
        high_2 @ 0xB0..=0xBF,
        low_2 @ 0x80..=0xBF,
        ..,
    ] = behind
    {
        let units = [unit(high, low), unit(high_2, low_2)];
        let c = char::decode_utf16(units).next()?.ok()?;
        return Some(Halves::Both(c));
    }
    match behind {
        [0xA0..=0xBF, 0x80..=0xBF, ..] => Some(Halves::One(&behind[..2])),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::WINDOWS_1256;
    use proptest::prelude::*;

    const ARABIC: &str =
        "باكو ـ أعلنت وزارة الدفاع، اليوم، وقف إطلاق النار في إقليم ناغورني كاراباخ";

    fn decoded(bytes: &[u8], format: Format) -> (String, Loss) {
        let mut reader = Decoded::new(bytes, format, None).unwrap();
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        (text, reader.loss())
    }

    fn told(bytes: &[u8]) -> (String, &'static str) {
        let (text, loss) = decoded(bytes, Format::Text);
        assert_eq!(loss.unreadable, 0);
        (text, loss.encoding)
    }

    #[test]
    fn byte_order_marks_are_obeyed_and_removed() {
        let utf_8 = [b"\xEF\xBB\xBF", ARABIC.as_bytes()].concat();
        assert_eq!(told(&utf_8), (ARABIC.to_owned(), "UTF-8"));
        let units = || ARABIC.encode_utf16();
        let little: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain(units().flat_map(u16::to_le_bytes))
            .collect();
        let big: Vec<u8> = [0xFE, 0xFF]
            .into_iter()
            .chain(units().flat_map(u16::to_be_bytes))
            .collect();
        assert_eq!(told(&little), (ARABIC.to_owned(), "UTF-16LE"));
        assert_eq!(told(&big), (ARABIC.to_owned(), "UTF-16BE"));
        assert_eq!(told(&little[2..]), (ARABIC.to_owned(), "UTF-16LE"));
        assert_eq!(told(&big[2..]), (ARABIC.to_owned(), "UTF-16BE"));
    }

    #[test]
    fn a_character_cut_by_the_end_of_the_sample_is_whole() {
        let long = format!("x{}", "ا".repeat(SAMPLE_BYTES));
        assert_eq!(told(long.as_bytes()), (long.clone(), "UTF-8"));
    }

    #[test]
    fn damaged_utf_8_stays_utf_8_and_the_damage_is_counted() {
        let bytes = [
            ARABIC.as_bytes(),
            b"\xFF",
            ARABIC.as_bytes(),
            b"\xFE\xFE",
            ARABIC.as_bytes(),
        ]
        .concat();
        let (text, loss) = decoded(&bytes, Format::Text);
        assert!(text.starts_with(ARABIC) && text.ends_with(ARABIC));
        assert_eq!((loss.unreadable, loss.encoding), (3, "UTF-8"));
        let first = BadBytes {
            offset: ARABIC.len() as u64,
            bytes: vec![0xFF],
        };
        assert_eq!(first.to_string(), format!("byte {} (FF)", ARABIC.len()));
        assert_eq!(loss.first, Some(first));
    }

    /// A reader that gives a few bytes at a time.
    struct Slow<'b>(&'b [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(buffer.len());
            self.0.read(&mut buffer[..most])
        }
    }

    /// Decodes bytes that lie behind so many others that the sample does not have them.
    fn far(bytes: &[u8], encoding: &'static Encoding, step: usize) -> (String, Loss) {
        let before = match encoding == UTF_8 {
            true => "a".repeat(SAMPLE_BYTES).into_bytes(),
            false => b"a\0".repeat(SAMPLE_BYTES / 2),
        };
        let all = [&before, bytes].concat();
        let mut reader = Decoded::new(Slow(&all, step), Format::Text, Some(encoding)).unwrap();
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        let letters = if encoding == UTF_8 {
            SAMPLE_BYTES
        } else {
            SAMPLE_BYTES / 2
        };
        (text.split_off(letters), reader.loss())
    }

    #[test]
    fn damage_is_found_wherever_the_stream_is_cut() {
        for step in [1, 2, 3, 5, 7, 1000] {
            let (text, loss) = far(b"\xD9\x84\xD9 \xE2\x80 \xD9\x84\xD8", UTF_8, step);
            assert_eq!(text, "ل\u{FFFD} \u{FFFD} ل\u{FFFD}");
            assert_eq!(loss.unreadable, 3);
            let (offset, bytes) = (SAMPLE_BYTES as u64 + 2, vec![0xD9]);
            assert_eq!(loss.first, Some(BadBytes { offset, bytes }));
        }
    }

    #[test]
    fn halves_of_characters_in_utf_8_are_joined_or_named() {
        for step in [1, 2, 3, 4, 1000] {
            let (text, loss) = far(b"a\xED\xA0\xBD\xED\xB8\x80b", UTF_8, step);
            assert_eq!((text.as_str(), loss.unreadable), ("a😀b", 0));
            let (text, loss) = far(b"a\xED\xA0\xBDb\xED\xB8\x80", UTF_8, step);
            assert_eq!((text.as_str(), loss.unreadable), ("a\u{FFFD}b\u{FFFD}", 2));
            let (offset, bytes) = (SAMPLE_BYTES as u64 + 1, vec![0xED, 0xA0, 0xBD]);
            assert_eq!(loss.first, Some(BadBytes { offset, bytes }));
        }
    }

    #[test]
    fn halves_of_characters_in_utf_16_are_named() {
        for step in [1, 2, 3, 1000] {
            let (text, loss) = far(b"\x3D\xD8a\0\x00\xDEb\0", UTF_16LE, step);
            assert_eq!((text.as_str(), loss.unreadable), ("\u{FFFD}a\u{FFFD}b", 2));
            let first = loss.first.unwrap();
            assert_eq!(
                (first.offset, first.bytes),
                (SAMPLE_BYTES as u64, vec![0x3D, 0xD8])
            );
        }
    }

    #[test]
    fn nuls_are_left_out_and_counted() {
        for step in [1, 2, 3, 1000] {
            let (text, loss) = far(b"ab\0\0c\0d", UTF_8, step);
            assert_eq!((text.as_str(), loss.nuls, loss.holes), ("abcd", 3, 2));
            assert_eq!(loss.first_nul, Some(SAMPLE_BYTES as u64 + 2));
            let (text, loss) = far(b"a\0\0\0\0\0\0\x06", UTF_16LE, step);
            assert_eq!((text.as_str(), loss.nuls, loss.holes), ("a\u{600}", 2, 1));
            assert_eq!(loss.first_nul, Some(SAMPLE_BYTES as u64 + 2));
        }
        let padded = [ARABIC.as_bytes(), &[0; 5000]].concat();
        let (text, loss) = decoded(&padded, Format::Text);
        assert_eq!((text.as_str(), loss.nuls), (ARABIC, 5000));
    }

    #[test]
    fn a_loss_written_in_the_file_is_not_ours() {
        let text = format!("{ARABIC} \u{FFFD}");
        assert_eq!(told(text.as_bytes()), (text.clone(), "UTF-8"));
    }

    #[test]
    fn the_users_word_goes_before_detection() {
        let bytes = WINDOWS_1256.encode(ARABIC).0;
        let mut reader = Decoded::new(&bytes[..], Format::Text, Some(UTF_8)).unwrap();
        io::copy(&mut reader, &mut io::sink()).unwrap();
        assert!(reader.loss().unreadable > 0);
    }

    proptest! {
        #[test]
        fn any_bytes_become_utf_8(bytes: Vec<u8>) {
            for format in [Format::Text, Format::Html] {
                let (text, loss) = decoded(&bytes, format);
                let shown = text.matches(char::REPLACEMENT_CHARACTER).count();
                prop_assert!(loss.unreadable <= shown as u64);
            }
        }
    }
}
