//! The text of a page: its article's paragraphs, without menus, captions and related stories.
//!
//! What the page says about itself is for `html_head`.

use super::paragraphs::one_line;
use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

/// Parts of a page that are never the text of its article.
const LEFT_OUT: [&str; 18] = [
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "aside",
    "footer",
    "header",
    "figure",
    "figcaption",
    "form",
    "button",
    "select",
    "iframe",
    "svg",
    "object",
    "head",
    "h1",
];

/// First words of classes and ids of what sites put around and into their articles.
const FURNITURE: [&str; 26] = [
    "related",
    "share",
    "sharing",
    "social",
    "comments",
    "comment",
    "disqus",
    "tags",
    "tag",
    "breadcrumb",
    "breadcrumbs",
    "newsletter",
    "subscribe",
    "subscription",
    "ad",
    "ads",
    "advert",
    "advertisement",
    "promo",
    "sidebar",
    "ticker",
    "most",
    "recommended",
    "cookie",
    "readmore",
    "print",
];

/// Elements that are never furniture, whatever their class: sites note there how a page is laid out.
const NEVER_FURNITURE: [&str; 5] = ["html", "body", "main", "article", "p"];

/// Elements that are a paragraph.
const PARAGRAPHS: [&str; 5] = ["p", "h2", "h3", "li", "blockquote"];

/// Elements at whose edges a line ends, paragraph or not.
const BLOCKS: [&str; 16] = [
    "div", "td", "th", "tr", "table", "section", "article", "main", "ul", "ol", "dl", "dd", "dt",
    "h4", "h5", "hr",
];

/// Elements that can be the box of a text on a page without semantic elements.
const BOXES: [&str; 6] = ["div", "td", "section", "center", "font", "body"];

/// The paragraphs of the article: of the first of these that has any.
pub(super) fn body(page: &Html) -> Vec<String> {
    let named = |name: &'static str| longest(page, move |e| e.value().name() == name);
    named("article")
        .or_else(|| longest(page, |e| e.attr("itemprop") == Some("articleBody")))
        .or_else(|| named("main"))
        .or_else(|| densest(page).and_then(paragraphs))
        .or_else(|| paragraphs(page.root_element()))
        .unwrap_or_default()
}

/// The paragraphs of the element with the most text among those of a kind: related stories are
/// often articles too.
fn longest(page: &Html, wanted: impl Fn(ElementRef) -> bool) -> Option<Vec<String>> {
    let elements = elements(page).filter(|e| wanted(*e));
    let texts = elements.filter_map(paragraphs);
    // Of equals the last would win: begin at the end, so that the first does.
    let mut texts: Vec<_> = texts.collect();
    texts.reverse();
    texts
        .into_iter()
        .max_by_key(|lines| lines.iter().map(String::len).sum::<usize>())
}

/// A text without the markup it holds; `None` where it holds none.
pub(super) fn without_markup(text: &str) -> Option<String> {
    const TELLING: [&str; 6] = ["</p>", "<br", "</div>", "</a>", "</b>", "&#"];
    const ENTITIES: [&str; 3] = ["&quot;", "&nbsp;", "&amp;"];
    // Most texts hold neither sign, and leave here.
    if !text.contains(['<', '&']) {
        return None;
    }
    let marked = TELLING
        .iter()
        .chain(&ENTITIES)
        .any(|mark| text.contains(mark));
    marked.then(|| {
        // Where no element ends the lines, the line ends themselves do.
        let broken = match text.contains("<p") || text.contains("<br") {
            true => text.to_owned(),
            false => text.replace('\n', "<br>"),
        };
        let page = Html::parse_document(&broken);
        lines(page.root_element(), Take::Everything).join("\n")
    })
}

/// Whether the text of an element is none of the article, by its kind, class or id.
fn is_left_out(element: &Element) -> bool {
    if LEFT_OUT.contains(&element.name()) {
        return true;
    }
    if NEVER_FURNITURE.contains(&element.name()) {
        return false;
    }
    element
        .id()
        .into_iter()
        .chain(element.classes())
        .any(|name| {
            let first = name.split(['-', '_']).next().unwrap_or_default();
            FURNITURE
                .iter()
                .any(|word| first.eq_ignore_ascii_case(word))
        })
}

fn elements(page: &Html) -> impl Iterator<Item = ElementRef<'_>> {
    page.tree.root().descendants().filter_map(ElementRef::wrap)
}

/// The box with the most text directly in it or in its paragraphs.
fn densest(page: &Html) -> Option<ElementRef<'_>> {
    elements(page)
        .filter(|e| BOXES.contains(&e.value().name()))
        .map(|e| (direct_letters(e), e))
        .filter(|(letters, _)| *letters > 0)
        .max_by_key(|(letters, _)| *letters)
        .map(|(_, e)| e)
}

fn direct_letters(element: ElementRef) -> usize {
    let letters = |text: &str| text.trim().len();
    element
        .children()
        .map(|child| match child.value() {
            Node::Text(text) => letters(text),
            Node::Element(e) if e.name() == "p" => {
                ElementRef::wrap(child).map_or(0, |p| p.text().map(letters).sum())
            }
            _ => 0,
        })
        .sum()
}

/// The paragraphs of an element, or, where it has none, its lines.
fn paragraphs(element: ElementRef) -> Option<Vec<String>> {
    let marked = lines(element, Take::Paragraphs);
    let lines = match marked.is_empty() {
        true => lines(element, Take::Everything),
        false => marked,
    };
    (!lines.is_empty()).then_some(lines)
}

/// Which text of an element is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Take {
    /// Only what is in paragraphs, headings and list items.
    Paragraphs,
    /// All that is shown.
    Everything,
}

/// The text of an element line by line, without the parts that are left out.
fn lines(element: ElementRef, take: Take) -> Vec<String> {
    let mut lines = Lines::default();
    let root = *element;
    let mut node = root;
    // Iterative, as pages nest thousands deep.
    loop {
        lines.open(node.value(), take);
        if let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        loop {
            lines.close(node.value());
            if node == root {
                return lines.finish();
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => return lines.finish(),
            }
        }
    }
}

/// Lines being collected on a walk through an element.
#[derive(Default)]
struct Lines {
    done: Vec<String>,
    current: String,
    /// Open elements that are left out.
    left_out: usize,
    /// Open elements that are paragraphs.
    inside: usize,
}

impl Lines {
    fn open(&mut self, node: &Node, take: Take) {
        match node {
            Node::Text(text) if self.wants(take) => self.current.push_str(text),
            Node::Element(element) => {
                self.end_line_at(element.name());
                self.left_out += usize::from(is_left_out(element));
                self.inside += usize::from(PARAGRAPHS.contains(&element.name()));
            }
            _ => {}
        }
    }

    fn wants(&self, take: Take) -> bool {
        self.left_out == 0 && (self.inside > 0 || take == Take::Everything)
    }

    fn close(&mut self, node: &Node) {
        if let Node::Element(element) = node {
            self.end_line_at(element.name());
            self.left_out -= usize::from(is_left_out(element));
            self.inside -= usize::from(PARAGRAPHS.contains(&element.name()));
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.end_line();
        self.done
    }

    fn end_line_at(&mut self, name: &str) {
        if name == "br" || PARAGRAPHS.contains(&name) || BLOCKS.contains(&name) {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        let line = one_line(&self.current);
        self.current.clear();
        if !line.is_empty() {
            self.done.push(line);
        }
    }
}
