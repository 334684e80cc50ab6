//! Stories among the articles found: near-identical copies stand as one hit.
//!
//! A story takes the place of its best hit and shows the copy that the reader prefers, with the
//! passages of that one. Facets and totals count articles, folded or not, so that a count is what
//! the click finds; how many stories the articles are is said beside the total.

use super::{Desk, Request, SearchError};
use crate::archive::schema::{
    DATE_COLUMN, ID_COLUMN, SOURCE_COLUMN, WORDING_COLUMN, date_of_seconds,
};
use crate::archive::stories::Stories;
use jiff::civil::DateTime;
use rustc_hash::FxHashMap;
use std::collections::HashSet;
use std::sync::Arc;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::Query;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// What becomes of near-identical articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copies {
    /// Each is a hit of its own.
    Apart,
    /// They are one hit, which shows one of them.
    Folded(Preferred),
}

/// Which of near-identical articles is shown, in the order of relevance. In an order of dates it is
/// the one whose date has the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preferred {
    /// The one that was published first. One of which only the day is known comes behind those
    /// of the same day with a time; between equals the better hit is shown.
    First,
    /// The one with the longest text.
    Fullest,
}

impl Default for Copies {
    fn default() -> Self {
        Copies::Folded(Preferred::First)
    }
}

/// An article that a hit stands for as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearCopy {
    /// Its id.
    pub id: String,
    /// The outlet.
    pub source: Option<String>,
    /// When it was published.
    pub date: Option<DateTime>,
}

/// A hit before its article is read.
pub(super) struct Place {
    pub score: Score,
    pub at: DocAddress,
    pub copies: Vec<NearCopy>,
}

/// The best hit of a story; of no story if it stands alone in the archive.
struct Best {
    score: Score,
    at: DocAddress,
    story: Option<u64>,
}

/// The articles found that belong to stories.
#[derive(Default)]
pub(super) struct Gathered {
    /// By story. Articles that stand alone in the archive are in none.
    members: FxHashMap<u64, Vec<DocAddress>>,
}

impl Gathered {
    /// How many hits `total` articles are, once folded.
    pub fn stories(&self, total: usize) -> usize {
        let folded = self.members.values().map(|members| members.len() - 1);
        total - folded.sum::<usize>()
    }
}

/// Gathers the articles found by story.
pub(super) struct Gathering(pub Arc<Stories>);

