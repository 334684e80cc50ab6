//! Text for a reader. On a terminal with colours the matching words are coloured; elsewhere
//! they stand between asterisks. Arabic stays in logical order, and on a terminal names within
//! a line of mixed scripts are isolated (FSI … PDI), so that each keeps its own direction.

use crate::cli::stats::Stats;
use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use anyhow::Result;
use std::io::{BufWriter, IsTerminal, Stdout, Write, stdout};
use warraq::article::{Article, KnownBy};
use warraq::entities::EntityType;
use warraq::query::echo::{EchoClause, in_words, matching_in_words};
use warraq::search::{FacetValue, Hit, Passage, Results};

const MARK: Style = AnsiColor::Red.on_default().bold();
const TITLE: Style = Style::new().bold();
const ASIDE: Style = Style::new().dimmed();
const NARROWEST_TERMINAL: usize = 30;

/// Standard output, and how far it can be dressed.
struct Page {
    out: BufWriter<AutoStream<Stdout>>,
    colours: bool,
    terminal: bool,
}

/// Prints the answer to a search.
pub fn results(reading: &[EchoClause], results: &Results, offset: usize) -> Result<()> {
    let mut page = Page::new();
    page.reading(reading, results, offset)?;
    for hit in &results.hits {
        page.hit(hit)?;
    }
    let facets = results
        .facets
        .iter()
        .filter(|(_, values)| !values.is_empty());
    for (of, values) in facets {
        page.facet_line(*of, values)?;
    }
    page.finish()
}

/// Prints the values of one facet, one a line.
pub fn facet(values: &[FacetValue]) -> Result<()> {
    let mut page = Page::new();
    for value in values {
        let name = page.isolated(&value.name);
        writeln!(
            page.out,
            "{:>8}  {name}  {ASIDE}{}{ASIDE:#}",
            value.count, value.id
        )?;
    }
    page.finish()
}

/// Prints whole articles.
pub fn articles(articles: &[Article]) -> Result<()> {
    let mut page = Page::new();
    for (at, article) in articles.iter().enumerate() {
        if at > 0 {
            writeln!(page.out, "\n----\n")?;
        }
        writeln!(page.out, "{TITLE}{}{TITLE:#}", article.title)?;
        page.about(article, "")?;
        for paragraph in article.body.lines() {
            let paragraph = page.wrapped(paragraph, "");
            writeln!(page.out, "\n{paragraph}")?;
        }
    }
    page.finish()
}

/// Prints what is in an archive.
pub fn stats(stats: &Stats) -> Result<()> {
    let mut page = Page::new();
    let out = &mut page.out;
    writeln!(out, "archive   {}", stats.archive.display())?;
    writeln!(out, "articles  {}", stats.articles)?;
    writeln!(out, "files     {}", stats.files)?;
    writeln!(out, "size      {:.1} MB", stats.bytes_on_disk as f64 / 1e6)?;
    if let Some((first, last)) = stats.span {
        writeln!(out, "dates     {first} to {last}")?;
    }
    for (of, count) in &stats.entities {
        writeln!(out, "{:<9} {count} different", plural(*of))?;
    }
    writeln!(out, "sources")?;
    for (name, count) in &stats.outlets {
        let name = page.isolated(name);
        writeln!(page.out, "{count:>8}  {name}")?;
    }
    if !stats.losses.is_empty() {
        writeln!(page.out, "files that could not be read, or not wholly")?;
        for (file, what) in &stats.losses {
            let file = file.display().to_string();
            let what = what.strip_prefix(&file).unwrap_or(what);
            writeln!(
                page.out,
                "  {file}: {}",
                what.trim_start_matches([':', ' '])
            )?;
        }
    }
    page.finish()
}

impl Page {
    fn new() -> Self {
        let out = anstream::AutoStream::auto(stdout());
        Page {
            colours: out.current_choice() != anstream::ColorChoice::Never,
            terminal: stdout().is_terminal(),
            out: BufWriter::new(out),
        }
    }

    fn finish(mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }

