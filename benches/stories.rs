//! Which pairs of articles are taken for copies: for readers to judge.
//!
//!     cargo bench --bench stories -- FOLDED BELOW ARTICLES… > pairs.txt
//!     cargo bench --bench stories -- --judged benches/stories.tsv ARTICLES…
//!
//! The first compares the articles of some files, each with those that it shares a band with, and
//! prints a sample of pairs: `FOLDED` that stand in one story (no more than one
//! pair of a story, and any two of it) and `BELOW` that are not, though three fifths of the shorter text stand in
//! the longer and the figures agree. The
//! second tells how the verdicts of a table (ids, likeness, right or wrong) agree with what is
//! folded now. Without arguments (as `cargo bench` and `cargo test --benches` call it) nothing is
//! done.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use warraq::arabic::Analysis;
use warraq::article::Article;
use warraq::read::{self, Fields, Found, Selection};
use warraq::stories::{BAND_COUNT, Groups, Likeness, Sketch, Wording, likeness};

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] | ["--test", ..] => {}
        ["--judged", table, files @ ..] => {
            judged(&fs::read_to_string(table).unwrap(), &texts(files))
        }
        [folded, below, files @ ..] => {
            sample(
                &texts(files),
                folded.parse().unwrap(),
                below.parse().unwrap(),
            );
        }
        [_] => eprintln!("see the first lines of benches/stories.rs"),
    }
}

struct Text {
    article: Article,
    wording: Wording,
}

/// The articles that are long enough to be copies.
fn texts(files: &[&str]) -> Vec<Text> {
    let (mut texts, mut analysis) = (Vec::new(), Analysis::default());
    let (selection, fields) = (Selection::new::<&str>(&[], &[]).unwrap(), Fields::default());
    for file in files
        .iter()
        .flat_map(|file| read::walk(Path::new(file), &selection, &[]))
    {
        let Ok(Found::File(file)) = file else {
            continue;
        };
        let mut take = |article: Result<Article, _>| {
            if let Ok(article) = article {
                analysis.analyse(&article.body);
                let wording = Wording::of(&analysis);
                if wording.fingerprint().is_some() {
                    texts.push(Text { article, wording });
                }
            }
            ControlFlow::Continue(())
        };
        let (options, progress) = (read::Options::default(), AtomicU64::new(0));
        read::read(&file.to_read(), &fields, &options, &progress, &mut take).unwrap();
    }
    texts
}

/// Pairs that share a band.
fn candidates(texts: &[Text]) -> HashSet<(usize, usize)> {
    let sketches = texts.iter().filter_map(|text| Sketch::of(&text.wording));
    let sketches: Vec<Sketch> = sketches.collect();
    let mut pairs = HashSet::new();
    for band in 0..BAND_COUNT {
        let mut buckets: HashMap<u32, Vec<usize>> = HashMap::new();
        for (number, sketch) in sketches.iter().enumerate() {
            buckets
                .entry(sketch.bands()[band])
                .or_default()
                .push(number);
        }
        for bucket in buckets.values() {
            for (at, one) in bucket.iter().enumerate() {
                pairs.extend(bucket[at + 1..].iter().take(64).map(|other| (*one, *other)));
            }
        }
    }
    pairs
}

fn sample(texts: &[Text], folded: usize, below: usize) {
    let mut pairs: Vec<_> = candidates(texts).into_iter().collect();
    pairs.sort_unstable();
    fastrand::seed(2026);
    fastrand::shuffle(&mut pairs);
    let liken = |one: usize, other: usize| likeness(&texts[one].wording, &texts[other].wording);
    let (copies, mut not): (Vec<_>, Vec<_>) = pairs
        .iter()
        .map(|&(one, other)| (one, other, liken(one, other)))
        .partition(|(.., likeness)| likeness.is_of_copies());
    let mut groups = Groups::alone(texts.len());
    copies
        .iter()
        .for_each(|(one, other, _)| groups.join(*one, *other));
    let mut stories: HashMap<usize, Vec<usize>> = HashMap::new();
    (0..texts.len()).for_each(|text| stories.entry(groups.of(text)).or_default().push(text));
    let mut stories: Vec<Vec<usize>> = stories.into_values().filter(|s| s.len() > 1).collect();
    stories.sort_unstable();
    println!(
        "{} texts, {} pairs share a band, {} are copies; {} stories of several, {} texts in them, {} in the largest",
        texts.len(),
        pairs.len(),
        copies.len(),
        stories.len(),
        stories.iter().map(Vec::len).sum::<usize>(),
        stories.iter().map(Vec::len).max().unwrap_or(0),
    );
    fastrand::shuffle(&mut stories);
    for story in stories.iter_mut().take(folded) {
        fastrand::shuffle(story);
        tell(
            "folded",
            &texts[story[0]],
            &texts[story[1]],
            liken(story[0], story[1]),
        );
    }
    not.retain(|(one, other, likeness)| {
        likeness.contained >= 0.6
            && likeness.agree_in_figures()
            && groups.of(*one) != groups.of(*other)
    });
    for (one, other, likeness) in not.into_iter().take(below) {
        tell("below", &texts[one], &texts[other], likeness);
    }
}

/// Prints a pair: where each comes from, its words, and what only one of them says.
fn tell(what: &str, one: &Text, other: &Text, likeness: Likeness) {
    let (a, b) = (&one.article, &other.article);
    println!("\n==== {what}\t{}\t{}\t{likeness:?}", a.id, b.id);
    for (mine, theirs) in [(a, b), (b, a)] {
        let theirs: HashSet<&str> = theirs.body.split_whitespace().collect();
        let only: Vec<&str> = mine
            .body
            .split_whitespace()
            .filter(|word| !theirs.contains(word))
            .collect();
        let begins: String = mine.body.chars().take(300).collect();
        let ends: String = mine
            .body
            .chars()
            .rev()
            .take(120)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        println!(
            "{} {:?} {} words [{}]\n  {begins} … {ends}\n  ONLY {}: {}",
            mine.date.map_or(String::new(), |d| d.at.date().to_string()),
            mine.source,
            mine.body.split_whitespace().count(),
            mine.title,
            only.len(),
            only.iter().take(60).copied().collect::<Vec<_>>().join(" "),
        );
    }
}

fn judged(table: &str, texts: &[Text]) {
    let by_id: HashMap<&str, &Text> = texts.iter().map(|t| (t.article.id.as_str(), t)).collect();
    let mut counts: HashMap<(bool, String), usize> = HashMap::new();
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let cells: Vec<&str> = row.split('\t').collect();
        if let [one, other, .., verdict] = cells[..]
            && let Some((one, other)) = by_id.get(one).zip(by_id.get(other))
        {
            let folded = likeness(&one.wording, &other.wording).is_of_copies();
            *counts.entry((folded, verdict.to_owned())).or_default() += 1;
        }
    }
    for ((folded, verdict), count) in counts {
        println!(
            "{}\t{verdict}\t{count}",
            if folded { "folded" } else { "not folded" }
        );
    }
}
