//! Billing periods: what is charged within one comes onto one invoice.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Datelike, Months, NaiveTime, Utc};

use crate::settings::BillingPeriod;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A billing period, from its first moment to the first of the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) start: SystemTime,
    pub(crate) end: SystemTime,
}

impl Period {
    /// The period that a moment is in.
    pub(crate) fn containing(time: SystemTime, length: BillingPeriod) -> Self {
        match length {
            BillingPeriod::Month => Self::month(time),
            BillingPeriod::Days(days) => {
                let length = u64::from(days.max(1)) * DAY.as_secs();
                let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
                let start = since.as_secs() / length * length;
                let start = SystemTime::UNIX_EPOCH + Duration::from_secs(start);
                Self { start, end: start + Duration::from_secs(length) }
            }
        }
    }

    fn month(time: SystemTime) -> Self {
        let day = DateTime::<Utc>::from(time).date_naive();
        let first = day.with_day(1).unwrap_or(day);
        let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
        let at = |day: chrono::NaiveDate| SystemTime::from(day.and_time(NaiveTime::MIN).and_utc());
        Self { start: at(first), end: at(next) }
    }

    /// The period that ends where this one starts.
    pub(crate) fn previous(self, length: BillingPeriod) -> Self {
        let before = self.start.checked_sub(Duration::from_secs(1)).unwrap_or(self.start);
        Self { end: self.start, ..Self::containing(before, length) }
    }

    /// The midnights, in UTC, that are in the period.
    pub(crate) fn days(self) -> impl Iterator<Item = SystemTime> {
        std::iter::successors(Some(self.first_day()), |day| day.checked_add(DAY))
            .take_while(move |day| *day < self.end)
    }

    /// How many midnights are in the period.
    pub(crate) fn day_count(self) -> u64 {
        let length = self.end.duration_since(self.first_day()).unwrap_or_default();
        length.as_secs().div_ceil(DAY.as_secs())
    }

    /// The midnight of that number, counted from 0.
    pub(crate) fn day(self, number: u64) -> SystemTime {
        let first = self.first_day();
        DAY.checked_mul(u32::try_from(number).unwrap_or(u32::MAX))
            .and_then(|ahead| first.checked_add(ahead))
            .unwrap_or(first)
    }

    /// The first midnight that is in the period.
    fn first_day(self) -> SystemTime {
        let day = midnight(self.start);
        if day < self.start { day + DAY } else { day }
    }
}

/// The last midnight, in UTC.
pub(crate) fn midnight(time: SystemTime) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    SystemTime::UNIX_EPOCH + Duration::from_secs(since / DAY.as_secs() * DAY.as_secs())
}

/// How many days a moment is from the beginning of 1970.
pub(crate) fn day_number(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs() / DAY.as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::dates::{read, stamp};

    fn period(time: &str, length: BillingPeriod) -> (String, String) {
        let period = Period::containing(read(time).unwrap(), length);
        (stamp(period.start), stamp(period.end))
    }

    #[test]
    fn a_month_is_the_calendars() {
        let pair = |start: &str, end: &str| (start.to_owned(), end.to_owned());
        assert_eq!(
            period("2026-12-31T23:59:59Z", BillingPeriod::Month),
            pair("2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")
        );
        assert_eq!(
            period("2024-02-01T00:00:00Z", BillingPeriod::Month),
            pair("2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z")
        );
        assert_eq!(
            period("1970-01-09T00:00:00Z", BillingPeriod::Days(7)),
            pair("1970-01-08T00:00:00Z", "1970-01-15T00:00:00Z")
        );
    }

    #[test]
    fn periods_follow_one_another() {
        let march = Period::containing(read("2026-03-15T12:00:00Z").unwrap(), BillingPeriod::Month);
        let february = march.previous(BillingPeriod::Month);
        assert_eq!(
            (stamp(february.start), february.end),
            ("2026-02-01T00:00:00Z".into(), march.start)
        );
        assert_eq!((february.day_count(), march.day_count()), (28, 31));
        assert_eq!(stamp(february.day(27)), "2026-02-28T00:00:00Z");
    }
}
