//! Compounds: two words written as one, as names with عبد and as scrapes that lost a space.
//!
//! عبدالله is cut as عبد الله, so that both spellings are one. Any other form is cut only where
//! the lexicon does not have it, has both halves, and something marks the joint: a ة or ى that
//! nothing can follow, or the article or و of the second word (النفطالإماراتي,
//! أرمينياوأذربيجان).

use super::lexicon::look_up;

/// What can stand before عبد in one word.
const BEFORE_SERVANT: &[&str] = &["", "و", "ل", "ب"];
const SERVANT: &str = "عبد";
/// عبد, ال and at least two letters more.
const SHORTEST_SERVANT_OF_LETTERS: usize = 7;

/// Where a name with عبد is to be cut: letters of the first word.
pub fn servant(form: &str) -> Option<usize> {
    let before = BEFORE_SERVANT.iter().find(|before| {
        let rest = form.strip_prefix(**before);
        let rest = rest.and_then(|rest| rest.strip_prefix(SERVANT));
        rest.is_some_and(|rest| rest.starts_with("ال"))
    })?;
    let letters = form.chars().count() - before.chars().count();
    (letters >= SHORTEST_SERVANT_OF_LETTERS)
        .then(|| before.chars().count() + SERVANT.chars().count())
}

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
        let (first, second) = letters.split_at(servant(form).or_else(|| lost_space(form))?);
        Some((first.iter().collect(), second.iter().collect()))
    }

    #[test]
    fn names_with_servant_and_lost_spaces_are_cut() {
        for (form, first, second) in [
            ("عبدالله", "عبد", "الله"),
            ("وعبدالرحمن", "وعبد", "الرحمن"),
            ("النفطالاماراتي", "النفط", "الاماراتي"),
            ("ارمينياواذربيجان", "ارمينيا", "واذربيجان"),
        ] {
            assert_eq!(cut(form), Some((first.into(), second.into())), "{form}");
        }
    }

    #[test]
    fn long_words_that_are_one_stay_whole() {
        for form in ["بولانيوس", "فلوغشتاين", "عبدالي", "كالينينغراد"]
        {
            assert_eq!(cut(form), None, "{form}");
        }
    }
}
