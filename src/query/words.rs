//! Words side by side, in Arabic or Latin letters, as clauses.
//!
//! Every Arabic word is sought in all its forms and, where it is part of a known name, as that
//! entity too. Latin words are read longest first as a name, then as an English word or phrase
//! with Arabic renderings; they are always sought as typed as well.

use super::Translation;
use super::bilingual::{LONGEST_PHRASE_WORDS, renderings};
use super::plan::{Alternative, Clause, Sought, Why, Word};
use crate::arabic::token::Kind;
use crate::arabic::{Analysis, Layer, Token};
use crate::entities::authority::{Authority, EntityNumber};
use crate::entities::{latin_name_at, names};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

/// How much an entity counts against the plain words of its name.
const ENTITY_WEIGHT: f32 = 1.0;
/// How much a Latin word as typed counts where it also means something in Arabic: an article
/// that names Oman is meant, not a drug called Allopurinol Oman.
const TYPED_LATIN_WEIGHT: f32 = 0.3;
/// What may be a name may also be words that belong together (انفجار المرفأ): then others can stand
/// between them.
const MOST_WORDS_WITHIN_A_NAME: u32 = 10;
/// More words are a sentence.
const MOST_WORDS_OF_A_LIST: usize = 6;
/// How much the second rendering of an English word counts against the first, the third
/// against the second, and so on.
const NEXT_RENDERING: f32 = 0.85;

/// The clauses of a text.
pub(super) fn clauses(authority: &Authority, text: &str, translation: Translation) -> Vec<Clause> {
    let mut clauses = Vec::new();
    Reader::new(authority, text, translation).read_into(&mut clauses);
    clauses
}

/// The words of a text on all layers.
pub(super) fn words(text: &str) -> Vec<Word> {
    let analysis = Analysis::of(text);
    let words = analysis.tokens().iter();
    words.map(|token| word(&analysis, token)).collect()
}

/// The words that carry a topic.
pub(super) fn telling(words: &[Word]) -> Vec<Word> {
    let telling = words.iter().filter(|word| !word.is_stop_word);
    telling.cloned().collect()
}

/// Reads the words of one piece.
struct Reader<'a> {
    authority: &'a Authority,
    text: &'a str,
    translation: Translation,
    analysis: Analysis,
    names: Vec<(Range<usize>, EntityNumber)>,
}

impl<'a> Reader<'a> {
    fn new(authority: &'a Authority, text: &'a str, translation: Translation) -> Self {
        let analysis = Analysis::of(text);
        let names = names(authority, text, &analysis);
        Reader {
            authority,
            text,
            translation,
            analysis,
            names,
        }
    }

    fn read_into(&self, clauses: &mut Vec<Clause>) {
        let mut at = 0;
        while let Some(token) = self.analysis.tokens().get(at) {
            let (clause, end) = match token.kind {
                Kind::Other if self.translation == Translation::On => self.latin(at),
                Kind::Other => (self.latin_clause(at..at + 1, Vec::new()), at + 1),
                Kind::Arabic | Kind::Number => {
                    self.name(at).unwrap_or_else(|| (self.arabic(at), at + 1))
                }
            };
            clauses.push(clause);
            at = end;
        }
    }

    /// The Arabic name of several words that begins here, and its end. In a list of a few words a
    /// name is one thing; in a sentence its words count like the others, which ranks better.
    fn name(&self, at: usize) -> Option<(Clause, usize)> {
        if self.analysis.tokens().len() > MOST_WORDS_OF_A_LIST {
            return None;
        }
        let mut names = self.names.iter();
        let (tokens, entity) = names.find(|(tokens, _)| tokens.start == at && tokens.len() > 1)?;
        let written = &self.analysis.tokens()[tokens.clone()];
        let lemma = |token| self.analysis.form(token, Layer::Lemma).to_owned();
        let words: Vec<Word> = written.iter().map(|token| self.word(token)).collect();
        let typed = &self.text[written.first()?.span.start..written.last()?.span.end];
        let sought = Sought::Near {
            lemmas: written.iter().map(lemma).collect(),
            within: MOST_WORDS_WITHIN_A_NAME,
        };
        let mut clause = Clause::typed(typed, sought);
        clause.alternatives.push(named(*entity, ENTITY_WEIGHT));
        clause.words = telling(&words);
        Some((clause, tokens.end))
    }

    /// One Arabic word, and the entity whose name it is part of.
    fn arabic(&self, at: usize) -> Clause {
        let word = self.word(&self.analysis.tokens()[at]);
        let mut clause = Clause::typed(self.written(at), Sought::Word(word));
        let name = self.names.iter().find(|(tokens, _)| tokens.contains(&at));
        if let Some((tokens, entity)) = name {
            let share = ENTITY_WEIGHT / tokens.len() as f32;
            clause.alternatives.push(named(*entity, share));
        }
        clause
    }

    /// The longest name, phrase or word of Latin letters that begins here, and its end. A phrase
    /// that is longer than a name goes before it; a word in small letters may be either.
    fn latin(&self, at: usize) -> (Clause, usize) {
        let (end, meanings) = match (self.name_at(at), self.phrase_at(at)) {
            (Some(name), Some(phrase)) => match phrase.0.cmp(&name.0) {
                Ordering::Less => name,
                Ordering::Greater => phrase,
                Ordering::Equal if name.0 > at + 1 || self.is_capital(at) => name,
                Ordering::Equal => (name.0, [name.1, phrase.1].concat()),
            },
            (name, phrase) => name.or(phrase).unwrap_or((at + 1, Vec::new())),
        };
        (self.latin_clause(at..end, meanings), end)
    }

