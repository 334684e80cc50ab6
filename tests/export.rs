//! `warraq export`: all of it, in formats that other programs read.

mod archive;

use archive::{Workplace, ask, found};
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn everything_found_is_written_whatever_the_number() {
    let lines = ask(&["export"]).exits(0).json_lines();
    let everything = found(&["NOT id:none"]);
    assert_eq!(lines.len(), everything.len());
    let id = |line: &Value| line["id"].as_str().unwrap().to_owned();
    assert_eq!(
        set_of(&lines.iter().map(id).collect::<Vec<_>>()),
        set_of(&everything)
    );
    let truce = ask(&["export", "هدنة"]).exits(0).json_lines();
    assert_eq!(truce.len(), found(&["هدنة"]).len());
    assert!(
        truce
            .iter()
            .all(|line| !line["body"].as_str().unwrap().is_empty())
    );
    ask(&["export", "زقزقات"]).exits(1);
}

#[test]
fn what_was_exported_can_be_indexed_again() {
    let here = Workplace::new();
    let exported = ask(&["export", "هدنة"]).exits(0).out;
    here.write("news/export.jsonl", &exported);
    here.index().exits(0);
    assert_eq!(here.count(&["هدنة"]), exported.lines().count() as u64);
}

#[test]
fn a_table_has_a_header_and_a_mark_for_spreadsheets_on_request() {
    let plain = ask(&["export", "هدنة", "--format", "csv", "--no-body"])
        .exits(0)
        .out;
    let marked = ask(&["export", "هدنة", "--format", "csv", "--no-body", "--bom"])
        .exits(0)
        .out;
    assert_eq!(marked.strip_prefix('\u{feff}'), Some(plain.as_str()));
    assert!(plain.starts_with("id,title,date,"), "{plain}");
    let here = Workplace::new();
    let file = here.path().join("out.csv");
    ask(&[
        "export",
        "هدنة",
        "--format",
        "csv",
        "--no-body",
        "-o",
        file.to_str().unwrap(),
    ])
    .exits(0);
    assert_eq!(std::fs::read_to_string(file).unwrap(), plain);
}

#[test]
fn citations_have_an_entry_for_each_article() {
    let articles = found(&["هدنة"]).len();
    let bibtex = ask(&["export", "هدنة", "--format", "bibtex"]).exits(0).out;
    assert_eq!(bibtex.matches("@article{").count(), articles);
    let ris = ask(&["export", "هدنة", "--format", "ris"]).exits(0).out;
    assert_eq!(ris.matches("TY  - NEWS").count(), articles);
    assert_eq!(ris.matches("ER  - ").count(), articles);
}

#[test]
fn hits_are_printed_as_tables_lines_and_files() {
    let csv = ask(&["search", "هدنة", "--format", "csv", "-n", "3"])
        .exits(0)
        .out;
    assert_eq!(csv.lines().count(), 4);
    let lines = ask(&["search", "هدنة", "--format", "jsonl", "-n", "3"])
        .exits(0)
        .json_lines();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["rank"], 1);
    let files = ask(&["search", "هدنة", "--format", "paths0", "-n", "50"])
        .exits(0)
        .out;
    let files: Vec<&str> = files.split_terminator('\0').collect();
    assert_eq!(files.len(), BTreeSet::from_iter(&files).len());
    assert!(
        files
            .iter()
            .all(|file| std::path::Path::new(file).is_file()),
        "{files:?}"
    );
}

fn set_of(ids: &[String]) -> BTreeSet<String> {
    ids.iter().cloned().collect()
}
