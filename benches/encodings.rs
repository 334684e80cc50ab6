//! How often the encoding of an article is told rightly, and mojibake mended.
//!
//!     cargo bench --bench encodings -- [--other-half] ARTICLES.jsonl[.zst]…
//!
//! Of each file 2,000 articles of one half (those with even numbers, or with odd ones) are written in
//! every encoding, whole and cut after 200 and 40 bytes, and read as the file `a.txt`. Then they are garbled
//! in every way, as JSON lines, and read again. At the end all articles are looked through for
//! mojibake. Without articles nothing is done.

use encoding_rs::{Encoding, ISO_8859_6, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256};
use std::io::{Cursor, Seek};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use warraq::article::Article;
use warraq::read::{Fields, FileToRead, Options, Part, Problem, Reason, examine_bytes};

const SAMPLE: usize = 2000;
const CUTS_BYTES: [usize; 3] = [usize::MAX, 200, 40];
const MISTAKES_SHOWN: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let odd = arguments.iter().any(|word| word == "--other-half");
    for path in arguments.iter().filter(|word| !word.starts_with("--")) {
        let given = read(path, std::fs::File::open(path).expect("a file"));
        println!("{path}: {} articles", given.articles.len());
        for problem in given.problems.iter().filter(is_garbled) {
            println!("  {problem}");
        }
        let half: Vec<String> = (given.articles.iter().skip(usize::from(odd)).step_by(2))
            .map(text)
            .collect();
        let step = (half.len() / SAMPLE).max(1);
        let sample: Vec<&String> = half.iter().step_by(step).take(SAMPLE).collect();
        println!("  {} of one half are measured", sample.len());
        encodings(&sample);
        mojibake(&sample);
    }
}

fn text(article: &Article) -> String {
    format!("{}\n\n{}", article.title, article.body)
        .trim()
        .to_owned()
}

fn is_garbled(problem: &&Problem) -> bool {
    matches!(problem.reason, Reason::Garbled { .. })
}

/// What a file gave.
struct Given {
    parts: Vec<Part>,
    articles: Vec<Article>,
    problems: Vec<Problem>,
}

fn read(name: &str, bytes: impl std::io::Read + Seek) -> Given {
    let file = FileToRead {
        path: Path::new(name),
        root: Path::new(""),
    };
    let (mut articles, mut problems) = (Vec::new(), Vec::new());
    let mut sink = |found| {
        match found {
            Ok(article) => articles.push(article),
            Err(problem) => problems.push(problem),
        }
        ControlFlow::Continue(())
    };
    let (fields, options, progress) = (Fields::default(), Options::default(), AtomicU64::new(0));
    let (parts, _) = examine_bytes(bytes, &file, &fields, &options, &progress, &mut sink);
    Given {
        parts,
        articles,
        problems,
    }
}

/// A way to write a text as bytes.
#[derive(Clone, Copy)]
struct Way {
    name: &'static str,
    encoding: &'static Encoding,
    mark: &'static [u8],
}

const WAYS: [Way; 8] = [
    Way {
        name: "UTF-8",
        encoding: UTF_8,
        mark: b"",
    },
    Way {
        name: "UTF-8, marked",
        encoding: UTF_8,
        mark: b"\xEF\xBB\xBF",
    },
    Way {
        name: "UTF-16LE",
        encoding: UTF_16LE,
        mark: b"",
    },
    Way {
        name: "UTF-16LE, marked",
        encoding: UTF_16LE,
        mark: b"\xFF\xFE",
    },
    Way {
        name: "UTF-16BE",
        encoding: UTF_16BE,
        mark: b"",
    },
    Way {
        name: "UTF-16BE, marked",
        encoding: UTF_16BE,
        mark: b"\xFE\xFF",
    },
    Way {
        name: "windows-1256",
        encoding: WINDOWS_1256,
        mark: b"",
    },
    Way {
        name: "ISO-8859-6",
        encoding: ISO_8859_6,
        mark: b"",
    },
];

fn encodings(sample: &[&String]) {
    for way in WAYS {
        let mut right = [0; CUTS_BYTES.len()];
        let mut shown = 0;
        for text in sample {
            let bytes = written(text, way);
            for (right, cut) in right.iter_mut().zip(CUTS_BYTES) {
                let bytes = &bytes[..bytes.len().min(cut)];
                if is_told(bytes, way.encoding) {
                    *right += 1;
                } else if shown < MISTAKES_SHOWN {
                    shown += 1;
                    let told = read("a.txt", Cursor::new(bytes)).parts;
                    let told = told.first().and_then(|part| part.encoding);
                    let (text, _) = way.encoding.decode_without_bom_handling(bytes);
                    println!(
                        "    as {told:?}: {:?}",
                        text.chars().take(80).collect::<String>()
                    );
                }
            }
        }
        let shares = right.map(|right| 100.0 * f64::from(right) / sample.len() as f64);
        println!(
            "  {:18} whole {:6.2} %   200 bytes {:6.2} %   40 bytes {:6.2} %",
            way.name, shares[0], shares[1], shares[2]
        );
    }
}

