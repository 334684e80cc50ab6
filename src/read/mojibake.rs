//! Mojibake: Arabic whose bytes in UTF-8 some program took for windows-1252 or windows-1256 and
//! saved as UTF-8 again: `Ø§Ù„Ø¹Ø±Ø¨ÙŠØ©`, `ط§ظ„ط¹ط±ط¨ظٹط©`. Once, or again with the outcome.
//!
//! A value, or a paragraph of one, is mended where nearly all its letters beyond ASCII pair up as
//! the bytes of UTF-8 do, and what they pair up to is Arabic. No text that somebody wrote does:
//! its letters follow each other, while in mojibake a letter is followed by a sign.
//!
//! windows-1252 has no characters for five bytes, and programs keep them as control characters,
//! or lose them. Of Arabic only one common letter has such a byte, ف (D9 81), so that a second half
//! that is lost behind D9 was ف. Likewise soft hyphens are often dropped (ح, D8 AD) and no-break
//! spaces made spaces (٠, D9 A0).

use encoding_rs::{Encoding, WINDOWS_1252, WINDOWS_1256};
use std::fmt;
use std::sync::LazyLock;

/// Nobody has met more.
const MOST_TIMES: usize = 3;

/// Fewer Arabic letters may be an accident of signs.
const FEWEST_LETTERS: usize = 4;

/// So many damaged letters are overlooked before a text is given up early.
const PATIENCE: usize = 8;

/// What a text in UTF-8 was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenFor {
    /// windows-1252, or ISO-8859-1, of which it is an extension.
    Windows1252,
    /// windows-1256.
    Windows1256,
}

use TakenFor::{Windows1252, Windows1256};

/// How a text was garbled: what it was taken for, the last time first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Garbling(Vec<TakenFor>);

impl fmt::Display for Garbling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UTF-8 taken for ")?;
        for (at, step) in self.0.iter().rev().enumerate() {
            let then = if at > 0 { " and then for " } else { "" };
            write!(f, "{then}{}", step.encoding().name())?;
        }
        Ok(())
    }
}

/// A text that was garbled, as it had been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mended {
    /// The text.
    pub(super) text: String,
    /// How it had been garbled.
    pub(super) garbling: Garbling,
    /// Letters of which half was lost: the letter that it must have been, or U+FFFD.
    pub(super) lost: u64,
}

/// Mends a text, or some paragraphs of it; `None` if nothing of it is garbled.
pub(super) fn mend(text: &str) -> Option<Mended> {
    if text.is_ascii() {
        return None;
    }
    solve(text, MOST_TIMES).or_else(|| by_paragraph(text))
}

/// Mends a short value that came with others garbled so.
pub(super) fn mend_likewise(text: &str, garbling: &Garbling) -> Option<Mended> {
    if text.is_ascii() {
        return None;
    }
    let mut mended = Mended {
        text: text.to_owned(),
        garbling: garbling.clone(),
        lost: 0,
    };
    for step in &garbling.0 {
        let found = Unpaired::of(&mended.text, *step)?;
        if found.pairs == 0 || found.strays > 0 || found.lost > found.pairs {
            return None;
        }
        mended.lost += found.lost as u64;
        mended.text = found.text;
    }
    Some(mended)
}

fn by_paragraph(text: &str) -> Option<Mended> {
    if !text.contains('\n') {
        return None;
    }
    let found = text.split('\n').find_map(|line| solve(line, MOST_TIMES));
    let garbling = found?.garbling;
    let mut lost = 0;
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| {
            let mended = solve(line, MOST_TIMES).or_else(|| mend_likewise(line, &garbling));
            lost += mended.as_ref().map_or(0, |mended| mended.lost);
            mended.map_or_else(|| line.to_owned(), |mended| mended.text)
        })
        .collect();
    Some(Mended {
        text: lines.join("\n"),
        garbling,
        lost,
    })
}