    /// How the query was read, and what was found.
    fn reading(&mut self, reading: &[EchoClause], results: &Results, offset: usize) -> Result<()> {
        if !reading.is_empty() {
            writeln!(self.out, "{ASIDE}read as: {}{ASIDE:#}", in_words(reading))?;
        }
        let matching = matching_in_words(
            results.matching,
            results.relaxed,
            reading.len(),
            results.clauses,
        );
        let shown = match results.hits.len() {
            0 => String::new(),
            shown if shown == results.total => String::new(),
            shown => format!(", {} to {} shown", offset + 1, offset + shown),
        };
        let articles = match results.total {
            0 => "no article".to_owned(),
            1 => "1 article".to_owned(),
            total => format!("{total} articles"),
        };
        let matching = match matching.is_empty() {
            true => matching,
            false => format!(" ({matching})"),
        };
        Ok(writeln!(
            self.out,
            "{ASIDE}{articles}{matching}{shown}{ASIDE:#}\n"
        )?)
    }

    fn hit(&mut self, hit: &Hit) -> Result<()> {
        let title = match hit.article.title.is_empty() {
            true => "—".to_owned(),
            false => self.marked(&hit.title, TITLE),
        };
        writeln!(self.out, "{TITLE}{}.{TITLE:#} {title}", hit.rank)?;
        self.about(&hit.article, "   ")?;
        for passage in &hit.passages {
            let passage = self.marked(passage, Style::new());
            let passage = self.wrapped(&passage, "   ");
            writeln!(self.out, "{passage}")?;
        }
        Ok(writeln!(self.out)?)
    }

    /// Date, source and id on one line.
    fn about(&mut self, article: &Article, indent: &str) -> Result<()> {
        let date = match article.date {
            None => "undated".to_owned(),
            Some(date) => match date.known_by {
                KnownBy::Metadata => date.at.date().to_string(),
                inferred => format!("{} (from the {})", date.at.date(), inferred.as_str()),
            },
        };
        let parts = [Some(date), article.source.clone(), Some(article.id.clone())];
        let parts: Vec<String> = parts
            .iter()
            .flatten()
            .map(|part| self.isolated(part))
            .collect();
        Ok(writeln!(
            self.out,
            "{indent}{ASIDE}{}{ASIDE:#}",
            parts.join(" · ")
        )?)
    }

    fn facet_line(&mut self, of: EntityType, values: &[FacetValue]) -> Result<()> {
        // A count stays on the line of its name.
        let space = if self.terminal { '\u{a0}' } else { ' ' };
        let values = values.iter();
        let values: Vec<String> = values
            .map(|value| format!("{}{space}{}", self.isolated(&value.name), value.count))
            .collect();
        let line = format!("{TITLE}{:<14}{TITLE:#}{}", plural(of), values.join(" · "));
        let line = self.wrapped(&line, "");
        Ok(writeln!(self.out, "{line}")?)
    }

    /// A passage with its words marked, in a style of its own.
    fn marked(&self, passage: &Passage, style: Style) -> String {
        let mut marked = format!("{style}");
        let mut at = 0;
        for mark in &passage.marks {
            marked.push_str(&passage.text[at..mark.start]);
            let word = &passage.text[mark.clone()];
            match self.colours {
                true => marked.push_str(&format!("{style:#}{MARK}{word}{MARK:#}{style}")),
                false => marked.push_str(&format!("*{word}*")),
            }
            at = mark.end;
        }
        marked.push_str(&passage.text[at..]);
        marked.push_str(&format!("{style:#}"));
        marked
    }

    /// Text broken at words to the width of the terminal; on one line elsewhere.
    fn wrapped(&self, text: &str, indent: &str) -> String {
        if !self.terminal {
            return format!("{indent}{text}");
        }
        let width = textwrap::termwidth().max(NARROWEST_TERMINAL);
        let options = textwrap::Options::new(width)
            .initial_indent(indent)
            .subsequent_indent(indent)
            .break_words(false);
        textwrap::fill(text, options)
    }

    /// A name that keeps its own direction within a line.
    fn isolated(&self, name: &str) -> String {
        match self.terminal {
            true => format!("\u{2068}{name}\u{2069}"),
            false => name.to_owned(),
        }
    }
}

fn plural(of: EntityType) -> &'static str {
    match of {
        EntityType::Person => "people",
        EntityType::Place => "places",
        EntityType::Organisation => "organisations",
    }
}
