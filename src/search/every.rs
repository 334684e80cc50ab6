//! Every article of a search, one by one: for whoever takes all of it home.

use super::{Desk, Request, SearchError};
use crate::article::Article;
use tantivy::collector::Count;

impl Desk<'_> {
    /// Calls `of` with every article that a request finds, in its order, whatever its limit. No
    /// more than one article is held at a time, and a few bytes for each of the others.
    ///
    /// # Errors
    /// As [`Desk::search`], or what `of` says.
    pub fn each_article<E: From<SearchError>>(
        &self,
        request: &Request,
        mut of: impl FnMut(Article) -> Result<(), E>,
    ) -> Result<usize, E> {
        let sources = self.sources(&request.filters)?;
        let query = self.settle(request, &sources)?.query;
        let total = self
            .searcher
            .search(&*query, &Count)
            .map_err(SearchError::from)?;
        let request = Request {
            limit: total,
            offset: 0,
            ..request.clone()
        };
        for (_, at) in self.ranked(&*query, &request)? {
            of(self.article(at)?)?;
        }
        Ok(total)
    }
}
