//! Names with عبد: عبدالله and عبد الله are one name, written in one word or in two.
//!
//! The build script cuts the names of `data/` with this file, which therefore depends on nothing
//! in the crate.

/// What can stand before عبد in one word.
const BEFORE_SERVANT: &[&str] = &["", "و", "ل", "ب"];
const SERVANT: &str = "عبد";
/// عبد, ال and at least two letters more.
const SHORTEST_NAME_LETTERS: usize = 7;

/// Where a form is to be cut after عبد: letters of the first word. `None` if it is no such name.
pub fn joint(form: &str) -> Option<usize> {
    let before = BEFORE_SERVANT.iter().find(|before| {
        let rest = form.strip_prefix(**before);
        let rest = rest.and_then(|rest| rest.strip_prefix(SERVANT));
        rest.is_some_and(|rest| rest.starts_with("ال"))
    })?;
    let before = before.chars().count();
    let is_long_enough = form.chars().count() - before >= SHORTEST_NAME_LETTERS;
    is_long_enough.then_some(before + SERVANT.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_servant_are_cut_after_it() {
        assert_eq!(joint("عبدالله"), Some(3));
        assert_eq!(joint("وعبدالرحمن"), Some(4));
        assert_eq!(joint("عبدالي"), None);
        assert_eq!(joint("معبد"), None);
    }
}