/// Undoes up to so many garblings, if Arabic comes of it.
fn solve(text: &str, times: usize) -> Option<Mended> {
    let times = times.checked_sub(1)?;
    [Windows1252, Windows1256].into_iter().find_map(|step| {
        let found = Unpaired::of(text, step).filter(Unpaired::is_plausible)?;
        if let Some(mut deeper) = solve(&found.text, times) {
            deeper.garbling.0.insert(0, step);
            deeper.lost += found.lost as u64;
            return Some(deeper);
        }
        is_arabic(&found.text).then_some(Mended {
            text: found.text,
            garbling: Garbling(vec![step]),
            lost: found.lost as u64,
        })
    })
}

/// Whether a text is Arabic enough to have been meant: letters, and words of them.
fn is_arabic(text: &str) -> bool {
    let letter = |c: char| matches!(c, '\u{0620}'..='\u{064A}' | '\u{0671}'..='\u{06D3}');
    let letters = text.chars().filter(|c| letter(*c)).count();
    let others = text
        .chars()
        .filter(|c| c.is_alphabetic() && !c.is_ascii() && !letter(*c));
    let has_word = || {
        let mut words = text.split(|c| !letter(c));
        words.any(|word| word.chars().nth(2).is_some())
    };
    letters >= FEWEST_LETTERS && others.count() * 4 <= letters && has_word()
}

/// A text after one garbling has been undone.
struct Unpaired {
    text: String,
    /// Characters that several had been.
    pairs: usize,
    /// Characters of which a part was lost.
    lost: usize,
    /// Characters beyond ASCII that were no part of others.
    strays: usize,
}

impl Unpaired {
    /// Undoes one garbling; `None` as soon as the text is seen to be none of that kind.
    fn of(text: &str, step: TakenFor) -> Option<Unpaired> {
        let mut undone = Unpaired {
            text: String::with_capacity(text.len()),
            pairs: 0,
            lost: 0,
            strays: 0,
        };
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if first.is_ascii() {
                let plain = rest.find(|c: char| !c.is_ascii()).unwrap_or(rest.len());
                undone.text.push_str(&rest[..plain]);
                rest = &rest[plain..];
                continue;
            }
            rest = undone.next(rest, first, step);
            if undone.lost + undone.strays > PATIENCE + undone.pairs / 2 {
                return None;
            }
        }
        Some(undone)
    }

    /// Takes the next character from the beginning of `rest`, and gives what is left.
    fn next<'t>(&mut self, rest: &'t str, first: char, step: TakenFor) -> &'t str {
        let after = &rest[first.len_utf8()..];
        let length = match step.byte(first) {
            Some(0xC2..=0xDF) => 2,
            Some(0xE0..=0xEF) => 3,
            Some(0xF0..=0xF4) => 4,
            _ => {
                self.strays += 1;
                self.text.push(first);
                return after;
            }
        };
        let mut bytes = [0; 4];
        let mut have = 0;
        let mut left = rest;
        while have < length
            && let Some(c) = left.chars().next()
            && let Some(byte) = step.byte(c)
            && (have == 0 || matches!(byte, 0x80..=0xBF))
        {
            bytes[have] = byte;
            have += 1;
            left = &left[c.len_utf8()..];
        }
        let whole = std::str::from_utf8(&bytes[..have]).ok();
        if let Some(c) = whole.and_then(|whole| whole.chars().next()) {
            self.pairs += 1;
            // A quotation mark whose last byte was guessed before.
            self.text.push(if c == '\u{2001}' { '”' } else { c });
            return left;
        }
        self.lost += 1;
        self.guess(&bytes[..have], left)
    }

    /// Puts what the bytes before the lost one say that the character was.
    fn guess<'t>(&mut self, bytes: &[u8], left: &'t str) -> &'t str {
        let marked = left.strip_prefix([char::REPLACEMENT_CHARACTER, '?']);
        let spaced = left.strip_prefix(' ');
        let after_digit = || matches!(self.text.chars().last(), Some('٠'..='٩'));
        let (c, left) = match (bytes, marked, spaced) {
            ([0xD9], None, Some(left)) if after_digit() => ('٠', left),
            ([0xD9], marked, _) => ('ف', marked.unwrap_or(left)),
            ([0xD8], None, _) => ('ح', left),
            // The second half of what was itself a half, garbled twice.
            ([0xC2], marked, _) => ('\u{81}', marked.unwrap_or(left)),
            ([0xE2, 0x80], marked, _) => ('”', marked.unwrap_or(left)),
            (_, marked, _) => (char::REPLACEMENT_CHARACTER, marked.unwrap_or(left)),
        };
        self.text.push(c);
        left
    }

    /// Whether so little was lost or is amiss that it is a garbled text.
    fn is_plausible(&self) -> bool {
        self.pairs >= 2 && self.lost * 5 <= self.pairs && self.strays * 10 <= self.pairs
    }
}

