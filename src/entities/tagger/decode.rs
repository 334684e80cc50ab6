//! Decoding: from the scores of each word to the likeliest labels of all.

use super::label::{LABELS, OUTSIDE, may_follow};
use std::ops::Range;

/// A number for each label, and zeros up to a width that processors like.
pub type Scores = [f32; WIDTH];
/// See [`Scores`].
pub const WIDTH: usize = LABELS.next_multiple_of(8);
/// The score of what cannot be.
pub const NEVER: f32 = -1e9;

/// How well labels follow each other: from label to label, [`NEVER`] where one may not follow.
pub type Follow = [Scores; LABELS];

/// The table of [`Follow`] from what was learnt.
pub fn follow(learnt: &[[f32; LABELS]; LABELS]) -> Follow {
    std::array::from_fn(|from| {
        let mut row = [NEVER; WIDTH];
        for to in (0..LABELS).filter(|to| may_follow(from, *to)) {
            row[to] = learnt[from][to];
        }
        row
    })
}

/// The scores of the labels that may begin a sentence.
pub fn first(learnt: &[f32; LABELS]) -> Scores {
    let mut row = [NEVER; WIDTH];
    for label in (0..LABELS).filter(|label| may_follow(OUTSIDE, *label)) {
        row[label] = learnt[label];
    }
    row
}

/// The best labels of a sentence (Viterbi's algorithm), by the scores of its words and of labels
/// that follow each other.
pub fn best_path(first: &Scores, follow: &Follow, scores: &[Scores]) -> Vec<usize> {
    let Some(begin) = scores.first() else {
        return Vec::new();
    };
    let mut best: Scores = std::array::from_fn(|label| first[label] + begin[label]);
    let mut from = Vec::with_capacity(scores.len());
    for word in &scores[1..] {
        let mut came = [OUTSIDE as u32; WIDTH];
        let mut next = [f32::NEG_INFINITY; WIDTH];
        for (label, row) in (0..).zip(follow) {
            let so_far = best[label as usize];
            for to in 0..WIDTH {
                let score = so_far + row[to];
                let better = score > next[to];
                next[to] = if better { score } else { next[to] };
                came[to] = if better { label } else { came[to] };
            }
        }
        for to in 0..WIDTH {
            best[to] = next[to] + word[to];
        }
        from.push(came);
    }
    let mut label = (0..LABELS).fold(OUTSIDE, |top, l| if best[l] > best[top] { l } else { top });
    let mut labels = vec![label];
    for came in from.iter().rev() {
        label = came[label] as usize;
        labels.push(label);
    }
    labels.reverse();
    labels
}

/// Words on either side of a name by which its likelihood is told.
const AROUND: usize = 3;

/// How likely a name of the best path is: the least likely of its words (forward-backward, over
/// the words near it, between the labels of the path). `odds` are the exponentials of `follow`.
pub fn confidence(
    first: &Scores,
    follow: &Follow,
    odds: &Follow,
    scores: &[Scores],
    labels: &[usize],
    name: &Range<usize>,
) -> f32 {
    let (start, end) = (
        name.start.saturating_sub(AROUND),
        (name.end + AROUND).min(scores.len()),
    );
    let begin = match start.checked_sub(1) {
        None => first,
        Some(before) => &follow[labels[before]],
    };
    let weights: Vec<Scores> = scores[start..end].iter().map(exponentials).collect();
    let follow = odds;
    let mut forward: Vec<Scores> = Vec::with_capacity(weights.len());
    for word in &weights {
        let mut came = [0.0; WIDTH];
        match forward.last() {
            None => came = begin.map(f32::exp),
            Some(before) => {
                for (share, row) in before.iter().zip(follow) {
                    came.iter_mut()
                        .zip(row)
                        .for_each(|(came, follow)| *came += share * follow);
                }
            }
        }
        forward.push(shares(std::array::from_fn(|label| {
            came[label] * word[label]
        })));
    }
    let mut backward = match labels.get(end) {
        None => [1.0; WIDTH],
        Some(after) => std::array::from_fn(|from| follow.get(from).map_or(0.0, |row| row[*after])),
    };
    let mut least = 1.0f32;
    for at in (0..weights.len()).rev() {
        if name.contains(&(start + at)) {
            let both: Scores = std::array::from_fn(|label| forward[at][label] * backward[label]);
            least = least.min(shares(both)[labels[start + at]]);
        }
        let after: Scores = std::array::from_fn(|to| weights[at][to] * backward[to]);
        let mut before = [0.0; WIDTH];
        for (before, row) in before.iter_mut().zip(follow) {
            *before = row
                .iter()
                .zip(&after)
                .map(|(follow, after)| follow * after)
                .sum();
        }
        backward = shares(before);
    }
    least
}

/// Exponentials of scores, the greatest as 1; 0 beyond the labels.
fn exponentials(scores: &Scores) -> Scores {
    let most = scores[..LABELS]
        .iter()
        .copied()
        .fold(f32::NEG_INFINITY, f32::max);
    let mut weights = [0.0; WIDTH];
    for label in 0..LABELS {
        weights[label] = (scores[label] - most).exp();
    }
    weights
}

/// Numbers that sum to 1.
fn shares(numbers: Scores) -> Scores {
    let total: f32 = numbers.iter().sum();
    numbers.map(|number| number / total.max(f32::MIN_POSITIVE))
}

#[cfg(test)]
mod tests {
    use super::super::label::{Kind, begins, continues};
    use super::*;

    #[test]
    fn the_best_labels_may_follow_each_other() {
        let (first, follow) = (first(&[0.0; LABELS]), follow(&[[0.0; LABELS]; LABELS]));
        let (begin, further) = (begins(Kind::Person), continues(Kind::Person));
        let mut scores = [[0.0; WIDTH]; 3];
        scores[1][further] = 5.0;
        scores[2][further] = 1.0;
        let labels = best_path(&first, &follow, &scores);
        assert_eq!(labels[..2], [begin, further]);
        let likely = confidence(
            &first,
            &follow,
            &follow.map(|row| row.map(f32::exp)),
            &scores,
            &labels,
            &(0..3),
        );
        assert!((0.0..=1.0).contains(&likely) && likely > 0.2, "{likely}");
        assert!(best_path(&first, &follow, &[]).is_empty());
    }
}
