//! Counts: how many of the articles found name each entity, and what it is called.

use super::facet::{FacetCounts, top};
use super::{Desk, FacetValue, Request, SearchError};
use crate::archive::schema::written_term;
use crate::entities::authority::name_key;
use crate::entities::{EntityType, made};
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::Term;
use tantivy::collector::Count;
use tantivy::query::{AllQuery, BooleanQuery, Query, TermSetQuery};

impl Desk<'_> {
    /// The entities of one type in the articles found, commonest first; where `like` is given,
    /// those that have these letters in one of their names.
    ///
    /// # Errors
    /// As [`Desk::search`].
    pub fn facet(
        &self,
        of: EntityType,
        request: &Request,
        like: Option<&str>,
    ) -> Result<Vec<FacetValue>, SearchError> {
        let sources = self.sources(&request.filters)?;
        let query = self.settle(request, &sources)?.query;
        let mut counts = self
            .searcher
            .search(&*query, &FacetCounts::of_entities(&[of]))?;
        let mut counts = counts.pop().unwrap_or_default();
        if let Some(letters) = like.map(name_key) {
            counts.retain(|id, _| self.is_like(id, &letters));
        }
        self.facet_values(&*query, counts, request.facet_limit)
    }

    /// Whether a name of an entity has some letters.
    fn is_like(&self, id: &str, letters: &str) -> bool {
        let has = |name: &str| name_key(name).contains(letters);
        let usual = self.names.usual(id).unwrap_or(id);
        match self
            .authority
            .by_id(usual)
            .map(|number| self.authority.entity(number))
        {
            Some(entity) => {
                let mut names = entity.aliases().chain(entity.latin_names());
                has(entity.name()) || names.any(has)
            }
            None => has(&made::words(id).collect::<Vec<_>>().join(" ")),
        }
    }

    /// How many articles name each id of a type.
    pub(super) fn counts(&self, of: EntityType) -> Result<FxHashMap<String, u64>, SearchError> {
        let counting = FacetCounts::of_entities(&[of]);
        let mut counts = self.searcher.search(&AllQuery, &counting)?;
        Ok(counts.pop().unwrap_or_default())
    }

    /// The commonest entities among the articles of a query, given how many name each id. Where two
    /// ids stand for one entity, the articles that have either are counted again.
    pub(super) fn facet_values(
        &self,
        query: &dyn Query,
        counts: FxHashMap<String, u64>,
        limit: usize,
    ) -> Result<Vec<FacetValue>, SearchError> {
        let (mut entities, mut merged) = (FxHashMap::default(), FxHashSet::default());
        for (id, count) in counts {
            let Some(usual) = self.names.usual(&id) else {
                continue;
            };
            let sum = entities.entry(usual.to_owned()).or_insert(0);
            if *sum > 0 {
                merged.insert(usual.to_owned());
            }
            *sum += count;
        }
        let mut values = Vec::new();
        for (id, sum) in top(entities, limit) {
            let count = match merged.contains(&id) {
                true => self.articles_with(query, &id)?,
                false => sum,
            };
            let name = self.name(&id)?;
            values.push(FacetValue { id, name, count });
        }
        values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.id.cmp(&b.id)));
        Ok(values)
    }

    /// How many articles of a query have any of the ids that `usual` stands for.
    fn articles_with(&self, query: &dyn Query, usual: &str) -> Result<u64, SearchError> {
        let field = self.archive.fields().entity;
        let terms = self
            .names
            .ids(usual)
            .map(|id| Term::from_field_text(field, id));
        let any: Box<dyn Query> = Box::new(TermSetQuery::new(terms));
        let both = BooleanQuery::intersection(vec![query.box_clone(), any]);
        Ok(self.searcher.search(&both, &Count)? as u64)
    }

    /// The Arabic name of an id: the authority's, else the commonest in the archive, else the id.
    pub fn name(&self, id: &str) -> Result<String, SearchError> {
        if let Some(name) = self.names.listed(id) {
            return Ok(name.into_owned());
        }
        let written = self.written(id)?.into_iter().next();
        Ok(written.map_or_else(|| id.to_owned(), |(name, _)| name))
    }

    /// The names of an entity as they stand in the archive, and in how many articles each does,
    /// commonest first.
    pub fn written(&self, id: &str) -> Result<Vec<(String, u64)>, SearchError> {
        let field = self.archive.fields().written;
        let mut names: FxHashMap<String, u64> = FxHashMap::default();
        for id in self.names.ids(id) {
            let prefix = written_term(id, "");
            for segment in self.searcher.segment_readers() {
                let index = segment.inverted_index(field)?;
                let terms = index.terms().range().ge(&prefix).into_stream();
                let mut terms = terms.map_err(tantivy::TantivyError::from)?;
                while terms.advance() {
                    let term = String::from_utf8_lossy(terms.key());
                    let Some(name) = term.strip_prefix(&prefix) else {
                        break;
                    };
                    *names.entry(name.to_owned()).or_default() += u64::from(terms.value().doc_freq);
                }
            }
        }
        Ok(top(names, usize::MAX))
    }
}
