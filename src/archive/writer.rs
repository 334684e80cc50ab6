//! Writing an archive: from the files under some directories to a commit.
//!
//! A survey compares the files with the ledger. One thread then feeds: it hands small files
//! whole to the analysing threads and streams large ones article by article, so that neither
//! many files nor one huge file leaves a core idle. Every so often the feeder waits until all
//! that was handed out is in the index, and commits articles and ledger together.

use super::in_flight::{InFlight, Landing};
use super::ledger::{FileRecord, FileState, Generation, Ledger, file_key};
use super::survey::{ToRead, survey};
use super::{Archive, ArchiveError, at, merges, stories};

pub use super::survey::Survey;
use crate::arabic::Analysis;
use crate::article::Article;
use crate::entities::authority::Authority;
use crate::entities::tagger::model::Model;
use crate::entities::{Found, Recogniser};
use crate::read::{self, FoundFile, Problem, Selection, Severity};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::fmt::Display;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};
use tantivy::IndexWriter;

/// How an archive is written.
pub struct Options {
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
    /// About how much memory to use, in bytes.
    pub memory_bytes: usize,
    /// Threads that analyse.
    pub threads: NonZeroUsize,
}

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
}

/// A commit at least this often: what a killed run has to do again.
const COMMIT_EVERY: Duration = Duration::from_secs(30);
/// Larger files are streamed by the feeder, smaller ones read by the analysing threads.
const SMALL_FILE_BYTES: u64 = 1 << 20;
/// Articles or small files handed out and not yet taken up, for each analysing thread.
const JOBS_WAITING_PER_THREAD: usize = 64;
/// Of the memory allowed, the share of tantivy's buffers.
const INDEX_BUFFER_SHARE: f64 = 0.4;
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
    let writer = archive
        .index
        .writer_with_num_threads(index_threads, buffer * index_threads)?;
    let (generation, ledger) = archive.ledger()?;
    generation
        .sweep(&archive.store)
        .map_err(|e| at(&archive.store, e))?;

    let mut survey = survey(
        &archive.home,
        &ledger,
        roots,
        &options.selection,
        &options.settings,
        |trouble| {
            progress.losses.fetch_add(1, Ordering::Relaxed);
            watcher.problem(&chain(trouble));
        },
    );
    watcher.surveyed(&survey);
    let run = Run {
        archive,
        entities,
        options,
        progress,
        watcher,
        writer: RwLock::new(writer),
        ledger: Mutex::new(ledger),
        in_flight: InFlight::default(),
        failure: Mutex::new(None),
    };
    run.forget(&survey);
    let to_read = std::mem::take(&mut survey.to_read);
    let changes = !to_read.is_empty() || survey.gone() > 0;
    if changes {
        run.read_all(to_read, generation)?;
    }
    let writer = run
        .writer
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    writer.wait_merging_threads()?;
    // A run that was killed behind its last commit has left that without its table.
    merges::bring_up_to_date(archive, archive.generation()?)?;
    stories::bring_up_to_date(archive, options.threads)?;
    Ok(survey)
}

/// A run in progress.
struct Run<'a> {
    archive: &'a Archive,
    entities: Entities<'a>,
    options: &'a Options,
    progress: &'a Progress,
    watcher: &'a dyn Watcher,
    writer: RwLock<IndexWriter>,
    ledger: Mutex<Ledger>,
    in_flight: InFlight,
    failure: Mutex<Option<ArchiveError>>,
}

/// What the feeder hands to the analysing threads.
enum Job {
    File(Box<ToRead>),
    Article(Box<Article>),
}