/// The bytes of characters in one encoding; 0 where it has none.
struct Bytes {
    /// Of the characters up to the end of the Arabic letters.
    letters: [u8; 0x700],
    /// Of the characters from U+2000: quotation marks, dashes, signs.
    signs: [u8; 0x200],
}

impl TakenFor {
    fn encoding(self) -> &'static Encoding {
        match self {
            Windows1252 => WINDOWS_1252,
            Windows1256 => WINDOWS_1256,
        }
    }

    /// The byte that a character beyond ASCII was.
    fn byte(self, c: char) -> Option<u8> {
        static OF_1252: LazyLock<Bytes> = LazyLock::new(|| Windows1252.bytes());
        static OF_1256: LazyLock<Bytes> = LazyLock::new(|| Windows1256.bytes());
        let bytes = match self {
            Windows1252 => &*OF_1252,
            Windows1256 => &*OF_1256,
        };
        let at = c as usize;
        let byte = match at.checked_sub(0x2000) {
            None => bytes.letters.get(at),
            Some(at) => bytes.signs.get(at),
        };
        byte.copied().filter(|byte| *byte != 0)
    }

    fn bytes(self) -> Bytes {
        let mut bytes = Bytes {
            letters: [0; 0x700],
            signs: [0; 0x200],
        };
        let mut put = |c: char, byte| {
            let at = c as usize;
            match at.checked_sub(0x2000) {
                None => bytes.letters[at] = byte,
                Some(at) => bytes.signs[at] = byte,
            }
        };
        for byte in 0x80..=0xFF {
            let single = [byte];
            let (text, _) = self.encoding().decode_without_bom_handling(&single);
            text.chars().for_each(|c| put(c, byte));
            // Programs that take windows-1252 for ISO-8859-1 make control characters of these.
            if self == Windows1252 && byte < 0xA0 {
                put(char::from(byte), byte);
            }
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ARABIC: &str =
        "اتفاق في موسكو على هدنة “إنسانية”، تبدأ ٢٠٢٠ ظهر السبت؛ قال الحاكم: نفذوا";

    fn garbled(text: &str, encoding: &'static Encoding) -> String {
        encoding
            .decode_without_bom_handling(text.as_bytes())
            .0
            .into_owned()
    }

    fn mended(text: &str) -> (String, String, u64) {
        let mended = mend(text).unwrap_or_else(|| panic!("{text}"));
        (mended.text, mended.garbling.to_string(), mended.lost)
    }

    #[test]
    fn what_was_taken_for_another_encoding_is_mended() {
        for encoding in [WINDOWS_1252, WINDOWS_1256] {
            let once = garbled(ARABIC, encoding);
            let name = encoding.name();
            let how = format!("UTF-8 taken for {name}");
            assert_eq!(mended(&once), (ARABIC.to_owned(), how, 0));
            for again in [WINDOWS_1252, WINDOWS_1256] {
                let twice = garbled(&once, again);
                let how = format!("UTF-8 taken for {name} and then for {}", again.name());
                assert_eq!(mended(&twice), (ARABIC.to_owned(), how, 0));
            }
        }
        assert_eq!(mended("Ø§Ù„Ø¹Ø±Ø¨ÙŠØ©").0, "العربية");
        assert_eq!(mended("ط§ظ„ط¹ط±ط¨ظٹط©").0, "العربية");
    }

    #[test]
    fn control_characters_of_iso_8859_1_are_bytes_too() {
        let latin: String = ARABIC.bytes().map(char::from).collect();
        assert_eq!(mended(&latin).0, ARABIC);
    }

    #[test]
    fn a_letter_of_which_half_was_lost_is_the_one_that_it_must_have_been() {
        let once = garbled(ARABIC, WINDOWS_1252);
        for lost in ["\u{FFFD}", "?", ""] {
            let text = once.replace(['\u{81}', '\u{9D}'], lost);
            let (text, _, count) = mended(&text);
            assert_eq!((text.as_str(), count), (ARABIC, 4), "{lost:?}");
        }
        let spaced = once.replace('\u{A0}', " ").replace('\u{AD}', "");
        assert_eq!(mended(&spaced).0, ARABIC);
        let twice = garbled(&once, WINDOWS_1252).replace('\u{81}', "?");
        assert_eq!(
            mended(&twice.replace('\u{9D}', "\u{FFFD}"))
                .0
                .replace('�', "”"),
            ARABIC
        );
    }

    #[test]
    fn a_garbled_paragraph_among_sound_ones_is_mended() {
        let line = garbled(ARABIC, WINDOWS_1256);
        let text = format!("{ARABIC}\n{line}\n{}\nA café", garbled("فن", WINDOWS_1256));
        let (text, ..) = mended(&text);
        assert_eq!(text, format!("{ARABIC}\n{ARABIC}\nفن\nA café"));
    }

    #[test]
    fn short_values_are_mended_in_garbled_company_only() {
        let short = garbled("فن", WINDOWS_1252);
        assert_eq!(mend(&short), None);
        let garbling = Garbling(vec![Windows1252]);
        let mended = mend_likewise(&short, &garbling).unwrap();
        assert_eq!(mended.text, "فن");
        for sound in ["فن", "ثقافة", "http://x/", "Été", "ط؟ ظ"] {
            assert_eq!(mend_likewise(sound, &garbling), None, "{sound}");
        }
    }

    #[test]
    fn what_somebody_wrote_is_left_alone() {
        for text in [
            ARABIC,
            "فقط، حفظ؟ «ط» ظ، ط؛ ط°",
            "ط، ظ، ط؛ ظ؟",
            "L’été à la forêt où naît l'œuvre – « ça » coûte 30 €",
            "Øre Åse bærer Æblegrød; Ünïcödé, ¿qué? ¡año!",
            "Ã is a letter, Â too; Ø = 3 §, Ù",
            "قال â€“ مرة واحدة، والباقي سليم",
            "٢٠٢٠ – ٢٠٢١ … © ® ™ “x” ‘y’ € ‰",
            "Привет, мир",
            "تک‌تک گفتگوی پرچم ژاپن، شک؛ بک رک خک عک غک طک ظک",
            "پاکستان ٹیم کے ڈاکٹر، لڑکے غھ عھ طں ظں؟",
            "",
        ] {
            assert_eq!(mend(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn words_are_never_touched(text in "([اأإآبةتثجحخدذرزسشصضطظعغفقكلمنهويىءئؤ]{1,8}[ ،؛؟.»«\"“”…:\n]{1,2}|[a-zA-Zéèàçüöñøß]{1,9}[ ,.’–\n]{1,2}){0,30}") {
            prop_assert_eq!(mend(&text), None);
        }

        #[test]
        fn nothing_panics(text: String) {
            if let Some(mended) = mend(&text) {
                mend_likewise(&text, &mended.garbling);
            }
        }

        #[test]
        fn nothing_like_mojibake_panics(text in "[ØÙÂÃâطظàï€\u{80}-\u{BF}?\u{FFFD} \n…„ƒ‡‰Šٹپ”“]{0,60}") {
            if let Some(mended) = mend(&text) {
                mend_likewise(&text, &mended.garbling);
            }
        }

        #[test]
        fn garbled_words_come_back(text in "([ابتجحدرسصعغفقكلمنهوي]{3,8} ){2,12}", to_1256: bool) {
            let encoding = if to_1256 { WINDOWS_1256 } else { WINDOWS_1252 };
            let found = mend(&garbled(&text, encoding)).map(|mended| mended.text);
            prop_assert_eq!(found, Some(text));
        }
    }
}
