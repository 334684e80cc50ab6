//! Entities: which people, places and organisations an article names.
//!
//! [`authority`] says who is who, `gazetteer` finds known names, and [`Recogniser::mentions`]
//! decides whom each name means: a full name means its bearer; a short one means the bearer
//! whose full name the same article has (لافروف after سيرغي لافروف).

pub mod authority;
mod gazetteer;

use crate::arabic::Analysis;
use authority::{Authority, EntityNumber};
use gazetteer::{Candidate, Gazetteer};
use std::collections::HashSet;
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
    gazetteer: Gazetteer<'a>,
}

impl<'a> Recogniser<'a> {
    /// A recogniser of the entities of an authority.
    pub fn new(authority: &'a Authority) -> Self {
        Recogniser {
            gazetteer: Gazetteer::new(authority),
        }
    }

    /// Reads the texts of one article, its title and its body, together: what one says in full
    /// the other may say in short. Gives the mentions in each text, in order.
    pub fn mentions(&mut self, texts: &[(&str, &Analysis)]) -> Vec<Vec<Mention>> {
        let texts = texts.iter();
        let found: Vec<Vec<Candidate>> = texts
            .map(|(text, analysis)| self.gazetteer.find(text, analysis))
            .collect();
        let context = Context::of(&found);
        let mut said = Vec::new();
        let texts = found.into_iter();
        texts
            .map(|candidates| resolve(candidates, &context, &mut said))
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

/// What the whole article says of its names.
struct Context {
    /// Entities whose full name stands in the article.
    named: HashSet<EntityNumber>,
    /// Entities with a full name in the article that nothing else could be meant by.
    certain: HashSet<EntityNumber>,
}

impl Context {
    fn of(texts: &[Vec<Candidate>]) -> Self {
        let (mut named, mut certain) = (HashSet::new(), HashSet::new());
        for candidate in texts.iter().flatten() {
            if let Some(entity) = candidate.bearers.full() {
                named.insert(entity);
                if candidate.bearers.iter().count() == 1 {
                    certain.insert(entity);
                }
            }
        }
        Context { named, certain }
    }
}

fn resolve(
    candidates: Vec<Candidate>,
    context: &Context,
    said: &mut Vec<EntityNumber>,
) -> Vec<Mention> {
    let mut mentions = Vec::new();
    for candidate in candidates {
        if let Some(entity) = meant(&candidate, context, said) {
            said.push(entity);
            mentions.push(Mention {
                span: candidate.span,
                tokens: candidate.tokens,
                entity,
            });
        }
    }
    mentions
}

/// Whom a name means in its article. One sense an article: a name that is full for one entity
/// and short for another (قره باغ, the region and the club) means the second only where the
/// article names the second in full and gives no surer sign of the first.
fn meant(candidate: &Candidate, context: &Context, said: &[EntityNumber]) -> Option<EntityNumber> {
    let full = candidate.bearers.full();
    if let Some(entity) = full.filter(|entity| context.certain.contains(entity)) {
        return Some(entity);
    }
    let short = candidate.bearers.iter().filter(|bearer| bearer.short);
    short
        .map(|bearer| bearer.entity)
        .filter(|entity| context.named.contains(entity))
        .max_by_key(|entity| said.iter().rposition(|earlier| earlier == entity))
        .or(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(texts: &[&str]) -> Vec<&'static str> {
        let authority = Authority::builtin();
        let analyses: Vec<Analysis> = texts.iter().map(|text| Analysis::of(text)).collect();
        let texts: Vec<(&str, &Analysis)> = texts.iter().copied().zip(&analyses).collect();
        let found = Recogniser::new(authority)
            .mentions(&texts)
            .into_iter()
            .flatten();
        found.map(|m| authority.entity(m.entity).id()).collect()
    }

    #[test]
    fn a_short_name_follows_the_full_one() {
        assert_eq!(
            ids(&["قال عمران خان إن بلاده مستعدة، وأضاف خان"]),
            ["imran-khan", "imran-khan"]
        );
        assert_eq!(
            ids(&["قال صادق خان إن لندن مستعدة، وأضاف خان"]),
            ["sadiq-khan", "london", "sadiq-khan"]
        );
        assert!(ids(&["أضاف خان"]).is_empty());
    }

    #[test]
    fn a_title_may_be_short_for_what_the_body_says_in_full() {
        assert_eq!(
            ids(&["خان: مستعدون", "قال عمران خان ذلك"]),
            ["imran-khan", "imran-khan"]
        );
    }

    #[test]
    fn the_club_is_not_the_region() {
        assert_eq!(
            ids(&["فاز نادي قره باغ، ولعب قره باغ جيدا"]),
            ["qarabag-fk", "qarabag-fk"]
        );
        assert_eq!(ids(&["القتال في قره باغ"]), ["nagorno-karabakh"]);
        assert_eq!(
            ids(&["في إقليم قره باغ نادي قره باغ، وعاد الهدوء إلى قره باغ"]),
            ["nagorno-karabakh", "qarabag-fk", "nagorno-karabakh"]
        );
    }
}
