//! Groups: joining things that belong together, two at a time (union-find, R. Tarjan 1975).

/// Things numbered from 0, each in one group.
#[derive(Debug, Clone)]
pub struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    /// So many things, each alone.
    pub fn alone(count: usize) -> Self {
        Groups {
            parent: (0..count).collect(),
        }
    }

    /// The number that stands for the group of `thing`: the least in it.
    pub fn of(&mut self, mut thing: usize) -> usize {
        while self.parent[thing] != thing {
            self.parent[thing] = self.parent[self.parent[thing]];
            thing = self.parent[thing];
        }
        thing
    }

    /// Joins the groups of two things.
    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of(one), self.of(other));
        self.parent[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn groups_are_an_equivalence_that_no_order_of_joining_changes(
            pairs in prop::collection::vec((0usize..30, 0usize..30), 0..60),
            turn in 0usize..60,
        ) {
            let joined = |pairs: &[(usize, usize)]| {
                let mut groups = Groups::alone(30);
                pairs.iter().for_each(|(a, b)| groups.join(*b, *a));
                (0..30).map(|thing| groups.of(thing)).collect::<Vec<_>>()
            };
            let group = joined(&pairs);
            for (a, b) in &pairs {
                prop_assert_eq!(group[*a], group[*b]);
            }
            for thing in 0..30 {
                prop_assert_eq!(group[group[thing]], group[thing]);
            }
            let mut turned = pairs.clone();
            turned.rotate_left(turn % pairs.len().max(1));
            turned.reverse();
            prop_assert_eq!(joined(&turned), group);
        }
    }
}
