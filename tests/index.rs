//! `warraq index`: what is read, what is read again, and where the archive lies.

mod archive;

use archive::{
    FLOOD, QUAKE, TRUCE, Workplace, ask, ids, sample_corpus, search, total, two_articles,
};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn the_sample_corpus_has_98_articles_in_all_formats() {
    let stats = ask(&["stats", "--json"]).json();
    assert_eq!(
        (&stats["articles"], &stats["files"]),
        (&98.into(), &55.into())
    );
    assert_eq!(stats["losses"].as_array().unwrap().len(), 0);
    for id in [
        "1042",                                    // JSON array
        "1063",                                    // JSON array, .gz
        "1112",                                    // one JSON object
        "marsad-20201010-06",                      // JSON lines
        "marsad-20210329-12",                      // JSON lines, .gz
        "marsad-20231219-18",                      // JSON lines, .zst
        "maydan-003",                              // CSV
        "maydan-009",                              // CSV, .gz
        "maydan-014",                              // TSV
        "difaf/2020/10/27-dam-talks.html",         // HTML
        "sada/2020/10/29-barda.txt",               // text
        "sada/2021/01/29-vaccination.txt.gz",      // text, .gz
        "sada/2022/04/20-easter-truce.txt.zst",    // text, .zst
        "qaws/2021-08-01-port-explosion-year.txt", // text, windows-1256
    ] {
        ask(&["show", id]).exits(0);
    }
}

#[test]
fn a_second_run_reads_nothing_again() {
    let here = two_articles();
    let again = here.index().exits(0);
    again.says(&["0 articles indexed from 0 files", "2 unchanged"]);
    assert_eq!(here.count(&["هدنة"]), 1);
}

#[test]
fn a_changed_file_is_read_again_and_its_old_text_is_gone() {
    let here = two_articles();
    here.write("news/flood.txt", QUAKE);
    here.index().exits(0).says(&["1 changed; 1 unchanged"]);
    assert_eq!(here.count(&["زلزال"]), 1);
    assert_eq!(here.count(&["فيضان"]), 0);
    assert_eq!(here.count(&["هدنة"]), 1);
}

#[test]
fn a_file_of_the_same_size_written_later_is_read_again() {
    let here = two_articles();
    let path = here.write("news/flood.txt", FLOOD.replace("قرى", "مدن"));
    assert_eq!(fs::metadata(path).unwrap().len(), FLOOD.len() as u64);
    here.index().exits(0).says(&["1 changed"]);
    assert_eq!(here.count(&["«غمر الفيضان مدن الوادي»"]), 1);
    assert_eq!(here.count(&["«غمر الفيضان قرى الوادي»"]), 0);
}

#[test]
fn a_new_file_is_added_and_a_deleted_one_is_gone() {
    let here = two_articles();
    here.write("news/later/quake.txt", QUAKE);
    here.index().exits(0).says(&["1 new", "2 unchanged"]);
    assert_eq!(here.count(&["زلزال"]), 1);

    here.remove("news/truce.txt");
    here.index().exits(0).says(&["2 unchanged, 1 gone"]);
    assert_eq!(here.count(&["هدنة"]), 0);
    assert_eq!(here.run(&["stats", "--json"]).json()["articles"], 2);
}

#[test]
fn a_record_deleted_from_a_file_is_gone_and_the_others_are_there_once() {
    let record =
        |id: u32| format!("{{\"id\": {id}, \"title\": \"خبر\", \"body\": \"متن الخبر\"}}\n");
    let here = Workplace::new();
    here.write("news/wire.jsonl", record(1) + &record(2) + &record(3));
    here.index().exits(0).says(&["3 articles indexed"]);
    here.write("news/wire.jsonl", record(1) + &record(3));
    here.index().exits(0);
    let mut found = ids(&here.search(&["خبر"]));
    found.sort();
    assert_eq!(found, ["1", "3"]);
}

#[test]
fn a_second_directory_is_added_to_the_first() {
    let here = two_articles();
    here.write("more/quake.txt", QUAKE);
    here.run(&["index", "more"]).exits(0).says(&["0 gone"]);
    assert_eq!(here.run(&["stats", "--json"]).json()["articles"], 3);
}

#[test]
fn rebuild_makes_the_archive_anew_from_what_is_named() {
    let here = two_articles();
    here.write("more/quake.txt", QUAKE);
    here.run(&["index", "--rebuild", "more"]).exits(0);
    assert_eq!(here.count(&["زلزال"]), 1);
    assert_eq!(here.count(&["هدنة"]), 0);
}

#[test]
fn include_and_exclude_choose_files_by_name_or_path() {
    let all = [
        "2019/a.txt",
        "2020/a.txt",
        "2020/b.html",
        "2020/drafts/c.txt",
    ];
    for (options, expected) in [
        (&["--include", "*.html"][..], &["2020/b.html"][..]),
        (
            &["--include", "2020/**", "--exclude", "drafts"],
            &["2020/a.txt", "2020/b.html"],
        ),
        (
            &["--include", "2019/*", "--include", "*.html"],
            &["2019/a.txt", "2020/b.html"],
        ),
        (&["--exclude", "*.txt"], &["2020/b.html"]),
        (&["--exclude", "2020/"], &["2019/a.txt"]),
    ] {
        let here = Workplace::new();
        for name in all {
            here.write(&format!("news/{name}"), "خبر\n\nمتن الخبر كله.\n");
        }
        here.run(&[&["index", "news"], options].concat()).exits(0);
        let mut found = ids(&here.search(&["متن"]));
        found.sort();
        assert_eq!(found, expected, "{options:?}");
    }
}

