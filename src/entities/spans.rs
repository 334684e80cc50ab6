//! Spans: where the names of a text stand, by what the authority and the tagger say together.
//!
//! The tagger says where a name begins and ends and what it is; the authority says who bears it.
//! Where only one of them speaks, it is believed as far as measured: see `benches/RESULTS.md`.

use super::authority::{Authority, Bearers, EntityNumber, name_key};
use super::gazetteer::{Candidate, letters_of};
use super::matches::is_of_matches;
use super::mend::{Mender, is_adjective, is_behind_body, is_introduced};
use super::name_words;
use super::tagger::Tagged;
use super::{EntityType, Source};
use crate::arabic::{Analysis, Layer};
use std::ops::Range;

/// A name in a text, and who can bear it.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// The tokens that it covers.
    pub tokens: Range<usize>,
    /// The bytes that it covers, without attached particles.
    pub span: Range<usize>,
    /// What it is the name of; unknown for a short form that no tagger saw.
    pub of: Option<EntityType>,
    /// Whom the authority knows by it.
    pub bearers: Option<Bearers>,
    /// The listed place whose name a body bears: a team is that of its country.
    pub namesake: Option<EntityNumber>,
    /// Who found it.
    pub source: Source,
    /// How sure, from 0 to 1.
    pub confidence: f32,
}

/// أبطال on the exact layer.
const CHAMPIONS: &str = "ابطال";
/// What stands before a country in the name of its team.
const TEAM: &str = "منتخب";
/// How sure a full name of the authority is where the tagger did not see it.
const UNSEEN: f32 = 0.6;
/// The tagger, this sure, is believed against the authority on what a name is the name of.
const SURER_THAN_AUTHORITY: f32 = 0.9;
/// And this sure beside words of reports on matches, in which a country is a team.
const SURER_ON_A_MATCH: f32 = 0.5;
/// How many words away those may stand.
const BESIDE: usize = 12;

/// The names of one text, in order, without overlaps.
pub(super) fn names(
    authority: &Authority,
    text: &str,
    analysis: &Analysis,
    candidates: Vec<Candidate>,
    tagged: &[Tagged],
) -> Vec<Name> {
    let mender = Mender {
        authority,
        text,
        analysis,
        candidates: &candidates,
    };
    let tagged = mender.mend(tagged);
    let seen = tagged.iter().filter_map(|name| {
        let near = sharing(&candidates, &name.tokens, |candidate| &candidate.tokens);
        seen(authority, text, analysis, name, near)
    });
    let mut names: Vec<Name> = seen.collect();
    for candidate in &candidates {
        if sharing(&tagged, &candidate.tokens, |name| &name.tokens).is_empty() {
            names.extend(unseen(authority, analysis, candidate));
        }
    }
    names.sort_by_key(|name| name.tokens.start);
    names
}

/// Those of some names, in order and without overlaps, that share tokens with `tokens`.
pub(super) fn sharing<'n, N>(
    names: &'n [N],
    tokens: &Range<usize>,
    of: impl Fn(&N) -> &Range<usize>,
) -> &'n [N] {
    let start = names.partition_point(|name| of(name).end <= tokens.start);
    let end = names.partition_point(|name| of(name).start < tokens.end);
    &names[start..end.max(start)]
}

/// The names of one text by the authority alone.
pub(super) fn listed(candidates: Vec<Candidate>) -> Vec<Name> {
    let name = |candidate: Candidate| Name {
        of: None,
        tokens: candidate.tokens,
        span: candidate.span,
        bearers: Some(candidate.bearers),
        namesake: None,
        source: Source::Authority,
        confidence: UNSEEN,
    };
    candidates.into_iter().map(name).collect()
}

