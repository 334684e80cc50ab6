//! English and Arabic queries of one meaning find the same articles.
//!
//! `tests/english/pairs.tsv` was written by reading the sample corpus, before and apart from the
//! bilingual list.

mod archive;

use archive::{Workplace, ask};
use std::collections::{BTreeMap, BTreeSet};

const PAIRS: &str = include_str!("english/pairs.tsv");
/// The least share that the first ten of both have in common, over all pairs.
const LEAST_OVERLAP: f64 = 0.8;

/// The first ten articles for each query, by its place in the list.
fn first_ten(queries: &[&str]) -> BTreeMap<usize, BTreeSet<String>> {
    let here = Workplace::new();
    let lines = queries.iter().enumerate();
    let lines: String = lines
        .map(|(id, words)| format!("{id}\t{words}\n"))
        .collect();
    let file = here.write("queries.tsv", lines);
    let file = file.to_str().unwrap();
    let run = ask(&["search", "--queries", file, "--format", "trec", "-n", "10"]).exits(0);
    let mut found: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for line in run.out.lines() {
        let cells: Vec<&str> = line.split(' ').collect();
        let of_query = found.entry(cells[0].parse().unwrap()).or_default();
        of_query.insert(cells[2].to_owned());
    }
    found
}

#[test]
fn english_queries_find_what_arabic_ones_find() {
    let pairs: Vec<(&str, &str)> = PAIRS
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
        .collect();
    assert!(pairs.len() >= 60);
    let arabic = first_ten(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let english = first_ten(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
    let none = BTreeSet::new();
    let overlap = |number: usize| {
        let (one, other) = (arabic.get(&number), english.get(&number));
        let (one, other) = (one.unwrap_or(&none), other.unwrap_or(&none));
        let longer = one.len().max(other.len()).max(1);
        one.intersection(other).count() as f64 / longer as f64
    };
    let overlaps: Vec<f64> = (0..pairs.len()).map(overlap).collect();
    let mean = overlaps.iter().sum::<f64>() / overlaps.len() as f64;
    let worst = overlaps
        .iter()
        .zip(&pairs)
        .filter(|(overlap, _)| **overlap < 0.3);
    assert!(
        mean >= LEAST_OVERLAP,
        "{mean:.3}; {:?}",
        worst.collect::<Vec<_>>()
    );
}