#[test]
fn a_pattern_that_cannot_be_understood_is_an_error_with_advice() {
    let here = two_articles();
    here.run(&["index", "news", "--include", "[a"])
        .exits(2)
        .says(&["«[a»", "*.html"]);
    assert_eq!(here.count(&["هدنة"]), 1);
}

#[test]
fn map_says_what_fields_are_called() {
    let here = Workplace::new();
    here.write(
        "news/own.jsonl",
        "{\"hed\": \"عنوان\", \"story_text\": \"متن الحكاية\"}\n",
    );
    here.run(&[
        "index",
        "news",
        "--map",
        "body=story_text",
        "--map",
        "title=hed",
    ])
    .exits(0);
    let answer = here.search(&["الحكاية"]);
    assert_eq!(answer["hits"][0]["title"], "عنوان");
}

#[test]
fn without_map_a_record_of_unknown_fields_is_named_with_the_remedy() {
    let here = Workplace::new();
    here.write("news/own.jsonl", "{\"story_text\": \"متن الحكاية\"}\n");
    here.index()
        .exits(2)
        .says(&["own.jsonl:line 1", "story_text", "body=story_text"]);
}

#[test]
fn a_run_with_the_map_that_was_advised_reads_the_record() {
    let here = Workplace::new();
    here.write("news/own.jsonl", "{\"story_text\": \"متن الحكاية\"}\n");
    here.index().exits(2);
    here.run(&["index", "news", "--map", "body=story_text"])
        .exits(0);
    assert_eq!(here.count(&["الحكاية"]), 1);
}

#[test]
fn a_map_to_no_field_of_ours_lists_our_fields() {
    let here = two_articles();
    here.run(&["index", "news", "--map", "corps=story_text"])
        .exits(2)
        .says(&["«corps»", "title, body, date"]);
}

#[test]
fn broken_files_are_named_with_the_reason_and_the_rest_is_indexed() {
    let here = two_articles();
    here.write(
        "news/broken.jsonl",
        "{\"id\": \"b1\", \"title\": \"زلزال\", \"body\": \"زلزال أول\"}\n\
         {\"id\": \"b2\", \"title\": \"زلزال\n\
         {\"id\": \"b3\", \"title\": \"زلزال\", \"body\": \"زلزال ثالث\"}\n",
    );
    here.write("news/cut.txt.gz", &gzip(TRUCE)[..40]);
    here.write("news/none.txt.gz", [7u8, 201, 13, 0, 255].repeat(40));
    here.write("news/none.json", "؟ ليس هذا جيسون".repeat(40));
    here.write("news/empty.txt", "");
    let run = here.index().exits(2);
    run.says(&[
        "broken.jsonl:line 2: broken JSON",
        "cut.txt.gz: cannot be read to its end",
        "none.txt.gz: cannot be read to its end",
        "none.json:line 1: broken JSON",
        "empty.txt: it holds no article",
        "5 files or records could not be read",
    ]);
    let mut found = ids(&here.search(&["زلزال"]));
    found.sort();
    assert_eq!(found, ["b1", "b3"]);
    assert_eq!(here.count(&["فيضان"]), 1);

    let failed = here.run(&["stats", "--json"]).json()["losses"].to_string();
    assert!(
        failed.contains("cut.txt.gz") && failed.contains("none.txt.gz"),
        "{failed}"
    );
}

#[test]
fn a_failed_file_is_tried_again_and_taken_once_it_is_mended() {
    let here = two_articles();
    here.write("news/quake.txt.gz", &gzip(QUAKE)[..40]);
    here.index().exits(2);
    here.index()
        .exits(0)
        .says(&["1 file could not be read before", "3 unchanged"]);
    here.write("news/quake.txt.gz", gzip(QUAKE));
    here.index().exits(0);
    assert_eq!(here.count(&["زلزال"]), 1);
    let failed = here.run(&["stats", "--json"]).json()["losses"].clone();
    assert_eq!(failed.as_array().unwrap().len(), 0);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_named_and_the_rest_is_indexed() {
    use std::os::unix::fs::PermissionsExt;
    let here = two_articles();
    let secret = here.write("news/secret.txt", QUAKE);
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&secret).is_ok() {
        return; // Root may read everything.
    }
    here.index()
        .exits(2)
        .says(&["secret.txt: cannot be opened"]);
    assert_eq!(here.count(&["هدنة"]), 1);
}

#[test]
fn compressed_files_are_read_as_what_they_hold() {
    let here = Workplace::new();
    here.write("news/truce.txt.gz", gzip(TRUCE));
    let zstd = zstd::encode_all(QUAKE.as_bytes(), 3).unwrap();
    here.write("news/quake.txt.zst", zstd);
    here.index().exits(0).says(&["2 articles indexed"]);
    assert_eq!(ids(&here.search(&["هدنة"])), ["truce.txt.gz"]);
    assert_eq!(ids(&here.search(&["زلزال"])), ["quake.txt.zst"]);
}

#[test]
fn a_file_given_by_name_is_indexed() {
    let here = Workplace::new();
    here.write("news/truce.txt", TRUCE);
    here.write("news/quake.txt", QUAKE);
    here.run(&["index", "news/quake.txt"]).exits(0);
    assert_eq!(here.run(&["stats", "--json"]).json()["articles"], 1);
}

#[test]
fn threads_and_memory_do_not_change_what_is_found() {
    let here = Workplace::new();
    let corpus = sample_corpus();
    let corpus = corpus.to_str().unwrap();
    here.run(&["index", corpus, "--threads", "1", "--memory", "100"])
        .exits(0);
    for words in [&["كاراباخ"][..], &["Libya ceasefire", "--match", "all"]] {
        let (one, many) = (here.search(words), search(words));
        assert_eq!(total(&one), total(&many));
        assert_eq!(one["facets"], many["facets"]);
    }
}
