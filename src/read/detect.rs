//! The encoding of a text, told by its bytes.
//!
//! In this order: UTF-16 without a mark, valid UTF-8, the charset that a page declares, the
//! statistics of Arabic letters.

use super::Format;
use encoding_rs::{
    Encoding, ISO_8859_6, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256,
};

/// Pages declare their charset in so much of the beginning.
const DECLARATION_BYTES: usize = 4 << 10;

/// Tells the encoding of a file by its beginning.
pub(super) fn detect(sample: &[u8], format: Format) -> &'static Encoding {
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

/// Arabic text in UTF-16 has 00 or 06 in nearly every second byte, where other text has neither.
fn unmarked_utf_16(sample: &[u8]) -> Option<&'static Encoding> {
    if sample.len() < 4 {
        return None;
    }
    let pairs = sample.len() / 2;
    let high = |first: usize| {
        let bytes = sample.iter().skip(first).step_by(2);
        bytes.filter(|&&byte| byte == 0 || byte == 6).count()
    };
    // In a text with holes of zeros they stand on both sides.
    match (high(0), high(1)) {
        (few, many) if many * 2 >= pairs && few * 8 <= pairs => Some(UTF_16LE),
        (many, few) if many * 2 >= pairs && few * 8 <= pairs => Some(UTF_16BE),
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

/// Frequent letters speak for an encoding, and the article at the beginning of a word above all;
/// Latin letters with accents, vowel marks (which stand where the other encoding has letters),
/// holes in the table, and Arabic letters within Latin words speak against it.
fn arabic_score(sample: &[u8], encoding: &'static Encoding) -> i64 {
    const ARTICLE: i64 = 3;
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let (mut before, mut before_that) = (' ', ' ');
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
        if (before, c) == ('ا', 'ل') && !before_that.is_alphabetic() {
            score += ARTICLE;
        }
        score += letter_score(c);
        (before_that, before) = (before, c);
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

    #[test]
    fn legacy_arabic_is_told_by_its_letters() {
        for encoding in [WINDOWS_1256, ISO_8859_6] {
            let bytes = encoding.encode(ARABIC).0;
            assert_eq!(detect(&bytes, Format::Text), encoding);
        }
    }

    #[test]
    fn a_page_is_believed_unless_its_letters_say_otherwise() {
        let page = |label: &str, encoding: &'static Encoding| {
            let text = format!("<meta charset='{label}'><p>{ARABIC}");
            detect(&encoding.encode(&text).0, Format::Html).name()
        };
        assert_eq!(page("windows-1256", WINDOWS_1256), "windows-1256");
        assert_eq!(page("utf-8", WINDOWS_1256), "windows-1256");
        assert_eq!(page("iso-8859-1", WINDOWS_1256), "windows-1256");
        assert_eq!(page("windows-1256", UTF_8), "UTF-8");
        let french = b"<meta charset=iso-8859-1><p>\xE9t\xE9 \xE0 la for\xEAt, l'\xE9cole";
        assert_eq!(detect(french, Format::Html).name(), "windows-1252");
    }

    #[test]
    fn short_and_mixed_texts_are_told_too() {
        let units = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>()
        };
        assert_eq!(detect(&units("كلمة"), Format::Text), UTF_16LE);
        assert_eq!(detect(&units("a word"), Format::Text), UTF_16LE);
        let padded = [ARABIC.as_bytes(), &[0; 300]].concat();
        assert_eq!(detect(&padded, Format::Text), UTF_8);
        for text in ["الهلال يفوز", "قطر", "في 2020 BBC News: مصر", "ماكرون؟"]
        {
            for encoding in [WINDOWS_1256, ISO_8859_6] {
                let bytes = encoding.encode(text).0;
                assert_eq!(detect(&bytes, Format::Text), encoding, "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_bytes_have_an_encoding(bytes: Vec<u8>) {
            for format in [Format::Text, Format::Html] {
                detect(&bytes, format);
            }
        }
    }
}
