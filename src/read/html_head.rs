//! What a page says about itself: `meta` tags, JSON-LD, and the few elements that mean one thing.
//!
//! Collected in one pass; which of several answers is believed is for `html`.

use super::json::text;
use super::paragraphs::one_line;
use scraper::{ElementRef, Html};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Facts about a page, each as first found.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// `meta` tags: `name`, `property` or `itemprop`, in lower case, to `content`.
    metas: HashMap<String, String>,
    /// Elements with an `itemprop`, to their `content`, `datetime` or text.
    items: HashMap<String, String>,
    /// The article among the JSON-LD objects.
    linked: Map<String, Value>,
    /// The first `h1` with text.
    pub(super) h1: Option<String>,
    /// `<title>`.
    pub(super) title: Option<String>,
    /// The first `time[datetime]`.
    pub(super) time: Option<String>,
    /// `link[rel=canonical]`.
    pub(super) canonical: Option<String>,
    /// `html[lang]`.
    pub(super) language: Option<String>,
}

impl Head {
    /// Collects the facts of a page.
    pub(super) fn of(page: &Html) -> Head {
        let mut head = Head::default();
        let nodes = page.tree.root().descendants();
        for element in nodes.filter_map(ElementRef::wrap) {
            head.see(element);
        }
        head
    }

    /// A `meta` tag that has content.
    pub(super) fn meta(&self, name: &str) -> Option<String> {
        self.metas.get(name).cloned()
    }

    /// An element with `itemprop`.
    pub(super) fn item(&self, name: &str) -> Option<String> {
        self.items.get(name).cloned()
    }

    /// A property of the JSON-LD article, as text.
    pub(super) fn linked(&self, name: &str) -> Option<String> {
        let value = text(self.linked.get(name)?.clone(), ", ")?;
        Some(value).filter(|value| !value.trim().is_empty())
    }

    fn see(&mut self, element: ElementRef) {
        match element.value().name() {
            "meta" => self.see_meta(element),
            "script" if element.attr("type") == Some("application/ld+json") => {
                self.see_linked(&element.text().collect::<String>());
            }
            "h1" => fill(&mut self.h1, shown(element)),
            // Drawings have titles of their own, but far below the page's.
            "title" => fill(&mut self.title, shown(element)),
            "time" => fill(&mut self.time, attribute(element, "datetime")),
            "link" if element.attr("rel") == Some("canonical") => {
                fill(&mut self.canonical, attribute(element, "href"));
            }
            "html" => fill(&mut self.language, attribute(element, "lang")),
            _ => {}
        }
        self.see_item(element);
    }

    fn see_meta(&mut self, element: ElementRef) {
        let name = ["property", "name"].iter().find_map(|a| element.attr(a));
        let (Some(name), Some(content)) = (name, attribute(element, "content")) else {
            return;
        };
        self.metas.entry(name.to_lowercase()).or_insert(content);
    }

    fn see_item(&mut self, element: ElementRef) {
        let Some(name) = element.attr("itemprop") else {
            return;
        };
        // The whole text is of no use here and costs as much as the page.
        if name == "articleBody" || self.items.contains_key(name) {
            return;
        }
        let value = attribute(element, "content")
            .or_else(|| attribute(element, "datetime"))
            .or_else(|| shown(element));
        if let Some(value) = value {
            self.items.insert(name.to_owned(), value);
        }
    }

    fn see_linked(&mut self, script: &str) {
        // Sites put raw line breaks into strings, which JSON forbids and browsers never notice.
        let script = script.replace(|c: char| c.is_control(), " ");
        if self.linked.is_empty()
            && let Ok(value) = serde_json::from_str(&script)
            && let Some(article) = article(value)
        {
            self.linked = article;
        }
    }
}

/// The article in a JSON-LD value: itself, or in an array, or in its `@graph`.
fn article(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Array(values) => values.into_iter().find_map(article),
        Value::Object(map) if is_article(&map) => Some(map),
        Value::Object(mut map) => article(map.remove("@graph")?),
        _ => None,
    }
}

/// `Article`, `NewsArticle`, `ReportageNewsArticle` and their kin.
fn is_article(map: &Map<String, Value>) -> bool {
    let named = |kind: &Value| {
        let kind = kind.as_str().unwrap_or_default();
        kind.ends_with("Article") || kind == "BlogPosting"
    };
    match map.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(named),
        Some(kind) => named(kind),
        None => false,
    }
}

fn fill(place: &mut Option<String>, value: Option<String>) {
    if place.is_none() {
        *place = value;
    }
}

fn attribute(element: ElementRef, name: &str) -> Option<String> {
    let value = one_line(element.attr(name)?);
    Some(value).filter(|value| !value.is_empty())
}

fn shown(element: ElementRef) -> Option<String> {
    let text = one_line(&element.text().collect::<String>());
    Some(text).filter(|text| !text.is_empty())
}
