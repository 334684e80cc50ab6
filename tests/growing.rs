//! Archives that grow: what is appended, what is there twice, what moves.

mod archive;

use archive::{FLOOD, QUAKE, Workplace, ids};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs::{self, OpenOptions};
use std::io::Write;

fn append(here: &Workplace, name: &str, bytes: &[u8]) {
    let path = here.path().join(name);
    let mut file = OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(bytes).unwrap();
}

fn record(number: usize) -> String {
    format!("{{\"title\": \"خبر {number}\", \"body\": \"نص الخبر رقم {number} عن السوق.\"}}\n")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// A page as a crawler keeps it.
fn page(number: usize) -> String {
    let html =
        format!("<html><title>خبر {number}</title><p>نص الخبر رقم {number} عن السوق.</p></html>");
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}");
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{number}\r\n\
         WARC-Date: 2020-11-0{number}T00:00:00Z\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    )
}

fn sorted_ids(here: &Workplace) -> Vec<String> {
    let mut found = ids(&here.search(&["خبر", "--copies", "--limit", "100"]));
    found.sort();
    found
}

#[test]
fn lines_that_are_appended_are_read_by_themselves() {
    let here = Workplace::new();
    here.write("news/wire.jsonl", record(1) + &record(2));
    here.index().exits(0).says(&["2 articles indexed"]);
    append(&here, "news/wire.jsonl", record(3).as_bytes());
    here.index()
        .exits(0)
        .says(&["1 article indexed", "1 changed"]);
    assert_eq!(
        sorted_ids(&here),
        ["wire.jsonl#1", "wire.jsonl#2", "wire.jsonl#3"]
    );
    // A line that is broken is named by its number in the whole file.
    append(&here, "news/wire.jsonl", b"{broken\n");
    here.index()
        .exits(2)
        .says(&["wire.jsonl:line 4", "0 articles"]);
    append(&here, "news/wire.jsonl", record(5).as_bytes());
    here.index().exits(0).says(&["1 article indexed"]);
    let status = here.run(&["status", "--json"]).exits(2).json();
    assert_eq!(status["articles"], 4);
    assert_eq!(status["losses"][0]["what"], "1 record could not be read");
    here.run(&["check"]).exits(0);
}

#[test]
fn a_last_line_without_an_end_is_read_again_with_what_follows() {
    let here = Workplace::new();
    let (whole, half) = (record(1), record(2));
    here.write("news/wire.jsonl", whole + &half[..half.len() / 3]);
    here.index().exits(2).says(&["wire.jsonl:line 2"]);
    append(&here, "news/wire.jsonl", &half.as_bytes()[half.len() / 3..]);
    here.index().exits(0).says(&["2 articles indexed"]);
    assert_eq!(sorted_ids(&here).len(), 2);
}

#[test]
fn a_file_that_was_changed_before_its_end_is_read_anew() {
    let here = Workplace::new();
    here.write("news/wire.jsonl", record(1) + &record(2));
    here.index().exits(0);
    let changed = record(7) + &record(2) + &record(3);
    here.write("news/wire.jsonl", changed);
    here.index().exits(0).says(&["3 articles indexed"]);
    assert_eq!(here.count(&["\"خبر 7\""]), 1);
    assert_eq!(here.count(&["\"خبر 1\""]), 0);
    assert_eq!(sorted_ids(&here).len(), 3);
}

#[test]
fn compressed_lines_and_crawls_grow_too() {
    let here = Workplace::new();
    here.write(
        "news/wire.jsonl.gz",
        gzip((record(1) + &record(2)).as_bytes()),
    );
    let crawl = [gzip(page(4).as_bytes()), gzip(page(5).as_bytes())].concat();
    here.write("news/crawl.warc.gz", crawl);
    here.index().exits(0).says(&["4 articles indexed"]);
    append(&here, "news/wire.jsonl.gz", &gzip(record(3).as_bytes()));
    append(&here, "news/crawl.warc.gz", &gzip(page(6).as_bytes()));
    here.index().exits(0).says(&["2 articles indexed"]);
    let found = sorted_ids(&here);
    assert_eq!(found.len(), 6, "{found:?}");
    assert!(found.contains(&"crawl.warc.gz#3".to_owned()));
    assert!(found.contains(&"wire.jsonl.gz#3".to_owned()));
}