/// The bytes of a text; what the encoding has no bytes for is a question mark.
fn written(text: &str, way: Way) -> Vec<u8> {
    let mut bytes = way.mark.to_vec();
    let units = text.encode_utf16();
    match way.encoding {
        encoding if encoding == UTF_16LE => bytes.extend(units.flat_map(u16::to_le_bytes)),
        encoding if encoding == UTF_16BE => bytes.extend(units.flat_map(u16::to_be_bytes)),
        _ => {
            for c in text.chars() {
                let mut letter = [0; 4];
                match way.encoding.encode(c.encode_utf8(&mut letter)) {
                    (_, _, true) => bytes.push(b'?'),
                    (encoded, ..) => bytes.extend_from_slice(&encoded),
                }
            }
        }
    }
    bytes
}

/// Whether the encoding is told, or one in which the bytes are the same text.
fn is_told(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let parts = read("a.txt", Cursor::new(bytes)).parts;
    let told = parts.first().and_then(|part| part.encoding);
    let told = told.and_then(|name| Encoding::for_label(name.as_bytes()));
    let Some(told) = told else { return false };
    told == encoding || told.decode(bytes).0 == encoding.decode(bytes).0
}

fn taken_for(encoding: &'static Encoding, text: &str) -> String {
    let (taken, _) = encoding.decode_without_bom_handling(text.as_bytes());
    taken.into_owned()
}

/// A way to garble a text.
type Garbling = (&'static str, fn(&str) -> String);

const GARBLINGS: [Garbling; 9] = [
    ("1252", |text| taken_for(WINDOWS_1252, text)),
    ("latin-1", |text| text.bytes().map(char::from).collect()),
    ("1256", |text| taken_for(WINDOWS_1256, text)),
    ("1252 twice", |text| {
        taken_for(WINDOWS_1252, &taken_for(WINDOWS_1252, text))
    }),
    ("latin-1 twice", |text| {
        let once: String = text.bytes().map(char::from).collect();
        once.bytes().map(char::from).collect()
    }),
    ("1256 twice", |text| {
        taken_for(WINDOWS_1256, &taken_for(WINDOWS_1256, text))
    }),
    ("1252, lost as \u{FFFD}", |text| {
        lossy(&taken_for(WINDOWS_1252, text), "\u{FFFD}")
    }),
    ("1252, lost as ?", |text| {
        lossy(&taken_for(WINDOWS_1252, text), "?")
    }),
    ("1252, lost", |text| {
        lossy(&taken_for(WINDOWS_1252, text), "")
    }),
];

fn lossy(text: &str, lost: &str) -> String {
    text.replace(['\u{81}', '\u{8D}', '\u{8F}', '\u{90}', '\u{9D}'], lost)
}

fn mojibake(sample: &[&String]) {
    let as_lines = |garble: fn(&str) -> String| {
        let mut lines = Vec::new();
        for text in sample {
            let body = serde_json::json!({"body": garble(text)});
            lines.extend(format!("{body}\n").into_bytes());
        }
        let given = read("a.jsonl", Cursor::new(lines));
        let bodies = given.articles.into_iter().map(|article| article.body);
        bodies.collect::<Vec<String>>()
    };
    let sound = as_lines(str::to_owned);
    for (name, garble) in GARBLINGS {
        let found = as_lines(garble);
        let pairs = || sound.iter().zip(&found);
        let same = pairs().filter(|(a, b)| a == b).count();
        let near = pairs().filter(|(a, b)| differing(a, b) * 200 <= a.chars().count());
        let share = |count: usize| 100.0 * count as f64 / sample.len() as f64;
        println!(
            "  {name:18} mended {:6.2} %, to the letter {:6.2} %",
            share(near.count()),
            share(same)
        );
        for (a, b) in pairs().filter(|(a, b)| a != b).take(MISTAKES_SHOWN) {
            let at = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
            let from = at.saturating_sub(15);
            let part = |text: &str| text.chars().skip(from).take(40).collect::<String>();
            println!("    {:?} is {:?}", part(a), part(b));
        }
    }
}

/// About how many characters differ, where a few were lost or guessed.
fn differing(a: &str, b: &str) -> usize {
    let (mut a, mut b) = (a.chars().peekable(), b.chars().peekable());
    let mut count = 0;
    while let (Some(x), Some(y)) = (a.next(), b.next()) {
        if x != y {
            count += 1;
            if a.peek() == Some(&y) {
                a.next();
            } else if b.peek() == Some(&x) {
                b.next();
            }
        }
    }
    count + a.count() + b.count()
}
