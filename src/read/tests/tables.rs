//! CSV and TSV.

use super::*;

#[test]
fn tables_are_read_by_their_header() {
    let expected = [("أ", "سطر\nآخر"), ("ب", "نص")];
    for (name, text) in [
        (
            "a.csv",
            "\u{FEFF}Title,extra,TEXT\r\nأ,1,\"سطر\r\nآخر\"\r\nب,2,نص\r\n",
        ),
        ("a.csv", "العنوان;x;النص\nأ;1;\"سطر\nآخر\"\nب;2;نص"),
        ("a.tsv", "title\tx\tbody\nأ\t1\t\"سطر\nآخر\"\nب\t2\tنص\n"),
    ] {
        let articles = read_clean(name, text);
        let found: Vec<_> = articles.iter().map(|a| (&*a.title, &*a.body)).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn rows_of_the_wrong_shape_are_said_by_line() {
    let given = read_file("a.csv", "title,body\nأ,\"ن\nن\"\nب\nج,ن,ن\nد,ن\n");
    assert_eq!(given.ids(), ["a.csv#1", "a.csv#4"]);
    let said = given.said();
    assert!(
        said[0].starts_with(":line 4: the row has 1 fields, its header has 2"),
        "{said:?}"
    );
    assert!(
        said[1].starts_with(":line 5: the row has 3 fields"),
        "{said:?}"
    );
}

#[test]
fn a_table_without_text_says_what_it_has() {
    let given = read_file("a.csv", "story,when\nن,2020-11-03\n");
    assert_eq!(given.problems.len(), 1);
    assert!(
        given.said()[0]
            .contains("what it has: story, when. Say which holds the text, as in --map body=story")
    );
}

#[test]
fn a_row_without_end_is_passed_over() {
    let rows = "ب,نص\n".repeat(10_000);
    let text = format!("title,body\nأ,نص\nج,\"{rows}");
    let given = read_with(
        "a.csv",
        text.as_bytes(),
        &Fields::default(),
        &limited(16 << 10),
    );
    assert!(given.result.is_ok(), "{:?}", given.result);
    assert!(given.articles.len() > 100, "{:?}", given.said());
    assert!(
        given.said()[0].starts_with(":line 3: the record is longer"),
        "{:?}",
        given.said()
    );
    assert!(
        given
            .problems
            .iter()
            .all(|p| matches!(p.reason, Reason::TooLong { .. })),
        "{:?}",
        given.said()
    );
}
