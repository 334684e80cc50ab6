//! From a syntax tree to a plan.
//!
//! Words become clauses ([`super::words`]), operators parts that hold others, fields properties.
//! Stop words are dropped where other words stand.

use super::error::QueryError;
use super::filter::Period;
use super::parse::parse;
use super::pattern::Pattern;
use super::plan::{Clause, Fitting, Part, Plan, Property, Scope, Sought};
use super::syntax::{Field, Node, Tree};
use super::words::{clauses, telling, words};
use crate::entities::authority::Authority;

/// Whether a search crosses from one language into another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Translation {
    /// English words are sought by their Arabic renderings, Latin names by whom they name.
    #[default]
    On,
    /// Latin letters are sought as typed.
    Off,
}

/// Reads a query. What only an archive knows (its words, its outlets) is left open: the desk
/// fills it in.
///
/// # Errors
/// If a sign or a value in it makes no sense.
pub fn plan(
    authority: &Authority,
    query: &str,
    translation: Translation,
) -> Result<Plan, QueryError> {
    let parsed = parse(query)?;
    let expansion = Expansion {
        authority,
        query: &parsed.query,
        translation,
    };
    let mut parts = Vec::new();
    if let Some(tree) = &parsed.tree {
        expansion.side_by_side(tree, Place::TOP, &mut parts)?;
    }
    let typed = parts.len();
    drop_stop_words(&mut parts);
    Ok(Plan {
        is_sentence: parts.len() < typed,
        parts,
        query: parsed.query,
        notes: parsed.notes,
    })
}

/// Stop words go where anything else stands.
fn drop_stop_words(parts: &mut Vec<Part>) {
    let is_stop_word = |part: &Part| matches!(part, Part::Clause(clause) if clause.is_stop_word());
    if !parts.iter().all(is_stop_word) {
        parts.retain(|part| !is_stop_word(part));
    }
}

/// What stands around a part of a query.
#[derive(Clone, Copy)]
struct Place {
    scope: Scope,
    worth: f32,
}

impl Place {
    const TOP: Place = Place {
        scope: Scope::Anywhere,
        worth: 1.0,
    };
}

/// Turns a syntax tree into parts of a plan.
struct Expansion<'a> {
    authority: &'a Authority,
    query: &'a str,
    translation: Translation,
}

impl Expansion<'_> {
    /// The parts of a node, those of pieces side by side one by one.
    fn side_by_side(
        &self,
        node: &Node,
        place: Place,
        parts: &mut Vec<Part>,
    ) -> Result<(), QueryError> {
        match &node.tree {
            Tree::Together(pieces) => {
                let mut pieces = pieces.iter();
                pieces.try_for_each(|piece| self.side_by_side(piece, place, parts))
            }
            Tree::Words(words) | Tree::Value(words) => {
                let clauses = clauses(self.authority, words, self.translation).into_iter();
                parts.extend(clauses.map(|clause| placed(clause, place)));
                Ok(())
            }
            Tree::Worth(inner, worth) => {
                let worth = place.worth * worth;
                self.side_by_side(inner, Place { worth, ..place }, parts)
            }
            Tree::In(Field::Title, inner) => {
                let scope = Scope::Title;
                self.side_by_side(inner, Place { scope, ..place }, parts)
            }
            Tree::In(field, _) if place.worth != 1.0 => Err(self.worthless(*field, node)),
            Tree::In(field, inner) => {
                parts.extend(self.property(*field, inner)?);
                Ok(())
            }
            _ => {
                parts.extend(self.part(node, place)?);
                Ok(())
            }
        }
    }

    /// The one part of a node.
    fn part(&self, node: &Node, place: Place) -> Result<Option<Part>, QueryError> {
        let clause = |clause| Ok(Some(placed(clause, place)));
        match &node.tree {
            Tree::Words(_)
            | Tree::Value(_)
            | Tree::Together(_)
            | Tree::Worth(..)
            | Tree::In(..) => {
                let mut parts = Vec::new();
                self.side_by_side(node, place, &mut parts)?;
                drop_stop_words(&mut parts);
                Ok(one(parts, Part::All))
            }
            Tree::AsWritten(text) => Ok(as_written(text).map(|found| placed(found, place))),
            Tree::Near { words, within } => {
                Ok(near(words, *within).map(|found| placed(found, place)))
            }
            Tree::Pattern(typed) => clause(self.pattern(typed, node)?),
            Tree::Misspelt { word, letters } => {
                Ok(misspelt(word, *letters).map(|found| placed(found, place)))
            }
            Tree::All(nodes) => Ok(one(self.parts(nodes, place)?, Part::All)),
            Tree::Any(nodes) => Ok(one(self.parts(nodes, place)?, Part::Any)),
            Tree::Not(inner) => Ok(self.part(inner, place)?.map(Box::new).map(Part::Not)),
        }
    }

    fn parts(&self, nodes: &[Node], place: Place) -> Result<Vec<Part>, QueryError> {
        let parts = nodes.iter().map(|node| self.part(node, place).transpose());
        parts.flatten().collect()
    }

    /// What the value of a field asks for.
    fn property(&self, field: Field, value: &Node) -> Result<Option<Part>, QueryError> {
        let all_of = |nodes: &[Node]| {
            let parts = nodes
                .iter()
                .map(|node| self.property(field, node).transpose());
            parts.flatten().collect::<Result<Vec<Part>, QueryError>>()
        };
        match &value.tree {
            Tree::Words(typed) | Tree::AsWritten(typed) | Tree::Value(typed) => {
                let fits = match field {
                    Field::Date => self.dates(typed, value)?,
                    _ => Fitting::OneOf(Vec::new()),
                };
                Ok(Some(Part::Has(Property {
                    field,
                    typed: typed.trim().to_owned(),
                    at: value.span.clone(),
                    fits,
                })))
            }
            Tree::All(nodes) | Tree::Together(nodes) => Ok(one(all_of(nodes)?, Part::All)),
            Tree::Any(nodes) => Ok(one(all_of(nodes)?, Part::Any)),
            Tree::Not(inner) => {
                let inner = self.property(field, inner)?;
                Ok(inner.map(Box::new).map(Part::Not))
            }
            Tree::Worth(..) => Err(self.worthless(field, value)),
            Tree::Near { .. } | Tree::Pattern(_) | Tree::Misspelt { .. } | Tree::In(..) => {
                let name = field.name();
                let why = format!(
                    "{name}: takes a name, as in {name}:لافروف or {name}:\"سيرغي لافروف\"; \
                     * and ~ go with words of the text"
                );
                Err(self.error(value, why))
            }
        }
    }

    /// A day, month or year, or `from..to` where either may be missing.
    fn dates(&self, typed: &str, value: &Node) -> Result<Fitting, QueryError> {
        let period = |text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse::<Period>().map(Some),
        };
        let (first, last) = typed.split_once("..").unwrap_or((typed, typed));
        let both = period(first).and_then(|first| Ok((first, period(last)?)));
        match both {
            Ok((None, None)) => {
                let why = "date: takes a day, a month or a year, or two of them: \
                           date:2020-09..2020-11";
                Err(self.error(value, why.to_owned()))
            }
            Ok((first, last)) => Ok(Fitting::Between(
                first.map(Period::start),
                last.map(Period::end),
            )),
            Err(bad) => {
                let why = format!("{bad}, or two of them: date:2020-09..2020-11");
                Err(self.error(value, why))
            }
        }
    }

    fn pattern(&self, typed: &str, node: &Node) -> Result<Clause, QueryError> {
        let pattern = Pattern::new(typed);
        if pattern.letters() < FEWEST_LETTERS_OF_A_PATTERN {
            let why = format!(
                "a word with * needs at least {FEWEST_LETTERS_OF_A_PATTERN} letters of its own"
            );
            return Err(self.error(node, why));
        }
        Ok(Clause::typed(typed, Sought::Pattern(pattern)))
    }

    fn worthless(&self, field: Field, at: &Node) -> QueryError {
        let name = field.name();
        let why = format!("an article has {name}: or has it not, so ^ behind it says nothing");
        self.error(at, why)
    }

    fn error(&self, at: &Node, why: String) -> QueryError {
        QueryError {
            query: self.query.to_owned(),
            at: at.span.clone(),
            why,
        }
    }
}

