//! The `warraq` command: see `warraq --help`.

mod abort;
mod cli;

use clap::Parser;
use cli::{ArchivePath, Cli, Outcome, is_broken_pipe};
use mimalloc::MiMalloc;
use std::ffi::OsString;
use std::fmt;
use std::panic::PanicHookInfo;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::thread;
use warraq::read::PDF_THREAD;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    abort::end_with_a_message();
    std::panic::set_hook(Box::new(|panic| {
        // There a panic is a problem of one document, and is told as that.
        if thread::current().name() != Some(PDF_THREAD) {
            let mut broken = BROKEN.lock().unwrap_or_else(PoisonError::into_inner);
            broken.get_or_insert(Broken::of(panic).to_string());
        }
    }));
    let cli = Cli::parse_from(std::env::args_os().map(not_an_option));
    let archive = cli.archive().clone();
    // A damaged index file can make the index library panic: that too ends with a message.
    let ended = std::panic::catch_unwind(|| cli::run(cli));
    if !matches!(ended, Ok(Ok(_))) {
        say_what_broke(&archive);
    }
    match ended.unwrap_or(Ok(Outcome::Faulty)) {
        Ok(Outcome::Found) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Ok(Outcome::Faulty) => ExitCode::from(2),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("warraq: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Says of a panic, if there was one, what is damaged, or else where it was.
fn say_what_broke(archive: &ArchivePath) {
    let broken = BROKEN.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(broken) = broken
        && !archive.say_if_damaged()
    {
        eprintln!("warraq: {broken}");
    }
}

/// `-قصف` leaves a word out of a search; no option has an Arabic letter. A space keeps it from being
/// taken for one.
fn not_an_option(typed: OsString) -> OsString {
    let letter = typed.to_str().and_then(|typed| typed.strip_prefix('-'));
    let letter = letter.and_then(|rest| rest.chars().next());
    match letter {
        Some(letter) if !letter.is_ascii() => {
            let mut word = OsString::from(" ");
            word.push(typed);
            word
        }
        _ => typed,
    }
}

/// What is said of the first panic.
static BROKEN: Mutex<Option<String>> = Mutex::new(None);

/// A panic, in words.
struct Broken {
    what: String,
    place: String,
}

impl Broken {
    fn of(panic: &PanicHookInfo<'_>) -> Broken {
        let what = panic.payload_as_str().unwrap_or("no reason given");
        let place = panic.location().map(ToString::to_string);
        Broken {
            what: what.to_owned(),
            place: place.unwrap_or_default(),
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Broken { what, place } = self;
        write!(
            f,
            "something broke inside ({what}; {place}); please report it"
        )
    }
}
