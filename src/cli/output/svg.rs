//! A timeline as a drawing (SVG): a title, an axis, a colour a line, a legend.
//!
//! Text is laid out from left to right, and what readers or outlets have written is isolated
//! (FSI … PDI), so that Arabic keeps its own direction within it.

use std::fmt::Write;
use warraq::search::{Line, Step, Timeline};

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 440.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 64.0;
const BOTTOM: f64 = 64.0;
/// Room for the names of lines, right of the plot.
const LEGEND: f64 = 240.0;
const LEGEND_ROW: f64 = 26.0;
/// Letters of a name that the legend has room for.
const NAME_LETTERS: usize = 26;
/// Letters that the title has room for.
const TITLE_LETTERS: usize = 90;
/// Labels below the axis, at most.
const MOST_LABELS: usize = 9;
/// Lines across the plot, about.
const RULES: u64 = 5;

/// Colours that most people tell apart (M. Okabe and K. Ito, 2002).
const COLOURS: [&str; 8] = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999",
];
/// Past the colours, lines are dashed.
const DASHES: [&str; 3] = ["", "6 3", "2 3"];

/// Draws a timeline of what was asked for by words and by filters.
pub fn timeline(words: &str, filters: &str, timeline: &Timeline) -> String {
    let is_single = matches!(timeline.lines.as_slice(), [line] if line.id.is_none());
    let legend = if is_single { 0.0 } else { LEGEND };
    let counts = timeline.lines.iter().flat_map(|line| &line.counts);
    let rule = rule(counts.copied().max().unwrap_or(0));
    let most = counts_up_to(timeline, rule);
    let frame = Frame {
        width: WIDTH - LEFT - RIGHT - legend,
        height: HEIGHT - TOP - BOTTOM,
        periods: timeline.periods.len(),
        most,
    };
    let mut drawing = String::new();
    let _ = writeln!(
        drawing,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         width=\"{WIDTH}\" height=\"{HEIGHT}\" direction=\"ltr\" font-size=\"14\" \
         font-family=\"'Noto Sans Arabic', 'Noto Naskh Arabic', 'DejaVu Sans', sans-serif\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
    );
    let _ = writeln!(drawing, "{}", title(words, filters, timeline));
    frame.rules(&mut drawing, rule);
    frame.labels(&mut drawing, timeline);
    match timeline.lines.as_slice() {
        [line] if is_single => frame.bars(&mut drawing, line),
        lines => {
            // The commonest lie on top.
            for (number, line) in lines.iter().enumerate().rev() {
                frame.line(&mut drawing, number, line);
            }
            frame.legend(&mut drawing, lines);
        }
    }
    drawing + "</svg>\n"
}

fn counts_up_to(timeline: &Timeline, rule: u64) -> u64 {
    let counts = timeline.lines.iter().flat_map(|line| &line.counts);
    let most = counts.copied().max().unwrap_or(0);
    most.div_ceil(rule).max(1) * rule
}

fn title(words: &str, filters: &str, timeline: &Timeline) -> String {
    let words = match words.is_empty() {
        true => "all articles".to_owned(),
        false => isolated(&shortened(words, TITLE_LETTERS)),
    };
    // Options are Latin letters that Arabic values follow.
    let filters = match filters.is_empty() {
        true => String::new(),
        false => format!(
            " <tspan font-size=\"13\" font-weight=\"normal\">{LEFT_TO_RIGHT}{}{END}</tspan>",
            escaped(&shortened(filters, TITLE_LETTERS))
        ),
    };
    let week = match timeline.step {
        Step::Week => " (from Monday)",
        _ => "",
    };
    let undated = match timeline.undated {
        0 => String::new(),
        undated => format!(", {undated} of them undated and not shown"),
    };
    let below = format!(
        "articles by {}{week}; {} in all{undated}",
        timeline.step.as_str(),
        timeline.found.total
    );
    format!(
        "<text x=\"{LEFT}\" y=\"28\" font-size=\"18\" font-weight=\"bold\">{words}{filters}</text>\n\
         <text x=\"{LEFT}\" y=\"48\" fill=\"#555555\">{below}</text>"
    )
}

/// The distance of the rules: 1, 2 or 5 times a power of ten.
fn rule(most: u64) -> u64 {
    let least = most.div_ceil(RULES).max(1);
    let mut power = 1;
    loop {
        for step in [power, 2 * power, 5 * power] {
            if step >= least {
                return step;
            }
        }
        power *= 10;
    }
}

/// Where things lie in the plot.
struct Frame {
    width: f64,
    height: f64,
    periods: usize,
    most: u64,
}

