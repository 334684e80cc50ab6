//! The plan: what to look for, in terms of no particular engine.
//!
//! A plan is a list of parts, one for each thing the reader typed. Most are clauses, which can be
//! met in several ways (the word itself, the entity that it names, its translations) and of which
//! an article may lack a few; the others must hold.

use super::pattern::Pattern;
use super::syntax::Field;
use crate::entities::authority::EntityNumber;
use jiff::civil::DateTime;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// What an article must or may contain.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// In the order typed.
    pub parts: Vec<Part>,
    /// Whether stop words were left out: the reader wrote a sentence, not a list of words.
    pub is_sentence: bool,
    /// The query as it was read: without marks of direction.
    pub query: String,
    /// What in the query was forgiven.
    pub notes: Vec<String>,
}

/// A part of a plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Something to look for.
    Clause(Clause),
    /// All of these must hold.
    All(Vec<Part>),
    /// One of these must hold.
    Any(Vec<Part>),
    /// This must not hold.
    Not(Box<Part>),
    /// A property that the article must have; it does not score.
    Has(Property),
}

/// A property of an article, as `source:سانا` asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// The field.
    pub field: Field,
    /// Its value as typed.
    pub typed: String,
    /// Where it was typed, in bytes of the query.
    pub at: Range<usize>,
    /// The values that fit.
    pub fits: Fitting,
}

/// The values of a field that fit.
#[derive(Debug, Clone, PartialEq)]
pub enum Fitting {
    /// Ids of entities, names of outlets: as the archive has them. Found out by the desk.
    OneOf(Vec<String>),
    /// Dates from the one to the other, both included.
    Between(Option<DateTime>, Option<DateTime>),
}

/// Two or three words name a thing, more describe it; so does a sentence of more than two.
const MOST_CLAUSES_OF_A_SHORT_PLAN: usize = 3;
const MOST_CLAUSES_OF_A_SHORT_SENTENCE: usize = 2;

impl Plan {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The clauses of which an article may lack a few.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.parts.iter().filter_map(|part| match part {
            Part::Clause(clause) => Some(clause),
            _ => None,
        })
    }

    /// Whether there is something to be relevant to.
    pub fn scores(&self) -> bool {
        self.sought().next().is_some()
    }

    /// Every clause that an article can meet, however deep, in the order typed.
    pub fn sought(&self) -> impl Iterator<Item = &Clause> {
        let mut found = Vec::new();
        self.parts
            .iter()
            .for_each(|part| part.sought_into(&mut found));
        found.into_iter()
    }

    /// Every part, however deep, with those that hold others before these.
    pub fn each_part_mut<E>(
        &mut self,
        mut of: impl FnMut(&mut Part) -> Result<(), E>,
    ) -> Result<(), E> {
        self.parts
            .iter_mut()
            .try_for_each(|part| part.each_mut(&mut of))
    }

    /// Whether the reader said with operators what must stand together: then all is meant.
    pub fn is_exact(&self) -> bool {
        let mut parts = self.parts.iter();
        parts.any(|part| matches!(part, Part::All(_) | Part::Any(_)))
    }

    /// Whether the reader typed so little that all of it is meant.
    pub fn is_short(&self) -> bool {
        let most = match self.is_sentence {
            true => MOST_CLAUSES_OF_A_SHORT_SENTENCE,
            false => MOST_CLAUSES_OF_A_SHORT_PLAN,
        };
        self.clauses().count() <= most
    }

    /// Whether an entity is sought, under any of its names.
    pub fn names_entities(&self) -> bool {
        let mut ways = self.sought().flat_map(|clause| &clause.alternatives);
        ways.any(|way| matches!(way.sought, Sought::Entity(_)))
    }

    /// The plan of a search that is relaxed: the words that names, phrases and renderings are made
    /// of count each by itself too. Those of a phrase as written do so only in a long plan, which
    /// describes, or where no article `has` the phrase.
    pub fn relaxed<E>(&self, has: impl Fn(&[Word]) -> Result<bool, E>) -> Result<Cow<'_, Plan>, E> {
        let mut words = Vec::new();
        for clause in self
            .clauses()
            .filter(|clause| clause.scope == Scope::Anywhere)
        {
            let is_meant = match clause.as_written() {
                Some(phrase) => self.is_short() && has(phrase)?,
                None => false,
            };
            if !is_meant {
                words.extend(clause.words.iter().map(Clause::of_word).map(Part::Clause));
            }
        }
        if words.is_empty() {
            return Ok(Cow::Borrowed(self));
        }
        let mut plan = self.clone();
        plan.parts.extend(words);
        Ok(Cow::Owned(plan))
    }

    /// Whether there is anything to relax: more than one thing was typed, and not with operators. A
    /// phrase as written that stands alone is meant.
    pub fn can_be_relaxed(&self) -> bool {
        let parts = |clause: &Clause| match clause.as_written() {
            Some(_) => 1,
            None => clause.words.len().max(1),
        };
        !self.is_exact() && self.clauses().map(parts).sum::<usize>() > 1
    }
}

