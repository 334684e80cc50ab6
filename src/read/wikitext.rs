//! Wikitext to plain text: what a reader of the page would read as its text.
//!
//! Templates, tables, references, pictures and categories go; links leave their words. One pass
//! from left to right with open brackets on a stack of our own, so that no page can nest too deep.

use super::paragraphs::one_line;
use quick_xml::escape::resolve_html5_entity;

/// Namespaces of links that show nothing in the text.
#[rustfmt::skip]
const HIDDEN_LINKS: [&str; 8] = [
    "file", "image", "category", "ملف", "صورة", "تصنيف", "media", "وسيط",
];

/// Elements whose content is no text.
const HIDDEN_ELEMENTS: [&str; 10] = [
    "ref",
    "gallery",
    "math",
    "timeline",
    "imagemap",
    "score",
    "syntaxhighlight",
    "source",
    "dynamicpagelist",
    "style",
];

/// Headings after which nothing is text any more.
#[rustfmt::skip]
const LAST_HEADINGS: [&str; 12] = [
    "مصادر", "المصادر", "مراجع", "المراجع", "وصلات خارجية", "انظر أيضا", "أخبار ذات صلة", "sources",
    "references", "external links", "see also", "related news",
];

/// Whether a page only leads to another.
pub(super) fn is_redirect(text: &str) -> bool {
    let text = text.trim_start();
    ["#redirect", "#تحويل"].iter().any(|mark| {
        text.get(..mark.len())
            .is_some_and(|start| start.to_lowercase() == *mark)
    })
}

/// The templates of a page that hold no other: name and arguments.
pub(super) fn templates(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let opened = text.split("{{").skip(1);
    opened.filter_map(|rest| {
        let inside = rest.split_once("}}")?.0;
        let (name, arguments) = inside.split_once('|').unwrap_or((inside, ""));
        Some((name.trim(), arguments))
    })
}

/// The text of a page.
pub(super) fn plain(text: &str) -> String {
    let mut lines = Vec::new();
    for line in without_brackets(text).lines() {
        if let Some(heading) = heading(line) {
            let bare: String = heading
                .chars()
                .filter(|c| !('\u{64B}'..='\u{652}').contains(c))
                .collect();
            if LAST_HEADINGS.contains(&&*bare.to_lowercase()) {
                break;
            }
            lines.push(heading.to_owned());
            continue;
        }
        let line = line.trim_start_matches(['*', '#', ':', ';']).trim();
        let is_rule = line.len() >= 4 && line.bytes().all(|b| b == b'-');
        let is_switch = line.starts_with("__") && line.ends_with("__");
        if !line.is_empty() && !is_rule && !is_switch {
            lines.push(one_line(line));
        }
    }
    lines.join("\n")
}

fn heading(line: &str) -> Option<&str> {
    let line = line.trim();
    let inner = line.strip_prefix("==")?.strip_suffix("==")?;
    Some(inner.trim_matches('=').trim())
}

/// A bracket that is open.
struct Open {
    bracket: Bracket,
    /// What stood before it.
    before: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Template,
    Table,
    Link,
    Address,
}

