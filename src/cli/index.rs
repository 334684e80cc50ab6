//! `warraq index`: bring the archive up to date with some directories.

use super::output::note;
use super::{ArchivePath, Outcome, dry_run};
use anyhow::{Context, Result};
use clap::Args;
use encoding_rs::Encoding;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::env;
use std::fmt;
use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf, absolute};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use warraq::archive::made_with::MadeWith;
use warraq::archive::writer::{self, Entities, Progress, Survey, Watcher};
use warraq::archive::{Archive, WriteLock, locate_or_new};
use warraq::read::{self, Fields, Selection};

/// Index the articles under some directories; again, only what is new, changed or gone
#[derive(Debug, Args)]
#[command(after_help = "\
Reads text, web pages, JSON, tables, feeds, NITF, NewsML, WARC, mailboxes, MediaWiki dumps, SGML
collections, Word and PDF documents, compressed and in zip or tar archives (`warraq formats` lists
them); other files and hidden ones are passed over. Without --archive (or $WARRAQ_ARCHIVE), the archive is the .warraq of this
directory or of a parent, else a new one here.

Exit status: 0 all read, 2 something could not be read (it is named; the rest is indexed).")]
pub struct Options {
    /// Directories (or files) to index
    #[arg(value_name = "DIR", required = true)]
    roots: Vec<PathBuf>,
    /// Only files that match this pattern, as '*.jsonl' or '2020/**'; repeated: any of them
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// No files that match this pattern
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// What a field is called in your files, as body=story_text or title=fields.headline; repeated
    /// for others
    #[arg(long = "map", value_name = "FIELD=NAME")]
    map: Vec<String>,
    /// The encoding of your files, as windows-1256, where it is told wrongly
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// The outlet of articles that name none
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// About how much memory to use, in MB
    #[arg(long, value_name = "MB", default_value_t = 1000)]
    memory: usize,
    /// Threads that analyse [default: one a core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Look for no people, places and organisations: faster, and nothing to filter by
    #[arg(long)]
    no_entities: bool,
    /// Say what would be read and how, file by file, and index nothing
    #[arg(long, conflicts_with = "rebuild")]
    dry_run: bool,
    /// Make the archive anew; the old one answers until the new one is done
    #[arg(long)]
    rebuild: bool,
}

pub fn run(given: &ArchivePath, options: Options) -> Result<Outcome> {
    let here = env::current_dir().context("the current directory")?;
    let path = absolute(locate_or_new(given.given(), &here))?;
    let roots: Result<Vec<PathBuf>> = options.roots.iter().map(|root| existing(root)).collect();
    let roots = roots?;
    if options.dry_run {
        return dry_run::run(&path, &roots, &written(&options, Entities::None)?);
    }
    let entities = entities(given, &path, &options)?;
    let written = written(&options, entities)?;
    let lock = WriteLock::take(&path)?;
    let mut archive = match options.rebuild {
        true => Archive::begin_anew(&path, &lock)?,
        false => Archive::open_or_create(&path, &lock)?,
    };
    super::warn_if_outdated(&archive);
    if let Entities::Of(authority, model) = entities {
        let difference = archive.record(MadeWith::of(model, authority))?;
        super::warn_of_other_names(&archive, difference);
    }
    let display = Display::new();
    let progress = Progress::default();
    let started = Instant::now();
    let survey = display.watch(&progress, || {
        writer::index(&archive, entities, &roots, &written, &progress, &display)
    })?;
    if options.rebuild {
        archive.put_in_force()?;
    }
    summarise(&archive, &survey, &progress, started.elapsed());
    match progress.losses.load(Ordering::Relaxed) {
        0 => Ok(Outcome::Found),
        _ => Ok(Outcome::Faulty),
    }
}

/// The entities to look for. Without the tagger's model those that nobody lists are missed, aloud.
fn entities(given: &ArchivePath, home: &Path, options: &Options) -> Result<Entities<'static>> {
    if options.no_entities {
        return Ok(Entities::None);
    }
    let authority = given.authority(Some(home))?;
    Ok(Entities::Of(authority, super::tagger()))
}

fn written(options: &Options, entities: Entities<'_>) -> Result<writer::Options> {
    let mut fields = Fields::default();
    for mapping in &options.map {
        fields.map(mapping)?;
    }
    let cores = thread::available_parallelism().ok();
    Ok(writer::Options {
        selection: Selection::new(&options.include, &options.exclude)?,
        fields,
        source: options.source.clone(),
        settings: settings(options, entities),
        reading: read::Options {
            encoding: options.encoding.as_deref().map(encoding).transpose()?,
            ..read::Options::default()
        },
        memory_bytes: options.memory.saturating_mul(BYTES_A_MB as usize),
        threads: options.threads.or(cores).unwrap_or(NonZeroUsize::MIN),
    })
}

