//! Whom a name that the authority knows means, by the rest of its article.
//!
//! A full name means its bearer. A short one means, in this order: the bearer that the article
//! also names in full (خان after عمران خان); a club, in a report on a match; a place, where the
//! article names its country or another place there in full (شوشة beside أذربيجان). One sense an
//! article: a name that is full for one entity and short for another (قره باغ, the region and
//! the club) means the second only where the article gives no surer sign of the first.
//! A body that many states have (وزارة الدفاع) is that of the state which the article speaks of most.

use super::authority::{Authority, Bearers, EntityNumber, EntityType};
use super::matches::is_of_matches;
use super::spans::Name;
use crate::arabic::{Analysis, Layer};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;
use std::collections::HashSet;

/// A report with so many different ones of them is on a match.
const MATCH_WORDS_OF_A_REPORT: usize = 6;
/// How the names of clubs begin.
const CLUB: &str = "نادي ";

/// What an article says of the names in it.
pub(super) struct Context<'a> {
    authority: &'a Authority,
    texts: &'a [(&'a str, &'a Analysis)],
    /// Entities whose full name stands in the article.
    named: FxHashSet<EntityNumber>,
    /// Entities with a full name in the article that nothing else could be meant by.
    certain: FxHashSet<EntityNumber>,
    /// Countries of the places named in full.
    countries: FxHashSet<&'static str>,
    /// Entities named in full, and places spoken of by their adjectives, as often as they are.
    mentioned: Vec<EntityNumber>,
    /// How often each country is spoken of by those.
    spoken_of: OnceCell<FxHashMap<&'static str, usize>>,
    on_a_match: OnceCell<bool>,
    /// When each entity was last said, counted in names.
    said: FxHashMap<EntityNumber, usize>,
    names: usize,
}

impl<'a> Context<'a> {
    /// Gathers what the names found in `texts` say.
    pub fn new(
        authority: &'a Authority,
        texts: &'a [(&'a str, &'a Analysis)],
        found: &[Vec<Name>],
        adjectives: Vec<EntityNumber>,
    ) -> Self {
        let mut context = Context {
            authority,
            texts,
            named: FxHashSet::default(),
            certain: FxHashSet::default(),
            countries: FxHashSet::default(),
            mentioned: adjectives,
            spoken_of: OnceCell::new(),
            on_a_match: OnceCell::new(),
            said: FxHashMap::default(),
            names: 0,
        };
        for name in found.iter().flatten() {
            let Some(bearers) = name.bearers else {
                continue;
            };
            if let Some(entity) = bearers.full().filter(|e| context.is_of(*e, name.of)) {
                context.name(entity, bearers.iter().count() == 1);
                context.mentioned.push(entity);
            }
        }
        context
    }

    fn name(&mut self, entity: EntityNumber, certain: bool) {
        if certain {
            self.certain.insert(entity);
        }
        if self.named.insert(entity) && self.authority.entity_type(entity) == EntityType::Place {
            self.countries
                .extend(self.authority.entity(entity).countries());
        }
    }

    /// Whom the next name of the article means, if anyone whom the authority knows.
    pub fn meant(&mut self, name: &Name) -> Option<EntityNumber> {
        let bearers = name.bearers?;
        let full = bearers.full().filter(|entity| self.is_of(*entity, name.of));
        let certain = full.filter(|entity| self.certain.contains(entity));
        let meant = certain.or_else(|| self.meant_beside(name, bearers, full))?;
        self.names += 1;
        self.said.insert(meant, self.names);
        Some(meant)
    }

    /// Whom a name means that need not mean the bearer whose full name it is.
    fn meant_beside(
        &self,
        name: &Name,
        bearers: Bearers,
        full: Option<EntityNumber>,
    ) -> Option<EntityNumber> {
        let short: Vec<EntityNumber> = bearers
            .short()
            .filter(|e| self.is_of(*e, name.of))
            .collect();
        // A club is not only meant where the tagger sees one: it bears the name of its town.
        let clubs: Vec<EntityNumber> = match name.of {
            Some(EntityType::Person) => Vec::new(),
            _ => bearers.short().collect(),
        };
        self.named_bearer(&short, full)
            .or_else(|| self.only(&clubs, |entity| self.is_club_in_its_report(entity)))
            .or(full)
            .or_else(|| self.only(&short, |entity| self.is_place_of_the_article(entity)))
            .or_else(|| self.body(&short, name))
            .or_else(|| self.town(&short, name))
    }

    fn is_of(&self, entity: EntityNumber, of: Option<EntityType>) -> bool {
        of.is_none_or(|of| self.authority.entity_type(entity) == of)
    }

    /// The bearer of a short name that the article names in full, the last one said first.
    /// Against a bearer of its own kind whose full name this is (ماكرون, in an article that also
    /// has بريجيت ماكرون), it must have been said before.
    fn named_bearer(
        &self,
        short: &[EntityNumber],
        full: Option<EntityNumber>,
    ) -> Option<EntityNumber> {
        let last_said = |entity: &EntityNumber| self.said.get(entity);
        let kind = |entity| self.authority.entity_type(entity);
        let named = short.iter().copied().filter(|entity| {
            self.named.contains(entity)
                && (full.is_none_or(|full| kind(full) != kind(*entity))
                    || last_said(entity) > full.as_ref().and_then(last_said))
        });
        named.max_by_key(last_said)
    }

