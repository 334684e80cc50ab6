//! What is printed: text for readers, JSON and TREC runs for programs.

mod archive;

use archive::{WARRAQ, Workplace, ask, asking, keys, ran, search, total, with};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Read;
use std::process::{Command, Stdio};

#[test]
fn a_search_in_json_has_the_documented_names() {
    let answer = search(&["كاراباخ مرتزقة"]);
    let names = [
        "query", "read_as", "notes", "matching", "relaxed", "total", "stories", "hits", "facets",
    ];
    assert_eq!(keys(&answer), BTreeSet::from(names));
    assert_eq!(answer["query"], "كاراباخ مرتزقة");
    assert_eq!(
        keys(&answer["read_as"][0]),
        BTreeSet::from(["typed", "read_as"])
    );
    let types = ["person", "place", "organisation"];
    assert_eq!(keys(&answer["facets"]), BTreeSet::from(types));
    for of in types {
        let first = &answer["facets"][of][0];
        assert_eq!(keys(first), BTreeSet::from(["id", "name", "count"]));
        assert!(first["count"].is_u64());
    }
    let hit = &answer["hits"][0];
    let about = [
        "id",
        "title",
        "date",
        "date_known_by",
        "source",
        "section",
        "author",
        "url",
        "language",
        "file",
    ];
    let more = ["rank", "score", "title_marks", "passages", "copies"];
    assert_eq!(keys(hit), about.into_iter().chain(more).collect());
    assert_eq!(keys(&hit["passages"][0]), BTreeSet::from(["text", "marks"]));
}

#[test]
fn a_search_that_finds_nothing_has_the_same_shape() {
    let answer = search(&["زقزقططخ"]);
    assert_eq!(total(&answer), 0);
    assert_eq!(answer["hits"], json!([]));
    assert_eq!(
        answer["facets"],
        json!({"person": [], "place": [], "organisation": []})
    );
}

#[test]
fn show_gives_one_article_whole() {
    let article = ask(&["show", "maydan-003", "--json"]).exits(0).json();
    assert_eq!(
        article["title"],
        "موسكو تعلن هدنة إنسانية بين أرمينيا وأذربيجان"
    );
    assert_eq!(article["date"], "2020-10-10T00:00:00");
    assert_eq!(article["date_known_by"], "metadata");
    assert_eq!(article["source"], "ميدان اليوم");
    assert!(
        article["file"]
            .as_str()
            .unwrap()
            .ends_with("maydan/2020.csv")
    );
    let body = article["body"].as_str().unwrap();

    let text = ask(&["show", "maydan-003"]).exits(0).out;
    assert!(text.starts_with("موسكو تعلن هدنة إنسانية بين أرمينيا وأذربيجان\n"));
    assert!(text.contains("2020-10-10 · ميدان اليوم · maydan-003\n"));
    for paragraph in body.lines() {
        assert!(text.contains(paragraph), "{paragraph}");
    }
}

#[test]
fn show_says_how_a_date_was_inferred_and_that_there_is_none() {
    let inferred = ask(&["show", "sada/2020/10/29-barda.txt"]).out;
    assert!(
        inferred.contains("2020-10-29 (from the path)"),
        "{inferred}"
    );
    assert!(ask(&["show", "1112"]).out.contains("undated · "));
    assert_eq!(ask(&["show", "1112", "--json"]).json()["date"], Value::Null);
}

#[test]
fn show_of_an_unknown_id_says_where_ids_come_from() {
    ask(&["show", "maydan-999"])
        .exits(1)
        .says(&["maydan-999", "warraq search"]);
}

#[test]
fn every_id_that_search_prints_can_be_shown() {
    for id in archive::found(&["كاراباخ"]) {
        assert_eq!(ask(&["show", &id, "--json"]).exits(0).json()["id"], id);
    }
}

