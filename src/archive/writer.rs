//! Writing an archive: from the files under some directories to a commit.
//!
//! A survey compares the files with the ledger. One thread then feeds: it hands small files
//! whole to the analysing threads and streams large ones article by article, so that neither
//! many files nor one huge file leaves a core idle. Every so often the feeder waits until all
//! that was handed out is in the index, and commits articles and ledger together.

use super::file_key::file_key;
use super::how::{How, HowError};
use super::in_flight::{InFlight, Landing};
use super::ledger::{FileRecord, FileState, Generation, Ledger, Repeat};
use super::prints::Prints;
use super::survey::{Ground, ToRead, failed, survey};
use super::{Archive, ArchiveError, at, chain, merges, stories};

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
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};
use tantivy::schema::document::Document;
use tantivy::{IndexWriter, Searcher, TantivyDocument, TantivyError};

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
/// Larger files are streamed by the feeder, smaller ones read by the analysing threads.
const SMALL_FILE_BYTES: u64 = 1 << 20;
/// Articles or small files handed out and not yet taken up, for each analysing thread.
const JOBS_WAITING_PER_THREAD: usize = 64;
/// Of the memory allowed, the share of tantivy's buffers.
const INDEX_BUFFER_SHARE: f64 = 0.4;
/// That of the text of articles which wait to be analysed, …
const JOBS_SHARE: f64 = 0.03;
/// … and of those which wait for the index, where they take six times as much.
const DOCUMENTS_SHARE: f64 = 0.03;
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

/// A run in progress.
struct Indexing<'a> {
    archive: &'a Archive,
    entities: Entities<'a>,
    options: &'a Options,
    progress: &'a Progress,
    watcher: &'a dyn Watcher,
    ground: Ground<'a>,
    prints: Prints,
    writer: RwLock<IndexWriter<OnItsWay>>,
    ledger: Mutex<Ledger>,
    /// What has been handed to the analysing threads.
    jobs: Arc<InFlight>,
    /// What they have handed to those of the index.
    documents: Arc<InFlight>,
    /// Whether something was left unread because the watcher wanted an end.
    left_off: AtomicBool,
    failure: Mutex<Option<ArchiveError>>,
}

/// What the feeder hands to the analysing threads.
struct Job {
    what: Piece,
    _landing: Landing,
}

/// A file to be read, or an article of one.
enum Piece {
    File(Box<ToRead>),
    Article(Box<Article>),
}

impl Piece {
    fn bytes(&self) -> usize {
        match self {
            Piece::File(file) => usize::try_from(file.file.size_bytes).unwrap_or(usize::MAX),
            Piece::Article(article) => text_bytes(article),
        }
    }
}

fn text_bytes(article: &Article) -> usize {
    article.title.len() + article.body.len()
}

/// Takes an article of a file, and the record of the file as it is with that article.
type Take<'t> = dyn FnMut(Article, &FileRecord) -> ControlFlow<()> + 't;

