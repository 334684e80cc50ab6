//! The archive: where it lies, which one is meant, and what keeps it safe.

mod archive;

use archive::{QUAKE, TRUCE, Workplace, ran, two_articles, warraq_in};
use std::fs;

#[test]
fn hidden_files_other_kinds_and_the_archive_itself_are_passed_over() {
    let here = Workplace::new();
    here.write("truce.txt", TRUCE);
    here.write("photo.jpg", "not an article");
    here.write(".hidden.txt", QUAKE);
    here.write(".git/quake.txt", QUAKE);
    for archive in [".warraq", "visible"] {
        for _ in 0..2 {
            let run = here.run(&["index", ".", "--archive", archive]).exits(0);
            run.says(&["1 file of other kinds passed over"]);
        }
        let stats = here.run(&["stats", "--json", "--archive", archive]).json();
        assert_eq!(
            (&stats["articles"], &stats["files"]),
            (&1.into(), &1.into())
        );
        fs::remove_dir_all(here.path().join(archive)).unwrap();
    }
}

#[test]
fn a_missing_root_is_an_error_that_leaves_the_archive_as_it_was() {
    let here = two_articles();
    for arguments in [
        &["index", "nwes"][..],
        &["index", "news", "nwes"],
        &["index", "--rebuild", "nwes"],
    ] {
        here.run(arguments)
            .exits(2)
            .says(&["nwes: name a directory"]);
        assert_eq!(here.run(&["stats", "--json"]).json()["articles"], 2);
    }
}

#[test]
fn a_new_archive_is_the_warraq_of_this_directory() {
    let here = two_articles();
    assert!(here.path().join(".warraq/archive.json").exists());
    assert!(!here.path().join("news/.warraq").exists());
}

#[test]
fn the_archive_of_a_parent_directory_is_used() {
    let here = two_articles();
    let deep = here.write("news/later/quake.txt", QUAKE);
    let deep = deep.parent().unwrap();
    ran(&mut warraq_in(deep, &["index", "."])).exits(0);
    assert!(!deep.join(".warraq").exists());
    let stats = ran(&mut warraq_in(deep, &["stats", "--json"])).json();
    assert_eq!(stats["articles"], 3);
}

#[test]
fn the_archive_option_goes_before_the_variable_and_that_before_the_directory() {
    let here = two_articles();
    here.write("more/quake.txt", QUAKE);
    let record = |n| format!("{{\"title\": \"خبر {n}\", \"body\": \"متن\"}}\n");
    here.write("third/a.jsonl", record(1) + &record(2) + &record(3));
    here.run(&["index", "more", "--archive", "by-option"])
        .exits(0);
    let by_variable = |arguments: &[&str]| {
        ran(warraq_in(here.path(), arguments).env("WARRAQ_ARCHIVE", "by-variable"))
    };
    by_variable(&["index", "third"]).exits(0);

    let articles = |ran: archive::Ran| ran.json()["articles"].as_u64().unwrap();
    assert_eq!(articles(here.run(&["stats", "--json"])), 2);
    assert_eq!(articles(by_variable(&["stats", "--json"])), 3);
    let option = ["stats", "--json", "--archive", "by-option"];
    assert_eq!(articles(by_variable(&option)), 1);
}

#[test]
fn without_an_archive_a_search_says_how_to_make_one() {
    let here = Workplace::new();
    let run = here.run(&["search", "هدنة"]).exits(2);
    run.says(&["no archive at", ".warraq", "warraq index DIR"]);
}

#[test]
fn a_damaged_archive_is_named_and_the_way_out_works() {
    let here = two_articles();
    fs::write(here.path().join(".warraq/archive.json"), "{").unwrap();
    here.run(&["search", "هدنة"])
        .exits(2)
        .says(&["damaged", "warraq repair"]);
    here.run(&["index", "--rebuild", "news"]).exits(0);
    assert_eq!(here.count(&["هدنة"]), 1);
}

#[test]
fn articles_are_read_from_the_archive_though_their_files_are_away() {
    let here = two_articles();
    fs::remove_dir_all(here.path().join("news")).unwrap();
    assert_eq!(here.count(&["هدنة"]), 1);
    here.run(&["show", "truce.txt"]).exits(0);
}