/// A name that the tagger saw, with the candidates that share words with it: the tagger says where
/// it stands and what it is, the candidate that has its words, or most of them, who bears it.
fn seen(
    authority: &Authority,
    text: &str,
    analysis: &Analysis,
    tagged: &Tagged,
    candidates: &[Candidate],
) -> Option<Name> {
    let type_of = |bearers: Bearers| bearers.full().map(|full| authority.entity_type(full));
    let same = candidates.iter().find(|c| c.tokens == tagged.tokens);
    let of = match tagged.kind.entity_type() {
        Some(EntityType::Place) if is_of_champions(analysis, tagged.tokens.start) => return None,
        Some(of) => of,
        // What is listed is what the authority says: a palace, a people that is a movement (الحوثيون), a
        // product called like its company.
        None => type_of(same?.bearers)?,
    };
    let bears = |bearers: Bearers| {
        let mut bearers = bearers.iter();
        bearers.any(|bearer| authority.entity_type(bearer.entity) == of)
    };
    // The name itself; a longer one around it; the same without the head that the tagger takes
    // for a part of it (مدينة, صحيفة).
    let around = |c: &&Candidate| {
        let begins_it = c.tokens.start == tagged.tokens.start;
        c.tokens.start <= tagged.tokens.start
            && tagged.tokens.end <= c.tokens.end
            && (begins_it || !is_introduced(analysis, tagged.tokens.start))
    };
    let core = |c: &&Candidate| {
        tagged.tokens.start <= c.tokens.start
            && c.tokens.end == tagged.tokens.end
            && (tagged.tokens.start..c.tokens.start).all(|at| is_head(analysis, at, of))
    };
    let known = same
        .into_iter()
        .chain(candidates.iter().find(around))
        .chain(candidates.iter().find(core))
        .find(|candidate| bears(candidate.bearers));
    let sure_enough = || {
        if is_behind_body(analysis, tagged.tokens.start) {
            0.0
        } else if is_beside_matches(analysis, tagged) {
            SURER_ON_A_MATCH
        } else {
            SURER_THAN_AUTHORITY
        }
    };
    let (of, known) = match (known, same.and_then(|same| type_of(same.bearers))) {
        // A full name of the authority is what the authority says, unless the tagger is sure.
        (None, Some(listed))
            if tagged.confidence < sure_enough()
                || listed == EntityType::Place && is_in_brackets(text, analysis, tagged) =>
        {
            (listed, same)
        }
        _ => (of, known),
    };
    let span = span(text, analysis, &tagged.tokens, candidates);
    // A listed name within a longer one of another type: أوروبا in the name of a cup.
    let inner = || {
        let key = key(text, analysis, &tagged.tokens, span.start);
        authority.bearers(&key).filter(|b| bears(*b))
    };
    let bearers = known.map(|candidate| candidate.bearers).or_else(inner);
    let namesake = match (of, bearers, same.and_then(|same| same.bearers.full())) {
        (EntityType::Organisation, None, Some(full)) => Some(full),
        _ => None,
    };
    let namesake = namesake.filter(|full| authority.entity_type(*full) == EntityType::Place);
    let country = namesake.filter(|_| is_beside_matches(analysis, tagged));
    let bearers = bearers.or_else(|| team(authority, country?));
    Some(Name {
        tokens: tagged.tokens.clone(),
        of: Some(of),
        namesake,
        source: match bearers {
            Some(_) => Source::Authority,
            None => Source::Tagger,
        },
        bearers,
        span,
        confidence: tagged.confidence,
    })
}

/// Whether two words of reports on matches stand beside a name: one can be of another report (هدف, جولة).
fn is_beside_matches(analysis: &Analysis, name: &Tagged) -> bool {
    let words = analysis.tokens();
    let start = name.tokens.start.saturating_sub(BESIDE);
    let beside = &words[start..(name.tokens.end + BESIDE).min(words.len())];
    let lemmas = beside.iter().map(|word| analysis.form(word, Layer::Lemma));
    lemmas.filter(|lemma| is_of_matches(lemma)).count() > 1
}

/// The listed team of a country.
fn team(authority: &Authority, country: EntityNumber) -> Option<Bearers> {
    let name = format!("{TEAM} {}", authority.entity(country).name());
    authority.bearers(&name_key(&name))
}

/// Whether the word at `at` stands behind أبطال: the continent in the name of a cup is no place that the
/// article speaks of (دوري أبطال أوروبا).
fn is_of_champions(analysis: &Analysis, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| analysis.tokens().get(at));
    before.is_some_and(|before| analysis.form(before, Layer::Exact) == CHAMPIONS)
}

/// Whether a name stands in brackets by itself, as the country of a club or a player does.
fn is_in_brackets(text: &str, analysis: &Analysis, name: &Tagged) -> bool {
    let words = analysis.tokens();
    let (first, last) = (&words[name.tokens.start], &words[name.tokens.end - 1]);
    let (before, after) = (&text[..first.span.start], &text[last.span.end..]);
    before.trim_end().ends_with('(') && after.trim_start().starts_with(')')
}

/// The [`name_key`](super::authority::name_key) of words that have been analysed, of which the name begins
/// at byte `start`, behind what is attached to the first.
fn key(text: &str, analysis: &Analysis, tokens: &Range<usize>, start: usize) -> String {
    let words = &analysis.tokens()[tokens.clone()];
    let first = analysis.form(&words[0], Layer::Exact);
    let attached = letters_of(&text[words[0].span.start..start]);
    let mut key: String = match first.strip_prefix("لل") {
        // للأمم is ل and الأمم.
        Some(rest) if attached <= 1 => format!("ال{rest}"),
        _ => first.chars().skip(attached).collect(),
    };
    for word in &words[1..] {
        key.extend([" ", analysis.form(word, Layer::Exact)]);
    }
    key
}

