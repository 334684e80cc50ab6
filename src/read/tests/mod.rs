//! Whole files of every format, read from disk as a user's would be.

mod json;
mod members;
mod tables;

use super::*;
use crate::article::KnownBy;
use proptest::prelude::*;
use std::io::Write;
use std::sync::atomic::Ordering;

/// Everything a file gives.
struct Given {
    articles: Vec<Article>,
    problems: Vec<Problem>,
    result: Result<(), ReadError>,
    progress: u64,
}

impl Given {
    fn titles(&self) -> Vec<&str> {
        self.articles.iter().map(|a| a.title.as_str()).collect()
    }

    fn ids(&self) -> Vec<&str> {
        self.articles.iter().map(|a| a.id.as_str()).collect()
    }

    /// The problems in words, without the path of the file.
    fn said(&self) -> Vec<String> {
        let said = self.problems.iter();
        said.map(|p| format!("{}: {}", p.spot, p.reason)).collect()
    }
}

fn read_with(name: &str, bytes: &[u8], fields: &Fields, options: &Options) -> Given {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    let (format, compression) = recognise(&path).unwrap();
    let file = FileToRead {
        path: &path,
        root: dir.path(),
        format,
        compression,
    };
    let progress = AtomicU64::new(0);
    let (mut articles, mut problems) = (Vec::new(), Vec::new());
    let result = read(&file, fields, options, &progress, &mut |item| {
        match item {
            Ok(article) => articles.push(article),
            Err(problem) => problems.push(problem),
        }
        ControlFlow::Continue(())
    });
    Given {
        articles,
        problems,
        result,
        progress: progress.load(Ordering::Relaxed),
    }
}

fn read_file(name: &str, text: impl AsRef<[u8]>) -> Given {
    let given = read_with(name, text.as_ref(), &Fields::default(), &Options::default());
    assert!(given.result.is_ok(), "{:?}", given.result);
    given
}

fn read_clean(name: &str, text: impl AsRef<[u8]>) -> Vec<Article> {
    let given = read_file(name, text);
    assert!(given.problems.is_empty(), "{:?}", given.said());
    given.articles
}

fn limited(longest_record_bytes: u64) -> Options {
    Options {
        longest_record_bytes,
        ..Options::default()
    }
}

#[test]
fn kinds_are_told_by_their_names() {
    let kind = |name: &str| recognise(Path::new(name));
    assert_eq!(kind("a/B.TXT"), Some((Format::Text, Compression::None)));
    assert_eq!(
        kind("a.ndjson.zst"),
        Some((Format::JsonLines, Compression::Zstd))
    );
    assert_eq!(kind("a.b.Html.gz"), Some((Format::Html, Compression::Gzip)));
    assert_eq!(kind("a.pdf"), None);
    assert_eq!(kind("a.gz"), None);
    assert_eq!(kind("txt"), None);
}

#[test]
fn a_text_file_is_an_article() {
    let articles = read_clean("2020/11/03/a.txt", "عنوان\r\n\r\nالنص الأول\r\nالثاني\r\n");
    let [article] = &articles[..] else { panic!() };
    assert_eq!(article.id, "2020/11/03/a.txt");
    assert_eq!(
        (&*article.title, &*article.body),
        ("عنوان", "النص الأول\nالثاني")
    );
    let date = article.date.unwrap();
    assert_eq!(
        (date.at.to_string().as_str(), date.known_by),
        ("2020-11-03T00:00:00", KnownBy::Path)
    );
    assert!(article.place.file.is_absolute());
}

#[test]
fn a_dateline_goes_before_the_path() {
    let articles = read_clean(
        "2021/01/01/a.txt",
        "عنوان\nباكو، 3 تشرين الثاني 2020 - أعلنت",
    );
    assert_eq!(articles[0].date.unwrap().known_by, KnownBy::Dateline);
}

#[test]
fn windows_1256_files_read_as_arabic() {
    let (bytes, ..) = encoding_rs::WINDOWS_1256.encode("عنوان\nأعلنت وزارة الدفاع وقف إطلاق النار");
    assert_eq!(
        read_clean("a.txt", bytes)[0].body,
        "أعلنت وزارة الدفاع وقف إطلاق النار"
    );
}

