//! Line items as files, for whoever reconciles: CSV, JSON Lines, Parquet.
//!
//! One call reads the lines of an invoice page by page and writes one file of lines of one
//! kind, the kind that was asked for:
//!
//! ```no_run
//! use partner_center::export;
//! use partner_center::invoice::LineItemQuery;
//! # async fn reconcile(partner: partner_center::PartnerCenter) -> partner_center::Result<()> {
//! let lines = partner.line_items(&"G000000101".into(), LineItemQuery::one_time());
//! let exported = export::csv(lines, "G000000101.csv")
//!     .progress(|now| eprintln!("{} lines", now.lines))
//!     .run()
//!     .await?;
//! println!("{} lines, {} of them as JSON only", exported.lines, exported.raw_lines);
//! # Ok(())
//! # }
//! ```
//!
//! # What stands in the files
//!
//! The columns are those of the kind of line, in the order of the document, under the names
//! of the service; what the service has in `attributes` is in `attributes.etag` and
//! `attributes.objectType`. A list without lines makes a file with a header, or a schema.
//!
//! | in a line | CSV | Parquet |
//! | --- | --- | --- |
//! | text, words, ids | as it is | `STRING` |
//! | whole numbers | digits | `INT64` |
//! | sums of money | every digit that came | `DECIMAL(38, 10)`; of rated usage, whose sums are not rounded to coins, `DECIMAL(38, 22)` |
//! | rates, and quantities | every digit that came | `DECIMAL(38, 22)` |
//! | dates | as they came, which is ISO 8601, some with an offset and some without | `TIMESTAMP(MICROS, UTC)`; one without an offset is taken to be UTC |
//! | true or false | `true`, `false` | `BOOLEAN` |
//! | lists | JSON | `JSON` |
//! | nothing, and the first day of the year 1 | nothing | null |
//!
//! - **CSV** is that of RFC 4180, in UTF-8. Nothing that came is changed. Mind that a
//!   spreadsheet takes text such as `=1+1` for a formula, and that customers choose their own
//!   names: [`for_spreadsheets`](Export::for_spreadsheets) makes a file safe to be opened in one.
//! - **JSON Lines** has every line exactly as the service wrote it, what this version does
//!   not know included; only line breaks between tokens become spaces.
//! - **Parquet** (with the feature `parquet`) has decimals of 16 bytes, compressed by Snappy,
//!   in groups of 10,000 lines. A number that does not fit its type is refused with its line;
//!   it is never rounded. A date finer than a microsecond, as the service writes them, has its
//!   microseconds in its column, and its text in the column `exactDates`: `{"orderDate": …}`.
//!
//! The tables have the columns that this version knows. A line that does not belong into one,
//! since it is of another kind or cannot be read, is still in its place, as JSON in the
//! last column, `json`, with nothing in the others: whoever adds up a column has to look
//! whether [`Exported::raw_lines`] is 0. A line of an unknown kind, and one that cannot be
//! read, is there as it came.
//!
//! # What happens on the way
//!
//! One page is encoded and written at a time, on a thread of its own, and at most one other is
//! on its way; the memory it takes does not depend on the number of pages, except in Parquet,
//! which also takes memory for a group of lines, and for an index that grows by some tens of
//! KiB with each.
//!
//! `lines.csv` is written as `lines.csv.partial` and gets its name when it is complete and on
//! the disk; until then a file of that name is as it was. After each page (in Parquet, each
//! group) it is made sure that what was written is on the disk, and `lines.csv.resume.json`
//! notes how far the file is good and where the list goes on. So an export that is
//! interrupted, be it by an error, a full disk, a dropped future, a killed process or a loss
//! of power, loses one page at most (in Parquet, one group): the same call, made again, goes
//! on after what was noted, and the file is the same in the end, byte for byte. An export that
//! was interrupted before its first page (in Parquet, its first group) leaves nothing that
//! counts.
//!
//! Where the list is paged by a token, going on works for as long as the service remembers the
//! token, which it does not promise; [`afresh`](Export::afresh) begins again. Lines that are
//! not billed yet still change: an export of them is never gone on with.
//!
//! A future that is dropped leaves the page that is being written to be finished on its
//! thread; an export to the same file is refused until then, as it is while any other runs.

mod call;
mod csv;
mod exported;
mod format;
mod json_lines;
mod note;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
mod partial;
mod table;

use std::path::PathBuf;

use partner_center_api::types::InvoiceLineItem;

pub use call::Export;
pub use csv::Csv;
pub use exported::{Exported, Progress, RAW_LINES, RawLine, RawReason};
pub use format::{Encoder, Format};
pub use json_lines::JsonLines;
#[cfg(feature = "parquet")]
pub use parquet::Parquet;

use crate::listing::Listing;

/// Exports lines of an invoice as CSV.
///
/// [The module](self) says what stands in the file, and how it is gone on with after it was
/// interrupted.
pub fn csv(lines: Listing<InvoiceLineItem>, path: impl Into<PathBuf>) -> Export<Csv> {
    Export::new(lines, path.into(), Csv::default())
}

/// Exports lines of an invoice as JSON Lines, each exactly as it came.
///
/// [The module](self) says how the file is gone on with after it was interrupted.
pub fn json_lines(lines: Listing<InvoiceLineItem>, path: impl Into<PathBuf>) -> Export<JsonLines> {
    Export::new(lines, path.into(), JsonLines::default())
}

/// Exports lines of an invoice as a Parquet file.
///
/// [The module](self) says which types the columns have, and how the file is gone on with
/// after it was interrupted.
#[cfg(feature = "parquet")]
pub fn parquet(lines: Listing<InvoiceLineItem>, path: impl Into<PathBuf>) -> Export<Parquet> {
    Export::new(lines, path.into(), Parquet::default())
}
