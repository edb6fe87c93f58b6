//! An emulator, a partner, a journal and rows to buy.

use std::ops::Deref;

use partner_center::PurchaseRequest;
use partner_center::batch::{Batch, BatchRow, CheckedRows, RowResult, Rows};
use partner_center::journal::{MemoryJournal, PurchaseKey};
use partner_center_emulator::{Settings, seed};
use partner_center_test_support::{request, software};

/// The stage of all tests, with a journal.
pub(crate) struct Stage {
    inner: partner_center_test_support::Stage,
    pub(crate) journal: MemoryJournal,
}

impl Deref for Stage {
    type Target = partner_center_test_support::Stage;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let inner = partner_center_test_support::Stage::with(change);
        Self { inner, journal: MemoryJournal::new() }
    }

    pub(crate) fn batch(&self) -> Batch<'static> {
        Batch::new(&self.partner, self.journal.clone()).worker("tests").concurrency(4)
    }

    /// Runs a batch to its end, and gives what became of each row by its line.
    pub(crate) async fn results(&self, rows: Vec<BatchRow>) -> Vec<RowResult> {
        let mut results = Vec::new();
        let batch = Batch::new(&self.partner, self.journal.clone()).worker("tests");
        let batch = batch.on_row(|result| results.push(result.clone()));
        batch.run(checked(rows).await).await.unwrap();
        results.sort_by_key(|result| result.line);
        results
    }
}

pub(crate) fn row_of(number: usize, request: PurchaseRequest) -> BatchRow {
    let key = PurchaseKey::new(format!("row {number}")).unwrap();
    BatchRow::new(key, seed::CUSTOMER_US, request)
}

/// A row that asks for so much software.
pub(crate) fn row(number: usize, quantity: u32) -> BatchRow {
    row_of(number, request(software(quantity)))
}

pub(crate) fn rows(count: usize) -> Vec<BatchRow> {
    (1..=count).map(|number| row(number, 1)).collect()
}

pub(crate) async fn checked(rows: Vec<BatchRow>) -> CheckedRows {
    Rows::of(rows).check().await.unwrap()
}
