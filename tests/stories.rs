//! Near-identical articles folded into stories: what a hit stands for, what is counted, and that
//! the order in which copies came does not matter.

mod archive;

use archive::{Workplace, ask, found, ids, search, set, total, with};
use serde_json::Value;
use std::collections::BTreeSet;

/// A report of an invented agency, by paragraphs.
const REPORT: [&str; 4] = [
    "أعلنت هيئة الموانئ في مدينة نورس أن حركة السفن عادت إلى طبيعتها بعد إغلاق دام 3 أيام بسبب العاصفة التي ضربت الساحل الغربي.",
    "وقال مدير الهيئة كريم الصاوي إن 40 سفينة كانت تنتظر خارج الميناء دخلت تباعا منذ الفجر، وإن تفريغ حمولاتها يستغرق أسبوعا على الأقل.",
    "وأضاف أن الأضرار اقتصرت على رافعتين وعدد من المستودعات القديمة في الرصيف الشرقي، وأن فرق الصيانة تعمل على إصلاحها ليلا ونهارا.",
    "وتوقع تجار السوق المركزية وصول الفواكه والحبوب إلى المتاجر قريبا، بعدما ارتفعت أسعارها بنحو الخمس خلال الإغلاق.",
];
const OTHER: &str = "افتتح وزير الزراعة معرض التمور السنوي في مدينة نورس بمشاركة مئات المزارعين، ودعا إلى دعم صغار المنتجين وتسويق محاصيلهم في الخارج، وأعلن جوائز لأجود الأصناف تمنح كل موسم.";

fn record(id: &str, date: &str, source: &str, body: &str) -> String {
    serde_json::json!({"id": id, "date": date, "source": source, "title": "نورس", "body": body})
        .to_string()
}

