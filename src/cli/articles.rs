//! Articles for learning from: those of archives, directories and files.

use super::Outcome;
use super::output::note;
use anyhow::{Result, bail};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf, absolute};
use std::sync::atomic::AtomicU64;
use warraq::archive::{self, Archive};
use warraq::article::Article;
use warraq::read::{self, Fields, Found, Selection};

/// Gives every article of archives, directories and files to `take`.
pub fn each(paths: &[PathBuf], mut take: impl FnMut(&Article)) -> Result<Outcome> {
    let mut outcome = Outcome::Found;
    for path in paths {
        let path = absolute(path)?;
        if !path.exists() {
            bail!("{} does not exist", path.display());
        }
        if archive::is_archive(&path) {
            Archive::open(&path)?.each_article(|article| take(&article))?;
        } else if each_of_files(&path, &mut take)? == Outcome::Faulty {
            outcome = Outcome::Faulty;
        }
    }
    Ok(outcome)
}

/// Gives the articles below a path; what cannot be read is told and passed over.
fn each_of_files(root: &Path, take: &mut impl FnMut(&Article)) -> Result<Outcome> {
    let mut outcome = Outcome::Found;
    let mut tell = |what: &dyn std::fmt::Display| {
        outcome = Outcome::Faulty;
        note(format_args!("{what}"));
    };
    let (selection, fields) = (Selection::new::<&str>(&[], &[])?, Fields::default());
    let (options, progress) = (read::Options::default(), AtomicU64::new(0));
    for found in read::walk(root, &selection, &[]) {
        let file = match found {
            Ok(Found::File(file)) => file,
            Ok(Found::Unknown(_)) => continue,
            Err(error) => {
                tell(&error);
                continue;
            }
        };
        let mut problems = Vec::new();
        let mut sink = |article: Result<Article, read::Problem>| {
            match article {
                Ok(article) => take(&article),
                Err(problem) => problems.push(problem),
            }
            ControlFlow::Continue(())
        };
        if let Err(error) = read::read(&file.to_read(), &fields, &options, &progress, &mut sink) {
            tell(&error);
        }
        problems.iter().for_each(|problem| tell(problem));
    }
    Ok(outcome)
}
