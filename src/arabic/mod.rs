//! Arabic text analysis: text in, tokens with byte offsets and three layers out.
//!
//! The one order of analysis, for articles and queries alike:
//!
//! 1. compose and fold each character to the spelling level ([`chars`]),
//! 2. cut the text into tokens ([`token`]), and words written together apart ([`compound`]),
//! 3. for each token write its layers: *exact* (the word as written, folded), *lemma* and
//!    *root* ([`lemma`]): from the [`lexicon`], or by the [`grammar`] for [`unknown`] words.
//!
//! Analysis is pure and total: it has no error, whatever the text.

pub mod chars;
pub mod compound;
pub mod grammar;
pub mod lemma;
pub mod lexicon;
pub mod particles;
pub mod root;
pub mod servant;
pub mod skeleton;
pub mod stop;
pub mod token;
pub mod unknown;

use lemma::Reading;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use token::{Kind, Tokenizer};

/// The three forms under which a word can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layer {
    /// The word as written, without marks, hamza seats and other differences of keyboard.
    Exact,
    /// The form that all inflections of the word share.
    Lemma,
    /// The consonants that related words share.
    Root,
}

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where the whole written word stands in the text, in bytes.
    pub span: Range<usize>,
    /// What it is made of.
    pub kind: Kind,
    forms: usize,
}

/// The tokens of one text with their layers.
///
/// The forms of a repeated word are stored once, and an `Analysis` can be used again for the
/// next text, so that analysing an archive allocates for new words only.
#[derive(Debug, Default)]
pub struct Analysis {
    tokens: Vec<Token>,
    spelling: String,
    seen: FxHashMap<String, Parts>,
    forms: Vec<Forms>,
    generation: Generation,
}

/// Tells apart the times at which an [`Analysis`] has begun to number words anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generation(u64);