    /// Whom the longest name that begins here can mean, and its end.
    fn name_at(&self, at: usize) -> Option<(usize, Vec<Alternative>)> {
        let (end, entities) = latin_name_at(self.authority, self.text, &self.analysis, at)?;
        let is_stop_word = self.analysis.is_stop_word(&self.analysis.tokens()[at]);
        // WHO is a name, who is not.
        if end == at + 1 && is_stop_word && self.written(at).contains(char::is_lowercase) {
            return None;
        }
        let entities = entities.into_iter();
        let entities = entities.map(|entity| named(entity, ENTITY_WEIGHT));
        Some((end, entities.collect()))
    }

    /// The renderings of the longest word or phrase that begins here, and its end.
    fn phrase_at(&self, at: usize) -> Option<(usize, Vec<Alternative>)> {
        let longest = self.analysis.tokens().len().min(at + LONGEST_PHRASE_WORDS);
        (at + 1..=longest).rev().find_map(|end| {
            let joined = |layer| {
                let tokens = self.analysis.tokens()[at..end].iter();
                let forms = tokens.map(|token| self.analysis.form(token, layer));
                forms.collect::<Vec<_>>().join(" ")
            };
            let translations = translations(&joined(Layer::Exact), &joined(Layer::Lemma));
            (!translations.is_empty()).then_some((end, translations))
        })
    }

    fn written(&self, at: usize) -> &str {
        &self.text[self.analysis.tokens()[at].span.clone()]
    }

    fn is_capital(&self, at: usize) -> bool {
        self.written(at).starts_with(char::is_uppercase)
    }

    /// Latin words as typed, and what else they mean.
    fn latin_clause(&self, span: Range<usize>, meanings: Vec<Alternative>) -> Clause {
        let tokens = &self.analysis.tokens()[span];
        let sought = match tokens {
            [single] => Sought::Word(self.word(single)),
            several => {
                let lemma = |token| self.analysis.form(token, Layer::Lemma).to_owned();
                Sought::Phrase(several.iter().map(lemma).collect())
            }
        };
        let (first, last) = (&tokens[0], &tokens[tokens.len() - 1]);
        let mut clause = Clause::typed(&self.text[first.span.start..last.span.end], sought);
        if !meanings.is_empty() {
            clause.alternatives[0].weight = TYPED_LATIN_WEIGHT;
        }
        clause.words = self.words_of(&meanings, tokens.len());
        clause.alternatives.extend(meanings);
        clause
    }

    /// The words of the first of the meanings of some tokens, if it has several. One token that names
    /// somebody stands for one word, not for all names that he has.
    fn words_of(&self, meanings: &[Alternative], tokens: usize) -> Vec<Word> {
        let first = meanings.first().map(|way| match &way.sought {
            Sought::Entity(entity) if tokens > 1 => words(self.authority.entity(*entity).name()),
            Sought::Phrase(_) => words(&way.rendering),
            _ => Vec::new(),
        });
        let words = telling(&first.unwrap_or_default());
        match words.len() {
            0 | 1 => Vec::new(),
            _ => words,
        }
    }

    fn word(&self, token: &Token) -> Word {
        word(&self.analysis, token)
    }
}

/// An entity that is meant by a name of it.
fn named(entity: EntityNumber, weight: f32) -> Alternative {
    Alternative {
        weight,
        why: Why::Name,
        ..Alternative::typed(Sought::Entity(entity))
    }
}

fn word(analysis: &Analysis, token: &Token) -> Word {
    Word {
        exact: Some(analysis.form(token, Layer::Exact).to_owned()),
        lemma: analysis.form(token, Layer::Lemma).to_owned(),
        root: analysis.form(token, Layer::Root).to_owned(),
        is_stop_word: analysis.is_stop_word(token),
    }
}

/// The renderings of an English word or phrase, each worth a little less than the one before.
fn translations(words: &str, stems: &str) -> Vec<Alternative> {
    let mut weight = 1.0;
    let mut found: Vec<Alternative> = Vec::new();
    for rendering in renderings(words, stems) {
        let analysis = Analysis::of(rendering);
        let sought = match analysis.tokens() {
            [single] => Sought::Word(Word {
                exact: None,
                ..word(&analysis, single)
            }),
            several => {
                let lemma = |token| analysis.form(token, Layer::Lemma).to_owned();
                Sought::Phrase(several.iter().map(lemma).collect())
            }
        };
        if !found.iter().any(|earlier| same(&earlier.sought, &sought)) {
            found.push(Alternative {
                sought,
                weight,
                why: Why::Translation,
                rendering: Cow::Borrowed(rendering),
            });
            weight *= NEXT_RENDERING;
        }
    }
    found
}

/// Whether two renderings find the same articles: مرتزق and مرتزقة share a lemma.
fn same(a: &Sought, b: &Sought) -> bool {
    match (a, b) {
        (Sought::Word(a), Sought::Word(b)) => a.lemma == b.lemma,
        _ => a == b,
    }
}
