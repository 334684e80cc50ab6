//! When an article was published: of everything that tells a date, the first that can be
//! believed.
//!
//! A field goes before the dateline, that before the day on which the page was fetched, and that
//! before the path. What is doubted is said; where nothing else tells a date it is kept as
//! doubted.

use super::date;
use super::problem::{Doubt, Reason};
use crate::article::{Dated, KnownBy};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

/// Papers are dated a day ahead, and clocks go before ours: later days are in the future.
const AHEAD_OF_US_DAYS: i64 = 2;

/// Before it there were hardly any Arabic newspapers.
const FIRST_YEAR: i16 = 1850;

/// Fields are quoted in problems up to this length.
const LONGEST_QUOTE_LETTERS: usize = 60;

/// What tells the date of an article.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sources<'r> {
    /// The text of its field.
    pub(super) field: Option<&'r str>,
    /// The field tells when a file was made of the article: what else tells a date goes before it.
    pub(super) is_of_file: bool,
    /// The text, for its dateline.
    pub(super) body: &'r str,
    /// When it was fetched, as text.
    pub(super) fetched: Option<&'r str>,
    /// The date in the path.
    pub(super) path: Option<DateTime>,
}

/// The date of an article that is read on the day `today`, and what is amiss with the sources.
pub(super) fn settle(sources: &Sources, today: Date) -> (Option<Dated>, Vec<Reason>) {
    let mut order = [
        KnownBy::Metadata,
        KnownBy::Dateline,
        KnownBy::Fetched,
        KnownBy::Path,
    ];
    if sources.is_of_file {
        order.rotate_left(1);
    }
    let mut doubted = Vec::new();
    let mut date = None;
    for known_by in order {
        let Some((text, at)) = sources.told(known_by) else {
            continue;
        };
        match at.map(|at| (at, doubt(at, today))) {
            Some((at, None)) => {
                date = Some(Dated { at, known_by });
                break;
            }
            Some((_, Some(doubt))) => doubted.push((text, at, Some(doubt))),
            None => doubted.push((text, at, date::is_blank(text).then_some(Doubt::Placeholder))),
        }
    }
    let date = date.or_else(|| {
        let at = doubted.iter().find_map(|(_, at, _)| *at)?;
        let known_by = KnownBy::Doubted;
        Some(Dated { at, known_by })
    });
    let reason = |(text, at, doubt): (&str, Option<DateTime>, Option<Doubt>)| {
        let text = match at {
            Some(at) if text.is_empty() => at.date().to_string(),
            _ => quote(text),
        };
        let instead = date;
        match doubt {
            Some(doubt) => Reason::DoubtedDate {
                text,
                doubt,
                instead,
            },
            None => Reason::Date { text },
        }
    };
    (date, doubted.into_iter().map(reason).collect())
}

impl<'r> Sources<'r> {
    /// What a source tells: its text, where it is a field, and the date that can be read in it.
    fn told(&self, known_by: KnownBy) -> Option<(&'r str, Option<DateTime>)> {
        let inferred = match known_by {
            KnownBy::Metadata => {
                let text = self.field?;
                return Some((text, date::parse(text).or_else(|| improbable(text))));
            }
            KnownBy::Dateline => date::dateline(self.body),
            KnownBy::Fetched => self.fetched.and_then(date::parse),
            KnownBy::Path => self.path,
            KnownBy::Doubted => None,
        };
        inferred.map(|at| ("", Some(at)))
    }
}

fn improbable(text: &str) -> Option<DateTime> {
    match date::is_blank(text) {
        true => None,
        false => date::improbable(text),
    }
}

/// Why a date is doubted, if it is.
fn doubt(at: DateTime, today: Date) -> Option<Doubt> {
    let latest = today.saturating_add(AHEAD_OF_US_DAYS.days());
    if at.date() > latest {
        Some(Doubt::Future)
    } else if at.year() < FIRST_YEAR {
        Some(Doubt::BeforeNewspapers)
    } else if at == DateTime::constant(1970, 1, 1, 0, 0, 0, 0) {
        Some(Doubt::Placeholder)
    } else {
        None
    }
}

fn quote(text: &str) -> String {
    match text.char_indices().nth(LONGEST_QUOTE_LETTERS) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const DATELINE: &str = "باكو، 3 تشرين الثاني 2020 - أعلنت";

    /// The day, how it is known, and what is said, on 10 November 2020.
    fn settled(sources: Sources) -> (Option<(String, KnownBy)>, Vec<String>) {
        let (dated, reasons) = settle(&sources, date(2020, 11, 10));
        let dated = dated.map(|dated| (dated.at.date().to_string(), dated.known_by));
        (dated, reasons.iter().map(Reason::to_string).collect())
    }

    fn of_field(field: &str) -> Sources<'_> {
        Sources {
            field: Some(field),
            ..Sources::default()
        }
    }

    #[test]
    fn the_first_source_counts() {
        let path = Some(date(2020, 11, 1).at(0, 0, 0, 0));
        let all = Sources {
            body: DATELINE,
            fetched: Some("2020-11-09"),
            path,
            ..of_field("2020-11-02")
        };
        let day = |sources| settled(sources).0.unwrap();
        assert_eq!(day(all), ("2020-11-02".into(), KnownBy::Metadata));
        let of_file = Sources {
            is_of_file: true,
            ..all
        };
        assert_eq!(day(of_file), ("2020-11-03".into(), KnownBy::Dateline));
        let no_line = Sources {
            body: "",
            ..of_file
        };
        assert_eq!(day(no_line), ("2020-11-09".into(), KnownBy::Fetched));
        let by_path = Sources {
            fetched: None,
            ..no_line
        };
        assert_eq!(day(by_path), ("2020-11-01".into(), KnownBy::Path));
        assert_eq!(settled(Sources::default()), (None, Vec::new()));
    }

    #[test]
    fn two_days_ahead_are_no_future() {
        assert!(settled(of_field("2020-11-12")).1.is_empty());
        assert_eq!(settled(of_field("2020-11-13")).1.len(), 1);
    }

    #[test]
    fn a_doubted_date_gives_way_or_is_kept_as_doubted() {
        for (field, why) in [
            ("2999-01-01", "lies in the future"),
            ("1700-01-01", "lies before 1850"),
            ("1970-01-01T00:00:00Z", "is what programs write"),
        ] {
            let (dated, said) = settled(of_field(field));
            assert_eq!(dated.unwrap().1, KnownBy::Doubted, "{field}");
            assert!(
                said[0].contains(why) && said[0].contains("it is kept"),
                "{said:?}"
            );
            let (dated, said) = settled(Sources {
                body: DATELINE,
                ..of_field(field)
            });
            assert_eq!(dated.unwrap().1, KnownBy::Dateline, "{field}");
            assert!(
                said[0].contains("2020-11-03, from the dateline"),
                "{said:?}"
            );
        }
        let (dated, said) = settled(of_field("0000-00-00"));
        assert_eq!((dated, said.len()), (None, 1));
        assert!(said[0].contains("the article has none"), "{said:?}");
    }

    #[test]
    fn a_field_without_a_date_is_said() {
        let (dated, said) = settled(of_field("أمس"));
        assert_eq!(dated, None);
        assert!(said[0].contains("no date can be read in «أمس»"), "{said:?}");
    }
}
