//! Writes the articles of some files out again in four forms, to measure how each is indexed.
//!
//!     cargo bench --bench forms -- DIR ARTICLES…
//!
//! makes `DIR/jsonl/all.jsonl`, `DIR/txt/000/000001.txt` …, `DIR/html/000/000001.html` … and
//! `DIR/warc/all.warc.gz` (a gzip member for each record). `benches/archives.sh` indexes them.
//! Without arguments (as `cargo bench` and `cargo test --benches` call it) nothing is done.

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use warraq::article::Article;
use warraq::read::{self, Fields, Found, Selection};

const FILES_A_DIRECTORY: usize = 1000;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    if let [directory, files @ ..] = arguments.as_slice()
        && !files.is_empty()
    {
        let count = write(Path::new(directory), files).expect("the forms are written");
        println!("{count} articles");
    }
}

fn write(directory: &Path, files: &[String]) -> io::Result<usize> {
    let made = |form: &str| -> io::Result<PathBuf> {
        let directory = directory.join(form);
        fs::create_dir_all(&directory)?;
        Ok(directory)
    };
    let mut forms = Forms {
        jsonl: BufWriter::new(File::create(made("jsonl")?.join("all.jsonl"))?),
        warc: BufWriter::new(File::create(made("warc")?.join("all.warc.gz"))?),
        txt: made("txt")?,
        html: made("html")?,
        count: 0,
    };
    let mut failed = Ok(());
    each_article(files, |article| {
        failed = forms.write(&article);
        match failed {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    });
    failed.map(|()| forms.count)
}

struct Forms {
    jsonl: BufWriter<File>,
    warc: BufWriter<File>,
    txt: PathBuf,
    html: PathBuf,
    count: usize,
}

impl Forms {
    fn write(&mut self, article: &Article) -> io::Result<()> {
        let number = self.count;
        let page = page(article);
        let record = json!({
            "id": number,
            "title": article.title,
            "body": article.body,
            "date": article.date.map(|date| date.at.to_string()),
            "source": article.source,
        });
        writeln!(self.jsonl, "{record}")?;
        let text = format!("{}\n\n{}\n", article.title, article.body);
        fs::write(place(&self.txt, number, "txt")?, text)?;
        fs::write(place(&self.html, number, "html")?, &page)?;
        self.warc.write_all(&response(number, &page)?)?;
        self.count += 1;
        Ok(())
    }
}

fn place(directory: &Path, number: usize, ending: &str) -> io::Result<PathBuf> {
    let directory = directory.join(format!("{:03}", number / FILES_A_DIRECTORY));
    if number.is_multiple_of(FILES_A_DIRECTORY) {
        fs::create_dir_all(&directory)?;
    }
    Ok(directory.join(format!("{number:06}.{ending}")))
}

/// A page as sites make them: the article among menus and other things.
fn page(article: &Article) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let title = escaped(&article.title);
    let paragraphs = article.body.lines();
    let paragraphs: String = paragraphs
        .map(|line| format!("<p>{}</p>\n", escaped(line)))
        .collect();
    let date = article.date.map(|date| date.at.to_string());
    let links: String = (0..20)
        .map(|n| format!("<li><a href=\"/{n}\">باب {n}</a></li>"))
        .collect();
    format!(
        "<!doctype html><html lang=\"ar\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta property=\"og:title\" content=\"{title}\">\
         <meta property=\"article:published_time\" content=\"{}\"></head><body>\
         <nav><ul>{links}</ul></nav><article><h1>{title}</h1>\n{paragraphs}</article>\
         <footer><p>جميع الحقوق محفوظة</p></footer></body></html>",
        date.unwrap_or_default()
    )
}

fn response(number: usize, page: &str) -> io::Result<Vec<u8>> {
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    write!(
        gzip,
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/{number}\r\n\
         WARC-Date: 2020-11-03T00:00:00Z\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    )?;
    gzip.finish()
}

fn each_article(files: &[String], mut take: impl FnMut(Article) -> ControlFlow<()>) {
    let selection = Selection::new::<&str>(&[], &[]).expect("no pattern");
    let (fields, options) = (Fields::default(), read::Options::default());
    let found = files
        .iter()
        .flat_map(|file| read::walk(Path::new(file), &selection, &[]));
    for file in found.flatten() {
        let Found::File(file) = file else { continue };
        let mut sink = |article: Result<Article, read::Problem>| match article {
            Ok(article) => take(article),
            Err(_) => ControlFlow::Continue(()),
        };
        let progress = AtomicU64::new(0);
        read::read(&file.to_read(), &fields, &options, &progress, &mut sink).expect("articles");
    }
}