impl Collector for Gathering {
    type Fruit = Gathered;
    type Child = SegmentGathering;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentGathering> {
        Ok(SegmentGathering {
            stories: Arc::clone(&self.0),
            wordings: reader.fast_fields().u64(WORDING_COLUMN)?,
            segment,
            gathered: Gathered::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Gathered>) -> tantivy::Result<Gathered> {
        let mut all = Gathered::default();
        for (story, members) in segments.into_iter().flat_map(|segment| segment.members) {
            all.members.entry(story).or_default().extend(members);
        }
        Ok(all)
    }
}

/// The gathering within one segment.
pub(super) struct SegmentGathering {
    stories: Arc<Stories>,
    wordings: Column<u64>,
    segment: SegmentOrdinal,
    gathered: Gathered,
}

impl SegmentCollector for SegmentGathering {
    type Fruit = Gathered;

    fn collect(&mut self, doc: DocId, _: Score) {
        let wording = self.wordings.first(doc);
        if let Some(story) = wording.and_then(|wording| self.stories.of(wording)) {
            let members = self.gathered.members.entry(story).or_default();
            members.push(DocAddress::new(self.segment, doc));
        }
    }

    fn harvest(self) -> Gathered {
        self.gathered
    }
}

impl Desk<'_> {
    /// The places of the page that is asked for. Where copies are folded, `gathered` has the articles
    /// found that belong to stories, and pages count stories.
    pub(super) fn page(
        &self,
        query: &dyn Query,
        request: &Request,
        gathered: Option<&Gathered>,
        total: usize,
    ) -> Result<Vec<Place>, SearchError> {
        let Some(gathered) = gathered else {
            let ranked = self.ranked(query, request)?.into_iter();
            let place = |(score, at)| Place {
                score,
                at,
                copies: Vec::new(),
            };
            return Ok(ranked.take(request.limit).map(place).collect());
        };
        let wanted = (request.offset + request.limit).min(gathered.stories(total));
        let mut read = wanted * 2 + FIRST_READ_BEYOND;
        let stories = loop {
            let deeper = Request {
                limit: read.min(total),
                offset: 0,
                ..request.clone()
            };
            let stories = self.folded(self.ranked(query, &deeper)?)?;
            if stories.len() >= wanted || read >= total {
                break stories;
            }
            read *= 4;
        };
        let page = stories.into_iter().skip(request.offset).take(request.limit);
        page.map(|best| self.place(request, gathered, best))
            .collect()
    }

    /// The best article of each story, and the stories, in the order of the articles.
    fn folded(&self, ranked: Vec<(Score, DocAddress)>) -> Result<Vec<Best>, SearchError> {
        let mut seen = HashSet::new();
        let mut stories = Vec::new();
        for (score, at) in ranked {
            let story = self.story(at)?;
            if story.is_none_or(|story| seen.insert(story)) {
                stories.push(Best { score, at, story });
            }
        }
        Ok(stories)
    }

    /// The story of an article; `None` if it stands alone in the archive.
    pub(super) fn story(&self, at: DocAddress) -> Result<Option<u64>, SearchError> {
        let segment = self.searcher.segment_reader(at.segment_ord);
        let wordings = segment.fast_fields().u64(WORDING_COLUMN)?;
        let wording = wordings.first(at.doc_id);
        Ok(wording.and_then(|wording| self.stories.of(wording)))
    }

    fn place(
        &self,
        request: &Request,
        gathered: &Gathered,
        Best { score, at, story }: Best,
    ) -> Result<Place, SearchError> {
        let members = story.and_then(|story| gathered.members.get(&story));
        let members = members.map_or(&[] as &[_], Vec::as_slice);
        let mut copies = Vec::with_capacity(members.len());
        for member in members {
            copies.push((*member, self.near_copy(*member)?));
        }
        let shown = match request.copies {
            _ if members.len() < 2 || request.is_by_date() => at,
            Copies::Apart | Copies::Folded(Preferred::First) => {
                let first = copies.iter().min_by_key(|(member, copy)| {
                    (published(copy.date), *member != at, copy.id.clone())
                });
                first.map_or(at, |(member, _)| *member)
            }
            Copies::Folded(Preferred::Fullest) => self.fullest(members, at)?,
        };
        copies.retain(|(member, _)| *member != shown);
        let mut copies: Vec<NearCopy> = copies.into_iter().map(|(_, copy)| copy).collect();
        copies.sort_by_cached_key(|copy| (published(copy.date), copy.id.clone()));
        Ok(Place {
            score,
            at: shown,
            copies,
        })
    }

    fn fullest(&self, members: &[DocAddress], best: DocAddress) -> Result<DocAddress, SearchError> {
        let mut fullest = (self.article(best)?.body.len(), best);
        for member in members {
            let letters = self.article(*member)?.body.len();
            if letters > fullest.0 {
                fullest = (letters, *member);
            }
        }
        Ok(fullest.1)
    }

    fn near_copy(&self, at: DocAddress) -> Result<NearCopy, SearchError> {
        let columns = self.searcher.segment_reader(at.segment_ord).fast_fields();
        let date = columns.i64(DATE_COLUMN)?.first(at.doc_id);
        Ok(NearCopy {
            id: first_text(columns.str(ID_COLUMN)?, at.doc_id)?.unwrap_or_default(),
            source: first_text(columns.str(SOURCE_COLUMN)?, at.doc_id)?,
            date: date.and_then(date_of_seconds),
        })
    }
}

/// Articles read beyond twice what is asked for, before it is known how many of them are copies.
const FIRST_READ_BEYOND: usize = 20;

/// The first value of a text column; `None` if the article has none.
pub(super) fn first_text(
    column: Option<StrColumn>,
    doc: DocId,
) -> Result<Option<String>, SearchError> {
    let Some(column) = column else {
        return Ok(None);
    };
    let Some(ordinal) = column.term_ords(doc).next() else {
        return Ok(None);
    };
    let mut text = String::new();
    column
        .ord_to_str(ordinal, &mut text)
        .map_err(tantivy::TantivyError::from)?;
    Ok(Some(text))
}

/// By day, then by time, where midnight is a time that is not known; undated last.
fn published(date: Option<DateTime>) -> impl Ord {
    let midnight = |at: DateTime| at.time() == jiff::civil::Time::midnight();
    let key = date.map(|at| (at.date(), midnight(at), at.time()));
    (key.is_none(), key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_time_of_the_day_comes_before_a_day_of_which_no_time_is_known() {
        let day = date(2020, 10, 2);
        let mut dates = [
            None,
            Some(day.at(0, 0, 0, 0)),
            Some(day.at(14, 0, 0, 0)),
            Some(date(2020, 10, 1).at(0, 0, 0, 0)),
        ];
        dates.sort_by_key(|date| published(*date));
        assert_eq!(dates[0], Some(date(2020, 10, 1).at(0, 0, 0, 0)));
        assert_eq!(dates[1], Some(day.at(14, 0, 0, 0)));
        assert_eq!(dates[3], None);
    }

    #[test]
    fn folding_counts_each_story_once() {
        let at = |doc| DocAddress::new(0, doc);
        let mut gathered = Gathered::default();
        gathered.members.insert(7, vec![at(1), at(2), at(5)]);
        gathered.members.insert(9, vec![at(3)]);
        assert_eq!(gathered.stories(10), 8);
    }
}
