//! Tables of articles: CSV as spreadsheets read it, and lists of files.

use anyhow::Result;
use std::collections::BTreeSet;
use std::io::{BufWriter, Write, stdout};
use warraq::article::Article;
use warraq::search::{Results, Timeline};

/// The columns of an article, in the order of [`cells`].
pub const COLUMNS: [&str; 10] = [
    "id",
    "title",
    "date",
    "date_known_by",
    "source",
    "section",
    "author",
    "url",
    "language",
    "file",
];

/// What the columns of an article hold; nothing where it is not known.
pub fn cells(article: &Article) -> [String; 10] {
    let known = |value: &Option<String>| value.clone().unwrap_or_default();
    let date = article.date;
    [
        article.id.clone(),
        article.title.clone(),
        date.map(|date| date.at.to_string()).unwrap_or_default(),
        date.map(|date| date.known_by.as_str().to_owned())
            .unwrap_or_default(),
        known(&article.source),
        known(&article.section),
        known(&article.author),
        known(&article.url),
        known(&article.language),
        article.place.to_string(),
    ]
}

/// Prints the hits as CSV with a header.
pub fn hits(results: &Results) -> Result<()> {
    let mut out = csv::Writer::from_writer(stdout().lock());
    out.write_record(["rank", "score"].into_iter().chain(COLUMNS))?;
    for hit in &results.hits {
        let place = [hit.rank.to_string(), format!("{:.4}", hit.score)];
        out.write_record(place.into_iter().chain(cells(&hit.article)))?;
    }
    Ok(out.flush()?)
}

/// Prints the files that the hits lie in, each once, with a NUL behind each.
pub fn paths0(results: &Results) -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    let mut seen = BTreeSet::new();
    for hit in &results.hits {
        let file = &hit.article.place.file;
        if seen.insert(file) {
            out.write_all(file.as_os_str().as_encoded_bytes())?;
            out.write_all(b"\0")?;
        }
    }
    Ok(out.flush()?)
}

/// Prints a timeline as CSV: a row for each period of each line, also where it has no article.
pub fn timeline(timeline: &Timeline) -> Result<()> {
    let mut out = csv::Writer::from_writer(stdout().lock());
    out.write_record(["period", "id", "name", "articles"])?;
    for line in &timeline.lines {
        for (start, count) in timeline.periods.iter().zip(&line.counts) {
            let period = timeline.step.label(*start);
            let id = line.id.as_deref().unwrap_or_default();
            out.write_record([&period, id, &line.name, &count.to_string()])?;
        }
    }
    Ok(out.flush()?)
}
