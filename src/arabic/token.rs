//! Tokens: where each word stands in the original text, and its spelling-level form.
//!
//! A token is a run of letters and digits. A change between Arabic and any other script ends
//! it (`كوفيد19` is two tokens); marks, tatweel and invisible characters inside it belong to it
//! but not to its form. Decimal points stay inside numbers, thousands separators vanish:
//! `١٬٢٥٠٫٥` is `1250.5`.

use super::chars::{Class, classify, compose_hamza};
use unicode_normalization::UnicodeNormalization;

/// Longer forms are cut to this many characters: no word of any language is longer, and
/// the rest of an encoded blob is of no use to anyone's search.
pub const LONGEST_FORM_CHARS: usize = 64;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Arabic letters.
    Arabic,
    /// Letters of other scripts, perhaps with digits (`covid19`).
    Other,
    /// Digits, perhaps with a decimal point.
    Number,
}

/// Walks over the tokens of a text without allocating: see [`Tokenizer::next_into`].
pub struct Tokenizer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokenizer<'a> {
    /// A walk over `text` from its beginning.
    pub fn new(text: &'a str) -> Self {
        Tokenizer { text, at: 0 }
    }

    /// Finds the next token, appends its spelling-level form to `form`, and returns its kind
    /// and its byte range in the text. `None` at the end of the text.
    pub fn next_into(&mut self, form: &mut String) -> Option<(Kind, std::ops::Range<usize>)> {
        if let Some(address) = self.address() {
            let lower = self.text[address.clone()]
                .chars()
                .flat_map(char::to_lowercase);
            form.extend(lower.take(LONGEST_FORM_CHARS));
            self.at = address.end;
            return Some((Kind::Other, address));
        }
        let mut word = Word::new(form);
        for (offset, c) in self.text[self.at..].char_indices() {
            let at = self.at + offset;
            let end = at + c.len_utf8();
            match classify(c) {
                Class::Ignored => word.extend_over(end),
                Class::Hamza(sign) => word.compose(sign, end),
                Class::Arabic(letter) if word.takes(Kind::Arabic) => {
                    word.push(letter, Kind::Arabic, at, end);
                }
                Class::Other(letter) if word.takes(Kind::Other) => {
                    word.push(letter, Kind::Other, at, end);
                }
                Class::Digit(digit) if word.takes(Kind::Number) => {
                    word.push(digit, Kind::Number, at, end);
                }
                Class::Compound if word.takes(Kind::Arabic) => {
                    for part in std::iter::once(c).nfkc() {
                        match classify(part) {
                            Class::Arabic(letter) => word.push(letter, Kind::Arabic, at, end),
                            Class::Hamza(sign) => word.compose(sign, end),
                            _ => {}
                        }
                    }
                }
                Class::Separator => match word.joiner(c, &self.text[end..]) {
                    Joiner::Point => word.push('.', Kind::Number, at, end),
                    Joiner::Stop => word.push_stop(c, at, end),
                    Joiner::Nothing => {}
                    Joiner::None if word.started() => return self.finish(word, at),
                    Joiner::None => {}
                },
                // The script changes: this character opens the next token.
                _ => return self.finish(word, at),
            }
        }
        let end = self.text.len();
        self.finish(word, end)
    }

    /// The address (of a page or a mailbox) that the next token is, if it is one.
    fn address(&self) -> Option<std::ops::Range<usize>> {
        let rest = &self.text[self.at..];
        let skipped = rest.find(|c| !matches!(classify(c), Class::Separator | Class::Ignored))?;
        let start = self.at + skipped;
        let end = start + address_length(&self.text[start..])?;
        Some(start..end)
    }

    fn finish(&mut self, word: Word, at: usize) -> Option<(Kind, std::ops::Range<usize>)> {
        self.at = at;
        word.kind.map(|kind| (kind, word.start..word.end))
    }
}

/// Whether a separator inside a word or number joins its two sides.
enum Joiner {
    /// A decimal point.
    Point,
    /// The stop between the letters of an abbreviation.
    Stop,
    Nothing,
    None,
}

/// The token being read.
struct Word<'f> {
    form: &'f mut String,
    kind: Option<Kind>,
    start: usize,
    end: usize,
    chars: usize,
    /// What stands between the letters of an abbreviation.
    stop: Option<char>,
}

impl<'f> Word<'f> {
    fn new(form: &'f mut String) -> Self {
        Word {
            form,
            kind: None,
            start: 0,
            end: 0,
            chars: 0,
            stop: None,
        }
    }

