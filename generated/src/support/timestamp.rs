//! Dates and times as the service writes them, which is not RFC 3339.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Timelike, Utc};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time as the service wrote it.
///
/// Some resources carry an offset (`Z`, `+00:00`, `-08:00`), older ones none, fractions
/// run to seven digits, and `0001-01-01T00:00:00` stands for "none". All of these are
/// read, and written back as they came, up to nine digits of fraction.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Timestamp {
    local: NaiveDateTime,
    form: Form,
    /// Digits of the fraction, at most nine.
    digits: u8,
}

/// What followed the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Form {
    /// Nothing at all: the text was empty.
    Empty,
    /// No time of day.
    Date,
    /// A time without an offset.
    Local,
    /// A time and a `Z`.
    Zulu,
    /// A time and an offset.
    Offset(FixedOffset),
}

impl Timestamp {
    /// Reads an ordinary date in quotes at the beginning of `text`, and tells how long it is;
    /// `None` where there is anything else.
    #[inline]
    pub(super) fn leading(text: &[u8]) -> Option<(Self, usize)> {
        const LENGTH: usize = 20;
        let [
            b'"',
            y1,
            y2,
            y3,
            y4,
            b'-',
            m1,
            m2,
            b'-',
            d1,
            d2,
            b'T',
            h1,
            h2,
            b':',
            n1,
            n2,
            b':',
            s1,
            s2,
        ] = *text.first_chunk::<LENGTH>()?
        else {
            return None;
        };
        // All are looked at together, which takes fewer branches.
        let digits = [y1, y2, y3, y4, m1, m2, d1, d2, h1, h2, n1, n2, s1, s2];
        let digits = digits.map(|byte| byte.wrapping_sub(b'0'));
        if digits.iter().fold(0, |most, digit| most.max(*digit)) > 9 {
            return None;
        }
        let [y1, y2, y3, y4, m1, m2, d1, d2, h1, h2, n1, n2, s1, s2] = digits.map(u32::from);
        let year = i32::try_from(y1 * 1_000 + y2 * 100 + y3 * 10 + y4).ok()?;
        let date = NaiveDate::from_ymd_opt(year, m1 * 10 + m2, d1 * 10 + d2)?;
        let (nanoseconds, digits, at) = fraction(text, LENGTH)?;
        let local = date.and_hms_nano_opt(h1 * 10 + h2, n1 * 10 + n2, s1 * 10 + s2, nanoseconds)?;
        let (form, at) = match text.get(at..)? {
            [b'"', ..] => (Form::Local, at),
            [b'Z', b'"', ..] => (Form::Zulu, at + 1),
            rest => (form(rest.get(..6)?)?, at + 6),
        };
        (text.get(at) == Some(&b'"')).then_some((Self { local, form, digits }, at + 1))
    }

    /// Whether this stands for "none": the first instant of the year 1, or empty text.
    pub fn is_unset(&self) -> bool {
        self.local == NaiveDateTime::default_unset()
    }

    /// The date and time on the clock, whatever the offset.
    pub fn local(&self) -> NaiveDateTime {
        self.local
    }

    /// The offset from UTC, where the service wrote one.
    pub fn offset(&self) -> Option<FixedOffset> {
        match self.form {
            Form::Zulu => FixedOffset::east_opt(0),
            Form::Offset(offset) => Some(offset),
            Form::Empty | Form::Date | Form::Local => None,
        }
    }

    /// The instant; `None` where this [stands for "none"](Self::is_unset).
    ///
    /// A time without an offset is taken to be UTC, which the service's pages imply and
    /// nothing proves.
    pub fn to_utc(&self) -> Option<DateTime<Utc>> {
        if self.is_unset() {
            return None;
        }
        match self.offset() {
            Some(offset) => {
                offset.from_local_datetime(&self.local).single().map(|time| time.to_utc())
            }
            None => Some(self.local.and_utc()),
        }
    }
}

/// The value that .NET writes for a date that was never set.
trait Unset {
    fn default_unset() -> Self;
}

impl Unset for NaiveDateTime {
    fn default_unset() -> Self {
        NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(NaiveDate::MIN).and_time(chrono::NaiveTime::MIN)
    }
}

