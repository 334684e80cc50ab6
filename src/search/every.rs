//! Every article of a search, one by one: for whoever takes all of it home.

use super::{Desk, Request, SearchError};
use crate::article::Article;
use tantivy::DocAddress;
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
        let found = self.every_address(request)?;
        let total = found.len();
        for at in found {
            of(self.article(at)?)?;
        }
        Ok(total)
    }

    /// The ids of every article that a request finds, in its order, whatever its limit.
    ///
    /// # Errors
    /// As [`Desk::search`].
    pub fn every_id(&self, request: &Request) -> Result<Vec<String>, SearchError> {
        let found = self.every_address(request)?.into_iter();
        found.map(|at| self.id(at)).collect()
    }

    fn every_address(&self, request: &Request) -> Result<Vec<DocAddress>, SearchError> {
        let sources = self.sources(&request.filters)?;
        let query = self.settle(request, &sources)?.query;
        let request = Request {
            limit: self.searcher.search(&*query, &Count)?,
            offset: 0,
            ..request.clone()
        };
        let found = self.ranked(&*query, &request)?;
        Ok(found.into_iter().map(|(_, at)| at).collect())
    }
}