/// Files of a place: the agency's report, a cut copy, an edited one, another edition, another text.
fn files() -> [(&'static str, String); 5] {
    let whole = REPORT.join("\n");
    let edited = whole
        .replace("تباعا", "تباعًا أمس")
        .replace("ليلا ونهارا", "ليل نهار");
    let edition = whole
        .replace("3 أيام", "5 أيام")
        .replace("40 سفينة", "62 سفينة");
    [
        (
            "news/a.json",
            record("agency", "2021-03-02T10:00:00", "الوكالة", &whole),
        ),
        (
            "news/b.json",
            record("cut", "2021-03-02", "المساء", &REPORT[..3].join("\n")),
        ),
        (
            "news/c.json",
            record(
                "edited",
                "2021-03-03",
                "الضحى",
                &format!("نورس - {edited} (وكالات)"),
            ),
        ),
        (
            "news/d.json",
            record("edition", "2021-04-09", "الوكالة", &edition),
        ),
        (
            "news/e.json",
            record("other", "2021-03-02", "المساء", OTHER),
        ),
    ]
}

fn stories(answer: &Value) -> BTreeSet<BTreeSet<String>> {
    let hits = answer["hits"].as_array().unwrap().iter();
    hits.map(|hit| {
        let copies = hit["copies"].as_array().unwrap().iter();
        let ids = copies.map(|copy| &copy["id"]).chain([&hit["id"]]);
        ids.map(|id| id.as_str().unwrap().to_owned()).collect()
    })
    .collect()
}

fn named(stories: &[&[&str]]) -> BTreeSet<BTreeSet<String>> {
    let stories = stories.iter();
    stories
        .map(|ids| ids.iter().map(|id| (*id).to_owned()).collect())
        .collect()
}

#[test]
fn copies_fold_and_another_edition_stands_alone() {
    let here = Workplace::new();
    for (name, content) in files() {
        here.write(name, content);
    }
    here.index().exits(0);
    let answer = here.search(&["نورس"]);
    assert_eq!(total(&answer), 5);
    assert_eq!(answer["stories"], 3);
    let expected = named(&[&["agency", "cut", "edited"], &["edition"], &["other"]]);
    assert_eq!(stories(&answer), expected);
    let text = here.run(&["search", "نورس"]).out;
    assert!(text.contains("5 articles in 3 stories"), "{text}");
    assert!(
        text.contains("2021-03-02 · الوكالة · agency · +2"),
        "{text}"
    );
}

#[test]
fn the_order_in_which_copies_came_does_not_matter() {
    let expected = named(&[&["agency", "cut", "edited"], &["edition"], &["other"]]);
    for turn in 0..5 {
        let here = Workplace::new();
        let mut files = files();
        files.rotate_left(turn);
        for (name, content) in files {
            here.write(name, content);
            here.index().exits(0);
        }
        assert_eq!(stories(&here.search(&["نورس"])), expected);
    }
}

#[test]
fn a_story_of_which_an_article_has_gone_is_formed_anew() {
    let here = Workplace::new();
    let paragraphs = |range: std::ops::Range<usize>| REPORT[range].join("\n");
    // What joins the two halves goes again.
    here.write(
        "news/a.json",
        record("first", "2021-03-02", "أ", &paragraphs(0..2)),
    );
    here.write(
        "news/b.json",
        record("whole", "2021-03-02", "ب", &paragraphs(0..3)),
    );
    here.write(
        "news/c.json",
        record(
            "last",
            "2021-03-02",
            "ج",
            &(REPORT[0].to_owned() + "\n" + REPORT[2]),
        ),
    );
    here.index().exits(0);
    assert_eq!(
        stories(&here.search(&["نورس"])),
        named(&[&["first", "whole", "last"]])
    );
    here.remove("news/b.json");
    here.index().exits(0);
    assert_eq!(
        stories(&here.search(&["نورس"])),
        named(&[&["first"], &["last"]])
    );
}

#[test]
fn a_run_that_was_killed_before_the_stories_were_formed_is_made_good() {
    let here = Workplace::new();
    for (name, content) in files() {
        here.write(name, content);
    }
    here.index().exits(0);
    for damage in [None, Some(b"cut")] {
        let table = here.path().join(".warraq/store-1/stories.bin");
        match damage {
            None => std::fs::remove_file(&table).unwrap(),
            Some(bytes) => std::fs::write(&table, bytes).unwrap(),
        }
        here.index().exits(0);
        assert_eq!(here.search(&["نورس"])["stories"], 3);
    }
}

#[test]
fn copies_are_hits_of_their_own_where_that_is_asked() {
    let (folded, apart) = (
        search(&["كاراباخ هدنة", "-n", "100"]),
        found(&["كاراباخ هدنة"]),
    );
    let hits = folded["hits"].as_array().unwrap();
    assert_eq!(folded["stories"], hits.len());
    assert!(hits.len() < apart.len());
    let unfolded = stories(&folded)
        .into_iter()
        .flatten()
        .collect::<BTreeSet<_>>();
    assert_eq!(unfolded, set(apart.clone()));
    assert_eq!(total(&folded) as usize, apart.len());
    let answer = search(&["كاراباخ هدنة", "--copies"]);
    assert_eq!(answer["stories"], Value::Null);
    assert!(answer["hits"][0]["copies"].as_array().unwrap().is_empty());
}

#[test]
fn a_story_takes_the_place_of_its_best_hit() {
    let apart = found(&["كاراباخ هدنة"]);
    let folded = search(&["كاراباخ هدنة", "-n", "100"]);
    let mut best = Vec::new();
    for hit in folded["hits"].as_array().unwrap() {
        let copies = hit["copies"].as_array().unwrap().iter();
        let members: Vec<&str> = copies
            .chain([hit])
            .map(|a| a["id"].as_str().unwrap())
            .collect();
        best.push(
            apart
                .iter()
                .position(|id| members.contains(&id.as_str()))
                .unwrap(),
        );
    }
    assert!(best.is_sorted(), "{best:?}");
}

#[test]
fn the_first_or_the_fullest_copy_is_shown() {
    let shown = |prefer: &str| {
        let answer = search(&["هدنة موسكو كاراباخ", "--prefer", prefer]);
        let hits = answer["hits"].as_array().unwrap().iter();
        hits.filter(|hit| !hit["copies"].as_array().unwrap().is_empty())
            .map(|hit| hit["id"].as_str().unwrap().to_owned())
            .next()
            .unwrap()
    };
    assert_eq!(shown("first"), "marsad-20201010-06");
    let length = |id: &str| {
        ask(&["show", id, "--json"]).json()["body"]
            .as_str()
            .unwrap()
            .len()
    };
    assert!(length(&shown("fullest")) >= length(&shown("first")));
}

#[test]
fn in_an_order_of_dates_the_copy_is_shown_that_has_the_place() {
    for order in ["newest", "oldest"] {
        let answer = search(&["كاراباخ هدنة", "--sort", order, "-n", "100"]);
        let hits = answer["hits"].as_array().unwrap().iter();
        let dates: Vec<&str> = hits.filter_map(|hit| hit["date"].as_str()).collect();
        let in_order = match order {
            "newest" => dates.is_sorted_by(|a, b| a >= b),
            _ => dates.is_sorted(),
        };
        assert!(in_order, "{order}: {dates:?}");
    }
}

#[test]
fn pages_count_stories() {
    let all = ids(&search(&["كاراباخ", "-n", "100"]));
    let mut paged = Vec::new();
    for offset in (0..all.len()).step_by(3) {
        let offset = offset.to_string();
        paged.extend(ids(&search(&["كاراباخ", "-n", "3", "--offset", &offset])));
    }
    assert_eq!(paged, all);
}

#[test]
fn facet_counts_are_what_a_click_finds_folded_or_not() {
    for query in [&["كاراباخ هدنة"][..], &["ليبيا"], &["--from", "2020-10"]] {
        let folded = search(&with(query, &["--top", "6"]));
        let apart = search(&with(query, &["--top", "6", "--copies"]));
        assert_eq!(folded["facets"], apart["facets"]);
        for of in ["person", "place", "organisation"] {
            for value in folded["facets"][of].as_array().unwrap() {
                let option = format!("--{of}");
                let id = value["id"].as_str().unwrap();
                let click = search(&with(query, &[&option, id, "-n", "100"]));
                assert_eq!(value["count"], total(&click), "{query:?} {option} {id}");
                let unfolded = stories(&click).into_iter().map(|story| story.len());
                assert_eq!(unfolded.sum::<usize>() as u64, total(&click));
            }
        }
    }
}
