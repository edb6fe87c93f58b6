//! Many purchases from a file, each made once: checked before the first is bought, several at a
//! time, and resumed after whatever happened to the program.
//!
//! ```no_run
//! use partner_center::batch::{Batch, Rows};
//! use partner_center::journal::MemoryJournal;
//!
//! # async fn example(partner: partner_center::PartnerCenter) -> Result<(), Box<dyn std::error::Error>> {
//! let rows = Rows::file("purchases.csv")?.check().await?; // nothing is sent yet
//! let journal = MemoryJournal::new(); // a program keeps a file or a database
//! let report = Batch::new(&partner, journal)
//!     .worker("the shop")
//!     .results("results.jsonl")
//!     .on_progress(|report| eprintln!("{report}"))
//!     .run(rows)
//!     .await?;
//! println!("{report}");
//! # Ok(())
//! # }
//! ```
//!
//! # The rows
//!
//! A row is a [`BatchRow`]: a key, a customer, a [request](crate::PurchaseRequest). As **JSON
//! Lines** it is an object a line; [`ROW_SCHEMA`] is its JSON Schema. As **CSV** it has these
//! columns, in any order, separated by commas, semicolons or tabs:
//!
//! | columns | of |
//! |---|---|
//! | `key`, `customer` | the purchase; have to be there |
//! | `country`, `segment`, `reservationScope` | the purchase |
//! | `limitAmount`, `limitCurrency` | the purchase: the most that it may cost |
//! | `product`, `sku`, `quantity` | a line; have to be there |
//! | `availability`, `term`, `billingCycle`, `friendlyName`, `promotion`, `attestationAccepted` | a line |
//! | `subscription`, `scope`, `region` | a line that is a reservation |
//! | `resourceType` | a line whose inventory is checked by it |
//!
//! Records of one key in sequence are the lines of one purchase. What is of the purchase stands in
//! the first of them; in the others it is the same or empty. A column that is not known is refused.
//! A row has up to 1 MiB.
//!
//! [`Rows::check`] reads all rows and names all that is wrong with them, by line, column and
//! reason, before anything is sent.
//!
//! # What happens to a row
//!
//! Each is a [recorded purchase](crate::purchase::RecordedPurchase) under its key. One that the
//! journal knows is not made again: it is resumed where it stands, and one that is settled sends
//! nothing. One row that fails stops no other.
//!
//! | the row | what the batch does |
//! |---|---|
//! | is settled | writes its result |
//! | is in doubt | goes on with the other rows, and settles it at the end, as long as it [waits](Batch::waiting) |
//! | failed before its checkout, or was refused, for a reason that may pass | begins it again at the end, [several times](Batch::tries) |
//! | is in the hands of another worker | looks again when that worker's time is over |
//! | failed for another reason | writes its result; the next run begins it again |
//!
//! What concerns every row stops the batch: a journal that is lost, a sign-in that needs a person,
//! results that cannot be written, a token that is cancelled. Then no further request is sent, and
//! those that were sent are waited for.
//!
//! # The results
//!
//! The file of [results](Batch::results) has a [`RowResult`] a line, in the order in which rows
//! end. It grows with each, and a later run of the same rows appends to it: settled rows that stand
//! in it are not written again, and of a row that has several lines the last one counts. A line that
//! was being written when the program was killed is cut off.

mod cells;
mod columns;
mod csv_rows;
mod json_lines;
mod keys;
mod lines;
mod problem;
mod reader;
mod report;
mod result;
mod result_file;
mod row;
mod rows;
mod run;
mod settings;
mod spool;
mod watched;
mod worker;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

pub use problem::{RowProblem, RowsRefused};
pub use report::{BatchReport, BatchStopped};
pub use result::{RowResult, RowState};
pub use row::BatchRow;
pub use rows::{CheckedRows, Rows};

use crate::client::PartnerCenter;
use crate::journal::Journal;
use crate::purchase::SettlePolicy;

use run::{Run, stopped};
use settings::Settings;