/// Fewer letters fit half the words of an archive.
const FEWEST_LETTERS_OF_A_PATTERN: usize = 2;

/// Several parts as one.
fn one(mut parts: Vec<Part>, of: fn(Vec<Part>) -> Part) -> Option<Part> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(of(parts)),
    }
}

fn placed(clause: Clause, place: Place) -> Part {
    Part::Clause(Clause {
        scope: place.scope,
        worth: place.worth,
        ..clause
    })
}

fn as_written(text: &str) -> Option<Clause> {
    let words = words(text);
    let typed = format!("«{}»", text.trim());
    (!words.is_empty()).then(|| Clause {
        words: telling(&words),
        ..Clause::typed(typed, Sought::AsWritten(words))
    })
}

fn near(text: &str, within: u32) -> Option<Clause> {
    let lemmas: Vec<String> = words(text).into_iter().map(|word| word.lemma).collect();
    let typed = format!("«{}» within {within} words of each other", text.trim());
    (!lemmas.is_empty()).then(|| Clause::typed(typed, Sought::Near { lemmas, within }))
}

fn misspelt(typed: &str, letters: u8) -> Option<Clause> {
    let word = words(typed).into_iter().next()?;
    Some(Clause::typed(typed, Sought::Misspelt { word, letters }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::plan::Why;

    fn meanings(query: &str) -> Vec<(String, Vec<Why>)> {
        let plan = plan(Authority::builtin(), query, Translation::On).unwrap();
        let clauses = plan.clauses();
        clauses
            .map(|c| {
                (
                    c.typed.clone(),
                    c.alternatives.iter().map(|a| a.why).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn arabic_words_are_sought_as_words_and_names_as_entities_too() {
        assert_eq!(
            meanings("مرتزقة كاراباخ"),
            [
                ("مرتزقة".into(), vec![Why::Typed]),
                ("كاراباخ".into(), vec![Why::Typed, Why::Name])
            ]
        );
    }

    #[test]
    fn english_words_are_names_or_have_renderings() {
        let found = meanings("Nagorno-Karabakh mercenaries");
        assert_eq!(found[0].0, "Nagorno-Karabakh");
        assert!(found[0].1.contains(&Why::Name));
        assert!(found[1].1.contains(&Why::Translation));
        assert_eq!(meanings("weapons of mass destruction").len(), 1);
    }

    #[test]
    fn stop_words_go_where_other_words_stand() {
        assert_eq!(meanings("في كاراباخ").len(), 1);
        assert_eq!(meanings("من على").len(), 2);
        assert_eq!(
            meanings("«من كاراباخ»"),
            [("«من كاراباخ»".into(), vec![Why::Typed])]
        );
    }
}
