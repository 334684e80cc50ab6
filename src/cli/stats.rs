//! `warraq stats`: what is in the archive.

use super::output::{json, text};
use super::{ArchivePath, Outcome};
use anyhow::Result;
use clap::Args;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::PathBuf;
use warraq::archive::made_with::MadeWith;
use warraq::archive::schema::date_of_seconds;
use warraq::entities::EntityType;
use warraq::entities::tagger::file;
use warraq::search::Desk;

/// Tell what is in the archive: articles, dates, sources, entities, files that failed
#[derive(Debug, Args)]
pub struct Options {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// What is in an archive.
pub struct Stats {
    pub archive: PathBuf,
    pub articles: u64,
    pub files: usize,
    pub bytes_on_disk: u64,
    pub span: Option<(Date, Date)>,
    pub outlets: Vec<(String, u64)>,
    pub entities: BTreeMap<EntityType, usize>,
    pub losses: Vec<(PathBuf, String)>,
}

const OUTLETS_SHOWN: usize = 20;

pub fn run(path: &ArchivePath, options: Options) -> Result<Outcome> {
    let archive = path.open()?;
    let authority = path.authority(Some(archive.home()))?;
    let now = MadeWith::of(file::installed().ok(), authority);
    let then = archive.manifest().made_with.as_ref();
    super::warn_of_other_names(&archive, then.and_then(|then| then.difference(&now)));
    let desk = Desk::new(&archive, authority)?;
    let (_, ledger) = archive.ledger()?;
    let day = |seconds| date_of_seconds(seconds).map(|at| at.date());
    let stats = Stats {
        archive: archive.home().to_owned(),
        articles: desk.article_count(),
        files: ledger.files.len(),
        bytes_on_disk: archive.size()?,
        span: desk
            .span()?
            .and_then(|(first, last)| day(first).zip(day(last))),
        outlets: desk.outlets(OUTLETS_SHOWN)?,
        entities: desk.entity_counts()?,
        losses: ledger
            .losses()
            .map(|(path, what)| (path.to_owned(), what))
            .collect(),
    };
    match options.json {
        true => json::stats(&stats)?,
        false => text::stats(&stats)?,
    }
    Ok(Outcome::Found)
}
