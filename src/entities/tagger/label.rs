//! Labels: what the tagger says of each word.

use crate::entities::EntityType;
use std::ops::Range;

/// What a name is the name of, as far as the tagger tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A human being.
    Person,
    /// A country, region, town, mountain or sea.
    Place,
    /// A body, party, company, club or medium.
    Organisation,
    /// Any other name: a people, a building, a work, a thing that is made.
    Other,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 4] = [Kind::Person, Kind::Place, Kind::Organisation, Kind::Other];

    /// The type of entity that readers are told of, if they are.
    pub fn entity_type(self) -> Option<EntityType> {
        match self {
            Kind::Person => Some(EntityType::Person),
            Kind::Place => Some(EntityType::Place),
            Kind::Organisation => Some(EntityType::Organisation),
            Kind::Other => None,
        }
    }
}

/// How many labels there are: none, and for each kind the first word of a name and a further one,
/// which for other names are one label. Eight numbers are what processors like.
pub const LABELS: usize = 2 * Kind::ALL.len();

/// The number of the label of words outside names.
pub const OUTSIDE: usize = 0;

/// The number of the label of the first word of a name.
pub fn begins(kind: Kind) -> usize {
    1 + 2 * kind as usize
}

/// The number of the label of a further word of a name.
pub fn continues(kind: Kind) -> usize {
    begins(kind) + usize::from(kind != Kind::Other)
}

/// The kind of name that a word with this label is part of.
pub fn kind(label: usize) -> Option<Kind> {
    Kind::ALL.get(label.checked_sub(1)? / 2).copied()
}

/// Whether a word with this label is a further word of a name.
pub fn is_further(label: usize) -> bool {
    label != OUTSIDE && label.is_multiple_of(2)
}

/// Whether `next` may follow `label`: a further word follows a word of its kind.
pub fn may_follow(label: usize, next: usize) -> bool {
    !is_further(next) || kind(label) == kind(next)
}

/// The names that a sequence of labels marks.
pub fn names(labels: &[usize]) -> Vec<(Range<usize>, Kind)> {
    let mut names: Vec<(Range<usize>, Kind)> = Vec::new();
    for (at, label) in labels.iter().enumerate() {
        let Some(kind) = kind(*label) else { continue };
        match names.last_mut() {
            Some((name, of)) if *label == continues(*of) && name.end == at => name.end += 1,
            _ => names.push((at..at + 1, kind)),
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_names_that_stand_together_are_one_name() {
        let (person, other) = (Kind::Person, Kind::Other);
        let labels = [
            begins(other),
            continues(other),
            OUTSIDE,
            begins(person),
            begins(person),
            continues(person),
            begins(other),
        ];
        let expected = [(0..2, other), (3..4, person), (4..6, person), (6..7, other)];
        assert_eq!(names(&labels), expected);
        assert!(labels.iter().all(|label| *label < LABELS));
    }
}
