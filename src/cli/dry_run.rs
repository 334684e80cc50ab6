//! `warraq index --dry-run`: how each file would be read, what it has, and what is wrong with it.
//!
//! Files are read to their end, as `index` reads them, but nothing is analysed or written.

use super::Outcome;
use super::index::{Ground, counted};
use anyhow::{Context, Result};
use std::collections::HashSet;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use warraq::archive::writer;
use warraq::article::{Article, KnownBy};
use warraq::read::{self, Found, FoundFile, Part, Problem, ReadError, Severity, Wrapping};

/// Problems of one file are listed up to this number.
const MOST_PROBLEMS_SHOWN: usize = 20;

/// Reads what lies in `grounds` and reports of each file; what is in `archive` is left out.
pub fn run(archive: &Path, grounds: &[Ground]) -> Result<Outcome> {
    let mut report = Report {
        out: io::stdout().lock(),
        articles: 0,
        files: 0,
        losses: 0,
    };
    let mut seen = HashSet::new();
    for ground in grounds {
        let options = writer::Options::new(&ground.how, true)?;
        let without = [archive.to_owned()];
        let walks = ground.roots.iter();
        let walks = walks.flat_map(|root| read::walk(root, &options.selection, &without));
        for found in walks {
            match found {
                Ok(Found::File(file)) if !seen.insert(file.path.clone()) => {}
                Ok(Found::File(file)) => report.file(&file, &options)?,
                Ok(Found::Unknown(path)) => report.unknown(&path)?,
                Err(error) => report.failure(anyhow::Error::new(error))?,
            }
        }
    }
    report.end()
}

/// The report as far as it has come.
struct Report<W> {
    out: W,
    articles: u64,
    files: u64,
    losses: u64,
}

impl<W: Write> Report<W> {
    fn file(&mut self, file: &FoundFile, options: &writer::Options) -> Result<()> {
        let mut tally = Tally::default();
        let (parts, read) = tally.read(file, options);
        self.files += 1;
        self.articles += tally.articles;
        self.losses += tally.losses();
        let (path, found) = (file.path.display(), tally.articles_and_fields());
        match &parts[..] {
            [part] if part.files == 1 => writeln!(self.out, "{path}: {}; {found}", kind(part))?,
            [] => writeln!(self.out, "{path}: {found}")?,
            parts => {
                writeln!(self.out, "{path}: {found}")?;
                for part in parts {
                    let (files, articles) = (part.files, part.articles);
                    let files = counted(files, "file");
                    let articles = counted(articles, "article");
                    writeln!(self.out, "  {files}: {}; {articles}", kind(part))?;
                }
            }
        }
        for part in parts.iter().filter(|part| !part.unknown.is_empty()) {
            writeln!(self.out, "  not taken: {}", part.unknown.join(", "))?;
        }
        for problem in tally.problems.iter().take(MOST_PROBLEMS_SHOWN) {
            writeln!(self.out, "  {}{}", Place(problem), problem.reason)?;
        }
        if let Some(more @ 1..) = tally.problems.len().checked_sub(MOST_PROBLEMS_SHOWN) {
            writeln!(self.out, "  and {} more", counted(more as u64, "problem"))?;
        }
        match read {
            Ok(()) => Ok(()),
            Err(error) => self.failure(anyhow::Error::new(error)),
        }
    }

    fn unknown(&mut self, path: &Path) -> Result<()> {
        writeln!(self.out, "{}: of no kind that is read", path.display())?;
        Ok(())
    }

    fn failure(&mut self, error: anyhow::Error) -> Result<()> {
        self.losses += 1;
        writeln!(self.out, "{error:#}")?;
        Ok(())
    }

    fn end(&mut self) -> Result<Outcome> {
        writeln!(
            self.out,
            "{} in {}, {} could not be read; nothing was indexed",
            counted(self.articles, "article"),
            counted(self.files, "file"),
            self.losses,
        )
        .context("the report")?;
        Ok(match self.losses {
            0 => Outcome::Found,
            _ => Outcome::Faulty,
        })
    }
}

/// `csv in windows-1256, gzip`.
fn kind(part: &Part) -> String {
    let encoding = part.encoding.map(|name| format!(" in {name}"));
    let wrappings = part.wrappings.iter().rev().copied().map(Wrapping::as_str);
    let mut words = vec![format!(
        "{}{}",
        part.format.as_str(),
        encoding.unwrap_or_default()
    )];
    words.extend(wrappings.map(str::to_owned));
    words.join(", ")
}

/// What was found in a file.
#[derive(Default)]
struct Tally {
    articles: u64,
    /// In how many articles each of [`FIELDS`] was found.
    fields: [u64; FIELDS.len()],
    /// Articles whose date is no field of theirs.
    dates_inferred: u64,
    problems: Vec<Problem>,
}

/// A field of the report, and whether an article has it.
type Field = (&'static str, fn(&Article) -> bool);

const FIELDS: [Field; 8] = [
    ("title", |article| !article.title.is_empty()),
    ("body", |article| !article.body.is_empty()),
    ("date", |article| article.date.is_some()),
    ("source", |article| article.source.is_some()),
    ("section", |article| article.section.is_some()),
    ("author", |article| article.author.is_some()),
    ("url", |article| article.url.is_some()),
    ("language", |article| article.language.is_some()),
];

impl Tally {
    fn read(
        &mut self,
        file: &FoundFile,
        options: &writer::Options,
    ) -> (Vec<Part>, Result<(), ReadError>) {
        let mut sink = |found: Result<Article, Problem>| {
            match found {
                Ok(article) => self.count(&article),
                Err(problem) => self.problems.push(problem),
            }
            ControlFlow::Continue(())
        };
        let (fields, reading) = (&options.fields, &options.reading);
        read::examine(
            &file.to_read(),
            fields,
            reading,
            &AtomicU64::new(0),
            &mut sink,
        )
    }

    fn count(&mut self, article: &Article) {
        self.articles += 1;
        for (count, (_, has)) in self.fields.iter_mut().zip(FIELDS) {
            *count += u64::from(has(article));
        }
        let inferred = |known_by| !matches!(known_by, KnownBy::Metadata | KnownBy::Doubted);
        let inferred = article.date.is_some_and(|date| inferred(date.known_by));
        self.dates_inferred += u64::from(inferred);
    }

    fn losses(&self) -> u64 {
        let lost = |problem: &&Problem| problem.severity() == Severity::Lost;
        self.problems.iter().filter(lost).count() as u64
    }

    fn articles_and_fields(&self) -> String {
        let articles = counted(self.articles, "article");
        let fields: Vec<String> = self
            .fields
            .iter()
            .zip(FIELDS)
            .filter(|(count, _)| **count > 0)
            .map(|(count, (name, _))| match (name, self.dates_inferred) {
                ("date", inferred @ 1..) => format!("date {count} ({inferred} inferred)"),
                _ => format!("{name} {count}"),
            })
            .collect();
        match fields.is_empty() {
            true => articles,
            false => format!("{articles}: {}", fields.join(", ")),
        }
    }
}

/// Where in its file a problem lies, the file being named above it.
struct Place<'p>(&'p Problem);

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let spot = self.0.spot.to_string();
        match (&self.0.place.member, spot.strip_prefix(':')) {
            (None, None) => Ok(()),
            (None, Some(spot)) => write!(f, "{spot}: "),
            (Some(member), _) => write!(f, "{member}{spot}: "),
        }
    }
}
