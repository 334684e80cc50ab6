//! Text for a reader. On a terminal with colours the matching words are coloured; elsewhere
//! they stand between asterisks. Arabic stays in logical order, and on a terminal names within
//! a line of mixed scripts are isolated (FSI … PDI), so that each keeps its own direction.

use super::plot;
use crate::cli::stats::Stats;
use crate::cli::status::Status;
use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use anyhow::Result;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{BufWriter, IsTerminal, Stdout, Write, stdout};
use std::path::PathBuf;
use warraq::article::{Article, KnownBy, Place};
use warraq::entities::authority::Authority;
use warraq::entities::{EntityType, Mention};
use warraq::query::echo::{Echo, matching_in_words};
use warraq::search::people::{Portrait, Suggestion};
use warraq::search::{FacetValue, Hit, Passage, Reason, Results, Timeline};

const MARK: Style = AnsiColor::Red.on_default().bold();
const TITLE: Style = Style::new().bold();
const ASIDE: Style = Style::new().dimmed();
const NARROWEST_TERMINAL: usize = 30;
const WIDTH_OF_NO_TERMINAL: usize = 80;

/// Standard output, and how far it can be dressed.
struct Page {
    out: BufWriter<AutoStream<Stdout>>,
    colours: bool,
    terminal: bool,
}

/// Prints the answer to a search.
pub fn results(reading: &Echo, results: &Results, offset: usize) -> Result<()> {
    let mut page = Page::new();
    page.reading(reading)?;
    page.answer(reading, results, offset)
}

/// Prints the articles that are like another.
pub fn similar(reading: &Echo, results: &Results, offset: usize) -> Result<()> {
    let mut page = Page::new();
    let like = page.wrapped(&format!("like: {}", reading.typed().join(", ")), "");
    writeln!(page.out, "{ASIDE}{like}{ASIDE:#}")?;
    page.answer(reading, results, offset)
}

/// Prints when the articles found were published.
pub fn timeline(reading: &Echo, timeline: &Timeline) -> Result<()> {
    let mut page = Page::new();
    page.reading(reading)?;
    page.found(reading, &timeline.found, 0)?;
    let width = match page.terminal {
        true => textwrap::termwidth().max(NARROWEST_TERMINAL),
        false => WIDTH_OF_NO_TERMINAL,
    };
    for row in plot::rows(timeline, width) {
        let name = page.isolated(&row.name);
        writeln!(page.out, "{}", format!("{}{name}", row.plot).trim_end())?;
    }
    page.finish()
}

/// Prints one line.
pub fn line(what: impl Display) -> Result<()> {
    let mut page = Page::new();
    writeln!(page.out, "{what}")?;
    page.finish()
}

/// Prints what is new in a kept search.
pub fn watched(name: &str, new: &[Article]) -> Result<()> {
    let mut page = Page::new();
    let articles = match new.len() {
        0 => "nothing new".to_owned(),
        1 => "1 new article".to_owned(),
        articles => format!("{articles} new articles"),
    };
    let name = page.isolated(name);
    writeln!(page.out, "{TITLE}{name}{TITLE:#}: {articles}")?;
    for article in new {
        writeln!(page.out, "   {}", article.title)?;
        page.about(article, "   ")?;
    }
    page.finish()
}

/// Prints the values of one facet, one a line.
pub fn facet(values: &[FacetValue]) -> Result<()> {
    let mut page = Page::new();
    page.facet(values)?;
    page.finish()
}

/// Prints the values of several facets, one a line.
pub fn facets(facets: &[(EntityType, Vec<FacetValue>)]) -> Result<()> {
    let mut page = Page::new();
    for (of, values) in facets {
        if facets.len() > 1 {
            writeln!(page.out, "{TITLE}{}{TITLE:#}", plural(*of))?;
        }
        page.facet(values)?;
    }
    page.finish()
}

/// Prints rows of an authority file, with its header.
pub fn authority_rows(rows: &[[String; 9]]) -> Result<()> {
    let mut page = Page::new();
    writeln!(
        page.out,
        "id\ttype\tname\taliases\tshort\tlatin\tcountry\tnote\twithin"
    )?;
    for row in rows {
        writeln!(page.out, "{}", row.join("\t"))?;
    }
    page.finish()
}

