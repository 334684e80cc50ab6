//! `warraq complete`: shell completions and man pages, from the definition of the command line.

use super::{Cli, Outcome};
use anyhow::{Context, Result};
use clap::{Args, CommandFactory, Subcommand};
use clap_complete::Shell;
use std::fs;
use std::io::stdout;
use std::path::PathBuf;

/// Print shell completions, or write the man pages
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  warraq complete shell bash > ~/.local/share/bash-completion/completions/warraq
  warraq complete shell zsh > \"${fpath[1]}/_warraq\"
  warraq complete shell fish > ~/.config/fish/completions/warraq.fish
  warraq complete man ~/.local/share/man/man1")]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print the completions for a shell
    Shell {
        /// Which
        shell: Shell,
    },
    /// Write a man page for warraq and each of its commands
    Man {
        /// Into this directory
        directory: PathBuf,
    },
}

pub fn run(options: Options) -> Result<Outcome> {
    let mut command = Cli::command();
    match options.what {
        What::Shell { shell } => {
            clap_complete::generate(shell, &mut command, "warraq", &mut stdout().lock());
        }
        What::Man { directory } => {
            let written = fs::create_dir_all(&directory)
                .and_then(|()| clap_mangen::generate_to(command, &directory));
            written.with_context(|| directory.display().to_string())?;
        }
    }
    Ok(Outcome::Found)
}
