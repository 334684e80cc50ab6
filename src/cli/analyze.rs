//! `warraq analyze`: the tokens of texts and their layers, for measuring and for pipes.

use super::Outcome;
use super::output::json::{self, Line};
use anyhow::Result;
use clap::Args;
use serde::Serialize;
use warraq::arabic::{Analysis, Layer};

/// Show how text is analysed: one text a line on standard input
#[derive(Debug, Args)]
pub struct Options {
    /// One JSON document a line, with offsets in Unicode characters
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Analysed<'a> {
    tokens: Vec<AnalysedToken<'a>>,
}

#[derive(Serialize)]
struct AnalysedToken<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    exact: &'a str,
    lemma: &'a str,
    root: &'a str,
}

pub fn run(options: Options) -> Result<Outcome> {
    let mut analysis = Analysis::default();
    json::each_line(|text, out| {
        analysis.analyse(text);
        let mut characters = json::Characters::new(text);
        let tokens = analysis.tokens().iter().map(|token| AnalysedToken {
            text: &text[token.span.clone()],
            start: characters.at(token.span.start),
            end: characters.at(token.span.end),
            exact: analysis.form(token, Layer::Exact),
            lemma: analysis.form(token, Layer::Lemma),
            root: analysis.form(token, Layer::Root),
        });
        let tokens: Vec<_> = tokens.collect();
        match options.json {
            true => out.json(&Analysed { tokens }),
            false => out.rows(tokens.iter().map(|t| [t.text, t.exact, t.lemma, t.root])),
        }
    })?;
    Ok(Outcome::Found)
}
