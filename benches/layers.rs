//! Layers as fields or as marked tokens of one field: size, speed and agreement.
//!
//!     cargo bench --bench layers -- ARTICLES.jsonl[.zst]
//!
//! Indexes the articles twice with one thread: once with a field a layer (the root without
//! positions), once with all layers in one positional field, each form marked with the layer's
//! sign and at its word's position. Then runs the first words of every hundredth article as a
//! query on both. Without articles nothing is done.

use std::path::Path;
use std::time::Instant;
use tantivy::collector::TopDocs;
use tantivy::directory::MmapDirectory;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{DocAddress, Index, TantivyDocument, Term};
use warraq::arabic::{Analysis, Layer};
use warraq::read::{self, Fields, Found, Selection};

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"));
    let Some(articles) = arguments.next() else {
        return;
    };
    let texts = texts(Path::new(&articles));
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{} articles, {:.1} MB", texts.len(), bytes as f64 / 1e6);
    let tops: Vec<Tops> = [Design::Fields, Design::MarkedTokens]
        .into_iter()
        .map(|design| measure(design, &texts))
        .collect();
    let shared = tops[0].iter().zip(&tops[1]).map(|(a, b)| {
        let both = a.iter().filter(|article| b.contains(article)).count();
        both as f64 / a.len().max(1) as f64
    });
    let shared = shared.sum::<f64>() / tops[0].len() as f64;
    println!(
        "of the first ten articles {:.1} % are the same",
        100.0 * shared
    );
}

/// The first ten articles of each query, by their number.
type Tops = Vec<Vec<u64>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Design {
    Fields,
    MarkedTokens,
}

/// Layers, their signs in one field, and their weights.
const LAYERS: [(Layer, char, f32); 3] = [
    (Layer::Exact, '=', 0.4),
    (Layer::Lemma, '~', 1.0),
    (Layer::Root, '%', 1.2),
];
const QUERY_WORDS: usize = 6;
const EVERY: usize = 100;
const BUFFER_BYTES: usize = 400 << 20;

fn measure(design: Design, texts: &[String]) -> Tops {
    let home = tempfile::tempdir().expect("a place for the index");
    let (schema, number, fields) = schema(design);
    let directory = MmapDirectory::open(home.path()).expect("the place can be used");
    let index = Index::create(directory, schema, Default::default()).expect("an index");
    let started = Instant::now();
    let mut writer = index
        .writer_with_num_threads(1, BUFFER_BYTES)
        .expect("a writer");
    let mut analysis = Analysis::default();
    for (at, text) in (0..).zip(texts) {
        analysis.analyse(text);
        let mut document = document(design, &fields, &analysis);
        document.add_u64(number, at);
        writer.add_document(document).expect("room on the disk");
    }
    writer.commit().expect("room on the disk");
    writer.wait_merging_threads().expect("merging goes well");
    let indexing = started.elapsed();
    let files = walkdir::WalkDir::new(home.path()).into_iter().flatten();
    let size: u64 = files
        .filter_map(|file| file.metadata().ok())
        .map(|m| m.len())
        .sum();

    let searcher = index.reader().expect("a reader").searcher();
    let queries: Vec<_> = texts
        .iter()
        .step_by(EVERY)
        .map(|text| {
            analysis.analyse(text);
            query(design, &fields, &analysis)
        })
        .collect();
    let started = Instant::now();
    let tops = queries.iter().map(|query| {
        let found = searcher.search(query, &TopDocs::with_limit(10).order_by_score());
        found.expect("the index can be read")
    });
    let tops: Vec<_> = tops.collect();
    println!(
        "{design:?}: indexed in {:.1} s, {:.1} MB, {:.2} ms a query",
        indexing.as_secs_f64(),
        size as f64 / 1e6,
        started.elapsed().as_secs_f64() * 1e3 / queries.len() as f64
    );
    let number = |at: DocAddress| {
        let columns = searcher.segment_reader(at.segment_ord).fast_fields();
        let numbers = columns.u64("number").expect("a column");
        numbers.first(at.doc_id).unwrap_or_default()
    };
    let tops = tops.into_iter();
    tops.map(|top| top.into_iter().map(|(_, at)| number(at)).collect())
        .collect()
}

fn schema(design: Design) -> (Schema, Field, Vec<Field>) {
    let mut schema = Schema::builder();
    let options = |option| {
        let indexing = TextFieldIndexing::default().set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    let positions = options(IndexRecordOption::WithFreqsAndPositions);
    let fields = match design {
        Design::MarkedTokens => vec![schema.add_text_field("text", positions)],
        Design::Fields => vec![
            schema.add_text_field("exact", positions.clone()),
            schema.add_text_field("lemma", positions),
            schema.add_text_field("root", options(IndexRecordOption::WithFreqs)),
        ],
    };
    let number = schema.add_u64_field("number", FAST);
    (schema.build(), number, fields)
}

fn document(design: Design, fields: &[Field], analysis: &Analysis) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    let token = |position, text| Token {
        position,
        text,
        ..Token::default()
    };
    let mut streams = vec![Vec::new(); fields.len()];
    for (position, word) in analysis.tokens().iter().enumerate() {
        for (number, (layer, sign, _)) in LAYERS.into_iter().enumerate() {
            let form = analysis.form(word, layer);
            match design {
                Design::Fields => streams[number].push(token(position, form.to_owned())),
                Design::MarkedTokens => streams[0].push(token(position, format!("{sign}{form}"))),
            }
        }
    }
    for (field, tokens) in fields.iter().zip(streams) {
        let text = String::new();
        document.add_pre_tokenized_text(*field, PreTokenizedString { text, tokens });
    }
    document
}

fn query(design: Design, fields: &[Field], analysis: &Analysis) -> BooleanQuery {
    let words = analysis
        .tokens()
        .iter()
        .filter(|word| !analysis.is_stop_word(word));
    let terms = words.take(QUERY_WORDS).flat_map(|word| {
        LAYERS
            .into_iter()
            .enumerate()
            .map(move |(number, (layer, sign, weight))| {
                let form = analysis.form(word, layer);
                let term = match design {
                    Design::Fields => Term::from_field_text(fields[number], form),
                    Design::MarkedTokens => {
                        Term::from_field_text(fields[0], &format!("{sign}{form}"))
                    }
                };
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                let query: Box<dyn Query> = Box::new(BoostQuery::new(Box::new(query), weight));
                (Occur::Should, query)
            })
    });
    BooleanQuery::new(terms.collect())
}

fn texts(path: &Path) -> Vec<String> {
    let selection = Selection::new::<&str>(&[], &[]).expect("no pattern is a good pattern");
    let mut texts = Vec::new();
    let files = read::walk(path, &selection, &[]).flatten();
    for file in files.filter_map(|found| match found {
        Found::File(file) => Some(file),
        Found::Unknown(_) => None,
    }) {
        let progress = Default::default();
        let mut take = |article: Result<warraq::article::Article, _>| {
            texts.extend(article.map(|article| format!("{}\n{}", article.title, article.body)));
            std::ops::ControlFlow::Continue(())
        };
        let (fields, options) = (Fields::default(), read::Options::default());
        read::read(&file.to_read(), &fields, &options, &progress, &mut take)
            .expect("the articles can be read");
    }
    texts
}
