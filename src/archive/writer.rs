//! Writing an archive: from the files under some directories to a commit.
//!
//! Here is what can be asked for, and the order of things: a survey compares the files with the
//! ledger, what is gone is forgotten, what is new or changed is read (`indexing`) as one thread hands
//! it out (`feeder`), and at the end come the tables that speak of the whole archive.

use super::how::{How, HowError};
use super::in_flight::OnItsWay;
use super::indexing::Indexing;
use super::prints::Prints;
use super::survey::{Ground, failed, survey};
use super::{Archive, ArchiveError, at, chain, merges, stories};

pub use super::survey::Survey;
use crate::entities::authority::Authority;
use crate::entities::tagger::model::Model;
use crate::read::{self, Selection};
use std::fmt::Display;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread;
use std::time::Duration;
use tantivy::IndexWriter;

/// How an archive is written.
pub struct Options {
    /// What lies below the roots and is not read.
    pub without: Vec<PathBuf>,
    /// Which files to read.
    pub selection: Selection,
    /// What fields are called in records.
    pub fields: read::Fields,
    /// The outlet of articles that name none.
    pub source: Option<String>,
    /// The settings above on which reading depends, in words: a file that was read with other
    /// settings is read again.
    pub settings: String,
    /// How files are read.
    pub reading: read::Options,
    /// What is to be done.
    pub task: Task,
    /// About how much memory to use, in bytes.
    pub memory_bytes: usize,
    /// Threads that analyse.
    pub threads: NonZeroUsize,
    /// Commit at least this often: what a killed run has to do again.
    pub commit_every: Duration,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Take in what is new, changed or gone.
    Update,
    /// Read again what could not be read, and nothing else.
    Retry,
}

impl Options {
    /// To bring up to date what is read in some way. `has_tagger` says whether names that nobody
    /// lists can be found.
    ///
    /// # Errors
    /// If what was asked for makes no sense.
    pub fn new(how: &How, has_tagger: bool) -> Result<Options, HowError> {
        Ok(Options {
            without: Vec::new(),
            selection: how.selection()?,
            fields: how.fields()?,
            source: how.source.clone(),
            settings: how.settings(has_tagger),
            reading: how.reading()?,
            task: Task::Update,
            memory_bytes: MEMORY_BYTES,
            threads: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            commit_every: COMMIT_EVERY,
        })
    }

    fn ground<'g>(&'g self, roots: &'g [PathBuf]) -> Ground<'g> {
        Ground {
            roots,
            without: &self.without,
            selection: &self.selection,
        }
    }
}

/// What is used of memory if nothing else is said.
const MEMORY_BYTES: usize = 1_000_000_000;

/// Which entities are sought in articles.
#[derive(Clone, Copy)]
pub enum Entities<'a> {
    /// None: indexing is faster, and there is nothing to filter by.
    None,
    /// Those of an authority and, with a model, those that it does not list.
    Of(&'a Authority, Option<&'a Model<'a>>),
}

/// How far a run has come, for whoever watches.
#[derive(Debug, Default)]
pub struct Progress {
    /// Files finished.
    pub files: AtomicU64,
    /// Articles indexed.
    pub articles: AtomicU64,
    /// Articles that were there already from another place.
    pub repeats: AtomicU64,
    /// Bytes of their text, as UTF-8.
    pub text_bytes: AtomicU64,
    /// Bytes read from disk.
    pub raw_bytes: AtomicU64,
    /// Files, records and directories that could not be read.
    pub losses: AtomicU64,
}

/// Someone who watches a run.
pub trait Watcher: Sync {
    /// The survey is done: so many files of so many bytes are to be read.
    fn surveyed(&self, survey: &Survey);
    /// Something could not be read, or could be read only in part.
    fn problem(&self, problem: &dyn Display);
    /// Whether the run should end before its time: what has been read by then is committed.
    fn wants_end(&self) -> bool;
}

/// How often is committed if nothing else is said.
const COMMIT_EVERY: Duration = Duration::from_secs(30);
/// Of the memory allowed, the share of tantivy's buffers.
const INDEX_BUFFER_SHARE: f64 = 0.3;
const LEAST_BUFFER_BYTES_PER_THREAD: usize = 16 << 20;
const MOST_BUFFER_BYTES_PER_THREAD: usize = 1 << 30;

/// Brings an archive up to date with the files under `roots`.
///
/// # Errors
/// If the archive cannot be written; articles committed before stay. A file that cannot be
/// read is no error: the watcher is told, and the run goes on.
pub fn index(
    archive: &Archive,
    entities: Entities<'_>,
    roots: &[PathBuf],
    options: &Options,
    progress: &Progress,
    watcher: &dyn Watcher,
) -> Result<Survey, ArchiveError> {
    let index_threads = options.threads.get();
    let buffer = (options.memory_bytes as f64 * INDEX_BUFFER_SHARE) as usize / index_threads;
    let buffer = buffer.clamp(LEAST_BUFFER_BYTES_PER_THREAD, MOST_BUFFER_BYTES_PER_THREAD);
    let writer: IndexWriter<OnItsWay> =
        archive.index_writer(index_threads, buffer * index_threads)?;
    let (generation, ledger) = archive.ledger()?;
    generation
        .sweep(&archive.store)
        .map_err(|e| at(&archive.store, e))?;

    let trouble = |trouble: &dyn std::error::Error| {
        progress.losses.fetch_add(1, Ordering::Relaxed);
        watcher.problem(&chain(trouble));
    };
    let mut survey = match options.task {
        Task::Update => survey(&ledger, options.ground(roots), &options.settings, trouble),
        Task::Retry => failed(&ledger, options.ground(roots), trouble),
    };
    watcher.surveyed(&survey);
    let searcher = archive.searcher()?;
    let run = Indexing {
        archive,
        entities,
        options,
        progress,
        watcher,
        ground: options.ground(roots),
        prints: Prints::of(&searcher)?,
        writer: RwLock::new(writer),
        ledger: Mutex::new(ledger),
        jobs: Arc::default(),
        documents: Arc::default(),
        left_off: AtomicBool::new(false),
        failure: Mutex::new(None),
    };
    let to_read = std::mem::take(&mut survey.to_read);
    run.forget(&searcher, &survey.gone)?;
    if !to_read.is_empty() || survey.gone() > 0 || run.has_bereft() {
        run.read_all(to_read, searcher, generation)?;
    }
    survey.is_complete = !run.left_off.into_inner();
    let writer = run
        .writer
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    if survey.is_complete {
        writer.wait_merging_threads()?;
    } else {
        drop(writer);
    }
    // Merges have changed the list since the commit.
    archive.keep_meta(archive.generation()?)?;
    if survey.is_complete {
        // A run that was killed behind its last commit has left that without its table.
        merges::bring_up_to_date(archive, archive.generation()?)?;
        stories::bring_up_to_date(archive, options.threads)?;
    }
    Ok(survey)
}

/// Tells what bringing the files under `roots` up to date would do. `trouble` is told of what cannot
/// be looked at.
///
/// # Errors
/// If the ledger cannot be read.
pub fn outlook(
    archive: &Archive,
    roots: &[PathBuf],
    options: &Options,
    trouble: impl FnMut(&dyn std::error::Error),
) -> Result<Survey, ArchiveError> {
    let (_, ledger) = archive.ledger()?;
    let ground = options.ground(roots);
    Ok(survey(&ledger, ground, &options.settings, trouble))
}
