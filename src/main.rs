//! The `warraq` command: see `warraq --help`.

mod cli;

use clap::Parser;
use cli::{Cli, Outcome};
use std::fmt;
use std::io;
use std::panic::PanicHookInfo;
use std::process::ExitCode;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| eprintln!("warraq: {}", Broken(panic))));
    let cli = Cli::parse();
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

/// `warraq search … | head` closes the pipe when it has enough: that is no error.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let plain = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let within_json = cause
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind);
        plain.or(within_json) == Some(io::ErrorKind::BrokenPipe)
    })
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
