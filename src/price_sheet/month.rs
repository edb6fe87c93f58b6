//! Months, as price sheets are asked for by them.

use std::fmt;
use std::str::FromStr;

use partner_center_api::types;

use crate::error::{Error, Result, shown};

/// A month of prices.
///
/// ```
/// use partner_center::price_sheet::SheetMonth;
///
/// let month = SheetMonth::new(2026, 10)?;
/// assert_eq!(month.to_string(), "202610");
/// assert_eq!("202610".parse::<SheetMonth>()?, month);
/// # Ok::<(), partner_center::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SheetMonth {
    year: u16,
    month: u8,
}

impl SheetMonth {
    /// A month of a year, counted from 1.
    ///
    /// # Errors
    ///
    /// There is no such month, or the year has not four digits. Nothing was sent.
    pub fn new(year: u16, month: u8) -> Result<Self> {
        match (1000..=9999).contains(&year) && (1..=12).contains(&month) {
            true => Ok(Self { year, month }),
            false => Err(no_month(&format!("{year}-{month}"))),
        }
    }
}

impl FromStr for SheetMonth {
    type Err = Error;

    /// Reads six digits, such as `202610`.
    fn from_str(text: &str) -> Result<Self> {
        let is_digits = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        let (year, month) = text.split_at_checked(4).filter(|_| is_digits).unwrap_or_default();
        match (year.parse(), month.parse()) {
            (Ok(year), Ok(month)) => Self::new(year, month),
            _ => Err(no_month(text)),
        }
    }
}

fn no_month(text: &str) -> Error {
    Error::invalid("month", format!("`{}` is not a month such as `202610`", shown(text)))
}

impl fmt::Display for SheetMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}{:02}", self.year, self.month)
    }
}

impl From<SheetMonth> for types::PriceMonth {
    fn from(month: SheetMonth) -> Self {
        Self::from(month.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_month_is_refused_by_example() {
        for text in ["", "2026", "202600", "202613", "2026-1", "20261a", "099912", "20261é"] {
            let error = text.parse::<SheetMonth>().unwrap_err();
            assert!(error.is_invalid() && error.to_string().contains("`202610`"), "{error}");
        }
    }
}
