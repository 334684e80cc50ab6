//! How well weights rank: the experiment by which the defaults were chosen.
//!
//!     cargo bench --bench ranking -- COLLECTIONS [EVERY]
//!
//! `COLLECTIONS/NAME/` holds `docs.jsonl.zst` (id, title, body), `queries.tsv` (id, tab, words)
//! and `qrels.tsv` (query, 0, article, gain). Each weight in turn is tried at some multiples of
//! its default, and what raises the mean nDCG@10 of all collections is kept; then the same once
//! more for each collection with that collection left out, to see what weights chosen on the
//! others do on it. `EVERY` takes every so-manieth query only. Without `COLLECTIONS` (as
//! `cargo bench` and `cargo test --benches` call it) nothing is done.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use warraq::archive::how::How;
use warraq::archive::writer::{self, Progress, Survey, Watcher};
use warraq::archive::{Archive, WriteLock};
use warraq::entities::authority::Authority;
use warraq::query::Translation;
use warraq::query::plan::Plan;
use warraq::search::{Desk, Request, Weights};

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"));
    let Some(directory) = arguments.next() else {
        return;
    };
    let every = arguments
        .next()
        .and_then(|word| word.parse().ok())
        .unwrap_or(1);
    let collections = Collection::all(Path::new(&directory), every);
    let everything: Vec<&Collection> = collections.iter().collect();
    let defaults = Weights::default();
    println!("defaults: {}", told(&everything, defaults));
    let chosen = choose(&everything, defaults, Say::Everything);
    println!("chosen on all: {chosen:?}\n  {}", told(&everything, chosen));
    for left_out in 0..collections.len() {
        let (out, others): (Vec<_>, Vec<_>) = everything
            .iter()
            .enumerate()
            .partition(|(number, _)| *number == left_out);
        let out: Vec<&Collection> = out.into_iter().map(|(_, c)| *c).collect();
        let others: Vec<&Collection> = others.into_iter().map(|(_, c)| *c).collect();
        let weights = choose(&others, defaults, Say::Nothing);
        println!("chosen without it: {}", told(&out, weights));
    }
}

