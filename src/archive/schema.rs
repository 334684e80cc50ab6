//! The schema: how an analysed article lies in the tantivy index.
//!
//! The text is indexed once a layer (`exact`, `lemma`, `root`), title and body in one stream
//! with a gap between them, and the lemmas of the first words once more, since news begins with
//! what it is about. Entities are ids: in `entity` at the places of their mentions, which are
//! those of the other layers, and by type as columns, for facets and filters; `written` has the
//! names as they were printed where that is not the listed name, `spoken` the places that are spoken
//! of by an adjective. `wording` and `bands` are columns of what [`crate::stories`] makes of the body:
//! by them copies are found and folded.
//! A date that is doubted is stored apart: it is shown, and orders nothing.
//! What is printed is stored as it came.

use super::file_key::{file_key, file_of_key};
use crate::arabic::{Analysis, Layer};
use crate::article::{Article, Dated, KnownBy, Place};
use crate::entities::{EntityType, Mention};
use crate::stories::{Sketch, Wording};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::path::Path;
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing,
    TextOptions, Value,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The fields of the index.
#[derive(Debug, Clone)]
pub struct Fields {
    /// Every word as written, with positions.
    pub exact: Field,
    /// Every word's lemma, with positions.
    pub lemma: Field,
    /// Every word's root.
    pub root: Field,
    /// The lemmas of the first words, title and body together: see [`LEAD_WORDS`].
    pub lead: Field,
    /// The words of the title, in one stream with positions: their lemmas, as written behind
    /// [`AS_WRITTEN_MARK`], and the ids of its entities behind [`ENTITY_MARK`].
    pub title_words: Field,
    /// Ids of the entities, as often as they are named, where they are named.
    pub entity: Field,
    /// Ids and written names of the entities: see [`written_term`].
    pub written: Field,
    /// Ids of the places that are spoken of by an adjective.
    pub spoken: Field,
    /// Publication date and time: seconds since 1970 as if local time were UTC.
    pub date: Field,
    /// How the date is known, as a word.
    pub known_by: Field,
    /// The outlet.
    pub source: Field,
    /// The section.
    pub section: Field,
    /// The author.
    pub author: Field,
    /// The article's own id.
    pub id: Field,
    file: Field,
    member: Field,
    ordinal: Field,
    title: Field,
    body: Field,
    doubted_date: Field,
    url: Field,
    language: Field,
    facets: [Field; 3],
    print: Field,
    wording: Field,
    bands: Field,
}

/// Names of the columns that facets are counted on.
pub fn facet_column(entity_type: EntityType) -> &'static str {
    match entity_type {
        EntityType::Person => "person",
        EntityType::Place => "place",
        EntityType::Organisation => "organisation",
    }
}

/// Name of the column of publication dates.
pub const DATE_COLUMN: &str = "date";
/// Name of the column of outlets.
pub const SOURCE_COLUMN: &str = "source";
/// Name of the column of articles' own ids.
pub const ID_COLUMN: &str = "id";
/// Name of the column of the fingerprints of articles.
pub const PRINT_COLUMN: &str = "print";
/// Name of the column of the fingerprints of bodies; an article too short to be a copy has none.
pub const WORDING_COLUMN: &str = "wording";
/// Name of the column of the sketches of bodies.
pub const BANDS_COLUMN: &str = "bands";
/// Name of the tokenizer of fields that hold analysed text.
pub const ANALYSED: &str = "analysed";

