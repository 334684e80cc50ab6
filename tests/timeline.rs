//! `warraq timeline`: articles by day, week, month and year, as a plot, a drawing, a table, JSON.

mod archive;

use archive::{Workplace, ask, total, two_articles};
use serde_json::Value;

fn timeline(arguments: &[&str]) -> Value {
    ask(&archive::with(&["timeline", "--json"], arguments))
        .exits(0)
        .json()
}

fn counts(line: &Value) -> Vec<(String, u64)> {
    let periods = line["periods"].as_array().unwrap().iter();
    periods
        .map(|period| {
            let name = period["period"].as_str().unwrap().to_owned();
            (name, period["count"].as_u64().unwrap())
        })
        .collect()
}

#[test]
fn every_dated_article_is_in_one_period() {
    for by in ["day", "week", "month", "year"] {
        let answer = timeline(&["كاراباخ", "--by", by]);
        let all: u64 = counts(&answer["lines"][0])
            .iter()
            .map(|(_, count)| count)
            .sum();
        let undated = answer["undated"].as_u64().unwrap();
        assert_eq!(all + undated, total(&answer), "{by}");
        assert_eq!(answer["by"], by);
        assert!(undated > 0);
    }
}

#[test]
fn a_period_has_what_a_search_of_it_finds() {
    let answer = timeline(&["كاراباخ", "--by", "month"]);
    for (month, count) in counts(&answer["lines"][0]) {
        let dates = ["--from", &month, "--to", &month, "--match", "all"];
        let found = archive::search(&archive::with(&["كاراباخ"], &dates));
        assert_eq!(total(&found), count, "{month}");
    }
}

#[test]
fn weeks_begin_on_monday_and_the_step_follows_the_span() {
    let weeks = timeline(&[
        "كاراباخ",
        "--by",
        "week",
        "--from",
        "2020-09-27",
        "--to",
        "2020-10",
    ]);
    let weeks = counts(&weeks["lines"][0]);
    assert_eq!(weeks[0].0, "2020-09-21");
    for (span, by) in [
        (["2020-10-01", "2020-10-20"], "day"),
        (["2020-09", "2021-01"], "week"),
        (["2020", "2023"], "month"),
    ] {
        let answer = timeline(&["كاراباخ", "--from", span[0], "--to", span[1]]);
        assert_eq!(answer["by"], by, "{span:?}");
    }
}

#[test]
fn a_line_has_as_many_articles_as_its_facet_says() {
    for per in ["person", "place", "org"] {
        let answer = timeline(&["كاراباخ", "--per", per, "--from", "1900", "--top", "4"]);
        let of = if per == "org" { "organisation" } else { per };
        let facet = ask(&[
            "facets",
            of,
            "كاراباخ",
            "--from",
            "1900",
            "--top",
            "4",
            "--json",
        ])
        .json();
        let lines = answer["lines"].as_array().unwrap();
        assert_eq!(lines.len(), 4);
        for (line, value) in lines.iter().zip(facet[of].as_array().unwrap()) {
            assert_eq!(line["id"], value["id"]);
            assert_eq!(line["total"], value["count"], "{line}");
        }
    }
    let sources = timeline(&["--per", "source", "--by", "year"]);
    assert!(sources["lines"][0]["name"].as_str().unwrap().contains(' '));
}

#[test]
fn the_plot_has_bars_gaps_and_what_is_undated() {
    let text = ask(&["timeline", "كاراباخ", "--by", "month"]).exits(0).out;
    let row = |month: &str| text.lines().find(|line| line.starts_with(month)).unwrap();
    assert!(row("2020-10").contains('█'), "{text}");
    assert_eq!(row("2021-02"), "2021-02", "{text}");
    assert!(text.contains("months without articles"), "{text}");
    assert!(text.contains("1 undated article is in no period"), "{text}");
    let lines = ask(&["timeline", "كاراباخ", "--per", "person", "--top", "2"]).out;
    assert!(
        lines.contains("سيرغي لافروف") && lines.contains("a column is a month"),
        "{lines}"
    );
    ask(&["timeline", "زقزقططخ"]).exits(1);
}

#[test]
fn a_table_has_a_row_a_period_and_says_what_it_leaves_out() {
    let ran = ask(&["timeline", "كاراباخ", "--csv", "--by", "year"]).exits(0);
    assert!(
        ran.out.starts_with("period,id,name,articles\n2020,,,"),
        "{}",
        ran.out
    );
    assert_eq!(ran.out.lines().count(), 5, "2020 to 2023: {}", ran.out);
    ran.says(&["1 undated article"]);
}

#[test]
fn a_drawing_is_xml_with_a_line_a_value_and_isolated_arabic() {
    let here = Workplace::new();
    let file = here.path().join("karabakh.svg");
    let file = file.to_str().unwrap();
    ask(&[
        "timeline",
        "كاراباخ <&>",
        "--per",
        "place",
        "--top",
        "3",
        "--svg",
        file,
    ])
    .exits(0);
    let drawing = std::fs::read_to_string(file).unwrap();
    assert!(drawing.starts_with("<svg ") && drawing.ends_with("</svg>\n"));
    assert_eq!(drawing.matches("<polyline").count(), 3);
    assert!(
        drawing.contains("\u{2068}كاراباخ &lt;&amp;&gt;\u{2069}"),
        "{drawing}"
    );
    ask(&["timeline", "كاراباخ", "--svg", "/nowhere/x.svg"])
        .exits(2)
        .says(&["/nowhere/x.svg"]);
}

#[test]
fn an_archive_without_dates_has_no_periods() {
    let here = two_articles();
    let answer = here.run(&["timeline", "--json", "هدنة"]).json();
    assert_eq!(answer["lines"][0]["periods"], serde_json::json!([]));
    assert_eq!(answer["undated"], 1);
}
