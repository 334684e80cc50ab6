//! `warraq entities train`: learn the tagger's model anew.

use super::output::note;
use super::{Outcome, articles};
use anyhow::{Context, Result, anyhow};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use warraq::entities::tagger::file;
use warraq::entities::tagger::vocabulary::Vocabulary;
use warraq::training::crf::Plan;
use warraq::training::vectors::Corpus;
use warraq::training::{self, Source};

/// Learn the model that finds unlisted names, from annotated sentences and articles
#[derive(Debug, Args)]
#[command(after_help = "\
A file of annotated sentences has one word a line, a tab and B-PER, I-PER, B-LOC, B-ORG … or O, and an
empty line between sentences; or one sentence a line, with names marked in brackets: زار [PER إلهام علييف]
[LOC شوشا]. FILE=0.5 lets the sentences of a file count half. With --articles, where words stand is
learnt anew from those articles, which takes minutes; else that part of the model in place is kept.

Example:
  warraq entities train news.conll data/tagger/sentences=0.5 --other-kind wikipedia.conll=0.5")]
pub struct Options {
    /// Files of annotated sentences, or directories of such, like the texts that the model is for
    #[arg(value_name = "FILE", required = true)]
    annotated: Vec<String>,
    /// Sentences of another kind of text, which teach what they have in common with the others
    #[arg(long, value_name = "FILE")]
    other_kind: Vec<String>,
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
    let like = options.annotated.iter().map(|typed| (typed, 0));
    let others = options.other_kind.iter().zip(1..);
    let sources: Result<Vec<Source>> = like
        .chain(others)
        .map(|(typed, kind)| source(typed, kind))
        .collect();
    let sources = sources?;
    let mut plan = Plan::default();
    plan.rounds = options.rounds.unwrap_or(plan.rounds);
    let told = |round, loss: f32| note(format_args!("round {}: loss {loss:.0}", round + 1));
    let model = if options.articles.is_empty() {
        let old = file::read(&options.output)?;
        training::train(&old.vocabulary, &sources, plan, told)?
    } else {
        let parts = vocabulary(options)?;
        let vocabulary = Vocabulary::new([&parts[0], &parts[1], &parts[2]]);
        let vocabulary =
            vocabulary.ok_or_else(|| anyhow!("the vocabulary does not fit together"))?;
        training::train(&vocabulary, &sources, plan, told)?
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

/// A file with or without what it counts.
fn source(typed: &str, kind: usize) -> Result<Source> {
    let (path, importance) = match typed.rsplit_once('=') {
        None => (typed, 1.0),
        Some((path, importance)) => {
            let number = importance.parse();
            let number =
                number.with_context(|| format!("{typed}: a number is expected after ="))?;
            (path, number)
        }
    };
    Ok(Source {
        path: path.into(),
        importance,
        kind,
    })
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
