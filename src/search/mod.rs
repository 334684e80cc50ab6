//! From a plan to results: ranked hits with passages, and the facets of all articles found.

mod company;
mod counts;
mod cross;
mod every;
mod explain;
mod facet;
mod lower;
mod mark;
pub mod names;
mod near;
pub mod people;
mod period;
mod rank;
mod similar;
mod snippet;
mod spelling;
mod stories;
mod survey;
mod timeline;
mod values;
mod weights;

pub use explain::Reason;
pub use period::Step;
pub use snippet::Passage;
pub use stories::{Copies, NearCopy, Preferred};
pub use timeline::{Line, Per, Timeline};
pub use weights::Weights;

use crate::arabic::Analysis;
use crate::archive::schema::ID_COLUMN;
use crate::archive::stories::Stories;
use crate::archive::{Archive, ArchiveError};
use crate::article::Article;
use crate::entities::authority::Authority;
use crate::entities::{EntityType, Recogniser, made};
use crate::query::Translation;
use crate::query::echo::{self, Echo};
use crate::query::error::QueryError;
use crate::query::filter::{Filters, UnknownName};
use crate::query::keyboard::on_arabic_keys;
use crate::query::plan::{Matching, Part, Plan, Sought, Why, Word};
use facet::FacetCounts;
use lower::Lowering;
use mark::TextPart;
use names::Names;
use spelling::Vocabulary;
use std::borrow::Cow;
use std::sync::Arc;
use stories::{Gathering, Place, first_text};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery, TermSetQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Searcher, TantivyDocument, Term};

/// What is asked of an archive.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// What to look for; nothing typed finds every article that passes the filters.
    pub plan: Plan,
    /// What else must hold.
    pub filters: Filters,
    /// How many clauses must be met; where not said, all, and fewer where all find too little.
    pub matching: Option<Matching>,
    /// In which order.
    pub sort: Sort,
    /// How many hits.
    pub limit: usize,
    /// How many hits to pass over first.
    pub offset: usize,
    /// How many values of each facet.
    pub facet_limit: usize,
    /// How many passages of a hit.
    pub passages: usize,
    /// Whether hits say why they were found.
    pub explain: Explain,
    /// What becomes of near-identical articles.
    pub copies: Copies,
    /// Ids of articles that are not to be found.
    pub besides: Vec<String>,
    /// What a match is worth.
    pub weights: Weights,
}

impl Request {
    /// Whether hits come in the order of their dates: also where there is nothing to be relevant
    /// to, and the newest come first.
    fn is_by_date(&self) -> bool {
        matches!(self.sort, Sort::Newest | Sort::Oldest) || !self.plan.scores()
    }
}

/// Whether hits say why they were found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Explain {
    /// They do not.
    #[default]
    No,
    /// They do: [`Hit::reasons`].
    Yes,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Latest first; undated articles last.
    Newest,
    /// Earliest first; undated articles last.
    Oldest,
    /// Best first, where an article loses worth as it grows old: half of what it can lose in so
    /// many days before the newest of the archive.
    Recent {
        /// Days; more than 0.
        half_life: f32,
    },
}

/// What an archive answers.
#[derive(Debug, Clone)]
pub struct Results {
    /// How many clauses had to be met in the end.
    pub matching: Matching,
    /// Whether [`Results::matching`] was relaxed because too few articles met all clauses.
    pub relaxed: bool,
    /// Of how many clauses: in a relaxed search, each word of a phrase counts as well.
    pub clauses: usize,
    /// Articles found.
    pub total: usize,
    /// How many stories they are, if near-identical articles are folded.
    pub stories: Option<usize>,
    /// The hits asked for, in order.
    pub hits: Vec<Hit>,
    /// For each type of entity, the commonest among all articles found.
    pub facets: Vec<(EntityType, Vec<FacetValue>)>,
}

/// An article found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Its place among all hits, from 1.
    pub rank: usize,
    /// BM25 summed as `lower` says; 0 when sorted by date.
    pub score: f32,
    /// The article.
    pub article: Article,
    /// The near-identical articles that it stands for, in the order of their dates.
    pub copies: Vec<NearCopy>,
    /// Its title with the matching words.
    pub title: Passage,
    /// The best passages of its body.
    pub passages: Vec<Passage>,
    /// Why it was found, the weightiest reason first, if that was asked.
    pub reasons: Vec<Reason>,
}

/// An entity and the articles that name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// Its id.
    pub id: String,
    /// Its Arabic name.
    pub name: String,
    /// Articles found that name it.
    pub count: u64,
}

