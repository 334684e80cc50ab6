//! Dates as they stand in papers, exports and paths.

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

const DAY: [&str; 44] = [
    "2020-11-03",
    "2020/11/03",
    "2020/11/3",
    "03/11/2020",
    "3/11/2020",
    "03-11-2020",
    "3.11.2020",
    "20201103",
    "2020-11-03T00:00:00Z",
    "2020-11-03+02:00",
    "٢٠٢٠-١١-٠٣",
    "3 نوفمبر 2020",
    "03 نوفمبر، 2020",
    "٣ نوفمبر ٢٠٢٠",
    "٣ تشرين الثاني ٢٠٢٠",
    "3 تشرين ثاني 2020",
    "3 تشرين الثاني/نوفمبر 2020",
    "3 تشرين الثاني (نوفمبر) 2020",
    "3 نوفمبر - تشرين الثاني 2020",
    "3 نونبر 2020",
    "3 نوڤمبر 2020 الموافق 3 نوفمبر 2020",
    "الثلاثاء 3 نوفمبر 2020",
    "الثلاثاء، 3 نوفمبر/تشرين الثاني 2020",
    "الثلاثاء 03-11-2020",
    "يوم الثلاثاء الموافق 3 من نوفمبر عام 2020",
    "نوفمبر 3, 2020",
    "17 ربيع الأول 1442 هـ - 3 نوفمبر 2020 م",
    "17/03/1442 - 03/11/2020",
    "3 November 2020",
    "3 Nov 2020",
    "3-Nov-2020",
    "Nov 3, 2020",
    "Nov. 3, 2020",
    "November 3rd, 2020",
    "3rd of November 2020",
    "Tuesday, November 3, 2020",
    "TUE, 3 NOV 2020",
    "\u{200F}3\u{200F} نوفمبر\u{200F} 2020",
    "3\u{A0}نُوفمبر 2020",
    "1604361600",
    "1604361600000",
    "1604361600.0",
    "١٦٠٤٣٦١٦٠٠",
    "نشر: 3 نوفمبر 2020",
];

#[test]
fn a_day_is_read_however_it_is_written() {
    for text in DAY {
        let expected = date(2020, 11, 3).at(0, 0, 0, 0);
        assert_eq!(parse(text), Some(expected), "{text}");
    }
}

#[test]
fn the_time_is_kept_as_written_on_the_wall() {
    let expected = date(2020, 11, 3).at(14, 20, 0, 0);
    for text in [
        "2020-11-03T14:20:00+02:00",
        "2020-11-03T14:20:00.123Z",
        "2020-11-03 14:20",
        "20201103T142000Z",
        "20201103142000",
        "Tue, 03 Nov 2020 14:20:00 +0200",
        "03/Nov/2020:14:20:00 +0200",
        "3 نوفمبر 2020 الساعة 14:20",
        "الثلاثاء 3 نوفمبر 2020 - 14:20 بتوقيت غرينتش",
        "٣ نوفمبر ٢٠٢٠ ٢:٢٠ مساءً",
        "03/11/2020 02:20 م",
        "14:20 - 3 نوفمبر 2020",
        "Nov 3, 2020 2:20 PM",
        "1604413200",
        "1604413200000",
    ] {
        assert_eq!(parse(text), Some(expected), "{text}");
    }
    assert_eq!(
        parse("3 نوفمبر 2020 12:05 ص"),
        Some(date(2020, 11, 3).at(0, 5, 0, 0))
    );
}

#[test]
fn every_country_has_its_months() {
    for (text, month) in [
        ("27 أيلول/سبتمبر 2020", 9),
        ("27 كانون الأول 2020", 12),
        ("27 كانون الثاني 2020", 1),
        ("27 جانفي 2020", 1),
        ("27 فيفري 2020", 2),
        ("27 آذار 2020", 3),
        ("27 أفريل 2020", 4),
        ("27 ابريل 2020", 4),
        ("27 ماي 2020", 5),
        ("27 أيّار 2020", 5),
        ("27 جوان 2020", 6),
        ("27 يوليوز 2020", 7),
        ("27 جويلية 2020", 7),
        ("27 يوليه 2020", 7),
        ("27 غشت 2020", 8),
        ("27 أوت 2020", 8),
        ("27 آب 2020", 8),
        ("27 أغسطس 2020", 8),
        ("27 شتنبر 2020", 9),
        ("27 اكتوبر 2020", 10),
        ("27 تشرين الأوّل 2020", 10),
        ("27 دجنبر 2020", 12),
    ] {
        let expected = date(2020, month, 27).at(0, 0, 0, 0);
        assert_eq!(parse(text), Some(expected), "{text}");
    }
}

