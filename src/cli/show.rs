//! `warraq show`: one article, whole.

use super::output::{json, text};
use super::{ArchivePath, Outcome};
use anyhow::Result;
use clap::Args;
use warraq::entities::authority::Authority;
use warraq::search::Desk;

/// Print an article
#[derive(Debug, Args)]
pub struct Options {
    /// The id that search prints
    #[arg(value_name = "ID")]
    id: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(archive: &ArchivePath, options: Options) -> Result<Outcome> {
    let archive = archive.open()?;
    let articles = Desk::new(&archive, Authority::builtin())?.articles(&options.id)?;
    if articles.is_empty() {
        super::output::note(format_args!(
            "no article has the id {:?}; ids are printed by `warraq search`",
            options.id
        ));
        return Ok(Outcome::Nothing);
    }
    match options.json {
        true => json::articles(&articles)?,
        false => text::articles(&articles)?,
    }
    Ok(Outcome::Found)
}
