//! Wording: what an article says, as far as copies share it.
//!
//! Content words stand for the text, since editors change its particles and punctuation first. The
//! figures (numbers, and names of weekdays, which say of which day a report is) are kept apart,
//! each with the word before it: two editions of a weather report differ in nothing else.

use crate::arabic::token::Kind;
use crate::arabic::{Analysis, Layer};

/// A text of fewer content words is no one's copy: "صور" heads a hundred pages.
pub const FEWEST_WORDS: usize = 12;

/// The words and figures of one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording {
    /// Hashes of the content words, in order.
    words: Vec<u32>,
    /// Hashes of the place of each figure and of the figure, sorted.
    figures: Vec<(u32, u32)>,
    /// Hashes of the lemmas of the content words, sorted, each as often as it is said.
    lemmas: Vec<u32>,
    fingerprint: u64,
}

impl Wording {
    /// The wording of a text.
    pub fn of(text: &Analysis) -> Self {
        let mut wording = Wording {
            fingerprint: BASIS,
            ..Wording::default()
        };
        let (mut before, mut run) = (0, 0);
        for token in text.tokens() {
            let form = text.form(token, Layer::Exact);
            let is_figure = token.kind == Kind::Number || is_weekday(form);
            if !is_figure && text.is_stop_word(token) {
                continue;
            }
            let hash = short(form);
            wording.fingerprint = mixed(wording.fingerprint ^ u64::from(hash));
            if is_figure {
                run += 1;
                let place = mixed(u64::from(before) << 32 | run) as u32;
                wording.figures.push((place, hash));
            } else {
                (before, run) = (hash, 0);
                wording.words.push(hash);
                if !RELATIVE_DAYS.contains(&form) {
                    wording.lemmas.push(short(text.form(token, Layer::Lemma)));
                }
            }
        }
        wording.figures.sort_unstable();
        wording.figures.dedup();
        wording.lemmas.sort_unstable();
        wording
    }

    /// A number that texts of the same words and figures share; `None` where the text is too short
    /// to be a copy of another.
    pub fn fingerprint(&self) -> Option<u64> {
        (self.words.len() >= FEWEST_WORDS).then_some(self.fingerprint)
    }

    /// How many content words it has.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether it has no content word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The content words one after the other, [`SHINGLE_WORDS`] at a time, each as one number.
    pub(super) fn shingles(&self) -> impl Iterator<Item = u64> + '_ {
        self.words.windows(SHINGLE_WORDS).map(|words| {
            let words = words.iter();
            words.fold(BASIS, |hash, word| mixed(hash ^ u64::from(*word)))
        })
    }

    /// Whether it says a word again and again that `other` never says: it speaks of something else.
    /// Telegrams to two presidents differ in nothing but their countries.
    pub(super) fn insists_on_more_than(&self, other: &Wording) -> bool {
        let said = self.lemmas.chunk_by(|a, b| a == b);
        said.filter(|lemma| lemma.len() >= INSISTENCE)
            .any(|lemma| other.lemmas.binary_search(&lemma[0]).is_err())
    }

    pub(super) fn figures(&self) -> &[(u32, u32)] {
        &self.figures
    }
}

/// Longer ones are lost to every small edit; shorter ones are idioms that strangers share.
pub(super) const SHINGLE_WORDS: usize = 4;

/// Said so often, a word is what a text is about.
const INSISTENCE: usize = 2;
/// What is today in the agency's report is yesterday in the paper.
const RELATIVE_DAYS: [&str; 3] = ["اليوم", "امس", "غدا"];

const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// 64-bit FNV-1a, cut to 32 bits: what is stored must mean the same in every version.
fn short(form: &str) -> u32 {
    let hash = form.bytes().fold(BASIS, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (mixed(hash) >> 32) as u32
}

/// The finalizer of SplitMix64: every bit of the answer depends on every bit of the question.
pub(super) fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn is_weekday(form: &str) -> bool {
    const DAYS: [&str; 7] = [
        "السبت",
        "الاحد",
        "الاثنين",
        "الثلاثاء",
        "الاربعاء",
        "الخميس",
        "الجمعه",
    ];
    DAYS.contains(&form)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording(text: &str) -> Wording {
        Wording::of(&Analysis::of(text))
    }

    #[test]
    fn marks_and_particles_are_no_part_of_the_wording() {
        let (one, other) = (
            wording("أعلنت الحكومة، أمس، هدنةً في الجبل"),
            wording("اعلنت الحكومة أمس هدنة من الجبل"),
        );
        assert_eq!(one.words, other.words);
    }

    #[test]
    fn a_figure_is_kept_with_the_word_before_it() {
        let (one, other) = (wording("الرياض 41 28"), wording("الرياض ٤١ ٢٧"));
        assert_eq!(one.words, other.words);
        let same = one.figures.iter().filter(|f| other.figures.contains(f));
        assert_eq!((one.figures.len(), same.count()), (2, 1));
        assert_eq!(wording("يوم الأحد").figures.len(), 1);
    }

    #[test]
    fn a_headline_alone_has_no_fingerprint() {
        assert_eq!(wording("الاقتصاد في صور").fingerprint(), None);
        assert!(
            wording(&"كلمة ".repeat(FEWEST_WORDS))
                .fingerprint()
                .is_some()
        );
    }
}
