//! Patterns of words: `كلم*`, `*كلم`, `كل?م`.

use crate::arabic::chars::{Class, classify, fold_exact};

/// A word with gaps, folded as words as written are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    signs: Vec<Sign>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// This letter.
    Letter(char),
    /// Any letter.
    One,
    /// Any letters, or none.
    Many,
}

impl Pattern {
    /// Reads a pattern.
    pub fn new(typed: &str) -> Pattern {
        let mut signs = Vec::new();
        for c in typed.chars() {
            match c {
                '*' if signs.last() == Some(&Sign::Many) => {}
                '*' => signs.push(Sign::Many),
                '?' | '؟' => signs.push(Sign::One),
                _ => signs.extend(folded(c).map(Sign::Letter)),
            }
        }
        signs.truncate(MOST_SIGNS);
        Pattern { signs }
    }

    /// Letters that are given.
    pub fn letters(&self) -> usize {
        let letters = self.signs.iter();
        letters
            .filter(|sign| matches!(sign, Sign::Letter(_)))
            .count()
    }

    /// The letters before the first gap.
    pub fn beginning(&self) -> String {
        let letters = self.signs.iter().map_while(|sign| match sign {
            Sign::Letter(letter) => Some(*letter),
            _ => None,
        });
        letters.collect()
    }

    /// Whether a form fits. In time of the length of the form, times that of the pattern.
    pub fn fits(&self, form: &str) -> bool {
        // Bit n: the first n signs can be met by what was read so far.
        let mut reached = self.past_gaps(1);
        for c in form.chars().map(fold_exact) {
            let mut next = 0;
            for (at, sign) in self.signs.iter().enumerate() {
                if reached >> at & 1 == 1 {
                    match sign {
                        Sign::Letter(letter) if *letter == c => next |= 2 << at,
                        Sign::Letter(_) => {}
                        Sign::One => next |= 2 << at,
                        Sign::Many => next |= 1 << at,
                    }
                }
            }
            if next == 0 {
                return false;
            }
            reached = self.past_gaps(next);
        }
        reached >> self.signs.len() & 1 == 1
    }

    /// What is reached when gaps may also be nothing.
    fn past_gaps(&self, mut reached: u128) -> u128 {
        for (at, sign) in self.signs.iter().enumerate() {
            if *sign == Sign::Many && reached >> at & 1 == 1 {
                reached |= 2 << at;
            }
        }
        reached
    }
}

/// As many signs as bits tell apart; no word is so long.
const MOST_SIGNS: usize = 120;

/// A letter or digit as words as written have it; nothing for marks.
fn folded(c: char) -> Option<char> {
    match classify(c) {
        Class::Arabic(letter) => Some(fold_exact(letter)),
        Class::Other(letter) | Class::Digit(letter) => Some(letter),
        Class::Hamza(_) | Class::Compound | Class::Ignored | Class::Separator => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fits(pattern: &str, form: &str) -> bool {
        Pattern::new(pattern).fits(form)
    }

    #[test]
    fn a_star_is_any_letters_and_a_question_mark_is_one() {
        assert!(fits("كلم*", "كلمات") && fits("كلم*", "كلم") && !fits("كلم*", "وكلم"));
        assert!(fits("*كلم", "المتكلم") && !fits("*كلم", "كلمة"));
        assert!(fits("كل?م", "كلام") && !fits("كل؟م", "كلم"));
        assert!(fits("*ه*ن*", "هدنة") && !fits("*ه*ن*", "ندى"));
    }

    #[test]
    fn letters_are_folded_as_words_are() {
        assert!(fits("أُمّ*", "امه") && fits("مدرسة*", "مدرسه") && fits("KaR*", "karabakh"));
    }

    proptest! {
        #[test]
        fn any_pattern_meets_any_form(pattern in "\\PC{0,20}|[اب*?]{0,30}", form in "\\PC{0,40}|[اب]{0,300}") {
            fits(&pattern, &form);
        }

        #[test]
        fn every_word_fits_itself_and_with_a_star(word in "[ابتثه]{1,9}", at in 0usize..9) {
            prop_assert!(fits(&word, &word));
            let at = word.char_indices().nth(at).map_or(word.len(), |(at, _)| at);
            let starred = format!("{}*{}", &word[..at], &word[at..]);
            prop_assert!(fits(&starred, &word));
        }
    }
}