impl Indexing<'_> {
    /// Deletes the articles of files, which their keys name, that are gone or to be read again.
    /// `searcher` sees these articles.
    fn forget(&self, searcher: &Searcher, keys: &[PathBuf]) -> Result<(), ArchiveError> {
        let writer = self.writer.read().unwrap_or_else(PoisonError::into_inner);
        let mut ledger = self.ledger();
        for key in keys {
            self.prints.release(self.archive, searcher, key)?;
            writer.delete_term(self.archive.fields.file_term(key));
            ledger.files.remove(key);
        }
        Ok(())
    }

    /// Whether an article has gone that had been in the archive instead of a repeat of it.
    fn has_bereft(&self) -> bool {
        let ledger = self.ledger();
        ledger.files.values().any(|file| self.is_bereft(file))
    }

    fn is_bereft(&self, file: &FileRecord) -> bool {
        let mut repeats = file.repeats.iter();
        repeats.any(|repeat| !self.prints.has(repeat.print))
    }

    /// Files with an article that had been in the archive from another place, and now is not: they
    /// are to be read again, here or, where they lie below no root of this run, with their own.
    fn bereft(&self) -> Vec<ToRead> {
        let mut ledger = self.ledger();
        let mut bereft = Vec::new();
        let files = ledger.files.iter_mut();
        for (key, record) in files.filter(|(_, file)| self.is_bereft(file)) {
            if let Some(Ok(file)) = self.ground.find(key) {
                bereft.push(ToRead {
                    file,
                    before: None,
                    replace: true,
                });
                continue;
            }
            self.watcher.problem(&format_args!(
                "{}: an article of it had been taken from another file, which has it no more; \
                 `warraq index` without a directory reads it again",
                key.display()
            ));
            record.state = FileState::Stale;
            record
                .repeats
                .retain(|repeat| self.prints.has(repeat.print));
        }
        bereft
    }

    /// Reads files and commits.
    fn read_all(
        &self,
        files: Vec<ToRead>,
        before: Searcher,
        generation: Generation,
    ) -> Result<(), ArchiveError> {
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
                before,
                generation,
                committed: Instant::now(),
            };
            feeder.feed(files)?;
            feeder.feed_bereft()?;
            feeder.commit()
        })
    }

    /// One analysing thread.
    fn work(&self, mut bench: Workbench<'_>, waiting: Receiver<Job>) {
        for Job { what, _landing } in waiting {
            let _alarm = Alarm(self);
            match what {
                Piece::Article(article) => self.add(&mut bench, &article),
                Piece::File(file) => {
                    let mut add = |article: Article, _: &FileRecord| {
                        self.add(&mut bench, &article);
                        ControlFlow::Continue(())
                    };
                    self.read(*file, &mut add);
                }
            }
        }
    }

    /// Reads a file to its end, or until a failure or the watcher wants an end, and enters it in the
    /// ledger.
    fn read(&self, to_read: ToRead, take: &mut Take) {
        let ToRead { file, before, .. } = to_read;
        let grown = before.as_ref().filter(|b| b.state == FileState::Done);
        let after = grown.and_then(|before| before.end);
        let mut record = self.begun(&file, before);
        let skip = record.records;
        let mut is_whole = true;
        let mut sink = |found: Result<Article, Problem>| {
            let flow = match found {
                Ok(article) if article.place.ordinal < skip => ControlFlow::Continue(()),
                Ok(article) => self.take_article(article, &mut record, take),
                Err(problem) => {
                    record.lost += u64::from(problem.severity() == Severity::Lost);
                    self.tell(&problem);
                    ControlFlow::Continue(())
                }
            };
            let flow = match self.watcher.wants_end() {
                true => ControlFlow::Break(()),
                false => flow,
            };
            is_whole &= flow.is_continue();
            flow
        };
        let read = read::read_on(
            &file.to_read(),
            after,
            &self.options.fields,
            &self.options.reading,
            &self.progress.raw_bytes,
            &mut sink,
        );
        match read {
            Ok(end) if is_whole => {
                record.state = FileState::Done;
                record.end = end;
            }
            // What it says behind the place where we broke off is for the next run.
            _ if !is_whole => self.left_off.store(true, Ordering::Relaxed),
            Ok(_) => {}
            Err(error) => {
                self.progress.losses.fetch_add(1, Ordering::Relaxed);
                let reason = chain(&error);
                self.watcher.problem(&reason);
                record.state = match error.is_of_the_system() {
                    true => FileState::Refused(reason),
                    false => FileState::Failed(reason),
                };
            }
        }
        self.progress.files.fetch_add(1, Ordering::Relaxed);
        self.enter(&file.path, record);
    }

    /// Gives an article to `take`, unless it is in the archive from another place.
    fn take_article(
        &self,
        mut article: Article,
        record: &mut FileRecord,
        take: &mut Take,
    ) -> ControlFlow<()> {
        record.records = article.place.ordinal + 1;
        if !self.prints.claim(article.print) {
            self.progress.repeats.fetch_add(1, Ordering::Relaxed);
            record.repeats.push(Repeat {
                print: article.print,
                ordinal: article.place.ordinal,
                member: article.place.member,
            });
            return ControlFlow::Continue(());
        }
        record.articles += 1;
        article.source = article.source.or_else(|| self.options.source.clone());
        match self.failed() {
            true => ControlFlow::Break(()),
            false => take(article, record),
        }
    }

    /// The record of a file of which nothing more has been read than before.
    fn begun(&self, file: &FoundFile, before: Option<FileRecord>) -> FileRecord {
        let before = before.unwrap_or_default();
        FileRecord {
            size: file.size_bytes,
            modified_ns: file.modified_ns,
            settings: self.options.settings.clone(),
            // A file in which a run ended is read from its beginning again, and so are its problems.
            lost: match before.state {
                FileState::Done => before.lost,
                _ => 0,
            },
            state: FileState::Partial,
            end: None,
            ..before
        }
    }

    fn enter(&self, file: &Path, record: FileRecord) {
        self.ledger().files.insert(file_key(file), record);
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
        let bytes = text_bytes(article);
        let most = self.options.memory_bytes as f64 * DOCUMENTS_SHARE;
        let document = OnItsWay {
            document,
            _landing: InFlight::take_off(&self.documents, bytes, most as usize),
        };
        let writer = self.writer.read().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = writer.add_document(document) {
            self.fail(error.into());
        }
        self.progress.articles.fetch_add(1, Ordering::Relaxed);
        self.progress
            .text_bytes
            .fetch_add(bytes as u64, Ordering::Relaxed);
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

/// A document on its way into the index, which counts until the index has taken it up.
struct OnItsWay {
    document: TantivyDocument,
    _landing: Landing,
}

impl Document for OnItsWay {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.document
    }
}

