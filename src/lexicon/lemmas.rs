//! Lemmas: from a reading of a form to the word under which it is found.
//!
//! The reading says where the stem lies; this says which word the stem belongs to: whether ات
//! ends the plural of a word with ة or without, whether a feminine is a word of its own
//! (وزارة) or an adjective's (دولية under دولي), which singular a broken plural has, and which
//! spelling of a name is the usual one.

use super::counts::Counts;
use super::learn::{Learnt, Reading};
use super::sources::{Lemma, Sources, Uses};
use crate::arabic::chars::fold_lexical_str;
use crate::arabic::grammar::{Ending, NOMINAL_SUFFIXES, Suffix, is_relation, respellings};
use crate::arabic::root::root_into;
use crate::arabic::skeleton::{are_near, skeleton, tells};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// Turns readings into lemmas and roots.
pub struct Lemmatiser<'a> {
    counts: &'a Counts,
    sources: &'a Sources,
    learnt: &'a Learnt,
    bases: FxHashSet<&'a str>,
    /// How often each stem stands without ending, with ة, and with a masculine plural.
    stems: FxHashMap<&'a str, Stem>,
    roots: FxHashMap<String, &'a str>,
    /// Well-known foreign names that are alone with their skeleton, by it.
    famous: FxHashMap<String, &'a str>,
    /// The shortest past of the verbs that share a present and a root: يظهر is of ظهر and of أظهر.
    simplest: FxHashMap<(&'a str, Option<&'a str>), &'a str>,
}

/// The foreign names of the authority that the news knows well, by their skeleton, where no other
/// such name shares it.
fn famous<'a>(counts: &Counts, sources: &'a Sources) -> FxHashMap<String, &'a str> {
    let is_foreign = |name: &&String| {
        let of_arabic = sources
            .lemmas
            .get(*name)
            .is_some_and(|known| known.root.is_some());
        !of_arabic
            && !sources.irregular.contains_key(*name)
            && !sources.variants.contains_key(*name)
    };
    let names = sources.names.iter().filter(is_foreign);
    let names = names.filter(|name| counts.of(name) >= FEWEST_OF_A_FAMOUS_NAME);
    let mut by_skeleton: FxHashMap<String, Vec<&str>> = FxHashMap::default();
    for name in names {
        let skeleton = skeleton(name);
        if tells(&skeleton) {
            by_skeleton.entry(skeleton).or_default().push(name);
        }
    }
    let alone = by_skeleton.into_iter();
    alone
        .filter_map(|(skeleton, names)| match names[..] {
            [name] => Some((skeleton, name)),
            _ => None,
        })
        .collect()
}

/// A name is well known that was seen so often.
const FEWEST_OF_A_FAMOUS_NAME: u64 = 30;

#[derive(Debug, Default, Clone, Copy)]
struct Stem {
    bare: u64,
    feminine: u64,
    masculine_plural: u64,
}

/// A noun that an adjective could come from is this common at least.
const FEWEST_OF_A_NOUN: u64 = 10;

/// Another spelling is meant if it is so many times as common.
const COMMONER_SPELLING: u64 = 20;

impl<'a> Lemmatiser<'a> {
    /// A lemmatiser of what has been learnt.
    pub fn new(counts: &'a Counts, sources: &'a Sources, learnt: &'a Learnt) -> Self {
        let mut stems: FxHashMap<&str, Stem> = FxHashMap::default();
        for (form, reading) in &learnt.readings {
            if let Reading::Nominal { stem, suffix, .. } = reading {
                let seen = stems.entry(learnt.words.get(*stem)).or_default();
                let count = counts.of(form);
                match NOMINAL_SUFFIXES[usize::from(*suffix)].ending {
                    Ending::Feminine => seen.feminine += count,
                    Ending::None | Ending::Accusative => seen.bare += count,
                    Ending::MasculinePlural | Ending::Dual => seen.masculine_plural += count,
                    Ending::FemininePlural | Ending::LoanPlural => {}
                }
            }
        }
        let mut roots = FxHashMap::default();
        let mut simplest: FxHashMap<_, &str> = FxHashMap::default();
        for (verb, root) in &sources.verbs {
            let past = simplest
                .entry((&*verb.present, root.as_deref()))
                .or_insert(&verb.past);
            if (verb.past.len(), &*verb.past) < (past.len(), *past) {
                *past = &verb.past;
            }
            if let Some(root) = root {
                let lemma = fold_lexical_str(&verb.past);
                roots.entry(lemma).or_insert(root.as_str());
            }
        }
        for (lemma, known) in &sources.lemmas {
            if let Some(root) = &known.root {
                roots.insert(lemma.clone(), root.as_str());
            }
        }
        Lemmatiser {
            counts,
            sources,
            learnt,
            bases: sources.bases(),
            stems,
            roots,
            simplest,
            famous: famous(counts, sources),
        }
    }