#[test]
fn facets_are_the_same_in_text_and_in_json() {
    for of in ["person", "place", "organisation"] {
        let arguments = ["facets", of, "كاراباخ", "--top", "5"];
        let json = ask(&with(&arguments, &["--json"])).exits(0).json();
        let values = json[of].as_array().unwrap();
        assert_eq!(values.len(), 5);
        let text = ask(&arguments).exits(0).out;
        for (line, value) in text.lines().zip(values) {
            let (name, id) = (
                value["name"].as_str().unwrap(),
                value["id"].as_str().unwrap(),
            );
            assert_eq!(line.trim(), format!("{}  {name}  {id}", value["count"]));
        }
        assert_eq!(text.lines().count(), 5);
        assert_eq!(json[of], search(&["كاراباخ", "--top", "5"])["facets"][of]);
    }
}

#[test]
fn facets_take_filters_and_tell_nothing_found_and_unknown_types() {
    let all = ask(&["facets", "person", "--json"]).json();
    assert_eq!(all["person"].as_array().unwrap().len(), 20);
    let later = ask(&["facets", "person", "--from", "2022", "--json"]).json();
    assert_ne!(all, later);
    ask(&["facets", "person", "زقزقططخ"]).exits(1);
    ask(&["facets", "town"])
        .exits(2)
        .says(&["town", "person, place or organisation"]);
}

#[test]
fn stats_tell_what_is_in_the_archive() {
    let stats = ask(&["stats", "--json"]).exits(0).json();
    let names = [
        "archive",
        "articles",
        "files",
        "bytes_on_disk",
        "first",
        "last",
        "sources",
        "entities",
        "losses",
    ];
    assert_eq!(keys(&stats), BTreeSet::from(names));
    assert_eq!(
        (&stats["first"], &stats["last"]),
        (&json!("2020-03-06"), &json!("2024-12-08"))
    );
    let agency = json!({"name": "وكالة المرصد للأنباء", "articles": 19});
    assert!(stats["sources"].as_array().unwrap().contains(&agency));
    assert!(stats["entities"]["person"].as_u64() > Some(50));

    let text = ask(&["stats"]).exits(0).out;
    for line in [
        "articles  98",
        "files     55",
        "dates     2020-03-06 to 2024-12-08",
    ] {
        assert!(text.lines().any(|l| l == line), "{line} in {text}");
    }
    assert!(text.contains("19  وكالة المرصد للأنباء"));
}

#[test]
fn text_in_a_pipe_has_stars_around_matching_words_and_no_colours() {
    let text = ask(&["search", "كاراباخ"]).out;
    assert!(text.contains("*كاراباخ*"));
    for arguments in [
        &["search", "كاراباخ"][..],
        &["show", "1028"],
        &["facets", "place"],
        &["stats"],
    ] {
        let text = ask(arguments).out;
        assert!(!text.contains('\u{1b}'), "{text}");
        assert!(!text.contains(['\u{2068}', '\u{2069}']), "{text}");
    }
}

#[test]
fn colours_are_used_where_forced_but_never_against_no_color() {
    let forced = ran(asking(&["search", "كاراباخ"]).env("CLICOLOR_FORCE", "1")).out;
    assert!(forced.contains("\u{1b}[31m") && !forced.contains("*كاراباخ*"));
    let plain = ran(asking(&["search", "كاراباخ"])
        .env("CLICOLOR_FORCE", "1")
        .env("NO_COLOR", "1"))
    .out;
    assert_eq!(plain, ask(&["search", "كاراباخ"]).out);
}

#[test]
fn text_tells_how_many_articles_and_which_are_shown() {
    let answer = search(&["كاراباخ"]);
    let all = total(&answer);
    let stories = &answer["stories"];
    let line = |arguments: &[&str]| {
        let text = ask(arguments).out;
        text.lines().nth(1).unwrap_or_default().to_owned()
    };
    let shown = line(&["search", "كاراباخ", "--limit", "5", "--offset", "10"]);
    assert_eq!(
        shown,
        format!("{all} articles in {stories} stories, 11 to 15 shown")
    );
    assert_eq!(
        line(&["search", "كاراباخ", "--limit", "100"]),
        format!("{all} articles in {stories} stories")
    );
    assert_eq!(
        line(&["search", "كاراباخ", "--limit", "100", "--copies"]),
        format!("{all} articles")
    );
    assert_eq!(line(&["search", "زقزقططخ"]), "no article");
    assert_eq!(line(&["search", "«شجرة التوت»"]), "1 article");
}

