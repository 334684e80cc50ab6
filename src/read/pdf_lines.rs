//! From glyphs on a page to paragraphs in reading order.
//!
//! A page knows glyphs and places only. Glyphs at one height are a line; gaps between them are
//! spaces; lines set close to one another are a paragraph. Most programs draw Arabic from left to
//! right as it is seen, so a line is first put as seen, by the places, and then turned back into
//! logical order, numbers and Latin words kept. Presentation forms become letters.

use unicode_normalization::UnicodeNormalization;

/// A glyph where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    /// Its left edge, from the left edge of the page.
    pub(super) x: f64,
    /// Its base line, from the bottom of the page.
    pub(super) y: f64,
    /// How far the next one stands.
    pub(super) width: f64,
    /// The size of its font, in the units of the page.
    pub(super) size: f64,
    /// What it shows.
    pub(super) text: String,
}

/// Glyphs whose base lines differ by less than this share of their size stand on one line.
const SAME_LINE: f64 = 0.5;
/// A gap of this share of the size is a space.
const SPACE: f64 = 0.17;
/// Lines of a paragraph stand no farther from one another, in sizes.
const LINE_GAP: f64 = 1.9;
/// A line that fills less of its column ends its paragraph.
const FULL_LINE: f64 = 0.85;
/// Columns lie at least so many sizes apart.
const COLUMN_GAP: f64 = 3.0;

/// A line in logical order.
#[derive(Debug)]
struct Line {
    text: String,
    left: f64,
    right: f64,
    y: f64,
    size: f64,
}

/// The paragraphs of a page, in the order in which it draws its lines.
pub(super) fn paragraphs(glyphs: Vec<Glyph>) -> Vec<String> {
    let lines: Vec<Line> = lines(glyphs).into_iter().filter_map(line).collect();
    let mut paragraphs: Vec<String> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &lines[before]);
        match (paragraphs.last_mut(), before) {
            (Some(paragraph), Some(before)) if goes_on(before, line, &lines) => {
                paragraph.push(' ');
                paragraph.push_str(&line.text);
            }
            _ => paragraphs.push(line.text.clone()),
        }
    }
    // Numbers of pages.
    paragraphs.retain(|text| !text.chars().all(|c| c.is_numeric() || c.is_whitespace()));
    paragraphs
}

/// Whether `line` goes on with the paragraph of the line before it.
fn goes_on(before: &Line, line: &Line, all: &[Line]) -> bool {
    let gap = before.y - line.y;
    let same_size = (before.size - line.size).abs() < 0.1 * before.size.max(line.size);
    if !same_size || gap <= 0.0 || gap > LINE_GAP * line.size {
        return false;
    }
    // The width of the column is that of its longest line near by.
    let beside = all
        .iter()
        .filter(|other| other.left < before.right && other.right > before.left);
    let widest = beside.map(|other| other.right - other.left);
    let column = widest.fold(0.0, f64::max);
    before.right - before.left >= FULL_LINE * column
}

fn lines(glyphs: Vec<Glyph>) -> Vec<Vec<Glyph>> {
    let mut lines: Vec<Vec<Glyph>> = Vec::new();
    for glyph in glyphs {
        let is_placed = [glyph.x, glyph.y, glyph.width, glyph.size]
            .iter()
            .all(|value| value.is_finite());
        if !is_placed {
            continue;
        }
        let on_line = |last: &Glyph| {
            let size = last.size.max(glyph.size);
            let apart = (glyph.x - last.x - last.width).max(last.x - glyph.x - glyph.width);
            (last.y - glyph.y).abs() < SAME_LINE * size && apart < COLUMN_GAP * size.max(1.0)
        };
        match lines.last_mut() {
            Some(line) if line.last().is_some_and(on_line) => line.push(glyph),
            _ => lines.push(vec![glyph]),
        }
    }
    lines
}

