//! A timeline drawn with block characters. One line is a bar a period, from above to below;
//! several lines are a row each, whose columns are the periods. Periods without articles are
//! gaps, and many of them in a row are told in one.

use jiff::civil::Date;
use warraq::search::{Step, Timeline};

/// A row of the plot, and the name that stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Bars, dates and numbers: nothing that is written from right to left.
    pub plot: String,
    /// Of a line with a name; else empty.
    pub name: String,
}

impl From<String> for Row {
    fn from(plot: String) -> Row {
        Row {
            plot,
            name: String::new(),
        }
    }
}

/// So many periods without an article in a row are told in one.
const LONG_GAP: usize = 4;

/// The plot of a timeline in so many columns.
pub fn rows(timeline: &Timeline, width: usize) -> Vec<Row> {
    let mut rows = match timeline.lines.as_slice() {
        _ if timeline.periods.is_empty() => Vec::new(),
        [line] if line.id.is_none() => bars(timeline, &line.counts, width),
        _ => columns(timeline, width),
    };
    if timeline.undated > 0 {
        rows.push(undated(timeline.undated).into());
    }
    rows
}

/// What is said of articles that have no date.
pub fn undated(articles: u64) -> String {
    match articles {
        1 => "1 undated article is in no period".to_owned(),
        _ => format!("{articles} undated articles are in no period"),
    }
}

/// Stretches of periods: those with articles one by one, long gaps whole.
enum Stretch {
    Period(usize),
    Gap(usize),
}

fn stretches(timeline: &Timeline) -> Vec<Stretch> {
    let empty = |at: &usize| timeline.lines.iter().all(|line| line.counts[*at] == 0);
    let periods: Vec<usize> = (0..timeline.periods.len()).collect();
    let runs = periods.chunk_by(|a, b| empty(a) && empty(b));
    runs.flat_map(|run| match run.len() > LONG_GAP {
        true => vec![Stretch::Gap(run.len())],
        false => run.iter().map(|at| Stretch::Period(*at)).collect(),
    })
    .collect()
}

fn bars(timeline: &Timeline, counts: &[u64], width: usize) -> Vec<Row> {
    let most = counts.iter().copied().max().unwrap_or(0);
    let label = |start: &Date| timeline.step.label(*start);
    let labels: Vec<String> = timeline.periods.iter().map(label).collect();
    let label_width = labels.iter().map(String::len).max().unwrap_or(0);
    let room = width
        .saturating_sub(label_width + most.to_string().len() + 3)
        .max(8);
    let weeks = (timeline.step == Step::Week).then(|| "weeks begin on Monday".to_owned().into());
    stretches(timeline)
        .into_iter()
        .map(|stretch| match stretch {
            Stretch::Period(at) => {
                let bar = bar(counts[at], most, room);
                let count = match counts[at] {
                    0 => String::new(),
                    count => format!("{bar} {count}"),
                };
                format!("{:<label_width$}  {count}", labels[at]).into()
            }
            Stretch::Gap(periods) => {
                let what = timeline.step.as_str();
                format!("{:<label_width$}  {periods} {what}s without articles", "⋮").into()
            }
        })
        .chain(weeks)
        .collect()
}

/// A bar in eighths of a column; never none where there is something.
fn bar(count: u64, most: u64, room: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (count as f64 / most.max(1) as f64 * room as f64 * 8.0).round() as usize;
    let eighths = eighths.max(usize::from(count > 0));
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

/// Where there are more periods than columns, some of them share one.
fn columns(timeline: &Timeline, width: usize) -> Vec<Row> {
    let all = stretches(timeline);
    let widest = timeline.lines.iter().map(|line| line.total()).max();
    let number_width = widest.unwrap_or(0).to_string().len();
    let room = width.saturating_sub(number_width + NAME_COLUMNS).max(10);
    let share = all.len().div_ceil(room).max(1);
    let columns: Vec<&[Stretch]> = all.chunks(share).collect();
    let summed = |counts: &[u64]| -> Vec<Option<u64>> {
        let column = |stretches: &&[Stretch]| {
            let mut sum = None;
            for stretch in *stretches {
                if let Stretch::Period(at) = stretch {
                    *sum.get_or_insert(0) += counts[*at];
                }
            }
            sum
        };
        columns.iter().map(column).collect()
    };
    let lines: Vec<_> = timeline
        .lines
        .iter()
        .map(|line| (line, summed(&line.counts)))
        .collect();
    let most = lines
        .iter()
        .flat_map(|(_, sums)| sums.iter().flatten())
        .max();
    let most = most.copied().unwrap_or(0);
    let mut rows: Vec<Row> = lines
        .iter()
        .map(|(line, sums)| Row {
            plot: format!(
                "{}  {:>number_width$}  ",
                sums.iter()
                    .map(|sum| column(*sum, most))
                    .collect::<String>(),
                line.total()
            ),
            name: line.name.clone(),
        })
        .collect();
    rows.push(axis(timeline, columns.len()).into());
    let per = match share {
        1 => format!("a column is a {}", timeline.step.as_str()),
        _ => format!("a column is {share} {}s", timeline.step.as_str()),
    };
    let monday = match timeline.step {
        Step::Week => " (from Monday)",
        _ => "",
    };
    let gaps = match all.iter().any(|stretch| matches!(stretch, Stretch::Gap(_))) {
        true => ", ⋮ a long time without articles",
        false => "",
    };
    rows.push(format!("{per}{monday}, the highest {most}{gaps}").into());
    rows
}

/// Columns kept for the names of lines.
const NAME_COLUMNS: usize = 26;

fn column(count: Option<u64>, most: u64) -> char {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    match count {
        None => '⋮',
        Some(0) => ' ',
        Some(count) => {
            let height = (count as f64 / most.max(1) as f64 * 8.0).ceil() as usize;
            HEIGHTS[height.clamp(1, 8) - 1]
        }
    }
}

/// The first and the last period below the columns.
fn axis(timeline: &Timeline, columns: usize) -> String {
    let label = |start: Option<&Date>| start.map_or(String::new(), |s| timeline.step.label(*s));
    let (first, last) = (
        label(timeline.periods.first()),
        label(timeline.periods.last()),
    );
    match columns.checked_sub(first.len() + last.len()) {
        Some(between) if between > 0 => format!("{first}{}{last}", " ".repeat(between)),
        _ if first == last => first,
        _ => format!("{first} to {last}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_never_none_where_there_is_something() {
        assert_eq!(bar(8, 8, 2), "██");
        assert_eq!(bar(1, 1000, 10), "▏");
        assert_eq!(bar(0, 10, 10), "");
        assert_eq!(column(Some(1), 1000), '▁');
        assert_eq!(column(Some(1000), 1000), '█');
    }
}
