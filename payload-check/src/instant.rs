//! Dates and times, compared by their text.
//!
//! Apart from the reader of the generated client on purpose: a mistake made there must not
//! hide here.

/// A date, with or without a time and an offset.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Instant<'a> {
    /// Seconds on the clock since the first instant of the year 0.
    local: i64,
    /// Whether there is a time of day.
    timed: bool,
    /// The digits of the fraction, without zeros at the end.
    fraction: &'a str,
    /// Seconds east of UTC.
    offset: Option<i64>,
}

impl<'a> Instant<'a> {
    /// Reads `2030-01-31`, `2030-01-31T08:00:00` and the like.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (date, time) = (text.get(..10)?, text.get(10..)?);
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date.as_bytes() else { return None };
        let days = days(number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?)?;
        let local = days * 86_400;
        if time.is_empty() {
            return Some(Self { local, timed: false, fraction: "", offset: None });
        }
        let (clock, rest) = (time.get(..9)?, time.get(9..)?);
        let &[b'T' | b't' | b' ', h1, h2, b':', m1, m2, b':', s1, s2] = clock.as_bytes() else {
            return None;
        };
        let (hour, minute, second) = (number(&[h1, h2])?, number(&[m1, m2])?, number(&[s1, s2])?);
        let local = local + hour * 3600 + minute * 60 + second;
        let (fraction, rest) = match rest.strip_prefix('.') {
            Some(rest) => rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count()),
            None => ("", rest),
        };
        let fraction = fraction.trim_end_matches('0');
        Some(Self { local, timed: true, fraction, offset: offset(rest)? })
    }

    /// Whether this is `0001-01-01` in any form, which stands for "none".
    pub(crate) fn is_unset(&self) -> bool {
        Some(self.local) == days(1, 1, 1).map(|days| days * 86_400) && self.fraction.is_empty()
    }

    /// Whether both say the same: one instant where both have an offset, else one time on the
    /// clock.
    fn says_the_same(&self, other: &Self) -> bool {
        if self.is_unset() && other.is_unset() {
            return true;
        }
        let same_time = match (self.offset, other.offset) {
            (Some(one), Some(another)) => self.local - one == other.local - another,
            (None, None) => self.local == other.local && self.timed == other.timed,
            _ => false,
        };
        same_time && self.fraction == other.fraction
    }
}

/// Whether two texts are one date.
pub(crate) fn same_instant(one: &str, other: &str) -> bool {
    match (Instant::parse(one), Instant::parse(other)) {
        (Some(one), Some(other)) => one.says_the_same(&other),
        _ => one == other,
    }
}

/// Days from the first of January of the year 0 in the calendar of today.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let before = BEFORE.get(usize::try_from(month.checked_sub(1)?).ok()?)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    // The leap days of the years before this one, the year 0 being one of them.
    let last = year - 1;
    let leaps = if year > 0 { last / 4 - last / 100 + last / 400 + 1 } else { 0 };
    Some(year * 365 + leaps + before + i64::from(leap && month > 2) + day - 1)
}

/// Nothing, `Z`, or hours and minutes.
fn offset(text: &str) -> Option<Option<i64>> {
    match text.as_bytes() {
        [] => Some(None),
        [b'Z' | b'z'] => Some(Some(0)),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let seconds = number(&[*h1, *h2])? * 3600 + number(&[*m1, *m2])? * 60;
            Some(Some(if *sign == b'-' { -seconds } else { seconds }))
        }
        _ => None,
    }
}

fn number(digits: &[u8]) -> Option<i64> {
    digits
        .iter()
        .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_has_many_spellings() {
        for (one, other) in [
            ("2030-03-06T17:37:05Z", "2030-03-06T17:37:05+00:00"),
            ("2030-03-06T17:37:05.2530000Z", "2030-03-06T17:37:05.253z"),
            ("2030-12-31T17:37:05-08:00", "2031-01-01T01:37:05Z"),
            ("2028-02-29T23:30:00-01:00", "2028-03-01T00:30:00Z"),
            ("2030-03-06T17:37:05", "2030-03-06 17:37:05.000"),
            ("0001-01-01", "0001-01-01T00:00:00Z"),
            ("0001-01-01T00:00:00.0000000", "0001-01-01T00:00:00-08:00"),
            ("0000-12-31T23:00:00-01:00", "0001-01-01T00:00:00Z"),
        ] {
            assert!(same_instant(one, other), "{one} {other}");
        }
    }

    #[test]
    fn a_lost_offset_digit_or_time_is_a_difference() {
        for (one, other) in [
            ("2030-03-06T17:37:05Z", "2030-03-06T17:37:05"),
            ("2030-03-06T17:37:05-08:00", "2030-03-06T17:37:05Z"),
            ("2030-03-06T17:37:05.2530001Z", "2030-03-06T17:37:05.253Z"),
            ("2030-03-06T00:00:00", "2030-03-06"),
            ("0001-01-01T00:00:01", "0001-01-01T00:00:00"),
            ("2030-03-06T17:37:05Z", "soon"),
            ("2029-02-28T23:59:59Z", "2029-03-01T23:59:59Z"),
        ] {
            assert!(!same_instant(one, other), "{one} {other}");
        }
    }

    #[test]
    fn other_text_is_no_date() {
        for text in
            ["", "soon", "2030-13-01", "2030-00-01", "2030-01-01T", "2030-01-01T00:00:00+8", "é"]
        {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_follow_one_another() {
        for (one, next) in [
            ((0, 12, 31), (1, 1, 1)),
            ((4, 2, 29), (4, 3, 1)),
            ((1900, 2, 28), (1900, 3, 1)),
            ((2000, 2, 29), (2000, 3, 1)),
            ((2000, 12, 31), (2001, 1, 1)),
            ((2100, 12, 31), (2101, 1, 1)),
        ] {
            let count = |(year, month, day)| days(year, month, day).unwrap();
            assert_eq!(count(one) + 1, count(next), "{one:?}");
        }
    }
}
