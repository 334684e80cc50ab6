//! `warraq show`: one article, whole.

use super::output::{json, text};
use super::{ArchivePath, Outcome};
use anyhow::Result;
use clap::Args;
use warraq::arabic::Analysis;
use warraq::entities::Recogniser;
use warraq::search::Desk;

/// Print an article
#[derive(Debug, Args)]
pub struct Options {
    /// The id that search prints
    #[arg(value_name = "ID")]
    id: String,
    /// Mark the people, places and organisations in it
    #[arg(long)]
    entities: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(path: &ArchivePath, options: Options) -> Result<Outcome> {
    let archive = path.open()?;
    let authority = path.authority(Some(archive.home()))?;
    let articles = Desk::new(&archive, authority)?.articles(&options.id)?;
    let places = archive.other_places(&articles)?;
    if articles.is_empty() {
        super::output::note(format_args!(
            "no article has the id {:?}; ids are printed by `warraq search`",
            options.id
        ));
        return Ok(Outcome::Nothing);
    }
    let mut named = Vec::new();
    if options.entities {
        let mut recogniser = Recogniser::new(authority, super::tagger());
        for article in &articles {
            let (title, body) = (Analysis::of(&article.title), Analysis::of(&article.body));
            let texts = [(article.title.as_str(), &title), (&article.body, &body)];
            named.push(recogniser.mentions(&texts));
        }
    }
    match options.json {
        true => json::articles(&articles, &places, &named, authority)?,
        false => text::articles(&articles, &places, &named, authority)?,
    }
    Ok(Outcome::Found)
}
