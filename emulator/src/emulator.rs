//! The handle on an emulator: what control does over HTTP, as methods.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use serde::Serialize;

use crate::clock::EmulatorClock;
use crate::faults::Fault;
use crate::late::LateRequest;
use crate::ledger::{Entry, Exchange, RequestCounts};
use crate::memory::Memory;
use crate::operation_names;
use crate::options::Options;
use crate::seed::Seed;
use crate::settings::Settings;
use crate::state::dates;
use crate::tokens::authorize;

/// Partner Center and its token endpoint, stateful and local.
///
/// It is a [`tower_service::Service`], so a test needs no socket;
/// [`Emulator::start`](crate::Emulator::start) puts one in front of it. Clones share everything.
#[derive(Clone, Debug)]
pub struct Emulator(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// What a reset goes back to.
    options: Options,
    memory: Mutex<Memory>,
}

/// How much of everything there is, and what time it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Summary {
    /// The time of the emulator's clock.
    pub time: String,
    /// Whether the clock stands still.
    pub frozen: bool,
    /// The tenants of the partners.
    pub partners: Vec<String>,
    /// The ids of the customers.
    pub customers: Vec<String>,
    /// The ids of the products.
    pub products: Vec<String>,
    /// The ids of the carts, oldest first.
    pub carts: Vec<String>,
    /// The ids of the orders, seeded ones first.
    pub orders: Vec<String>,
    /// The ids of the invoices and of what amends them.
    pub invoices: Vec<String>,
    /// How many faults are still to come.
    pub faults: usize,
    /// How many writes the ledger holds.
    pub writes: usize,
    /// How many requests came.
    pub requests: u64,
}

impl Emulator {
    /// An emulator without a socket.
    pub fn new(options: Options) -> Self {
        let memory = Mutex::new(Memory::new(&options));
        Self(Arc::new(Inner { options, memory }))
    }

    /// Its clock; a clone can be handed to the client under test.
    pub fn clock(&self) -> &EmulatorClock {
        &self.0.options.clock
    }

    /// How much of everything there is.
    pub fn summary(&self) -> Summary {
        let now = self.clock().now();
        let Memory { world, traffic, .. } = &mut *self.memory();
        world.settle(now);
        Summary {
            time: dates::stamp(now),
            frozen: self.clock().is_frozen(),
            partners: world.partners.iter().map(|partner| partner.tenant.clone()).collect(),
            customers: world.customers.iter().map(|customer| customer.id.clone()).collect(),
            products: world.products.iter().map(|product| product.id.clone()).collect(),
            carts: world.carts.iter().map(|cart| cart.id.clone()).collect(),
            orders: world.orders.iter().map(|order| order.id.clone()).collect(),
            invoices: world.invoices.iter().map(|invoice| invoice.id.clone()).collect(),
            faults: traffic.script.faults().len(),
            writes: traffic.ledger.entries.len(),
            requests: traffic.ledger.counts.total,
        }
    }

    /// The settings at present.
    pub fn settings(&self) -> Settings {
        self.memory().world.settings.clone()
    }

    /// Changes settings, from the next request on.
    pub fn change(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.memory().world.settings);
    }

    /// Adds a fault to those that are still to come.
    ///
    /// # Panics
    ///
    /// The document has no such operation: the fault would never come, and the test would pass
    /// without it. The message names the operations that are near.
    #[track_caller]
    pub fn fault(&self, fault: Fault) {
        if let Err(message) = operation_names::check(&fault.operation) {
            panic!("{message}");
        }
        self.memory().traffic.script.add(fault);
    }

    /// The faults that are still to come.
    pub fn faults(&self) -> Vec<Fault> {
        self.memory().traffic.script.faults().to_vec()
    }

    /// Forgets the faults that are still to come.
    pub fn clear_faults(&self) {
        self.memory().traffic.script.clear();
    }

    /// The requests that are on their way, as faults asked for; the next one first.
    pub fn late_requests(&self) -> Vec<LateRequest> {
        self.memory().traffic.late.requests()
    }

    /// Adds partners, customers and products; the same id replaces.
    pub fn plant(&self, seed: Seed) {
        self.memory().plant(seed);
    }

    /// Gives every availability another id, so that the catalog items read before are no longer
    /// valid.
    pub fn rotate_availabilities(&self) {
        let world = &mut self.memory().world;
        world.rotations = world.rotations.wrapping_add(1);
    }

    /// Lets a cart expire at a moment of the emulator's clock, whatever it said of that before.
    /// Returns whether there is such a cart.
    pub fn expire_cart(&self, id: &str, at: SystemTime) -> bool {
        let carts = &mut self.memory().world.carts;
        let found = carts.iter_mut().find(|cart| cart.id.eq_ignore_ascii_case(id));
        found.map(|cart| cart.expires = at).is_some()
    }

    /// Puts an order into a state, such as `pending_review` or `partial success`, in the spelling that
    /// its answers then have; `None` lets it go its way again. Returns whether there is such an
    /// order.
    ///
    /// While it is held back, nothing of it is delivered. Of a failure nothing is, and nothing is
    /// charged; of a partial success all lines are but the last one.
    pub fn put_order(&self, id: &str, state: Option<&str>) -> bool {
        let orders = &mut self.memory().world.orders;
        let found = orders.iter_mut().find(|order| order.id.eq_ignore_ascii_case(id));
        found.map(|order| order.put_into(state)).is_some()
    }

    /// Lets a customer accept the Microsoft Customer Agreement, as it would in the Microsoft 365
    /// admin center. Returns whether there is such a customer.
    pub fn accept_agreement(&self, customer: &str) -> bool {
        let customers = &mut self.memory().world.customers;
        let found = customers.iter_mut().find(|own| own.id.eq_ignore_ascii_case(customer));
        found
            .map(|customer| {
                customer.agreement_accepted = true;
                customer.agreement_signed = true;
            })
            .is_some()
    }

    /// Refuses every access token that was given out until now.
    pub fn revoke_tokens(&self) {
        self.memory().grants.set += 1;
    }

    /// An authorization code, as a user's sign-in would have given it; none for an unknown tenant.
    pub fn authorization_code(&self, tenant: &str) -> Option<String> {
        let now = self.clock().now();
        authorize::code(&mut self.memory().authority(now), tenant)
    }

    /// Empties the windows that throttling counts in.
    pub fn clear_throttle(&self) {
        self.memory().traffic.windows.clear();
    }

    /// Every write that was asked for since the start or the last reset.
    pub fn ledger(&self) -> Vec<Entry> {
        self.memory().traffic.ledger.entries.clone()
    }

    /// How many requests came.
    pub fn requests(&self) -> RequestCounts {
        self.memory().traffic.ledger.counts.clone()
    }

    /// The latest requests, oldest first.
    pub fn transcript(&self) -> Vec<Exchange> {
        self.memory().traffic.ledger.exchanges.iter().cloned().collect()
    }

    /// Goes back to the start, except for the clock: it keeps its time, and stands still
    /// or goes on as it did.
    pub fn reset(&self) {
        *self.memory() = Memory::new(&self.0.options);
    }

    /// The memory, in which all has happened that the time has come for.
    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        let mut memory = self.0.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.catch_up(self.clock());
        memory
    }

    pub(crate) fn options(&self) -> &Options {
        &self.0.options
    }
}
