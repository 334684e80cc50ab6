//! What no archive should have and some do: full disks, loops, bombs, endless lines, directories
//! that may not be read.
#![cfg(unix)]

mod archive;

use archive::{FLOOD, QUAKE, Ran, WARRAQ, Workplace};
use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

/// Runs a line of shell in the workplace; `$WARRAQ` is the binary.
fn shell(here: &Workplace, line: &str) -> Ran {
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(here.path())
        .env("WARRAQ", WARRAQ)
        .output()
        .expect("there is a shell");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran {
        out: text(output.stdout),
        err: text(output.stderr),
        status: output.status.code().expect("it ends by itself"),
    }
}

/// The same line where what it mounts is seen by nobody else.
fn inside(line: &str) -> String {
    let line = line.replace('\'', "'\\''");
    format!("unshare --user --map-root-user --mount sh -c '{line}'")
}

/// Enough text that an index of it is some megabytes.
fn write_much(here: &Workplace, name: &str) {
    let mut lines = Vec::new();
    for id in 0..3000 {
        let words: Vec<String> = (0..60)
            .map(|n| format!("كلمة{}", id * 61 + n * 7))
            .collect();
        let body = words.join(" ");
        writeln!(
            lines,
            "{{\"id\": \"{name}-{id}\", \"title\": \"خبر\", \"body\": \"{body}\"}}"
        )
        .unwrap();
    }
    here.write(&format!("news/{name}.jsonl"), lines);
}

#[test]
fn where_the_disk_is_full_the_archive_stays_as_it_was() {
    let here = Workplace::new();
    here.write("news/flood.txt", FLOOD);
    here.index().exits(0);
    write_much(&here, "much");
    // No file may become larger than 64 KB, as on a disk that is nearly full.
    let ran = shell(
        &here,
        "trap '' XFSZ; ulimit -f 128; exec \"$WARRAQ\" index news",
    );
    assert_eq!(ran.status, 2, "{ran:#?}");
    assert!(
        ran.err.contains("room on the disk") || ran.err.contains("cannot be written"),
        "{ran:#?}"
    );
    assert!(!ran.err.contains("something broke"), "{ran:#?}");
    assert_eq!(here.count(&["فيضان"]), 1);
    here.run(&["check"]).exits(0);
    here.index().exits(0).says(&["3000 articles indexed"]);
    here.run(&["check"]).exits(0);
}

#[test]
fn a_disk_that_is_truly_full_is_told() {
    let here = Workplace::new();
    fs::create_dir(here.path().join("disk")).unwrap();
    let mounted = "mount -t tmpfs -o size=3m tmpfs disk";
    if shell(&here, &inside(mounted)).status != 0 {
        return; // Not everybody may mount.
    }
    here.write("small/flood.txt", FLOOD);
    write_much(&here, "much");
    let line = format!(
        "{mounted} && export WARRAQ_ARCHIVE=disk/archive && \"$WARRAQ\" index small \
         && {{ \"$WARRAQ\" index news; echo status $?; }} && \"$WARRAQ\" check && \"$WARRAQ\" search --json فيضان"
    );
    let ran = shell(&here, &inside(&line));
    assert_eq!(ran.status, 0, "{ran:#?}");
    assert!(ran.out.contains("status 2"), "{ran:#?}");
    assert!(ran.out.contains("\"total\": 1"), "{ran:#?}");
    assert!(!ran.err.contains("something broke"), "{ran:#?}");
    ran.says(&["room on the disk"]);
}