impl Fields {
    /// A new schema and its fields.
    pub fn build() -> (Schema, Fields) {
        let mut schema = Schema::builder();
        let analysed = |option| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(ANALYSED)
                .set_index_option(option);
            TextOptions::default().set_indexing_options(indexing)
        };
        let positions = analysed(IndexRecordOption::WithFreqsAndPositions);
        let frequencies = analysed(IndexRecordOption::WithFreqs);
        let fields = Fields {
            exact: schema.add_text_field("exact", positions.clone()),
            lemma: schema.add_text_field("lemma", positions.clone()),
            root: schema.add_text_field("root", frequencies.clone()),
            lead: schema.add_text_field("lead", frequencies),
            title_words: schema.add_text_field("title_words", positions.clone()),
            entity: schema.add_text_field("entity", positions),
            written: schema.add_text_field("written", STRING),
            spoken: schema.add_text_field("spoken", STRING),
            date: schema.add_i64_field(DATE_COLUMN, INDEXED | FAST | STORED),
            source: schema.add_text_field(SOURCE_COLUMN, STRING | FAST | STORED),
            id: schema.add_text_field(ID_COLUMN, STRING | FAST | STORED),
            file: schema.add_text_field("file", STRING | STORED),
            member: schema.add_text_field("member", STORED),
            ordinal: schema.add_u64_field("ordinal", STORED),
            title: schema.add_text_field("title", STORED),
            body: schema.add_text_field("body", STORED),
            doubted_date: schema.add_i64_field("doubted_date", STORED),
            known_by: schema.add_text_field("date_known_by", STRING | STORED),
            section: schema.add_text_field("section", STRING | STORED),
            author: schema.add_text_field("author", STRING | STORED),
            url: schema.add_text_field("url", STORED),
            language: schema.add_text_field("language", STORED),
            facets: EntityType::ALL.map(|of| schema.add_text_field(facet_column(of), FAST)),
            print: schema.add_u64_field(PRINT_COLUMN, FAST | STORED),
            wording: schema.add_u64_field(WORDING_COLUMN, FAST),
            bands: schema.add_u64_field(BANDS_COLUMN, FAST),
        };
        (schema.build(), fields)
    }

    /// The term that all articles of a file share, by its [key](super::file_key).
    pub fn file_term(&self, key: &Path) -> tantivy::Term {
        tantivy::Term::from_field_text(self.file, &key.to_string_lossy())
    }

    /// The document of an article whose title and body have been analysed. `spoken` are the ids of
    /// places that it speaks of by an adjective.
    pub fn document(
        &self,
        article: &Article,
        texts: [&Analysis; 2],
        mentions: [&[Mention]; 2],
        spoken: &[&str],
    ) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(self.exact, stream(&texts, Layer::Exact));
        document.add_text(self.lemma, stream(&texts, Layer::Lemma));
        document.add_text(self.root, stream(&texts, Layer::Root));
        document.add_text(self.lead, lead(&texts));
        document.add_text(self.title_words, title_words(texts[0], mentions[0]));
        let body_begins = texts[0].tokens().len() + TEXT_GAP_POSITIONS;
        self.add_entities(&mut document, mentions, body_begins);
        self.add_names(&mut document, article, mentions, spoken);
        self.add_stored(&mut document, article);
        self.add_sketch(&mut document, texts[1]);
        document
    }

    fn add_sketch(&self, document: &mut TantivyDocument, body: &Analysis) {
        let wording = Wording::of(body);
        if let Some((fingerprint, sketch)) = wording.fingerprint().zip(Sketch::of(&wording)) {
            document.add_u64(self.wording, fingerprint);
            sketch
                .packed()
                .for_each(|bands| document.add_u64(self.bands, bands));
        }
    }

    fn add_entities(
        &self,
        document: &mut TantivyDocument,
        [title, body]: [&[Mention]; 2],
        body_begins: usize,
    ) {
        let of_title = title.iter().map(|mention| (mention, mention.tokens.start));
        let of_body = body
            .iter()
            .map(|mention| (mention, body_begins + mention.tokens.start));
        let places = of_title.chain(of_body);
        let stream: Vec<String> = places
            .map(|(mention, position)| format!("{}{POSITION_MARK}{position}", mention.id))
            .collect();
        document.add_text(self.entity, stream.join(" "));
        let named: BTreeSet<(EntityType, &str)> = title
            .iter()
            .chain(body)
            .map(|mention| (mention.of, mention.id.as_ref()))
            .collect();
        for (of, id) in named {
            let facet = EntityType::ALL.iter().position(|t| *t == of);
            if let Some(facet) = facet {
                document.add_text(self.facets[facet], id);
            }
        }
    }

    fn add_names(
        &self,
        document: &mut TantivyDocument,
        article: &Article,
        [title, body]: [&[Mention]; 2],
        spoken: &[&str],
    ) {
        let of_title = title.iter().map(|mention| (mention, &article.title));
        let of_body = body.iter().map(|mention| (mention, &article.body));
        let mut written = BTreeSet::new();
        for (mention, text) in of_title.chain(of_body) {
            let name = text.get(mention.span.clone());
            if let Some(name) = name.filter(|name| mention.listed != Some(*name)) {
                written.insert(written_term(&mention.id, name));
            }
        }
        written
            .iter()
            .for_each(|name| document.add_text(self.written, name));
        spoken
            .iter()
            .for_each(|place| document.add_text(self.spoken, place));
    }

    fn add_stored(&self, document: &mut TantivyDocument, article: &Article) {
        document.add_text(self.id, &article.id);
        // By the file articles are found again when it is gone.
        document.add_text(self.file, file_key(&article.place.file).to_string_lossy());
        if let Some(member) = &article.place.member {
            document.add_text(self.member, member);
        }
        document.add_u64(self.ordinal, article.place.ordinal);
        document.add_u64(self.print, article.print);
        document.add_text(self.title, &article.title);
        document.add_text(self.body, &article.body);
        if let Some(date) = article.date {
            let date_field = match date.known_by {
                KnownBy::Doubted => self.doubted_date,
                _ => self.date,
            };
            document.add_i64(date_field, date_seconds(date.at));
            document.add_text(self.known_by, date.known_by.as_str());
        }
        for (field, value) in [
            (self.source, &article.source),
            (self.section, &article.section),
            (self.author, &article.author),
            (self.url, &article.url),
            (self.language, &article.language),
        ] {
            if let Some(value) = value {
                document.add_text(field, value);
            }
        }
    }

    /// The article that a stored document holds.
    pub fn article(&self, document: &TantivyDocument) -> Article {
        let text = |field| {
            let value = document
                .get_first(field)
                .and_then(|v| v.as_str().map(str::to_owned));
            value.filter(|text| !text.is_empty())
        };
        let known_by = text(self.known_by).as_deref().and_then(KnownBy::called);
        let known_by = known_by.unwrap_or(KnownBy::Metadata);
        let seconds = document.get_first(self.date);
        let seconds = seconds.or_else(|| document.get_first(self.doubted_date));
        let seconds = seconds.and_then(|value| value.as_i64());
        let number = |field| document.get_first(field).and_then(|v| v.as_u64());
        Article {
            id: text(self.id).unwrap_or_default(),
            title: text(self.title).unwrap_or_default(),
            body: text(self.body).unwrap_or_default(),
            date: seconds
                .and_then(date_of_seconds)
                .map(|at| Dated { at, known_by }),
            source: text(self.source),
            section: text(self.section),
            author: text(self.author),
            url: text(self.url),
            language: text(self.language),
            place: Place {
                file: file_of_key(Path::new(&text(self.file).unwrap_or_default())),
                member: text(self.member),
                ordinal: number(self.ordinal).unwrap_or_default(),
            },
            print: number(self.print).unwrap_or_default(),
        }
    }
}

