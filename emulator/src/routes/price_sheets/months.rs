//! Months, as price sheets name them.

use std::time::SystemTime;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

use crate::fault_codes::BAD_INPUT;
use crate::reply::{Refusal, refuse_for};

/// A month, by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Month(NaiveDate);

impl Month {
    pub(super) fn of(now: SystemTime) -> Self {
        let day = DateTime::<Utc>::from(now).date_naive();
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Reads `202610`.
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let is_digits = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = |part: &str| part.parse().unwrap_or_default();
        let day = is_digits
            .then(|| NaiveDate::from_ymd_opt(number(&text[..4]) as i32, number(&text[4..]), 1));
        match day.flatten() {
            Some(day) => Ok(Self(day)),
            None => refuse_for(BAD_INPUT, format!("`{text}` is not a month such as 202610.")),
        }
    }

    pub(super) fn text(self) -> String {
        self.0.format("%Y%m").to_string()
    }

    pub(super) fn next(self) -> Self {
        Self(self.0.checked_add_months(chrono::Months::new(1)).unwrap_or(self.0))
    }

    pub(super) fn before(self) -> Self {
        Self(self.0.checked_sub_months(chrono::Months::new(1)).unwrap_or(self.0))
    }

    /// When prices of the month begin and end, month first as people in the United States write it.
    pub(super) fn american(self) -> (String, String) {
        let last = self.last();
        let date = |day: NaiveDate| format!("{}/{}/{}", day.month(), day.day(), day.year());
        (format!("{} 12:00:00 AM", date(self.0)), format!("{} 11:59:59 PM", date(last)))
    }

    /// The same with seven decimals, in UTC.
    pub(super) fn iso(self) -> (String, String) {
        let last = self.last();
        (
            format!("{}T00:00:00.0000000Z", self.0.format("%Y-%m-%d")),
            format!("{}T23:59:59.9999999Z", last.format("%Y-%m-%d")),
        )
    }

    fn last(self) -> NaiveDate {
        self.next().0.checked_sub_days(Days::new(1)).unwrap_or(self.0)
    }
}
