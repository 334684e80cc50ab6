//! `warraq similar`: articles that are about what an article is about.

mod archive;

use archive::{ask, ids, total, with};
use serde_json::Value;

const TRUCE: &str = "marsad-20201010-06";

fn similar(arguments: &[&str]) -> Value {
    ask(&with(&["similar", "--json"], arguments))
        .exits(0)
        .json()
}

#[test]
fn articles_on_the_same_subject_come_first() {
    for (id, like) in [
        (TRUCE, "difaf/2020/10/18-second-truce.html"),
        (
            "sada/2020/08/05-beirut-port.txt",
            "qaws/2021-08-01-port-explosion-year.txt",
        ),
        (
            "sada/2021/01/24-mercenaries-deadline.txt",
            "difaf/2020/10/24-libya-ceasefire.html",
        ),
    ] {
        let found = ids(&similar(&[id]));
        assert!(!found.contains(&id.to_owned()));
        assert!(
            found.iter().take(2).any(|found| found == like),
            "{id}: {found:?}"
        );
    }
}

#[test]
fn neither_the_article_nor_its_copies_are_like_it_unless_copies_are_asked_for() {
    let copies = ["1028", "maydan-003", "sada/2020/10/10-moscow-truce.txt"];
    let found = ids(&similar(&[TRUCE, "-n", "100"]));
    assert!(
        copies
            .iter()
            .all(|copy| !found.contains(&(*copy).to_owned())),
        "{found:?}"
    );
    let found = ids(&similar(&[TRUCE, "-n", "100", "--copies"]));
    assert!(
        copies
            .iter()
            .all(|copy| found.contains(&(*copy).to_owned())),
        "{found:?}"
    );
    assert!(!found.contains(&TRUCE.to_owned()));
}

#[test]
fn the_first_line_says_what_is_sought_and_passages_show_it() {
    let text = ask(&["similar", TRUCE]).exits(0).out;
    let first = text.lines().next().unwrap();
    assert!(
        first.starts_with("like: ") && first.contains(", "),
        "{first}"
    );
    assert!(text.contains('*'), "{text}");
}

#[test]
fn filters_narrow_what_is_like_an_article() {
    let all = similar(&[TRUCE, "-n", "100"]);
    let later = similar(&[TRUCE, "-n", "100", "--from", "2020-11"]);
    assert!(total(&later) > 0 && total(&later) < total(&all));
    let dates = later["hits"].as_array().unwrap().iter();
    assert!(
        dates
            .map(|hit| hit["date"].as_str().unwrap())
            .all(|date| date >= "2020-11")
    );
}

#[test]
fn an_id_that_no_article_has_is_told() {
    ask(&["similar", "no-such-id"])
        .exits(1)
        .says(&["no-such-id"]);
}
