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
use std::sync::LazyLock;

static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// The lemma and the root of a spelling-level form.
pub fn lemma_and_root(kind: Kind, spelling: &str) -> (String, String) {
    match kind {
        Kind::Arabic => arabic(spelling),
        Kind::Other => {
            let is_word = spelling.chars().all(char::is_alphanumeric);
            let stem = match is_word {
                true => ENGLISH.stem(spelling).into_owned(),
                false => spelling.to_owned(),
            };
            (stem.clone(), stem)
        }
        Kind::Number => (spelling.to_owned(), spelling.to_owned()),
    }
}

/// Where a spelling-level form is two words written as one: letters of the first. A form that
/// the lexicon has or the grammar can read is one word, except names with عبد.
pub fn joint(spelling: &str) -> Option<usize> {
    let form = fold_lexical_str(spelling);
    servant::joint(&form).or_else(|| match read(spelling, &form) {
        Found::Known(_) => None,
        Found::New(_) => compound::lost_space(&form),
    })
}

fn read(spelling: &str, form: &str) -> Found {
    // With its hamza إلهام is one word, without it may be ال and هام.
    let as_spelt = (form != spelling).then(|| look_up(spelling)).flatten();
    let known = as_spelt.or_else(|| look_up(form));
    known.map_or_else(|| unknown::read(form), Found::Known)
}

fn arabic(spelling: &str) -> (String, String) {
    if spelling.contains('.') {
        let abbreviation = fold_lexical_str(spelling);
        return (abbreviation.clone(), abbreviation);
    }
    match read(spelling, &fold_lexical_str(spelling)) {
        Found::Known(entry) => (entry.lemma.to_owned(), entry.root.to_owned()),
        Found::New(lemma) => {
            let mut root = String::with_capacity(lemma.len());
            root_into(&lemma, &mut root);
            (lemma, root)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemmas(words: &str) -> Vec<String> {
        let words = words.split(' ');
        words
            .map(|word| lemma_and_root(Kind::Arabic, word).0)
            .collect()
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
