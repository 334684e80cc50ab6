//! The echo: how a query was read, said back in words.

use super::plan::{Alternative, Clause, Matching, Plan, Sought, Why};
use crate::entities::authority::Authority;
use serde::Serialize;

/// How one clause was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EchoClause {
    /// As it was typed.
    pub typed: String,
    /// What else it was taken for: names of entities, renderings.
    pub read_as: Vec<String>,
}

/// The clauses of a plan and how each was read.
pub fn echo(authority: &Authority, plan: &Plan) -> Vec<EchoClause> {
    let clause = |clause: &Clause| EchoClause {
        typed: clause.typed.clone(),
        read_as: clause
            .alternatives
            .iter()
            .filter(|way| way.why != Why::Typed)
            .map(|way| meaning(authority, way))
            .collect(),
    };
    plan.clauses.iter().map(clause).collect()
}

/// The echo in one line, without what had to match.
pub fn in_words(clauses: &[EchoClause]) -> String {
    let clause = |clause: &EchoClause| match clause.read_as.is_empty() {
        true => clause.typed.clone(),
        false => format!("{} = {}", clause.typed, clause.read_as.join(" / ")),
    };
    let clauses: Vec<String> = clauses.iter().map(clause).collect();
    clauses.join(" + ")
}

/// What had to match of `typed` clauses, and whether that is less than was asked. `clauses` are
/// more than were typed where the words of phrases came to count each by itself.
pub fn matching_in_words(
    matching: Matching,
    relaxed: bool,
    typed: usize,
    clauses: usize,
) -> String {
    let least = matching.least(clauses);
    let or_words = match clauses > typed {
        true => " or of the words of the phrases",
        false => "",
    };
    match (matching, relaxed) {
        _ if clauses < 2 => String::new(),
        (Matching::All, _) => "all of them".into(),
        (_, false) => format!("at least {least} of {typed}{or_words}"),
        (_, true) => {
            format!("too few articles have all {typed}, so at least {least} of them{or_words}")
        }
    }
}

fn meaning(authority: &Authority, way: &Alternative) -> String {
    match &way.sought {
        Sought::Entity(entity) => {
            let entity = authority.entity(*entity);
            format!("{} ({})", entity.name(), entity.entity_type())
        }
        Sought::Word(_) | Sought::Phrase(_) | Sought::AsWritten(_) => match way.why {
            Why::Spelling => format!("≈ {}", way.rendering),
            Why::Typed | Why::Name | Why::Translation => way.rendering.clone().into_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_echo_says_how_each_word_was_read() {
        let authority = Authority::builtin();
        let plan = crate::query::plan(authority, "Karabakh mercenaries «هدنة هشة»");
        let words = in_words(&echo(authority, &plan));
        assert!(words.starts_with("Karabakh = "), "{words}");
        assert!(words.contains("(place) + mercenaries = "), "{words}");
        assert!(words.ends_with(" + «هدنة هشة»"), "{words}");
    }

    #[test]
    fn a_relaxed_search_says_so() {
        assert_eq!(matching_in_words(Matching::All, false, 1, 1), "");
        assert_eq!(matching_in_words(Matching::All, false, 3, 3), "all of them");
        let relaxed = matching_in_words(Matching::Some, true, 7, 7);
        assert!(
            relaxed.ends_with("all 7, so at least 2 of them"),
            "{relaxed}"
        );
        let with_words = matching_in_words(Matching::Some, true, 7, 9);
        assert!(with_words.ends_with("or of the words of the phrases"));
    }
}
