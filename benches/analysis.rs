//! How fast text is analysed and entities are found, in bytes of UTF-8 a second, on one core.
//!
//! `cargo bench` runs it over the wire stories of the sample corpus; with `WARRAQ_BENCH_TEXT`
//! naming a file, over that file's lines.

use divan::Bencher;
use divan::counter::BytesCount;
use std::{env, fs};
use warraq::arabic::Analysis;
use warraq::entities::Recogniser;
use warraq::entities::authority::Authority;
use warraq::entities::tagger::file;

fn main() {
    divan::main();
}

fn texts() -> Vec<String> {
    let file = env::var("WARRAQ_BENCH_TEXT")
        .unwrap_or_else(|_| "sample-corpus/marsad/wire-2020.jsonl".to_owned());
    let text = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{file}: {e}"));
    text.lines().map(str::to_owned).collect()
}

fn bytes(texts: &[String]) -> BytesCount {
    BytesCount::new(texts.iter().map(String::len).sum::<usize>())
}

/// Tokens and layers.
#[divan::bench]
fn analysis(bencher: Bencher) {
    let texts = texts();
    let mut analysis = Analysis::default();
    bencher.counter(bytes(&texts)).bench_local(|| {
        for text in &texts {
            analysis.analyse(text);
        }
        analysis.tokens().len()
    });
}

/// Mentions, in text that has been analysed.
#[divan::bench]
fn entities(bencher: Bencher) {
    let texts = texts();
    let analyses: Vec<Analysis> = texts.iter().map(|text| Analysis::of(text)).collect();
    let model = file::installed().ok();
    let mut recogniser = Recogniser::new(Authority::builtin(), model);
    bencher.counter(bytes(&texts)).bench_local(|| {
        let articles = texts.iter().zip(&analyses);
        articles
            .map(|(text, analysis)| recogniser.mentions(&[(text, analysis)]).len())
            .sum::<usize>()
    });
}
