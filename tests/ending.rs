//! Runs that end before their time or never: Ctrl-C, a second writer, `--watch`.
#![cfg(unix)]

mod archive;

use archive::{FLOOD, QUAKE, TRUCE, WARRAQ, Workplace};
use std::fmt::Write;
use std::fs;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const LONGEST_WAIT: Duration = Duration::from_secs(60);

fn start(here: &Workplace, arguments: &[&str]) -> Child {
    Command::new(WARRAQ)
        .args(arguments)
        .current_dir(here.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs")
}

fn interrupt(child: &Child) {
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(killed.expect("there is kill").success());
}

/// The exit status, and all that was said.
fn end(mut child: Child) -> (Option<i32>, String) {
    let mut said = String::new();
    let mut err = child.stderr.take().expect("a pipe");
    err.read_to_string(&mut said).expect("UTF-8");
    (child.wait().expect("it ends").code(), said)
}

#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < LONGEST_WAIT, "{what} in vain");
        thread::sleep(Duration::from_millis(50));
    }
}

/// Writes one file of so many records.
fn write_wire(here: &Workplace, records: usize) {
    let mut lines = String::new();
    for id in 0..records {
        writeln!(
            lines,
            "{{\"id\": \"{id}\", \"title\": \"خبر\", \"body\": \"نص الخبر {id} عن مباحثات في باكو.\"}}"
        )
        .unwrap();
    }
    here.write("news/wire.jsonl", lines);
}

fn articles(here: &Workplace) -> u64 {
    let stats = here.run(&["stats", "--json"]).exits(0).json();
    stats["articles"].as_u64().unwrap()
}

#[test]
fn ctrl_c_commits_what_was_read_and_the_next_run_goes_on() {
    const RECORDS: usize = 60_000;
    let here = Workplace::new();
    write_wire(&here, RECORDS);
    let index = start(&here, &["index", "news"]);
    // The lock is there before the run is told of Ctrl-C; the first articles take longer.
    wait_until("it begins", || {
        here.path().join(".warraq/runs.json").exists()
    });
    thread::sleep(Duration::from_millis(500));
    interrupt(&index);
    let (status, said) = end(index);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("goes on from here"), "{said}");
    let committed = articles(&here);
    assert!(committed > 0 && committed < RECORDS as u64, "{committed}");
    let stands = here.run(&["status"]).out;
    assert!(stands.contains("did not come to its end"), "{stands}");
    here.run(&["check"]).exits(0);

    let rest = format!("{} articles indexed", RECORDS as u64 - committed);
    here.index().exits(0).says(&[&rest]);
    assert_eq!(articles(&here), RECORDS as u64);
    here.run(&["check"]).exits(0);
}

#[test]
fn watching_takes_in_what_comes_changes_and_goes() {
    let here = Workplace::new();
    here.write("news/flood.txt", FLOOD);
    let index = start(&here, &["index", "--watch", "news"]);
    wait_until("the first run", || {
        here.run(&["search", "فيضان"]).status == 0
    });
    here.write("news/later/quake.txt", QUAKE);
    wait_until("a new file", || here.run(&["search", "زلزال"]).status == 0);
    here.write("news/later/quake.txt", TRUCE);
    wait_until("a changed file", || {
        here.run(&["search", "هدنة"]).status == 0
    });
    fs::remove_file(here.path().join("news/flood.txt")).unwrap();
    wait_until("a file that went", || {
        here.run(&["search", "فيضان"]).status == 1
    });
    // It holds the lock all the while, and says so.
    let other = here.index();
    interrupt(&index);
    let (status, said) = end(index);
    assert_eq!(status, Some(0), "{said}");
    other
        .exits(2)
        .says(&["another warraq is writing", "process"]);
    here.index().exits(0).says(&["1 unchanged"]);
}

#[test]
fn readers_are_answered_while_one_writes() {
    let here = Workplace::new();
    here.write("news/flood.txt", FLOOD);
    here.index().exits(0);
    write_wire(&here, 20_000);
    let mut index = start(&here, &["index", "news"]);
    let mut answers = 0;
    while index.try_wait().expect("it runs").is_none() {
        assert_eq!(here.count(&["فيضان"]), 1);
        answers += 1;
    }
    assert!(answers > 0);
    assert_eq!(articles(&here), 20_001);
}

#[test]
fn a_file_that_goes_or_changes_while_others_are_read_is_right_after_the_next_run() {
    let here = Workplace::new();
    write_wire(&here, 20_000);
    here.write("news/x-goes.txt", FLOOD);
    here.write("news/y-changes.txt", QUAKE);
    let index = start(&here, &["index", "news", "--threads", "1"]);
    wait_until("it begins", || {
        here.path().join(".warraq/runs.json").exists()
    });
    thread::sleep(Duration::from_millis(200));
    here.remove("news/x-goes.txt");
    here.write("news/y-changes.txt", TRUCE);
    let (status, said) = end(index);
    assert!(matches!(status, Some(0 | 2)), "{said}");
    if status == Some(2) {
        assert!(said.contains("x-goes.txt: cannot be opened"), "{said}");
    }
    here.index().exits(0);
    assert_eq!(here.count(&["فيضان"]), 0);
    assert_eq!((here.count(&["زلزال"]), here.count(&["هدنة"])), (0, 1));
    here.run(&["check"]).exits(0);
    here.run(&["status"]).exits(0);
}
