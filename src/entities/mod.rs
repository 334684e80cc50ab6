//! Entities: which people, places and organisations an article names.
//!
//! [`authority`] says who is who, `gazetteer` finds known names, and `context` decides by the rest
//! of the article whom each name means.

pub mod authority;
mod context;
mod gazetteer;

use crate::arabic::Analysis;
use authority::{Authority, EntityNumber};
use context::Context;
use gazetteer::{Candidate, Gazetteer};
use std::ops::Range;

pub use authority::{Entity, EntityType};

/// An entity named at one place of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The bytes of the name, without attached particles.
    pub span: Range<usize>,
    /// The tokens that the name covers.
    pub tokens: Range<usize>,
    /// Who or what is meant.
    pub entity: EntityNumber,
}

/// Finds the entities of articles, one after the other.
pub struct Recogniser<'a> {
    authority: &'a Authority,
    gazetteer: Gazetteer<'a>,
}

impl<'a> Recogniser<'a> {
    /// A recogniser of the entities of an authority.
    pub fn new(authority: &'a Authority) -> Self {
        Recogniser {
            authority,
            gazetteer: Gazetteer::new(authority),
        }
    }

    /// Reads the texts of one article, its title and its body, together: what one says in full
    /// the other may say in short. Gives the mentions in each text, in order.
    pub fn mentions(&mut self, texts: &[(&str, &Analysis)]) -> Vec<Vec<Mention>> {
        let found: Vec<Vec<Candidate>> = texts
            .iter()
            .map(|(text, analysis)| self.gazetteer.find(text, analysis))
            .collect();
        let mut context = Context::new(self.authority, texts, &found);
        let mut mention = |name: Candidate| {
            let entity = context.meant(&name)?;
            Some(Mention {
                span: name.span,
                tokens: name.tokens,
                entity,
            })
        };
        let found = found.into_iter();
        found
            .map(|names| names.into_iter().filter_map(&mut mention).collect())
            .collect()
    }
}

/// The full names in a text that stands alone, such as a query: the tokens of each, and whom
/// it means.
pub fn names(
    authority: &Authority,
    text: &str,
    analysis: &Analysis,
) -> Vec<(Range<usize>, EntityNumber)> {
    let found = Gazetteer::new(authority).find(text, analysis).into_iter();
    found
        .filter_map(|name| Some((name.tokens, name.bearers.full()?)))
        .collect()
}

/// The longest Latin name that begins at a token: the token after its end, and whom it can mean.
pub fn latin_name_at(
    authority: &Authority,
    text: &str,
    analysis: &Analysis,
    at: usize,
) -> Option<(usize, Vec<EntityNumber>)> {
    let (end, bearers) = gazetteer::latin_at(authority, text, analysis, at)?;
    Some((end, bearers.iter().map(|bearer| bearer.entity).collect()))
}