#[test]
fn the_same_article_in_two_files_is_one_with_two_places() {
    let here = Workplace::new();
    here.write("news/flood.txt", FLOOD);
    here.write("news/copy/flood.txt", FLOOD);
    here.write("news/quake.txt", QUAKE);
    here.index()
        .exits(0)
        .says(&["2 articles indexed", "1 article left out"]);
    let answer = here.search(&["فيضان", "--copies"]);
    assert_eq!(answer["total"], 1);
    let id = ids(&answer).remove(0);
    let shown = here.run(&["show", &id, "--json"]).exits(0).json();
    let places = [
        shown["file"].as_str().unwrap(),
        shown["also_in"][0].as_str().unwrap(),
    ];
    assert!(places.iter().any(|place| place.ends_with("news/flood.txt")));
    assert!(places.iter().any(|place| place.ends_with("copy/flood.txt")));
    assert!(here.run(&["show", &id]).out.contains("also in"));

    // When the place that it was read from is gone, the other has it.
    for gone in ["news/copy/flood.txt", "news/flood.txt"] {
        let path = here.path().join(gone);
        let content = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        here.index().exits(0).says(&["1 gone"]);
        assert_eq!(here.count(&["فيضان", "--copies"]), 1, "without {gone}");
        here.run(&["check"]).exits(0);
        here.write(gone, content);
        here.index().exits(0);
        assert_eq!(here.count(&["فيضان", "--copies"]), 1);
    }
}

#[test]
fn articles_of_different_ids_are_two_whatever_they_say() {
    let here = Workplace::new();
    let record =
        |id| format!("{{\"id\": \"{id}\", \"title\": \"خبر\", \"body\": \"نص الخبر.\"}}\n");
    here.write("news/wire.jsonl", record("a") + &record("b") + &record("a"));
    here.index().exits(0).says(&["2 articles indexed"]);
    assert_eq!(sorted_ids(&here), ["a", "b"]);
}

#[test]
fn a_file_that_was_renamed_keeps_its_article_once() {
    let here = Workplace::new();
    here.write("news/flood.txt", FLOOD);
    here.index().exits(0);
    fs::rename(
        here.path().join("news/flood.txt"),
        here.path().join("news/renamed.txt"),
    )
    .unwrap();
    here.index().exits(0).says(&["1 new", "1 gone"]);
    assert_eq!(ids(&here.search(&["فيضان", "--copies"])), ["renamed.txt"]);
}

#[test]
fn without_a_directory_all_are_brought_up_to_date_as_they_were_read() {
    let here = Workplace::new();
    here.run(&["index"]).exits(2).says(&["name a directory"]);
    here.write("texts/flood.txt", FLOOD);
    here.write(
        "wire/a.jsonl",
        "{\"kopf\": \"زلزال\", \"leib\": \"شعر السكان بزلزال.\"}\n",
    );
    here.run(&["index", "texts", "--source", "المرصد"]).exits(0);
    let map = ["--map", "title=kopf", "--map", "body=leib"];
    here.run(&[&["index", "wire"][..], &map].concat()).exits(0);
    append(
        &here,
        "wire/a.jsonl",
        "{\"kopf\": \"هدنة\", \"leib\": \"أعلنت هدنة.\"}\n".as_bytes(),
    );
    here.write("texts/quake.txt", QUAKE);
    let status = here.run(&["status", "--json"]).exits(0).json();
    let directories = status["directories"].as_array().unwrap();
    assert_eq!(directories.len(), 2);
    assert_eq!(directories[0]["would_change"]["new"], 1);
    assert_eq!(directories[1]["would_change"]["changed"], 1);
    let told = here.run(&["status"]).exits(0).out;
    assert!(told.contains("read with    --map title=kopf"), "{told}");

    here.run(&["index"]).exits(0);
    assert_eq!(here.count(&["هدنة"]), 1);
    assert_eq!(here.count(&["زلزال", "--source", "المرصد"]), 1);
    let told = here.run(&["status"]).exits(0).out;
    assert!(told.contains("up to date"), "{told}");
    here.run(&["index", "--source", "x"]).exits(2);
}

#[test]
fn what_failed_is_listed_and_retried() {
    let here = Workplace::new();
    here.write("news/flood.txt", FLOOD);
    here.write("news/quake.txt.gz", &gzip(QUAKE.as_bytes())[..40]);
    here.index().exits(2);
    here.index()
        .exits(0)
        .says(&["1 file could not be read before"]);
    let status = here.run(&["status"]).exits(2);
    assert!(status.out.contains("quake.txt.gz: "), "{status:#?}");
    here.run(&["retry"]).exits(2).says(&["quake.txt.gz"]);
    here.write("news/quake.txt.gz", gzip(QUAKE.as_bytes()));
    here.run(&["retry"])
        .exits(0)
        .says(&["1 article indexed from 1 file"]);
    assert_eq!(here.count(&["زلزال"]), 1);
    here.run(&["retry"]).exits(0).says(&["all files were read"]);
    here.run(&["status"]).exits(0);
}

