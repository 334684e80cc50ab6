//! Timelines: how many of the articles found were published in each period, in all and by the
//! commonest values of a facet.
//!
//! As everywhere, articles are counted and not stories. What has no date is in no period.

use super::facet::{FacetCounts, top};
use super::period::Step;
use super::{Copies, Desk, Request, Results, SearchError};
use crate::archive::schema::{DATE_COLUMN, SOURCE_COLUMN, date_of_seconds, facet_column};
use crate::entities::EntityType;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// By what the articles of a timeline are parted into lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// By the entities of a type that they name.
    Entity(EntityType),
    /// By outlet.
    Source,
}

/// How many articles were published when.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// What was found in all, without hits.
    pub found: Results,
    /// How long the periods are.
    pub step: Step,
    /// The first day of each period, from the first to the last that has an article, without a gap.
    pub periods: Vec<Date>,
    /// All articles, or one line a value of the facet, the commonest first.
    pub lines: Vec<Line>,
    /// Articles found that have no date.
    pub undated: u64,
}

/// One line of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The id of the entity, the name of the outlet; `None` for all articles.
    pub id: Option<String>,
    /// What it is called; empty for all articles.
    pub name: String,
    /// Articles in each period.
    pub counts: Vec<u64>,
}

impl Line {
    /// Articles in all periods.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

impl Desk<'_> {
    /// When the articles of a request were published. Without `step`, periods are as long as the span
    /// makes sensible. With `per`, a line for each of the request's [`Request::facet_limit`]
    /// commonest values.
    ///
    /// # Errors
    /// As [`Desk::search`].
    pub fn timeline(
        &self,
        request: &Request,
        step: Option<Step>,
        per: Option<Per>,
    ) -> Result<Timeline, SearchError> {
        let values = match per {
            None => Vec::new(),
            Some(per) => self.values_of(per, request)?,
        };
        let sources = self.sources(&request.filters)?;
        let query = self.settle(request, &sources)?.query;
        let counting = Counting {
            column: per.map(|per| match per {
                Per::Entity(of) => facet_column(of),
                Per::Source => SOURCE_COLUMN,
            }),
            terms: values.iter().map(|value| value.terms.clone()).collect(),
        };
        let days = self.searcher.search(&*query, &counting)?;
        let counts = Request {
            limit: 0,
            facet_limit: 0,
            copies: Copies::Apart,
            ..request.clone()
        };
        let (first, last) = (days.all.keys().min(), days.all.keys().max());
        let span = first.copied().zip(last.copied());
        let span = span.and_then(|(first, last)| Some((day(first)?, day(last)?)));
        let step = match (step, span) {
            (Some(step), _) => step,
            (None, Some((first, last))) => Step::for_span(first, last),
            (None, None) => Step::Day,
        };
        let periods = span.map_or(Vec::new(), |(first, last)| step.periods(first, last));
        let counted = |of: &DayCounts| by_period(step, &periods, of);
        let lines = match per {
            None => vec![Line {
                id: None,
                name: String::new(),
                counts: counted(&days.all),
            }],
            Some(_) => {
                let lines = values.into_iter().zip(&days.lines);
                lines
                    .map(|(value, days)| Line {
                        id: Some(value.id),
                        name: value.name,
                        counts: counted(days),
                    })
                    .collect()
            }
        };
        Ok(Timeline {
            found: self.search(&counts)?,
            step,
            periods,
            lines,
            undated: days.undated,
        })
    }

    fn values_of(&self, per: Per, request: &Request) -> Result<Vec<Value>, SearchError> {
        match per {
            Per::Entity(of) => {
                let values = self.facet(of, request, None)?.into_iter();
                let value = |id: String, name| Value {
                    terms: self.names.ids(&id).map(str::to_owned).collect(),
                    id,
                    name,
                };
                Ok(values.map(|facet| value(facet.id, facet.name)).collect())
            }
            Per::Source => {
                let sources = self.sources(&request.filters)?;
                let query = self.settle(request, &sources)?.query;
                let counting = FacetCounts::of_column(SOURCE_COLUMN);
                let mut counts = self.searcher.search(&*query, &counting)?;
                let counts = counts.pop().unwrap_or_default();
                let values = top(counts, request.facet_limit).into_iter();
                let value = |name: String| Value {
                    terms: vec![name.clone()],
                    id: name.clone(),
                    name,
                };
                Ok(values.map(|(name, _)| value(name)).collect())
            }
        }
    }
}

