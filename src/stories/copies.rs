//! Whether two texts are copies of one.
//!
//! They are if nearly all of the shorter stands in the longer (Broder's containment), the longer
//! is not many times as long and begins as it does (a digest of the day's news has whole reports
//! in it and is none of them), they do not insist on different words, and the figures in the
//! places that both have are the same.

use super::wording::Wording;
use std::cmp::Ordering;

/// Of the shingles of the shorter text, so many at least stand in the longer: one word in
/// twenty changed breaks four shingles in twenty.
const LEAST_CONTAINED: f64 = 0.75;
/// The shorter has at least this share of the longer's shingles.
const LEAST_LENGTH: f64 = 0.5;
/// A shorter one is a copy that was cut: the longer begins with what it says.
const CUT_LENGTH: f64 = 0.67;
/// So many shingles are the beginning of a text, and so much of it a copy that was cut has.
const BEGINNING_SHINGLES: usize = 20;
const LEAST_OF_BEGINNING: f64 = 0.5;
/// Of the figures in the same places, at most so many differ.
const MOST_FIGURES_DIFFER: f64 = 0.1;

/// How alike two texts are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Of the shorter's shingles, the share that the longer has: 0 to 1.
    pub contained: f64,
    /// The shorter's length as a share of the longer's: 0 to 1.
    pub length: f64,
    /// Of the longer's first shingles, the share that the shorter has: 0 to 1.
    pub beginning: f64,
    /// Places that have a figure in both texts.
    pub figures: usize,
    /// Those of them in which the figures differ.
    pub differing: usize,
    /// Whether each says a word again and again that the other never says.
    pub other_subject: bool,
}

impl Likeness {
    /// Whether texts so alike are copies.
    pub fn is_of_copies(&self) -> bool {
        self.contained >= LEAST_CONTAINED
            && self.length >= LEAST_LENGTH
            && (self.length >= CUT_LENGTH || self.beginning >= LEAST_OF_BEGINNING)
            && !self.other_subject
            && self.agree_in_figures()
    }

    /// Whether the texts are of one edition: reports on the weather of two days are not.
    pub fn agree_in_figures(&self) -> bool {
        self.differing as f64 <= MOST_FIGURES_DIFFER * self.figures as f64
    }
}

/// Whether two texts are copies of one.
pub fn are_copies(one: &Wording, other: &Wording) -> bool {
    likeness(one, other).is_of_copies()
}

/// How alike two texts are.
pub fn likeness(one: &Wording, other: &Wording) -> Likeness {
    let (one_set, other_set) = (set(one), set(other));
    let shorter = one_set.len().min(other_set.len());
    let longer = one_set.len().max(other_set.len());
    let share = |part: usize, whole: usize| match whole {
        0 => 0.0,
        _ => part as f64 / whole as f64,
    };
    let (figures, differing) = compared(one.figures(), other.figures());
    Likeness {
        contained: share(in_both(&one_set, &other_set), shorter),
        length: share(shorter, longer),
        beginning: match one_set.len() <= other_set.len() {
            true => beginning(other, &one_set),
            false => beginning(one, &other_set),
        },
        figures,
        differing,
        other_subject: one.insists_on_more_than(other) && other.insists_on_more_than(one),
    }
}

/// How much of the beginning of a text is in a set.
fn beginning(text: &Wording, set: &[u64]) -> f64 {
    let first: Vec<u64> = text.shingles().take(BEGINNING_SHINGLES).collect();
    let had = first
        .iter()
        .filter(|shingle| set.binary_search(shingle).is_ok());
    had.count() as f64 / first.len().max(1) as f64
}

fn set(wording: &Wording) -> Vec<u64> {
    let mut set: Vec<u64> = wording.shingles().collect();
    set.sort_unstable();
    set.dedup();
    set
}

/// How many elements two sorted sets share.
fn in_both(one: &[u64], other: &[u64]) -> usize {
    let (mut one, mut other, mut both) = (one, other, 0);
    while let ([a, one_rest @ ..], [b, other_rest @ ..]) = (one, other) {
        match a.cmp(b) {
            Ordering::Less => one = one_rest,
            Ordering::Greater => other = other_rest,
            Ordering::Equal => {
                both += 1;
                (one, other) = (one_rest, other_rest);
            }
        }
    }
    both
}

