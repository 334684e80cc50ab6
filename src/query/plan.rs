//! The plan: what to look for, in terms of no particular engine.
//!
//! A plan is a list of clauses, one for each thing the reader typed; each clause can be met in
//! several ways (the word itself, the entity that it names, its translations).

use crate::entities::authority::EntityNumber;
use std::borrow::Cow;

/// What an article must or may contain.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// In the order typed.
    pub clauses: Vec<Clause>,
    /// Whether stop words were left out: the reader wrote a sentence, not a list of words.
    pub is_sentence: bool,
}

/// Two or three words name a thing, more describe it; so does a sentence of more than two.
const MOST_CLAUSES_OF_A_SHORT_PLAN: usize = 3;
const MOST_CLAUSES_OF_A_SHORT_SENTENCE: usize = 2;

impl Plan {
    /// Whether the reader typed so little that all of it is meant.
    pub fn is_short(&self) -> bool {
        let most = match self.is_sentence {
            true => MOST_CLAUSES_OF_A_SHORT_SENTENCE,
            false => MOST_CLAUSES_OF_A_SHORT_PLAN,
        };
        self.clauses.len() <= most
    }

    /// Whether an entity is sought, under any of its names.
    pub fn names_entities(&self) -> bool {
        let mut ways = self.clauses.iter().flat_map(|clause| &clause.alternatives);
        ways.any(|way| matches!(way.sought, Sought::Entity(_)))
    }

    /// The plan of a search that is relaxed: the words of a phrase as written count each by itself
    /// too, in a long plan, which describes, and where no article `has` the phrase.
    pub fn relaxed<E>(&self, has: impl Fn(&[Word]) -> Result<bool, E>) -> Result<Cow<'_, Plan>, E> {
        let mut clauses = Cow::Borrowed(&self.clauses);
        for phrase in self.clauses.iter().map(Clause::phrase) {
            if !phrase.is_empty() && (!self.is_short() || !has(phrase)?) {
                let words = phrase.iter().filter(|word| !word.is_stop_word);
                clauses.to_mut().extend(words.map(Clause::of_word));
            }
        }
        Ok(match clauses {
            Cow::Borrowed(_) => Cow::Borrowed(self),
            Cow::Owned(clauses) => Cow::Owned(Plan {
                clauses,
                is_sentence: self.is_sentence,
            }),
        })
    }
}

/// One word, name or phrase that the reader typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// As it was typed.
    pub typed: String,
    /// The ways in which an article can meet it.
    pub alternatives: Vec<Alternative>,
}

impl Clause {
    /// The words of a phrase as written; none if the clause is something else.
    fn phrase(&self) -> &[Word] {
        match self.alternatives.first().map(|way| &way.sought) {
            Some(Sought::AsWritten(words)) => words,
            _ => &[],
        }
    }

    fn of_word(word: &Word) -> Clause {
        Clause {
            typed: word.exact.clone().unwrap_or_default(),
            alternatives: vec![Alternative {
                sought: Sought::Word(word.clone()),
                weight: 1.0,
                why: Why::Typed,
                rendering: Cow::Borrowed(""),
            }],
        }
    }

    /// Letters of what was typed, by its longest word.
    pub fn letters(&self) -> usize {
        let letters = |form: &String| form.chars().count();
        match self.alternatives.first().map(|way| &way.sought) {
            Some(Sought::Word(word)) => letters(word.exact.as_ref().unwrap_or(&word.lemma)),
            Some(Sought::Phrase(lemmas)) => lemmas.iter().map(letters).max().unwrap_or(0),
            Some(Sought::AsWritten(words)) => {
                let words = words.iter().filter_map(|word| word.exact.as_ref());
                words.map(letters).max().unwrap_or(0)
            }
            Some(Sought::Entity(_)) | None => 0,
        }
    }

    /// Whether it carries no topic: it counts only where nothing else was typed.
    pub fn is_stop_word(&self) -> bool {
        self.alternatives
            .iter()
            .all(|way| matches!(&way.sought, Sought::Word(word) if word.is_stop_word))
    }
}

/// One way to meet a clause.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// What to look for.
    pub sought: Sought,
    /// How much of the score of a plainly typed word it earns.
    pub weight: f32,
    /// Why it is looked for.
    pub why: Why,
    /// How it is written, where it was not typed so: a rendering, another spelling; else empty.
    pub rendering: Cow<'static, str>,
}

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// A word in any of its forms.
    Word(Word),
    /// Words exactly as written, one after the other, by their exact forms.
    AsWritten(Vec<Word>),
    /// Words one after the other, by their lemmas.
    Phrase(Vec<String>),
    /// An entity by any of its names.
    Entity(EntityNumber),
}

/// A word on all layers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Exact form; `None` where no spelling is preferred, as in a translation.
    pub exact: Option<String>,
    /// Lemma.
    pub lemma: String,
    /// Root.
    pub root: String,
    /// Whether it carries no topic.
    pub is_stop_word: bool,
}

/// Why something is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The reader typed it.
    Typed,
    /// The reader typed a name of this entity.
    Name,
    /// It renders what the reader typed.
    Translation,
    /// The archive does not have what the reader typed, but has this, which is written much alike.
    Spelling,
}

/// How many clauses an article must meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matching {
    /// All of them.
    All,
    /// More than half of them: see [`Matching::least`].
    Most,
    /// A few of them: what a long search is relaxed to.
    Some,
    /// At least one.
    Any,
}

/// Of ten clauses, so many are most.
const MOST_OF_TEN: usize = 6;
/// Of ten clauses, so many are some. With more, long questions miss the article that answers
/// them; with fewer, the count and the facets of a relaxed search mean nothing.
const SOME_OF_TEN: usize = 2;

impl Matching {
    /// The fewest of `clauses` clauses that an article must meet.
    pub fn least(self, clauses: usize) -> usize {
        match self {
            Matching::All => clauses,
            Matching::Most => (clauses * MOST_OF_TEN).div_ceil(10).max(1),
            Matching::Some => (clauses * SOME_OF_TEN).div_ceil(10).max(1),
            Matching::Any => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_is_more_than_half_and_never_none() {
        let least: Vec<_> = (1..=6).map(|n| Matching::Most.least(n)).collect();
        assert_eq!(least, [1, 2, 2, 3, 3, 4]);
    }
}
