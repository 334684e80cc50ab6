//! The echo: how a query was read, said back in words and as a tree.

use super::plan::{
    Alternative, Clause, Fitting, Matching, Part, Plan, Property, Scope, Sought, Why,
};
use crate::entities::authority::Authority;
use serde::Serialize;

/// How a query was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Echo {
    /// Its parts, in the order typed.
    pub parts: Vec<EchoPart>,
    /// What was forgiven in it.
    pub notes: Vec<String>,
}

/// How one part was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EchoPart {
    /// All of these.
    All(Vec<EchoPart>),
    /// Any of these.
    Any(Vec<EchoPart>),
    /// Not this.
    Not(Box<EchoPart>),
    /// A property of the article.
    Field {
        /// Its name.
        name: &'static str,
        /// As it was typed.
        typed: String,
        /// The values that fit.
        is: Vec<String>,
    },
    /// Something to look for.
    #[serde(untagged)]
    Sought(EchoClause),
}

/// How one clause was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EchoClause {
    /// As it was typed.
    pub typed: String,
    /// What else it was taken for: names of entities, renderings.
    pub read_as: Vec<String>,
    /// Whether it must stand in the title.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub in_title: bool,
    /// How many times as much it is worth, if not once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worth: Option<f32>,
}

/// Words of the archive that fit a pattern, as many as are named one by one.
const MOST_FORMS_NAMED: usize = 6;

/// How a plan was read. `name` says the name of an id.
pub fn echo(authority: &Authority, plan: &Plan, name: &dyn Fn(&str) -> String) -> Echo {
    let teller = Teller { authority, name };
    Echo {
        parts: teller.parts(&plan.parts),
        notes: plan.notes.clone(),
    }
}

struct Teller<'a> {
    authority: &'a Authority,
    name: &'a dyn Fn(&str) -> String,
}

impl Teller<'_> {
    fn parts(&self, parts: &[Part]) -> Vec<EchoPart> {
        parts.iter().map(|part| self.part(part)).collect()
    }

    fn part(&self, part: &Part) -> EchoPart {
        match part {
            Part::Clause(clause) => EchoPart::Sought(self.clause(clause)),
            Part::All(parts) => EchoPart::All(self.parts(parts)),
            Part::Any(parts) => EchoPart::Any(self.parts(parts)),
            Part::Not(part) => EchoPart::Not(Box::new(self.part(part))),
            Part::Has(property) => self.property(property),
        }
    }

    fn clause(&self, clause: &Clause) -> EchoClause {
        let others = clause
            .alternatives
            .iter()
            .filter(|way| way.why != Why::Typed);
        EchoClause {
            typed: clause.typed.clone(),
            read_as: others.map(|way| self.meaning(way)).collect(),
            in_title: clause.scope == Scope::Title,
            worth: (clause.worth != 1.0).then_some(clause.worth),
        }
    }

    fn property(&self, property: &Property) -> EchoPart {
        let is = match &property.fits {
            Fitting::OneOf(values) => {
                let mut names: Vec<String> =
                    values.iter().map(|value| (self.name)(value)).collect();
                names.dedup();
                names
            }
            Fitting::Between(from, to) => {
                let day = |at: &Option<jiff::civil::DateTime>| {
                    at.map(|at| at.date().to_string()).unwrap_or_default()
                };
                vec![format!("{}..{}", day(from), day(to))]
            }
        };
        EchoPart::Field {
            name: property.field.name(),
            typed: property.typed.clone(),
            is,
        }
    }

    fn meaning(&self, way: &Alternative) -> String {
        match &way.sought {
            Sought::Entity(entity) => {
                let entity = self.authority.entity(*entity);
                format!("{} ({})", entity.name(), entity.entity_type())
            }
            Sought::Forms(forms) => {
                let all: Vec<&str> = forms
                    .exact
                    .union(&forms.lemma)
                    .map(String::as_str)
                    .collect();
                let named = all.iter().take(MOST_FORMS_NAMED).copied();
                let named = named.collect::<Vec<_>>().join("، ");
                match all.len() {
                    0 => "no word of this archive".into(),
                    words if words > MOST_FORMS_NAMED => format!("{words} words: {named}، …"),
                    _ => named,
                }
            }
            _ => match way.why {
                Why::Spelling => format!("≈ {}", way.rendering),
                _ => way.rendering.clone().into_owned(),
            },
        }
    }
}

impl Echo {
    /// The parts in one line, without what had to match.
    pub fn in_words(&self) -> String {
        joined(&self.parts, " + ")
    }

    /// What was typed of each thing to look for, without how it was read.
    pub fn typed(&self) -> Vec<&str> {
        let clauses = self.parts.iter().filter_map(|part| match part {
            EchoPart::Sought(clause) => Some(clause.typed.as_str()),
            _ => None,
        });
        clauses.collect()
    }

    /// Parts of which an article may lack a few.
    pub fn clauses(&self) -> usize {
        let clauses = self.parts.iter();
        clauses
            .filter(|part| matches!(part, EchoPart::Sought(_)))
            .count()
    }
}

impl EchoPart {
    fn in_words(&self) -> String {
        match self {
            EchoPart::Sought(clause) => clause.in_words(),
            EchoPart::All(parts) => format!("({})", joined(parts, " and ")),
            EchoPart::Any(parts) => format!("({})", joined(parts, " or ")),
            EchoPart::Not(part) => format!("not {}", part.in_words()),
            EchoPart::Field { name, typed, is } => match is.is_empty() {
                true => format!("{name}: {typed}"),
                false => format!("{name}: {}", is.join(" / ")),
            },
        }
    }
}

impl EchoClause {
    fn in_words(&self) -> String {
        let title = if self.in_title { "title: " } else { "" };
        let worth = self.worth.map(|worth| format!(" (×{worth})"));
        let read_as = match self.read_as.is_empty() {
            true => String::new(),
            false => format!(" = {}", self.read_as.join(" / ")),
        };
        format!(
            "{title}{}{read_as}{}",
            self.typed,
            worth.unwrap_or_default()
        )
    }
}

fn joined(parts: &[EchoPart], by: &str) -> String {
    let parts: Vec<String> = parts.iter().map(EchoPart::in_words).collect();
    parts.join(by)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Translation;

    fn said(query: &str) -> String {
        let authority = Authority::builtin();
        let plan = crate::query::plan(authority, query, Translation::On).unwrap();
        echo(authority, &plan, &|id| id.to_owned()).in_words()
    }

    #[test]
    fn the_echo_says_how_each_word_was_read() {
        let words = said("Karabakh mercenaries «هدنة هشة»");
        assert!(words.starts_with("Karabakh = "), "{words}");
        assert!(words.contains("(place) + mercenaries = "), "{words}");
        assert!(words.ends_with(" + «هدنة هشة»"), "{words}");
    }

    #[test]
    fn the_echo_says_what_operators_join() {
        assert_eq!(
            said("(هدنة OR صلح) -قصف title:مفاوضات^2 date:2020-09..2020-11"),
            "(هدنة or صلح) + not قصف + title: مفاوضات (×2) + date: 2020-09-01..2020-11-30"
        );
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
