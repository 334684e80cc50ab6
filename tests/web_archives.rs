//! Web archives, from the file to the search.

mod archive;

use archive::Workplace;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// A record, as a gzip member of its own.
fn member(uri: &str, page: &str) -> Vec<u8> {
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2021-05-04T06:07:08Z\r\n\
         Content-Length: {}\r\n\r\n{answer}\r\n\r\n",
        answer.len()
    );
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(record.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_crawl_cut_off_in_its_last_record_is_told_and_searched() {
    let here = Workplace::new();
    let page = |title: &str, text: &str| {
        format!("<title>{title}</title><article><h1>{title}</h1><p>{text}</p></article>")
    };
    let bridge = page("جسر جديد في المدينة", "افتتحت البلدية جسرا فوق النهر.");
    let port = page("توسعة الميناء", "بدأت أعمال توسعة الميناء القديم.");
    let mut crawl = member("https://maydan.example/1", &bridge);
    let last = member("https://maydan.example/2", &port);
    crawl.extend_from_slice(&last[..last.len() / 2]);
    here.write("news/crawl.warc.gz", crawl);
    here.index()
        .exits(2)
        .says(&["crawl.warc.gz", "cannot be read to its end"]);
    let found = here.search(&["جسر"]);
    assert_eq!(found["hits"][0]["url"], "https://maydan.example/1");
    assert_eq!(found["hits"][0]["date_known_by"], "fetch");
}