/// The term of an entity's name as it was printed: the id, a tab and the name. The terms of one
/// entity stand together, and each says in how many articles the name stands.
pub fn written_term(id: &str, name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    format!("{id}{POSITION_MARK}{}", words.join(" "))
}

/// Seconds since 1970 of a local date and time, as if it were UTC.
pub fn date_seconds(at: DateTime) -> i64 {
    at.to_zoned(TimeZone::UTC)
        .map_or(0, |zoned| zoned.timestamp().as_second())
}

/// The local date and time of [`date_seconds`].
pub fn date_of_seconds(seconds: i64) -> Option<DateTime> {
    let timestamp = jiff::Timestamp::from_second(seconds).ok()?;
    Some(timestamp.to_zoned(TimeZone::UTC).datetime())
}

/// The forms of some texts on one layer: words joined by spaces, texts by [`TEXT_GAP`].
fn stream(texts: &[&Analysis], layer: Layer) -> String {
    let words = texts.iter().map(|text| text.tokens().len()).sum::<usize>();
    let mut stream = String::with_capacity(words * AVERAGE_BYTES_A_WORD);
    for (at, text) in texts.iter().enumerate() {
        if at > 0 {
            stream.push(TEXT_GAP);
        }
        for token in text.tokens() {
            stream.push_str(text.form(token, layer));
            stream.push(' ');
        }
    }
    stream
}

/// The lemmas of the first [`LEAD_WORDS`] words of some texts.
fn lead(texts: &[&Analysis]) -> String {
    let words = texts.iter().flat_map(|text| {
        let lemma = |token| text.form(token, Layer::Lemma);
        text.tokens().iter().map(lemma)
    });
    let words: Vec<&str> = words.take(LEAD_WORDS).collect();
    words.join(" ")
}

/// The stream of [`Fields::title_words`].
fn title_words(title: &Analysis, mentions: &[Mention]) -> String {
    let words = title.tokens().iter().enumerate();
    let words = words.flat_map(|(at, token)| {
        let written = format!("{AS_WRITTEN_MARK}{}", title.form(token, Layer::Exact));
        [
            (written, at),
            (title.form(token, Layer::Lemma).to_owned(), at),
        ]
    });
    let named = mentions.iter();
    let named = named.map(|mention| (format!("{ENTITY_MARK}{}", mention.id), mention.tokens.start));
    let placed = words.chain(named);
    let placed = placed.map(|(form, at)| format!("{form}{POSITION_MARK}{at}"));
    placed.collect::<Vec<_>>().join(" ")
}