impl<Tz: TimeZone> From<DateTime<Tz>> for Timestamp {
    /// Writes the instant in UTC, to the hundred nanoseconds that the service keeps.
    fn from(time: DateTime<Tz>) -> Self {
        let local = time.naive_utc();
        // What is not written is not kept either, or the date would not equal itself once it
        // is read again. A leap second, which chrono counts as more than 10⁹ nanoseconds and
        // the service does not know, ends the second before.
        let kept = local.nanosecond().min(999_999_999) / 100 * 100;
        Self { local: local.with_nanosecond(kept).unwrap_or(local), form: Form::Zulu, digits: 7 }
    }
}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text.as_bytes()).ok_or_else(|| ParseTimestampError(text.chars().take(64).collect()))
    }
}

fn parse(text: &[u8]) -> Option<Timestamp> {
    if text.is_empty() {
        return Some(Timestamp {
            local: NaiveDateTime::default_unset(),
            form: Form::Empty,
            digits: 0,
        });
    }
    let date = date(text.get(..10)?)?;
    let Some((b'T' | b't' | b' ', time)) = text.get(10..)?.split_first() else {
        let local = date.and_time(chrono::NaiveTime::MIN);
        return (text.len() == 10).then_some(Timestamp { local, form: Form::Date, digits: 0 });
    };
    let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = time else { return None };
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => {
            let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if count == 0 {
                return None;
            }
            rest.split_at(count)
        }
        _ => (&[][..], rest),
    };
    let kept = &fraction[..fraction.len().min(9)];
    let digits = u8::try_from(kept.len()).ok()?;
    let nanoseconds = number(kept)? * 10_u32.pow(9 - u32::from(digits));
    let local = date.and_hms_nano_opt(
        number(&[*h1, *h2])?,
        number(&[*m1, *m2])?,
        number(&[*s1, *s2])?,
        nanoseconds,
    )?;
    Some(Timestamp { local, form: form(rest)?, digits })
}

/// Reads a point and up to nine digits, if they stand at `at`: the nanoseconds, how many digits
/// there are, and where they end.
#[inline(always)]
fn fraction(text: &[u8], at: usize) -> Option<(u32, u8, usize)> {
    if text.get(at) != Some(&b'.') {
        return Some((0, 0, at));
    }
    let (mut nanoseconds, mut unit) = (0, 1_000_000_000);
    for (count, byte) in (0_u8..).zip(text.get(at + 1..)?) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return (count > 0).then_some((nanoseconds, count, at + 1 + usize::from(count)));
        }
        unit /= 10;
        if unit == 0 {
            return None;
        }
        nanoseconds += u32::from(digit) * unit;
    }
    None
}

fn date(text: &[u8]) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
    let year = i32::try_from(number(&[*y1, *y2, *y3, *y4])?).ok()?;
    NaiveDate::from_ymd_opt(year, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
}

fn form(text: &[u8]) -> Option<Form> {
    match text {
        [] => Some(Form::Local),
        [b'Z' | b'z'] => Some(Form::Zulu),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            // More than 59 would be read, and written as another text.
            let minutes = number(&[*m1, *m2]).filter(|minutes| *minutes < 60)?;
            let seconds = number(&[*h1, *h2])? * 3600 + minutes * 60;
            let seconds = i32::try_from(seconds).ok()?;
            FixedOffset::east_opt(if *sign == b'-' { -seconds } else { seconds }).map(Form::Offset)
        }
        _ => None,
    }
}

/// Up to nine decimal digits; nothing is zero.
fn number(digits: &[u8]) -> Option<u32> {
    digits
        .iter()
        .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
}

/// A text that is no date in any form the service uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseTimestampError(String);

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a date of the form 2030-01-31T08:00:00, with or without a fraction and an offset",
            self.0
        )
    }
}

