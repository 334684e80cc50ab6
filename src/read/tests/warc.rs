//! Web archives as crawlers write them, whole, cut off and damaged.

use super::super::FileToRead;
use super::*;
use crate::article::{Article, KnownBy};
use crate::read::Problem;
use proptest::prelude::*;
use std::ops::ControlFlow;
use std::path::Path;

const PAGE: &str = "<html><title>جسر جديد</title><article><h1>جسر جديد في المدينة</h1><p>افتتحت البلدية جسرا فوق النهر.</p></article></html>";

fn entry(kind: &str, content: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://maydan.example/{kind}\r\n\
         WARC-Date: 2021-05-04T06:07:08Z\r\nContent-Type: application/http\r\n\
         Content-Length: {}\r\n\r\n",
        content.len()
    )
    .into_bytes();
    bytes.extend_from_slice(content);
    bytes.extend_from_slice(b"\r\n\r\n");
    bytes
}

fn answer(headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n").into_bytes();
    bytes.extend_from_slice(body);
    entry("response", &bytes)
}

type Findings = (Vec<Article>, Vec<Problem>, io::Result<()>);

fn findings(bytes: &[u8]) -> Findings {
    let file = FileToRead {
        path: Path::new("/news/crawl.warc"),
        root: Path::new("/news"),
    };
    let (mut articles, mut problems) = (Vec::new(), Vec::new());
    let mut sink = |found| {
        match found {
            Ok(article) => articles.push(article),
            Err(problem) => problems.push(problem),
        }
        ControlFlow::Continue(())
    };
    let options = Options::default();
    let mut out = Emitter::new(&file, options.today, None, &mut sink);
    out.begin(Format::Warc);
    let ended = read(bytes, &options, &mut out);
    drop(out);
    (articles, problems, ended)
}

#[test]
fn pages_are_read_and_other_records_passed_over() {
    let image = answer("Content-Type: image/png", b"\x89PNG");
    let gone = entry(
        "response",
        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>x",
    );
    let crawl = [
        entry("warcinfo", b"software: crawler"),
        entry("request", b"GET / HTTP/1.1\r\n\r\n"),
        image,
        gone,
        answer("Content-Type: text/html; charset=utf-8", PAGE.as_bytes()),
    ];
    let (articles, problems, ended) = findings(&crawl.concat());
    ended.unwrap();
    assert_eq!(problems, []);
    let [article] = &articles[..] else {
        panic!("{articles:?}")
    };
    assert_eq!(article.title, "جسر جديد في المدينة");
    assert_eq!(article.body, "افتتحت البلدية جسرا فوق النهر.");
    assert_eq!(
        article.url.as_deref(),
        Some("https://maydan.example/response")
    );
    let date = article.date.unwrap();
    assert_eq!(date.known_by, KnownBy::Fetched);
    assert_eq!(date.at.date().to_string(), "2021-05-04");
}

#[test]
fn a_date_of_the_page_goes_before_that_of_the_fetch() {
    let page = format!("<meta property='article:published_time' content='2020-11-03'>{PAGE}");
    let (articles, ..) = findings(&answer("Content-Type: text/html", page.as_bytes()));
    let date = articles[0].date.unwrap();
    assert_eq!(
        (date.at.date().to_string().as_str(), date.known_by),
        ("2020-11-03", KnownBy::Metadata)
    );
}

#[test]
fn pages_in_pieces_and_in_the_servers_encoding_are_put_together() {
    let (page, ..) = encoding_rs::WINDOWS_1256.encode(PAGE);
    let (first, second) = page.split_at(70);
    let mut body = Vec::new();
    for piece in [first, second, b""] {
        body.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        body.extend_from_slice(piece);
        body.extend_from_slice(b"\r\n");
    }
    let headers = "Content-Type: text/html; charset=windows-1256\r\nTransfer-Encoding: chunked";
    let (articles, ..) = findings(&answer(headers, &body));
    assert_eq!(articles[0].body, "افتتحت البلدية جسرا فوق النهر.");
}

#[test]
fn a_cut_off_record_is_told_and_those_before_are_kept() {
    let page = answer("Content-Type: text/html", PAGE.as_bytes());
    let mut crawl = [page.clone(), page].concat();
    crawl.truncate(crawl.len() - 60);
    let (articles, _, ended) = findings(&crawl);
    assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    assert_eq!(articles[0].title, "جسر جديد في المدينة");
}

#[test]
fn what_is_no_web_archive_is_told() {
    let (articles, problems, _) = findings(b"nothing of the kind\n");
    assert!(articles.is_empty());
    assert_eq!(problems[0].reason, Reason::NoWarcRecord);
}

proptest! {
    #[test]
    fn no_damage_panics(at in 0..600usize, byte: u8, cut in 0..600usize) {
        let page = answer("Content-Type: text/html\r\nTransfer-Encoding: chunked", PAGE.as_bytes());
        let mut crawl = [page.clone(), page].concat();
        let length = crawl.len();
        crawl[at % length] = byte;
        crawl.truncate(length - cut);
        let _ = findings(&crawl);
    }
}
