//! Spans: where the names of a text stand, by what the authority and the tagger say together.
//!
//! The tagger says where a name begins and ends and what it is; the authority says who bears it.
//! Where only one of them speaks, it is believed as far as measured: see `benches/RESULTS.md`.

use super::authority::{Authority, Bearers};
use super::gazetteer::{Candidate, letters_of};
use super::tagger::Tagged;
use super::tagger::label::Kind;
use super::{EntityType, Source};
use super::{demonym, name_words};
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
    /// Who found it.
    pub source: Source,
    /// How sure, from 0 to 1.
    pub confidence: f32,
}

/// أبطال on the exact layer.
const CHAMPIONS: &str = "ابطال";
/// How sure a full name of the authority is where the tagger did not see it.
const UNSEEN: f32 = 0.6;
/// The tagger, this sure, is believed against the authority on what a name is the name of.
const SURER_THAN_AUTHORITY: f32 = 0.9;

/// The names of one text, in order, without overlaps.
pub(super) fn names(
    authority: &Authority,
    text: &str,
    analysis: &Analysis,
    candidates: Vec<Candidate>,
    tagged: &[Tagged],
) -> Vec<Name> {
    let tagged: Vec<Tagged> = tagged
        .iter()
        .map(|name| without_nation(analysis, name))
        .map(|name| without_preposition(text, analysis, &candidates, name))
        .collect();
    let tagged = without_parts_of_bodies(authority, &candidates, tagged);
    let tagged = joined(authority, analysis, &candidates, tagged);
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

/// What the tagger saw, but for words of a listed body's full name that it took for another name: سوريا
/// of قوات سوريا الديمقراطية.
fn without_parts_of_bodies(
    authority: &Authority,
    candidates: &[Candidate],
    tagged: Vec<Tagged>,
) -> Vec<Tagged> {
    let is_part = |name: &Tagged, body: &Candidate| {
        body.tokens.start <= name.tokens.start
            && name.tokens.end <= body.tokens.end
            && name.tokens.len() < body.tokens.len()
            && name.kind != Kind::Organisation
    };
    let is_body = |full| authority.entity_type(full) == EntityType::Organisation;
    let bodies = candidates.iter().filter(|candidate| {
        let near = sharing(&tagged, &candidate.tokens, |name| &name.tokens);
        candidate.bearers.full().is_some_and(is_body)
            && near.iter().all(|name| is_part(name, candidate))
    });
    let bodies: Vec<&Candidate> = bodies.collect();
    let is_whole = |name: &Tagged| {
        let near = sharing(&bodies, &name.tokens, |body| &body.tokens);
        near.is_empty()
    };
    tagged.into_iter().filter(is_whole).collect()
}

/// What the tagger saw, with the pieces of one listed full name as one: ناغورنو كاراباخ.
fn joined(
    authority: &Authority,
    analysis: &Analysis,
    candidates: &[Candidate],
    tagged: Vec<Tagged>,
) -> Vec<Tagged> {
    let mut joined: Vec<Tagged> = Vec::with_capacity(tagged.len());
    for name in tagged {
        let near = sharing(candidates, &name.tokens, |candidate| &candidate.tokens);
        let are_pieces = |last: &&mut Tagged, whole: &Candidate| {
            let full = whole.bearers.full();
            let of = full.map(|full| authority.entity_type(full));
            whole.tokens.start <= last.tokens.start
                && name.tokens.end <= whole.tokens.end
                && of == last.kind.entity_type()
        };
        let last = joined.last_mut().filter(|last| {
            last.kind == name.kind
                && last.tokens.end == name.tokens.start
                && !is_introduced(analysis, name.tokens.start)
                && near.iter().any(|whole| are_pieces(last, whole))
        });
        match last {
            Some(last) => {
                last.tokens.end = name.tokens.end;
                last.confidence = last.confidence.min(name.confidence);
            }
            None => joined.push(name),
        }
    }
    joined
}

/// Whether a particle before the word at `at`, or written on to it, sets a name off from the words
/// before: موسكو of الساحة الحمراء في موسكو, المجر of النمسا والمجر.
fn is_introduced(analysis: &Analysis, at: usize) -> bool {
    let form = |at: usize| analysis.form(&analysis.tokens()[at], Layer::Exact);
    let lemma = analysis.form(&analysis.tokens()[at], Layer::Lemma);
    form(at).starts_with("لل")
        || name_words::letters_before_name(form(at), lemma) > 0
        || at > 0 && PARTICLES.contains(&form(at - 1))
}

/// See [`is_introduced`].
const PARTICLES: [&str; 2] = ["في", "من"];

/// Those of some names, in order and without overlaps, that share tokens with `tokens`.
fn sharing<'n, N>(
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
        source: Source::Authority,
        confidence: UNSEEN,
    };
    candidates.into_iter().map(name).collect()
}

/// A person's name without the nation before it, which the tagger now and then takes for a part of
/// it: الأذربيجاني إلهام علييف.
fn without_nation(analysis: &Analysis, name: &Tagged) -> Tagged {
    let mut name = name.clone();
    let nation = |at: usize| {
        let form = analysis.form(&analysis.tokens()[at], Layer::Exact);
        form.starts_with("ال") && demonym::place(form).is_some()
    };
    while name.kind == Kind::Person && name.tokens.len() > 1 && nation(name.tokens.start) {
        name.tokens.start += 1;
    }
    name
}

/// A listed name without the preposition على before it, which is also how some write the name علي.
fn without_preposition(
    text: &str,
    analysis: &Analysis,
    candidates: &[Candidate],
    mut name: Tagged,
) -> Tagged {
    let (first, rest) = (name.tokens.start, name.tokens.start + 1..name.tokens.end);
    if &text[analysis.tokens()[first].span.clone()] == "على" {
        let near = sharing(candidates, &name.tokens, |candidate| &candidate.tokens);
        if near.iter().any(|listed| listed.tokens == rest) {
            name.tokens = rest;
        }
    }
    name
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
    let (of, known) = match (known, same.and_then(|same| type_of(same.bearers))) {
        // A full name of the authority is what the authority says, unless the tagger is sure.
        (None, Some(listed)) if tagged.confidence < SURER_THAN_AUTHORITY => (listed, same),
        _ => (of, known),
    };
    let span = span(text, analysis, &tagged.tokens, candidates);
    // A listed name within a longer one of another type: أوروبا in the name of a cup.
    let inner = || {
        let key = key(text, analysis, &tagged.tokens, span.start);
        authority.bearers(&key).filter(|b| bears(*b))
    };
    let bearers = known.map(|candidate| candidate.bearers).or_else(inner);
    Some(Name {
        tokens: tagged.tokens.clone(),
        of: Some(of),
        source: match bearers {
            Some(_) => Source::Authority,
            None => Source::Tagger,
        },
        bearers,
        span,
        confidence: tagged.confidence,
    })
}

/// Whether the word at `at` stands behind أبطال: the continent in the name of a cup is no place that the
/// article speaks of (دوري أبطال أوروبا).
fn is_of_champions(analysis: &Analysis, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| analysis.tokens().get(at));
    before.is_some_and(|before| analysis.form(before, Layer::Exact) == CHAMPIONS)
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

/// A candidate that the tagger did not see: a person is believed, and what has two words or more.
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
        Some(EntityType::Place) => {
            let first = &analysis.tokens()[candidate.tokens.start];
            several_words || !name_words::is_common(analysis.form(first, Layer::Exact))
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
