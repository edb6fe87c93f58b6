//! An emulator with a partner in front of it, and things that were bought there.

use std::ops::Deref;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use partner_center::auth::TokenSource;
use partner_center::order::InvoicedOrder;
use partner_center::types::{Entitlement, Order};
use partner_center::{
    Customer, OrderId, PartnerCenter, PurchaseRequest, clock::Clock, external::BoxFuture, order,
};
use partner_center_emulator::{Emulator, Settings, seed};
use partner_center_test_support::{EmulatorTime, builder, emulator, sandbox_user, user};
pub(crate) use partner_center_test_support::{
    other_software, request, reservation, reservation_on, software,
};

/// Nine o'clock on 10 January 2030.
const START: u64 = 1_894_266_000;

pub(crate) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The stage of all tests, in the middle of a month.
pub(crate) struct Stage {
    stage: partner_center_test_support::Stage,
    customer: &'static str,
}

impl Deref for Stage {
    type Target = partner_center_test_support::Stage;

    fn deref(&self) -> &Self::Target {
        &self.stage
    }
}

impl Stage {
    /// A user of Contoso, and the emulator's defaults.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::signed_in(user(), seed::CUSTOMER_US, change)
    }

    /// A user of Contoso's sandbox.
    pub(crate) fn sandbox() -> Self {
        Self::signed_in(sandbox_user(), seed::CUSTOMER_SANDBOX, |_| {})
    }

    fn signed_in(
        credential: impl TokenSource,
        customer: &'static str,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let emulator = emulator(START, change);
        let partner = partner(&emulator, credential);
        Self { stage: partner_center_test_support::Stage { emulator, partner }, customer }
    }

    pub(crate) fn customer(&self) -> Customer {
        self.partner.customer(self.customer)
    }

    /// Goes to the minute after the end of the billing period.
    pub(crate) fn close_month(&self) {
        let now: DateTime<Utc> = self.emulator.clock().now().into();
        let (year, month) = (now.format("%Y").to_string(), now.format("%-m").to_string());
        let (year, month): (i32, u32) = (year.parse().unwrap(), month.parse().unwrap());
        let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        let first: DateTime<Utc> = format!("{year}-{month:02}-01T00:01:00Z").parse().unwrap();
        self.emulator.clock().set(first.into());
    }

    /// Buys, and gives the one order there is then.
    pub(crate) async fn order(&self, request: PurchaseRequest) -> OrderId {
        let purchase = self.customer().purchase(&request).run().await.unwrap();
        let orders: Vec<_> = purchase.order_ids().cloned().collect();
        match <[OrderId; 1]>::try_from(orders) {
            Ok([order]) => order,
            Err(orders) => panic!("{orders:?}"),
        }
    }

    /// Buys, and waits until it is fulfilled.
    pub(crate) async fn fulfilled(&self, request: PurchaseRequest) -> Order {
        let id = self.order(request).await;
        let customer = self.customer();
        customer.wait_for_fulfillment(&id, order::POLL_INTERVAL, |_| {}).await.unwrap().order
    }

    /// The only thing that an order gave rise to.
    pub(crate) async fn held(&self, order: &Order) -> Entitlement {
        let held = self.customer().entitlements_from(order.id.as_ref().unwrap()).await.unwrap();
        match <[Entitlement; 1]>::try_from(held.complete().unwrap()) {
            Ok([held]) => held,
            Err(held) => panic!("{held:?}"),
        }
    }

    /// Every document on which an order stands: its id, how many lines of the order it has,
    /// and what it charges for them.
    pub(crate) async fn billed(&self, order: &Order) -> Vec<(String, usize, String)> {
        let found: Vec<InvoicedOrder> =
            self.partner.order_invoices(order).unwrap().try_collect().await.unwrap();
        let total = |one: &InvoicedOrder| {
            one.total().map_or_else(|| "no total".to_owned(), |total| total.to_string())
        };
        found.iter().map(|one| (one.id.to_string(), one.lines.len(), total(one))).collect()
    }
}

fn partner(emulator: &Emulator, credential: impl TokenSource) -> PartnerCenter {
    let time = RuntimeTime(EmulatorTime::of(emulator));
    builder(emulator, credential).clock(time).build().unwrap()
}

/// The emulator's time, along with the runtime's, which stands still otherwise: so a time-out of
/// the runtime ends.
struct RuntimeTime(EmulatorTime);

impl Clock for RuntimeTime {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let moved = self.0.sleep(duration);
        Box::pin(async move {
            tokio::time::sleep(duration).await;
            moved.await;
        })
    }

    fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.limit(duration)
    }
}
