//! Compounds: two words that a scrape or a typist has run together.
//!
//! A form is cut only where the lexicon does not have it, has both halves, and something marks
//! the joint: a ة or ى that nothing can follow, or the article or و of the second word
//! (النفطالإماراتي, أرمينياوأذربيجان).

use super::lexicon::look_up;

const SHORTEST_RUN_ON_LETTERS: usize = 8;
const SHORTEST_HALF_LETTERS: usize = 3;
/// Halves of words that have fewer forms are as likely chance.
const FEWEST_FORMS_LOG2: u8 = 2;

/// Where a form that the lexicon does not have may have lost a space: letters of the first word.
pub fn lost_space(form: &str) -> Option<usize> {
    let letters: Vec<usize> = form.char_indices().map(|(at, _)| at).collect();
    if letters.len() < SHORTEST_RUN_ON_LETTERS {
        return None;
    }
    (SHORTEST_HALF_LETTERS..=letters.len() - SHORTEST_HALF_LETTERS).find(|&joint| {
        let (first, second) = form.split_at(letters[joint]);
        is_marked(first, second) && is_common(first) && is_common(second)
    })
}

fn is_marked(first: &str, second: &str) -> bool {
    let has_article = ["ال", "وال", "بال", "لل"]
        .iter()
        .any(|before| second.starts_with(before));
    has_article || first.ends_with(['ة', 'ى']) || second.starts_with('و')
}

fn is_common(form: &str) -> bool {
    look_up(form).is_some_and(|entry| entry.forms_log2 >= FEWEST_FORMS_LOG2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(form: &str) -> Option<(String, String)> {
        let letters: Vec<char> = form.chars().collect();
        let (first, second) = letters.split_at(lost_space(form)?);
        Some((first.iter().collect(), second.iter().collect()))
    }

    #[test]
    fn lost_spaces_are_found() {
        for (form, first, second) in [
            ("النفطالاماراتي", "النفط", "الاماراتي"),
            ("ارمينياواذربيجان", "ارمينيا", "واذربيجان"),
        ] {
            assert_eq!(cut(form), Some((first.into(), second.into())), "{form}");
        }
    }

    #[test]
    fn long_words_that_are_one_stay_whole() {
        for form in ["بولانيوس", "فلوغشتاين", "كالينينغراد"] {
            assert_eq!(cut(form), None, "{form}");
        }
    }
}
