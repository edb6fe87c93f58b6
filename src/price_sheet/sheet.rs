//! Price sheets, row by row.

use std::fmt;
use std::io::Read;
use std::path::Path;

use super::archive;
use super::error::SheetError;
use super::row::{PriceRow, REQUIRED};
use super::table::Table;
use crate::error::Result;

/// The rows of a price sheet: of licenses, software, reservations, or the marketplace. That of
/// Azure by use has other columns, and is refused.
///
/// It is read as it is iterated over, and blocks the thread meanwhile; a row takes microseconds.
/// A row that cannot be read is an error with its line and column, after which the next row
/// comes. After a row of more than 1 MiB, or when the disk fails, none does.
///
/// ```no_run
/// use partner_center::price_sheet::PriceSheet;
///
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// for row in PriceSheet::open("software-US.csv")? {
///     let row = row?;
///     println!("{}:{} {}", row.product_id(), row.sku_id(), row.unit_price());
/// }
/// # Ok(())
/// # }
/// ```
pub struct PriceSheet(Table);

impl PriceSheet {
    /// Opens a file as the service sent it: CSV, or, with the feature `zip`, an archive with it.
    /// An archive is unpacked into a temporary file first.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is empty or no price sheet, or lacks a column without which a row
    /// says no price. The error names the column.
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

    /// The names of its columns, in their order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.columns().names()
    }
}

impl Iterator for PriceSheet {
    type Item = Result<PriceRow, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.0.next()?.and_then(PriceRow::read))
    }
}

impl fmt::Debug for PriceSheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PriceSheet").field("columns", self.0.columns()).finish_non_exhaustive()
    }
}