#[test]
fn links_in_circles_and_closed_directories_are_told_and_the_rest_is_indexed() {
    let here = Workplace::new();
    here.write("news/a/flood.txt", FLOOD);
    here.write("news/z.txt", QUAKE);
    symlink(here.path().join("news"), here.path().join("news/a/again")).unwrap();
    symlink(
        here.path().join("nowhere"),
        here.path().join("news/a/dangling.txt"),
    )
    .unwrap();
    let closed = here.path().join("news/closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    let ran = here.index().exits(2);
    ran.says(&[
        "again: a link leads back to",
        "dangling.txt: cannot be looked at",
        "2 articles indexed",
    ]);
    if fs::read_dir(&closed).is_err() {
        ran.says(&["closed: cannot be looked at"]);
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!((here.count(&["فيضان"]), here.count(&["زلزال"])), (1, 1));
}

#[test]
fn an_endless_line_is_told_and_the_lines_around_it_are_read() {
    let here = Workplace::new();
    let record = |word: &str| format!("{{\"title\": \"{word}\", \"body\": \"نص\"}}\n");
    let long = format!(
        "{{\"title\": \"طويل\", \"body\": \"{}\"}}\n",
        "ا".repeat(40 << 20)
    );
    here.write(
        "news/wire.jsonl",
        record("فيضان") + &long + &record("زلزال"),
    );
    here.index().exits(2).says(&[
        "wire.jsonl:line 2: the record is longer than",
        "2 articles indexed",
    ]);
    assert_eq!((here.count(&["فيضان"]), here.count(&["زلزال"])), (1, 1));
}

#[test]
fn json_that_goes_too_deep_is_told() {
    let here = Workplace::new();
    let deep = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    let line = format!("{{\"title\": \"فيضان\", \"body\": {}}}\n", deep(100_000));
    here.write(
        "news/lines.jsonl",
        line.clone() + "{\"title\": \"زلزال\", \"body\": \"نص\"}\n",
    );
    here.write("news/whole.json", line);
    here.write("news/objects.json", "{\"a\":".repeat(100_000));
    here.index()
        .exits(2)
        .says(&["lines.jsonl:line 1", "whole.json", "objects.json"]);
    assert_eq!(here.count(&["زلزال"]), 1);
}

#[test]
fn entities_within_entities_do_not_swell() {
    let here = Workplace::new();
    let mut feed = String::from("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a0 \"ها\">");
    for level in 1..12 {
        let inner = format!("&a{};", level - 1).repeat(10);
        feed += &format!("<!ENTITY a{level} \"{inner}\">");
    }
    feed += "]><rss><channel><item><title>فيضان</title><description>نص &a11; آخر</description></item></channel></rss>";
    here.write("news/feed.xml", feed);
    here.index().exits(0).says(&["1 article indexed"]);
    let shown = here.search(&["فيضان"]);
    assert_eq!(shown["total"], 1);
}

#[test]
fn a_file_that_swells_beyond_measure_is_told_and_the_rest_is_indexed() {
    let here = Workplace::new();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let piece = vec![b' '; 1 << 20];
    for _ in 0..300 {
        gzip.write_all(&piece).unwrap();
    }
    here.write("news/bomb.txt.gz", gzip.finish().unwrap());
    here.write("news/flood.txt", FLOOD);
    here.index()
        .exits(2)
        .says(&["bomb.txt.gz", "1 article indexed"]);
    assert_eq!(here.count(&["فيضان"]), 1);
}

#[test]
fn many_tiny_files_are_all_there_once() {
    const FILES: usize = 2000;
    let here = Workplace::new();
    for number in 0..FILES {
        here.write(
            &format!("news/{}/{number}.txt", number % 50),
            format!("خبر {number}\n"),
        );
    }
    here.index()
        .exits(0)
        .says(&[&format!("{FILES} articles indexed")]);
    here.index().exits(0).says(&[&format!("{FILES} unchanged")]);
    assert_eq!(here.count(&["خبر", "--copies"]), FILES as u64);
    here.run(&["check"]).exits(0);
}

#[test]
fn an_archive_that_may_not_be_written_is_searched_and_checked_and_never_changed() {
    let here = Workplace::new();
    here.write("news/flood.txt", FLOOD);
    here.index().exits(0);
    here.write("news/quake.txt", QUAKE);
    let ask = "\"$WARRAQ\" search --json فيضان && \"$WARRAQ\" check; \"$WARRAQ\" index news; \
               echo status $?; \"$WARRAQ\" search زلزال; echo status $?";
    let mount = "mount --bind .warraq .warraq && mount -o remount,ro,bind .warraq";
    let mounted = shell(&here, &inside(&format!("{mount} && {ask}")));
    let ran = match mounted.out.is_empty() {
        false => mounted,
        // Not everybody may mount; who may not is bound by the rights of files.
        true => {
            let closed = format!("chmod -R a-w .warraq; {ask}; chmod -R u+w .warraq");
            let ran = shell(&here, &closed);
            if ran.out.contains("status 0") {
                return; // Root may write everywhere.
            }
            ran
        }
    };
    assert!(ran.out.contains("\"total\": 1"), "{ran:#?}");
    assert!(ran.out.contains("status 2\nread as"), "{ran:#?}");
    assert!(ran.out.ends_with("status 1\n"), "{ran:#?}");
    ran.says(&["is sound", "cannot be read or written"]);
}