impl Frame {
    /// The middle of a period.
    fn x(&self, period: usize) -> f64 {
        LEFT + (period as f64 + 0.5) * self.slot()
    }

    fn slot(&self) -> f64 {
        self.width / self.periods.max(1) as f64
    }

    fn y(&self, count: u64) -> f64 {
        TOP + self.height * (1.0 - count as f64 / self.most as f64)
    }

    fn rules(&self, drawing: &mut String, rule: u64) {
        let right = LEFT + self.width;
        for count in (0..=self.most).step_by(rule as usize) {
            let y = self.y(count);
            let colour = if count == 0 { "#333333" } else { "#dddddd" };
            let _ = writeln!(
                drawing,
                "<line x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{right:.1}\" y2=\"{y:.1}\" stroke=\"{colour}\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#333333\">{count}</text>",
                LEFT - 8.0,
                y + 5.0
            );
        }
    }

    fn labels(&self, drawing: &mut String, timeline: &Timeline) {
        let every = self.periods.div_ceil(MOST_LABELS).max(1);
        for (period, start) in timeline.periods.iter().enumerate().step_by(every) {
            let (x, y) = (self.x(period), TOP + self.height);
            let _ = writeln!(
                drawing,
                "<line x1=\"{x:.1}\" y1=\"{y:.1}\" x2=\"{x:.1}\" y2=\"{:.1}\" stroke=\"#333333\"/>\
                 <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"12\" \
                 fill=\"#333333\">{}</text>",
                y + 5.0,
                y + 20.0,
                timeline.step.label(*start)
            );
        }
    }

    fn bars(&self, drawing: &mut String, line: &Line) {
        let width = (self.slot() * 0.8).clamp(1.0, 60.0);
        for (period, count) in line
            .counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
        {
            let (x, y) = (self.x(period) - width / 2.0, self.y(*count));
            let _ = writeln!(
                drawing,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{:.1}\" fill=\"{}\"/>",
                TOP + self.height - y,
                COLOURS[0]
            );
        }
    }

    fn line(&self, drawing: &mut String, number: usize, line: &Line) {
        let points: Vec<String> = (0..)
            .zip(&line.counts)
            .map(|(period, count)| format!("{:.1},{:.1}", self.x(period), self.y(*count)))
            .collect();
        let _ = writeln!(
            drawing,
            "<polyline points=\"{}\" fill=\"none\" {} stroke-width=\"2\" stroke-linejoin=\"round\"/>",
            points.join(" "),
            stroke(number)
        );
        for (period, count) in line
            .counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
        {
            let _ = writeln!(
                drawing,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"{}\"/>",
                self.x(period),
                self.y(*count),
                COLOURS[number % COLOURS.len()]
            );
        }
    }

    fn legend(&self, drawing: &mut String, lines: &[Line]) {
        let x = LEFT + self.width + 24.0;
        for (number, line) in lines.iter().enumerate() {
            let y = TOP + 10.0 + number as f64 * LEGEND_ROW;
            let _ = writeln!(
                drawing,
                "<line x1=\"{x:.1}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\" {} stroke-width=\"3\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\">{} {}</text>",
                x + 24.0,
                stroke(number),
                x + 32.0,
                y + 5.0,
                isolated(&shortened(&line.name, NAME_LETTERS)),
                line.total()
            );
        }
    }
}

fn stroke(number: usize) -> String {
    let colour = COLOURS[number % COLOURS.len()];
    match DASHES[number / COLOURS.len() % DASHES.len()] {
        "" => format!("stroke=\"{colour}\""),
        dashes => format!("stroke=\"{colour}\" stroke-dasharray=\"{dashes}\""),
    }
}

fn shortened(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

const LEFT_TO_RIGHT: char = '\u{2066}';
const FIRST_STRONG: char = '\u{2068}';
const END: char = '\u{2069}';

/// Text that keeps its own direction.
fn isolated(text: &str) -> String {
    format!("{FIRST_STRONG}{}{END}", escaped(text))
}

/// Text that is no markup. Control characters, which XML has no room for, become spaces.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_round_numbers() {
        let rules = [0, 4, 7, 23, 90, 1234].map(rule);
        assert_eq!(rules, [1, 1, 2, 5, 20, 500]);
    }

    #[test]
    fn what_was_typed_is_no_markup() {
        assert_eq!(
            isolated("<a & \u{7}b>"),
            "\u{2068}&lt;a &amp;  b&gt;\u{2069}"
        );
        assert_eq!(shortened("كاراباخ هدنة", 8), "كاراباخ…");
    }
}
