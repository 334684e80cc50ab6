//! Characters: what one written character is worth to analysis.
//!
//! Three levels of folding. [`classify`] gives the *spelling* level, which only removes what a
//! keyboard or a typesetter added (presentation forms, tatweel, marks, Persian letter shapes,
//! digits of other scripts) and keeps hamza seats, ة and ى, because they carry grammar.
//! [`fold_lexical`] drops the hamza of alef, which half of the press leaves out, and nothing
//! else: the lexicon is keyed by it. [`fold_exact`] goes on to the *exact* level, on which writers who differ only in hamza, in
//! ة/ه or in ى/ي have written the same word.
//!
//! This file and `token.rs` depend on nothing else in the crate: the build script compiles
//! names from `data/` with them, so that names and articles can never be folded differently.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

/// What a character of the original text contributes to a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// An Arabic letter, in its spelling-level form.
    Arabic(char),
    /// A letter of another script, in lower case and without its accents.
    Other(char),
    /// A digit of any script, as `0`..`9`.
    Digit(char),
    /// A hamza or madda sign that changes the letter before it.
    Hamza(char),
    /// A character whose compatibility form is several characters (ligatures such as ﻻ, ß is not).
    Compound,
    /// Marks, tatweel, zero-width and bidi characters: as if they were not there.
    Ignored,
    /// Everything else ends a token.
    Separator,
}

/// The class of `c` at the spelling level.
pub fn classify(c: char) -> Class {
    match c {
        'a'..='z' => Class::Other(c),
        'A'..='Z' => Class::Other(c.to_ascii_lowercase()),
        '0'..='9' => Class::Digit(c),
        '\0'..='\x7f' => Class::Separator,
        'ء'..='غ' | 'ف'..='ي' => Class::Arabic(c),
        '٠'..='٩' => digit(c, '٠'),
        '۰'..='۹' => digit(c, '۰'),
        '\u{653}'..='\u{655}' => Class::Hamza(c),
        _ if is_ignored(c) => Class::Ignored,
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => arabic_letter(c),
        '\u{fdfa}'..='\u{fdfb}' => Class::Separator,
        '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => presentation_form(c),
        _ if c.is_alphabetic() => other_letter(c),
        _ => match c.to_digit(10) {
            Some(value) => Class::Digit(char::from(b'0' + value as u8)),
            None => Class::Separator,
        },
    }
}

/// The letter that `base` and a following hamza or madda sign are written for, if they compose.
pub fn compose_hamza(base: char, sign: char) -> Option<char> {
    match (base, sign) {
        ('ا', '\u{653}') => Some('آ'),
        ('ا', '\u{654}') => Some('أ'),
        ('ا', '\u{655}') => Some('إ'),
        ('و', '\u{654}') => Some('ؤ'),
        ('ي' | 'ى', '\u{654}') => Some('ئ'),
        _ => None,
    }
}

/// Folds one spelling-level letter to the lexical level: alef forms to ا.
pub fn fold_lexical(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' => 'ا',
        _ => c,
    }
}

/// A spelling-level word at the lexical level.
pub fn fold_lexical_str(word: &str) -> String {
    word.chars().map(fold_lexical).collect()
}

/// Folds one spelling-level letter to the exact level: alef forms to ا, hamza seats to ء,
/// ى to ي, ة to ه.
pub fn fold_exact(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' => 'ا',
        'ؤ' | 'ئ' => 'ء',
        'ى' => 'ي',
        'ة' => 'ه',
        _ => c,
    }
}

/// Marks, tatweel, zero-width and bidi controls, variation selectors.
fn is_ignored(c: char) -> bool {
    matches!(c,
        'ـ'
        | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{610}'..='\u{61a}' | '\u{61c}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        | '\u{8d3}'..='\u{8ff}'
        | '\u{ad}' | '\u{300}'..='\u{36f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Persian, Urdu, Kurdish and Maghrebi letters to the Arabic letters that the press writes for them.
fn arabic_letter(c: char) -> Class {
    let letter = match c {
        'ٱ' | 'ٲ' | 'ٳ' | 'ٵ' => 'ا',
        'ٶ' | 'ۋ' | 'ۅ' | 'ۆ' | 'ۇ' | 'ۈ' | 'ۉ' | 'ۄ' => 'و',
        'ٸ' | 'ی' | 'ې' | 'ۑ' | 'ے' | 'ێ' | 'ؽ' => 'ي',
        'ۍ' => 'ى',
        'ۓ' => 'ئ',
        'ک' | 'ڪ' | 'ګ' | 'ڬ' | 'ڭ' | 'گ' => 'ك',
        'پ' | 'ٻ' => 'ب',
        'ٹ' | 'ٺ' | 'ټ' => 'ت',
        'چ' | 'ڃ' | 'ڄ' => 'ج',
        'ڈ' | 'ډ' | 'ڌ' => 'د',
        'ڑ' | 'ړ' | 'ڕ' => 'ر',
        'ژ' => 'ز',
        'ڤ' | 'ڢ' | 'ڡ' => 'ف',
        'ڨ' => 'ق',
        'ڵ' => 'ل',
        'ں' | 'ڼ' => 'ن',
        'ہ' | 'ھ' | 'ە' | 'ۀ' => 'ه',
        'ۃ' => 'ة',
        _ if c.is_alphabetic() => c,
        _ => return Class::Separator,
    };
    Class::Arabic(letter)
}

fn presentation_form(c: char) -> Class {
    let mut letters = std::iter::once(c).nfkc();
    match (letters.next(), letters.next()) {
        (Some(single), None) if single != c => classify(single),
        (Some(_), Some(_)) => Class::Compound,
        _ => Class::Separator,
    }
}

/// Lower case without accents: É and é are e, İ is i.
fn other_letter(c: char) -> Class {
    let mut base = None;
    decompose_canonical(c, |part| base = base.or(Some(part)));
    let base = base.unwrap_or(c);
    match base.to_lowercase().next() {
        Some('ı') => Class::Other('i'),
        Some(lower) => Class::Other(lower),
        None => Class::Other(base),
    }
}

fn digit(c: char, zero: char) -> Class {
    Class::Digit(char::from(b'0' + (c as u32 - zero as u32) as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_folding_is_idempotent_on_every_character() {
        for c in '\0'..=char::MAX {
            assert_eq!(fold_exact(fold_exact(c)), fold_exact(c));
        }
    }

    #[test]
    fn spelling_class_is_idempotent_on_every_character() {
        for c in '\0'..=char::MAX {
            match classify(c) {
                Class::Arabic(l) => assert_eq!(classify(l), Class::Arabic(l), "{c:?}"),
                Class::Other(l) => assert_eq!(classify(l), Class::Other(l), "{c:?}"),
                Class::Digit(d) => assert!(d.is_ascii_digit(), "{c:?}"),
                _ => {}
            }
        }
    }

    #[test]
    fn letters_of_neighbouring_scripts_become_arabic() {
        assert_eq!(classify('گ'), Class::Arabic('ك'));
        assert_eq!(classify('ی'), Class::Arabic('ي'));
        assert_eq!(classify('ﺔ'), Class::Arabic('ة'));
        assert_eq!(classify('ﻻ'), Class::Compound);
        assert_eq!(classify('É'), Class::Other('e'));
        assert_eq!(classify('٣'), Class::Digit('3'));
        assert_eq!(classify('\u{200d}'), Class::Ignored);
        assert_eq!(classify('،'), Class::Separator);
    }
}