#[test]
fn a_trec_run_has_six_columns_and_ranks_as_search_does() {
    let here = Workplace::new();
    let queries = here.write(
        "queries.tsv",
        "q1\tكاراباخ\nq2\tLibya ceasefire\nq3\tزقزقططخ\n",
    );
    let file = queries.to_str().unwrap();
    let run = ask(&[
        "search",
        "--queries",
        file,
        "--format",
        "trec",
        "-n",
        "1000",
    ])
    .exits(0);
    for (query, words) in [
        ("q1", "كاراباخ"),
        ("q2", "Libya ceasefire"),
        ("q3", "زقزقططخ"),
    ] {
        let lines = run
            .out
            .lines()
            .map(|line| line.split(' ').collect::<Vec<_>>());
        let lines: Vec<_> = lines.filter(|columns| columns[0] == query).collect();
        let found = archive::found(&[words]);
        assert_eq!(lines.len(), found.len());
        for ((rank, columns), id) in (1..).zip(&lines).zip(&found) {
            assert_eq!(columns[1..4], ["Q0", id, &rank.to_string()]);
            assert!(columns[4].parse::<f64>().unwrap() > 0.0);
            assert_eq!(columns[5..], ["warraq"]);
        }
    }
}

#[test]
fn a_line_that_is_no_query_is_told_by_its_number_and_passed_over() {
    let here = Workplace::new();
    let queries = here.write("queries.tsv", "q1\tكاراباخ\nهذا سطر بلا معرف\nq3\tهدنة\n");
    let file = queries.to_str().unwrap();
    let run = ask(&["search", "--queries", file, "--format", "trec"]).exits(2);
    run.says(&["queries.tsv:2:", "tab"]);
    assert!(run.out.contains("q1 Q0 ") && run.out.contains("q3 Q0 "));
}

#[test]
fn a_query_without_words_is_told_by_its_number_and_finds_nothing() {
    let here = Workplace::new();
    let queries = here.write("queries.tsv", "q1\tكاراباخ\nq2\t\n");
    let file = queries.to_str().unwrap();
    let run = ask(&["search", "--queries", file, "--format", "trec"]).exits(2);
    run.says(&["queries.tsv:2:"]);
    assert!(!run.out.contains("q2 Q0 "));
}

#[test]
fn queries_need_a_format_and_a_file_that_is_there() {
    ask(&["search", "--queries", "no-such.tsv", "--format", "trec"])
        .exits(2)
        .says(&["no-such.tsv"]);
    ask(&["search", "--queries", "no-such.tsv"])
        .exits(2)
        .says(&["--format"]);
}

#[test]
fn a_pipe_that_closes_early_is_no_error() {
    for arguments in [&["analyze"][..], &["annotate"]] {
        assert_may_close_early(arguments);
    }
}

#[test]
fn a_pipe_that_closes_early_is_no_error_for_json_either() {
    for arguments in [&["analyze", "--json"][..], &["annotate", "--json"]] {
        assert_may_close_early(arguments);
    }
}

/// Reads one byte of a long answer and closes the pipe.
#[track_caller]
fn assert_may_close_early(arguments: &[&str]) {
    let here = Workplace::new();
    let input = here.write("input.txt", "قال عمران خان في باكو\n".repeat(30_000));
    let mut child = Command::new(WARRAQ)
        .args(arguments)
        .current_dir(here.path())
        .stdin(std::fs::File::open(&input).unwrap())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
}
