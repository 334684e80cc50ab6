//! Dumps of MediaWiki sites (Wikinews, Wikipedia): one article a page.
//!
//! Pages are read one by one; redirects and pages beside the articles (talk, templates, categories,
//! files) are left out. Of several revisions the last is the text.

use super::date;
use super::fields::Role;
use super::limit::Gauge;
use super::record::{DATE_OF_FILE, Emitter, Record};
use super::wikitext;
use super::xml::{Piece, Xml};
use std::io::{self, Read};

/// The namespace of articles.
const ARTICLES: &str = "0";

/// What the dump says of the whole site.
#[derive(Default)]
struct Site {
    name: String,
    /// The address of its main page.
    base: String,
    language: String,
}

/// A page while it is read.
#[derive(Default)]
struct Page {
    title: String,
    namespace: String,
    id: String,
    is_redirect: bool,
    first_timestamp: String,
    timestamp: String,
    text: String,
}

/// Reads a dump.
pub(super) fn read(text: impl Read, limit: u64, out: &mut Emitter) -> io::Result<()> {
    let gauge = Gauge::new(limit);
    let mut xml = Xml::new(text, &gauge);
    let mut site = Site::default();
    let mut open = String::new();
    while !out.stopped() {
        match xml.next(out)? {
            Piece::End => break,
            Piece::Open(tag) if tag.name == "page" => {
                gauge.restart();
                let page = page(&mut xml, out)?;
                gauge.restart();
                match page.is_article() {
                    true => out.record(page.record(&site), out.next_spot()),
                    false => out.pass_over(out.records()),
                }
            }
            Piece::Open(tag) => {
                if let Some(language) = tag.attribute("xml:lang") {
                    site.language = language.to_owned();
                }
                open = tag.name;
            }
            Piece::Text(text) => match open.as_str() {
                "sitename" => site.name.push_str(&text),
                "base" => site.base.push_str(&text),
                _ => {}
            },
            Piece::Close(_) => open.clear(),
        }
    }
    Ok(())
}

fn page<R: Read>(xml: &mut Xml<R>, out: &mut Emitter) -> io::Result<Page> {
    let mut page = Page::default();
    let mut path: Vec<String> = Vec::new();
    loop {
        match xml.next(out)? {
            Piece::End => break,
            Piece::Close(name) if name == "page" => break,
            Piece::Close(_) => {
                path.pop();
            }
            Piece::Open(tag) => {
                match tag.name.as_str() {
                    "redirect" => page.is_redirect = true,
                    // Only one revision stands in memory.
                    "revision" => {
                        page.text.clear();
                        page.timestamp.clear();
                        xml.gauge().restart();
                    }
                    _ => {}
                }
                path.push(tag.name);
            }
            Piece::Text(text) => page.take(&path, &text),
        }
    }
    Ok(page)
}

impl Page {
    fn take(&mut self, path: &[String], text: &str) {
        let mut names = path.iter().map(String::as_str);
        match (names.next(), names.next(), names.next()) {
            (Some("title"), None, _) => self.title.push_str(text),
            (Some("ns"), None, _) => self.namespace.push_str(text),
            (Some("id"), None, _) => self.id.push_str(text),
            (Some("revision"), Some("text"), None) => self.text.push_str(text),
            (Some("revision"), Some("timestamp"), None) => {
                self.timestamp.push_str(text);
                if self.first_timestamp.is_empty() {
                    self.first_timestamp = self.timestamp.clone();
                }
            }
            _ => {}
        }
    }

    fn is_article(&self) -> bool {
        let namespace = self.namespace.trim();
        // Very old dumps have no namespaces.
        (namespace == ARTICLES || namespace.is_empty())
            && !self.is_redirect
            && !wikitext::is_redirect(&self.text)
    }

    fn record(self, site: &Site) -> Record {
        let mut record = Record::default();
        if let Some(day) = self.marked_day() {
            record.put(Role::Date, 0, day.to_owned());
        }
        let first = self.first_timestamp.trim().to_owned();
        record.put(Role::Date, DATE_OF_FILE, first);
        let mut put = |role, value: String| record.put(role, 0, value);
        put(Role::Body, wikitext::plain(&self.text));
        put(Role::Url, self.address(site));
        put(Role::Title, self.title);
        put(Role::Source, site.name.clone());
        put(Role::Language, site.language.clone());
        record
    }

    /// The day that a news page is marked with.
    fn marked_day(&self) -> Option<&str> {
        const TEMPLATES: [&str; 4] = ["تاريخ", "التاريخ", "date", "byline"];
        let marked = wikitext::templates(&self.text)
            .filter(|(name, _)| TEMPLATES.contains(&&*name.to_lowercase()))
            .map(|(_, arguments)| {
                let date = arguments.split_once("date=").map_or(arguments, |(_, d)| d);
                date.split('|').next().unwrap_or_default().trim()
            });
        marked.into_iter().find(|text| date::parse(text).is_some())
    }

    /// The address of the page, beside that of the main page.
    fn address(&self, site: &Site) -> String {
        match site.base.trim().rsplit_once('/') {
            Some((directory, _)) if directory.starts_with("http") => {
                format!("{directory}/{}", self.title.trim().replace(' ', "_"))
            }
            _ => String::new(),
        }
    }
}
