//! A run in progress: files are read, their articles analysed and put into the index, and what
//! became of each file is entered in the ledger.

use super::feeder::{Feeder, Job, Piece, text_bytes};
use super::file_key::file_key;
use super::in_flight::{InFlight, OnItsWay};
use super::ledger::{FileRecord, FileState, Generation, Ledger, Repeat};
use super::prints::Prints;
use super::survey::{Ground, ToRead};
use super::writer::{Entities, Options, Progress, Watcher};
use super::{Archive, ArchiveError, chain};
use crate::arabic::Analysis;
use crate::article::Article;
use crate::entities::{Found, Recogniser};
use crate::read::{self, FoundFile, Problem, Severity};
use crossbeam_channel::{Receiver, bounded};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread;
use tantivy::{IndexWriter, Searcher, TantivyError};

/// Of the memory allowed, the share of the text of articles which wait for the index, where they
/// take six times as much.
const DOCUMENTS_SHARE: f64 = 0.03;
/// Articles or small files handed out and not yet taken up, for each analysing thread.
const JOBS_WAITING_PER_THREAD: usize = 64;

/// A run in progress.
pub(super) struct Indexing<'a> {
    pub archive: &'a Archive,
    pub entities: Entities<'a>,
    pub options: &'a Options,
    pub progress: &'a Progress,
    pub watcher: &'a dyn Watcher,
    pub ground: Ground<'a>,
    pub prints: Prints,
    pub writer: RwLock<IndexWriter<OnItsWay>>,
    pub ledger: Mutex<Ledger>,
    /// What has been handed to the analysing threads.
    pub jobs: Arc<InFlight>,
    /// What they have handed to those of the index.
    pub documents: Arc<InFlight>,
    /// Whether something was left unread because the watcher wanted an end.
    pub left_off: AtomicBool,
    pub failure: Mutex<Option<ArchiveError>>,
}

/// Takes an article of a file, and the record of the file as it is with that article.
pub(super) type Take<'t> = dyn FnMut(Article, &FileRecord) -> ControlFlow<()> + 't;

impl Indexing<'_> {
    /// Deletes the articles of files, which their keys name, that are gone or to be read again.
    /// `searcher` sees these articles.
    pub fn forget(&self, searcher: &Searcher, keys: &[PathBuf]) -> Result<(), ArchiveError> {
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
    pub fn has_bereft(&self) -> bool {
        let ledger = self.ledger();
        ledger.files.values().any(|file| self.is_bereft(file))
    }

    fn is_bereft(&self, file: &FileRecord) -> bool {
        let mut repeats = file.repeats.iter();
        repeats.any(|repeat| !self.prints.has(repeat.print))
    }

    /// Files with an article that had been in the archive from another place, and now is not: they
    /// are to be read again, here or, where they lie below no root of this run, with their own.
    pub fn bereft(&self) -> Vec<ToRead> {
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
    pub fn read_all(
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
            // It would keep the words that it began with.
            drop(recogniser);
            let mut feeder = Feeder::new(self, jobs, before, generation);
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
    pub fn read(&self, to_read: ToRead, take: &mut Take) {
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

    pub fn enter(&self, file: &Path, record: FileRecord) {
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

    pub fn fail(&self, error: ArchiveError) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.get_or_insert(error);
    }

    fn failed(&self) -> bool {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.is_some()
    }

    pub fn take_failure(&self) -> Option<ArchiveError> {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.take()
    }

    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
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

pub(super) fn broken_off() -> ArchiveError {
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
