//! Mending: what the tagger saw, set right by habits of Arabic names that it does not always keep. How the
//! annotators of news keep them was counted: see "Entities" in `benches/RESULTS.md`.

use super::authority::{Authority, Bearers};
use super::gazetteer::{self, Candidate};
use super::spans::sharing;
use super::tagger::Tagged;
use super::tagger::label::Kind;
use super::{EntityType, demonym, name_words};
use crate::arabic::{Analysis, Layer};
use std::ops::Range;

/// A text, and the listed names in it.
pub(super) struct Mender<'t> {
    pub authority: &'t Authority,
    pub text: &'t str,
    pub analysis: &'t Analysis,
    pub candidates: &'t [Candidate],
}

impl Mender<'_> {
    /// The names that the tagger saw, mended; in order, without overlaps.
    pub fn mend(&self, tagged: &[Tagged]) -> Vec<Tagged> {
        let names = tagged.iter().cloned();
        let names = names
            .map(|name| self.without_nation(name))
            .map(|name| self.without_preposition(name))
            .map(|name| self.without_adjective(name))
            .map(|name| self.with_namesake(name))
            .flat_map(|name| self.without_seat(name));
        self.joined(self.without_parts_of_bodies(names.collect()))
    }

    fn form(&self, at: usize) -> &str {
        self.analysis
            .form(&self.analysis.tokens()[at], Layer::Exact)
    }

    /// The listed names that share words with some words.
    fn near(&self, tokens: &Range<usize>) -> &[Candidate] {
        sharing(self.candidates, tokens, |candidate| &candidate.tokens)
    }

    /// A person's name without the nation before it: الأذربيجاني إلهام علييف.
    fn without_nation(&self, mut name: Tagged) -> Tagged {
        let nation = |form: &str| form.starts_with("ال") && demonym::place(form).is_some();
        while name.kind == Kind::Person
            && name.tokens.len() > 1
            && nation(self.form(name.tokens.start))
        {
            name.tokens.start += 1;
        }
        name
    }

    /// A listed name without the preposition على before it, which is also how some write the name علي.
    fn without_preposition(&self, mut name: Tagged) -> Tagged {
        let (first, rest) = (name.tokens.start, name.tokens.start + 1..name.tokens.end);
        let is_preposition = &self.text[self.analysis.tokens()[first].span.clone()] == "على";
        if is_preposition && self.near(&name.tokens).iter().any(|c| c.tokens == rest) {
            name.tokens = rest;
        }
        name
    }

    /// A place without the adjective that says where it lies or which of its ages is meant: بعلبك of بعلبك
    /// اللبنانية. Where the two are listed together it stays, unless it is that of a land and adds nothing to
    /// what the first word can mean (جورجيا الأمريكية): كوريا الشمالية and الخليج العربي are whole.
    fn without_adjective(&self, mut name: Tagged) -> Tagged {
        let (first, last) = (name.tokens.start, name.tokens.end - 1);
        let of_two = name.kind == Kind::Place && name.tokens.len() == 2;
        if !of_two || !is_adjective(self.analysis, last) {
            return name;
        }
        let adds_nothing = match self.whole(&name.tokens) {
            None => self.bearers(first).is_some(),
            Some(whole) => {
                !self.form(first).starts_with("ال")
                    && demonym::place(self.form(last)).is_some()
                    && self.can_mean(first, whole.bearers)
            }
        };
        if adds_nothing {
            name.tokens.end = last;
        }
        name
    }

    /// A newspaper or a club that bears the name of a town: القدس behind صحيفة.
    fn with_namesake(&self, mut name: Tagged) -> Tagged {
        if name.kind == Kind::Place && is_behind_body(self.analysis, name.tokens.start) {
            name.kind = Kind::Organisation;
        }
        name
    }

    /// The listed name that has all of some words.
    fn whole(&self, tokens: &Range<usize>) -> Option<&Candidate> {
        let has_all = |listed: &&Candidate| {
            listed.tokens.start <= tokens.start && tokens.end <= listed.tokens.end
        };
        self.near(tokens).iter().find(has_all)
    }

    /// Whom the word at `at` by itself can mean.
    fn bearers(&self, at: usize) -> Option<Bearers> {
        gazetteer::alone(self.authority, self.form(at)).bearers()
    }

    /// Whether the word at `at` by itself can mean one of some bearers.
    fn can_mean(&self, at: usize, bearers: Bearers) -> bool {
        self.bearers(at).is_some_and(|alone| {
            let means = |entity| bearers.iter().any(|bearer| bearer.entity == entity);
            alone.iter().any(|bearer| means(bearer.entity))
        })
    }

    /// A body, and by itself the place where it has its seat, unless the two are listed together: كلية الآداب
    /// and فاس of كلية الآداب بفاس.
    fn without_seat(&self, name: Tagged) -> Vec<Tagged> {
        let near = self.near(&name.tokens);
        let is_whole = |listed: &Candidate| listed.tokens == name.tokens;
        if name.kind == Kind::Person || near.iter().any(is_whole) {
            return vec![name];
        }
        let seats = near.iter().filter(|seat| {
            seat.tokens.end == name.tokens.end && seat.tokens.start > name.tokens.start + 1
        });
        let split = seats.map(|seat| (self.end_before_seat(seat.tokens.start), &seat.tokens));
        let mut split = split.filter_map(|(end, seat)| Some((end?, seat)));
        match split.next_back() {
            None => vec![name],
            Some((end, seat)) => {
                let place = Tagged {
                    tokens: seat.clone(),
                    kind: Kind::Place,
                    ..name
                };
                let body = Tagged {
                    tokens: name.tokens.start..end,
                    ..name
                };
                vec![body, place]
            }
        }
    }

    /// Where a name ends that goes on with في, or with ب written on to the word at `seat`.
    fn end_before_seat(&self, seat: usize) -> Option<usize> {
        let form = self.form(seat);
        let lemma = self
            .analysis
            .form(&self.analysis.tokens()[seat], Layer::Lemma);
        if self.form(seat - 1) == "في" {
            Some(seat - 1)
        } else if form.starts_with('ب') && name_words::letters_before_name(form, lemma) > 0 {
            Some(seat)
        } else {
            None
        }
    }

    /// Names, but for words of a listed body's full name that the tagger took for another name: سوريا of
    /// قوات سوريا الديمقراطية.
    fn without_parts_of_bodies(&self, tagged: Vec<Tagged>) -> Vec<Tagged> {
        let is_part = |name: &Tagged, body: &Candidate| {
            body.tokens.start <= name.tokens.start
                && name.tokens.end <= body.tokens.end
                && name.tokens.len() < body.tokens.len()
                && name.kind != Kind::Organisation
        };
        let is_body = |full| self.authority.entity_type(full) == EntityType::Organisation;
        let bodies = self.candidates.iter().filter(|candidate| {
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

    /// Names, with the pieces of one listed full name as one: ناغورنو كاراباخ.
    fn joined(&self, tagged: Vec<Tagged>) -> Vec<Tagged> {
        let mut joined: Vec<Tagged> = Vec::with_capacity(tagged.len());
        for name in tagged {
            let are_pieces = |last: &&mut Tagged, whole: &Candidate| {
                let full = whole.bearers.full();
                let of = full.map(|full| self.authority.entity_type(full));
                whole.tokens.start <= last.tokens.start
                    && name.tokens.end <= whole.tokens.end
                    && of == last.kind.entity_type()
            };
            let last = joined.last_mut().filter(|last| {
                last.kind == name.kind
                    && last.tokens.end == name.tokens.start
                    && !is_introduced(self.analysis, name.tokens.start)
                    && self
                        .near(&name.tokens)
                        .iter()
                        .any(|whole| are_pieces(last, whole))
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
}

/// Words behind which the name of a town is that of a newspaper or a club, on the exact layer.
const NAMESAKES: [&str; 5] = ["صحيفه", "جريده", "مجله", "نادي", "فريق"];

/// Whether the word at `at` stands behind one with which a newspaper or a club is introduced.
pub(super) fn is_behind_body(analysis: &Analysis, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| analysis.tokens().get(at));
    before.is_some_and(|before| {
        let form = analysis.form(before, Layer::Exact);
        let bare = form.strip_prefix(name_words::PROCLITICS).unwrap_or(form);
        NAMESAKES.contains(&form) || NAMESAKES.contains(&bare)
    })
}

/// Whether the word at `at` has the article and the ending of an adjective of relation.
pub(super) fn is_adjective(analysis: &Analysis, at: usize) -> bool {
    let form = analysis.form(&analysis.tokens()[at], Layer::Exact);
    form.starts_with("ال") && (form.ends_with('ي') || form.ends_with("يه"))
}

/// Whether a particle before the word at `at`, or written on to it, sets a name off from the words
/// before: موسكو of الساحة الحمراء في موسكو, المجر of النمسا والمجر.
pub(super) fn is_introduced(analysis: &Analysis, at: usize) -> bool {
    let form = |at: usize| analysis.form(&analysis.tokens()[at], Layer::Exact);
    let lemma = analysis.form(&analysis.tokens()[at], Layer::Lemma);
    form(at).starts_with("لل")
        || name_words::letters_before_name(form(at), lemma) > 0
        || at > 0 && PARTICLES.contains(&form(at - 1))
}

/// See [`is_introduced`].
const PARTICLES: [&str; 2] = ["في", "من"];

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a name that the tagger saw in some words of `text`.
    fn mended(text: &str, tokens: Range<usize>, kind: Kind) -> Vec<(String, Kind)> {
        let authority = Authority::builtin();
        let analysis = Analysis::of(text);
        let candidates = gazetteer::find_once(authority, text, &analysis);
        let mender = Mender {
            authority,
            text,
            analysis: &analysis,
            candidates: &candidates,
        };
        let name = Tagged {
            tokens,
            kind,
            confidence: 0.9,
        };
        let words = |name: Tagged| {
            let words = &analysis.tokens()[name.tokens];
            let (first, last) = (words.first(), words.last());
            let span = first.map_or(0, |w| w.span.start)..last.map_or(0, |w| w.span.end);
            (text[span].to_owned(), name.kind)
        };
        mender.mend(&[name]).into_iter().map(words).collect()
    }

    fn of_one(text: &str, kind: Kind) -> Vec<(String, Kind)> {
        mended(text, 0..Analysis::of(text).tokens().len(), kind)
    }

    #[test]
    fn a_body_is_named_without_its_seat() {
        let body = |name: &str| (name.to_owned(), Kind::Organisation);
        let place = |name: &str| (name.to_owned(), Kind::Place);
        for (text, name, seat) in [
            ("كلية الآداب بفاس", "كلية الآداب", "بفاس"),
            ("معهد البراكين في الفلبين", "معهد البراكين", "الفلبين"),
        ] {
            let mended = of_one(text, Kind::Organisation);
            assert_eq!(mended, [body(name), place(seat)], "{text}");
        }
        for whole in ["الجامعة الأميركية في بيروت", "بورصة بيروت"]
        {
            assert_eq!(of_one(whole, Kind::Organisation), [body(whole)]);
        }
    }

    #[test]
    fn a_place_is_named_without_an_adjective_that_adds_nothing() {
        for (text, left) in [
            ("بعلبك اللبنانية", "بعلبك"),
            ("جورجيا الأمريكية", "جورجيا"),
            ("كوريا الشمالية", "كوريا الشمالية"),
            ("الخليج العربي", "الخليج العربي"),
            ("غويانا الفرنسية", "غويانا الفرنسية"),
        ] {
            assert_eq!(of_one(text, Kind::Place), [(left.to_owned(), Kind::Place)]);
        }
    }

    #[test]
    fn a_newspaper_bears_the_name_of_its_town() {
        let kind = |text| mended(text, 1..2, Kind::Place)[0].1;
        assert_eq!(kind("وصحيفة القدس"), Kind::Organisation);
        assert_eq!(kind("شوارع القدس"), Kind::Place);
    }

    #[test]
    fn a_person_is_named_without_the_nation() {
        let mended = mended("الرئيس الأذربيجاني إلهام علييف", 1..4, Kind::Person);
        assert_eq!(mended, [("إلهام علييف".to_owned(), Kind::Person)]);
    }
}
