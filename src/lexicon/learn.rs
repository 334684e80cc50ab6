//! Learning: how each word form is put together, without anyone having marked it.
//!
//! Every form has a few candidate readings: a nominal by the closed [`grammar`], a form of a
//! known verb, or one piece. A reading is the likelier the more other forms share its stem and
//! the commoner its clitics and endings are, so the forms vote for each other: each form in
//! turn, the commonest first, gives back its vote, takes the reading that the others make
//! likeliest, and votes for that (collapsed sampling without the sampling, as in Goldwater,
//! Griffiths and Johnson, "A Bayesian framework for word segmentation", 2009, with the affixes
//! closed). Known words begin with votes of their own. Four rounds settle it.

use super::counts::Counts;
use super::sources::{Keeps, Sources};
use super::verbs::{Person, Stands, Tense, VerbForm};
use crate::arabic::grammar::{
    Ending, NOMINAL_PROCLITICS, NOMINAL_SUFFIXES, OBJECT_PRONOUNS, Proclitic, Suffix,
    VERBAL_PROCLITICS, nominal_splits,
};
use crate::arabic::unknown::{KNOWN_WORD_LOG, new_stem};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// One way to read a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// A nominal: stem, and indices into the grammar's proclitics and suffixes.
    Nominal {
        /// Interned stem.
        stem: Word,
        /// Index into [`NOMINAL_PROCLITICS`].
        proclitic: u16,
        /// Index into [`NOMINAL_SUFFIXES`].
        suffix: u16,
    },
    /// A form of a verb.
    Verb {
        /// Index into the verbs of the sources.
        verb: u32,
        /// Index into [`VERBAL_PROCLITICS`].
        proclitic: u16,
        /// Index into [`OBJECT_PRONOUNS`].
        pronoun: u16,
        /// Who does it.
        person: Person,
    },
}

/// An interned word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Word(u32);

/// Words, each stored once.
#[derive(Debug, Default)]
pub struct Words {
    numbers: FxHashMap<String, u32>,
    words: Vec<String>,
}

impl Words {
    fn intern(&mut self, word: &str) -> Word {
        if let Some(&number) = self.numbers.get(word) {
            return Word(number);
        }
        let number = self.words.len() as u32;
        self.numbers.insert(word.to_owned(), number);
        self.words.push(word.to_owned());
        Word(number)
    }

    /// The letters of a word.
    pub fn get(&self, word: Word) -> &str {
        &self.words[word.0 as usize]
    }
}

const ROUNDS: usize = 4;
/// What a verb that no form has voted for yet is worth.
const NEW_VERB: f64 = 1.0;
/// A form of two letters left as a stem must be this common by itself.
const FEWEST_OF_A_TWO_LETTER_STEM: u64 = 2000;
/// What it counts besides [`KNOWN_WORD_LOG`] that the whole form is a word of the tables.
const KNOWN_WHOLE_LOG: f64 = 2.5;

/// Votes that known words begin with.
mod votes {
    pub const LEMMA: f64 = 4.0;
    pub const NAME: f64 = 3.0;
    pub const NAME_OF_THE_AUTHORITY: f64 = 15.0;
    pub const BASE_OF_IRREGULAR: f64 = 12.0;
    pub const IRREGULAR: f64 = 12.0;
    pub const PROTECTED_BOTH: f64 = 30.0;
    pub const PROTECTED_FIRST: f64 = 15.0;
}

/// The affixes' shares before anything is learnt, and how many forms that knowledge is worth.
const PRIOR_FORMS_PER_PERCENT: f64 = 10.0;
const PROCLITIC_PERCENT: &[(&str, f64)] = &[
    ("", 40.0),
    ("ال", 25.0),
    ("و", 8.0),
    ("وال", 6.0),
    ("ب", 4.0),
    ("ل", 4.0),
    ("بال", 3.0),
    ("لل", 4.0),
    ("ف", 0.7),
    ("ك", 0.5),
    ("كال", 0.4),
    ("وبال", 0.5),
    ("ولل", 0.5),
    ("وب", 0.6),
    ("ول", 0.6),
    ("فال", 0.4),
];
const SUFFIX_PERCENT: &[(&str, f64)] = &[
    ("", 55.0),
    ("ة", 14.0),
    ("ات", 6.0),
    ("ا", 3.0),
    ("ين", 4.0),
    ("ون", 2.0),
    ("ه", 2.0),
    ("ها", 2.5),
    ("هم", 1.0),
    ("ان", 0.7),
    ("ته", 0.8),
    ("تها", 1.0),
    ("ي", 0.3),
    ("و", 0.1),
    ("هات", 0.2),
];
const VERBAL_PROCLITIC_PERCENT: &[(&str, f64)] = &[
    ("", 60.0),
    ("و", 20.0),
    ("ف", 2.0),
    ("س", 2.0),
    ("ل", 1.5),
    ("وس", 0.5),
];
const PRONOUN_PERCENT: &[(&str, f64)] = &[("", 85.0), ("ه", 4.0), ("ها", 3.0), ("هم", 1.5)];