impl Part {
    fn sought_into<'p>(&'p self, found: &mut Vec<&'p Clause>) {
        match self {
            Part::Clause(clause) => found.push(clause),
            Part::All(parts) | Part::Any(parts) => {
                parts.iter().for_each(|part| part.sought_into(found));
            }
            Part::Not(_) | Part::Has(_) => {}
        }
    }

    fn each_mut<E>(&mut self, of: &mut impl FnMut(&mut Part) -> Result<(), E>) -> Result<(), E> {
        of(self)?;
        match self {
            Part::All(parts) | Part::Any(parts) => {
                parts.iter_mut().try_for_each(|part| part.each_mut(of))
            }
            Part::Not(part) => part.each_mut(of),
            Part::Clause(_) | Part::Has(_) => Ok(()),
        }
    }
}

/// One word, name or phrase that the reader typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// As it was typed.
    pub typed: String,
    /// The ways in which an article can meet it.
    pub alternatives: Vec<Alternative>,
    /// The words that it is made of, where that is more than one: a search that is relaxed counts
    /// each of them by itself too.
    pub words: Vec<Word>,
    /// Where it must stand.
    pub scope: Scope,
    /// How many times as much it is worth as another clause.
    pub worth: f32,
}

/// Where in an article something must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// In the title or the body.
    Anywhere,
    /// In the title.
    Title,
}

impl Clause {
    /// A clause that is met by what was typed.
    pub fn typed(typed: impl Into<String>, sought: Sought) -> Clause {
        Clause {
            typed: typed.into(),
            alternatives: vec![Alternative::typed(sought)],
            words: Vec::new(),
            scope: Scope::Anywhere,
            worth: 1.0,
        }
    }

    /// The words of a phrase as written, if it is one.
    fn as_written(&self) -> Option<&[Word]> {
        match self.alternatives.first().map(|way| &way.sought) {
            Some(Sought::AsWritten(words)) => Some(words),
            _ => None,
        }
    }

    fn of_word(word: &Word) -> Clause {
        let typed = word.exact.clone().unwrap_or_else(|| word.lemma.clone());
        Clause::typed(typed, Sought::Word(word.clone()))
    }

    /// Letters of what was typed, by its longest word.
    pub fn letters(&self) -> usize {
        let letters = |form: &String| form.chars().count();
        match self.alternatives.first().map(|way| &way.sought) {
            Some(Sought::Word(word)) => letters(word.exact.as_ref().unwrap_or(&word.lemma)),
            Some(Sought::Phrase(lemmas) | Sought::Near { lemmas, .. }) => {
                lemmas.iter().map(letters).max().unwrap_or(0)
            }
            Some(Sought::AsWritten(words)) => {
                let words = words.iter().filter_map(|word| word.exact.as_ref());
                words.map(letters).max().unwrap_or(0)
            }
            Some(Sought::Forms(_) | Sought::Pattern(_) | Sought::Misspelt { .. }) => {
                letters(&self.typed)
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

impl Alternative {
    /// What the reader typed, in full worth.
    pub fn typed(sought: Sought) -> Alternative {
        Alternative {
            sought,
            weight: 1.0,
            why: Why::Typed,
            rendering: Cow::Borrowed(""),
        }
    }
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
    /// Words near each other in any order, by their lemmas.
    Near {
        /// The lemmas.
        lemmas: Vec<String>,
        /// Words that may stand between them.
        within: u32,
    },
    /// An entity by any of its names.
    Entity(EntityNumber),
    /// Any word of the archive that fits a pattern; the desk says which these are.
    Pattern(Pattern),
    /// Any word of the archive that is so many letters away; the desk says which these are.
    Misspelt {
        /// The word.
        word: Word,
        /// Letters that may differ.
        letters: u8,
    },
    /// Any of these words.
    Forms(Forms),
}

/// Words of an archive, by layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forms {
    /// As written.
    pub exact: BTreeSet<String>,
    /// By their lemmas.
    pub lemma: BTreeSet<String>,
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
    /// It is one of the words of the archive that fit what the reader typed.
    Fits,
    /// It is how the archive writes the foreign word that the reader typed.
    Sound,
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
