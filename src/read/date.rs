//! Dates as newspapers, exports and paths write them, Arabic month names of every country and
//! the Hijri calendar included; local wall-clock time is kept as written, time zones are not applied:
//! the day of an article is the one that its paper prints.
//!
//! A text is cut into numbers, words and signs, and the first run of them that is a date with
//! day, month and year within 1850 to 2100 is taken, so words around it do no harm. A Hijri date
//! counts where no Gregorian one stands.

mod hijri;
mod pieces;

use super::months::month;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use pieces::Piece::{self, Number, Sign, Word};
use pieces::pieces;
use std::ops::{Range, RangeInclusive};

/// Newspapers begin in this range; other numbers are no years.
const YEARS: Years = 1850..=2100;

/// Years that a calendar can have.
const ANY_YEARS: Years = 1..=9999;

type Years = RangeInclusive<u64>;

/// A date field is searched up to this length: longer ones are no dates.
const LONGEST_FIELD_LETTERS: usize = 200;

/// A dateline stands in so much of the beginning of a report.
const DATELINE_LETTERS: usize = 120;

/// A dateline names places, agencies and a day before its date, hardly more.
const MOST_WORDS_BEFORE: usize = 7;

/// The name of a place, before a day in both calendars.
const MOST_WORDS_OF_PLACE: usize = 2;

/// Signs that part a dateline from its report.
const DATELINE_ENDS: &str = "-–—:()[]|/…\n";

/// Words before the date of an event, not of a report.
#[rustfmt::skip]
const EVENT_WORDS: [&str; 18] = [
    "في", "وفي", "منذ", "حتي", "وحتي", "لغايه", "الي", "من", "قبل", "بعد", "بين", "خلال", "بتاريخ",
    "احداث", "هجمات", "مواليد", "ولد", "منتصف",
];

/// Words that may stand between such a word and its date.
const DAY_WORDS: [&str; 12] = [
    "يوم",
    "اليوم",
    "مساء",
    "صباح",
    "فجر",
    "ليله",
    "الاحد",
    "الاثنين",
    "الثلاثاء",
    "الاربعاء",
    "الخميس",
    "الجمعه",
];

/// Reads the date, and the time if there is one, of a date field.
pub fn parse(text: &str) -> Option<DateTime> {
    let text = text.trim();
    if text.chars().nth(LONGEST_FIELD_LETTERS).is_some() {
        return None;
    }
    let pieces = pieces(text);
    if let Some(at) = epoch(&pieces) {
        return Some(at);
    }
    let hijri = || (0..pieces.len()).find_map(|from| hijri::day(&pieces, from));
    let found = first_day(&pieces, &YEARS).or_else(hijri)?;
    Some(with_time(&pieces, found))
}

/// Reads a date that no newspaper can have, of a field in which [`parse`] finds none.
pub fn improbable(text: &str) -> Option<DateTime> {
    let beginning = text.trim().chars().take(LONGEST_FIELD_LETTERS);
    let pieces = pieces(&beginning.collect::<String>());
    let found = first_day(&pieces, &ANY_YEARS)?;
    Some(with_time(&pieces, found))
}

/// Whether a field holds what programs write where they know no date: `0000-00-00`, the first day
/// of the first year, 0.
pub fn is_blank(text: &str) -> bool {
    let text = text.trim();
    if text.chars().nth(LONGEST_FIELD_LETTERS).is_some() {
        return false;
    }
    let pieces = pieces(text);
    match (triple(&pieces, 0, "/-."), &pieces[..]) {
        (Some(((a, _), (b, _), (c, _))), _) => [(0, 0, 0), (1, 1, 1)].contains(&(a, b, c)),
        (None, [Number { value, .. }]) => *value == 0,
        _ => false,
    }
}

fn first_day(pieces: &[Piece], years: &Years) -> Option<Found> {
    let day = |from| numeric(pieces, from, years).or_else(|| named(pieces, from, years));
    (0..pieces.len()).find_map(day)
}

fn with_time(pieces: &[Piece], (date, range): Found) -> DateTime {
    let time = within(&pieces[range.start])
        .or_else(|| time(&pieces[range.end..]))
        .or_else(|| time(&pieces[..range.start]));
    date.to_datetime(time.unwrap_or(Time::midnight()))
}

