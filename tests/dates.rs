//! Dates: how they are known, which are doubted, and filters by that, through the real binary.

mod archive;

use archive::{Workplace, ids, set, total, with};

/// Articles whose dates are known in every way.
fn dated() -> Workplace {
    let here = Workplace::new();
    for (name, text) in [
        (
            "news/2020/11/03/path.txt",
            "هدنة أولى\n\nنص الخبر عن الهدنة.",
        ),
        (
            "news/line.txt",
            "هدنة ثانية\n\nباكو، 3 تشرين الثاني 2020 - أعلنت الهدنة.",
        ),
        (
            "news/hijri.txt",
            "هدنة ثالثة\n\nالرياض، 17 ربيع الأول 1442 هـ - أعلنت الهدنة.",
        ),
        ("news/none.txt", "هدنة رابعة\n\nنص الخبر عن الهدنة."),
    ] {
        here.write(name, text);
    }
    let records = [
        ("meta", "2020-11-03"),
        ("umm", "١٧/٣/١٤٤٢ هـ"),
        ("both", "17/3/1441 هـ الموافق 3 نوفمبر 2020"),
        ("mail", "Tue, 03 Nov 2020 23:20:00 +0300"),
        ("epoch", "1604361600"),
        ("future", "2999-01-01"),
        ("early", "1700-01-01"),
        ("zero", "0000-00-00"),
        ("first", "0001-01-01T00:00:00"),
        ("unix", "1970-01-01T00:00:00Z"),
    ];
    let lines = records.map(|(id, date)| {
        format!("{{\"id\": \"{id}\", \"title\": \"هدنة {id}\", \"body\": \"نص\", \"date\": \"{date}\"}}\n")
    });
    here.write("news/a.jsonl", lines.concat());
    here.write(
        "news/2020/11/03/b.jsonl",
        "{\"id\": \"rescued\", \"title\": \"هدنة\", \"body\": \"نص\", \"date\": \"2999-01-01\"}\n",
    );
    here
}

fn found(here: &Workplace, arguments: &[&str]) -> Vec<String> {
    let rest = ["هدنة", "--match", "all", "--copies", "-n", "100"];
    ids(&here.search(&with(&rest, arguments)))
}

#[test]
fn articles_are_found_by_how_their_date_is_known() {
    let here = dated();
    let ran = here.index().exits(0);
    ran.says(&[
        "a.jsonl:line 6: the date «2999-01-01» lies in the future; it is kept, and found with --dated-by doubted",
        "a.jsonl:line 7: the date «1700-01-01» lies before 1850; it is kept",
        "a.jsonl:line 8: the date «0000-00-00» is what programs write for no date; the article has none",
        "a.jsonl:line 9: the date «0001-01-01T00:00:00» is what programs write for no date",
        "a.jsonl:line 10: the date «1970-01-01T00:00:00Z» is what programs write for no date; it is kept",
        "b.jsonl:line 1: the date «2999-01-01» lies in the future; 2020-11-03, from the path, was taken instead",
    ]);
    for (way, expected) in [
        ("metadata", &["meta", "umm", "both", "mail", "epoch"][..]),
        ("dateline", &["line.txt", "hijri.txt"]),
        ("path", &["2020/11/03/path.txt", "rescued"]),
        ("fetch", &[]),
        ("doubted", &["future", "early", "unix"]),
    ] {
        let expected = set(expected.iter().map(|id| (*id).to_owned()).collect());
        assert_eq!(set(found(&here, &["--dated-by", way])), expected, "{way}");
        if !expected.is_empty() {
            let field = here.search(&[&format!("dated:{way}"), "--copies", "-n", "100"]);
            assert_eq!(set(ids(&field)), expected, "{way}");
        }
    }
    let either = found(&here, &["--dated-by", "path", "--dated-by", "dateline"]);
    assert_eq!(either.len(), 4);
    let day = ["--from", "2020-11-03", "--to", "2020-11-03"];
    assert_eq!(found(&here, &day).len(), 9);
    let undoubted = here.run(&["search", "--dated-by", "doubted"]).exits(0);
    assert!(
        undoubted.out.contains("2999-01-01 (doubted)"),
        "{undoubted:#?}"
    );
    let shown = here.search(&["--dated-by", "doubted"]);
    let ways = shown["hits"].as_array().unwrap().iter();
    assert!(
        ways.into_iter()
            .all(|hit| hit["date_known_by"] == "doubted")
    );
}

#[test]
fn every_command_that_filters_filters_by_it() {
    let here = dated();
    here.index().exits(0);
    let timeline = here
        .run(&["timeline", "--dated-by", "path", "--json"])
        .exits(0);
    assert_eq!(total(&timeline.json()), 2);
    let export = here.run(&["export", "--dated-by", "dateline"]).exits(0);
    assert_eq!(export.json_lines().len(), 2);
    here.run(&["watch", "save", "odd", "هدنة", "--dated-by", "doubted"])
        .exits(0);
    let list = here.run(&["watch", "list"]).exits(0);
    assert!(list.out.contains("--dated-by doubted"), "{list:#?}");
    let wrong = here
        .run(&["search", "هدنة", "--dated-by", "stars"])
        .exits(2);
    wrong.says(&["metadata", "dateline", "path", "fetch", "doubted"]);
}

#[test]
fn doubted_dates_are_shown_and_order_nothing() {
    let here = dated();
    here.index().exits(0);
    assert_eq!(here.count(&["--from", "2900"]), 0);
    assert_eq!(
        here.count(&["هدنة NOT dated:doubted", "--match", "all"]),
        12
    );
    let newest = found(&here, &["--sort", "newest"]);
    assert_eq!(newest[0], "mail", "{newest:?}");
    let timeline = here
        .run(&["timeline", "--by", "day", "--json"])
        .exits(0)
        .json();
    assert_eq!(timeline["undated"], 6);
    assert_eq!(timeline["lines"][0]["periods"].as_array().unwrap().len(), 1);
}

#[test]
fn times_are_those_on_the_wall_of_the_paper() {
    let here = dated();
    here.index().exits(0);
    let hit = &here.search(&["id:mail"])["hits"][0];
    assert_eq!(hit["date"].as_str(), Some("2020-11-03T23:20:00"));
}