/// Prints who may be one, as rows of an authority file that merge them.
pub fn suggestions(suggestions: &[Suggestion]) -> Result<()> {
    let rows = suggestions.iter().map(|Suggestion { into, other }| {
        let note = format!(
            "{} in {} articles, {} in {}",
            into.name, into.count, other.name, other.count
        );
        let cells = [
            &into.id,
            "person",
            &into.name,
            &format!("={}", other.id),
            "",
            "",
            "",
            &note,
            "",
        ];
        cells.map(str::to_owned)
    });
    authority_rows(&rows.collect::<Vec<_>>())
}

const WRITTEN_SHOWN: usize = 12;

/// Prints entities in full.
pub fn portraits(portraits: &[Portrait]) -> Result<()> {
    let mut page = Page::new();
    for portrait in portraits {
        page.portrait(portrait)?;
    }
    page.finish()
}

/// Prints whole articles. `places` has the other places of each, `named`, if asked for, the mentions
/// in the title and in the body of each.
pub fn articles(
    articles: &[Article],
    places: &[Vec<Place>],
    named: &[Vec<Vec<Mention>>],
    authority: &Authority,
) -> Result<()> {
    let mut page = Page::new();
    for (at, article) in articles.iter().enumerate() {
        if at > 0 {
            writeln!(page.out, "\n----\n")?;
        }
        let (title, body): (&[Mention], &[Mention]) = match named.get(at).map(Vec::as_slice) {
            Some([title, body]) => (title, body),
            _ => (&[], &[]),
        };
        let heading = page.named(&article.title, 0, title, TITLE);
        writeln!(page.out, "{TITLE}{heading}{TITLE:#}")?;
        page.about(article, "")?;
        for place in places.get(at).into_iter().flatten() {
            writeln!(page.out, "{ASIDE}also in {place}{ASIDE:#}")?;
        }
        let mut start = 0;
        for paragraph in article.body.split_inclusive('\n') {
            let text = page.named(paragraph.trim_end_matches('\n'), start, body, Style::new());
            let text = page.wrapped(&text, "");
            writeln!(page.out, "\n{text}")?;
            start += paragraph.len();
        }
        page.who_is_named(&[title, body].concat(), authority)?;
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
    page.losses(&stats.losses)?;
    page.finish()
}

/// Prints how an archive stands.
pub fn status(status: &Status) -> Result<()> {
    let mut page = Page::new();
    let out = &mut page.out;
    writeln!(out, "archive   {}", status.archive.display())?;
    writeln!(out, "articles  {}", status.articles)?;
    writeln!(out, "files     {}", status.files)?;
    if status.repeats > 0 {
        let repeats = status.repeats;
        writeln!(
            out,
            "repeats   {repeats}, each in the archive from another place"
        )?;
    }
    for directory in &status.directories {
        let (last, outlook) = (&directory.last, &directory.outlook);
        writeln!(out, "\n{}", directory.path.display())?;
        let how = last.how.to_string();
        if !how.is_empty() {
            writeln!(out, "  read with    {how}")?;
        }
        let took = match last.seconds {
            Some(seconds) => format!("{} articles in {seconds:.1} s", last.articles),
            None => format!("{} articles, and did not come to its end", last.articles),
        };
        // The day and the minute: seconds and zone are for programs.
        let began = last.began.get(..16).unwrap_or(&last.began);
        writeln!(out, "  last run     {}: {took}", began.replace('T', " "))?;
        match directory.is_up_to_date() {
            true => writeln!(out, "  up to date   {} files", outlook.unchanged)?,
            false => writeln!(
                out,
                "  would change {} new, {} changed, {} gone ({} unchanged); run `warraq index`",
                outlook.new,
                outlook.changed,
                outlook.gone(),
                outlook.unchanged
            )?,
        }
        for trouble in &directory.trouble {
            writeln!(out, "  {trouble}")?;
        }
    }
    if !status.losses.is_empty() {
        writeln!(out)?;
    }
    page.losses(&status.losses)?;
    page.finish()
}

impl Page {
    fn losses(&mut self, losses: &[(PathBuf, String)]) -> Result<()> {
        if !losses.is_empty() {
            writeln!(self.out, "files that could not be read, or not wholly")?;
        }
        for (file, what) in losses {
            let file = file.display().to_string();
            let what = what.strip_prefix(&file).unwrap_or(what);
            let what = what.trim_start_matches([':', ' ']);
            writeln!(self.out, "  {file}: {what}")?;
        }
        Ok(())
    }

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

    /// What was found: counts, hits, facets.
    fn answer(mut self, reading: &Echo, results: &Results, offset: usize) -> Result<()> {
        self.found(reading, results, offset)?;
        for hit in &results.hits {
            self.hit(hit)?;
        }
        let facets = results.facets.iter();
        for (of, values) in facets.filter(|(_, values)| !values.is_empty()) {
            self.facet_line(*of, values)?;
        }
        self.finish()
    }

    /// How the query was read.
    fn reading(&mut self, reading: &Echo) -> Result<()> {
        for note in &reading.notes {
            writeln!(self.out, "{ASIDE}note: {note}{ASIDE:#}")?;
        }
        if !reading.parts.is_empty() {
            writeln!(self.out, "{ASIDE}read as: {}{ASIDE:#}", reading.in_words())?;
        }
        Ok(())
    }

    /// How many articles were found.
    fn found(&mut self, reading: &Echo, results: &Results, offset: usize) -> Result<()> {
        let matching = matching_in_words(
            results.matching,
            results.relaxed,
            reading.clauses(),
            results.clauses,
        );
        let shown = match results.hits.len() {
            0 => String::new(),
            shown if shown == results.stories.unwrap_or(results.total) => String::new(),
            shown => format!(", {} to {} shown", offset + 1, offset + shown),
        };
        let articles = match results.total {
            0 => "no article".to_owned(),
            1 => "1 article".to_owned(),
            total => format!("{total} articles"),
        };
        let stories = match results.stories {
            Some(1) if results.total > 1 => " in 1 story".to_owned(),
            Some(stories) if stories < results.total => format!(" in {stories} stories"),
            _ => String::new(),
        };
        let matching = match matching.is_empty() {
            true => matching,
            false => format!(" ({matching})"),
        };
        Ok(writeln!(
            self.out,
            "{ASIDE}{articles}{stories}{matching}{shown}{ASIDE:#}\n"
        )?)
    }

    fn hit(&mut self, hit: &Hit) -> Result<()> {
        let title = match hit.article.title.is_empty() {
            true => "—".to_owned(),
            false => self.marked(&hit.title, TITLE),
        };
        writeln!(self.out, "{TITLE}{}.{TITLE:#} {title}", hit.rank)?;
        self.about_with_copies(&hit.article, hit.copies.len(), "   ")?;
        for passage in &hit.passages {
            let passage = self.marked(passage, Style::new());
            let passage = self.wrapped(&passage, "   ");
            writeln!(self.out, "{passage}")?;
        }
        for reason in &hit.reasons {
            self.reason(reason)?;
        }
        Ok(writeln!(self.out)?)
    }

    fn reason(&mut self, reason: &Reason) -> Result<()> {
        let how = match reason.how.is_empty() {
            true => "not in it".to_owned(),
            false => reason.how.join("; "),
        };
        let (typed, share) = (self.isolated(&reason.typed), reason.share * 100.0);
        let line = self.wrapped(&format!("{share:>3.0} % {typed}: {how}"), "   ");
        Ok(writeln!(self.out, "{ASIDE}{line}{ASIDE:#}")?)
    }

    /// Date, source and id on one line.
    fn about(&mut self, article: &Article, indent: &str) -> Result<()> {
        self.about_with_copies(article, 0, indent)
    }

    /// The same, and how many near-identical articles it stands for as well.
    fn about_with_copies(&mut self, article: &Article, copies: usize, indent: &str) -> Result<()> {
        let date = match article.date {
            None => "undated".to_owned(),
            Some(date) => match date.known_by {
                KnownBy::Metadata => date.at.date().to_string(),
                KnownBy::Doubted => format!("{} (doubted)", date.at.date()),
                inferred => format!("{} (from the {})", date.at.date(), inferred.as_str()),
            },
        };
        let copies = (copies > 0).then(|| format!("+{copies}"));
        let id = Some(article.id.clone());
        let parts = [Some(date), article.source.clone(), id, copies];
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

    fn portrait(&mut self, portrait: &Portrait) -> Result<()> {
        let name = self.isolated(&portrait.name);
        let mut about = vec![
            portrait.of.to_string(),
            portrait.id.clone(),
            portrait.note.clone(),
        ];
        about.retain(|part| !part.is_empty());
        writeln!(
            self.out,
            "{TITLE}{name}{TITLE:#}  {ASIDE}{}{ASIDE:#}",
            about.join(" · ")
        )?;
        let articles = match portrait.articles {
            0 => "no article".to_owned(),
            1 => "1 article".to_owned(),
            articles => format!("{articles} articles"),
        };
        let seen = portrait
            .seen
            .map(|(first, last)| format!(", {first} to {last}"));
        let mut lines = vec![(
            "named in",
            format!("{articles}{}", seen.unwrap_or_default()),
        )];
        let written = portrait.written.iter().take(WRITTEN_SHOWN);
        let written = written.map(|(name, count)| format!("{} {count}", self.isolated(name)));
        lines.push(("written", written.collect::<Vec<_>>().join(" · ")));
        lines.push(("latin", portrait.latin.join(" · ")));
        lines.push(("within", portrait.within.join(" · ")));
        lines.push(("also", portrait.also.join(" · ")));
        for (label, line) in lines.into_iter().filter(|(_, line)| !line.is_empty()) {
            let line = self.wrapped(&format!("{label:<14}{line}"), "");
            writeln!(self.out, "{line}")?;
        }
        for (of, values) in portrait
            .with
            .iter()
            .filter(|(_, values)| !values.is_empty())
        {
            self.facet_line(*of, values)?;
        }
        Ok(writeln!(self.out)?)
    }

    /// Text that begins at byte `start` of the text with these mentions, each of them coloured, or
    /// between brackets with its type.
    fn named(&self, text: &str, start: usize, mentions: &[Mention], style: Style) -> String {
        let (mut marked, mut at) = (String::new(), 0);
        let end = start + text.len();
        for mention in mentions
            .iter()
            .filter(|m| start <= m.span.start && m.span.end <= end)
        {
            let span = mention.span.start - start..mention.span.end - start;
            marked.push_str(&text[at..span.start]);
            let name = &text[span.clone()];
            let colour = colour_of(mention.of);
            match self.colours {
                true => marked.push_str(&format!("{style:#}{colour}{name}{colour:#}{style}")),
                false => marked.push_str(&format!("[{name}|{}]", mention.of)),
            }
            at = span.end;
        }
        marked + &text[at..]
    }

    /// Below an article: each entity, how often it is named, who knows of it and how surely.
    fn who_is_named(&mut self, mentions: &[Mention], authority: &Authority) -> Result<()> {
        let mut entities: BTreeMap<(EntityType, &str), (usize, &Mention)> = BTreeMap::new();
        for mention in mentions {
            let entry = entities
                .entry((mention.of, &mention.id))
                .or_insert((0, mention));
            entry.0 += 1;
            if mention.confidence > entry.1.confidence {
                entry.1 = mention;
            }
        }
        if !entities.is_empty() {
            writeln!(self.out)?;
        }
        for ((of, id), (count, mention)) in entities {
            let name = mention.entity.map(|entity| authority.entity(entity).name());
            let name = self
                .isolated(name.unwrap_or_else(|| id.split_once('~').map_or(id, |(_, name)| name)));
            let (source, sure) = (mention.source.as_str(), mention.confidence * 100.0);
            writeln!(
                self.out,
                "{count:>4}  {of:<13} {name}  {ASIDE}{id} · {source} · {sure:.0} %{ASIDE:#}",
                of = of.as_str()
            )?;
        }
        Ok(())
    }

    fn facet(&mut self, values: &[FacetValue]) -> Result<()> {
        for value in values {
            let name = self.isolated(&value.name);
            writeln!(
                self.out,
                "{:>8}  {name}  {ASIDE}{}{ASIDE:#}",
                value.count, value.id
            )?;
        }
        Ok(())
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

fn colour_of(of: EntityType) -> Style {
    let colour = match of {
        EntityType::Person => AnsiColor::Yellow,
        EntityType::Place => AnsiColor::Green,
        EntityType::Organisation => AnsiColor::Cyan,
    };
    colour.on_default().bold()
}

fn plural(of: EntityType) -> &'static str {
    match of {
        EntityType::Person => "people",
        EntityType::Place => "places",
        EntityType::Organisation => "organisations",
    }
}
