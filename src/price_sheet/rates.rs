//! Exchange rates, row by row.

use std::fmt;
use std::io::Read;
use std::path::Path;

use partner_center_api::{Decimal, types};

use super::archive;
use super::error::SheetError;
use super::table::{Record, Table};
use crate::error::Result;

const REQUIRED: [&str; 2] = ["CurrencyCode", "USDPerUnit"];

/// What one unit of a currency is worth in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExchangeRate {
    /// The currency.
    pub currency: types::CurrencyCode,
    /// How many dollars of the United States one unit is worth, exactly as it came.
    pub usd_per_unit: Decimal,
    /// The month, as the file has it; empty where it has none.
    pub month: String,
}

/// The exchange rates of a month, read as they are iterated over.
///
/// ```no_run
/// use partner_center::price_sheet::ExchangeRates;
///
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// for rate in ExchangeRates::open("rates.csv")? {
///     let rate = rate?;
///     println!("{}: {}", rate.currency, rate.usd_per_unit);
/// }
/// # Ok(())
/// # }
/// ```
pub struct ExchangeRates(Table);

impl ExchangeRates {
    /// Opens a file as the service sent it: CSV, or, with the feature `zip`, an archive with it.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is empty, or lacks a column without which a row says no rate.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self(Table::read(archive::open(path.as_ref())?, &REQUIRED)?))
    }

    /// Reads CSV from anywhere.
    ///
    /// # Errors
    ///
    /// As of [`open`](Self::open).
    pub fn from_reader(reader: impl Read + Send + 'static) -> Result<Self, SheetError> {
        Ok(Self(Table::read(Box::new(reader), &REQUIRED)?))
    }
}

impl Iterator for ExchangeRates {
    type Item = Result<ExchangeRate, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.0.next()?.and_then(read))
    }
}

fn read(record: Record) -> Result<ExchangeRate, SheetError> {
    let text = |column| record.cell(column).unwrap_or_default();
    let [currency, rate] = REQUIRED.map(text);
    if currency.is_empty() {
        return Err(SheetError::cell(record.line, REQUIRED[0], "", "a currency"));
    }
    let usd_per_unit =
        rate.parse().map_err(|_| SheetError::cell(record.line, REQUIRED[1], rate, "a number"))?;
    let month = text("Month").to_owned();
    Ok(ExchangeRate { currency: currency.into(), usd_per_unit, month })
}

impl fmt::Debug for ExchangeRates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExchangeRates").field("columns", self.0.columns()).finish_non_exhaustive()
    }
}