impl Run<'_> {
    /// Deletes the articles of files that are gone or to be read again.
    fn forget(&self, survey: &Survey) {
        let replaced = survey.to_read.iter().filter(|file| file.replace);
        let replaced = replaced.map(|file| &file.file.path);
        let writer = self.writer.read().unwrap_or_else(PoisonError::into_inner);
        let mut ledger = self.ledger();
        for path in survey.gone.iter().chain(replaced) {
            let key = file_key(path);
            writer.delete_term(self.archive.fields.file_term(&key));
            ledger.files.remove(&key);
        }
    }

    fn read_all(&self, files: Vec<ToRead>, generation: Generation) -> Result<(), ArchiveError> {
        let threads = self.options.threads.get();
        let (jobs, waiting) = bounded(threads * JOBS_WAITING_PER_THREAD);
        thread::scope(|scope| {
            let recogniser = match self.entities {
                Entities::None => None,
                Entities::Of(authority, model) => Some(Recogniser::new(authority, model)),
            };
            for _ in 0..threads {
                let waiting = waiting.clone();
                let bench = Workbench {
                    recogniser: recogniser.as_ref().map(Recogniser::beside),
                    ..Workbench::default()
                };
                scope.spawn(move || self.work(bench, waiting));
            }
            drop(waiting);
            let mut feeder = Feeder {
                run: self,
                jobs,
                generation,
                committed: Instant::now(),
            };
            feeder.feed(files)?;
            feeder.commit()
        })
    }

    /// One analysing thread.
    fn work(&self, mut bench: Workbench<'_>, waiting: Receiver<Job>) {
        for job in waiting {
            let _landing = Landing(&self.in_flight);
            match job {
                Job::Article(article) => self.add(&mut bench, &article),
                Job::File(file) => {
                    let mut add = |article: Article| {
                        self.add(&mut bench, &article);
                        ControlFlow::Continue(())
                    };
                    self.read(*file, &mut add);
                }
            }
        }
    }

    /// Reads a file to its end, or until `take` or a failure breaks off, and enters it in the ledger.
    fn read(&self, to_read: ToRead, take: &mut dyn FnMut(Article) -> ControlFlow<()>) {
        let ToRead { file, before, .. } = to_read;
        let mut record = before.unwrap_or_else(|| self.unread(&file));
        let mut lost = 0;
        let skip = record.records;
        let mut sink = |found: Result<Article, Problem>| {
            match found {
                Ok(article) if article.place.ordinal < skip => {}
                Ok(mut article) => {
                    article.source = article.source.or_else(|| self.options.source.clone());
                    record.records = article.place.ordinal + 1;
                    record.articles += 1;
                    return match self.failed() {
                        true => ControlFlow::Break(()),
                        false => take(article),
                    };
                }
                Err(problem) => {
                    lost += u64::from(problem.severity() == Severity::Lost);
                    self.tell(&problem);
                }
            }
            ControlFlow::Continue(())
        };
        let source = file.to_read();
        let (fields, options) = (&self.options.fields, &self.options.reading);
        let read = read::read(
            &source,
            fields,
            options,
            &self.progress.raw_bytes,
            &mut sink,
        );
        record.state = match read {
            Ok(_) => FileState::Done,
            Err(error) => {
                self.progress.losses.fetch_add(1, Ordering::Relaxed);
                let reason = chain(&error);
                self.watcher.problem(&reason);
                FileState::Failed(reason)
            }
        };
        record.lost = lost;
        self.progress.files.fetch_add(1, Ordering::Relaxed);
        self.ledger().files.insert(file_key(&file.path), record);
    }

    fn tell(&self, problem: &Problem) {
        if problem.severity() == Severity::Lost {
            self.progress.losses.fetch_add(1, Ordering::Relaxed);
        }
        self.watcher.problem(problem);
    }

    /// Analyses an article and adds it to the index.
    fn add(&self, bench: &mut Workbench<'_>, article: &Article) {
        bench.title.analyse(&article.title);
        bench.body.analyse(&article.body);
        let texts = [
            (article.title.as_str(), &bench.title),
            (article.body.as_str(), &bench.body),
        ];
        let found = match &mut bench.recogniser {
            Some(recogniser) => recogniser.read(&texts),
            None => Found {
                mentions: vec![Vec::new(); texts.len()],
                ..Found::default()
            },
        };
        let spoken: Vec<&str> = match self.entities {
            Entities::None => Vec::new(),
            Entities::Of(authority, _) => found
                .spoken
                .iter()
                .map(|e| authority.entity(*e).id())
                .collect(),
        };
        let document = self.archive.fields.document(
            article,
            [&bench.title, &bench.body],
            [&found.mentions[0], &found.mentions[1]],
            &spoken,
        );
        let writer = self.writer.read().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = writer.add_document(document) {
            self.fail(error.into());
        }
        let bytes = article.title.len() + article.body.len();
        self.progress.articles.fetch_add(1, Ordering::Relaxed);
        self.progress
            .text_bytes
            .fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// The record of a file of which nothing has been read yet.
    fn unread(&self, file: &FoundFile) -> FileRecord {
        FileRecord {
            size: file.size_bytes,
            modified_ns: file.modified_ns,
            records: 0,
            articles: 0,
            lost: 0,
            settings: self.options.settings.clone(),
            state: FileState::Done,
        }
    }

    fn fail(&self, error: ArchiveError) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.get_or_insert(error);
    }

    fn failed(&self) -> bool {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.is_some()
    }

    fn take_failure(&self) -> Option<ArchiveError> {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.take()
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an analysing thread uses again for each article.
#[derive(Default)]
struct Workbench<'a> {
    title: Analysis,
    body: Analysis,
    recogniser: Option<Recogniser<'a>>,
}

