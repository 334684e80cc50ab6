//! Feeding: one thread hands small files whole to the analysing threads and streams large ones article
//! by article, so that neither many files nor one huge file leaves a core idle. Every so often it
//! waits until all that was handed out is in the index, and commits articles and ledger together.

use super::ArchiveError;
use super::file_key::file_key;
use super::in_flight::{InFlight, Landing};
use super::indexing::{Indexing, broken_off};
use super::ledger::{FileRecord, Generation};
use super::survey::ToRead;
use crate::article::Article;
use crossbeam_channel::Sender;
use std::ops::ControlFlow;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Instant;
use tantivy::Searcher;

/// Larger files are streamed by the feeder, smaller ones read by the analysing threads.
const SMALL_FILE_BYTES: u64 = 1 << 20;
/// Of the memory allowed, the share of the text of articles which wait to be analysed.
const JOBS_SHARE: f64 = 0.03;

/// What the feeder hands to the analysing threads.
pub(super) struct Job {
    pub what: Piece,
    pub _landing: Landing,
}

/// A file to be read, or an article of one.
pub(super) enum Piece {
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

pub(super) fn text_bytes(article: &Article) -> usize {
    article.title.len() + article.body.len()
}

/// Hands out work and commits.
pub(super) struct Feeder<'a, 'r> {
    run: &'r Indexing<'a>,
    jobs: Sender<Job>,
    /// Sees the articles of all files that are to be read again.
    before: Searcher,
    generation: Generation,
    committed: Instant,
}

impl<'a, 'r> Feeder<'a, 'r> {
    /// A feeder behind the commit `generation`, which `before` sees.
    pub fn new(
        run: &'r Indexing<'a>,
        jobs: Sender<Job>,
        before: Searcher,
        generation: Generation,
    ) -> Self {
        Feeder {
            run,
            jobs,
            before,
            generation,
            committed: Instant::now(),
        }
    }

    /// Hands out files until the watcher wants an end.
    pub fn feed(&mut self, files: Vec<ToRead>) -> Result<(), ArchiveError> {
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
    pub fn feed_bereft(&mut self) -> Result<(), ArchiveError> {
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
    pub fn commit(&mut self) -> Result<(), ArchiveError> {
        let run = self.run;
        run.jobs.wait_until_all_landed();
        if let Some(failure) = run.take_failure() {
            return Err(failure);
        }
        let mut writer = run.writer.write().unwrap_or_else(PoisonError::into_inner);
        let ledger = run.ledger();
        self.generation = run.archive.commit(&mut writer, &ledger, self.generation)?;
        self.committed = Instant::now();
        Ok(())
    }
}
