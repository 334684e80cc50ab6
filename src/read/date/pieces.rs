//! A text cut into numbers, words and signs, in which dates are looked for.

use super::super::months::fold;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// ASCII or Arabic digits.
    Number { value: u64, digits: usize },
    /// Letters, folded as in the table of months.
    Word(String),
    /// Anything else but a space.
    Sign(char),
}

use Piece::{Number, Sign, Word};

/// Cuts a text into pieces; spaces only part them, line ends are signs.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut glued = false;
    for c in text.chars() {
        let last = if glued { pieces.last_mut() } else { None };
        if let Some(new) = digit(c) {
            match last {
                Some(Number { value, digits }) => {
                    *value = value.saturating_mul(10).saturating_add(new);
                    *digits += 1;
                }
                _ => pieces.push(Number {
                    value: new,
                    digits: 1,
                }),
            }
        } else if is_invisible(c) {
            continue;
        } else if let Some(letter) = letter(c) {
            match last {
                Some(Word(word)) => word.extend(letter),
                _ => pieces.push(Word(letter.into_iter().collect())),
            }
        } else if c == '\n' || !c.is_whitespace() {
            pieces.push(Sign(c));
        }
        glued = !c.is_whitespace();
    }
    pieces
}

fn digit(c: char) -> Option<u64> {
    match c {
        '0'..='9' => Some(u64::from(c) - u64::from('0')),
        '٠'..='٩' => Some(u64::from(c) - u64::from('٠')),
        '۰'..='۹' => Some(u64::from(c) - u64::from('۰')),
        _ => None,
    }
}

/// Direction marks, which text copied from pages is full of.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// A letter or mark of a word: `Some(None)` is a mark that words are compared without.
fn letter(c: char) -> Option<Option<char>> {
    let folded = fold(c);
    (c.is_alphabetic() || folded.is_none()).then_some(folded)
}
