//! What holds of every search, whatever the articles: counts equal what a click finds, marks stand
//! on what was sought.
//!
//! Runs on the sample corpus, and on any other articles with
//! `WARRAQ_TEST_ARTICLES=PATH cargo test --release --test properties`.

mod archive;

use archive::{Workplace, sample_corpus, slice};
use serde_json::Value;
use std::env;

const QUERIES: &[&str] = &[
    "كاراباخ",
    "الرئيس الأمريكي",
    "أسعار النفط",
    "مباراة نهائي الكأس",
    "«مجلس الأمن»",
    "انتخابات OR استفتاء",
    "زلزال -سوريا",
    "منظم*",
    "\"وزير الخارجية\"~3",
    "title:روسيا",
    "Turkey president",
    "World Health Organization",
    "هل تنجح المفاوضات بين الحكومة والمعارضة في وقف القتال",
    "",
];

/// An archive of the articles that are tested with.
fn archive_of_many() -> Workplace {
    let here = Workplace::new();
    let articles = env::var("WARRAQ_TEST_ARTICLES");
    let articles = articles.unwrap_or_else(|_| sample_corpus().display().to_string());
    here.run(&["index", &articles]).exits(0);
    here
}

/// A search with `arguments`, without words if there are none.
fn search(here: &Workplace, query: &str, arguments: &[&str]) -> Value {
    let words = [query];
    let words = if query.is_empty() {
        &words[..0]
    } else {
        &words[..]
    };
    here.search(&[arguments, words].concat())
}

#[test]
fn a_click_on_a_facet_finds_as_many_as_it_says_and_marks_stand_on_words() {
    let here = archive_of_many();
    for query in QUERIES {
        let answer = match query.is_empty() {
            true => search(&here, "", &["--from", "1900", "--top", "12"]),
            false => search(&here, query, &["--top", "12", "-n", "50"]),
        };
        for of in ["person", "place", "organisation"] {
            let values = answer["facets"][of].as_array().unwrap();
            for value in values {
                let id = value["id"].as_str().unwrap();
                let option = format!("--{of}");
                let from = ["--from", "1900", "-n", "1", &option, id];
                let clicked = search(
                    &here,
                    query,
                    if query.is_empty() { &from } else { &from[2..] },
                );
                assert_eq!(clicked["total"], value["count"], "{query} {of} {id}");
                if !query.is_empty() && !id.contains([' ', '"']) {
                    let field = if of == "organisation" { "org" } else { of };
                    let typed = format!("({query}) AND {field}:\"{id}\"");
                    if answer["relaxed"] == false {
                        let clicked = search(&here, &typed, &["-n", "1"]);
                        assert_eq!(clicked["total"], value["count"], "{typed}");
                    }
                }
            }
        }
        for hit in answer["hits"].as_array().unwrap() {
            marks_stand_on_words(hit);
        }
    }
}

/// Marks are whole words in order, none over another.
fn marks_stand_on_words(hit: &Value) {
    let passages = hit["passages"].as_array().unwrap().iter();
    let texts = passages.map(|passage| (&passage["text"], &passage["marks"]));
    for (text, marks) in texts.chain([(&hit["title"], &hit["title_marks"])]) {
        let text = text.as_str().unwrap();
        let mut behind = 0;
        for mark in marks.as_array().unwrap() {
            let marked = slice(text, &mark[0], &mark[1]);
            let start = mark[0].as_u64().unwrap() as usize;
            assert!(start >= behind, "{hit}");
            behind = mark[1].as_u64().unwrap() as usize;
            let before = start.checked_sub(1).and_then(|at| text.chars().nth(at));
            let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            assert!(!is_letter(before), "{marked} in {text}");
            assert!(!is_letter(text.chars().nth(behind)), "{marked} in {text}");
        }
    }
}