/// One weight: its name, and how to reach it.
type Knob = (&'static str, fn(&mut Weights) -> &mut f32);

const KNOBS: &[Knob] = &[
    ("exact", |weights| &mut weights.exact),
    ("root", |weights| &mut weights.root),
    ("lead", |weights| &mut weights.lead),
    ("entity", |weights| &mut weights.entity),
    ("letter", |weights| &mut weights.letter),
];
const MULTIPLES: [f32; 4] = [0.0, 0.66, 1.5, 2.25];
/// A smaller gain is noise.
const LEAST_GAIN: f64 = 0.0005;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Say {
    Everything,
    Nothing,
}

/// One round over the weights, each changed only if that pays on the mean of `collections`.
fn choose(collections: &[&Collection], start: Weights, say: Say) -> Weights {
    let (mut best, mut quality) = (start, mean(&scores(collections, start)));
    for (name, knob) in KNOBS {
        let middle = best;
        for multiple in MULTIPLES {
            let mut tried = middle;
            *knob(&mut tried) *= multiple;
            let found = scores(collections, tried);
            if say == Say::Everything {
                let value = *knob(&mut tried);
                println!("  {name} {value:.2}: {}", line(collections, &found));
            }
            if mean(&found) > quality + LEAST_GAIN {
                (best, quality) = (tried, mean(&found));
            }
        }
    }
    best
}

fn told(collections: &[&Collection], weights: Weights) -> String {
    line(collections, &scores(collections, weights))
}

fn line(collections: &[&Collection], scores: &[f64]) -> String {
    let each = collections.iter().zip(scores);
    let each: Vec<String> = each
        .map(|(c, score)| format!("{} {score:.4}", c.name))
        .collect();
    format!("{}  mean {:.4}", each.join("  "), mean(scores))
}

fn mean(scores: &[f64]) -> f64 {
    scores.iter().sum::<f64>() / scores.len() as f64
}

/// The mean nDCG@10 of each collection.
fn scores(collections: &[&Collection], weights: Weights) -> Vec<f64> {
    thread::scope(|scope| {
        let runs: Vec<_> = collections
            .iter()
            .map(|collection| scope.spawn(move || collection.score(weights)))
            .collect();
        let scores = runs.into_iter().map(|run| run.join());
        scores
            .map(|score| score.expect("a run does not panic"))
            .collect()
    })
}

struct Collection {
    name: String,
    archive: Archive,
    queries: Vec<(Plan, HashMap<String, f64>)>,
    // Dropped last: the archive lies in it.
    _home: tempfile::TempDir,
}

impl Collection {
    fn all(directory: &Path, every: usize) -> Vec<Collection> {
        let entries = fs::read_dir(directory).expect("the collections can be listed");
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.retain(|path| path.join("qrels.tsv").is_file());
        paths.sort();
        paths
            .iter()
            .map(|path| Collection::read(path, every))
            .collect()
    }

    fn read(path: &Path, every: usize) -> Collection {
        let home = tempfile::tempdir().expect("a place for the archive");
        let archive = index(home.path(), &path.join("docs.jsonl.zst"));
        let mut gains: HashMap<String, HashMap<String, f64>> = HashMap::new();
        let qrels = fs::read_to_string(path.join("qrels.tsv")).expect("qrels.tsv can be read");
        for row in qrels.lines() {
            if let [query, _, article, gain] = row.split_whitespace().collect::<Vec<_>>()[..] {
                let of_query = gains.entry(query.to_owned()).or_default();
                of_query.insert(article.to_owned(), gain.parse().unwrap_or(0.0));
            }
        }
        let queries =
            fs::read_to_string(path.join("queries.tsv")).expect("queries.tsv can be read");
        let desk = Desk::new(&archive, Authority::builtin()).expect("the archive can be asked");
        let queries = queries.lines().step_by(every).filter_map(|row| {
            let (id, words) = row.split_once('\t')?;
            Some((desk.plan(words, Translation::On).ok()?, gains.remove(id)?))
        });
        let queries = queries.collect();
        Collection {
            name: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            archive,
            queries,
            _home: home,
        }
    }

    fn score(&self, weights: Weights) -> f64 {
        let desk =
            Desk::new(&self.archive, Authority::builtin()).expect("the archive can be asked");
        let queries = self.queries.iter().map(|(plan, gains)| {
            let request = Request {
                plan: plan.clone(),
                weights,
                limit: 10,
                ..Request::default()
            };
            let ranked = desk.ranked_ids(&request).expect("a query can be answered");
            let ranked = ranked
                .iter()
                .map(|(id, _)| gains.get(id).copied().unwrap_or(0.0));
            let mut ideal: Vec<f64> = gains.values().copied().collect();
            ideal.sort_by(|a, b| b.total_cmp(a));
            discounted(ranked) / discounted(ideal.into_iter().take(10))
        });
        queries.sum::<f64>() / self.queries.len() as f64
    }
}

fn discounted(gains: impl Iterator<Item = f64>) -> f64 {
    let gains = gains.enumerate();
    gains
        .map(|(rank, gain)| gain / (rank as f64 + 2.0).log2())
        .sum()
}

fn index(home: &Path, articles: &Path) -> Archive {
    struct Silent;
    impl Watcher for Silent {
        fn surveyed(&self, _: &Survey) {}
        fn problem(&self, problem: &dyn std::fmt::Display) {
            eprintln!("{problem}");
        }
        fn wants_end(&self) -> bool {
            false
        }
    }
    let home = home.join("archive");
    let lock = WriteLock::take(&home).expect("nobody else writes there");
    let archive = Archive::open_or_create(&home, &lock).expect("an archive can be made");
    let options = writer::Options::new(&How::default(), false).expect("nothing was asked for");
    let (authority, progress) = (Authority::builtin(), Progress::default());
    let roots = [articles.to_owned()];
    let entities = writer::Entities::Of(authority, None);
    writer::index(&archive, entities, &roots, &options, &progress, &Silent)
        .expect("the collection can be indexed");
    archive
}