impl std::error::Error for ParseTimestampError {}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.form {
            Form::Empty => return Ok(()),
            Form::Date => return write!(f, "{}", self.local.format("%Y-%m-%d")),
            _ => write!(f, "{}", self.local.format("%Y-%m-%dT%H:%M:%S"))?,
        }
        if self.digits > 0 {
            let fraction = format!("{:09}", self.local.and_utc().timestamp_subsec_nanos());
            write!(f, ".{}", &fraction[..usize::from(self.digits)])?;
        }
        match self.form {
            Form::Zulu => f.write_str("Z"),
            Form::Offset(offset) => write!(f, "{offset}"),
            Form::Empty | Form::Date | Form::Local => Ok(()),
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date and time as text")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, utc: Option<&str>) {
        let time: Timestamp = text.parse().unwrap();
        let instant = time.to_utc().map(|instant| instant.to_rfc3339());
        assert_eq!(instant.as_deref(), utc);
        assert_eq!(time.to_string(), text, "written as it came");
        let json = serde_json::to_string(&time).unwrap();
        assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), time);
    }

    #[test]
    fn an_offset_is_kept() {
        check("2030-03-06T17:37:05.253-08:00", Some("2030-03-07T01:37:05.253+00:00"));
        check("2030-01-03T19:53:55.1292512+00:00", Some("2030-01-03T19:53:55.129251200+00:00"));
        check("2030-02-08T22:31:42.9397946Z", Some("2030-02-08T22:31:42.939794600+00:00"));
        check("2030-02-08T22:31:42Z", Some("2030-02-08T22:31:42+00:00"));
    }

    #[test]
    fn without_an_offset_it_is_utc() {
        check("2030-08-02T00:00:00", Some("2030-08-02T00:00:00+00:00"));
        check("2030-08-02T00:00:00.50", Some("2030-08-02T00:00:00.500+00:00"));
        check("2030-08-02", Some("2030-08-02T00:00:00+00:00"));
    }

    #[test]
    fn the_ends_of_time_are_dates() {
        check("9999-12-31T23:59:59.9999999", Some("9999-12-31T23:59:59.999999900+00:00"));
        check("9999-12-31T00:00:00-08:00", Some("9999-12-31T08:00:00+00:00"));
    }

    #[test]
    fn the_first_instant_and_empty_text_are_no_date() {
        check("0001-01-01T00:00:00", None);
        check("0001-01-01T00:00:00Z", None);
        check("", None);
    }

    #[test]
    fn an_instant_of_our_own_is_what_is_written_of_it() {
        for (nanoseconds, expected) in [
            (123_456_789, "2030-01-15T08:00:59.1234567Z"),
            (999_999_999, "2030-01-15T08:00:59.9999999Z"),
            (1_500_000_000, "2030-01-15T08:00:59.9999999Z"),
        ] {
            let time = DateTime::from_timestamp(1_894_694_459, nanoseconds).unwrap();
            let date = Timestamp::from(time);
            assert_eq!(date.to_string(), expected);
            assert_eq!(expected.parse(), Ok(date));
        }
    }

    #[test]
    fn what_leads_a_text_is_what_is_read_of_it() {
        let starts =
            ["2030-01-31T08:00:00", "0001-01-01T00:00:00", "2030-02-30T08:00:00", "2030-1-3"];
        let fractions = ["", ".", ".5", ".1292512", ".123456789", ".1234567891", ".x"];
        let ends = ["", "Z", "z", "+00:00", "-08:30", "+1:00", "+25:00", " "];
        let mut found = 0;
        for (start, fraction, end) in starts.iter().flat_map(|start| {
            fractions.iter().flat_map(move |fraction| ends.map(|end| (start, fraction, end)))
        }) {
            let text = format!("{start}{fraction}{end}");
            let json = format!("\"{text}\",");
            if let Some((date, length)) = Timestamp::leading(json.as_bytes()) {
                assert_eq!((Ok(date), length), (text.parse(), json.len() - 1), "{json}");
                found += 1;
            }
            assert_eq!(Timestamp::leading(json.trim_end_matches("\",").as_bytes()), None);
        }
        assert_eq!(found, 2 * 4 * 4, "all ordinary ones");
    }

    #[test]
    fn anything_else_is_refused_by_name() {
        for text in [
            "soon",
            "2030-13-01T00:00:00",
            "2030-01-01T25:00:00",
            "2030-01-01T00:00",
            "2030-01-01T00:00:00.",
            "2030-01-01T00:00:00+8",
            "2030-01-01T00:00:00+01:75",
            "2030-01-01T00:00:00+24:00",
            "2030-01-01X",
            "é030-01-01T00:00:00",
        ] {
            let error = text.parse::<Timestamp>().unwrap_err().to_string();
            assert!(error.contains(text), "{error}");
        }
    }
}
