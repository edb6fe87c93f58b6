//! How far billing has come, and what is not billed yet.

use std::time::SystemTime;

use crate::state::line::Charge;
use crate::state::period::Period;

/// The number in the id of the first invoice that is closed; seeded ones have smaller ones.
const FIRST: u64 = 100_001;

/// How far billing has come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Billing {
    /// The end of the latest period that was closed.
    pub(crate) closed: SystemTime,
    next: u64,
}

/// A charge of an order's line that has no invoice yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Due {
    pub(crate) order: usize,
    pub(crate) line: usize,
    pub(crate) charge: Charge,
    pub(crate) date: SystemTime,
}

impl Billing {
    /// Starts with the period that `now` is in.
    pub(crate) fn starting(period: Period) -> Self {
        Self { closed: period.start, next: FIRST }
    }

    /// The id of the next invoice, in the form of the service.
    pub(crate) fn next_id(&mut self) -> String {
        let id = format!("G{:09}", self.next);
        self.next += 1;
        id
    }
}
