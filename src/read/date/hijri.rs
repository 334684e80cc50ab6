//! Days of the Hijri calendar: `١٧ ربيع الأول ١٤٤٢`, `17/3/1442 هـ`.
//!
//! They are reckoned by the calendar of Umm al-Qura, which Saudi papers print; where a country
//! goes by the sight of the moon its days are a day off now and then.

use super::super::months::hijri_month;
use super::pieces::Piece;
use super::{Digits, Found, Walk, past, triple};
use icu_calendar::Date as IcuDate;
use icu_calendar::cal::Hijri;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::ops::RangeInclusive;

/// From 1849 to 2077; as Gregorian years they are no newspaper's.
const YEARS: RangeInclusive<u64> = 1266..=1500;

/// What may follow the year, folded: هـ.
const ERA: [&str; 5] = ["ه", "هج", "هجري", "هجريه", "ah"];

/// Words of honour behind a month, and those before a year.
const BEFORE_YEAR: [&str; 10] = [
    "الحرام",
    "المبارك",
    "المعظم",
    "المكرم",
    "الخير",
    "الفرد",
    "من",
    "عام",
    "لعام",
    "سنه",
];

/// The day at `from`, in numbers or in words.
pub(super) fn day(pieces: &[Piece], from: usize) -> Option<Found> {
    in_numbers(pieces, from).or_else(|| in_words(pieces, from))
}

/// The day at `from` in words, or in numbers with its era: within a text other numbers have the
/// same shape.
pub(super) fn day_in_words(pieces: &[Piece], from: usize) -> Option<Found> {
    let with_era = || in_numbers(pieces, from).filter(|(_, range)| range.len() > 5);
    in_words(pieces, from).or_else(with_era)
}

fn in_numbers(pieces: &[Piece], from: usize) -> Option<Found> {
    let (first, second, third) = triple(pieces, from, "/-.")?;
    let date = gregorian(third, second, first).or_else(|| gregorian(first, second, third))?;
    Some((date, from..past(pieces, from + 5, &ERA)))
}

fn in_words(pieces: &[Piece], from: usize) -> Option<Found> {
    let mut walk = Walk { pieces, at: from };
    let day = walk.number()?;
    walk.skip("-/.,،", &["من", "شهر"]);
    let (month, words) = hijri_month(walk.word(0)?, walk.word(1))?;
    walk.at += words;
    walk.skip("-/.,،()", &BEFORE_YEAR);
    let year = walk.number()?;
    let date = gregorian(year, (u64::try_from(month).ok()?, 2), day)?;
    Some((date, from..past(pieces, walk.at, &ERA)))
}

/// The Gregorian date of a Hijri one. The thirtieth of a month that has only 29 days by reckoning
/// was seen one day longer: it is the day after.
fn gregorian(year: Digits, month: Digits, day: Digits) -> Option<Date> {
    let fits = year.1 == 4 && month.1 <= 2 && day.1 <= 2;
    if !fits || !YEARS.contains(&year.0) || !(1..=30).contains(&day.0) {
        return None;
    }
    let (year, month) = (i32::try_from(year.0).ok()?, u8::try_from(month.0).ok()?);
    let calendar = Hijri::new_umm_al_qura();
    let first = IcuDate::try_new_hijri_with_calendar(year, month, 1, calendar).ok()?;
    // Days are counted from 1, the first day of the first Gregorian year.
    let days = first.to_rata_die().to_i64_date() - 1 + i64::try_from(day.0 - 1).ok()?;
    date(1, 1, 1).checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::super::*;

    fn parsed(text: &str) -> String {
        let found = parse(text).unwrap_or_else(|| panic!("{text}"));
        found.date().to_string()
    }

    #[test]
    fn a_hijri_day_is_read_however_it_is_written() {
        for text in [
            "١٧ ربيع الأول ١٤٤٢",
            "17 ربيع الأول 1442 هـ",
            "17 ربيع الاول 1442هـ",
            "الثلاثاء 17 من شهر ربيع الأول عام 1442 هجرية",
            "17 ربيع أول 1442",
            "17/3/1442 هـ",
            "17/03/1442",
            "17-03-1442هـ",
            "1442/03/17",
            "١٤٤٢-٠٣-١٧",
            "17/3/1442هـ الموافق 3/11/2020م",
            "3/11/2020م الموافق 17/3/1442هـ",
        ] {
            assert_eq!(parsed(text), "2020-11-03", "{text}");
        }
        assert_eq!(
            parse("17/3/1442 هـ 14:20").unwrap().to_string(),
            "2020-11-03T14:20:00"
        );
    }

    #[test]
    fn every_month_has_its_names() {
        for (names, expected) in [
            (&["محرم", "المحرم", "محرّم الحرام"][..], "2020-08-20"),
            (&["صفر", "صفر الخير"], "2020-09-18"),
            (&["ربيع الأول", "ربيع اول"], "2020-10-18"),
            (
                &["ربيع الآخر", "ربيع الثاني", "ربيع ثاني", "ربيع ثان"],
                "2020-11-16",
            ),
            (&["جمادى الأولى", "جمادي الاولى", "جمادى الأول"], "2020-12-16"),
            (
                &["جمادى الآخرة", "جمادى الثانية", "جمادى الآخر"],
                "2021-01-14",
            ),
            (&["رجب", "رجب الفرد"], "2021-02-13"),
            (&["شعبان", "شعبان المعظم"], "2021-03-14"),
            (&["رمضان", "رمضان المبارك"], "2021-04-13"),
            (&["شوال", "شوّال"], "2021-05-13"),
            (&["ذو القعدة", "ذي القعدة", "ذوالقعدة"], "2021-06-11"),
            (&["ذو الحجة", "ذي الحجة", "ذوالحجة"], "2021-07-11"),
        ] {
            for name in names {
                assert_eq!(parsed(&format!("1 {name} 1442")), expected, "{name}");
            }
        }
    }

    #[test]
    fn a_day_that_reckoning_does_not_know_is_the_next() {
        // Safar of 1442 has 30 days, Rabi al-Awwal 29.
        assert_eq!(parsed("30 ربيع الأول 1442"), "2020-11-16");
        assert_eq!(parsed("30 صفر 1442"), "2020-10-17");
    }

    #[test]
    fn what_is_no_hijri_day_is_refused() {
        for text in [
            "31/3/1442",
            "17/13/1442",
            "17 ربيع 1442",
            "ربيع الأول 1442",
            "17/3/1242",
            "0/3/1442",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn datelines_have_hijri_days() {
        for body in [
            "الرياض 17 ربيع الأول 1442 هـ الموافق 03 نوفمبر 2020 م واس",
            "مكة المكرمة 17 ربيع الأول 1442هـ الموافق 3 نوفمبر 2020م قال",
            "الرياض، 17 ربيع الأول 1442 هـ (واس) - أعلن",
            "الرياض، 17/3/1442هـ - أعلن",
            "جدة - 3 نوفمبر 2020م الموافق 17 ربيع الأول 1442هـ: أعلن",
        ] {
            let found = dateline(body).map(|at| at.date().to_string());
            assert_eq!(found.as_deref(), Some("2020-11-03"), "{body}");
        }
        for body in [
            "ينعقد في 17 ربيع الأول 1442 هـ مؤتمر",
            "تعلن الجامعة عن عقد مؤتمرها الثالث يوم 17 ربيع الأول 1442هـ الموافق 3 نوفمبر 2020م في",
            "النسبة 17/3/1442 وما بعدها",
        ] {
            assert_eq!(dateline(body), None, "{body}");
        }
    }
}
