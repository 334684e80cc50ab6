//! What is seen of a run of `index` while it goes on, and how it is told to end.

use super::output::note;
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fmt;
use std::io::IsTerminal;
use std::process;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};
use warraq::archive::writer::{Progress, Survey, Watcher};

pub const BYTES_A_MB: f64 = 1e6;
/// Whether the reader has asked for the end.
static ENDS: AtomicBool = AtomicBool::new(false);
/// The exit status of a process that Ctrl-C ends.
const INTERRUPTED: i32 = 130;

/// From now on Ctrl-C, or a polite kill, ends the run after a commit; a second one ends it at once,
/// with what was committed before.
pub fn end_on_interrupt() -> Result<()> {
    let interrupted = || {
        if ENDS.swap(true, Ordering::Relaxed) {
            process::exit(INTERRUPTED);
        }
        note("ending after a commit; again to end at once");
    };
    ctrlc::set_handler(interrupted).context("Ctrl-C cannot be watched for")
}

/// Whether the reader has asked for the end.
pub fn wants_end() -> bool {
    ENDS.load(Ordering::Relaxed)
}

/// How often progress is shown on a terminal.
const REDRAW_EVERY: Duration = Duration::from_millis(200);
/// How often a line is printed elsewhere.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// Shows how far a run has come: a bar on a terminal, a line now and then elsewhere.
pub struct Display {
    bar: ProgressBar,
    terminal: bool,
}

impl Display {
    pub fn new() -> Self {
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
    pub fn watch<T>(&self, progress: &Progress, work: impl FnOnce() -> T) -> T {
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            let shown = scope.spawn(|| self.show_until(progress, &done));
            // Also where the work breaks off: else the display would go on for ever.
            let _end = End(&done, shown.thread());
            work()
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

/// Ends the display when it is dropped.
struct End<'e>(&'e AtomicBool, &'e Thread);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
        self.1.unpark();
    }
}

impl Watcher for Display {
    fn surveyed(&self, survey: &Survey) {
        self.bar.set_length(survey.bytes);
    }

    fn problem(&self, problem: &dyn fmt::Display) {
        self.bar.suspend(|| note(problem));
    }

    fn wants_end(&self) -> bool {
        wants_end()
    }
}
