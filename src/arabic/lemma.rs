//! Lemma and root: the word that a written form belongs to, and what related words share.
//!
//! Arabic forms are looked up in the [`lexicon`](super::lexicon), and read by the grammar
//! ([`unknown`](super::unknown)) where it does not have them. Words of other scripts are
//! stemmed as English (Snowball); numbers stay as they are.

use super::chars::fold_lexical_str;
use super::lexicon::look_up;
use super::root::root_into;
use super::token::Kind;
use super::unknown::{self, Found};
use super::{compound, servant};
use rust_stemmers::{Algorithm, Stemmer};
use std::borrow::Cow;
use std::sync::LazyLock;

static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// What a written form is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// A word.
    Word {
        /// Its lemma.
        lemma: Cow<'static, str>,
        /// Its root.
        root: Cow<'static, str>,
    },
    /// Two words written as one: letters of the first.
    Two(usize),
}

/// Reads a spelling-level form.
pub fn read(kind: Kind, spelling: &str) -> Reading {
    match kind {
        Kind::Arabic if !spelling.contains('.') => arabic(spelling),
        Kind::Arabic => word(fold_lexical_str(spelling)),
        Kind::Other if spelling.chars().all(char::is_alphanumeric) => {
            word(ENGLISH.stem(spelling).into_owned())
        }
        Kind::Other | Kind::Number => word(spelling.to_owned()),
    }
}

fn arabic(spelling: &str) -> Reading {
    let form = fold_lexical_str(spelling);
    if let Some(letters) = servant::joint(&form) {
        return Reading::Two(letters);
    }
    // With its hamza إلهام is one word, without it may be ال and هام.
    let as_spelt = (form != spelling).then(|| look_up(spelling)).flatten();
    let known = as_spelt.or_else(|| look_up(&form));
    match known.map_or_else(|| unknown::read(&form), Found::Known) {
        Found::Known(entry) => Reading::Word {
            lemma: entry.lemma.into(),
            root: entry.root.into(),
        },
        Found::New(lemma) => match compound::lost_space(&form) {
            Some(letters) => Reading::Two(letters),
            None => {
                let mut root = String::with_capacity(lemma.len());
                root_into(&lemma, &mut root);
                Reading::Word {
                    lemma: lemma.into(),
                    root: root.into(),
                }
            }
        },
    }
}

/// A word that is its own root.
fn word(lemma: String) -> Reading {
    Reading::Word {
        root: lemma.clone().into(),
        lemma: lemma.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemmas(words: &str) -> Vec<String> {
        let lemma = |word| match read(Kind::Arabic, word) {
            Reading::Word { lemma, .. } => lemma.into_owned(),
            Reading::Two(letters) => format!("{word}: two words, the first of {letters}"),
        };
        words.split(' ').map(lemma).collect()
    }

    #[test]
    fn inflections_of_a_word_share_a_lemma() {
        for group in [
            "مدرسة المدرسة مدرستهم وبالمدرسة مدرسه",
            "رئيس رؤساء الرئيس رؤسائهم",
            "وزير وزراء الوزير والوزراء",
            "مرتزق مرتزقة المرتزقة والمرتزقة",
            "وصل وصلت يصل تصل وصلوا سيصل",
            "التقى التقت يلتقي تلتقي سيلتقي",
            "دعا دعت يدعو تدعو دعوا",
            "قال قالت يقول تقول وقال",
        ] {
            let lemmas = lemmas(group);
            assert!(
                lemmas.windows(2).all(|w| w[0] == w[1]),
                "{group}: {lemmas:?}"
            );
        }
    }

    #[test]
    fn different_words_keep_apart() {
        for pair in [
            "لبنان لبن",
            "عمان عم",
            "سورية سور",
            "وزير زير",
            "كتاب مكتب",
            "قال قل",
        ] {
            let lemmas = lemmas(pair);
            assert_ne!(lemmas[0], lemmas[1], "{pair}");
        }
    }
}