    /// The one bearer of a short name that the article fits; of several, the one of a country
    /// that the article names.
    fn only(
        &self,
        short: &[EntityNumber],
        fits: impl Fn(EntityNumber) -> bool,
    ) -> Option<EntityNumber> {
        let fitting: Vec<_> = short.iter().copied().filter(|e| fits(*e)).collect();
        match fitting[..] {
            [] => None,
            [single] => Some(single),
            _ => {
                let mut near = fitting
                    .into_iter()
                    .filter(|e| self.is_of_a_named_country(*e));
                near.next().filter(|_| near.next().is_none())
            }
        }
    }

    /// Where the tagger saw an organisation: of the bodies that the name can mean, that of the country
    /// which the article speaks of most (مجلس الشيوخ beside واشنطن and الأميركي).
    fn body(&self, short: &[EntityNumber], name: &Name) -> Option<EntityNumber> {
        if name.of != Some(EntityType::Organisation) {
            return None;
        }
        let times = |entity: EntityNumber| {
            let row = self.authority.entity(entity);
            let countries = row.countries();
            let times = countries.filter_map(|country| self.spoken_of().get(country));
            times.copied().max().unwrap_or(0)
        };
        let bodies = short.iter().filter(|entity| !self.is_club(**entity));
        let mut bodies: Vec<(usize, EntityNumber)> =
            bodies.map(|entity| (times(*entity), *entity)).collect();
        bodies.sort_unstable_by_key(|(times, _)| std::cmp::Reverse(*times));
        match bodies[..] {
            [(0, _), ..] | [] => None,
            [(first, _), (second, _), ..] if first == second => None,
            [(_, body), ..] => Some(body),
        }
    }

    fn spoken_of(&self) -> &FxHashMap<&'static str, usize> {
        self.spoken_of.get_or_init(|| {
            let mut times = FxHashMap::default();
            for entity in &self.mentioned {
                for country in self.authority.entity(*entity).countries() {
                    *times.entry(country).or_default() += 1;
                }
            }
            times
        })
    }

    /// Where the tagger saw a place: the one that people have listed under this name; else the
    /// town that it can mean, the largest of several, those of the countries of the article first.
    fn town(&self, short: &[EntityNumber], name: &Name) -> Option<EntityNumber> {
        if name.of != Some(EntityType::Place) {
            return None;
        }
        let (towns, listed): (Vec<EntityNumber>, Vec<EntityNumber>) = short
            .iter()
            .partition(|entity| self.authority.is_of_gazetteer(**entity));
        if let [listed] = listed[..] {
            return Some(listed);
        }
        towns.into_iter().max_by_key(|entity| {
            let inhabitants = self.authority.entity(*entity).inhabitants();
            (self.is_of_a_named_country(*entity), inhabitants)
        })
    }

    fn is_place_of_the_article(&self, entity: EntityNumber) -> bool {
        self.authority.entity_type(entity) == EntityType::Place
            && self.is_of_a_named_country(entity)
    }

    fn is_of_a_named_country(&self, entity: EntityNumber) -> bool {
        let row = self.authority.entity(entity);
        row.countries()
            .any(|country| self.countries.contains(country))
    }

    fn is_club(&self, entity: EntityNumber) -> bool {
        self.authority.entity(entity).name().starts_with(CLUB)
    }

    fn is_club_in_its_report(&self, entity: EntityNumber) -> bool {
        self.is_club(entity) && self.is_on_a_match()
    }

    fn is_on_a_match(&self) -> bool {
        *self.on_a_match.get_or_init(|| {
            let words = self.texts.iter().flat_map(|(_, analysis)| {
                let tokens = analysis.tokens().iter();
                tokens.map(|token| analysis.form(token, Layer::Lemma))
            });
            let of_matches: HashSet<&str> = words.filter(|lemma| is_of_matches(lemma)).collect();
            of_matches.len() >= MATCH_WORDS_OF_A_REPORT
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::Recogniser;

    fn ids(texts: &[&str]) -> Vec<&'static str> {
        let authority = Authority::builtin();
        let analyses: Vec<Analysis> = texts.iter().map(|text| Analysis::of(text)).collect();
        let texts: Vec<(&str, &Analysis)> = texts.iter().copied().zip(&analyses).collect();
        let found = Recogniser::without_tagger(authority).mentions(&texts);
        let found = found.into_iter().flatten().filter_map(|m| m.entity);
        found.map(|entity| authority.entity(entity).id()).collect()
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

    #[test]
    fn a_report_on_a_match_means_clubs() {
        let report = "تأخر فياريال بهدف أمام قره باغ، ثم سجل المهاجم في شباك الحارس قبل نهاية \
                      الشوط، ضمن الجولة الثانية من الدوري، وقال المدرب إن المباراة صعبة على الفريق";
        assert!(ids(&[report]).contains(&"qarabag-fk"));
        assert!(!ids(&[report]).contains(&"nagorno-karabakh"));
    }

    #[test]
    fn countries_are_counted_by_names_and_adjectives() {
        let authority = Authority::builtin();
        let place = |name| authority.lookup(name)[0];
        let adjectives = ["العراق", "العراق", "تركيا"].map(place).to_vec();
        let context = Context::new(authority, &[], &[], adjectives);
        let times = |country| context.spoken_of().get(country).copied();
        assert_eq!(
            (times("IQ"), times("TR"), times("FR")),
            (Some(2), Some(1), None)
        );
    }

    #[test]
    fn a_short_name_of_a_place_is_believed_beside_its_country() {
        assert!(ids(&["وصلت القوات إلى شوشة في أذربيجان"]).contains(&"shusha"));
        assert!(ids(&["عاد إلى شوشة"]).is_empty());
    }
}
