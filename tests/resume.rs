//! A run that is killed, at whatever moment: the archive stays usable, and the next run leaves
//! every article in it exactly once.

mod archive;

use archive::{WARRAQ, Workplace};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use walkdir::WalkDir;

const WIRES: usize = 6;
const RECORDS_A_WIRE: usize = 250;
const TEXTS: usize = 200;
const MOMENTS: u32 = 50;
const MOMENTS_OF_AN_UPDATE: u32 = 75;
const MOMENTS_BETWEEN_COMMITS: u32 = 75;
/// So many runs are killed before one may come to its end.
const KILLED_IN_A_ROW: u32 = 3;

/// Words that tell one version of the articles from the one before.
const VERSIONS: [&str; 3] = ["ثانية", "ثالثة", "رابعة"];

/// Writes the articles and gives their ids.
fn write_articles(here: &Workplace) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for wire in 0..WIRES {
        ids.extend(write_wire(here, wire, "أول"));
    }
    for text in 0..TEXTS {
        let name = format!("{text:03}.txt");
        here.write(
            &format!("news/{name}"),
            format!("خبر رقم {text}\n\nنص من نسخة أول عن السوق.\n"),
        );
        ids.insert(name);
    }
    ids
}

/// Writes one file of records, in a version that their text names.
fn write_wire(here: &Workplace, wire: usize, version: &str) -> Vec<String> {
    let ids: Vec<String> = (0..RECORDS_A_WIRE).map(|n| format!("{wire}-{n}")).collect();
    let mut lines = String::new();
    for id in &ids {
        let body = format!("نص الخبر {id} من نسخة {version} عن مباحثات في العاصمة.");
        let title = format!("خبر رقم {id}");
        writeln!(
            lines,
            r#"{{"id": "{id}", "title": "{title}", "body": "{body}"}}"#
        )
        .unwrap();
    }
    here.write(&format!("news/wire-{wire}.jsonl"), lines);
    ids
}

fn write_wires(here: &Workplace, version: &str) {
    for wire in 0..WIRES {
        write_wire(here, wire, version);
    }
}

fn start_index(here: &Workplace, options: &[&str]) -> std::process::Child {
    Command::new(WARRAQ)
        .args(["--archive", ".warraq", "index", "news"])
        .args(options)
        .current_dir(here.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs")
}

/// How long a run takes that nobody disturbs.
fn whole_run(here: &Workplace, options: &[&str]) -> Duration {
    let started = Instant::now();
    assert!(start_index(here, options).wait().unwrap().success());
    started.elapsed()
}

fn kill_after(here: &Workplace, delay: Duration, options: &[&str]) {
    let mut child = start_index(here, options);
    thread::sleep(delay);
    child.kill().expect("it can be killed, or has ended");
    child.wait().expect("it has ended");
}

/// The ids of all articles with a word, in no order, repeated where an article is there twice.
fn ids_with(here: &Workplace, word: &str) -> Vec<String> {
    here.write("queries.tsv", format!("q\t{word}\n"));
    let queries = ["search", "--queries", "queries.tsv", "--format", "trec"];
    let run = here
        .run(&[&queries[..], &["--limit", "100000"]].concat())
        .exits(0);
    let id = |line: &str| line.split(' ').nth(2).expect("an id").to_owned();
    let mut ids: Vec<String> = run.out.lines().map(id).collect();
    ids.sort();
    ids
}

#[track_caller]
fn assert_each_once(found: &[String], expected: &BTreeSet<String>) {
    assert!(
        found.iter().eq(expected),
        "{} found of {}",
        found.len(),
        expected.len()
    );
}

/// Asserts that the archive holds exactly these articles, whatever counts them.
#[track_caller]
fn assert_complete(here: &Workplace, expected: &BTreeSet<String>) {
    assert_each_once(&ids_with(here, "خبر"), expected);
    let stats = here.run(&["stats", "--json"]).exits(0).json();
    assert_eq!(stats["articles"], expected.len());
    assert_eq!(stats["files"], WIRES + TEXTS);
    assert_eq!(here.count(&["خبر"]), expected.len() as u64);
}

#[test]
fn a_first_run_killed_at_any_moment_is_made_good_by_the_next() {
    let here = Workplace::new();
    let expected = write_articles(&here);
    let archive = here.path().join(".warraq");
    let whole = whole_run(&here, &[]);
    assert_complete(&here, &expected);
    std::fs::remove_dir_all(&archive).unwrap();

    for moment in 0..MOMENTS {
        kill_after(&here, whole * moment / (MOMENTS - 1), &[]);
        if archive.join("archive.json").exists() {
            let between = ids_with(&here, "خبر");
            assert!(
                between.is_empty() || between.iter().eq(&expected),
                "{moment}"
            );
        }
        if moment % KILLED_IN_A_ROW == 0 {
            here.index().exits(0);
            assert_complete(&here, &expected);
            assert_no_leftovers(&archive);
            std::fs::remove_dir_all(&archive).unwrap();
        }
    }
}

/// Besides the index there are the manifest, the lock and the record of runs.
#[track_caller]
fn assert_no_leftovers(archive: &Path) {
    let entries = std::fs::read_dir(archive).unwrap();
    let names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 4, "{names:?}");
}

