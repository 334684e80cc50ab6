//! What an archive keeps: nothing is lost or doubled by a narrower run, an unmounted disk, a
//! second writer, a strange file name or a damaged file.

mod archive;

use archive::Workplace;
use std::fs::{self, File};

const TRUCE: &str = "هدنة في الجبل\n\nأعلنت العاصمتان هدنة تبدأ عند الظهر.\n";
const FLOOD: &str = r#"{"id":"f1","title":"فيضان","body":"غمر الفيضان قرى الوادي ليلا."}"#;

fn two_files() -> Workplace {
    let here = Workplace::new();
    here.write("news/truce.txt", TRUCE);
    here.write("news/flood.jsonl", FLOOD);
    here.index().exits(0);
    here
}

#[test]
fn a_run_with_narrower_patterns_forgets_nothing() {
    let here = two_files();
    here.run(&["index", "news", "--include", "*.txt"]).exits(0);
    here.run(&["index", "news", "--exclude", "*.jsonl"])
        .exits(0);
    assert_eq!((here.count(&["فيضان"]), here.count(&["هدنة"])), (1, 1));
}

#[test]
fn a_directory_that_is_suddenly_empty_is_told_and_its_articles_are_kept() {
    let here = two_files();
    here.remove("news/truce.txt");
    here.remove("news/flood.jsonl");
    here.index()
        .exits(2)
        .says(&["news", "no file any more", "--rebuild"]);
    assert_eq!((here.count(&["فيضان"]), here.count(&["هدنة"])), (1, 1));
}

#[test]
fn while_one_writes_no_other_may_even_rebuild() {
    let here = two_files();
    let lock = File::open(here.path().join(".warraq/lock")).unwrap();
    lock.lock().unwrap();
    here.index()
        .exits(2)
        .says(&["another warraq is writing", "process ", ", since "]);
    here.run(&["index", "news", "--rebuild"])
        .exits(2)
        .says(&["another warraq is writing"]);
    assert_eq!(here.count(&["هدنة"]), 1);
    drop(lock);
    here.index().exits(0);
}

#[cfg(unix)]
#[test]
fn a_file_whose_name_is_no_unicode_is_indexed_like_any_other() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let here = two_files();
    let name = OsStr::from_bytes(b"caf\xe9.txt");
    fs::write(here.path().join("news").join(name), TRUCE).unwrap();
    here.index().exits(0).says(&["1 new"]);
    here.index().exits(0).says(&["0 new", "3 unchanged"]);
    here.remove("news/truce.txt");
    here.index().exits(0).says(&["1 gone"]);
    assert_eq!(here.count(&["هدنة"]), 1);
}

#[test]
fn a_picture_named_as_a_text_is_told_and_is_no_article() {
    let here = two_files();
    here.write(
        "news/picture.txt",
        [0x89, b'P', b'N', b'G', 0, 0, 0, 13, 0xff, 0xfe, 0, 1, 2],
    );
    here.index()
        .exits(2)
        .says(&["picture.txt", "does not look like text"]);
    assert_eq!(here.run(&["stats", "--json"]).json()["articles"], 2);
}

#[test]
fn records_that_could_not_be_read_stay_on_the_record() {
    let here = two_files();
    here.write("news/flood.jsonl", format!("{FLOOD}\n{{broken\n"));
    here.index().exits(2).says(&["flood.jsonl:line 2"]);
    here.index().exits(0);
    let losses = here.run(&["stats", "--json"]).json()["losses"].to_string();
    assert!(
        losses.contains("flood.jsonl") && losses.contains("1 record"),
        "{losses}"
    );
}

#[test]
fn damaged_archives_are_told_in_one_line_with_a_remedy() {
    let here = two_files();
    let index = here.path().join(".warraq/store-1/index");
    for entry in fs::read_dir(index).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|e| e == "store" || e == "fast" || e == "idx")
        {
            fs::write(path, b"").unwrap();
        }
    }
    here.run(&["search", "هدنة"])
        .exits(2)
        .says(&["warraq check", "warraq repair"]);

    let here = two_files();
    let archive = here.path().join(".warraq");
    let ledger = fs::read_dir(archive.join("store-1"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains("ledger"));
    fs::write(ledger.unwrap(), b"").unwrap();
    here.index()
        .exits(2)
        .says(&["damaged", "ledger", "warraq repair"]);
    here.run(&["index", "--rebuild", "news"]).exits(0);
    assert_eq!(here.count(&["هدنة"]), 1);
}

#[test]
fn an_archive_of_another_format_says_what_to_do() {
    let here = two_files();
    let manifest = here.path().join(".warraq/archive.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("\"format\": ", "\"format\": 9")).unwrap();
    here.run(&["search", "هدنة"])
        .exits(2)
        .says(&["format 9", "--rebuild"]);
}
