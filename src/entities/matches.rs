//! Reports on matches, in which the names of towns and countries are those of clubs and teams.

use crate::arabic::{Analysis, Layer};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Words of reports on matches.
const WORDS: &str = "مباراة هدف مدرب لاعب دوري ملعب كأس بطولة فريق منتخب مهاجم حارس شباك شوط مرمى ركلة \
    تعادل دقيقة جولة نقطة نادي موسم كرة فوز فاز تغلب خسر خسارة هزيمة ضيف تصفيات";

static LEMMAS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let words = Analysis::of(WORDS);
    let lemma = |token| words.form(token, Layer::Lemma).to_owned();
    words.tokens().iter().map(lemma).collect()
});

/// Whether a word, given by its lemma, is one of reports on matches.
pub(super) fn is_of_matches(lemma: &str) -> bool {
    LEMMAS.contains(lemma)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_matches_are_known_in_all_their_forms() {
        let words = Analysis::of("وفازت المباريات باللاعبين");
        let known = |token| is_of_matches(words.form(token, Layer::Lemma));
        assert!(words.tokens().iter().all(known));
        let words = Analysis::of("اجتمع الوزراء في بغداد");
        let known = |token| is_of_matches(words.form(token, Layer::Lemma));
        assert!(!words.tokens().iter().any(known));
    }
}