    fn started(&self) -> bool {
        self.kind.is_some()
    }

    fn takes(&self, next: Kind) -> bool {
        match (self.kind, next) {
            (None, _) => true,
            (Some(Kind::Arabic), next) => next == Kind::Arabic,
            (Some(_), next) => next != Kind::Arabic,
        }
    }

    fn push(&mut self, letter: char, kind: Kind, at: usize, end: usize) {
        match self.kind {
            None => {
                self.kind = Some(kind);
                self.start = at;
            }
            Some(Kind::Number) if kind == Kind::Other => self.kind = Some(Kind::Other),
            _ => {}
        }
        self.end = end;
        if self.chars < LONGEST_FORM_CHARS {
            self.form.push(letter);
            self.chars += 1;
        }
    }

    fn compose(&mut self, sign: char, end: usize) {
        self.extend_over(end);
        if let Some(letter) = self
            .form
            .chars()
            .last()
            .and_then(|b| compose_hamza(b, sign))
            && self.kind == Some(Kind::Arabic)
        {
            self.form.pop();
            self.form.push(letter);
        }
    }

    fn extend_over(&mut self, end: usize) {
        if self.started() {
            self.end = end;
        }
    }

    /// Whether the word is letters of an abbreviation so far, and another follows: أ.ف.ب, ق.م;
    /// with spaces instead of stops (أ ف ب) only three letters are one.
    fn goes_on_in_letters(&self, c: char, rest: &str) -> bool {
        let fewest = match c {
            '.' => 2,
            _ => 3,
        };
        let is_so_far = match self.stop {
            Some(stop) => stop == c,
            None => self.chars == 1,
        };
        let so_far = self.chars.div_ceil(2);
        let following = single_letters(c, rest);
        is_so_far && following > 0 && so_far + following >= fewest
    }

    fn push_stop(&mut self, stop: char, at: usize, end: usize) {
        self.stop = Some(stop);
        self.push('.', Kind::Arabic, at, end);
    }

    fn joiner(&self, c: char, rest: &str) -> Joiner {
        let digit_follows =
            |rest: &str| matches!(rest.chars().next().map(classify), Some(Class::Digit(_)));
        match (self.kind, c) {
            (Some(Kind::Number), '.' | '٫') if digit_follows(rest) => Joiner::Point,
            (Some(Kind::Number), ',' | '٬') if three_digits_follow(rest) => Joiner::Nothing,
            (Some(Kind::Arabic), '.' | ' ') if self.goes_on_in_letters(c, rest) => Joiner::Stop,
            // Sana'a is one word; the 's of Armenia's is none of it.
            (Some(Kind::Other), '\'' | '’') if is_letter(rest) && !is_possessive(rest) => {
                Joiner::Nothing
            }
            _ => Joiner::None,
        }
    }
}

/// Whether a letter of Latin script or its like comes next.
fn is_letter(rest: &str) -> bool {
    matches!(rest.chars().next().map(classify), Some(Class::Other(_)))
}

/// Whether `s` and the end of the word come next.
fn is_possessive(rest: &str) -> bool {
    rest.strip_prefix('s').is_some_and(|rest| !is_letter(rest))
}

/// How many single Arabic letters follow, with `joiner` between them; none if a word follows.
fn single_letters(joiner: char, rest: &str) -> usize {
    let mut letters = 0;
    let mut rest = rest.chars().peekable();
    while let Some(Class::Arabic(_)) = rest.next().map(classify) {
        match rest.next() {
            Some(c) if c == joiner => letters += 1,
            Some(c) if matches!(classify(c), Class::Separator) => return letters + 1,
            None => return letters + 1,
            Some(_) => return letters,
        }
    }
    letters
}

/// The length of the address with which `text` begins: `http://…`, `www.…`, `name@host.tld`.
fn address_length(text: &str) -> Option<usize> {
    let is_of_address = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\'');
    let length = text.find(|c| !is_of_address(c)).unwrap_or(text.len());
    let run = text[..length].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}']);
    let has_scheme = ["http://", "https://", "www."].iter().any(|scheme| {
        let start = run.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme)) && run.len() > scheme.len()
    });
    (has_scheme || is_mailbox(run)).then_some(run.len())
}