/// A candidate that the tagger did not see: a person is believed, and what has two words or more, but for
/// a place that an adjective describes.
/// One word that can be a place or an organisation and was passed over is most often something
/// else, unless it is nothing else (كاراباخ). A short form is left to the rest of the article, save for
/// one of several words that only bodies have (حكومة الوفاق الوطني).
fn unseen(authority: &Authority, analysis: &Analysis, candidate: &Candidate) -> Option<Name> {
    let several_words = candidate.tokens.len() > 1;
    let is_body = |entity| authority.entity_type(entity) == EntityType::Organisation;
    let of = match candidate.bearers.full() {
        Some(full) => Some(authority.entity_type(full)),
        None if several_words && candidate.bearers.short().all(is_body) => {
            Some(EntityType::Organisation)
        }
        None => None,
    };
    let believed = match of {
        Some(EntityType::Person) => true,
        Some(EntityType::Organisation) => several_words,
        // العاصمة الفرنسية and العالم العربي speak of a place, and do not name it.
        Some(EntityType::Place) if several_words => {
            !is_adjective(analysis, candidate.tokens.end - 1)
        }
        Some(EntityType::Place) => {
            let first = &analysis.tokens()[candidate.tokens.start];
            !name_words::is_common(analysis.form(first, Layer::Exact))
        }
        None => {
            let mut short = candidate.bearers.short();
            short.any(|entity| authority.entity_type(entity) != EntityType::Place)
        }
    };
    believed.then_some(Name {
        tokens: candidate.tokens.clone(),
        span: candidate.span.clone(),
        of,
        bearers: Some(candidate.bearers),
        namesake: None,
        source: Source::Authority,
        confidence: UNSEEN,
    })
}

/// Classes of words with which names of a type begin, by the bits of [`name_words::trigger`].
fn is_head(analysis: &Analysis, at: usize, of: EntityType) -> bool {
    let token = &analysis.tokens()[at];
    let classes = name_words::trigger_of(
        analysis.form(token, Layer::Exact),
        analysis.form(token, Layer::Lemma),
    );
    let heads = match of {
        EntityType::Person => name_words::PERSON_TITLE,
        EntityType::Organisation => name_words::ORGANISATION_HEAD,
        EntityType::Place => name_words::PLACE_HEAD,
    };
    classes & heads != 0
}

/// The bytes of a name, without the particles attached to its first word.
fn span(
    text: &str,
    analysis: &Analysis,
    tokens: &Range<usize>,
    candidates: &[Candidate],
) -> Range<usize> {
    let (first, last) = (
        &analysis.tokens()[tokens.start],
        &analysis.tokens()[tokens.end - 1],
    );
    let known = candidates.iter().find(|c| c.tokens.start == tokens.start);
    let start = match known {
        Some(candidate) => candidate.span.start,
        None => {
            let letters = name_words::letters_before_name(
                analysis.form(first, Layer::Exact),
                analysis.form(first, Layer::Lemma),
            );
            let written = &text[first.span.clone()];
            first.span.start + super::gazetteer::byte_after_letters(written, letters)
        }
    };
    start..last.span.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::gazetteer;
    use crate::entities::tagger::label::Kind;

    /// The names of a text of which the tagger saw some.
    fn found(text: &str, tagged: &[Tagged]) -> Vec<(String, Option<EntityType>)> {
        let authority = Authority::builtin();
        let analysis = Analysis::of(text);
        let candidates = gazetteer::find_once(authority, text, &analysis);
        let names = names(authority, text, &analysis, candidates, tagged);
        let written = |name: Name| (text[name.span].to_owned(), name.of);
        names.into_iter().map(written).collect()
    }

    #[test]
    fn a_place_that_an_adjective_describes_is_not_named() {
        for text in ["زار العاصمة الفرنسية", "في العالم العربي كله"]
        {
            assert_eq!(found(text, &[]), [], "{text}");
        }
        let place = ("ناغورني كاراباخ".to_owned(), Some(EntityType::Place));
        assert_eq!(found("في ناغورني كاراباخ", &[]), [place]);
    }

    #[test]
    fn a_country_is_a_team_where_the_tagger_sees_one_but_not_in_brackets() {
        let team = |at: usize| Tagged {
            tokens: at..at + 1,
            kind: Kind::Organisation,
            confidence: 0.8,
        };
        let of = |text, at| found(text, &[team(at)]).pop().and_then(|name| name.1);
        assert_eq!(
            of("فازت في المباراة إنجلترا", 3),
            Some(EntityType::Organisation)
        );
        assert_eq!(of("قالت في البيان إنجلترا", 3), Some(EntityType::Place));
        assert_eq!(of("ليفربول (إنجلترا)", 1), Some(EntityType::Place));
    }

    #[test]
    fn a_town_behind_a_word_for_newspapers_is_one_however_sure_the_tagger_is() {
        let town = Tagged {
            tokens: 1..2,
            kind: Kind::Place,
            confidence: 0.6,
        };
        let of = |text| {
            found(text, std::slice::from_ref(&town))
                .pop()
                .and_then(|name| name.1)
        };
        assert_eq!(of("صحيفة القدس"), Some(EntityType::Organisation));
        assert_eq!(of("شوارع القدس"), Some(EntityType::Place));
    }
}