    /// The lemma of a verb: the simplest of those whose present is written alike.
    pub fn verb(&self, verb: usize) -> String {
        let (verb, root) = &self.sources.verbs[verb];
        let simplest = self.simplest.get(&(&*verb.present, root.as_deref()));
        fold_lexical_str(simplest.unwrap_or(&&*verb.past))
    }

    /// The lemma of a form; `None` if nothing has been learnt of it.
    pub fn lemma(&self, form: &str) -> Option<String> {
        if let Some(particle) = self.sources.particles.get(form) {
            return Some(particle.clone());
        }
        let form = self.usual_spelling(form);
        let (lemma, is_whole) = match self.learnt.readings.get(form.as_ref())? {
            Reading::Verb { verb, .. } => (self.verb(*verb as usize), false),
            Reading::Nominal { stem, suffix, .. } => {
                let suffix = NOMINAL_SUFFIXES[usize::from(*suffix)];
                let lemma = self.nominal(self.learnt.words.get(*stem), suffix);
                (lemma, suffix.ending == Ending::None)
            }
        };
        if let Some(usual) = self.sources.variants.get(&lemma) {
            return Some(usual.clone());
        }
        let may_be_a_name =
            is_whole && !self.is_known(&lemma) && !self.sources.names.contains(&lemma);
        let name = match may_be_a_name {
            true => self.famous_name(&form).or_else(|| self.famous_name(&lemma)),
            false => None,
        };
        Some(name.unwrap_or(lemma))
    }

    /// The name that a word nobody knows is a rare spelling of.
    fn famous_name(&self, lemma: &str) -> Option<String> {
        let name = self.famous.get(&skeleton(lemma))?;
        let is_rare = self.counts.of(name) > COMMONER_SPELLING * self.counts.of(lemma).max(1);
        (is_rare && are_near(name, lemma)).then(|| (*name).to_owned())
    }

