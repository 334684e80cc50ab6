//! Periods: days, weeks, months and years of the calendar. Weeks begin on Monday, as ISO 8601 has
//! them.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// How long the periods of a timeline are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A month of the calendar.
    Month,
    /// A year of the calendar.
    Year,
}

/// Up to so many days are told day by day, week by week, month by month.
const LONGEST_BY_DAY: i32 = 45;
const LONGEST_BY_WEEK: i32 = 350;
const LONGEST_BY_MONTH: i32 = 3660;

impl Step {
    /// The step that tells a span of days in some dozens of periods.
    pub fn for_span(first: Date, last: Date) -> Step {
        match first.until(last).map_or(0, |span| span.get_days()) {
            days if days <= LONGEST_BY_DAY => Step::Day,
            days if days <= LONGEST_BY_WEEK => Step::Week,
            days if days <= LONGEST_BY_MONTH => Step::Month,
            _ => Step::Year,
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Day => "day",
            Step::Week => "week",
            Step::Month => "month",
            Step::Year => "year",
        }
    }

    /// The first day of the period in which a day lies.
    pub fn start(self, day: Date) -> Date {
        match self {
            Step::Day => day,
            Step::Week => {
                let since_monday = i64::from(day.weekday().since(Weekday::Monday));
                day.saturating_sub(since_monday.days())
            }
            Step::Month => day.first_of_month(),
            Step::Year => day.first_of_year(),
        }
    }

    /// The first day of the period after the one that begins on `start`; `None` past the year 9999,
    /// with which the calendar ends.
    pub fn next(self, start: Date) -> Option<Date> {
        let next = match self {
            Step::Day => start.checked_add(1.day()),
            Step::Week => start.checked_add(1.week()),
            Step::Month => start.checked_add(1.month()),
            Step::Year => start.checked_add(1.year()),
        };
        next.ok()
    }

    /// The periods from the one of `first` to the one of `last`.
    pub fn periods(self, first: Date, last: Date) -> Vec<Date> {
        let begin = self.start(first);
        let periods = std::iter::successors(Some(begin), |start| self.next(*start));
        periods.take_while(|start| *start <= last).collect()
    }

    /// How a period is called that begins on `start`: 2020, 2020-10, or its first day.
    pub fn label(self, start: Date) -> String {
        match self {
            Step::Day | Step::Week => start.to_string(),
            Step::Month => start.strftime("%Y-%m").to_string(),
            Step::Year => start.strftime("%Y").to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn weeks_begin_on_monday_and_cross_the_year() {
        assert_eq!(Step::Week.start(date(2021, 1, 3)), date(2020, 12, 28));
        assert_eq!(Step::Week.start(date(2020, 12, 28)), date(2020, 12, 28));
    }

    #[test]
    fn the_step_fits_the_span() {
        let day = date(2020, 9, 27);
        let step = |days: i64| Step::for_span(day, day + days.days());
        let steps = [0, 45, 46, 400, 5000].map(step);
        let expected = [Step::Day, Step::Day, Step::Week, Step::Month, Step::Year];
        assert_eq!(steps, expected);
    }

    #[test]
    fn the_end_of_the_calendar_is_the_last_period() {
        let periods = Step::Month.periods(date(9999, 11, 3), Date::MAX);
        assert_eq!(periods, [date(9999, 11, 1), date(9999, 12, 1)]);
    }

    proptest! {
        #[test]
        fn every_day_lies_in_one_period(first in -3000i64..40_000, length in 0i64..900, at in 0i64..900) {
            let first = date(1970, 1, 1) + first.days();
            let (last, day) = (first + length.days(), first + (at % (length + 1)).days());
            for step in [Step::Day, Step::Week, Step::Month, Step::Year] {
                let periods = step.periods(first, last);
                let of_day = periods.iter().filter(|p| **p <= day && step.next(**p).is_none_or(|next| day < next));
                prop_assert_eq!(of_day.collect::<Vec<_>>(), [&step.start(day)]);
            }
        }
    }
}
