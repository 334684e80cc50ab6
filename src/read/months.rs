//! Month names of the Arab world and in English, and those of the Hijri calendar.
//!
//! Names stand folded (no hamza seats, no vowel marks, lower case), as [`fold`] makes them.
//! Sources: the CLDR month names of the `ar-*` locales, and the names in print in Morocco,
//! Algeria, Tunisia, Egypt, the Gulf and the Levant.

/// Each month's names, from January.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &["يناير", "جانفي", "كانون الثاني", "كانون ثاني", "كانون ثان", "january", "jan"],
    &["فبراير", "فيفري", "شباط", "february", "feb"],
    &["مارس", "اذار", "march", "mar"],
    &["ابريل", "افريل", "نيسان", "april", "apr"],
    &["مايو", "ماي", "مايس", "ايار", "may"],
    &["يونيو", "يونيه", "جوان", "حزيران", "june", "jun"],
    &["يوليو", "يوليه", "يوليوز", "جويليه", "تموز", "july", "jul"],
    &["اغسطس", "غشت", "اوت", "اب", "august", "aug"],
    &["سبتمبر", "شتنبر", "ايلول", "september", "sept", "sep"],
    &["اكتوبر", "تشرين الاول", "تشرين اول", "october", "oct"],
    &["نوفمبر", "نونبر", "تشرين الثاني", "تشرين ثاني", "تشرين ثان", "november", "nov"],
    &["ديسمبر", "دجنبر", "كانون الاول", "كانون اول", "december", "dec"],
];

/// The names of the Hijri months, from Muharram.
#[rustfmt::skip]
const HIJRI_MONTHS: [&[&str]; 12] = [
    &["محرم", "المحرم"],
    &["صفر"],
    &["ربيع الاول", "ربيع اول"],
    &["ربيع الاخر", "ربيع الثاني", "ربيع اخر", "ربيع ثاني", "ربيع ثان"],
    &["جمادي الاولي", "جمادي الاول", "جمادي اولي", "جمادي اول", "جماد الاول", "جماد اول"],
    &["جمادي الاخره", "جمادي الثانيه", "جمادي الاخر", "جمادي الثاني", "جمادي اخره", "جمادي ثانيه", "جماد الاخر", "جماد الثاني", "جماد الاخره"],
    &["رجب"],
    &["شعبان"],
    &["رمضان"],
    &["شوال"],
    &["ذو القعده", "ذي القعده", "ذوالقعده", "ذيالقعده", "القعده"],
    &["ذو الحجه", "ذي الحجه", "ذوالحجه", "ذيالحجه", "الحجه"],
];

/// The month, from 1, whose name is the folded `first`, or `first` and `second` together; and
/// the number of words that the name took.
pub(super) fn month(first: &str, second: Option<&str>) -> Option<(i8, usize)> {
    named(&MONTHS, first, second)
}

/// The same for the months of the Hijri calendar.
pub(super) fn hijri_month(first: &str, second: Option<&str>) -> Option<(i8, usize)> {
    named(&HIJRI_MONTHS, first, second)
}

fn named(months: &[&[&str]; 12], first: &str, second: Option<&str>) -> Option<(i8, usize)> {
    let pair = second.and_then(|second| {
        let is_pair = |name: &&str| name.split_once(' ') == Some((first, second));
        number(months, is_pair).map(|month| (month, 2))
    });
    pair.or_else(|| number(months, |name| *name == first).map(|month| (month, 1)))
}

fn number(months: &[&[&str]; 12], is: impl Fn(&&str) -> bool) -> Option<i8> {
    (1..)
        .zip(months)
        .find(|(_, names)| names.iter().any(&is))
        .map(|(number, _)| number)
}

/// A letter as the table has it; `None` for marks that words are compared without.
pub(super) fn fold(letter: char) -> Option<char> {
    Some(match letter {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ة' => 'ه',
        'ـ' | '\u{064B}'..='\u{065F}' | '\u{0670}' => return None,
        other => other.to_lowercase().next().unwrap_or(other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_folded_and_means_one_month() {
        for months in [&MONTHS, &HIJRI_MONTHS] {
            for (number, names) in (1..).zip(months) {
                for name in *names {
                    let folded: String = name.chars().filter_map(fold).collect();
                    assert_eq!(folded, *name);
                    let mut words = name.split(' ');
                    let found = named(months, words.next().unwrap(), words.next());
                    assert_eq!(found.map(|(month, _)| month), Some(number), "{name}");
                }
            }
        }
    }
}