#[test]
fn unreadable_characters_are_said_once_and_the_article_kept() {
    let given = read_file(
        "a.txt",
        b"\xD8\xB9\xD9\x86\xFF\n\xD9\x86\xD8\xB5 \xFF".as_slice(),
    );
    assert_eq!(given.articles.len(), 1);
    assert_eq!(given.problems.len(), 1);
    assert_eq!(given.problems[0].severity(), Severity::Kept);
    assert!(
        given.said()[0].starts_with(": 2 unreadable characters"),
        "{:?}",
        given.said()
    );
}

#[test]
fn empty_files_are_a_problem() {
    for name in ["a.txt", "a.html", "a.json", "a.jsonl", "a.csv", "a.tsv"] {
        for text in ["", " \n"] {
            let given = read_file(name, text);
            let [problem] = &given.problems[..] else {
                panic!("{name}: {:?}", given.said())
            };
            assert!(given.articles.is_empty());
            assert_eq!(problem.severity(), Severity::Lost);
        }
    }
    assert!(matches!(
        read_file("a.csv", "title,body\n").problems[0].reason,
        Reason::Empty
    ));
    assert!(matches!(
        read_file("a.json", "[]").problems[0].reason,
        Reason::Empty
    ));
}

#[test]
fn compressed_files_are_read_and_their_raw_bytes_counted() {
    let text = "{\"title\": \"أول\"}\n{\"title\": \"ثان\"}\n";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstd = zstd::encode_all(text.as_bytes(), 3).unwrap();
    let (bzip2, xz) = (bzip2(text), xz(text));
    for (name, bytes) in [
        ("a.jsonl.gz", [&gzip[..], &gzip].concat()),
        ("a.jsonl.zst", zstd),
        ("a.jsonl.bz2", [&bzip2[..], &bzip2].concat()),
        ("a.jsonl.xz", [&xz[..], &xz].concat()),
    ] {
        let given = read_file(name, &bytes);
        assert_eq!(given.titles()[..2], ["أول", "ثان"], "{name}");
        assert_eq!(given.progress, bytes.len() as u64);
    }
    for (name, once) in [
        ("a.jsonl.gz", gzip),
        ("a.jsonl.bz2", bzip2),
        ("a.jsonl.xz", xz),
    ] {
        let twice = read_file(name, [&once[..], &once].concat());
        assert_eq!(twice.articles.len(), 4, "{name}");
    }
}

fn bzip2(text: &str) -> Vec<u8> {
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip2.write_all(text.as_bytes()).unwrap();
    bzip2.finish().unwrap()
}

fn xz(text: &str) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::with_preset(1);
    let mut xz = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
    xz.write_all(text.as_bytes()).unwrap();
    xz.finish().unwrap()
}

#[test]
fn a_file_is_unpacked_by_its_first_bytes_whatever_its_name() {
    let text = "عنوان\nنص";
    for (name, bytes) in [
        ("a.txt", bzip2(text)),
        ("b.txt.gz", xz(text)),
        ("c.txt.xz", text.as_bytes().to_vec()),
    ] {
        assert_eq!(read_clean(name, bytes)[0].body, "نص", "{name}");
    }
}

#[test]
fn a_file_that_inflates_beyond_all_measure_is_stopped_with_a_remedy() {
    let zeros = std::io::repeat(b' ').take(100 << 20);
    let bomb = zstd::encode_all(zeros, 1).unwrap();
    let given = read_with("a.json.zst", &bomb, &Fields::default(), &Options::default());
    let error = given.result.unwrap_err().to_string();
    assert!(
        error.contains("200 times its size") && error.contains("unpack it"),
        "{error}"
    );
}

