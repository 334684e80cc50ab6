//! JSON documents and JSON lines.

use super::*;

#[test]
fn a_json_object_is_an_article() {
    let given = read_file("a.json", "{\n \"title\": \"ع\", \"body\": \"ن\"\n}\n");
    assert_eq!(given.ids(), ["a.json"]);
}

#[test]
fn json_arrays_are_articles_wherever_they_lie() {
    let list = r#"[{"title":"أ"},{"title":"ب"}]"#;
    for text in [
        list.to_owned(),
        format!(r#"{{"title": "المصدر", "items": {list}}}"#),
        format!(r#"{{"status": "ok", "articles": {list}, "total": 2}}"#),
        format!(r#"{{"response": {{"numFound": 2, "docs": {list}}}}}"#),
        r#"{"hits": {"total": 2, "hits": [{"_id": "1", "_source": {"title":"أ"}}, {"_source": {"title":"ب"}}]}}"#.to_owned(),
        "{\"title\":\"أ\"}\n{\"title\":\"ب\"}".to_owned(),
    ] {
        let given = read_file("a.json", &text);
        assert_eq!(given.titles(), ["أ", "ب"], "{text}: {:?}", given.said());
        assert_eq!(given.ids()[1], "a.json#2");
    }
    let given = read_file(
        "a.json",
        r#"{"status": "ok", "data": {"title": "أ", "items": ["x"]}}"#,
    );
    assert_eq!(given.ids(), ["a.json"]);
}

#[test]
fn json_broken_midway_keeps_what_came_before() {
    let given = read_file(
        "a.json",
        "[{\"title\":\"أ\"},\n3,\n{\"title\":\"ب\"},\n{\"title\" \"ج\"},{\"title\":\"د\"}]",
    );
    assert_eq!(given.titles(), ["أ", "ب"]);
    assert_eq!(given.ids()[1], "a.json#3");
    let said = given.said();
    assert!(
        said[0].starts_with(":record 2: a JSON object was expected"),
        "{said:?}"
    );
    assert!(
        said[1].starts_with(":line 4: broken JSON at column 10: expected `:`"),
        "{said:?}"
    );
}

#[test]
fn an_endless_json_record_ends_the_file() {
    let text = format!(
        r#"[{{"title":"أ"}}, {{"title":"{}"}}, {{"title":"ب"}}]"#,
        "ط".repeat(500)
    );
    let given = read_with("a.json", text.as_bytes(), &Fields::default(), &limited(100));
    assert_eq!(given.titles(), ["أ"]);
    assert!(matches!(
        given.problems[0].reason,
        Reason::TooLongToFollow { .. }
    ));
}

#[test]
fn a_broken_line_is_said_and_passed_over() {
    let given = read_file(
        "a.jsonl",
        "{\"title\":\"أول\"}\n{\"title\": oops}\n\n[1]\n{\"x\":1}\n{\"title\":\"ثان\"}",
    );
    assert_eq!(given.ids(), ["a.jsonl#1", "a.jsonl#5"]);
    assert_eq!(given.articles[1].place.ordinal, 4);
    let said = given.said();
    assert!(
        said[0].starts_with(":line 2: broken JSON at column 11: expected value. "),
        "{said:?}"
    );
    assert!(
        said[1].starts_with(":line 4: a JSON object was expected"),
        "{said:?}"
    );
    assert!(
        said[2].contains("what it has: x. Say which holds the text, as in --map body=x"),
        "{said:?}"
    );
}

#[test]
fn values_may_be_numbers_arrays_and_objects() {
    let articles = read_clean(
        "a.jsonl",
        r#"{"_id": {"$oid": "5f"}, "Headline": " أ\n ب ", "articleBody": ["ف1", "ف2"], "publishedAt": {"$date": 1604413200000},
            "source": {"id": null, "name": "الجزيرة"}, "authors": ["س", {"name": "ص"}], "category": null, "link": "http://x", "lang": "ar", "n": {"a": [1]}}"#
            .replace('\n', " "),
    );
    let article = &articles[0];
    assert_eq!(
        (&*article.id, &*article.title, &*article.body),
        ("5f", "أ ب", "ف1\nف2")
    );
    assert_eq!(article.source.as_deref(), Some("الجزيرة"));
    assert_eq!(article.author.as_deref(), Some("س, ص"));
    assert_eq!(article.section, None);
    assert_eq!(article.date.unwrap().at.to_string(), "2020-11-03T14:20:00");
    assert_eq!(
        (article.url.as_deref(), article.language.as_deref()),
        (Some("http://x"), Some("ar"))
    );
}

#[test]
fn bodies_lose_their_markup() {
    let articles = read_clean(
        "a.jsonl",
        r#"{"title": {"rendered": "&#8220;أ&#8221; &amp; ب"}, "content": {"rendered": "<p>أول <b>مهم</b></p>\n<script>x()</script><p>ثان</p>"}}"#,
    );
    assert_eq!(
        (&*articles[0].title, &*articles[0].body),
        ("“أ” & ب", "أول مهم\nثان")
    );
    let articles = read_clean("a.jsonl", r#"{"body": "أول <b>مهم</b>\nثان., ثالث"}"#);
    assert_eq!(articles[0].body, "أول مهم\nثان., ثالث");
}