/// The text without markup of any bracket.
fn without_brackets(text: &str) -> String {
    let mut open: Vec<Open> = Vec::new();
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let enclosing = open.last().map(|open| open.bracket);
        let begins = [
            ("{{", Bracket::Template),
            ("{|", Bracket::Table),
            ("[[", Bracket::Link),
        ];
        let begun = begins.iter().find(|(mark, _)| rest.starts_with(mark));
        let address = ["[http", "[//", "[mailto:"];
        if let Some((mark, bracket)) = begun {
            let before = std::mem::take(&mut out);
            open.push(Open {
                bracket: *bracket,
                before,
            });
            rest = &rest[mark.len()..];
        } else if address.iter().any(|mark| rest.starts_with(mark)) {
            let before = std::mem::take(&mut out);
            open.push(Open {
                bracket: Bracket::Address,
                before,
            });
            rest = &rest[1..];
        } else if let Some(len) = enclosing.and_then(|bracket| end_len(bracket, rest)) {
            if let Some(Open { bracket, before }) = open.pop() {
                let inner = std::mem::replace(&mut out, before);
                out.push_str(shown(bracket, &inner));
            }
            rest = &rest[len..];
        } else if c == '\n' && matches!(enclosing, Some(Bracket::Link | Bracket::Address)) {
            // A link ends with its line: this bracket was none.
            if let Some(Open { before, .. }) = open.pop() {
                let inner = std::mem::replace(&mut out, before);
                out.push_str(&inner);
            }
        } else if c == '<' {
            rest = element(rest, &mut out);
        } else if c == '&' {
            rest = entity(rest, &mut out);
        } else if rest.starts_with("''") {
            rest = rest.trim_start_matches('\'');
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    // What nobody closed was no bracket, or hides the rest of the page.
    while let Some(Open { bracket, before }) = open.pop() {
        let inner = std::mem::replace(&mut out, before);
        if matches!(bracket, Bracket::Link | Bracket::Address) {
            out.push_str(&inner);
        }
    }
    out
}

fn end_len(bracket: Bracket, rest: &str) -> Option<usize> {
    let mark = match bracket {
        Bracket::Template => "}}",
        Bracket::Table => "|}",
        Bracket::Link => "]]",
        Bracket::Address => "]",
    };
    rest.starts_with(mark).then_some(mark.len())
}

/// What of the inside of a bracket is text.
fn shown(bracket: Bracket, inner: &str) -> &str {
    match bracket {
        Bracket::Template | Bracket::Table => "",
        Bracket::Address => inner.split_once(' ').map_or("", |(_, words)| words.trim()),
        Bracket::Link => {
            let space = inner.split_once(':').map(|(space, _)| space.trim());
            let is_hidden =
                space.is_some_and(|space| HIDDEN_LINKS.contains(&&*space.to_lowercase()));
            match is_hidden {
                true => "",
                false => inner.rsplit('|').next().unwrap_or_default(),
            }
        }
    }
}

/// Passes over a tag, a comment, or an element whose content is no text.
fn element<'t>(rest: &'t str, out: &mut String) -> &'t str {
    if let Some(comment) = rest.strip_prefix("<!--") {
        return comment.split_once("-->").map_or("", |(_, after)| after);
    }
    let named = rest[1..].trim_start_matches('/');
    let is_tag = named.starts_with(|c: char| c.is_ascii_alphabetic());
    let Some(end) = rest.find('>').filter(|_| is_tag) else {
        out.push('<');
        return &rest[1..];
    };
    let after = &rest[end + 1..];
    let name_end = named.find(|c: char| !c.is_ascii_alphanumeric());
    let name = named[..name_end.unwrap_or(named.len())].to_ascii_lowercase();
    if matches!(name.as_str(), "br" | "p" | "div" | "li") {
        out.push('\n');
    }
    let opens = !rest.starts_with("</") && !rest[..end].ends_with('/');
    if !opens || !HIDDEN_ELEMENTS.contains(&name.as_str()) {
        return after;
    }
    let close = format!("</{name}");
    let found = after.match_indices("</").map(|(at, _)| at).find(|&at| {
        let end = after.get(at..at + close.len());
        end.is_some_and(|end| end.eq_ignore_ascii_case(&close))
    });
    match found {
        Some(at) => after[at..].split_once('>').map_or("", |(_, after)| after),
        None => after,
    }
}

fn entity<'t>(rest: &'t str, out: &mut String) -> &'t str {
    const LONGEST_NAME: usize = 12;
    let end = rest.bytes().take(LONGEST_NAME).position(|b| b == b';');
    let text = end.and_then(|end| resolve_html5_entity(rest.get(1..end)?));
    match (end, text) {
        (Some(end), Some(text)) => {
            out.push_str(text);
            &rest[end + 1..]
        }
        _ => {
            out.push('&');
            &rest[1..]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn links_leave_their_words_and_templates_nothing() {
        let text = "{{تاريخ|3 نوفمبر 2020}}\n'''باكو''' – قال [[إلهام علييف|الرئيس]] في [[باكو]]{{مص|{{أ}}}} \
             [http://example.org بيانه]<ref name=a>مصدر</ref> إن&nbsp;الهدنة قائمة.";
        assert_eq!(
            plain(text),
            "باكو – قال الرئيس في باكو بيانه إن الهدنة قائمة."
        );
    }

    #[test]
    fn pictures_tables_and_the_end_of_the_page_go() {
        let text = "[[ملف:a.jpg|تصغير|صورة [[باكو]]]]\nنص.\n{| class=a\n| خلية\n|}\n== عنوان ==\n* بند\n<!-- سر -->\n\
             == مصادر ==\n* رابط\n[[تصنيف:أخبار]]";
        assert_eq!(plain(text), "نص.\nعنوان\nبند");
    }

    #[test]
    fn brackets_that_nobody_closes_leave_the_text() {
        assert_eq!(plain("قبل [[وصلة\nبعد"), "قبل وصلة\nبعد");
        assert_eq!(plain("قبل {{قالب\nبعد"), "قبل");
        assert_eq!(plain("3 < 4 & 5"), "3 < 4 & 5");
    }

    #[test]
    fn redirects_are_told_in_two_languages() {
        assert!(is_redirect("#REDIRECT [[أ]]"));
        assert!(is_redirect("#تحويل [[أ]]"));
        assert!(!is_redirect("# بند"));
    }

    #[test]
    fn deep_nesting_is_no_danger() {
        let text = format!("{}نص{}", "{{[[".repeat(50_000), "]]}}".repeat(50_000));
        assert_eq!(plain(&text), "");
    }

    proptest! {
        #[test]
        fn nothing_like_wikitext_panics(text in "(\\{\\{|\\}\\}|\\[\\[|\\]\\]|\\{\\||\\|\\}|<ref>|</ref>|<!--|==|''|[&;|ن\\n< a])*") {
            plain(&text);
            templates(&text).count();
        }
    }
}
