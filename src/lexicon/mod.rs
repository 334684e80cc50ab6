//! The lexicon's workshop: from word counts and curated tables to the table of lemmas that
//! [`arabic`](crate::arabic) reads.
//!
//! 1. [`counts`]: how often each form stands in a collection of news,
//! 2. [`sources`]: what people know: verbs, lemmas, plurals, protected words, spellings,
//! 3. [`learn`]: how each form is put together, learnt from how the forms share their stems,
//! 4. [`lemmas`]: the word and the root under which each form is found.
//!
//! `warraq lexicon build` writes the result to `data/lexicon/`, a text file that people can
//! read and compare; the build script compiles it into the binary.

pub mod counts;
pub mod learn;
pub mod lemmas;
pub mod sources;
pub mod verbs;

use crate::arabic::chars::fold_lexical_str;
use crate::arabic::grammar::{NOMINAL_PROCLITICS, NOMINAL_SUFFIXES};
use counts::Counts;
use lemmas::Lemmatiser;
use sources::Sources;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use verbs::Person;

/// Rarer forms are not learnt from: most are misprints.
pub const FEWEST_SEEN: u64 = 3;

/// A lexicon as it is written to `data/lexicon/`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lexicon {
    /// Lemmas, and their root and forms with counts.
    pub lemmas: BTreeMap<String, Entry>,
    /// Well-known foreign names by their skeleton: see [`crate::arabic::skeleton`].
    pub famous: BTreeMap<String, String>,
    /// Natural logarithms of the shares of proclitics, as the grammar lists them.
    pub proclitic_logs: Vec<f64>,
    /// Natural logarithms of the shares of suffixes, as the grammar lists them.
    pub suffix_logs: Vec<f64>,
}

/// What belongs to a lemma.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its root.
    pub root: String,
    /// How often its forms were seen.
    pub count: u64,
    /// Its forms, at the lexical level.
    pub forms: BTreeSet<String>,
}

impl Lexicon {
    /// Learns a lexicon from counts and tables.
    pub fn build(counts: &Counts, mut sources: Sources) -> Self {
        sources.take_spellings(counts);
        let sources = &sources;
        let learnt = learn::learn(counts, sources, FEWEST_SEEN);
        let lemmatiser = Lemmatiser::new(counts, sources, &learnt);
        let mut lexicon = Lexicon {
            proclitic_logs: learnt.proclitic_logs.clone(),
            suffix_logs: learnt.suffix_logs.clone(),
            famous: lemmatiser
                .famous()
                .iter()
                .map(|(skeleton, name)| (skeleton.clone(), (*name).to_owned()))
                .collect(),
            ..Lexicon::default()
        };
        for (form, count) in counts.words(FEWEST_SEEN) {
            if let Some(lemma) = lemmatiser.lemma(form) {
                lexicon.add(&lemmatiser, lemma, form, count);
            }
        }
        lexicon.add_known(&lemmatiser, sources, counts);
        lexicon
    }

    fn add(&mut self, lemmatiser: &Lemmatiser<'_>, lemma: String, form: &str, count: u64) {
        let entry = self.lemmas.entry(lemma).or_insert_with_key(|lemma| Entry {
            root: lemmatiser.root(lemma),
            ..Entry::default()
        });
        entry.count += count;
        entry.forms.insert(form.to_owned());
    }

    /// What the tables know counts even where no article has it: variants, irregular forms,
    /// verbs, particles.
    fn add_known(&mut self, lemmatiser: &Lemmatiser<'_>, sources: &Sources, counts: &Counts) {
        let seen: BTreeSet<String> = self
            .lemmas
            .values()
            .flat_map(|entry| entry.forms.iter().cloned())
            .collect();
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        let tables = [&sources.particles, &sources.variants, &sources.irregular];
        for (form, lemma) in tables.into_iter().flatten() {
            known.entry(form.clone()).or_insert_with(|| lemma.clone());
        }
        for (number, (verb, _)) in sources.verbs.iter().enumerate() {
            let lemma = lemmatiser.verb(number);
            let forms = verb.forms().into_iter();
            for form in forms.filter(|form| form.person < Person::Rare) {
                known.entry(form.form).or_insert_with(|| lemma.clone());
            }
        }
        for word in sources.lemmas.keys().chain(sources.protected.keys()) {
            known.entry(word.clone()).or_insert_with(|| word.clone());
        }
        for (form, lemma) in known {
            if !seen.contains(&form) {
                let count = counts.of(&form);
                self.add(lemmatiser, lemma, &form, count);
            }
        }
        self.add_hamza(lemmatiser, sources);
    }

    /// A word that begins with a hamza and would be read otherwise without it (إلهام as ال and
    /// هام, أنفاق as إنفاق) is found by its spelling too.
    fn add_hamza(&mut self, lemmatiser: &Lemmatiser<'_>, sources: &Sources) {
        let spellings: BTreeSet<&String> = sources.hamza.iter().collect();
        for spelling in spellings {
            let form = fold_lexical_str(spelling);
            let lemma = sources.irregular.get(&form).unwrap_or(&form);
            let read = lemmatiser.lemma(&form);
            let is_other = read.is_some_and(|read| read != *lemma);
            if is_other && !sources.variants.contains_key(lemma) {
                for before in ["", "و", "ب", "ل"] {
                    self.add(lemmatiser, lemma.clone(), &format!("{before}{spelling}"), 0);
                }
            }
        }
    }

    /// Writes the table: lines of shares for proclitics and for suffixes, of names by their
    /// skeleton, then a line for each lemma: lemma, root, count, forms.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, mut out: impl Write) -> std::io::Result<()> {
        writeln!(
            out,
            "# Built by `warraq lexicon build`; not edited by hand. lemma, root, count, forms."
        )?;
        for (form, log) in NOMINAL_PROCLITICS
            .iter()
            .map(|p| p.form)
            .zip(&self.proclitic_logs)
        {
            writeln!(out, "#proclitic\t{form}\t{log:.3}")?;
        }
        for (form, log) in NOMINAL_SUFFIXES
            .iter()
            .map(|s| s.form)
            .zip(&self.suffix_logs)
        {
            writeln!(out, "#suffix\t{form}\t{log:.3}")?;
        }
        for (skeleton, name) in &self.famous {
            writeln!(out, "#name\t{skeleton}\t{name}")?;
        }
        for (lemma, entry) in &self.lemmas {
            let forms: Vec<&str> = entry.forms.iter().map(String::as_str).collect();
            writeln!(
                out,
                "{lemma}\t{}\t{}\t{}",
                entry.root,
                entry.count,
                forms.join(" ")
            )?;
        }
        Ok(())
    }
}