/// Stands before the words as written of a title.
pub const AS_WRITTEN_MARK: char = '=';
/// Stands before the ids of entities in a title.
pub const ENTITY_MARK: char = '@';

/// A title and the first sentence of a report have about so many words.
pub const LEAD_WORDS: usize = 30;

const AVERAGE_BYTES_A_WORD: usize = 11;
/// Stands between a form and its position, where that is not the next one.
const POSITION_MARK: char = '\t';
/// Stands between two texts of an article in the stream of its forms.
const TEXT_GAP: char = '\n';
/// Positions between the last word of the title and the first of the body, so that no phrase
/// reaches from one into the other.
const TEXT_GAP_POSITIONS: usize = 100;

/// Hands the forms that analysis has written to tantivy. The article is analysed once, before
/// it comes here; this only cuts the stream where analysis said.
#[derive(Debug, Clone, Default)]
pub struct AnalysedTokenizer {
    token: Token,
}

/// The forms of one stream: see [`AnalysedTokenizer`].
pub struct AnalysedStream<'a> {
    rest: &'a str,
    next_position: usize,
    token: &'a mut Token,
}

impl Tokenizer for AnalysedTokenizer {
    type TokenStream<'a> = AnalysedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> AnalysedStream<'a> {
        self.token.reset();
        AnalysedStream {
            rest: text,
            next_position: 0,
            token: &mut self.token,
        }
    }
}

impl TokenStream for AnalysedStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(rest) = self.rest.strip_prefix(TEXT_GAP) {
            self.rest = rest;
            self.next_position += TEXT_GAP_POSITIONS;
        }
        if self.rest.is_empty() {
            return false;
        }
        let (form, rest) = self.rest.split_once(' ').unwrap_or((self.rest, ""));
        self.rest = rest;
        let form = match form.split_once(POSITION_MARK) {
            Some((form, position)) => {
                self.next_position = position.parse().unwrap_or(self.next_position);
                form
            }
            None => form,
        };
        self.token.text.clear();
        self.token.text.push_str(form);
        self.token.position = self.next_position;
        self.next_position += 1;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn title_and_body_are_one_stream_with_a_gap() {
        let (title, body) = (Analysis::of("هدنة جديدة"), Analysis::of("في باكو"));
        let text = stream(&[&title, &body], Layer::Exact);
        let mut tokenizer = AnalysedTokenizer::default();
        let mut tokens = tokenizer.token_stream(&text);
        let mut seen = Vec::new();
        while tokens.advance() {
            seen.push((tokens.token().text.clone(), tokens.token().position));
        }
        let expected = [("هدنه", 0), ("جديده", 1), ("في", 102), ("باكو", 103)];
        assert_eq!(seen, expected.map(|(text, at)| (text.to_owned(), at)));
    }

    #[test]
    fn a_form_can_say_where_it_stands() {
        let mut tokenizer = AnalysedTokenizer::default();
        let mut tokens = tokenizer.token_stream("baku\t7 yerevan\t112");
        let mut seen = Vec::new();
        while tokens.advance() {
            seen.push((tokens.token().text.clone(), tokens.token().position));
        }
        assert_eq!(seen, [("baku".to_owned(), 7), ("yerevan".to_owned(), 112)]);
    }

    #[test]
    fn dates_before_1970_survive_the_index() {
        for at in [
            date(1948, 5, 14).at(0, 0, 0, 0),
            date(2020, 9, 27).at(7, 15, 0, 0),
        ] {
            assert_eq!(date_of_seconds(date_seconds(at)), Some(at));
        }
    }

    #[test]
    fn an_article_comes_back_as_it_went_in() {
        let (_, fields) = Fields::build();
        let article = Article {
            id: "a/1".into(),
            title: "عنوان".into(),
            body: "نص\nفقرة".into(),
            date: Some(Dated {
                at: date(2020, 11, 9).at(23, 0, 0, 0),
                known_by: KnownBy::Path,
            }),
            source: Some("المرصد".into()),
            place: Place {
                file: "/a/1.zip".into(),
                member: Some("b/2.txt".into()),
                ordinal: 7,
            },
            print: u64::MAX,
            ..Article::default()
        };
        let (title, body) = (Analysis::of(&article.title), Analysis::of(&article.body));
        let document = fields.document(&article, [&title, &body], [&[], &[]], &[]);
        assert_eq!(fields.article(&document), article);
    }
}
