//! Archives whose files were truncated, changed or lost: the damage is named, nothing panics, and
//! what is sound is kept.

mod archive;

use archive::{Ran, Workplace, ids};
use std::fs;
use std::path::{Path, PathBuf};

/// An archive of two segments or more: each run adds some.
fn archive() -> Workplace {
    let here = Workplace::new();
    for number in 0..30 {
        let name = format!("news/{number}.txt");
        here.write(
            &name,
            format!("خبر رقم {number}\n\nنص الخبر {number} عن سوق باكو.\n"),
        );
    }
    here.index().exits(0);
    for number in 30..60 {
        let name = format!("news/{number}.txt");
        here.write(
            &name,
            format!("خبر رقم {number}\n\nنص الخبر {number} عن سوق يريفان.\n"),
        );
    }
    // The same texts under one more name, so that there is a table of stories.
    for number in 0..3 {
        let long = "وقعت الحكومة اتفاقا جديدا مع الشركة بشأن تطوير الميناء القديم ".repeat(6);
        here.write(
            &format!("news/long-{number}.txt"),
            format!("اتفاق {number}\n\n{long}.\n"),
        );
    }
    fs::remove_file(here.path().join("news/7.txt")).unwrap();
    here.index().exits(0);
    here
}

/// All files of the archive, by their names in it; those that hold nothing are left out.
fn files(here: &Workplace) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(here.path().join(".warraq"));
    let files = walk.into_iter().map(|entry| entry.unwrap());
    files
        .filter(|entry| entry.file_type().is_file() && entry.metadata().unwrap().len() > 0)
        .map(|entry| entry.into_path())
        .collect()
}

fn all(here: &Workplace) -> Ran {
    here.run(&[
        "search",
        "خبر OR اتفاق",
        "--json",
        "--limit",
        "100",
        "--copies",
    ])
}

/// What a reader sees of a damaged archive: an answer, or a message, but nothing that broke.
#[track_caller]
fn ends_well(ran: &Ran, file: &Path) {
    let file = file.display();
    assert!(ran.status <= 2, "{file}: {ran:#?}");
    assert!(!ran.err.contains("panicked"), "{file}: {ran:#?}");
    assert!(!ran.err.contains("something broke"), "{file}: {ran:#?}");
    if ran.status == 2 {
        assert!(ran.err.contains("warraq"), "{file}: {ran:#?}");
    }
}

/// Damages every file of an archive in turn: what is searched ends well, `check` tells unless no
/// answer changes by it, and `repair` and `index` bring everything back.
fn damage(how: impl Fn(&[u8]) -> Vec<u8>) {
    let here = archive();
    let before = all(&here).exits(0).out;
    let mut expected = ids(&serde_json::from_str(&before).unwrap());
    expected.sort();
    let untouched = archive_copy(&here);
    for file in files(&here) {
        if file.ends_with("lock") {
            continue;
        }
        let whole = fs::read(&file).unwrap();
        fs::write(&file, how(&whole)).unwrap();
        let searched = all(&here);
        ends_well(&searched, &file);
        ends_well(&here.run(&["stats"]), &file);
        ends_well(&here.run(&["facets", "place"]), &file);
        let checked = here.run(&["check"]);
        ends_well(&checked, &file);
        if checked.status == 0 {
            assert_eq!(searched.out, before, "{}", file.display());
        } else {
            checked.says(&["is damaged"]);
        }
        comes_back(&here, &expected, &file);
        restore(&here, &untouched);
    }
}

/// Repairs the archive, after which the next run brings every article back.
#[track_caller]
fn comes_back(here: &Workplace, expected: &[String], file: &Path) {
    here.run(&["repair"]).exits(0).says(&["is sound"]);
    here.run(&["check"]).exits(0);
    here.index().exits(0);
    let mut found = ids(&all(here).exits(0).json());
    found.sort();
    assert_eq!(found, expected, "{}", file.display());
}

fn archive_copy(here: &Workplace) -> Vec<(PathBuf, Vec<u8>)> {
    let files = files(here).into_iter();
    files
        .map(|file| {
            let content = fs::read(&file).unwrap();
            (file, content)
        })
        .collect()
}

fn restore(here: &Workplace, files: &[(PathBuf, Vec<u8>)]) {
    fs::remove_dir_all(here.path().join(".warraq")).unwrap();
    for (file, content) in files {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
}

#[test]
fn files_that_were_cut_short_are_named_and_mended() {
    damage(|whole| whole[..whole.len() / 2].to_vec());
}

#[test]
fn files_in_which_a_bit_was_flipped_are_named_or_do_no_harm() {
    for part in [3, 8] {
        damage(|whole| {
            let mut flipped = whole.to_vec();
            flipped[whole.len() * part / 10] ^= 0x10;
            flipped
        });
    }
}

#[test]
fn files_that_were_emptied_are_named_and_mended() {
    damage(|_| Vec::new());
}

#[test]
fn files_that_were_lost_are_named_and_mended() {
    let here = archive();
    let mut expected = ids(&all(&here).exits(0).json());
    expected.sort();
    let untouched = archive_copy(&here);
    for (file, _) in &untouched {
        fs::remove_file(file).unwrap();
        ends_well(&all(&here), file);
        if !here.path().join(".warraq/archive.json").exists() {
            here.run(&["--archive", ".warraq", "repair"]).exits(0);
        }
        comes_back(&here, &expected, file);
        restore(&here, &untouched);
    }
}

#[test]
fn where_there_is_no_archive_none_is_made() {
    let here = Workplace::new();
    for command in ["check", "repair", "retry", "status"] {
        here.run(&["--archive", "none", command])
            .exits(2)
            .says(&["no archive at"]);
        assert!(!here.path().join("none").exists(), "{command}");
    }
}

#[test]
fn where_nothing_is_left_it_is_said() {
    let here = archive();
    fs::remove_dir_all(here.path().join(".warraq/store-1")).unwrap();
    here.run(&["search", "خبر"]).exits(2).says(&["damaged"]);
    here.run(&["repair"])
        .exits(2)
        .says(&["warraq index --rebuild"]);
    here.run(&["index", "--rebuild", "news"]).exits(0);
    here.run(&["check"]).exits(0).says(&["is sound"]);
}