/// Log shares of a closed set of affixes.
#[derive(Debug)]
struct Shares {
    seen: Vec<f64>,
    all: f64,
}

impl Shares {
    fn new(forms: impl Iterator<Item = &'static str>, prior: &[(&str, f64)]) -> Self {
        let share = |form| {
            let known = prior.iter().find(|(affix, _)| *affix == form);
            known.map_or(0.0, |(_, percent)| percent * PRIOR_FORMS_PER_PERCENT)
        };
        let seen: Vec<f64> = forms.map(share).collect();
        let all = seen.iter().sum();
        Shares { seen, all }
    }

    fn add(&mut self, affix: u16, votes: f64) {
        self.seen[usize::from(affix)] += votes;
        self.all += votes;
    }

    fn log(&self, affix: u16) -> f64 {
        ((self.seen[usize::from(affix)] + 0.5) / (self.all + 50.0)).ln()
    }
}

/// What has been learnt: a reading for every form, and the shares of the affixes.
pub struct Learnt {
    /// The words that readings name.
    pub words: Words,
    /// A reading for each form.
    pub readings: FxHashMap<String, Reading>,
    /// Natural logarithms of the proclitics' shares, as [`NOMINAL_PROCLITICS`].
    pub proclitic_logs: Vec<f64>,
    /// Natural logarithms of the suffixes' shares, as [`NOMINAL_SUFFIXES`].
    pub suffix_logs: Vec<f64>,
}

struct Model<'s> {
    sources: &'s Sources,
    counts: &'s Counts,
    bases: FxHashSet<&'s str>,
    words: Words,
    /// Votes for each nominal stem and each verb.
    stems: Vec<f64>,
    verbs: Vec<f64>,
    proclitics: Shares,
    suffixes: Shares,
    verbal_proclitics: Shares,
    pronouns: Shares,
    verb_forms: FxHashMap<String, Vec<(u32, VerbForm)>>,
}

/// Learns readings for every form that was counted at least `fewest` times.
pub fn learn(counts: &Counts, sources: &Sources, fewest: u64) -> Learnt {
    let mut model = Model::new(counts, sources);
    let mut forms = counts.words(fewest);
    forms.retain(|(form, _)| !sources.particles.contains_key(*form));
    let candidates: Vec<Vec<Reading>> = forms
        .iter()
        .map(|(form, _)| model.candidates(form))
        .collect();
    let mut chosen: Vec<Option<Reading>> = vec![None; forms.len()];
    for _ in 0..ROUNDS {
        for ((candidates, chosen), (_, count)) in candidates.iter().zip(&mut chosen).zip(&forms) {
            let votes = votes_of(*count);
            if let Some(before) = *chosen {
                model.vote(before, -votes);
            }
            let best = model.best(candidates);
            model.vote(best, votes);
            *chosen = Some(best);
        }
    }
    let readings = forms
        .iter()
        .zip(chosen)
        .filter_map(|((form, _), chosen)| Some(((*form).to_owned(), chosen?)));
    Learnt {
        readings: readings.collect(),
        proclitic_logs: (0..NOMINAL_PROCLITICS.len() as u16)
            .map(|affix| model.proclitics.log(affix))
            .collect(),
        suffix_logs: (0..NOMINAL_SUFFIXES.len() as u16)
            .map(|affix| model.suffixes.log(affix))
            .collect(),
        words: model.words,
    }
}

impl<'s> Model<'s> {
    fn new(counts: &'s Counts, sources: &'s Sources) -> Self {
        let mut model = Model {
            sources,
            counts,
            bases: sources.bases(),
            words: Words::default(),
            stems: Vec::new(),
            verbs: vec![0.0; sources.verbs.len()],
            proclitics: Shares::new(NOMINAL_PROCLITICS.iter().map(|p| p.form), PROCLITIC_PERCENT),
            suffixes: Shares::new(NOMINAL_SUFFIXES.iter().map(|s| s.form), SUFFIX_PERCENT),
            verbal_proclitics: Shares::new(
                VERBAL_PROCLITICS.iter().copied(),
                VERBAL_PROCLITIC_PERCENT,
            ),
            pronouns: Shares::new(OBJECT_PRONOUNS.iter().copied(), PRONOUN_PERCENT),
            verb_forms: FxHashMap::default(),
        };
        for (number, (verb, _)) in (0u32..).zip(&sources.verbs) {
            for form in verb.forms() {
                let bearers = model.verb_forms.entry(form.form.clone()).or_default();
                bearers.push((number, form));
            }
        }
        model.begin();
        model
    }