/// The date in the dateline that opens a report: «باكو، 3 تشرين الثاني 2020 -». Dates of events
/// in a first sentence («في 11 سبتمبر 2001») and of lives («(1911 - 2006)») are no datelines.
pub fn dateline(body: &str) -> Option<DateTime> {
    let end = body.char_indices().nth(DATELINE_LETTERS);
    let beginning = &body[..end.map_or(body.len(), |(end, _)| end)];
    let pieces = pieces(beginning);
    let Stated { date, range, how } = (0..pieces.len()).find_map(|from| stated(&pieces, from))?;
    let another = (range.end..pieces.len())
        .filter_map(|from| named(&pieces, from, &YEARS))
        .any(|(other, _)| other != date);
    let (before, after) = (&pieces[..range.start], pieces.get(range.end));
    let opens = !another && opens_report(before, after, how);
    opens.then(|| date.to_datetime(Time::midnight()))
}

/// A day in a text.
struct Stated {
    date: Date,
    range: Range<usize>,
    how: How,
}

/// In which calendars a day stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Once,
    InBoth,
}

/// Words and signs between the dates of one day in both calendars, besides [`DAY_WORDS`].
const BETWEEN_CALENDARS: [&str; 8] = ["ه", "م", "الموافق", "موافق", "ل", "يوم", "هجري", "ميلادي"];

/// The day at `from` in words, in either calendar or one after the other.
fn stated(pieces: &[Piece], from: usize) -> Option<Stated> {
    let gregorian = |from| named(pieces, from, &YEARS);
    let hijri = |from| hijri::day_in_words(pieces, from);
    let stated = |date, end, how| {
        let range = from..past(pieces, end, &["م", "ميلادي", "ميلاديه"]);
        Some(Stated { date, range, how })
    };
    if let Some((date, range)) = gregorian(from) {
        return match hijri(between_calendars(pieces, range.end)) {
            Some((_, second)) => stated(date, second.end, How::InBoth),
            None => stated(date, range.end, How::Once),
        };
    }
    let (date, range) = hijri(from)?;
    let next = between_calendars(pieces, range.end);
    match gregorian(next).or_else(|| numeric(pieces, next, &YEARS)) {
        Some((date, second)) => stated(date, second.end, How::InBoth),
        None => stated(date, range.end, How::Once),
    }
}

fn between_calendars(pieces: &[Piece], mut at: usize) -> usize {
    while pieces.get(at).is_some_and(|piece| match piece {
        Word(word) => {
            BETWEEN_CALENDARS.contains(&word.as_str()) || DAY_WORDS.contains(&word.as_str())
        }
        Sign(sign) => "-–/،,()".contains(*sign),
        Number { .. } => false,
    }) {
        at += 1;
    }
    at
}

/// The place after one of these words, if it stands at `at`.
fn past(pieces: &[Piece], at: usize, words: &[&str]) -> usize {
    match pieces.get(at) {
        Some(Word(word)) if words.contains(&word.as_str()) => at + 1,
        _ => at,
    }
}

/// The date in a relative path: `2020/11/03`, `2020-11-03`, `20201103`.
pub fn in_path(path: &str) -> Option<DateTime> {
    let pieces = pieces(path);
    let date =
        (0..pieces.len()).find_map(|at| year_first(&pieces, at, "/-_.", &YEARS).map(|d| d.0))?;
    Some(date.to_datetime(Time::midnight()))
}

/// A number that is all there is, as a count of seconds or parts of them since 1970.
fn epoch(pieces: &[Piece]) -> Option<DateTime> {
    let (value, digits) = match pieces {
        [Number { value, digits }] => (*value, *digits),
        [Number { value, digits }, Sign('.'), Number { .. }] => (*value, *digits),
        _ => return None,
    };
    let value = i64::try_from(value).ok()?;
    let timestamp = match digits {
        9..=11 => Timestamp::from_second(value),
        12..=13 => Timestamp::from_millisecond(value),
        15..=16 => Timestamp::from_microsecond(value),
        _ => return None,
    };
    let at = TimeZone::UTC.to_datetime(timestamp.ok()?);
    YEARS
        .contains(&u64::try_from(at.year()).ok()?)
        .then_some(at)
}

/// A date and the pieces it took.
type Found = (Date, Range<usize>);