#[test]
fn a_damaged_file_ends_with_an_error_after_what_could_be_read() {
    let lines: String = (0..20_000)
        .map(|n| format!("{{\"title\": \"عنوان {}\"}}\n", n * n))
        .collect();
    let whole = zstd::encode_all(lines.as_bytes(), 3).unwrap();
    for name in ["a.jsonl.zst", "a.json.zst", "a.csv.zst"] {
        let half = &whole[..whole.len() / 2];
        let given = read_with(name, half, &Fields::default(), &Options::default());
        assert!(matches!(given.result, Err(ReadError::Read { .. })) || name == "a.csv.zst");
    }
    let given = read_with(
        "a.txt.gz",
        b"\x1F\x8B\x07 no gzip",
        &Fields::default(),
        &Options::default(),
    );
    assert!(matches!(given.result, Err(ReadError::Read { .. })));
}

#[test]
fn a_users_field_goes_first() {
    let mut fields = Fields::default();
    fields.map("body=story_text").unwrap();
    let text = r#"{"title": "ع", "body": "ملخص", "story_text": "النص"}"#;
    let given = read_with("a.jsonl", text.as_bytes(), &fields, &Options::default());
    assert_eq!(given.articles[0].body, "النص");
}

#[test]
fn a_date_that_cannot_be_read_is_said_and_the_path_tried() {
    let given = read_file("2020-11-03.jsonl", r#"{"title": "ع", "date": "أمس"}"#);
    assert_eq!(given.problems[0].severity(), Severity::Kept);
    assert!(given.said()[0].contains("«أمس»"));
    assert_eq!(given.articles[0].date.unwrap().known_by, KnownBy::Path);
}

#[test]
fn long_lines_are_passed_over() {
    let text = format!(
        "{{\"title\":\"أ\"}}\n{{\"title\":\"{}\"}}\n{{\"title\":\"ب\"}}\n",
        "ط".repeat(500)
    );
    let given = read_with(
        "a.jsonl",
        text.as_bytes(),
        &Fields::default(),
        &limited(100),
    );
    assert_eq!(given.titles(), ["أ", "ب"]);
    assert!(given.said()[0].starts_with(":line 2: the record is longer than"));
    let given = read_with("a.txt", text.as_bytes(), &Fields::default(), &limited(100));
    assert!(matches!(given.problems[0].reason, Reason::TooLong { .. }));
}

#[test]
fn the_caller_may_stop() {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("a.jsonl", "{\"title\":\"أ\"}\n{\"title\":\"ب\"}"),
        ("a.json", "[{\"title\":\"أ\"},{\"title\":\"ب\"}]"),
        ("a.csv", "title\nأ\nب\n"),
    ] {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        let (format, compression) = recognise(&path).unwrap();
        let file = FileToRead {
            path: &path,
            root: &path,
            format,
            compression,
        };
        let mut count = 0;
        read(
            &file,
            &Fields::default(),
            &Options::default(),
            &AtomicU64::new(0),
            &mut |item| {
                assert_eq!(item.unwrap().id, format!("{name}#1"));
                count += 1;
                ControlFlow::Break(())
            },
        )
        .unwrap();
        assert_eq!(count, 1, "{name}");
    }
}

proptest! {
    #[test]
    fn no_file_panics(bytes: Vec<u8>) {
        for name in ["a.json", "a.jsonl", "a.csv", "a.tsv", "a.html", "a.txt.gz", "a.txt.zst", "a.txt.bz2", "a.txt.xz"] {
            let _ = read_with(name, &bytes, &Fields::default(), &limited(64));
        }
    }

    #[test]
    fn nothing_like_json_panics(text in "([\\[\\]{}:,\"\\n ]|title|body|items|[0-9]){0,60}") {
        for name in ["a.json", "a.jsonl"] {
            read_file(name, &text);
        }
    }

    #[test]
    fn nothing_like_a_page_panics(text in "(<(/?)(p|div|article|header|br|li|h1|table|td)>|ن| |\\n|<script type=\"application/ld\\+json\">){0,60}") {
        read_file("a.html", &text);
    }

    #[test]
    fn nothing_like_a_table_panics(text in "title,body\\n([,\"\\n\\r;]|ن){0,60}") {
        read_file("a.csv", &text);
    }
}