/// The options on which it depends what is read from a file.
fn settings(options: &Options, entities: Entities<'_>) -> String {
    let maps = options.map.iter().map(|mapping| format!("--map {mapping}"));
    let source = options.source.iter().map(|name| format!("--source {name}"));
    let encoding = options
        .encoding
        .iter()
        .map(|name| format!("--encoding {name}"));
    let sought = match entities {
        Entities::None => Some("--no-entities".to_owned()),
        // With the model there, the names that nobody lists are looked for after all.
        Entities::Of(_, None) => Some("no tagger".to_owned()),
        Entities::Of(_, Some(_)) => None,
    };
    let settings: Vec<String> = maps.chain(source).chain(encoding).chain(sought).collect();
    settings.join(" ")
}

fn encoding(name: &str) -> Result<&'static Encoding> {
    let encoding = Encoding::for_label(name.as_bytes());
    encoding.with_context(|| format!("no encoding is called {name:?}; try windows-1256 or utf-8"))
}

/// The absolute path of a root. One that does not exist is a slip of the reader's, not an
/// archive that has lost all its files.
fn existing(root: &Path) -> Result<PathBuf> {
    let found = root.canonicalize();
    found.with_context(|| format!("{}: name a directory or a file to index", root.display()))
}

fn summarise(archive: &Archive, survey: &Survey, progress: &Progress, took: Duration) {
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let text_mb = count(&progress.text_bytes) as f64 / BYTES_A_MB;
    note(format_args!(
        "{} indexed from {} ({} new, {} changed; {} unchanged, {} gone) \
         in {:.1} s, {text_mb:.1} MB of text, {:.1} MB/s",
        counted(count(&progress.articles), "article"),
        counted(count(&progress.files), "file"),
        survey.new,
        survey.changed,
        survey.unchanged,
        survey.gone(),
        took.as_secs_f64(),
        text_mb / took.as_secs_f64().max(f64::MIN_POSITIVE),
    ));
    if survey.passed_over > 0 {
        note(format_args!(
            "{} of other kinds passed over",
            counted(survey.passed_over, "file")
        ));
    }
    let losses = count(&progress.losses);
    if losses > 0 {
        note(format_args!(
            "{losses} files or records could not be read; they are named above"
        ));
    }
    note(format_args!("archive: {}", archive.home().display()));
}

pub(super) fn counted(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

const BYTES_A_MB: f64 = 1e6;
/// How often progress is shown on a terminal.
const REDRAW_EVERY: Duration = Duration::from_millis(200);
/// How often a line is printed elsewhere.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// Shows how far a run has come: a bar on a terminal, a line now and then elsewhere.
struct Display {
    bar: ProgressBar,
    terminal: bool,
}

impl Display {
    fn new() -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = ProgressBar::new(0);
        if !terminal {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let style = ProgressStyle::with_template("{bar:24} {percent:>3} %  {msg}, {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Display { bar, terminal }
    }

    /// Does `work` while showing its progress.
    fn watch<T>(&self, progress: &Progress, work: impl FnOnce() -> T) -> T {
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            let shown = scope.spawn(|| self.show_until(progress, &done));
            let result = work();
            done.store(true, Ordering::Relaxed);
            shown.thread().unpark();
            result
        })
    }

    fn show_until(&self, progress: &Progress, done: &AtomicBool) {
        let started = Instant::now();
        let pause = if self.terminal {
            REDRAW_EVERY
        } else {
            LINE_EVERY
        };
        loop {
            thread::park_timeout(pause);
            if done.load(Ordering::Relaxed) {
                return self.bar.finish_and_clear();
            }
            self.show(progress, started.elapsed());
        }
    }

    fn show(&self, progress: &Progress, elapsed: Duration) {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let text_mb = count(&progress.text_bytes) as f64 / BYTES_A_MB;
        let message = format!(
            "{} files, {} articles, {:.1} MB/s, {} errors",
            count(&progress.files),
            count(&progress.articles),
            text_mb / elapsed.as_secs_f64(),
            count(&progress.losses),
        );
        if self.terminal {
            self.bar.set_position(count(&progress.raw_bytes));
            return self.bar.set_message(message);
        }
        let (read, all) = (count(&progress.raw_bytes), self.bar.length().unwrap_or(0));
        let left = (all.saturating_sub(read)) as f64 / read.max(1) as f64 * elapsed.as_secs_f64();
        note(format_args!("{message}, {left:.0} s left"));
    }
}

impl Watcher for Display {
    fn surveyed(&self, survey: &Survey) {
        self.bar.set_length(survey.bytes);
    }

    fn problem(&self, problem: &dyn fmt::Display) {
        self.bar.suspend(|| note(problem));
    }
}
