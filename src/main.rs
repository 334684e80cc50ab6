//! The `warraq` command: see `warraq --help`.

mod cli;

use clap::Parser;
use cli::{Cli, Outcome, is_broken_pipe};
use std::ffi::OsString;
use std::fmt;
use std::panic::PanicHookInfo;
use std::process::ExitCode;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| eprintln!("warraq: {}", Broken(panic))));
    let cli = Cli::parse_from(std::env::args_os().map(not_an_option));
    // A damaged index file can make the index library panic: that too ends with a message.
    let ended = std::panic::catch_unwind(|| cli::run(cli));
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

/// What is said of a panic.
struct Broken<'a>(&'a PanicHookInfo<'a>);

impl fmt::Display for Broken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = self.0.payload_as_str().unwrap_or("no reason given");
        let place = self.0.location().map(ToString::to_string);
        write!(
            f,
            "something broke inside ({what}; {}). If a file of the archive may be damaged, make it \
             anew with `warraq index --rebuild DIR`; else please report it",
            place.unwrap_or_default()
        )
    }
}
