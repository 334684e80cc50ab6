//! A place to run the real binary in, and an archive of the sample corpus to ask.
//!
//! Every test drives `warraq` as a reader would: arguments in, standard output, standard error
//! and exit status out. What the tests of one feature need beyond that stands in their own file.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use assert_cmd::Command;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

pub const WARRAQ: &str = env!("CARGO_BIN_EXE_warraq");

/// What a run of the binary said.
#[derive(Debug)]
pub struct Ran {
    pub out: String,
    pub err: String,
    pub status: i32,
}

impl Ran {
    /// The same, where the exit status is the expected one.
    #[track_caller]
    pub fn exits(self, status: i32) -> Ran {
        assert_eq!(self.status, status, "{self:#?}");
        self
    }

    /// Standard output as one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:#?}"))
    }

    /// Standard output as one JSON document a line.
    #[track_caller]
    pub fn json_lines(&self) -> Vec<Value> {
        let lines = self.out.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
            .collect()
    }

    /// Asserts that standard error has all of these words.
    #[track_caller]
    pub fn says(&self, words: &[&str]) {
        for word in words {
            assert!(self.err.contains(word), "no {word:?} in {self:#?}");
        }
    }
}

/// The binary in a directory, ready for more arguments.
pub fn warraq_in<S: AsRef<str>>(directory: &Path, arguments: &[S]) -> Command {
    let mut command = Command::new(WARRAQ);
    command.current_dir(directory);
    for variable in [
        "WARRAQ_ARCHIVE",
        "WARRAQ_AUTHORITY",
        "WARRAQ_TAGGER",
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
    ] {
        command.env_remove(variable);
    }
    command.args(arguments.iter().map(AsRef::as_ref));
    command
}

/// Runs a command to its end.
pub fn ran(command: &mut Command) -> Ran {
    let output = command.output().expect("the binary runs");
    let text = |bytes| String::from_utf8(bytes).expect("warraq writes UTF-8");
    Ran {
        out: text(output.stdout),
        err: text(output.stderr),
        status: output.status.code().expect("it ends by itself"),
    }
}

/// A directory of its own, in which a test writes articles, indexes and searches.
pub struct Workplace {
    directory: tempfile::TempDir,
}

impl Workplace {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        Workplace { directory }
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Writes a file, and the directories that it lies in.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a name")).expect("directories");
        fs::write(&path, content).expect("a file");
        path
    }

    pub fn remove(&self, name: &str) {
        fs::remove_file(self.path().join(name)).expect("a file");
    }

    pub fn run<S: AsRef<str>>(&self, arguments: &[S]) -> Ran {
        ran(&mut warraq_in(self.path(), arguments))
    }

    /// Indexes the directory `news` here.
    pub fn index(&self) -> Ran {
        self.run(&["index", "news"])
    }

    /// How many articles a search finds.
    #[track_caller]
    pub fn count(&self, arguments: &[&str]) -> u64 {
        total(&self.search(arguments))
    }

    /// The answer to a search.
    #[track_caller]
    pub fn search(&self, arguments: &[&str]) -> Value {
        self.run(&with(&["search", "--json"], arguments)).json()
    }
}

/// The articles of the repository, in every format.
pub fn sample_corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus")
}

/// A directory with an archive of the sample corpus, made once for each test binary.
fn sample() -> &'static Path {
    static SAMPLE: OnceLock<PathBuf> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let name = concat!("sample-", env!("CARGO_CRATE_NAME"));
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&directory).expect("a directory for the archive");
        let corpus = sample_corpus();
        let corpus = corpus.to_str().expect("a UTF-8 path");
        let index = ["index", "--rebuild", "--archive", ".warraq", corpus];
        ran(&mut warraq_in(&directory, &index)).exits(0);
        directory
    })
}

/// Runs the binary where the archive of the sample corpus lies.
pub fn ask<S: AsRef<str>>(arguments: &[S]) -> Ran {
    ran(&mut warraq_in(sample(), arguments))
}

/// The binary where the archive of the sample corpus lies, ready for more.
pub fn asking<S: AsRef<str>>(arguments: &[S]) -> Command {
    warraq_in(sample(), arguments)
}

/// Searches the sample corpus; finding nothing is an answer too.
#[track_caller]
pub fn search(arguments: &[&str]) -> Value {
    let ran = ask(&with(&["search", "--json"], arguments));
    assert!(ran.status < 2, "{ran:#?}");
    ran.json()
}

/// The ids of all articles of the sample corpus that a search finds, best first.
#[track_caller]
pub fn found(arguments: &[&str]) -> Vec<String> {
    ids(&search(&with(&["--limit", "1000", "--copies"], arguments)))
}

pub fn with<'a>(first: &[&'a str], then: &[&'a str]) -> Vec<&'a str> {
    [first, then].concat()
}

/// The ids of the hits in an answer.
pub fn ids(answer: &Value) -> Vec<String> {
    let hits = answer["hits"].as_array().expect("hits").iter();
    hits.map(|hit| hit["id"].as_str().expect("an id").to_owned())
        .collect()
}

/// How many articles an answer says were found.
pub fn total(answer: &Value) -> u64 {
    answer["total"].as_u64().expect("a total")
}

/// The characters of `text` from `start` to `end`, which is exclusive.
pub fn slice(text: &str, start: &Value, end: &Value) -> String {
    let at = |offset: &Value| offset.as_u64().expect("an offset") as usize;
    let (start, end) = (at(start), at(end));
    assert!(start < end && end <= text.chars().count());
    text.chars().skip(start).take(end - start).collect()
}

pub fn set(ids: Vec<String>) -> BTreeSet<String> {
    ids.into_iter().collect()
}

/// Asserts that two searches of the sample corpus find the same articles, and some.
#[track_caller]
pub fn assert_same_articles(one: &[&str], other: &[&str]) {
    let (these, those) = (set(found(one)), set(found(other)));
    assert!(!these.is_empty(), "{one:?} finds nothing");
    assert_eq!(these, those, "{one:?} and {other:?}");
}

/// The names of a JSON object.
pub fn keys(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

pub const TRUCE: &str = "هدنة في الجبل\n\nأعلنت العاصمتان هدنة تبدأ عند الظهر.\n";
pub const FLOOD: &str = "فيضان في الوادي\n\nغمر الفيضان قرى الوادي ليلا.\n";
pub const QUAKE: &str = "زلزال في الساحل\n\nشعر سكان الساحل بزلزال عند الفجر.\n";

/// A place with an archive of two articles.
pub fn two_articles() -> Workplace {
    let here = Workplace::new();
    here.write("news/truce.txt", TRUCE);
    here.write("news/flood.txt", FLOOD);
    here.index().exits(0).says(&["2 articles indexed"]);
    here
}
