//! Kinds of text: what annotators of news call a name, those of an encyclopedia need not.
//!
//! Every clue says one thing in texts of all kinds, and one more in those of each. So sentences of
//! another kind teach what they share with the kind that the model is for, and their own habits stay
//! with them: H. Daumé III, "Frustratingly Easy Domain Adaptation" (ACL 2007).

use super::crf::{Item, Weights};

/// The clues of texts of several kinds: a row of weights each for all of them, then one for each kind.
pub struct Kinds {
    clues: usize,
    kinds: usize,
}

impl Kinds {
    /// So many clues, of texts of so many kinds.
    pub fn new(clues: usize, kinds: usize) -> Kinds {
        Kinds { clues, kinds }
    }

    /// How many rows of weights that takes.
    pub fn rows(&self) -> usize {
        self.clues * (1 + self.kinds)
    }

    /// Adds to the clues of a word those of the kind of its text.
    pub fn tell(&self, item: &mut Item, kind: usize) {
        let first = self.clues * (1 + kind);
        for clues in [&mut item.clues, &mut item.own] {
            let of_kind: Vec<u32> = clues.iter().map(|clue| clue + first as u32).collect();
            clues.extend(of_kind);
        }
    }

    /// Joins what clues say in texts of all kinds and in those of the first: what the model keeps.
    pub fn join_first(&self, weights: &mut Weights) {
        let (all, kinds) = weights.clues.split_at_mut(self.clues);
        for (all, first) in all.iter_mut().zip(kinds) {
            all.iter_mut()
                .zip(first)
                .for_each(|(all, first)| *all += *first);
        }
        weights.clues.truncate(self.clues);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::tagger::label::LABELS;
    use crate::entities::tagger::model::Network;

    #[test]
    fn a_word_has_the_clues_of_all_kinds_and_of_its_own() {
        let kinds = Kinds::new(10, 2);
        let mut item = Item {
            clues: vec![3, 9],
            own: vec![0],
            ..Item::default()
        };
        kinds.tell(&mut item, 1);
        assert_eq!(item.clues, [3, 9, 23, 29]);
        assert_eq!(item.own, [0, 20]);
        assert_eq!(kinds.rows(), 30);
    }

    #[test]
    fn the_model_is_for_texts_of_the_first_kind() {
        let row = |number: usize| [number as f32; LABELS];
        let mut weights = Weights {
            clues: (0..6).map(row).collect(),
            network: Network::zero(),
        };
        Kinds::new(2, 2).join_first(&mut weights);
        assert_eq!(weights.clues, [row(2), row(4)]);
    }
}