/// Why a search cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// A query that cannot be read.
    #[error("the query cannot be read")]
    Query(#[from] QueryError),
    /// A source, section or author that no article has.
    #[error("no article has the {what} {asked:?}; {}", known_values(.known))]
    UnknownValue {
        /// The field.
        what: &'static str,
        /// What was asked for.
        asked: String,
        /// The values with most articles.
        known: Vec<String>,
    },
    /// The archive cannot be read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The index cannot be read.
    #[error("the index of the archive cannot be read")]
    Index(#[from] tantivy::TantivyError),
}

fn known_values(known: &[String]) -> String {
    match known.is_empty() {
        true => "the archive has none".to_owned(),
        false => format!("the archive has {}", known.join("، ")),
    }
}

/// A request with what is asked of the index in the end.
struct Settled<'r> {
    matching: Matching,
    plan: Cow<'r, Plan>,
    query: Box<dyn Query>,
}

/// An archive open for questions.
pub struct Desk<'a> {
    archive: &'a Archive,
    authority: &'a Authority,
    names: Names<'a>,
    searcher: Searcher,
    stories: Arc<Stories>,
}

impl<'a> Desk<'a> {
    /// Opens an archive for questions, as its last commit left it.
    ///
    /// # Errors
    /// If its index cannot be read.
    pub fn new(archive: &'a Archive, authority: &'a Authority) -> Result<Self, ArchiveError> {
        Ok(Desk {
            searcher: archive.searcher()?,
            stories: Arc::new(archive.stories()?),
            names: Names::new(authority, archive.merges()?),
            archive,
            authority,
        })
    }