/// A line of glyphs as text; none if it shows nothing.
fn line(mut glyphs: Vec<Glyph>) -> Option<Line> {
    glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut seen: Vec<String> = Vec::new();
    let (mut left, mut right) = (f64::MAX, f64::MIN);
    let (mut size, mut y) = (0.0_f64, 0.0);
    for glyph in &glyphs {
        let text: String = glyph.text.nfkc().filter(|c| !c.is_control()).collect();
        if text.trim().is_empty() {
            // A space may be drawn wider than any gap, or have no width at all.
            push_space(&mut seen);
            continue;
        }
        if right > f64::MIN && glyph.x - right > SPACE * glyph.size {
            push_space(&mut seen);
        }
        left = left.min(glyph.x);
        right = right.max(glyph.x + glyph.width.max(0.0));
        size = size.max(glyph.size);
        y = glyph.y;
        seen.push(text);
    }
    let text = logical(seen);
    let text = text.trim();
    (!text.is_empty()).then(|| Line {
        text: text.to_owned(),
        left,
        right,
        y,
        size,
    })
}

fn push_space(seen: &mut Vec<String>) {
    if seen.last().is_some_and(|last| last != " ") {
        seen.push(" ".to_owned());
    }
}

/// Glyphs as seen, from left to right, in the order in which they are read.
fn logical(seen: Vec<String>) -> String {
    let count = |wanted: fn(char) -> bool| {
        let letters = seen.iter().flat_map(|text| text.chars());
        letters.filter(|c| wanted(*c)).count()
    };
    if count(is_rtl) == 0 {
        return seen.concat();
    }
    if count(is_rtl) < count(is_latin) {
        return turned(seen, is_rtl_run, Mirror::No).concat();
    }
    let mut read = seen;
    read.reverse();
    let read = turned(read, is_ltr_run, Mirror::Brackets);
    read.concat()
}

/// Whether brackets change their side where the text is turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mirror {
    /// As they are.
    No,
    /// Those that open close where, as drawn, the first that comes closes.
    Brackets,
}

/// The text with each run turned round.
fn turned(
    mut text: Vec<String>,
    run: fn(&[String], usize) -> usize,
    mirror: Mirror,
) -> Vec<String> {
    if mirror == Mirror::Brackets && opens_with_a_close(&text) {
        text.iter_mut().for_each(|glyph| *glyph = mirrored(glyph));
    }
    let mut at = 0;
    while at < text.len() {
        let end = run(&text, at);
        if end > at {
            text[at..end].reverse();
        }
        at = end.max(at + 1);
    }
    text
}

/// Where the run of numbers and Latin words that begins at `from` ends; `from` if none begins.
fn is_ltr_run(text: &[String], from: usize) -> usize {
    let strong = |at: usize| text.get(at).is_some_and(|t| t.chars().any(is_latin));
    let digit = |at: usize| {
        text.get(at)
            .is_some_and(|t| t.chars().all(char::is_numeric))
    };
    if !strong(from) && !digit(from) {
        return from;
    }
    let mut end = from + 1;
    let mut has_latin = strong(from);
    loop {
        if strong(end) || digit(end) {
            has_latin |= strong(end);
            end += 1;
            continue;
        }
        let joint = text.get(end).map(String::as_str).unwrap_or_default();
        let joins_numbers = matches!(joint, "." | "," | ":" | "/" | "٫" | "٬" | "-");
        if joins_numbers && digit(end - 1) && digit(end + 1) {
            end += 1;
            continue;
        }
        // Words of one Latin name: neutral signs between them go with them.
        let mut next = end;
        while text.get(next).is_some_and(|t| t.chars().all(is_neutral)) {
            next += 1;
        }
        if next > end && next < text.len() && strong(next) && has_latin {
            end = next;
            continue;
        }
        return end;
    }
}

/// Where the run of Arabic that begins at `from` ends.
fn is_rtl_run(text: &[String], from: usize) -> usize {
    let rtl = |at: usize| text.get(at).is_some_and(|t| t.chars().any(is_rtl));
    if !rtl(from) {
        return from;
    }
    let mut end = from + 1;
    loop {
        let mut next = end;
        while text.get(next).is_some_and(|t| t.chars().all(is_neutral)) {
            next += 1;
        }
        match rtl(next) {
            true => end = next + 1,
            false => return end,
        }
    }
}

