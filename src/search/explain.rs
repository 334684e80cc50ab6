//! Why an article was found, in words a reader of it understands.

use super::lower::{Lowering, term};
use super::{Desk, Request, SearchError};
use crate::query::plan::{Alternative, Clause, Matching, Plan, Scope, Sought, Why};
use tantivy::query::Query;
use tantivy::{DocAddress, TantivyError};

/// What one thing that was typed had to do with a hit.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Reason {
    /// As it was typed.
    pub typed: String,
    /// Its share of the whole score, from 0 to 1; 0 where the article does not have it.
    pub share: f32,
    /// How the article has it, in words.
    pub how: Vec<String>,
}

impl Desk<'_> {
    /// Why the article at an address meets a plan.
    pub(super) fn reasons(
        &self,
        request: &Request,
        plan: &Plan,
        matching: Matching,
        at: DocAddress,
    ) -> Result<Vec<Reason>, SearchError> {
        let lowering = self.lowering(request);
        let mut scored = Vec::new();
        for clause in plan.sought() {
            let score = self.score(&*lowering.clause_query(clause, matching), at)?;
            let how = match score {
                Some(_) => self.how(&lowering, clause, matching, at)?,
                None => Vec::new(),
            };
            scored.push((clause.typed.clone(), score.unwrap_or(0.0), how));
        }
        let whole: f32 = scored.iter().map(|(_, score, _)| score).sum();
        let reason = |(typed, score, how)| Reason {
            typed,
            share: if whole > 0.0 { score / whole } else { 0.0 },
            how,
        };
        let mut reasons: Vec<Reason> = scored.into_iter().map(reason).collect();
        reasons.sort_by(|a, b| b.share.total_cmp(&a.share));
        Ok(reasons)
    }

    fn how(
        &self,
        lowering: &Lowering<'_>,
        clause: &Clause,
        matching: Matching,
        at: DocAddress,
    ) -> Result<Vec<String>, SearchError> {
        let mut how = Vec::new();
        for way in &clause.alternatives {
            let single = Clause {
                alternatives: vec![way.clone()],
                ..clause.clone()
            };
            if self
                .score(&*lowering.clause_query(&single, matching), at)?
                .is_some()
            {
                how.push(self.way_in_words(lowering, way, clause.scope, at)?);
            }
        }
        Ok(how)
    }

    fn way_in_words(
        &self,
        lowering: &Lowering<'_>,
        way: &Alternative,
        scope: Scope,
        at: DocAddress,
    ) -> Result<String, SearchError> {
        let fields = lowering.fields;
        Ok(match &way.sought {
            _ if scope == Scope::Title => "in the title".to_owned(),
            Sought::Word(word) => {
                let has = |field, form: &str| self.score(&*term(field, form), at);
                let exact = match &word.exact {
                    Some(exact) => has(fields.exact, exact)?,
                    None => None,
                };
                let mut form = match (exact, has(fields.lemma, &word.lemma)?) {
                    (Some(_), _) => "as written".to_owned(),
                    (None, Some(_)) if way.why == Why::Typed => "in another form".to_owned(),
                    (None, Some(_)) => format!("as {}", way.rendering),
                    (None, None) => "by a related word".to_owned(),
                };
                if has(fields.lead, &word.lemma)?.is_some() {
                    form.push_str(", right at the beginning");
                }
                form
            }
            Sought::AsWritten(_) => "as written".to_owned(),
            Sought::Phrase(_) if way.why == Why::Typed => "as typed".to_owned(),
            Sought::Phrase(_) => format!("as {}", way.rendering),
            Sought::Near { .. } => "near each other".to_owned(),
            Sought::Entity(entity) => {
                let entity = self.authority.entity(*entity);
                format!("names {} ({})", entity.name(), entity.entity_type())
            }
            Sought::Forms(_) | Sought::Pattern(_) | Sought::Misspelt { .. } => {
                "by a word that fits".to_owned()
            }
        })
    }

    /// What an article scores for a query; `None` if it does not meet it.
    fn score(&self, query: &dyn Query, at: DocAddress) -> Result<Option<f32>, SearchError> {
        match query.explain(&self.searcher, at) {
            Ok(explanation) => Ok(Some(explanation.value())),
            // Said of an article that the query does not find.
            Err(TantivyError::InvalidArgument(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
