//! The lines of today's bills, which come as exports in the background.
//!
//! Lines of new commerce, which all one-time purchases are, have come from Microsoft Graph alone
//! since April 2025. An export is asked for, takes its time, and ends in files, which are saved
//! and then read line by line, in memory that does not depend on their length.
//!
//! ```no_run
//! # async fn example(partner: partner_center::PartnerCenter) -> Result<(), Box<dyn std::error::Error>> {
//! let saved = partner.reconciliation("G000100001").save("G000100001").await?;
//! for line in saved.lines()? {
//!     let line = line?.into_item();
//!     println!("{:?}: {:?} {:?}", line.order_id, line.total, line.currency);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What a crash leaves
//!
//! [`save`](ReconciliationCall::save) keeps `export.json` beside the files: which export it is,
//! and how far it has come. The same call with the same folder, in this process or another, goes
//! on from there: it takes up the export that is under way, and fetches only the files that are
//! missing. Whoever keeps the steps apart stores the [`StartedExport`]. Nothing is bought or
//! changed by any of this; an export that is asked for twice costs time alone.
//!
//! # Who may ask
//!
//! The application needs the permission `PartnerBilling.Read.All` of Microsoft Graph with an
//! administrator's consent, alone or with a user; a call without it fails with 403, which says
//! so. Tokens are asked for by the same sign-in, for another audience, and go to Graph alone. The
//! files are on a storage, whose addresses carry a secret that ends after some hours: it is asked
//! for anew when it has ended, no token goes there, and no error shows it. Clouds other than the
//! global one have none of this, and legacy invoices neither: [`BillingVersion::of`] says where
//! lines are.
//!
//! # What is read
//!
//! Names of columns in any case, amounts as numbers or as text, exact; columns that this version
//! does not know are kept. A file may be compressed or not, have several members, a byte order
//! mark and blank lines. A line that cannot be read is an error in its place, and the ones after
//! it follow. A line of more than 1 MiB ends the reading, and so does a file that unpacks to more
//! than 64 GiB, or that has another number of lines than its manifest says.
//!
//! Percentages of usage are a hundred times the rates of version 1; nothing is converted.

mod billed;
mod call;
mod compare;
mod error;
mod file_lines;
mod lines;
mod look;
mod manifest;
mod marker;
mod progress;
mod saved;
mod saving;
mod scope;
mod started;
mod version;
mod view;
mod write;

pub use billed::{BilledLinesCall, BilledLinesRead};
pub use call::ReconciliationCall;
pub use compare::{ComparedOrder, Comparison, Verdict};
pub use error::LineError;
pub use lines::{Line, Lines, ReconciliationLine};
pub use look::ExportState;
pub use manifest::ExportManifest;
pub use progress::ExportProgress;
pub use saved::SavedExport;
pub use scope::{ExportKind, ExportScope};
pub use started::StartedExport;
pub use version::{BillingVersion, VersionChoice};
pub use view::BilledLine;