fn is_mailbox(run: &str) -> bool {
    let Some((name, host)) = run.split_once('@') else {
        return false;
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    !name.is_empty()
        && name.chars().all(is_name)
        && host.chars().all(is_host)
        && host.split('.').count() > 1
        && host.split('.').all(|part| !part.is_empty())
}

/// The byte of `word` at which its letter number `letters` (from 0) begins: what is not written in
/// the form does not count.
pub fn offset_of_letter(word: &str, letters: usize) -> usize {
    let mut seen = 0;
    for (at, c) in word.char_indices() {
        let of_form = match classify(c) {
            Class::Arabic(_) => 1,
            Class::Compound => std::iter::once(c)
                .nfkc()
                .filter(|part| matches!(classify(*part), Class::Arabic(_)))
                .count(),
            _ => 0,
        };
        if seen >= letters && of_form > 0 {
            return at;
        }
        seen += of_form;
    }
    word.len()
}

fn three_digits_follow(rest: &str) -> bool {
    let digits = rest
        .chars()
        .take(4)
        .take_while(|c| matches!(classify(*c), Class::Digit(_)))
        .count();
    digits == 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn forms(text: &str) -> Vec<String> {
        let mut tokens = Tokenizer::new(text);
        let mut found = Vec::new();
        loop {
            let mut form = String::new();
            match tokens.next_into(&mut form) {
                Some(_) => found.push(form),
                None => return found,
            }
        }
    }

    #[test]
    fn marks_tatweel_and_invisible_characters_do_not_split_words() {
        assert_eq!(forms("مِن\u{200c}ها كَتَبَ قـــره"), ["منها", "كتب", "قره"]);
        assert_eq!(forms("\u{202b}باكو\u{202c}، يريفان"), ["باكو", "يريفان"]);
    }

    #[test]
    fn hamza_composes_and_ligatures_open() {
        assert_eq!(
            forms("ا\u{654}رمينيا ﻷرمينيا ﷲ"),
            ["أرمينيا", "لأرمينيا", "الله"]
        );
    }

    #[test]
    fn numbers_of_every_script_are_one_token() {
        assert_eq!(
            forms("١٬٢٥٠٫٥ و1,250.5 و۲۰۲۰"),
            ["1250.5", "و", "1250.5", "و", "2020"]
        );
        assert_eq!(forms("10,20"), ["10", "20"]);
    }

    #[test]
    fn addresses_and_abbreviations_are_one_token() {
        assert_eq!(
            forms("زوروا https://Example.com/a?b=1, أو اكتبوا إلى desk@example.org."),
            [
                "زوروا",
                "https://example.com/a?b=1",
                "أو",
                "اكتبوا",
                "إلى",
                "desk@example.org"
            ]
        );
        assert_eq!(
            forms("(أ.ف.ب)، (أ ف ب)؛ ق.م. ق.م"),
            ["أ.ف.ب", "أ.ف.ب", "ق.م", "ق.م"]
        );
        assert_eq!(forms("قال و ذهب. ثم"), ["قال", "و", "ذهب", "ثم"]);
        assert_eq!(forms("#جوني_هاليداي @user"), ["جوني", "هاليداي", "user"]);
    }

    #[test]
    fn letters_of_a_form_are_found_in_the_text() {
        let word = "عَبْدُالله";
        assert_eq!(&word[offset_of_letter(word, 3)..], "الله");
    }

    #[test]
    fn scripts_part_and_latin_words_fold() {
        assert_eq!(
            forms("كوفيد19 COVID-19 Ağdam Sana'a"),
            ["كوفيد", "19", "covid", "19", "agdam", "sanaa"]
        );
    }

    proptest! {
        #[test]
        fn tokens_lie_in_order_on_character_boundaries(text in "\\PC*|[ا-ي \u{64b}-\u{655}ـﻻ٠-٩.,a-zA-Z]{0,60}") {
            let mut tokens = Tokenizer::new(&text);
            let mut last = 0;
            let mut form = String::new();
            while let Some((_, span)) = tokens.next_into(&mut form) {
                prop_assert!(span.start >= last && span.end > span.start);
                prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
                prop_assert!(!form.is_empty());
                last = span.end;
                form.clear();
            }
        }

        #[test]
        fn folding_is_idempotent(text in "\\PC*|[ا-ي \u{64b}-\u{655}ـﻻ٠-٩.,a-zA-Z]{0,60}") {
            // Each by itself: three letters that stand apart are an abbreviation.
            for form in forms(&text) {
                prop_assert_eq!(forms(&form), [form.as_str()]);
            }
        }
    }
}