    /// The votes that known words begin with. A word in ة or ات also votes for its stem.
    fn begin(&mut self) {
        let sources = self.sources;
        let mut lemmas: Vec<_> = sources.lemmas.iter().collect();
        lemmas.sort_by_key(|(word, _)| *word);
        for (word, lemma) in lemmas {
            let votes = match lemma.uses.noun || lemma.uses.adjective {
                true => votes::LEMMA,
                false => votes::NAME,
            };
            self.favour(word, votes);
        }
        for name in &sources.names {
            if !self.is_verb_form(name) {
                let word = self.intern(name);
                self.stems[word.0 as usize] += votes::NAME_OF_THE_AUTHORITY;
            }
        }
        for (form, base) in &sources.irregular {
            self.favour(form, votes::IRREGULAR);
            self.favour(base, votes::BASE_OF_IRREGULAR);
        }
        for (word, keeps) in &sources.protected {
            let votes = match keeps {
                Keeps::Both => votes::PROTECTED_BOTH,
                Keeps::First => votes::PROTECTED_FIRST,
            };
            self.favour(word, votes);
        }
    }

    fn favour(&mut self, word: &str, votes: f64) {
        let stem = ["ات", "ة"]
            .iter()
            .find_map(|ending| word.strip_suffix(ending));
        let stem = stem.filter(|stem| stem.chars().count() >= 2);
        let word = self.intern(stem.unwrap_or(word));
        self.stems[word.0 as usize] += votes;
    }

    fn intern(&mut self, word: &str) -> Word {
        let word = self.words.intern(word);
        if self.stems.len() <= word.0 as usize {
            self.stems.push(0.0);
        }
        word
    }

    fn candidates(&mut self, form: &str) -> Vec<Reading> {
        let mut found = Vec::new();
        for split in nominal_splits(form) {
            let letters = split.stem.chars().count();
            let before = NOMINAL_PROCLITICS[split.proclitic];
            if self.is_loan_plural(split.stem, NOMINAL_SUFFIXES[split.suffix]) {
                continue;
            }
            if letters == 2 && !self.is_word_of_two_letters(split.stem, before) {
                continue;
            }
            let stem = self.free_stem(split.stem, NOMINAL_SUFFIXES[split.suffix]);
            found.push(Reading::Nominal {
                stem: self.intern(&stem),
                proclitic: split.proclitic as u16,
                suffix: split.suffix as u16,
            });
        }
        self.verbal_candidates(form, &mut found);
        if found.is_empty() {
            found.push(self.whole(form));
        }
        found
    }

    /// Whether a word is what the news writes for somebody doing something: يشير is no name there.
    fn is_verb_form(&self, word: &str) -> bool {
        let forms = self.verb_forms.get(word).into_iter().flatten();
        word.starts_with(['ي', 'ت'])
            && forms
                .into_iter()
                .any(|(_, form)| form.person == Person::Common)
    }

    /// Whether two letters can be a stem behind a proclitic: a common form, or a known word.
    fn is_word_of_two_letters(&self, stem: &str, before: Proclitic) -> bool {
        let is_common = self.counts.of(stem) >= FEWEST_OF_A_TWO_LETTER_STEM;
        let is_known = |word: &str| self.sources.lemmas.contains_key(word);
        is_known(&format!("{stem}ة"))
            || is_common && (before.article || before.form.chars().count() < 2)
            || before.article && is_known(stem)
    }

    /// Whether the ه of a stem before ات belongs to the plural of a loan word: فيديوهات.
    fn is_loan_plural(&self, stem: &str, suffix: Suffix) -> bool {
        suffix.ending == Ending::FemininePlural
            && stem.strip_suffix('ه').is_some_and(|loan| {
                loan.ends_with(['ا', 'و', 'ي']) && self.counts.of(loan) > self.counts.of(stem)
            })
    }

