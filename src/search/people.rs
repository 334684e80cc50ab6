//! Who is who in an archive: one entity in full, the names that nobody lists, and ids that may be
//! one.

use super::{Desk, FacetValue, Request, SearchError, Sort};
use crate::arabic::skeleton::skeleton;
use crate::entities::authority::name_key;
use crate::entities::{EntityType, made};
use crate::query::filter::Filters;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use tantivy::query::AllQuery;

/// An entity, as an archive knows it.
#[derive(Debug, Clone)]
pub struct Portrait {
    /// Its id.
    pub id: String,
    /// What it is.
    pub of: EntityType,
    /// Its usual Arabic name.
    pub name: String,
    /// Its names in Latin letters, the usual one first.
    pub latin: Vec<String>,
    /// A few words on who or what it is; empty where nobody listed it.
    pub note: String,
    /// The places that it lies in.
    pub within: Vec<String>,
    /// Its names as they stand in the archive, and in how many articles each does.
    pub written: Vec<(String, u64)>,
    /// Other ids that it stands for.
    pub also: Vec<String>,
    /// Articles that name it.
    pub articles: usize,
    /// When it was first and last named.
    pub seen: Option<(Date, Date)>,
    /// Whom and what the same articles name, commonest first.
    pub with: Vec<(EntityType, Vec<FacetValue>)>,
}

/// Two ids that may be one entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The id that would stand for both, and its name.
    pub into: FacetValue,
    /// The other.
    pub other: FacetValue,
}

impl Desk<'_> {
    /// Everything about one entity, with its `companions` commonest companions of each type.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn portrait(&self, id: &str, companions: usize) -> Result<Portrait, SearchError> {
        let of = self.entity_type(id).unwrap_or(EntityType::Organisation);
        let request = |sort, limit| Request {
            filters: Filters {
                entities: BTreeMap::from([(of, vec![id.to_owned()])]),
                ..Filters::default()
            },
            sort,
            limit,
            facet_limit: companions + 1,
            ..Request::default()
        };
        let day = |sort| {
            let found = self.search(&request(sort, 1))?;
            let date = found.hits.first().and_then(|hit| hit.article.date);
            Ok::<_, SearchError>((date.map(|date| date.at.date()), found))
        };
        let (first, _) = day(Sort::Oldest)?;
        let (last, found) = day(Sort::Newest)?;
        let with = found.facets.into_iter().map(|(of, mut values)| {
            values.retain(|value| value.id != id);
            values.truncate(companions);
            (of, values)
        });
        let listed = self
            .authority
            .by_id(id)
            .map(|entity| self.authority.entity(entity));
        Ok(Portrait {
            name: self.name(id)?,
            latin: match listed {
                Some(row) => row.latin_names().map(str::to_owned).collect(),
                None => made::latin(id).into_iter().collect(),
            },
            note: listed.map_or("", |row| row.note()).to_owned(),
            within: listed.map_or(Vec::new(), |row| row.within().map(str::to_owned).collect()),
            written: self.written(id)?,
            also: self.names.ids(id).skip(1).map(str::to_owned).collect(),
            articles: found.total,
            seen: first.zip(last),
            with: with.collect(),
            of,
            id: id.to_owned(),
        })
    }

    /// The commonest names of a type that no authority lists.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn unlisted(&self, of: EntityType, limit: usize) -> Result<Vec<FacetValue>, SearchError> {
        let mut counts = self.counts(of)?;
        counts.retain(|id, _| {
            let usual = self.names.usual(id);
            usual.is_some_and(|id| {
                made::entity_type(id).is_some() && self.authority.by_id(id).is_none()
            })
        });
        self.facet_values(&AllQuery, counts, limit)
    }

    /// People who may be one: the first and the last word of their names are spellings of one
    /// another, and something between them differs, or the archive's evidence did not suffice.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn suggested_merges(&self, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        let mut counts: FxHashMap<String, u64> = FxHashMap::default();
        for (id, count) in self.counts(EntityType::Person)? {
            if let Some(usual) = self.names.usual(&id) {
                *counts.entry(usual.to_owned()).or_default() += count;
            }
        }
        let mut alike: FxHashMap<(String, String), Vec<(&str, u64)>> = FxHashMap::default();
        for (id, count) in &counts {
            for key in self.keys(id) {
                let group = alike.entry(key).or_default();
                if !group.iter().any(|(other, _)| other == id) {
                    group.push((id, *count));
                }
            }
        }
        let mut pairs = BTreeMap::new();
        for group in alike.values_mut().filter(|group| group.len() > 1) {
            // Whom the authority lists stands for whom it does not, then the commonest.
            group.sort_by_key(|(id, count)| {
                (id.contains(made::MARK), std::cmp::Reverse(*count), *id)
            });
            let (into, others) = (group[0], &group[1..]);
            for other in others.iter().filter(|(id, _)| id.contains(made::MARK)) {
                pairs.entry(other.0).or_insert((other.1, into));
            }
        }
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        pairs.sort_by_key(|(id, (count, _))| (std::cmp::Reverse(*count), *id));
        let value = |id: &str, count| {
            Ok::<_, SearchError>(FacetValue {
                id: id.to_owned(),
                name: self.name(id)?,
                count,
            })
        };
        pairs
            .into_iter()
            .take(limit)
            .map(|(other, (count, into))| {
                Ok(Suggestion {
                    into: value(into.0, into.1)?,
                    other: value(other, count)?,
                })
            })
            .collect()
    }

    /// Skeletons of the first and last words of a person's names.
    fn keys(&self, id: &str) -> Vec<(String, String)> {
        let key = |words: &[&str]| match words {
            [first, .., last] => {
                let last = last.strip_prefix("ال").unwrap_or(last);
                Some((skeleton(first), skeleton(last)))
            }
            _ => None,
        };
        match self.authority.by_id(id) {
            None => key(&made::words(id).collect::<Vec<_>>())
                .into_iter()
                .collect(),
            Some(entity) => {
                let row = self.authority.entity(entity);
                let names = std::iter::once(row.name())
                    .chain(row.aliases())
                    .map(name_key);
                names
                    .filter_map(|name| key(&name.split(' ').collect::<Vec<_>>()))
                    .collect()
            }
        }
    }

    /// The row of an authority file for one that nobody listed.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn authority_row(&self, value: &FacetValue) -> Result<[String; 9], SearchError> {
        let of = self.entity_type(&value.id);
        let written = self
            .written(&value.id)?
            .into_iter()
            .skip(1)
            .map(|(name, _)| name);
        let merged = self.names.ids(&value.id).skip(1).map(|id| format!("={id}"));
        let aliases: Vec<String> = written.chain(merged).collect();
        Ok([
            value.id.clone(),
            of.unwrap_or(EntityType::Organisation).to_string(),
            value.name.clone(),
            aliases.join("|"),
            String::new(),
            made::latin(&value.id).unwrap_or_default(),
            String::new(),
            format!("{} articles", value.count),
            String::new(),
        ])
    }
}
