//! `warraq index --dry-run`: what would be read and how, file by file. Nothing is indexed.

use super::Outcome;
use super::output::{note, text};
use anyhow::Result;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use warraq::archive::writer;
use warraq::read::{self, Found, FoundFile, Part, Problem, Severity, Wrapping};

/// Problems of one file are listed up to this number.
const MOST_PROBLEMS_SHOWN: usize = 5;

/// What all files together would give.
#[derive(Default)]
struct Total {
    files: u64,
    articles: u64,
    passed_over: u64,
    losses: u64,
}

/// Reads all files under `roots` as indexing would, and says what they are and hold.
pub fn run(archive: &Path, roots: &[PathBuf], options: &writer::Options) -> Result<Outcome> {
    let mut total = Total::default();
    for root in roots {
        for found in read::walk(root, &options.selection, archive) {
            match found {
                Ok(Found::File(file)) => look(&file, options, &mut total)?,
                Ok(Found::Unknown(path)) => {
                    total.passed_over += 1;
                    text::line(format_args!("{}: passed over", path.display()))?;
                }
                Err(error) => {
                    total.losses += 1;
                    note(error);
                }
            }
        }
    }
    note(format_args!(
        "{} articles in {} files; {} files of other kinds; nothing was indexed",
        total.articles, total.files, total.passed_over
    ));
    match total.losses {
        0 => Ok(Outcome::Found),
        _ => Ok(Outcome::Faulty),
    }
}

fn look(file: &FoundFile, options: &writer::Options, total: &mut Total) -> Result<()> {
    let mut problems: Vec<String> = Vec::new();
    let (mut articles, mut count) = (0, 0);
    let mut sink = |found: Result<_, Problem>| {
        match found {
            Ok(_) => articles += 1,
            Err(problem) => {
                count += 1;
                total.losses += u64::from(problem.severity() == Severity::Lost);
                if problems.len() < MOST_PROBLEMS_SHOWN {
                    problems.push(problem.to_string());
                }
            }
        }
        ControlFlow::Continue(())
    };
    let progress = AtomicU64::new(0);
    let (fields, reading) = (&options.fields, &options.reading);
    let (parts, ended) = read::examine(&file.to_read(), fields, reading, &progress, &mut sink);
    total.files += 1;
    total.articles += articles;
    match &parts[..] {
        [part] if part.files == 1 => {
            text::line(format_args!("{}: {}", file.path.display(), described(part)))?;
        }
        parts => {
            text::line(format_args!("{}: {articles} articles", file.path.display()))?;
            for part in parts {
                let files = counted(part.files, "file");
                text::line(format_args!("    {files}: {}", described(part)))?;
            }
        }
    }
    for problem in &problems {
        text::line(format_args!("    {problem}"))?;
    }
    if count > problems.len() {
        let more = count - problems.len();
        text::line(format_args!("    and {more} more problems"))?;
    }
    if let Err(error) = ended {
        total.losses += 1;
        text::line(format_args!("    {:#}", anyhow::Error::new(error)))?;
    }
    Ok(())
}

/// `jsonl in gzip, UTF-8, 40 articles: title 40, body 39; not understood: colour`.
fn described(part: &Part) -> String {
    let mut said = part.format.as_str().to_owned();
    let within = part.wrappings.iter().rev().copied().map(Wrapping::as_str);
    for wrapping in within {
        said.push_str(" in ");
        said.push_str(wrapping);
    }
    if let Some(encoding) = part.encoding {
        said.push_str(", ");
        said.push_str(encoding);
    }
    said.push_str(", ");
    said.push_str(&counted(part.articles, "article"));
    let fields: Vec<String> = part
        .fields()
        .map(|(role, count)| format!("{} {count}", role.as_str()))
        .collect();
    if !fields.is_empty() {
        said.push_str(": ");
        said.push_str(&fields.join(", "));
    }
    if !part.unknown.is_empty() {
        said.push_str("; not taken: ");
        said.push_str(&part.unknown.join(", "));
    }
    said
}

fn counted(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}