#[test]
fn what_is_no_day_is_refused() {
    for text in [
        "",
        "أمس",
        "2020",
        "نوفمبر 2020",
        "3 نوفمبر",
        "31/02/2020",
        "2020-13-45",
        "0001-01-01T00:00:00",
        "3 نوفمبر 1200",
        "2101-01-01",
        "99999999999999999999999",
        "27 أيلول/أكتوبر 2020",
        "03/11/20",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
}

#[test]
fn only_an_impossible_month_puts_the_month_first() {
    assert_eq!(parse("11/23/2020"), Some(date(2020, 11, 23).at(0, 0, 0, 0)));
    assert_eq!(parse("11/03/2020"), Some(date(2020, 3, 11).at(0, 0, 0, 0)));
}

#[test]
fn datelines_open_reports() {
    let expected = Some(date(2020, 11, 3).at(0, 0, 0, 0));
    for body in [
        "باكو، 3 تشرين الثاني 2020 - أعلنت وزارة الدفاع",
        "باكو، ٣ تشرين الثاني/نوفمبر ٢٠٢٠ (أ ف ب) - أعلنت",
        "يريفان (رويترز) 3 نوفمبر 2020: قال مسؤول",
        "موسكو، 3 نوفمبر 2020 قال مسؤول",
        "(باكو - 3 نوفمبر 2020) أعلنت",
        "باكو، الثلاثاء 3 نوفمبر 2020\nأعلنت وزارة الدفاع",
    ] {
        assert_eq!(dateline(body), expected, "{body}");
    }
}

#[test]
fn dates_of_events_are_no_datelines() {
    for body in [
        "في 11 سبتمبر 2001، وقعت هجمات",
        "بعد أحداث 11 سبتمبر 2001 تغير العالم",
        "اندلعت الحرب يوم 27 سبتمبر 2020 في الإقليم الجبلي واستمرت",
        "قال الرئيس إن الحرب التي اندلعت في يوم الأحد 27 سبتمبر 2020 - كما ذكر - مستمرة",
        "نجيب محفوظ (11 ديسمبر 1911 - 30 أغسطس 2006) روائي مصري",
        "شيرين (8 أكتوبر 1980)، مغنية",
        "بشار حافظ الأسد (مواليد 11 سبتمبر 1965) هو رئيس",
        "صبيحة 13 يونيو عام 2018، تبدو درجة الحرارة",
        "أعلنت وزارة الدفاع",
    ] {
        assert_eq!(dateline(body), None, "{body}");
    }
    let late = format!("{} 3 نوفمبر 2020 -", "كلمة ".repeat(40));
    assert_eq!(dateline(&late), None);
}

#[test]
fn paths_have_dates() {
    let expected = Some(date(2020, 11, 3).at(0, 0, 0, 0));
    for path in [
        "2020/11/03/a.txt",
        "news/2020/11/3/a.txt",
        "jazeera-2020-11-03.jsonl",
        "2020_11_03.txt",
        "20201103.txt",
        "a12/sana_20201103_4.html",
        "20201103142000-x.html",
    ] {
        assert_eq!(in_path(path), expected, "{path}");
    }
    for path in [
        "2020/11/a.txt",
        "a-123456789.txt",
        "11-03.txt",
        "20201399.txt",
        "a.txt",
    ] {
        assert_eq!(in_path(path), None, "{path}");
    }
}

#[test]
fn dates_that_no_newspaper_has_are_read_apart() {
    for (text, expected) in [
        ("2101-01-01", "2101-01-01"),
        ("3 نوفمبر 1200", "1200-11-03"),
        ("9999-12-31T23:59:59", "9999-12-31"),
        ("01/01/1700", "1700-01-01"),
    ] {
        let found = improbable(text).map(|at| at.date().to_string());
        assert_eq!(found.as_deref(), Some(expected), "{text}");
    }
    assert_eq!(improbable("31/02/2020"), None);
}

#[test]
fn blanks_are_told_from_dates() {
    for text in [
        "0000-00-00",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00",
        "01/01/0001",
        "0",
        " 00/00/0000 ",
    ] {
        assert!(is_blank(text), "{text}");
        assert_eq!(parse(text), None, "{text}");
    }
    for text in ["", "أمس", "2001-01-01", "1970-01-01", "01/01/01 عن", "10"] {
        assert_eq!(is_blank(text), text.starts_with("01/01/01"), "{text}");
    }
}

proptest! {
    #[test]
    fn nothing_panics(text: String) {
        improbable(&text);
        is_blank(&text);
        parse(&text);
        dateline(&text);
        in_path(&text);
    }

    #[test]
    fn nothing_like_a_date_panics(text in "[0-9٠-٩ :/.,،T+()-]{0,40}(نوفمبر|تشرين|الثاني|Nov|م|هـ|ربيع|الأول|ذو|القعدة|الموافق| ){0,4}[0-9:/ +-]{0,20}") {
        parse(&text);
        dateline(&text);
        in_path(&text);
    }

    #[test]
    fn every_day_survives_its_printing(days in 0i64..90_000) {
        let day = date(1850, 1, 1) + jiff::ToSpan::days(days);
        let at = day.at(0, 0, 0, 0);
        prop_assert_eq!(parse(&day.to_string()), Some(at));
        let day_first = format!("{}/{}/{}", day.day(), day.month(), day.year());
        prop_assert_eq!(parse(&day_first), Some(at));
        prop_assert_eq!(in_path(&day.to_string()), Some(at));
    }
}
