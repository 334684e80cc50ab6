//! `warraq lexicon`: counting words and learning the table of lemmas.

mod archive;

use archive::{Workplace, asking, ran, sample_corpus, two_articles, warraq_in};
use std::fs;
use std::path::Path;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_lexicon_in_data_is_what_its_sources_make() {
    let here = Workplace::new();
    let made = here.path().join("lexicon.tsv");
    let made = made.to_str().unwrap();
    let build = ["lexicon", "build", "--output", made];
    ran(&mut warraq_in(repository(), &build)).exits(0);
    let committed = fs::read(repository().join("data/lexicon/lexicon.tsv")).unwrap();
    assert!(
        fs::read(made).unwrap() == committed,
        "data/lexicon/lexicon.tsv is not what `warraq lexicon build` makes; run it and commit"
    );
}

#[test]
fn words_are_counted_alike_in_files_and_in_an_archive_of_them() {
    let corpus = sample_corpus();
    let corpus = corpus.to_str().unwrap();
    let of_files = ran(&mut asking(&["lexicon", "count", corpus])).exits(0).out;
    let of_archive = ran(&mut asking(&["lexicon", "count", ".warraq"]))
        .exits(0)
        .out;
    assert_eq!(of_files, of_archive);
    let counts: Vec<u64> = of_files
        .lines()
        .map(|line| line.split_once('\t').unwrap().1.parse().unwrap())
        .collect();
    assert!(counts.is_sorted_by(|a, b| a >= b) && counts.last() >= Some(&3));
}

#[test]
fn a_lexicon_can_be_learnt_from_articles_alone() {
    let here = two_articles();
    let data = repository().join("data");
    let data = data.to_str().unwrap();
    let build = [
        "lexicon",
        "build",
        "news",
        "--no-counts",
        "--data",
        data,
        "-o",
        "own.tsv",
    ];
    here.run(&build).exits(0).says(&["own.tsv"]);
    let lexicon = fs::read_to_string(here.path().join("own.tsv")).unwrap();
    assert!(lexicon.lines().any(|line| line.starts_with("هدنة\tهدن\t")));
}

#[test]
fn what_is_missing_or_wrong_is_named_with_its_place() {
    let here = Workplace::new();
    here.run(&["lexicon", "build"])
        .exits(2)
        .says(&["counts.tsv.zst"]);
    here.run(&["lexicon", "count", "nowhere"])
        .exits(2)
        .says(&["nowhere", "does not exist"]);

    here.write("counts.tsv", "هدنة\t12\nهدنة كثيرا\n");
    let build = ["lexicon", "build", "--counts", "counts.tsv"];
    here.run(&build).exits(2).says(&["counts.tsv:2"]);

    here.write("counts.tsv", "هدنة\t12\n");
    here.write("news/good.jsonl", "{\"body\": \"هدنة\"}\n{\"body\": \n");
    here.run(&["lexicon", "count", "news", "--fewest", "1"])
        .exits(2)
        .says(&["good.jsonl", "2"]);

    here.write(
        "data/words/verbs.tsv",
        "past\tpresent\tpast_c\tpresent_c\troot\nقال\tيقول\n",
    );
    here.run(&build)
        .exits(2)
        .says(&["verbs.tsv:2", "5 columns expected, 2 found"]);
}
