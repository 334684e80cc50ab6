//! `warraq formats`: what is read, how its files are called, and what is taken.

use super::Outcome;
use super::output::text;
use anyhow::Result;
use clap::Args;
use textwrap::{Options as Wrap, termwidth};
use warraq::read::{FORMATS, WRAPPINGS};

/// List the formats that are read, the names of their files, and what is taken from each
#[derive(Debug, Args)]
#[command(after_help = "\
What a file is, is told by its first bytes, and by its name where they do not say.")]
pub struct Options {}

/// Lines are no longer than this, however wide the terminal.
const WIDEST: usize = 100;
const INDENT: &str = "            ";

pub fn run(_: Options) -> Result<Outcome> {
    let wrap = Wrap::new(termwidth().min(WIDEST))
        .initial_indent(INDENT)
        .subsequent_indent(INDENT);
    for known in FORMATS {
        let endings: Vec<String> = known.endings.iter().map(|e| format!(".{e}")).collect();
        let mut told = endings.join(" ");
        if !known.told_by.is_empty() {
            told.push_str(&format!("; any name, with {}", known.told_by));
        }
        text::line(format_args!("{:<12}{told}", known.name))?;
        for line in textwrap::wrap(known.taken, &wrap) {
            text::line(line)?;
        }
    }
    let wrappings = WRAPPINGS.iter().flat_map(|(_, _, endings)| endings.iter());
    let endings: Vec<&str> = wrappings.map(|(ending, _)| *ending).collect();
    text::line(format_args!(
        "\nEach also compressed or in an archive, also one in another: {}",
        endings.join(" ")
    ))?;
    Ok(Outcome::Found)
}