/// `2020-11-03`, `20201103` or `03/11/2020` at `from`.
fn numeric(pieces: &[Piece], from: usize, years: &Years) -> Option<Found> {
    year_first(pieces, from, "/-.", years).or_else(|| {
        let (first, second, third) = triple(pieces, from, "/-.")?;
        let date = match date(third, second, first, years) {
            // Only a month beyond 12 shows that a site puts the month first.
            None if second.0 > 12 => date(third, first, second, years),
            date => date,
        };
        Some((date?, from..from + 5))
    })
}

fn year_first(pieces: &[Piece], from: usize, separators: &str, years: &Years) -> Option<Found> {
    if let Some((year, month, day)) = triple(pieces, from, separators) {
        return Some((date(year, month, day, years)?, from..from + 5));
    }
    let days = match *pieces.get(from)? {
        Number { value, digits: 8 } => value,
        Number { value, digits: 14 } => value / 1_000_000,
        _ => return None,
    };
    let (year, month, day) = (days / 10_000, days / 100 % 100, days % 100);
    Some((
        date((year, 4), (month, 2), (day, 2), years)?,
        from..from + 1,
    ))
}

/// A number's value and its digits.
type Digits = (u64, usize);

/// Three numbers with the same separator between them.
fn triple(pieces: &[Piece], from: usize, separators: &str) -> Option<(Digits, Digits, Digits)> {
    let [
        Number {
            value: a,
            digits: a_digits,
        },
        Sign(first),
        Number {
            value: b,
            digits: b_digits,
        },
        Sign(second),
        Number {
            value: c,
            digits: c_digits,
        },
    ] = pieces.get(from..from + 5)?
    else {
        return None;
    };
    let parted = first == second && separators.contains(*first);
    parted.then_some(((*a, *a_digits), (*b, *b_digits), (*c, *c_digits)))
}

/// A date, if its parts have as many digits as a year, a month and a day do.
fn date(year: Digits, month: Digits, day: Digits, years: &Years) -> Option<Date> {
    if year.1 != 4 || month.1 > 2 || day.1 > 2 || !years.contains(&year.0) {
        return None;
    }
    let small = |value: u64| i8::try_from(value).ok();
    Date::new(i16::try_from(year.0).ok()?, small(month.0)?, small(day.0)?).ok()
}

/// `3 نوفمبر 2020`, `27 أيلول/سبتمبر 2020`, `Nov 3rd, 2020` at `from`.
fn named(pieces: &[Piece], from: usize, years: &Years) -> Option<Found> {
    let walk = Walk { pieces, at: from };
    let day_first = |mut walk: Walk| {
        let day = walk.number()?;
        walk.skip("-/.,،", &["st", "nd", "rd", "th", "of", "من", "شهر"]);
        let month = walk.months()?;
        walk.finish(day, month, years)
    };
    let month_first = |mut walk: Walk| {
        let month = walk.months()?;
        walk.skip(".", &[]);
        let day = walk.number()?;
        walk.finish(day, month, years)
    };
    let (date, end) = day_first(walk).or_else(|| month_first(walk))?;
    Some((date, from..end))
}

/// A cursor over pieces.
#[derive(Clone, Copy)]
struct Walk<'p> {
    pieces: &'p [Piece],
    at: usize,
}

impl<'p> Walk<'p> {
    fn number(&mut self) -> Option<Digits> {
        let Number { value, digits } = self.pieces.get(self.at)? else {
            return None;
        };
        self.at += 1;
        Some((*value, *digits))
    }

    /// Passes over any of these signs and words, and line ends.
    fn skip(&mut self, signs: &str, words: &[&str]) {
        while let Some(piece) = self.pieces.get(self.at) {
            match piece {
                Sign(sign) if *sign == '\n' || signs.contains(*sign) => {}
                Word(word) if words.contains(&word.as_str()) => {}
                _ => break,
            }
            self.at += 1;
        }
    }

