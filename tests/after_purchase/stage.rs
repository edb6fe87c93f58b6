//! An emulator with a partner in front of it, and things that were bought there.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use partner_center::auth::{ClientSecret, RefreshToken, TokenSource};
use partner_center::order::InvoicedOrder;
use partner_center::transport::{RetryPolicy, ServiceWire};
use partner_center::types::{Entitlement, Order};
use partner_center::{
    BoxFuture, Clock, Customer, OrderId, PartnerCenter, PurchaseLine, PurchaseRequest, Reservation,
    Scope, SeededEntropy, Term, order,
};
use partner_center_emulator::{Action, Emulator, EmulatorClock, Fault, Options, Settings, seed};

/// Nine o'clock on 10 January 2030.
const START: u64 = 1_894_266_000;

pub(crate) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) struct Stage {
    pub(crate) emulator: Emulator,
    pub(crate) partner: PartnerCenter,
    customer: &'static str,
}

impl Stage {
    /// A user of Contoso, and the emulator's defaults.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let credential = RefreshToken::new(
            seed::CONTOSO_TENANT,
            seed::CONTOSO_CLIENT,
            seed::CONTOSO_REFRESH_TOKEN,
        )
        .client_secret(seed::CONTOSO_SECRET);
        Self::signed_in(credential, seed::CUSTOMER_US, change)
    }

    /// A user of Contoso's sandbox.
    pub(crate) fn sandbox() -> Self {
        let credential = RefreshToken::new(
            seed::SANDBOX_TENANT,
            seed::CONTOSO_CLIENT,
            seed::SANDBOX_REFRESH_TOKEN,
        )
        .client_secret(seed::CONTOSO_SECRET);
        Self::signed_in(credential, seed::CUSTOMER_SANDBOX, |_| {})
    }

    fn signed_in(
        credential: impl TokenSource,
        customer: &'static str,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let mut settings = Settings::default();
        change(&mut settings);
        let clock = EmulatorClock::frozen(SystemTime::UNIX_EPOCH + Duration::from_secs(START));
        let emulator = Emulator::new(Options::new().clock(clock).settings(settings));
        let partner = build(&emulator, credential);
        Self { emulator, partner, customer }
    }

    /// The same place for Contoso's application, without a user.
    pub(crate) fn alone(&self) -> PartnerCenter {
        let secret =
            ClientSecret::new(seed::CONTOSO_TENANT, seed::CONTOSO_CLIENT, seed::CONTOSO_SECRET);
        build(&self.emulator, secret)
    }

    pub(crate) fn customer(&self) -> Customer {
        self.partner.customer(self.customer)
    }

    pub(crate) fn fault(&self, operation: &str, action: Action) {
        self.emulator.fault(Fault::on(operation, action));
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.emulator.clock().advance(time);
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

    /// How often an operation has been asked for.
    pub(crate) fn asked(&self, operation: &str) -> u64 {
        self.emulator.requests().by_operation.get(operation).copied().unwrap_or_default()
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
        customer.wait_for_fulfilment(&id, order::POLITE, |_| {}).await.unwrap().order
    }

    /// The only thing that an order gave rise to.
    pub(crate) async fn held(&self, order: &Order) -> Entitlement {
        let held = self.customer().entitlements_from(order.id.as_ref().unwrap()).await.unwrap();
        match <[Entitlement; 1]>::try_from(held) {
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

fn build(emulator: &Emulator, credential: impl TokenSource) -> PartnerCenter {
    PartnerCenter::builder(credential)
        .base_url("http://localhost")
        .authority("http://localhost")
        .wire(ServiceWire::new(emulator.clone()))
        .clock(VirtualTime { start: emulator.clock().now(), clock: emulator.clock().clone() })
        .entropy(SeededEntropy::new(1))
        .retry(RetryPolicy::new())
        .build()
        .unwrap()
}

/// Perpetual software, which asks for nothing.
pub(crate) fn software(quantity: u32) -> PurchaseLine {
    PurchaseLine::sku(seed::PRODUCT_PERPETUAL, seed::SKU_PERPETUAL, quantity)
}

/// Other software, for the same order.
pub(crate) fn other_software() -> PurchaseLine {
    PurchaseLine::sku(seed::PRODUCT_PERPETUAL, seed::SKU_THREE_LEFT, 1)
}

/// A one-year reservation on a subscription that has to be registered.
pub(crate) fn reservation() -> PurchaseLine {
    reservation_on(seed::SUBSCRIPTION_ACTIVE)
}

pub(crate) fn reservation_on(subscription: &str) -> PurchaseLine {
    PurchaseLine::sku(seed::PRODUCT_RESERVATION, seed::SKU_RESERVATION_ONE_YEAR, 1)
        .term(Term::Year)
        .reservation(Reservation::new(subscription, Scope::Shared))
}

pub(crate) fn request(line: PurchaseLine) -> PurchaseRequest {
    PurchaseRequest::new(line).segment("commercial".into())
}

/// Time that both ends share. Waiting moves it on, the emulator's and the runtime's, which
/// stands still otherwise.
struct VirtualTime {
    start: SystemTime,
    clock: EmulatorClock,
}

impl Clock for VirtualTime {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now().into()
    }

    fn elapsed(&self) -> Duration {
        self.clock.now().duration_since(self.start).unwrap_or_default()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clock.clone();
        Box::pin(async move {
            tokio::time::sleep(duration).await;
            clock.advance(duration);
        })
    }

    fn limit(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}