/// The JSON Schema of a [`BatchRow`], for whoever writes them.
pub const ROW_SCHEMA: &str = include_str!("../../docs/batch-row.schema.json");

/// Many purchases that have not been started.
///
/// [The module](self) says what becomes of each row.
#[must_use = "a batch buys nothing until it is run"]
pub struct Batch<'a>(Settings<'a>);

impl<'a> Batch<'a> {
    /// A batch of this partner, recorded in this journal.
    pub fn new(partner: &PartnerCenter, journal: impl Journal) -> Self {
        Self(Settings::new(partner.clone(), Arc::new(journal)))
    }

    /// Sets how many rows are under way at once; otherwise 16. 0 counts as 1. How fast requests go
    /// out is a matter of the client's [rate limits](crate::transport::RateLimits).
    pub fn concurrency(mut self, rows: usize) -> Self {
        self.0.concurrency = rows.max(1);
        self
    }

    /// Names the worker. A batch that is killed and started again under its name goes on at once
    /// with the rows that were under way; one of another name waits until five minutes after their
    /// last step. Two that run at once need two names.
    pub fn worker(mut self, name: impl Into<String>) -> Self {
        self.0.worker = Some(name.into());
        self
    }

    /// Sets how doubts are settled, of rows that are begun by this batch.
    pub fn settle_by(mut self, policy: SettlePolicy) -> Self {
        self.0.policy = Some(policy);
        self
    }

    /// Sets for how long rows are waited for once all others are done; otherwise two hours. Rows
    /// that still wait then have a result that says so, and are resumed by the next run.
    pub fn waiting(mut self, patience: Duration) -> Self {
        self.0.patience = patience;
        self
    }

    /// Sets how often a row is begun that fails for a reason that may pass; otherwise five times.
    /// 0 counts as 1.
    pub fn tries(mut self, tries: u32) -> Self {
        self.0.tries = tries.max(1);
        self
    }

    /// Begins anew, with a cart of its own, each row of which an earlier run proved that nothing
    /// was bought: after the reason of its refusal was seen to.
    pub fn try_refused_again(mut self) -> Self {
        self.0.again = true;
        self
    }

    /// Appends what becomes of each row to a file, as JSON Lines. It names customers and orders.
    pub fn results(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.results = Some(path.into());
        self
    }

    /// Tells `watch` how the batch stands, after each row and before each wait.
    pub fn on_progress(mut self, watch: impl FnMut(&BatchReport) + Send + 'a) -> Self {
        self.0.on_progress = Box::new(watch);
        self
    }

    /// Tells `watch` what became of each row.
    pub fn on_row(mut self, watch: impl FnMut(&RowResult) + Send + 'a) -> Self {
        self.0.on_row = Box::new(watch);
        self
    }

    /// Stops when `token` is cancelled: no row is begun any more, and those under way stop before
    /// their next step. A request that was sent is waited for, above all a checkout.
    pub fn cancel_with(mut self, token: CancellationToken) -> Self {
        self.0.cancel = token;
        self
    }

    /// Buys every row once, or resumes.
    ///
    /// Memory does not grow with the number of rows, but for some forty bytes for each that stands
    /// in the file of results already. **Dropping the future** is the same as killing the process:
    /// each row is either not begun, or in the journal as far as it came.
    ///
    /// # Errors
    ///
    /// Something that concerns every row stopped it, or its token was cancelled.
    /// [`BatchStopped::report`] has what was done until then. A row that failed, or that was not
    /// bought, is no error but counted in the report.
    pub async fn run(self, rows: CheckedRows) -> Result<BatchReport, BatchStopped> {
        match Run::new(self.0, &rows).await {
            Ok(run) => run.run(rows).await,
            Err(error) => {
                let report = BatchReport { rows: rows.len(), ..BatchReport::default() };
                Err(stopped(error, report))
            }
        }
    }
}

impl fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("partner", &self.0.partner)
            .field("concurrency", &self.0.concurrency)
            .field("worker", &self.0.worker)
            .finish_non_exhaustive()
    }
}
