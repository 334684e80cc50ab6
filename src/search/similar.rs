//! Similar articles: those that are about what one article is about.
//!
//! The words and names that tell most of it, by how often it says them and how few others do
//! (tf-idf), become a plan like that of a typed query, so that passages, explanations and the
//! echo work as they do for a search.

use super::{Desk, SearchError};
use crate::arabic::token::Kind;
use crate::arabic::{Analysis, Layer, Token};
use crate::archive::schema::{ID_COLUMN, WORDING_COLUMN};
use crate::entities::authority::EntityNumber;
use crate::entities::{Mention, Recogniser};
use crate::query::plan::{Clause, Part, Plan, Sought};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use tantivy::Term;

/// So many words and names tell an article from others; more of them find what merely
/// touches it.
const TELLING: usize = 12;
/// Of those, so many names at most: two reports of one minister are not of one subject.
const MOST_NAMES: usize = 5;
/// A word of the title counts as if it were said so often in the body.
const TITLE_WORTH: f32 = 3.0;
/// As in BM25: how soon saying a word again adds no more.
const SATURATION: f32 = 1.2;
const FEWEST_LETTERS: usize = 3;

impl Desk<'_> {
    /// What to look for to find articles like the one with this id; `None` if there is none.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn plan_like(&self, id: &str) -> Result<Option<Plan>, SearchError> {
        let Some(article) = self.articles(id)?.into_iter().next() else {
            return Ok(None);
        };
        let (title, body) = (Analysis::of(&article.title), Analysis::of(&article.body));
        let texts = [(article.title.as_str(), &title), (&article.body, &body)];
        let mentions = Recogniser::without_tagger(self.authority).mentions(&texts);
        let mut telling = Telling::default();
        for (((text, analysis), mentions), worth) in
            texts.into_iter().zip(&mentions).zip([TITLE_WORTH, 1.0])
        {
            telling.read(text, analysis, mentions, worth);
        }
        let copies = self.copies_of(id)?.len();
        let mut names = Vec::new();
        for (entity, said) in telling.entities {
            let ids = self.names.ids(self.authority.entity(entity).id());
            let terms = ids.map(|id| Term::from_field_text(self.archive.fields().entity, id));
            names.extend(
                self.told(copies, said, terms)?
                    .map(|tells| (tells, self.name_clause(entity))),
            );
        }
        keep_most_telling(&mut names, MOST_NAMES);
        let mut words = Vec::new();
        for (lemma, (said, spellings)) in telling.words {
            let term = Term::from_field_text(self.archive.fields().lemma, &lemma);
            let clause = || word_clause(&lemma, &spellings);
            words.extend(
                self.told(copies, said, [term])?
                    .map(|tells| (tells, clause())),
            );
        }
        words.extend(names);
        keep_most_telling(&mut words, TELLING);
        let mean = words.iter().map(|word| word.0).sum::<f32>() / words.len().max(1) as f32;
        for (tells, clause) in &mut words {
            clause
                .alternatives
                .iter_mut()
                .for_each(|way| way.weight = *tells / mean);
        }
        let clauses = words.into_iter().map(|(_, clause)| clause);
        Ok(Some(Plan {
            parts: clauses.map(Part::Clause).collect(),
            ..Plan::default()
        }))
    }

    /// The ids of an article and of its near-identical copies.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn copies_of(&self, id: &str) -> Result<Vec<String>, SearchError> {
        let mut ids = vec![id.to_owned()];
        for at in self.addresses(id)? {
            let Some(story) = self.story(at)? else {
                continue;
            };
            for segment in self.searcher.segment_readers() {
                let wordings = segment.fast_fields().u64(WORDING_COLUMN)?;
                for doc in segment.doc_ids_alive() {
                    let wording = wordings.first(doc);
                    if wording.and_then(|wording| self.stories.of(wording)) == Some(story) {
                        ids.extend(super::stories::first_text(
                            segment.fast_fields().str(ID_COLUMN)?,
                            doc,
                        )?);
                    }
                }
            }
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    /// How much something tells that is said so often; `None` if no more articles have it than the
    /// article has `copies`, itself among them.
    fn told(
        &self,
        copies: usize,
        said: f32,
        terms: impl IntoIterator<Item = Term>,
    ) -> Result<Option<f32>, SearchError> {
        let mut articles = 0;
        for term in terms {
            articles += self.searcher.doc_freq(&term)?;
        }
        let all = self.searcher.num_docs() as f32;
        let rarity = ((all - articles as f32 + 0.5).max(0.5) / (articles as f32 + 0.5)).ln_1p();
        let told = rarity * said / (said + SATURATION);
        Ok((articles > copies as u64).then_some(told))
    }

    fn name_clause(&self, entity: EntityNumber) -> Clause {
        let name = self.authority.entity(entity).name();
        Clause::typed(name, Sought::Entity(entity))
    }
}

/// A word by its lemma alone: its root would find what is merely related. It is called as the
/// article writes it most often.
fn word_clause(lemma: &str, spellings: &HashMap<String, usize>) -> Clause {
    let usual = spellings
        .iter()
        .max_by_key(|(form, count)| (**count, Reverse((form.len(), *form))));
    let written = usual.map_or(lemma, |(form, _)| form);
    Clause::typed(written, Sought::Phrase(vec![lemma.to_owned()]))
}

fn keep_most_telling(clauses: &mut Vec<(f32, Clause)>, count: usize) {
    clauses.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.typed.cmp(&b.1.typed)));
    clauses.truncate(count);
}

/// What an article says, and how often.
#[derive(Default)]
struct Telling {
    /// By lemma: how often it is said, and how it is written.
    words: BTreeMap<String, (f32, HashMap<String, usize>)>,
    entities: HashMap<EntityNumber, f32>,
}

impl Telling {
    fn read(&mut self, text: &str, analysis: &Analysis, mentions: &[Mention], worth: f32) {
        let mut named = vec![false; analysis.tokens().len()];
        for mention in mentions {
            if let Some(entity) = mention.entity {
                *self.entities.entry(entity).or_default() += worth;
                named[mention.tokens.clone()].fill(true);
            }
        }
        let words = analysis.tokens().iter().zip(named);
        for (token, _) in words.filter(|(token, named)| !named && is_subject(analysis, token)) {
            let lemma = analysis.form(token, Layer::Lemma);
            let (said, spellings) = self.words.entry(lemma.to_owned()).or_default();
            *said += worth;
            *spellings
                .entry(text[token.span.clone()].to_owned())
                .or_default() += 1;
        }
    }
}

fn is_subject(analysis: &Analysis, token: &Token) -> bool {
    let lemma = analysis.form(token, Layer::Lemma);
    token.kind != Kind::Number
        && !analysis.is_stop_word(token)
        && lemma.chars().count() >= FEWEST_LETTERS
}