    /// Who is who.
    pub fn authority(&self) -> &'a Authority {
        self.authority
    }

    /// What the entity of an id is.
    pub fn entity_type(&self, id: &str) -> Option<EntityType> {
        let listed = self.authority.by_id(id);
        let listed = listed.map(|entity| self.authority.entity_type(entity));
        listed.or_else(|| made::entity_type(id))
    }

    /// Articles in the archive.
    pub fn article_count(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Reads a query, with the archive's words in place of those that it does not have. What was
    /// typed on a keyboard set to the wrong language is read as it was meant, if only that makes
    /// sense.
    ///
    /// # Errors
    /// If the query or the index cannot be read.
    pub fn plan(&self, query: &str, translation: Translation) -> Result<Plan, SearchError> {
        let plan = self.read(query, translation)?;
        if let Some(meant) = on_arabic_keys(query)
            && self.share_known(&plan)? < 0.5
        {
            let mut other = self.read(&meant, translation)?;
            if self.share_known(&other)? == 1.0 {
                let note = format!("{query} was read as {meant}, which its keys write in Arabic");
                other.notes.push(note);
                return Ok(other);
            }
        }
        Ok(plan)
    }

    fn read(&self, query: &str, translation: Translation) -> Result<Plan, SearchError> {
        let mut plan = crate::query::plan(self.authority, query, translation)?;
        self.find_values(&mut plan)?;
        let fields = self.archive.fields();
        let vocabulary = Vocabulary {
            searcher: &self.searcher,
            exact: fields.exact,
            lemma: fields.lemma,
        };
        vocabulary.respell(&mut plan)?;
        self.keep_names_whole(&mut plan)?;
        if translation == Translation::On {
            self.cross(&mut plan, &vocabulary)?;
            self.keep_company(&mut plan)?;
        }
        Ok(plan)
    }

    /// A name that the archive has is one thing, however far a search is relaxed: its words by
    /// themselves are the names of others.
    fn keep_names_whole(&self, plan: &mut Plan) -> Result<(), SearchError> {
        plan.each_part_mut(|part| {
            if let Part::Clause(clause) = part {
                for way in &clause.alternatives {
                    let is_name = matches!(way.sought, Sought::Entity(_));
                    if is_name && self.articles_meeting(&way.sought)? > 0 {
                        clause.words.clear();
                        break;
                    }
                }
            }
            Ok(())
        })
    }

    /// Which share of the words of a plan the archive has as typed, or knows as something else.
    fn share_known(&self, plan: &Plan) -> Result<f32, SearchError> {
        let (mut known, mut words) = (0, 0);
        for clause in plan.sought() {
            words += 1;
            let mut ways = clause.alternatives.iter();
            let has_meaning = ways.any(|way| matches!(way.why, Why::Name | Why::Translation));
            let is_written = || match clause.alternatives.first().map(|way| &way.sought) {
                Some(sought @ Sought::Word(_)) => Ok(self.articles_meeting(sought)? > 0),
                _ => Ok::<_, SearchError>(true),
            };
            known += usize::from(has_meaning || is_written()?);
        }
        Ok(known as f32 / words.max(1) as f32)
    }

    /// How a plan was read.
    pub fn echo(&self, plan: &Plan) -> Echo {
        let name = |id: &str| self.name(id).unwrap_or_else(|_| id.to_owned());
        echo::echo(self.authority, plan, &name)
    }

    /// Answers a request.
    ///
    /// # Errors
    /// If a source is unknown or the index cannot be read.
    pub fn search(&self, request: &Request) -> Result<Results, SearchError> {
        let sources = self.sources(&request.filters)?;
        let settled = self.settle(request, &sources)?;
        let types = EntityType::ALL;
        let folding = match request.copies {
            Copies::Apart => None,
            Copies::Folded(_) => Some(Gathering(Arc::clone(&self.stories))),
        };
        let counting = (Count, FacetCounts::of_entities(&types), folding);
        let (total, counts, gathered) = self.searcher.search(&*settled.query, &counting)?;
        let page = self.page(&*settled.query, request, gathered.as_ref(), total)?;
        let mut recogniser = Recogniser::without_tagger(self.authority);
        let hits: Result<_, SearchError> = (request.offset + 1..)
            .zip(page)
            .map(|(rank, place)| self.hit(request, &settled, &mut recogniser, rank, place))
            .collect();
        let facets = types.into_iter().zip(counts);
        Ok(Results {
            matching: settled.matching,
            relaxed: request.matching.is_none() && settled.matching != Matching::All,
            clauses: settled.plan.clauses().count(),
            total,
            stories: gathered.map(|gathered| gathered.stories(total)),
            hits: hits?,
            facets: facets
                .map(|(of, counts)| {
                    Ok((
                        of,
                        self.facet_values(&*settled.query, counts, request.facet_limit)?,
                    ))
                })
                .collect::<Result<_, SearchError>>()?,
        })
    }

    /// The articles' own ids, best first, with their scores: for runs over many queries.
    ///
    /// # Errors
    /// As [`Desk::search`].
    pub fn ranked_ids(&self, request: &Request) -> Result<Vec<(String, f32)>, SearchError> {
        let sources = self.sources(&request.filters)?;
        let query = self.settle(request, &sources)?.query;
        let found = self.ranked(&*query, request)?;
        let found = found.into_iter();
        found.map(|(score, at)| Ok((self.id(at)?, score))).collect()
    }

    /// The article's own id.
    fn id(&self, at: DocAddress) -> Result<String, SearchError> {
        let segment = self.searcher.segment_reader(at.segment_ord);
        let id = first_text(segment.fast_fields().str(ID_COLUMN)?, at.doc_id)?;
        Ok(id.unwrap_or_default())
    }

    /// Every article with this id: usually one.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn articles(&self, id: &str) -> Result<Vec<Article>, SearchError> {
        let found = self.addresses(id)?.into_iter();
        found.map(|at| self.article(at)).collect()
    }

    fn addresses(&self, id: &str) -> Result<Vec<DocAddress>, SearchError> {
        let term = Term::from_field_text(self.archive.fields().id, id);
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let top = TopDocs::with_limit(MOST_ARTICLES_OF_ONE_ID).order_by_score();
        let found = self.searcher.search(&query, &top)?;
        Ok(found.into_iter().map(|(_, at)| at).collect())
    }

    fn lowering(&self, request: &Request) -> Lowering<'_> {
        Lowering {
            fields: self.archive.fields(),
            authority: self.authority,
            names: &self.names,
            weights: request.weights,
        }
    }

    /// How many clauses to ask for, of which plan, and the query that asks for them.
    fn settle<'r>(
        &self,
        request: &'r Request,
        sources: &[String],
    ) -> Result<Settled<'r>, SearchError> {
        let lowering = self.lowering(request);
        let has = |phrase: &[Word]| {
            let found = self
                .searcher
                .search(&*lowering.as_written(phrase), &Count)?;
            Ok::<_, SearchError>(found > 0)
        };
        let settled = |matching| {
            // What the reader asked for is not reinterpreted; what we relax ourselves is.
            let few = matches!(matching, Matching::Some | Matching::Any);
            let plan = match request.matching.is_none() && few {
                true => request.plan.relaxed(has)?,
                false => Cow::Borrowed(&request.plan),
            };
            Ok::<_, SearchError>(Settled {
                query: self.without(
                    lowering.query(&plan, matching, &request.filters, sources),
                    &request.besides,
                ),
                matching,
                plan,
            })
        };
        if let Some(matching) = request.matching {
            return settled(matching);
        }
        let count = |query: &dyn Query| self.searcher.search(query, &Count);
        let is_narrowed = !request.filters.is_empty()
            || !request.besides.is_empty()
            || request.plan.clauses().count() < request.plan.parts.len();
        for &(matching, enough) in steps(&request.plan) {
            let asked = settled(matching)?;
            // Words alone decide how far to relax, so that narrowing a search, as by a facet,
            // never finds more; filters decide only where they leave nothing.
            let fits = !request.plan.can_be_relaxed()
                || count(&*lowering.words(&asked.plan, matching))? >= enough
                    && (!is_narrowed || count(&*asked.query)? > 0);
            if fits {
                return Ok(asked);
            }
        }
        settled(Matching::Any)
    }

    /// A query that does not find the articles of some ids.
    fn without(&self, query: Box<dyn Query>, ids: &[String]) -> Box<dyn Query> {
        if ids.is_empty() {
            return query;
        }
        let field = self.archive.fields().id;
        let terms = ids.iter().map(|id| Term::from_field_text(field, id));
        let these: Box<dyn Query> = Box::new(TermSetQuery::new(terms));
        Box::new(BooleanQuery::new(vec![
            (Occur::Must, query),
            (Occur::MustNot, these),
        ]))
    }

    /// The outlets whose names contain the words that the filters give.
    fn sources(&self, filters: &Filters) -> Result<Vec<String>, SearchError> {
        if filters.sources.is_empty() {
            return Ok(Vec::new());
        }
        let field = self.archive.fields().source;
        let asked = filters.sources.iter();
        let found = asked.map(|asked| self.values(field, asked, "source"));
        Ok(found.collect::<Result<Vec<_>, _>>()?.concat())
    }

    /// The ids that can be meant by `name`; `of` narrows it to one type.
    ///
    /// # Errors
    /// If neither the authority nor the archive knows it.
    pub fn called(&self, name: &str, of: Option<EntityType>) -> Result<Vec<String>, UnknownName> {
        let entity = self.archive.fields().entity;
        let has = |id: &str| {
            let term = Term::from_field_text(entity, id);
            self.searcher
                .doc_freq(&term)
                .is_ok_and(|articles| articles > 0)
        };
        let found = self.names.called(name, of, has);
        match found.is_empty() {
            true => Err(UnknownName {
                name: name.to_owned(),
                what: of.map_or("entity", EntityType::as_str),
            }),
            false => Ok(found),
        }
    }

    fn article(&self, at: DocAddress) -> Result<Article, SearchError> {
        let document: TantivyDocument = self.searcher.doc(at)?;
        Ok(self.archive.fields().article(&document))
    }

    fn hit(
        &self,
        request: &Request,
        settled: &Settled<'_>,
        recogniser: &mut Recogniser<'_>,
        rank: usize,
        Place { score, at, copies }: Place,
    ) -> Result<Hit, SearchError> {
        let article = self.article(at)?;
        let (title, body) = (Analysis::of(&article.title), Analysis::of(&article.body));
        let texts = [(article.title.as_str(), &title), (&article.body, &body)];
        let named = match settled.plan.names_entities() {
            true => recogniser.mentions(&texts),
            false => vec![Vec::new(); texts.len()],
        };
        let marks =
            |part, text, named| mark::marks(&settled.plan, part, settled.matching, text, named);
        let title_marks = marks(TextPart::Title, &title, &named[0]);
        let body_marks = marks(TextPart::Body, &body, &named[1]);
        Ok(Hit {
            rank,
            score,
            title: Passage::whole(&article.title, &title_marks),
            passages: snippet::passages(&article.body, &body_marks, request.passages),
            reasons: match request.explain {
                Explain::No => Vec::new(),
                Explain::Yes => self.reasons(request, &settled.plan, settled.matching, at)?,
            },
            article,
            copies,
        })
    }
}

/// How many clauses a search asks for, step by step, and how many articles are enough at each
/// step. Readers mean all of a few words; more words describe, and the article that they
/// describe may lack a few. Chosen on the development sets: see `benches/RESULTS.md`.
fn steps(plan: &Plan) -> &'static [(Matching, usize)] {
    match plan.is_short() {
        true => &[(Matching::All, 10), (Matching::Most, 10)],
        false => &[(Matching::All, 30), (Matching::Some, 30)],
    }
}

/// More articles than this under one id are not shown: the id is then no name.
const MOST_ARTICLES_OF_ONE_ID: usize = 100;