impl Default for Generation {
    fn default() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Generation(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// The words that a written word consists of: nearly always one.
#[derive(Debug, Clone, Copy)]
struct Parts {
    forms: usize,
    /// Letters of the first word and the forms of the second, where two are written as one.
    second: Option<(usize, usize)>,
}

/// The three layers of a word in one piece of memory.
#[derive(Debug)]
struct Forms {
    layers: Box<str>,
    lemma_begins: u16,
    root_begins: u16,
    is_stop_word: bool,
}

/// Distinct spellings that an [`Analysis`] remembers before it forgets them all: about 80 MB.
const MOST_REMEMBERED_SPELLINGS: usize = 400_000;

impl Analysis {
    /// Analyses `text`.
    pub fn of(text: &str) -> Self {
        let mut analysis = Analysis::default();
        analysis.analyse(text);
        analysis
    }

    /// Replaces the tokens by those of `text`.
    pub fn analyse(&mut self, text: &str) {
        self.tokens.clear();
        if self.forms.len() > MOST_REMEMBERED_SPELLINGS {
            self.seen.clear();
            self.forms.clear();
            self.generation = Generation::default();
        }
        let mut tokenizer = Tokenizer::new(text);
        self.spelling.clear();
        while let Some((kind, span)) = tokenizer.next_into(&mut self.spelling) {
            let parts = self.parts_of(kind);
            self.push(text, kind, span, parts);
            self.spelling.clear();
        }
    }

    fn push(&mut self, text: &str, kind: Kind, span: Range<usize>, parts: Parts) {
        let mut push = |span, forms| self.tokens.push(Token { span, kind, forms });
        match parts.second {
            None => push(span, parts.forms),
            Some((letters, second)) => {
                let joint = span.start + token::offset_of_letter(&text[span.clone()], letters);
                push(span.start..joint, parts.forms);
                push(joint..span.end, second);
            }
        }
    }

    /// The tokens in the order of the text.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The form of `token` on `layer`.
    pub fn form(&self, token: &Token, layer: Layer) -> &str {
        let forms = &self.forms[token.forms];
        match layer {
            Layer::Exact => &forms.layers[..usize::from(forms.lemma_begins)],
            Layer::Lemma => {
                &forms.layers[usize::from(forms.lemma_begins)..usize::from(forms.root_begins)]
            }
            Layer::Root => &forms.layers[usize::from(forms.root_begins)..],
        }
    }

    /// All layers of `token` as one string: words that differ in any differ in it.
    pub fn layers(&self, token: &Token) -> &str {
        &self.forms[token.forms].layers
    }

    /// The number of the spelling of `token`: equal spellings have one number, as long as
    /// [`Analysis::generation`] stays the same. Numbers begin at 0 and leave no gaps.
    pub fn spelling_number(&self, token: &Token) -> usize {
        token.forms
    }

    /// How many spellings are numbered.
    pub fn spelling_count(&self) -> usize {
        self.forms.len()
    }

    /// When the numbering of spellings began.
    pub fn generation(&self) -> Generation {
        self.generation
    }

    /// Whether `token` carries no topic of its own.
    pub fn is_stop_word(&self, token: &Token) -> bool {
        self.forms[token.forms].is_stop_word
    }

    fn parts_of(&mut self, kind: Kind) -> Parts {
        if let Some(&known) = self.seen.get(&self.spelling) {
            return known;
        }
        let spelling = std::mem::take(&mut self.spelling);
        let parts = match lemma::read(kind, &spelling) {
            Reading::Word { lemma, root } => Parts {
                forms: self.add(Forms::new(&spelling, &lemma, &root)),
                second: None,
            },
            Reading::Two(letters) => {
                let joint = spelling.char_indices().nth(letters).map_or(0, |(at, _)| at);
                let (first, second) = spelling.split_at(joint);
                Parts {
                    forms: self.add(Forms::of_half(kind, first)),
                    second: Some((letters, self.add(Forms::of_half(kind, second)))),
                }
            }
        };
        self.seen.insert(spelling.clone(), parts);
        self.spelling = spelling;
        parts
    }

    fn add(&mut self, forms: Forms) -> usize {
        self.forms.push(forms);
        self.forms.len() - 1
    }
}

impl Forms {
    fn new(spelling: &str, lemma: &str, root: &str) -> Self {
        let mut layers = String::with_capacity(spelling.len() + lemma.len() + root.len());
        layers.extend(spelling.chars().map(chars::fold_exact));
        let lemma_begins = layers.len() as u16;
        layers.push_str(lemma);
        let root_begins = layers.len() as u16;
        layers.push_str(root);
        Forms {
            layers: layers.into(),
            lemma_begins,
            root_begins,
            is_stop_word: stop::is_stop_word(&chars::fold_lexical_str(spelling)),
        }
    }

    /// One of two words that were written as one; what could be cut again stays whole.
    fn of_half(kind: Kind, spelling: &str) -> Self {
        match lemma::read(kind, spelling) {
            Reading::Word { lemma, root } => Forms::new(spelling, &lemma, &root),
            Reading::Two(_) => Forms::new(spelling, spelling, spelling),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_has_its_place_and_its_layers() {
        let text = "قال «المُرتزِقة» هناك";
        let analysis = Analysis::of(text);
        let token = &analysis.tokens()[1];
        assert_eq!(&text[token.span.clone()], "المُرتزِقة");
        assert_eq!(analysis.form(token, Layer::Exact), "المرتزقه");
        assert_eq!(analysis.form(token, Layer::Lemma), "مرتزق");
    }

    #[test]
    fn words_written_as_one_share_its_place_between_them() {
        for text in ["أَرمينياوأذربيجان", "عَبْدُﷲ عبدالله", "ســعرالنفط وعبدالرحمٰن"]
        {
            let analysis = Analysis::of(text);
            let words: Vec<&str> = text.split(' ').collect();
            let tokens: Vec<&str> = analysis
                .tokens()
                .iter()
                .map(|token| &text[token.span.clone()])
                .collect();
            assert_eq!(tokens.concat(), words.concat());
            assert!(tokens.len() > words.len(), "{tokens:?}");
        }
    }

    #[test]
    fn an_analysis_used_again_gives_what_a_fresh_one_gives() {
        let mut used = Analysis::of("باكو ويريفان");
        used.analyse("يريفان وباكو");
        let fresh = Analysis::of("يريفان وباكو");
        let lemmas = |analysis: &Analysis| -> Vec<String> {
            let form = |t| analysis.form(t, Layer::Lemma).to_owned();
            analysis.tokens().iter().map(form).collect()
        };
        assert_eq!(lemmas(&used), lemmas(&fresh));
    }

    proptest! {
        #[test]
        fn analysis_is_total_and_keeps_its_places(text in "\\PC*|[ء-ي \u{64b}-\u{655}ـ]{0,80}") {
            let analysis = Analysis::of(&text);
            for token in analysis.tokens() {
                prop_assert!(text.get(token.span.clone()).is_some());
                for layer in [Layer::Exact, Layer::Lemma, Layer::Root] {
                    prop_assert!(!analysis.form(token, layer).is_empty());
                }
            }
        }

        #[test]
        fn the_exact_layer_of_an_exact_form_is_itself(word in "[ء-ي]{1,12}") {
            let once = Analysis::of(&word);
            let exact: Vec<&str> = once.tokens().iter().map(|t| once.form(t, Layer::Exact)).collect();
            let again = Analysis::of(&exact.join(" "));
            let twice: Vec<&str> = again.tokens().iter().map(|t| again.form(t, Layer::Exact)).collect();
            prop_assert_eq!(exact, twice);
        }
    }
}
