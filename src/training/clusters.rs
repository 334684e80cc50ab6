//! Clusters: words whose vectors point the same way, in two sizes.
//!
//! Spherical k-means (Dhillon and Modha, "Concept Decompositions for Large Sparse Text Data Using
//! Clustering", 2001): first into families, then each family into clusters of its own.

use crate::entities::tagger::dot;
use crate::entities::tagger::vocabulary::{CLUSTERS_A_FAMILY, DIMENSIONS, FAMILIES, Vector};

const ROUNDS: usize = 12;

/// The cluster of each vector; clusters are numbered through all families, those of a family in a row.
pub fn clusters(vectors: &[Vector]) -> Vec<u16> {
    let units: Vec<Vector> = vectors.iter().map(unit).collect();
    let all: Vec<usize> = (0..units.len()).collect();
    let families = means(&units, &all, FAMILIES);
    let mut numbers = vec![0; units.len()];
    for family in 0..FAMILIES {
        let members: Vec<usize> = all
            .iter()
            .copied()
            .filter(|at| families[*at] == family)
            .collect();
        let parts = means(&units, &members, CLUSTERS_A_FAMILY);
        for (member, part) in members.iter().zip(parts) {
            numbers[*member] = (family * CLUSTERS_A_FAMILY + part) as u16;
        }
    }
    numbers
}

/// Divides some of the vectors: the number of the group of each.
fn means(units: &[Vector], members: &[usize], groups: usize) -> Vec<usize> {
    let mut random = fastrand::Rng::with_seed(groups as u64);
    let mut centres: Vec<Vector> = (0..groups.min(members.len()))
        .map(|_| units[members[random.usize(..members.len())]])
        .collect();
    let mut group = vec![0; members.len()];
    for _ in 0..ROUNDS {
        let mut sums = vec![[0.0; DIMENSIONS]; centres.len()];
        for (of, member) in group.iter_mut().zip(members) {
            let vector = &units[*member];
            let nearest = (0..centres.len())
                .max_by(|a, b| dot(&centres[*a], vector).total_cmp(&dot(&centres[*b], vector)));
            *of = nearest.unwrap_or(0);
            sums[*of]
                .iter_mut()
                .zip(vector)
                .for_each(|(sum, x)| *sum += x);
        }
        for (centre, sum) in centres.iter_mut().zip(&sums) {
            // A group that lost all its members stays where it was.
            if sum.iter().any(|x| *x != 0.0) {
                *centre = unit(sum);
            }
        }
    }
    group
}

/// A vector of length 1 in the same direction.
pub fn unit(vector: &Vector) -> Vector {
    let length = dot(vector, vector).sqrt().max(f32::MIN_POSITIVE);
    vector.map(|x| x / length)
}