    /// A stem as it is written without the pronoun behind it: رؤسائ is رؤساء, مستوا is مستوى.
    fn free_stem<'w>(&self, stem: &'w str, suffix: Suffix) -> Cow<'w, str> {
        if !suffix.pronoun || suffix.ending != Ending::None {
            return stem.into();
        }
        if let Some(before) = stem.strip_suffix(['ئ', 'ؤ']) {
            let free = format!("{before}ء");
            if before.ends_with('ا') || self.counts.of(&free) > self.counts.of(stem) {
                return free.into();
            }
        }
        if let Some(before) = stem.strip_suffix('ا') {
            let free = format!("{before}ى");
            if self.counts.of(&free) > self.counts.of(stem) {
                return free.into();
            }
        }
        stem.into()
    }

    fn whole(&mut self, form: &str) -> Reading {
        Reading::Nominal {
            stem: self.intern(form),
            proclitic: 0,
            suffix: 0,
        }
    }

    fn verbal_candidates(&self, form: &str, found: &mut Vec<Reading>) {
        for (proclitic, before) in (0u16..).zip(VERBAL_PROCLITICS) {
            let Some(rest) = form.strip_prefix(before) else {
                continue;
            };
            let only_present = before.contains(['ل', 'س']);
            for (pronoun, behind) in (0u16..).zip(OBJECT_PRONOUNS) {
                let Some(bare) = rest.strip_suffix(behind) else {
                    continue;
                };
                for (verb, form) in self.verb_forms.get(bare).into_iter().flatten() {
                    let fits = match form.stands {
                        Stands::Anywhere => true,
                        Stands::Alone => behind.is_empty(),
                        Stands::BeforePronoun => !behind.is_empty(),
                    };
                    let reading = Reading::Verb {
                        verb: *verb,
                        proclitic,
                        pronoun,
                        person: form.person,
                    };
                    if fits
                        && (form.tense == Tense::Present || !only_present)
                        && !found.contains(&reading)
                    {
                        found.push(reading);
                    }
                }
            }
        }
    }

    fn best(&self, candidates: &[Reading]) -> Reading {
        let mut best = candidates[0];
        let mut score = self.score(best);
        for &candidate in &candidates[1..] {
            let other = self.score(candidate);
            if other > score {
                (best, score) = (candidate, other);
            }
        }
        best
    }

    fn score(&self, reading: Reading) -> f64 {
        match reading {
            Reading::Nominal {
                stem,
                proclitic,
                suffix,
            } => {
                let letters = self.words.get(stem).chars().count();
                self.known_log(stem, proclitic, suffix)
                    + (self.stems[stem.0 as usize] + new_stem(letters)).ln()
                    + self.proclitics.log(proclitic)
                    + self.suffixes.log(suffix)
            }
            Reading::Verb {
                verb,
                proclitic,
                pronoun,
                person,
            } => {
                KNOWN_WORD_LOG
                    + (self.verbs[verb as usize] + NEW_VERB).ln()
                    + self.verbal_proclitics.log(proclitic)
                    + self.pronouns.log(pronoun)
                    + person_log(person)
            }
        }
    }

    fn known_log(&self, stem: Word, proclitic: u16, suffix: u16) -> f64 {
        let stem = self.words.get(stem);
        let known = |word: &str| {
            let lemma = self.sources.lemmas.get(word).map(|lemma| lemma.uses);
            let is_word = lemma.is_some_and(|uses| uses.noun || uses.adjective);
            let is_name = lemma.is_some_and(|uses| uses.name) && !self.is_verb_form(word);
            is_word
                || is_name
                || self.sources.irregular.contains_key(word)
                || self.bases.contains(word)
        };
        let suffix = NOMINAL_SUFFIXES[usize::from(suffix)];
        let is_known = match suffix.ending {
            Ending::Feminine => known(&format!("{stem}ة")),
            Ending::FemininePlural => known(stem) || known(&format!("{stem}ة")),
            _ => known(stem),
        };
        let is_whole = proclitic == 0 && matches!(suffix.form, "" | "ة");
        let is_name =
            suffix.form.is_empty() && self.sources.names.contains(stem) && !self.is_verb_form(stem);
        match (is_known || is_name, is_whole) {
            (true, true) => KNOWN_WORD_LOG + KNOWN_WHOLE_LOG,
            (true, false) => KNOWN_WORD_LOG,
            (false, _) => 0.0,
        }
    }

    fn vote(&mut self, reading: Reading, votes: f64) {
        match reading {
            Reading::Nominal {
                stem,
                proclitic,
                suffix,
            } => {
                self.stems[stem.0 as usize] += votes;
                self.proclitics.add(proclitic, votes);
                self.suffixes.add(suffix, votes);
            }
            Reading::Verb {
                verb,
                proclitic,
                pronoun,
                ..
            } => {
                self.verbs[verb as usize] += votes;
                self.verbal_proclitics.add(proclitic, votes);
                self.pronouns.add(pronoun, votes);
            }
        }
    }
}

/// The votes of a form: a common one has more than a rare one, but many rare ones have more.
fn votes_of(count: u64) -> f64 {
    1.0 + (count as f64).log10().powi(2) / 2.0
}

/// The share of a person among the forms of verbs, as a nominal has the share of its suffix.
fn person_log(person: Person) -> f64 {
    match person {
        Person::Common => -1.6,
        Person::Plural => -2.5,
        Person::Passive => -3.0,
        Person::Rare => -5.0,
    }
}