    fn word(&self, ahead: usize) -> Option<&'p str> {
        match self.pieces.get(self.at + ahead)? {
            Word(word) => Some(word),
            _ => None,
        }
    }

    fn month(&mut self) -> Option<i8> {
        let (month, words) = month(self.word(0)?, self.word(1))?;
        self.at += words;
        Some(month)
    }

    /// A month, perhaps under several names: `أيلول/سبتمبر`, `تشرين الثاني (نوفمبر)`.
    fn months(&mut self) -> Option<i8> {
        let month = self.month()?;
        loop {
            let mut next = *self;
            next.skip("/()-،", &[]);
            match next.month() {
                Some(again) if again == month => *self = next,
                Some(_) => return None,
                None => return Some(month),
            }
        }
    }

    fn finish(mut self, day: Digits, month: i8, years: &Years) -> Option<(Date, usize)> {
        self.skip(
            "-/.,،()",
            &["st", "nd", "rd", "th", "من", "عام", "لعام", "سنه", "لسنه"],
        );
        let year = self.number()?;
        let month = (u64::try_from(month).ok()?, 2);
        Some((date(year, month, day, years)?, self.at))
    }
}

/// The first time of day: `14:20`, `2:20:05 م`, `T1420`.
fn time(pieces: &[Piece]) -> Option<Time> {
    (0..pieces.len()).find_map(|from| clock(pieces, from).or_else(|| basic_time(pieces, from)))
}

fn clock(pieces: &[Piece], from: usize) -> Option<Time> {
    // A number after + is a time zone.
    if from > 0 && pieces[from - 1] == Sign('+') {
        return None;
    }
    let [
        Number {
            value: hour,
            digits: 1..=2,
        },
        Sign(':'),
        Number {
            value: minute,
            digits: 2,
        },
        rest @ ..,
    ] = &pieces[from..]
    else {
        return None;
    };
    let (second, rest) = match rest {
        [Sign(':'), Number { value, digits: 2 }, rest @ ..] => (*value, rest),
        rest => (0, rest),
    };
    let hour = match (rest.first(), hour) {
        (Some(Word(word)), 1..=11) if ["م", "مساء", "pm", "p"].contains(&word.as_str()) => {
            hour + 12
        }
        (Some(Word(word)), 12) if ["ص", "صباحا", "am", "a"].contains(&word.as_str()) => 0,
        (_, hour) => *hour,
    };
    time_of(hour, *minute, second)
}

/// `T142000` of the basic ISO 8601 format.
fn basic_time(pieces: &[Piece], from: usize) -> Option<Time> {
    let [Word(t), Number { value, digits }, ..] = &pieces[from..] else {
        return None;
    };
    match digits {
        _ if t != "t" => None,
        4 => time_of(value / 100, value % 100, 0),
        6 => time_of(value / 10_000, value / 100 % 100, value % 100),
        _ => None,
    }
}

/// The time in `20201103142000`.
fn within(piece: &Piece) -> Option<Time> {
    match *piece {
        Number { value, digits: 14 } => {
            time_of(value / 10_000 % 100, value / 100 % 100, value % 100)
        }
        _ => None,
    }
}

fn time_of(hour: u64, minute: u64, second: u64) -> Option<Time> {
    let small = |value: u64| i8::try_from(value).ok();
    Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()
}

/// Whether a date with these pieces before it and this one after it belongs to a dateline: it
/// is set off from the report by a sign, or from the place by one, or stands there in both
/// calendars right after the place.
fn opens_report(before: &[Piece], after: Option<&Piece>, how: How) -> bool {
    let day = |piece: &&Piece| matches!(piece, Word(word) if DAY_WORDS.contains(&word.as_str()));
    let last = before.iter().rev().find(|piece| !day(piece));
    let of_event = match last {
        Some(Word(word)) => EVENT_WORDS.contains(&word.as_str()),
        // A life: «نجيب محفوظ (11 ديسمبر 1911)».
        Some(Sign(sign)) => *sign == '(' && before.len() > 1,
        _ => false,
    };
    let set_off = match after {
        None => true,
        Some(piece) => matches!(piece, Sign(sign) if DATELINE_ENDS.contains(*sign)),
    };
    let words = before.iter().filter(|piece| matches!(piece, Word(_)));
    let words = words.count();
    let after_place = matches!(last, Some(Sign(_)));
    let is_official = how == How::InBoth && words <= MOST_WORDS_OF_PLACE;
    !of_event && words <= MOST_WORDS_BEFORE && (set_off || after_place || is_official)
}

#[cfg(test)]
mod tests;
