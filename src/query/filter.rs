//! Filters: what must hold of an article besides the words of the query.

use crate::article::KnownBy;
use crate::entities::EntityType;
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;

/// Everything that an article must satisfy. Entities are given by their ids.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// Within a type, one of them must be named; each type given must be satisfied.
    pub entities: BTreeMap<EntityType, Vec<String>>,
    /// One of these places must be named or spoken of by an adjective.
    pub countries: Vec<String>,
    /// None of them may be named.
    pub excluded: Vec<String>,
    /// Published on or after.
    pub from: Option<DateTime>,
    /// Published on or before.
    pub to: Option<DateTime>,
    /// The date is known in one of these ways.
    pub dated_by: Vec<KnownBy>,
    /// Published by one of these outlets, given by (part of) their names.
    pub sources: Vec<String>,
}

impl Filters {
    /// Whether every article passes.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
            && self.countries.is_empty()
            && self.excluded.is_empty()
            && self.from.is_none()
            && self.to.is_none()
            && self.dated_by.is_empty()
            && self.sources.is_empty()
    }
}

/// A name that neither the authority nor the archive knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no {what} is known by the name {name:?}; give a full name in Arabic or Latin letters, \
     or an id as `warraq facets {what}` lists them"
)]
pub struct UnknownName {
    /// What was typed.
    pub name: String,
    /// The type that was asked for, or `entity`.
    pub what: &'static str,
}

/// A day, a month or a year, as a filter gives it: `2020-11-03`, `2020-11`, `2020`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    first: Date,
    last: Date,
}

impl Period {
    /// Its first moment.
    pub fn start(self) -> DateTime {
        self.first.to_datetime(Time::MIN)
    }

    /// Its last moment.
    pub fn end(self) -> DateTime {
        self.last.to_datetime(Time::MAX)
    }
}

impl From<Period> for String {
    /// As it can be read again.
    fn from(period: Period) -> String {
        let first = period.first;
        match () {
            () if period.first == period.last => first.to_string(),
            () if first.month() == period.last.month() => first.strftime("%Y-%m").to_string(),
            () => first.strftime("%Y").to_string(),
        }
    }
}

impl TryFrom<String> for Period {
    type Error = BadPeriod;

    fn try_from(text: String) -> Result<Self, BadPeriod> {
        text.parse()
    }
}

impl FromStr for Period {
    type Err = BadPeriod;

    fn from_str(text: &str) -> Result<Self, BadPeriod> {
        let parts: Option<Vec<i16>> = western(text).split('-').map(|n| n.parse().ok()).collect();
        let day = |y, m: i16, d: i16| Date::new(y, m.try_into().ok()?, d.try_into().ok()?).ok();
        let period = match parts.as_deref() {
            Some(&[year]) => day(year, 1, 1).zip(day(year, 12, 31)),
            Some(&[year, month]) => day(year, month, 1).map(|first| (first, first.last_of_month())),
            Some(&[year, month, of]) => day(year, month, of).map(|day| (day, day)),
            _ => None,
        };
        let (first, last) = period.ok_or_else(|| BadPeriod(text.to_owned()))?;
        Ok(Period { first, last })
    }
}

/// `text` with the digits of other scripts as `0`..`9`, and slashes as hyphens.
pub(super) fn western(text: &str) -> String {
    use crate::arabic::chars::{Class, classify};
    let digit = |c| match classify(c) {
        Class::Digit(digit) => Some(digit),
        Class::Ignored => None,
        _ if c == '/' => Some('-'),
        _ => Some(c),
    };
    text.trim().chars().filter_map(digit).collect()
}

/// A date that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no date; write 2020, 2020-11 or 2020-11-03")]
pub struct BadPeriod(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_year_a_month_or_a_day() {
        let period = |text: &str| {
            let period: Period = text.parse().unwrap();
            (period.start().to_string(), period.end().date().to_string())
        };
        assert_eq!(
            period("2020"),
            ("2020-01-01T00:00:00".into(), "2020-12-31".into())
        );
        assert_eq!(period("2020-02").1, "2020-02-29");
        assert_eq!(period("٢٠٢٠/١١/٠٣").0, "2020-11-03T00:00:00");
        for bad in ["", "20x", "2020-13", "2020-02-30", "-", "2020-1-1-1"] {
            assert!(bad.parse::<Period>().is_err(), "{bad}");
        }
    }
}