/// A value of a facet that gets a line, and the terms of the column that mean it.
struct Value {
    id: String,
    name: String,
    terms: Vec<String>,
}

const SECONDS_A_DAY: i64 = 86_400;

/// The day that is so many days after the first of 1970.
fn day(number: i64) -> Option<Date> {
    date_of_seconds(number * SECONDS_A_DAY).map(|at| at.date())
}

/// Articles by day, as days since 1970.
type DayCounts = FxHashMap<i64, u64>;

fn by_period(step: Step, periods: &[Date], days: &DayCounts) -> Vec<u64> {
    let mut counts = vec![0; periods.len()];
    for (number, count) in days {
        let period = day(*number).and_then(|day| periods.binary_search(&step.start(day)).ok());
        if let Some(period) = period {
            counts[period] += count;
        }
    }
    counts
}

/// Counts the articles found by day.
struct Counting {
    column: Option<&'static str>,
    /// Of each line, the terms of the column that mean it.
    terms: Vec<Vec<String>>,
}

#[derive(Default)]
struct Days {
    all: DayCounts,
    lines: Vec<DayCounts>,
    undated: u64,
}

impl Collector for Counting {
    type Fruit = Days;
    type Child = SegmentCounting;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentCounting> {
        let column = match self.column {
            Some(name) => reader.fast_fields().str(name)?,
            None => None,
        };
        let mut lines: FxHashMap<u64, usize> = FxHashMap::default();
        if let Some(column) = &column {
            for (line, terms) in self.terms.iter().enumerate() {
                for term in terms {
                    if let Some(ordinal) = column.dictionary().term_ord(term.as_bytes())? {
                        lines.insert(ordinal, line);
                    }
                }
            }
        }
        Ok(SegmentCounting {
            dates: reader.fast_fields().i64(DATE_COLUMN)?,
            column,
            lines,
            met: Vec::new(),
            days: Days {
                lines: vec![DayCounts::default(); self.terms.len()],
                ..Days::default()
            },
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Days>) -> tantivy::Result<Days> {
        let mut all = Days {
            lines: vec![DayCounts::default(); self.terms.len()],
            ..Days::default()
        };
        for segment in segments {
            add(&mut all.all, segment.all);
            for (line, counts) in all.lines.iter_mut().zip(segment.lines) {
                add(line, counts);
            }
            all.undated += segment.undated;
        }
        Ok(all)
    }
}

fn add(to: &mut DayCounts, counts: DayCounts) {
    for (day, count) in counts {
        *to.entry(day).or_default() += count;
    }
}

/// The counts within one segment.
struct SegmentCounting {
    dates: Column<i64>,
    column: Option<StrColumn>,
    /// The line that an ordinal of the column means.
    lines: FxHashMap<u64, usize>,
    /// Lines of the article at hand: two ids of it may mean one entity.
    met: Vec<usize>,
    days: Days,
}

impl SegmentCollector for SegmentCounting {
    type Fruit = Days;

    fn collect(&mut self, doc: DocId, _: Score) {
        let Some(seconds) = self.dates.first(doc) else {
            self.days.undated += 1;
            return;
        };
        let day = seconds.div_euclid(SECONDS_A_DAY);
        *self.days.all.entry(day).or_default() += 1;
        if let Some(column) = &self.column {
            self.met.clear();
            let lines = column.term_ords(doc);
            self.met
                .extend(lines.filter_map(|ordinal| self.lines.get(&ordinal)));
            self.met.sort_unstable();
            self.met.dedup();
            for line in &self.met {
                *self.days.lines[*line].entry(day).or_default() += 1;
            }
        }
    }

    fn harvest(self) -> Days {
        self.days
    }
}