#[test]
fn a_directory_that_is_away_keeps_its_articles() {
    let here = Workplace::new();
    here.write("away/flood.txt", FLOOD);
    here.write("away/broken.jsonl", record(1) + "{broken\n");
    here.write("news/quake.txt", QUAKE);
    here.run(&["index", "away"]).exits(2);
    here.index().exits(0);
    let (there, gone) = (here.path().join("away"), here.path().join("elsewhere"));
    fs::rename(&there, &gone).unwrap();
    for command in ["index", "retry", "index"] {
        here.run(&[command]).exits(2).says(&["away"]);
        assert_eq!(here.count(&["فيضان"]), 1, "{command}");
        assert_eq!(here.count(&["السوق"]), 1, "{command}");
    }
    fs::rename(&gone, &there).unwrap();
    here.run(&["index"]).exits(0).says(&["2 unchanged"]);
}

#[test]
fn a_directory_within_another_is_read_in_its_own_way() {
    let here = Workplace::new();
    here.write("news/flood.txt", FLOOD);
    let line = "{\"kopf\": \"زلزال\", \"leib\": \"شعر السكان بزلزال.\"}\n";
    here.write("news/wire/a.jsonl", line);
    here.index().exits(2).says(&["neither title nor body"]);
    let map = ["--map", "title=kopf", "--map", "body=leib"];
    here.run(&[&["index", "news/wire"][..], &map].concat())
        .exits(0);
    append(
        &here,
        "news/wire/a.jsonl",
        "{\"kopf\": \"هدنة\", \"leib\": \"أعلنت هدنة.\"}\n".as_bytes(),
    );
    for _ in 0..2 {
        here.run(&["index"]).exits(0);
        assert_eq!((here.count(&["زلزال"]), here.count(&["هدنة"])), (1, 1));
    }
    here.run(&["retry"]).exits(0).says(&["all files were read"]);
    here.run(&["index"]).exits(0).says(&["0 articles indexed"]);
}

#[test]
fn an_empty_file_that_grows_begins_at_its_first_record() {
    let here = Workplace::new();
    here.write("news/wire.jsonl", "");
    here.index().exits(2).says(&["holds no article"]);
    append(&here, "news/wire.jsonl", record(1).as_bytes());
    here.index().exits(0).says(&["1 article indexed"]);
    assert_eq!(sorted_ids(&here), ["wire.jsonl#1"]);
    here.run(&["status"]).exits(0);
}

#[cfg(unix)]
#[test]
fn files_whose_names_are_in_an_old_encoding_are_told_apart() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let here = Workplace::new();
    here.write("news/a.txt", record(9));
    for (name, text) in [(&b"\xC8\xC7.txt"[..], FLOOD), (b"\xE5\xCF.txt", QUAKE)] {
        fs::write(here.path().join("news").join(OsStr::from_bytes(name)), text).unwrap();
    }
    here.index().exits(0).says(&["3 articles indexed"]);
    here.index().exits(0).says(&["3 unchanged"]);
    here.run(&["check"]).exits(0);
    let shown = here.search(&["زلزال"])["hits"][0]["file"].clone();
    assert!(shown.as_str().is_some());
    fs::remove_file(
        here.path()
            .join("news")
            .join(OsStr::from_bytes(b"\xE5\xCF.txt")),
    )
    .unwrap();
    here.index().exits(0).says(&["2 unchanged, 1 gone"]);
    assert_eq!((here.count(&["فيضان"]), here.count(&["زلزال"])), (1, 0));
}

#[test]
fn an_article_that_moves_between_files_of_one_run_is_never_lost() {
    let here = Workplace::new();
    here.write("news/a.jsonl", record(1) + &record(2));
    here.index().exits(0);
    // B has what A had and more; A loses it in the same run.
    here.write("news/b.jsonl", record(2) + &record(3));
    here.write("news/a.jsonl", record(1) + &record(4));
    here.index().exits(0);
    for number in 1..=4 {
        assert_eq!(here.count(&[&format!("\"خبر {number}\""), "--copies"]), 1);
    }
    here.run(&["check"]).exits(0);
    here.remove("news/b.jsonl");
    here.index().exits(0);
    assert_eq!(here.count(&["خبر", "--copies"]), 2);
}