#[test]
fn an_update_killed_at_any_moment_shows_the_old_articles_or_the_new_ones() {
    // However slow the machine is, all is committed at the end.
    const ONCE: [&str; 2] = ["--commit-every", "3600"];
    let here = Workplace::new();
    let expected = write_articles(&here);
    whole_run(&here, &ONCE);

    let all_changed = WIRES * RECORDS_A_WIRE;
    let changed = |version| {
        let found = ids_with(&here, version);
        found.iter().filter(|id| !id.ends_with(".txt")).count()
    };
    let whole = {
        write_wires(&here, VERSIONS[0]);
        whole_run(&here, &ONCE)
    };
    for moment in 1..=MOMENTS_OF_AN_UPDATE {
        let version = VERSIONS[moment as usize % VERSIONS.len()];
        write_wires(&here, version);
        // Beyond the time of a run as well: on a busy machine the next may take longer.
        kill_after(
            &here,
            whole * moment * 3 / (2 * MOMENTS_OF_AN_UPDATE),
            &ONCE,
        );
        assert_each_once(&ids_with(&here, "خبر"), &expected);
        let new = changed(version);
        assert!(
            new == 0 || new == all_changed,
            "{new} of the new articles, the rest old"
        );
        if moment % KILLED_IN_A_ROW == 0 {
            here.index().exits(0);
            assert_complete(&here, &expected);
            assert_eq!(changed(version), all_changed);
        }
    }
}

/// Commits all the time make many segments, and merges of them: a run is killed during these too.
#[test]
fn a_run_killed_among_commits_and_merges_loses_and_doubles_nothing() {
    const OFTEN: [&str; 2] = ["--commit-every", "0"];
    let here = Workplace::new();
    let expected = write_articles(&here);
    whole_run(&here, &[]);
    write_wires(&here, VERSIONS[0]);
    let whole = whole_run(&here, &OFTEN);
    for moment in 1..=MOMENTS_BETWEEN_COMMITS {
        write_wires(&here, VERSIONS[moment as usize % VERSIONS.len()]);
        kill_after(
            &here,
            whole * moment * 3 / (2 * MOMENTS_BETWEEN_COMMITS),
            &OFTEN,
        );
        let between = ids_with(&here, "خبر");
        let different: BTreeSet<&String> = between.iter().collect();
        assert_eq!(different.len(), between.len(), "some are there twice");
        assert!(different.iter().all(|id| expected.contains(*id)));
        if moment % KILLED_IN_A_ROW == 0 {
            here.index().exits(0);
            assert_complete(&here, &expected);
            here.run(&["check"]).exits(0);
        }
    }
}

/// A killed run leaves files that no commit knows, among them lists of deletes whose names the next
/// run gives again.
#[test]
fn what_a_killed_run_left_is_in_no_ones_way() {
    let here = Workplace::new();
    let expected = write_articles(&here);
    here.index().exits(0);
    let index = here.path().join(".warraq/store-1/index");
    let listed = |kind: &str| -> Vec<(PathBuf, Vec<u8>)> {
        let entries = fs::read_dir(&index).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let of_kind = paths.filter(|path| path.to_str().unwrap().ends_with(kind));
        of_kind
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect()
    };
    let before = here.path().join("before");
    copy(&here.path().join(".warraq"), &before);
    write_wires(&here, VERSIONS[0]);
    here.index().exits(0);
    let deletes = listed(".del");
    assert!(!deletes.is_empty());
    for managed in [listed(".managed.json"), Vec::new()] {
        fs::remove_dir_all(here.path().join(".warraq")).unwrap();
        copy(&before, &here.path().join(".warraq"));
        for (path, content) in deletes.iter().chain(&managed) {
            fs::write(path, content).unwrap();
        }
        here.index().exits(0);
        assert_complete(&here, &expected);
        here.run(&["check"]).exits(0);
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        match entry.file_type().is_dir() {
            true => fs::create_dir(&target).unwrap(),
            false => drop(fs::copy(entry.path(), &target).unwrap()),
        }
    }
}