    /// Names that are alone with their skeleton, by it.
    pub fn famous(&self) -> &FxHashMap<String, &'a str> {
        &self.famous
    }

    /// What a lemma shares with related words: a place with its adjective, other words their root
    /// as the tables have it; a name has nothing but itself, a relation adjective what its noun
    /// has, and where all else fails a pattern is read.
    pub fn root(&self, lemma: &str) -> String {
        if let Some(place) = self.sources.demonyms.get(lemma) {
            return place.clone();
        }
        let feminine = lemma.strip_suffix('ة');
        let known = self
            .roots
            .get(lemma)
            .or_else(|| self.roots.get(feminine?))
            .or_else(|| self.roots.get(&format!("{lemma}ة")));
        if let Some(root) = known {
            return (*root).to_owned();
        }
        // ديمقراطية and ديمقراطي are related, whatever they come from.
        if let Some(stem) = lemma
            .strip_suffix("ية")
            .filter(|stem| stem.chars().count() >= 3)
        {
            return self.root(&format!("{stem}ي"));
        }
        if let Some(noun) = self.noun_of_relation(lemma) {
            return self.root(&noun);
        }
        if self.sources.names.contains(lemma) || self.uses(lemma).name {
            return lemma.to_owned();
        }
        let mut root = String::new();
        root_into(lemma, &mut root);
        root
    }

    /// The commonest noun from which ي could make the adjective `lemma`: كاراباخ of كاراباخي.
    fn noun_of_relation(&self, lemma: &str) -> Option<String> {
        let stem = lemma
            .strip_suffix('ي')
            .filter(|stem| stem.chars().count() >= 4)?;
        let nouns = ["", "ا", "يا", "ة"].map(|ending| format!("{stem}{ending}"));
        let is_noun = |noun: &String| {
            self.counts.of(noun) >= FEWEST_OF_A_NOUN && self.lemma(noun).as_ref() == Some(noun)
        };
        let nouns = nouns.into_iter().filter(is_noun);
        nouns.max_by_key(|noun| self.counts.of(noun))
    }

    /// The spelling that was meant: غزة for غزه, على for علي where it is far commoner.
    fn usual_spelling<'f>(&self, form: &'f str) -> Cow<'f, str> {
        if self.is_known(form) {
            return form.into();
        }
        let count = self.counts.of(form).max(1);
        respellings(form)
            .map(|spelling| (self.counts.of(&spelling), spelling))
            .filter(|(other, _)| *other > COMMONER_SPELLING * count)
            .max()
            .map_or(form.into(), |(_, spelling)| spelling.into())
    }

    fn nominal(&self, stem: &str, suffix: Suffix) -> String {
        let stem = stem.to_owned();
        let whole = match suffix.ending {
            Ending::None => self.alone(stem.clone(), suffix),
            Ending::Feminine => self.feminine(&stem),
            Ending::FemininePlural => self.feminine_plural(&stem),
            Ending::MasculinePlural => self.masculine_plural(stem.clone(), suffix),
            Ending::Dual => self.dual(stem.clone()),
            Ending::Accusative | Ending::LoanPlural => return self.singular(stem),
        };
        // مراجعين is not مراجع, the plural of مرجع: what takes an ending is no broken plural.
        let has_ending = suffix.ending != Ending::None;
        match has_ending && whole == stem && self.sources.plurals.contains(&whole) {
            true => whole,
            false => self.singular(whole),
        }
    }

    fn alone(&self, stem: String, suffix: Suffix) -> String {
        let stem = self.without_construct_plural(stem);
        if !suffix.pronoun {
            return stem;
        }
        if let Some(before) = stem.strip_suffix('ت') {
            let feminine = format!("{before}ة");
            if self.counts.of(&feminine) > self.counts.of(&stem) {
                return feminine;
            }
        }
        stem
    }

    /// مقاتلي is what ين of many leaves before a genitive or a pronoun, unless it is a word itself.
    fn without_construct_plural(&self, stem: String) -> String {
        let Some(before) = stem.strip_suffix('ي') else {
            return stem;
        };
        let (of_many, of_itself) = (self.seen(before), self.seen(&stem));
        let is_plural = !self.is_known(&stem)
            && before.chars().count() >= 4
            && of_many.masculine_plural * 3 > of_itself.bare;
        match is_plural {
            true => before.to_owned(),
            false => stem,
        }
    }

    fn feminine(&self, stem: &str) -> String {
        let feminine = format!("{stem}ة");
        if self.sources.irregular.contains_key(&feminine) || self.bases.contains(&*feminine) {
            return feminine;
        }
        let of = self.uses(&feminine);
        let without = self.uses(stem);
        let seen = self.seen(stem);
        let inflects = seen.masculine_plural * 20 > seen.feminine && seen.bare * 5 > seen.feminine;
        // A feminine that is a noun too (عاملة) is its adjective's unless it is far commoner.
        let is_of_adjective = match of.noun {
            true => without.adjective && seen.bare * 6 > seen.feminine,
            false => {
                without.adjective || is_relation(stem) || stem.chars().count() >= 4 && inflects
            }
        };
        match is_of_adjective {
            true => stem.to_owned(),
            false => feminine,
        }
    }

    fn feminine_plural(&self, stem: &str) -> String {
        let plural = format!("{stem}ات");
        if self.sources.irregular.contains_key(&plural) || self.bases.contains(&*plural) {
            return plural;
        }
        let feminine = format!("{stem}ة");
        let (of, without) = (self.uses(&feminine), self.uses(stem));
        let seen = self.seen(stem);
        let has_another_plural = self.bases.contains(stem);
        let feminine_is_meant = of.noun && (!without.noun || has_another_plural)
            || self.bases.contains(&*feminine)
            || seen.feminine > seen.bare && (of.noun || !without.noun)
            || stem.chars().count() <= 3 && seen.feminine * 10 > seen.bare;
        if feminine_is_meant {
            self.feminine(stem)
        } else {
            stem.to_owned()
        }
    }

    fn masculine_plural(&self, stem: String, suffix: Suffix) -> String {
        // سنين, بنين: a plural in ين that is on the list of broken ones.
        let whole = format!("{stem}{}", suffix.form);
        if !suffix.pronoun && self.sources.irregular.contains_key(&whole) {
            return whole;
        }
        // قاضيه is قاضي and a pronoun, not the قاض of many.
        if suffix.form.starts_with('ي') && (suffix.form == "ي" || suffix.pronoun) {
            let with_letter = format!("{stem}ي");
            let is_commoner = self.seen(&stem).masculine_plural * 2 < self.seen(&with_letter).bare;
            if self.sources.irregular.contains_key(&with_letter)
                || self.bases.contains(&*with_letter)
                || self.is_known(&with_letter) && is_commoner
            {
                return with_letter;
            }
        }
        stem
    }

    fn dual(&self, stem: String) -> String {
        let whole = format!("{stem}ان");
        match self.sources.irregular.contains_key(&whole) {
            true => whole,
            false => stem,
        }
    }

    /// The singular of a broken plural, or the base of another irregular form.
    fn singular(&self, word: String) -> String {
        match self.sources.irregular.get(&word) {
            Some(base) => match self.sources.irregular.get(base) {
                Some(further) => further.clone(),
                None => base.clone(),
            },
            None => word,
        }
    }

    fn uses(&self, word: &str) -> Uses {
        self.sources
            .lemmas
            .get(word)
            .map_or(Uses::default(), |lemma: &Lemma| lemma.uses)
    }

    fn is_known(&self, word: &str) -> bool {
        self.sources.lemmas.contains_key(word)
            || self.sources.irregular.contains_key(word)
            || self.bases.contains(word)
    }

    fn seen(&self, stem: &str) -> Stem {
        self.stems.get(stem).copied().unwrap_or_default()
    }
}
