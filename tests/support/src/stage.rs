//! An emulator with a partner in front of it.

use std::time::Duration;

use partner_center::auth::TokenSource;
use partner_center::{Customer, PartnerCenter};
use partner_center_emulator::{Action, Emulator, Fault, Settings, seed};

use crate::{NEW_YEAR, emulator, partner, user};

/// An emulator with a partner in front of it, and what a test asks of either.
pub struct Stage {
    /// The service.
    pub emulator: Emulator,
    /// A user of Contoso, unless the test says otherwise.
    pub partner: PartnerCenter,
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

impl Stage {
    /// A user of Contoso, and the emulator's defaults.
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// A user of Contoso, and other settings of the emulator.
    pub fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::at(NEW_YEAR, change)
    }

    /// The same at another second.
    pub fn at(second: u64, change: impl FnOnce(&mut Settings)) -> Self {
        let emulator = emulator(second, change);
        let partner = partner(&emulator, user());
        Self { emulator, partner }
    }

    /// Another partner in front of the same emulator, which signs in otherwise.
    pub fn signed_in_with(&self, credential: impl TokenSource) -> PartnerCenter {
        partner(&self.emulator, credential)
    }

    /// The customer that most tests buy for.
    pub fn customer(&self) -> Customer {
        self.partner.customer(seed::CUSTOMER_US)
    }

    /// Has an operation go wrong once.
    pub fn fault(&self, operation: &str, action: Action) {
        self.emulator.fault(Fault::on(operation, action));
    }

    /// Lets time pass.
    pub fn pass(&self, time: Duration) {
        self.emulator.clock().advance(time);
    }

    /// How often an operation was asked for.
    pub fn asked(&self, operation: &str) -> u64 {
        self.emulator.requests().by_operation.get(operation).copied().unwrap_or_default()
    }

    /// The ids of operations that were asked to change something, in order.
    pub fn writes(&self) -> Vec<String> {
        self.emulator.ledger().into_iter().map(|entry| entry.operation_id).collect()
    }

    /// The orders that were placed: everything here was bought.
    pub fn bought(&self) -> Vec<String> {
        self.emulator.ledger().into_iter().flat_map(|entry| entry.effect.orders).collect()
    }
}
