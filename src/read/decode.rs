//! Bytes of any encoding an Arabic archive may be in, to UTF-8, as a stream.
//!
//! In this order: the byte order mark, the user's word, UTF-16 without a mark, valid UTF-8, the
//! charset that a page declares, the statistics of Arabic letters. Decoding never fails: bytes
//! that are no characters become U+FFFD and are counted, so that the loss can be said.

use super::Format;
use encoding_rs::{
    Encoding, ISO_8859_6, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256,
};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use std::cell::Cell;
use std::io::{self, BufReader, Cursor, Read};
use std::rc::Rc;

/// The encoding is told from so much of the beginning.
const SAMPLE_BYTES: u64 = 64 << 10;

/// Pages declare their charset in so much of the beginning.
const DECLARATION_BYTES: usize = 4 << 10;

/// A byte stream decoded to UTF-8.
pub(super) struct Decoded<R> {
    /// Buffered, because the decoder loses bytes at the end of a file that is asked for less
    /// than a character.
    inner: BufReader<DecodeReaderBytes<Rewound<R>, Vec<u8>>>,
    encoding: &'static Encoding,
    shown: ReplacementCounter,
    /// Those that the file itself holds as UTF-8: somebody else's loss.
    written: Rc<Cell<u64>>,
}

/// The whole stream again, after its beginning has been read.
type Rewound<R> = Watched<io::Chain<Cursor<Vec<u8>>, R>>;

/// Characters that could not be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Loss {
    /// How many.
    pub(super) count: u64,
    /// The name of the encoding in use.
    pub(super) encoding: &'static str,
}

impl<R: Read> Decoded<R> {
    /// Reads the beginning of `reader`, tells its encoding, and decodes from the beginning.
    /// `given` is the user's word, which only a byte order mark overrules.
    pub(super) fn new(
        mut reader: R,
        format: Format,
        given: Option<&'static Encoding>,
    ) -> io::Result<Self> {
        let mut sample = Vec::new();
        reader
            .by_ref()
            .take(SAMPLE_BYTES)
            .read_to_end(&mut sample)?;
        let encoding = match Encoding::for_bom(&sample) {
            Some((marked, _)) => marked,
            None => given.unwrap_or_else(|| detect(&sample, format)),
        };
        let written = Rc::new(Cell::new(0));
        let watched = Watched {
            inner: Cursor::new(sample).chain(reader),
            counter: ReplacementCounter::default(),
            count: Rc::clone(&written),
        };
        let inner = DecodeReaderBytesBuilder::new()
            .encoding(Some(encoding))
            .build(watched);
        Ok(Decoded {
            inner: BufReader::new(inner),
            encoding,
            shown: ReplacementCounter::default(),
            written,
        })
    }

    /// What has been lost so far.
    pub(super) fn loss(&self) -> Loss {
        let written = match self.encoding == UTF_8 {
            true => self.written.get(),
            false => 0,
        };
        Loss {
            count: self.shown.count.saturating_sub(written),
            encoding: self.encoding.name(),
        }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.shown.see(&buffer[..count]);
        Ok(count)
    }
}

/// A reader that counts the U+FFFD written in its bytes.
struct Watched<R> {
    inner: R,
    counter: ReplacementCounter,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.counter.see(&buffer[..count]);
        self.count.set(self.counter.count);
        Ok(count)
    }
}

/// Counts U+FFFD in a UTF-8 stream, also where one lies across two pieces.
#[derive(Default)]
struct ReplacementCounter {
    count: u64,
    /// How many bytes of the character have been seen.
    matched: usize,
}

impl ReplacementCounter {
    fn see(&mut self, piece: &[u8]) {
        const REPLACEMENT_UTF_8: [u8; 3] = [0xEF, 0xBF, 0xBD];
        // Nearly every piece of nearly every file leaves here, at the speed of a byte search.
        if self.matched == 0 && !piece.contains(&REPLACEMENT_UTF_8[0]) {
            return;
        }
        for &byte in piece {
            if byte == REPLACEMENT_UTF_8[self.matched] {
                self.matched += 1;
            } else {
                self.matched = usize::from(byte == REPLACEMENT_UTF_8[0]);
            }
            if self.matched == REPLACEMENT_UTF_8.len() {
                self.matched = 0;
                self.count += 1;
            }
        }
    }
}

/// Tells the encoding of a file by its beginning.
fn detect(sample: &[u8], format: Format) -> &'static Encoding {
    if let Some(encoding) = unmarked_utf_16(sample) {
        return encoding;
    }
    let declared = match format {
        Format::Html => declared(sample),
        _ => None,
    };
    match utf_8(sample) {
        Utf8::Likely => UTF_8,
        // Scripts can fill the beginning of a page whose Arabic comes later.
        Utf8::Ascii => declared.unwrap_or(UTF_8),
        Utf8::No => match declared {
            // Pages with Arabic in windows-1256 often declare the default of their editor.
            Some(encoding) if encoding != WINDOWS_1252 && encoding != UTF_8 => encoding,
            _ => arabic(sample).or(declared).unwrap_or(UTF_8),
        },
    }
}

/// Arabic text in UTF-16 has 00 or 06 in nearly every second byte, and zeros for its spaces.
fn unmarked_utf_16(sample: &[u8]) -> Option<&'static Encoding> {
    let zeros = sample.iter().filter(|&&byte| byte == 0).count();
    if zeros * 50 < sample.len() || sample.len() < 4 {
        return None;
    }
    let pairs = sample.len() / 2;
    let high = |first: usize| {
        let bytes = sample.iter().skip(first).step_by(2);
        bytes.filter(|&&byte| byte == 0 || byte == 6).count()
    };
    match (high(0) * 10 >= pairs * 9, high(1) * 10 >= pairs * 9) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// How a sample does as UTF-8.
