//! The order of hits.

use super::{Desk, Request, SearchError, Sort};
use crate::archive::schema::DATE_COLUMN;
use tantivy::collector::TopDocs;
use tantivy::query::Query;
use tantivy::{DocAddress, DocId, Order, Score, SegmentReader};

/// What is left of the worth of an article however old it is: news fades, it does not vanish.
const NEVER_LOST: f32 = 0.4;
const SECONDS_A_DAY: f32 = 86_400.0;

impl Desk<'_> {
    /// The articles of a query in the order asked for, with their scores: 0 when sorted by date.
    pub(super) fn ranked(
        &self,
        query: &dyn Query,
        request: &Request,
    ) -> Result<Vec<(Score, DocAddress)>, SearchError> {
        let top = || TopDocs::with_limit(request.limit.max(1)).and_offset(request.offset);
        let by_date = |order| {
            let top = top().order_by_fast_field::<i64>(DATE_COLUMN, order);
            let found = self.searcher.search(query, &top)?;
            Ok(found.into_iter().map(|(_, at)| (0.0, at)).collect())
        };
        match request.sort {
            Sort::Newest => by_date(Order::Desc),
            Sort::Oldest => by_date(Order::Asc),
            // Where nothing was typed there is nothing to be relevant to: the newest come first.
            _ if !request.plan.scores() => by_date(Order::Desc),
            Sort::Relevance => Ok(self.searcher.search(query, &top().order_by_score())?),
            Sort::Recent { half_life } => {
                let newest = self.span()?.map_or(0, |(_, newest)| newest);
                let faded = top().tweak_score(move |segment: &SegmentReader| {
                    let dates = segment.fast_fields().i64(DATE_COLUMN).ok();
                    move |article: DocId, score: Score| {
                        let date = dates.as_ref().and_then(|dates| dates.first(article));
                        score * date.map_or(NEVER_LOST, |date| worth(newest - date, half_life))
                    }
                });
                Ok(self.searcher.search(query, &faded)?)
            }
        }
    }
}

/// What an article is worth that is so many seconds older than the newest.
fn worth(age_seconds: i64, half_life_days: f32) -> f32 {
    let days = age_seconds.max(0) as f32 / SECONDS_A_DAY;
    NEVER_LOST + (1.0 - NEVER_LOST) * 0.5f32.powf(days / half_life_days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_fades_but_never_vanishes() {
        assert_eq!(worth(0, 30.0), 1.0);
        assert!((worth(30 * 86_400, 30.0) - 0.7).abs() < 1e-6);
        assert!(worth(i64::MAX, 30.0) >= NEVER_LOST);
        assert_eq!(worth(-5, 30.0), 1.0);
    }
}
