//! A run that is killed, at whatever moment: the archive stays usable, and the next run leaves
//! every article in it exactly once.

mod archive;

use archive::{WARRAQ, Workplace};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const WIRES: usize = 6;
const RECORDS_A_WIRE: usize = 500;
const TEXTS: usize = 200;
const MOMENTS: u32 = 25;
const MOMENTS_OF_AN_UPDATE: u32 = 8;

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

fn start_index(here: &Workplace) -> std::process::Child {
    Command::new(WARRAQ)
        .args(["--archive", ".warraq", "index", "news"])
        .current_dir(here.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs")
}

/// How long a run takes that nobody disturbs.
fn whole_run(here: &Workplace) -> Duration {
    let started = Instant::now();
    assert!(start_index(here).wait().unwrap().success());
    started.elapsed()
}

fn kill_after(here: &Workplace, delay: Duration) {
    let mut child = start_index(here);
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
    let whole = whole_run(&here);
    assert_complete(&here, &expected);

    for moment in 0..MOMENTS {
        std::fs::remove_dir_all(&archive).unwrap();
        kill_after(&here, whole * moment / (MOMENTS - 1));
        if archive.join("archive.json").exists() {
            let between = ids_with(&here, "خبر");
            assert!(
                between.is_empty() || between.iter().eq(&expected),
                "{moment}"
            );
        }
        here.index().exits(0);
        assert_complete(&here, &expected);
        assert_no_leftovers(&archive);
    }
}

/// Besides the index there are the manifest and one ledger.
#[track_caller]
fn assert_no_leftovers(archive: &Path) {
    let entries = std::fs::read_dir(archive).unwrap();
    let names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn an_update_killed_at_any_moment_shows_the_old_articles_or_the_new_ones() {
    let here = Workplace::new();
    let expected = write_articles(&here);
    whole_run(&here);

    let changed = |ids: &[String]| ids.iter().filter(|id| !id.ends_with(".txt")).count();
    let all_changed = WIRES * RECORDS_A_WIRE;
    let versions = [
        "ثانية",
        "ثالثة",
        "رابعة",
        "خامسة",
        "سادسة",
        "سابعة",
        "ثامنة",
        "تاسعة",
    ];
    let mut whole = Duration::ZERO;
    for (moment, version) in (0..=MOMENTS_OF_AN_UPDATE).zip(["أخرى"].iter().chain(&versions)) {
        for wire in 0..WIRES {
            write_wire(&here, wire, version);
        }
        if moment == 0 {
            whole = whole_run(&here);
            continue;
        }
        // Beyond the time of a run as well: on a busy machine the next may take longer.
        kill_after(&here, whole * moment * 3 / (2 * MOMENTS_OF_AN_UPDATE));
        assert_each_once(&ids_with(&here, "خبر"), &expected);
        let new = changed(&ids_with(&here, version));
        assert!(
            new == 0 || new == all_changed,
            "{new} of the new articles, the rest old"
        );

        here.index().exits(0);
        assert_complete(&here, &expected);
        assert_eq!(changed(&ids_with(&here, version)), all_changed);
    }
}
