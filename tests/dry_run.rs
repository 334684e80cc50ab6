//! `warraq index --dry-run`: a report of each file, and nothing indexed.

mod archive;

use archive::{TRUCE, Workplace};

#[test]
fn each_file_is_told_with_its_format_its_fields_and_its_problems() {
    let here = Workplace::new();
    here.write("news/truce.txt", TRUCE);
    here.write(
        "news/day.jsonl",
        "{\"title\": \"هدنة\", \"body\": \"نص الخبر\", \"date\": \"2020-11-03\", \"slug\": \"x\"}\n{\"slug\": 1}\n",
    );
    here.write("news/notes.xyz", "?");
    let ran = here
        .run(&["index", "--dry-run", "--archive", "kept", "news"])
        .exits(2);
    for words in [
        "truce.txt: text in UTF-8; 1 article: title 1, body 1\n",
        "day.jsonl: jsonl in UTF-8; 1 article: title 1, body 1, date 1\n",
        "not taken: slug",
        "  line 2: neither title nor body",
        "notes.xyz: of no kind that is read",
        "2 articles in 2 files, 1 could not be read; nothing was indexed",
    ] {
        assert!(ran.out.contains(words), "no {words:?} in {ran:#?}");
    }
    assert!(!here.path().join("kept").exists());
}

#[test]
fn an_archive_that_is_there_stays_as_it_is() {
    let here = archive::two_articles();
    here.write("news/more.txt", archive::QUAKE);
    here.run(&["index", "--dry-run", "news"]).exits(0);
    assert_eq!(here.count(&["زلزال"]), 0);
}