fn is_rtl(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{065F}' | '\u{066E}'..='\u{06EF}' | '\u{06FA}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

fn is_latin(c: char) -> bool {
    c.is_alphabetic() && !is_rtl(c)
}

fn is_neutral(c: char) -> bool {
    !c.is_alphanumeric()
}

const BRACKETS: [(char, char); 5] = [('(', ')'), ('[', ']'), ('{', '}'), ('«', '»'), ('‹', '›')];

fn opens_with_a_close(text: &[String]) -> bool {
    let mut letters = text.iter().flat_map(|glyph| glyph.chars());
    letters
        .find_map(|c| {
            let side = BRACKETS
                .iter()
                .find(|(open, close)| c == *open || c == *close);
            side.map(|(_, close)| c == *close)
        })
        .unwrap_or(false)
}

fn mirrored(glyph: &str) -> String {
    let side = |c: char| {
        let pair = BRACKETS
            .iter()
            .find(|(open, close)| c == *open || c == *close);
        pair.map_or(c, |(open, close)| if c == *open { *close } else { *open })
    };
    glyph.chars().map(side).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Glyphs of a line as seen, a unit apart.
    fn seen(text: &str, y: f64) -> Vec<Glyph> {
        let glyphs = text.chars().enumerate().map(|(at, c)| Glyph {
            x: at as f64 * 5.0,
            y,
            width: 5.0,
            size: 10.0,
            text: c.to_string(),
        });
        glyphs.collect()
    }

    fn as_seen(logical: &str) -> String {
        logical.chars().rev().collect()
    }

    #[test]
    fn arabic_drawn_as_it_is_seen_is_read_from_the_right() {
        let drawn = as_seen("وقف إطلاق النار");
        assert_eq!(paragraphs(seen(&drawn, 700.0)), ["وقف إطلاق النار"]);
    }

    #[test]
    fn arabic_drawn_letter_by_letter_from_the_right_is_the_same() {
        let mut drawn = seen(&as_seen("وقف إطلاق"), 700.0);
        drawn.reverse();
        assert_eq!(paragraphs(drawn), ["وقف إطلاق"]);
    }

    #[test]
    fn numbers_and_latin_words_keep_their_order() {
        let drawn = format!(
            "{} Sky News {} 2020/11/03 {}",
            as_seen("قالت"),
            as_seen("في"),
            as_seen("باكو")
        );
        assert_eq!(
            paragraphs(seen(&drawn, 700.0)),
            ["باكو 2020/11/03 في Sky News قالت"]
        );
    }

    #[test]
    fn presentation_forms_become_letters_and_brackets_face_each_other() {
        // As drawn: )ﻡﺎﻈﻧ( with the brackets as they look.
        assert_eq!(paragraphs(seen("(ﻡﺎﻈﻧ)", 700.0)), ["(نظام)"]);
        assert_eq!(paragraphs(seen(")ﻡﺎﻈﻧ(", 700.0)), ["(نظام)"]);
    }

    #[test]
    fn lines_set_close_are_a_paragraph_until_one_is_short() {
        let mut page = seen(&as_seen("السطر الأول من الفقرة"), 700.0);
        page.extend(seen(&as_seen("والثاني"), 686.0));
        page.extend(seen(&as_seen("فقرة أخرى بعدها هنا"), 672.0));
        page.extend(seen("12", 40.0));
        assert_eq!(
            paragraphs(page),
            ["السطر الأول من الفقرة والثاني", "فقرة أخرى بعدها هنا"]
        );
    }

    proptest! {
        #[test]
        fn no_page_panics(text in "([\u{600}-\u{6ff}]|[a-z0-9 ().,/]){0,60}", y: f64) {
            paragraphs(seen(&text, y));
        }
    }
}
