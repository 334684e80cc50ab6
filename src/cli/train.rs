//! `warraq entities train`: learn the tagger's model anew.

use super::output::note;
use super::{Outcome, articles};
use anyhow::{Context, Result, anyhow};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use warraq::entities::tagger::file;
use warraq::entities::tagger::vocabulary::Vocabulary;
use warraq::training;
use warraq::training::crf::Plan;
use warraq::training::vectors::Corpus;

/// Learn the model that finds unlisted names, from annotated sentences and articles
#[derive(Debug, Args)]
#[command(after_help = "\
A file of annotated sentences has one word a line, a tab and B-PER, I-PER, B-LOC, B-ORG … or O, and an
empty line between sentences. The model is for texts like those of the first file; the others teach it
what theirs have in common with them. FILE=0.5 lets a file count half. With --articles, where words
stand is learnt anew from those articles, which takes minutes; else that part of the model in place
is kept.")]
pub struct Options {
    /// Files of annotated sentences
    #[arg(value_name = "FILE", required = true)]
    annotated: Vec<String>,
    /// Archives, or directories and files of articles, to learn from where words stand
    #[arg(long, value_name = "PATH")]
    articles: Vec<PathBuf>,
    /// How many of the commonest words of the articles to keep
    #[arg(long, value_name = "N", default_value_t = 80_000)]
    words: usize,
    /// Rounds over the annotated sentences
    #[arg(long, value_name = "N")]
    rounds: Option<usize>,
    /// Where the model goes, and where the words come from without --articles
    #[arg(long, short, value_name = "FILE", default_value = file::IN_CHECKOUT)]
    output: PathBuf,
}

/// Rarer words of the articles are left out.
const FEWEST_SEEN: u64 = 10;

pub fn run(options: &Options) -> Result<Outcome> {
    let annotated: Result<Vec<(PathBuf, f32)>> = options
        .annotated
        .iter()
        .map(|typed| weighed(typed))
        .collect();
    let annotated = annotated?;
    let mut plan = Plan::default();
    plan.rounds = options.rounds.unwrap_or(plan.rounds);
    let told = |round, loss: f32| note(format_args!("round {}: loss {loss:.0}", round + 1));
    let model = if options.articles.is_empty() {
        let old = file::read(&options.output)?;
        training::train(&old.vocabulary, &annotated, plan, told)?
    } else {
        let parts = vocabulary(options)?;
        let vocabulary = Vocabulary::new([&parts[0], &parts[1], &parts[2]]);
        let vocabulary =
            vocabulary.ok_or_else(|| anyhow!("the vocabulary does not fit together"))?;
        training::train(&vocabulary, &annotated, plan, told)?
    };
    write(&options.output, &model)?;
    note(format_args!(
        "{} bytes in {}",
        model.len(),
        options.output.display()
    ));
    Ok(Outcome::Found)
}

fn vocabulary(options: &Options) -> Result<[Vec<u8>; 3]> {
    let mut corpus = Corpus::default();
    articles::each(&options.articles, |article| {
        corpus.add(&article.title);
        corpus.add(&article.body);
    })?;
    note(format_args!("{} words read", corpus.len()));
    let vectors = corpus.vectors(FEWEST_SEEN, options.words);
    note(format_args!("{} words kept", vectors.words.len()));
    Ok(training::vocabulary(&vectors)?)
}

/// A file, and how much it counts.
fn weighed(typed: &str) -> Result<(PathBuf, f32)> {
    match typed.rsplit_once('=') {
        None => Ok((typed.into(), 1.0)),
        Some((path, weight)) => {
            let weight = weight
                .parse()
                .with_context(|| format!("{typed}: a number is expected after ="))?;
            Ok((path.into(), weight))
        }
    }
}

/// Replaces a model in one step: whoever has the old one mapped keeps it.
fn write(path: &Path, model: &[u8]) -> Result<()> {
    let draft = path.with_extension("new");
    let at = || path.display().to_string();
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).with_context(at)?;
    }
    fs::write(&draft, model).with_context(at)?;
    fs::rename(&draft, path).with_context(at)
}