/// The places that have figures in both lists, and how many of them have none in common.
fn compared(one: &[(u32, u32)], other: &[(u32, u32)]) -> (usize, usize) {
    let (mut places, mut differing) = (0, 0);
    for here in one.chunk_by(|a, b| a.0 == b.0) {
        let from = other.partition_point(|figure| figure.0 < here[0].0);
        let to = other.partition_point(|figure| figure.0 <= here[0].0);
        let there = &other[from..to];
        if !there.is_empty() {
            places += 1;
            differing += usize::from(!here.iter().any(|figure| there.contains(figure)));
        }
    }
    (places, differing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arabic::Analysis;
    use proptest::prelude::*;

    const REPORT: &str = "أعلنت هيئة الموانئ في مدينة نورس أمس أن حركة السفن عادت إلى طبيعتها \
        بعد إغلاق دام 3 أيام بسبب العاصفة. وقال مدير الهيئة كريم الصاوي إن 40 سفينة كانت تنتظر \
        خارج الميناء دخلت تباعا منذ الفجر، وإن تفريغ حمولاتها يستغرق أسبوعا على الأقل. وأضاف أن \
        الأضرار اقتصرت على رافعتين وعدد من المستودعات القديمة في الرصيف الشرقي. وتوقع تجار \
        السوق المركزية وصول الفواكه والحبوب إلى المتاجر قبل نهاية الأسبوع، بعدما ارتفعت \
        أسعارها بنحو الخمس خلال أيام الإغلاق.";

    fn copies(one: &str, other: &str) -> bool {
        let wording = |text| Wording::of(&Analysis::of(text));
        are_copies(&wording(one), &wording(other))
    }

    #[test]
    fn a_text_that_was_cut_or_lightly_edited_is_a_copy() {
        let cut = REPORT.split(". وتوقع").next().unwrap();
        assert!(copies(REPORT, cut));
        let edited = REPORT.replace("أمس", "اليوم").replace("تباعا", "تباعًا،");
        assert!(copies(REPORT, &format!("نورس (وكالات) - {edited}")));
    }

    #[test]
    fn an_edition_with_other_figures_is_no_copy() {
        let next = REPORT
            .replace("3 أيام", "5 أيام")
            .replace("40 سفينة", "62 سفينة");
        assert!(!copies(REPORT, &next));
    }

    #[test]
    fn the_same_formula_on_another_subject_is_no_copy() {
        let telegram = |of: &str| {
            format!(
                "بعث الرئيس برقية تهنئة إلى رئيس جمهورية {of} بمناسبة ذكرى استقلال بلاده، أعرب فيها \
                 عن أصدق التهاني وأطيب التمنيات بدوام الصحة والسعادة له ولشعب {of} الشقيق اطراد \
                 التقدم والازدهار، مشيدا بعمق العلاقات التاريخية التي تربط البلدين والشعبين وبحرص \
                 الجانبين على تعزيزها في جميع المجالات الاقتصادية والثقافية والعلمية"
            )
        };
        assert!(!copies(&telegram("كولومبيا"), &telegram("سنغافورة")));
    }

    #[test]
    fn a_digest_that_has_a_report_among_others_is_no_copy_of_it() {
        let other = "افتتح وزير الزراعة معرض التمور السنوي بمشاركة مئات المزارعين. ودعا إلى دعم \
            صغار المنتجين وتسويق محاصيلهم في الخارج، وأعلن جوائز لأجود الأصناف تمنح كل موسم. \
            وشهد اليوم الأول إقبالا كبيرا من العائلات والزوار القادمين من المحافظات المجاورة، \
            الذين تذوقوا أصنافا نادرة واطلعوا على طرق الزراعة والتخزين والتغليف الحديثة.";
        assert!(!copies(REPORT, &format!("{other}\n{REPORT}")));
    }

    proptest! {
        #[test]
        fn likeness_is_symmetric(one in "([ابتث]{2,4} |[0-9]{1,2} ){0,60}", other in "([ابتث]{2,4} |[0-9]{1,2} ){0,60}") {
            let (one, other) = (Analysis::of(&one), Analysis::of(&other));
            let (one, other) = (Wording::of(&one), Wording::of(&other));
            let (there, back) = (likeness(&one, &other), likeness(&other, &one));
            prop_assert_eq!(there.is_of_copies(), back.is_of_copies());
        }
    }
}
