//! Values of fields: what a reader calls a person, an outlet, a section, as the archive has them.

use super::{Desk, SearchError};
use crate::entities::EntityType;
use crate::entities::authority::name_key;
use crate::query::error::QueryError;
use crate::query::plan::{Fitting, Part, Plan, Property};
use crate::query::syntax::Field as Asked;
use rustc_hash::FxHashMap;
use tantivy::schema::Field;

/// Values named in the message that none fits.
const VALUES_NAMED_IN_ERROR: usize = 12;

impl Desk<'_> {
    /// Finds the values that the properties of a plan ask for.
    ///
    /// # Errors
    /// If none fits, or the index cannot be read.
    pub(super) fn find_values(&self, plan: &mut Plan) -> Result<(), SearchError> {
        let query = plan.query.clone();
        plan.each_part_mut(|part| match part {
            Part::Has(property) => self.find_value(property, &query),
            _ => Ok(()),
        })
    }

    fn find_value(&self, property: &mut Property, query: &str) -> Result<(), SearchError> {
        let typed = &property.typed;
        let error = |why: String| QueryError {
            query: query.to_owned(),
            at: property.at.clone(),
            why,
        };
        let named = |of| {
            let called = self.called(typed, of);
            called.map_err(|unknown| error(unknown.to_string()))
        };
        let known = |field, what| match self.values(field, typed, what) {
            Err(unknown @ SearchError::UnknownValue { .. }) => {
                Err(error(unknown.to_string()).into())
            }
            found => found,
        };
        let fields = self.archive.fields();
        let values = match property.field {
            Asked::Person => named(Some(EntityType::Person))?,
            Asked::Place | Asked::Country => named(Some(EntityType::Place))?,
            Asked::Organisation => named(Some(EntityType::Organisation))?,
            Asked::Entity => named(None)?,
            Asked::Id => vec![typed.clone()],
            Asked::Source => known(fields.source, "source")?,
            Asked::Section => known(fields.section, "section")?,
            Asked::Author => known(fields.author, "author")?,
            Asked::Dated => known(fields.known_by, "kind of date")?,
            Asked::Title | Asked::Date => return Ok(()),
        };
        property.fits = Fitting::OneOf(values);
        Ok(())
    }

    /// The values of a field that contain the words `asked`.
    pub(super) fn values(
        &self,
        field: Field,
        asked: &str,
        what: &'static str,
    ) -> Result<Vec<String>, SearchError> {
        let mut known: FxHashMap<String, u64> = FxHashMap::default();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let terms = index.terms().stream();
            let mut terms = terms.map_err(tantivy::TantivyError::from)?;
            while terms.advance() {
                let value = String::from_utf8_lossy(terms.key()).into_owned();
                *known.entry(value).or_default() += u64::from(terms.value().doc_freq);
            }
        }
        let key = name_key(asked);
        let fits = |value: &String| contains_words(&name_key(value), &key);
        let mut found: Vec<String> = known.keys().filter(|value| fits(value)).cloned().collect();
        found.sort_unstable();
        match found.is_empty() {
            true => Err(SearchError::UnknownValue {
                what,
                asked: asked.to_owned(),
                known: super::facet::top(known, VALUES_NAMED_IN_ERROR)
                    .into_iter()
                    .map(|(name, _)| name)
                    .collect(),
            }),
            false => Ok(found),
        }
    }
}

/// Whether the words `part` stand one after the other in `whole`.
fn contains_words(whole: &str, part: &str) -> bool {
    format!(" {whole} ").contains(&format!(" {part} "))
}
