//! `warraq watch`: searches that are kept, and what is new in them since they last ran.
//!
//! They lie in the archive as `watches.json`, with the articles that each has shown, so that what
//! an article is found by may change (a new file, another date) and it is still shown once.

use super::asking::Asking;
use super::output::{self, json, text};
use super::{ArchivePath, Outcome};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use warraq::article::Article;
use warraq::query::plan::Matching;
use warraq::search::{Desk, Request, Sort};

/// Keep searches, and see what is new in them
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Keep a search under a name; what it finds now is not new
    Save {
        /// Its name
        name: String,
        #[command(flatten)]
        asking: Box<Asking>,
    },
    /// Show what is new in kept searches since they last ran
    Run {
        /// Only these
        names: Vec<String>,
        /// Show it again next time
        #[arg(long)]
        peek: bool,
        /// Print one JSON object an article
        #[arg(long)]
        json: bool,
    },
    /// List the kept searches
    List,
    /// Forget a kept search
    Forget {
        /// Its name
        name: String,
    },
}

/// Kept searches by name.
type Watches = BTreeMap<String, Watch>;

/// A search that is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Watch {
    asking: Asking,
    /// Ids of the articles that it has shown.
    seen: BTreeSet<String>,
}

const FILE: &str = "watches.json";

pub fn run(path: &ArchivePath, options: Options) -> Result<Outcome> {
    let archive = path.open()?;
    let file = archive.home().join(FILE);
    let mut watches = read(&file)?;
    let authority = path.authority(Some(archive.home()))?;
    let desk = Desk::new(&archive, authority)?;
    match options.what {
        What::Save { name, asking } => {
            let seen = BTreeSet::from_iter(found(&desk, &asking)?);
            text::line(format_args!(
                "{name}: {} articles now; `warraq watch run` shows what comes",
                seen.len()
            ))?;
            let asking = *asking;
            watches.insert(name, Watch { asking, seen });
            write(&file, &watches)?;
            Ok(Outcome::Found)
        }
        What::Run { names, peek, json } => {
            known(&watches, &names)?;
            let mut outcome = Outcome::Nothing;
            for (name, watch) in &mut watches {
                if !names.is_empty() && !names.contains(name) {
                    continue;
                }
                let new = match new(&desk, watch) {
                    Ok(new) => new,
                    // The others are run all the same.
                    Err(error) => {
                        output::note(format_args!("{name}: {error:#}"));
                        outcome = Outcome::Faulty;
                        continue;
                    }
                };
                match json {
                    true => json::watched(name, &new)?,
                    false => text::watched(name, &new)?,
                }
                if !new.is_empty() && outcome == Outcome::Nothing {
                    outcome = Outcome::Found;
                }
                watch.seen.extend(new.into_iter().map(|article| article.id));
            }
            if !peek {
                write(&file, &watches)?;
            }
            Ok(outcome)
        }
        What::List => {
            for (name, watch) in &watches {
                let (words, seen) = (watch.asking.in_words(), watch.seen.len());
                text::line(format_args!("{name}\t{words}\t{seen} articles seen"))?;
            }
            match watches.is_empty() {
                true => Ok(Outcome::Nothing),
                false => Ok(Outcome::Found),
            }
        }
        What::Forget { name } => {
            known(&watches, std::slice::from_ref(&name))?;
            watches.remove(&name);
            write(&file, &watches)?;
            Ok(Outcome::Found)
        }
    }
}

/// The ids of everything that a kept search finds, newest first. All of its words are meant, unless
/// it says otherwise: what merely resembles would be new every day.
fn found(desk: &Desk, asking: &Asking) -> Result<Vec<String>> {
    let request = asking.request(desk)?;
    let request = Request {
        sort: Sort::Newest,
        matching: request.matching.or(Some(Matching::All)),
        ..request
    };
    if request.plan.is_empty() && request.filters.is_empty() {
        bail!("nothing to look for; give words or a filter, as `warraq watch save NAME كاراباخ`");
    }
    Ok(desk.every_id(&request)?)
}

/// The articles of a kept search that it has not shown.
fn new(desk: &Desk, watch: &Watch) -> Result<Vec<Article>> {
    let ids = found(desk, &watch.asking)?.into_iter();
    let new = ids.filter(|id| !watch.seen.contains(id));
    let articles = new.map(|id| desk.articles(&id));
    let articles: Vec<Vec<Article>> = articles.collect::<Result<_, _>>()?;
    Ok(articles.concat())
}

fn known(watches: &Watches, names: &[String]) -> Result<()> {
    match names.iter().find(|name| !watches.contains_key(*name)) {
        Some(name) => {
            bail!("no search is kept as {name:?}; `warraq watch list` shows those that are")
        }
        None => Ok(()),
    }
}

fn read(file: &Path) -> Result<Watches> {
    match fs::read(file) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .with_context(|| format!("{} is damaged; mend or remove it", file.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Watches::new()),
        Err(error) => Err(error).with_context(|| file.display().to_string()),
    }
}

/// Writes beside and then in place: a run that is killed leaves the former file.
fn write(file: &Path, watches: &Watches) -> Result<()> {
    let draft: PathBuf = file.with_extension("draft");
    let written = fs::write(&draft, serde_json::to_vec_pretty(watches)?);
    let written = written.and_then(|()| fs::rename(&draft, file));
    written.with_context(|| file.display().to_string())
}