/// Fails the run if the thread that has it panics: what it was at is not in the index.
struct Alarm<'r, 'a>(&'r Indexing<'a>);

impl Drop for Alarm<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.fail(broken_off());
        }
    }
}

fn broken_off() -> ArchiveError {
    let what = "an analysing thread has broken off".to_owned();
    ArchiveError::Index(TantivyError::InternalError(what))
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
    run: &'r Indexing<'a>,
    jobs: Sender<Job>,
    /// Sees the articles of all files that are to be read again.
    before: Searcher,
    generation: Generation,
    committed: Instant,
}

impl Feeder<'_, '_> {
    fn feed(&mut self, files: Vec<ToRead>) -> Result<(), ArchiveError> {
        for to_read in files {
            if self.run.watcher.wants_end() {
                self.run.left_off.store(true, Ordering::Relaxed);
                break;
            }
            if to_read.replace {
                let key = file_key(&to_read.file.path);
                self.run.forget(&self.before, &[key])?;
            }
            if to_read.file.size_bytes <= SMALL_FILE_BYTES {
                self.hand_out(Piece::File(Box::new(to_read)));
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

    /// Reads again what has lost the place from which an article of it was in the archive.
    fn feed_bereft(&mut self) -> Result<(), ArchiveError> {
        let run = self.run;
        while !run.left_off.load(Ordering::Relaxed) {
            run.jobs.wait_until_all_landed();
            let bereft = run.bereft();
            if bereft.is_empty() {
                break;
            }
            // They may have been read in this very run.
            self.commit()?;
            self.before = run.archive.searcher()?;
            self.feed(bereft)?;
        }
        Ok(())
    }

    /// Reads a large file here and hands out its articles one by one, committing on the way.
    fn stream(&mut self, to_read: ToRead) -> Result<(), ArchiveError> {
        let path = to_read.file.path.clone();
        let mut result = Ok(());
        let run = self.run;
        let mut take = |article: Article, so_far: &FileRecord| {
            self.hand_out(Piece::Article(Box::new(article)));
            if self.is_due() {
                run.enter(&path, so_far.clone());
                result = self.commit();
            }
            match &result {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        };
        run.read(to_read, &mut take);
        result
    }

    fn hand_out(&self, what: Piece) {
        let most = self.run.options.memory_bytes as f64 * JOBS_SHARE;
        let _landing = InFlight::take_off(&self.run.jobs, what.bytes(), most as usize);
        if self.jobs.send(Job { what, _landing }).is_err() {
            // All threads have broken off, and have said so.
            self.run.fail(broken_off());
        }
    }

    fn is_due(&self) -> bool {
        self.committed.elapsed() >= self.run.options.commit_every
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
        run.jobs.wait_until_all_landed();
        if let Some(failure) = run.take_failure() {
            return Err(failure);
        }
        let path = &run.archive.store;
        let next = Generation {
            ledger: self.generation.ledger + 1,
            repeats: run.ledger().repeats(),
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
        run.archive.keep_meta(next)?;
        next.sweep(path).map_err(|e| at(path, e))?;
        self.generation = next;
        self.committed = Instant::now();
        Ok(())
    }
}