/// Hands out work and commits.
struct Feeder<'a, 'r> {
    run: &'r Run<'a>,
    jobs: Sender<Job>,
    generation: Generation,
    committed: Instant,
}

impl Feeder<'_, '_> {
    fn feed(&mut self, files: Vec<ToRead>) -> Result<(), ArchiveError> {
        for to_read in files {
            if to_read.file.size_bytes <= SMALL_FILE_BYTES {
                self.hand_out(Job::File(Box::new(to_read)));
            } else {
                self.stream(to_read)?;
            }
            self.commit_if_due()?;
            if let Some(failure) = self.run.take_failure() {
                return Err(failure);
            }
        }
        Ok(())
    }

    /// Reads a large file here and hands out its articles one by one, committing on the way.
    fn stream(&mut self, to_read: ToRead) -> Result<(), ArchiveError> {
        let file = to_read.file.clone();
        let mut articles = to_read.before.as_ref().map_or(0, |before| before.articles);
        let mut result = Ok(());
        let run = self.run;
        let mut take = |article: Article| {
            let records = article.place.ordinal + 1;
            articles += 1;
            self.hand_out(Job::Article(Box::new(article)));
            if self.is_due() {
                let so_far = FileRecord {
                    records,
                    articles,
                    state: FileState::Partial,
                    ..run.unread(&file)
                };
                run.ledger().files.insert(file_key(&file.path), so_far);
                result = self.commit();
            }
            match result {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        };
        run.read(to_read, &mut take);
        result
    }

    fn hand_out(&self, job: Job) {
        self.run.in_flight.take_off();
        // The receivers outlive the feeder, so this cannot fail while a thread lives.
        if self.jobs.send(job).is_err() {
            self.run.in_flight.land();
        }
    }

    fn is_due(&self) -> bool {
        self.committed.elapsed() >= COMMIT_EVERY
    }

    fn commit_if_due(&mut self) -> Result<(), ArchiveError> {
        match self.is_due() {
            true => self.commit(),
            false => Ok(()),
        }
    }

    /// Waits until all that was handed out is in the index, then makes articles and ledger
    /// visible in one step: the commit names the ledger.
    fn commit(&mut self) -> Result<(), ArchiveError> {
        let run = self.run;
        run.in_flight.wait_until_all_landed();
        if let Some(failure) = run.take_failure() {
            return Err(failure);
        }
        let path = &run.archive.store;
        let next = Generation {
            ledger: self.generation.ledger + 1,
        };
        run.ledger()
            .save(path, next)
            .map_err(|e| at(&next.path(path), e))?;
        let payload = serde_json::to_string(&next).map_err(|e| at(path, e.into()))?;
        let mut writer = run.writer.write().unwrap_or_else(PoisonError::into_inner);
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        drop(writer);
        merges::bring_up_to_date(run.archive, next)?;
        next.sweep(path).map_err(|e| at(path, e))?;
        self.generation = next;
        self.committed = Instant::now();
        Ok(())
    }
}

/// An error and its causes on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}