enum Utf8 {
    /// Nothing in it speaks for or against.
    Ascii,
    /// It is UTF-8, perhaps with a few damaged bytes.
    Likely,
    /// It is something else.
    No,
}

fn utf_8(sample: &[u8]) -> Utf8 {
    if sample.is_ascii() {
        return Utf8::Ascii;
    }
    let mut readable = 0;
    let mut broken = 0;
    for chunk in sample.utf8_chunks() {
        readable += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    // The sample may end within a character. Legacy Arabic has hardly a valid sequence, so a
    // mostly valid sample is UTF-8 that was damaged.
    if broken <= 1 && readable > 0 || readable >= 4 * broken {
        Utf8::Likely
    } else {
        Utf8::No
    }
}

/// The charset that a page declares in `<meta charset>`, `http-equiv` or an XML declaration.
fn declared(sample: &[u8]) -> Option<&'static Encoding> {
    let beginning = &sample[..sample.len().min(DECLARATION_BYTES)];
    let text = String::from_utf8_lossy(beginning).to_ascii_lowercase();
    let after = ["charset=", "encoding="]
        .iter()
        .find_map(|key| text.split_once(key))?
        .1;
    let label: String = after
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
        .collect();
    Encoding::for_label(label.as_bytes())
        // A declaration that can be read byte by byte is not UTF-16, whatever it says.
        .filter(|encoding| ![REPLACEMENT, UTF_16LE, UTF_16BE].contains(encoding))
}

/// The legacy Arabic encoding in which the sample looks most like Arabic; `None` if in neither.
fn arabic(sample: &[u8]) -> Option<&'static Encoding> {
    [WINDOWS_1256, ISO_8859_6]
        .into_iter()
        .map(|encoding| (arabic_score(sample, encoding), encoding))
        // Of two equals, the first: windows-1256 is by far the more common.
        .rev()
        .max_by_key(|(score, _)| *score)
        .filter(|(score, _)| *score > 0)
        .map(|(_, encoding)| encoding)
}

/// Frequent letters speak for an encoding; Latin letters with accents, vowel marks (which stand
/// where the other encoding has letters), holes in the table, and Arabic letters within Latin
/// words speak against it.
fn arabic_score(sample: &[u8], encoding: &'static Encoding) -> i64 {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let mut before = ' ';
    let mut score = 0;
    for c in text.chars() {
        let (high, low) = if c.is_ascii() {
            (before, c)
        } else {
            (c, before)
        };
        if low.is_ascii_alphabetic() && !high.is_ascii() {
            score -= 2;
        }
        score += letter_score(c);
        before = c;
    }
    score
}

fn letter_score(c: char) -> i64 {
    match c {
        'ا' | 'ل' | 'ي' | 'م' | 'ن' | 'و' | 'ر' | 'ت' | 'ب' | 'ة' => 2,
        '\u{064B}'..='\u{0652}' => -1,
        char::REPLACEMENT_CHARACTER => -4,
        '\u{0600}'..='\u{06FF}' => 0,
        c if c.is_alphabetic() && !c.is_ascii() => -3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        assert_eq!(loss.count, 0);
        (text, loss.encoding)
    }

    #[test]
    fn legacy_arabic_is_told_by_its_letters() {
        for encoding in [WINDOWS_1256, ISO_8859_6] {
            let bytes = encoding.encode(ARABIC).0;
            assert_eq!(told(&bytes), (ARABIC.to_owned(), encoding.name()));
        }
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
        let long = format!("x{}", "ا".repeat(SAMPLE_BYTES as usize));
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
        assert_eq!(
            loss,
            Loss {
                count: 3,
                encoding: "UTF-8"
            }
        );
    }

    #[test]
    fn a_loss_written_in_the_file_is_not_ours() {
        let text = format!("{ARABIC} \u{FFFD}");
        assert_eq!(told(text.as_bytes()), (text.clone(), "UTF-8"));
    }

    #[test]
    fn a_page_is_believed_unless_its_letters_say_otherwise() {
        let page = |label: &str, encoding: &'static Encoding| {
            let text = format!("<meta charset='{label}'><p>{ARABIC}");
            decoded(&encoding.encode(&text).0, Format::Html).1.encoding
        };
        assert_eq!(page("windows-1256", WINDOWS_1256), "windows-1256");
        assert_eq!(page("utf-8", WINDOWS_1256), "windows-1256");
        assert_eq!(page("iso-8859-1", WINDOWS_1256), "windows-1256");
        assert_eq!(page("windows-1256", UTF_8), "UTF-8");
        let french = b"<meta charset=iso-8859-1><p>\xE9t\xE9 \xE0 la for\xEAt, l'\xE9cole";
        assert_eq!(decoded(french, Format::Html).1.encoding, "windows-1252");
    }

    #[test]
    fn the_users_word_goes_before_detection() {
        let bytes = WINDOWS_1256.encode(ARABIC).0;
        let mut reader = Decoded::new(&bytes[..], Format::Text, Some(UTF_8)).unwrap();
        io::copy(&mut reader, &mut io::sink()).unwrap();
        assert!(reader.loss().count > 0);
    }

    proptest! {
        #[test]
        fn any_bytes_become_utf_8(bytes: Vec<u8>) {
            for format in [Format::Text, Format::Html] {
                let (text, loss) = decoded(&bytes, format);
                let shown = text.matches(char::REPLACEMENT_CHARACTER).count();
                prop_assert!(loss.count <= shown as u64);
            }
        }
    }
}
