//! An emulator with a partner in front of it.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use partner_center::auth::{ClientSecret, RefreshToken, TokenSource};
use partner_center::transport::{RetryPolicy, ServiceWire};
use partner_center::{
    BoxFuture, CartLineItem, CatalogItem, Clock, Country, Customer, PartnerCenter,
    PartnerCenterBuilder, Prerequisites, Purchasable, PurchaseLine, PurchaseRequest, Reservation,
    Scope, SeededEntropy, Term,
};
use partner_center_emulator::{Action, Emulator, EmulatorClock, Fault, Options, Settings, seed};

/// Midnight of 1 January 2030.
const START: u64 = 1_893_456_000;

pub(crate) struct Stage {
    pub(crate) emulator: Emulator,
    pub(crate) partner: PartnerCenter,
}

impl Stage {
    /// A user of Contoso, and the emulator's defaults.
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::default();
        change(&mut settings);
        let clock = EmulatorClock::frozen(SystemTime::UNIX_EPOCH + Duration::from_secs(START));
        let emulator = Emulator::new(Options::new().clock(clock).settings(settings));
        let partner = build(&emulator, user());
        Self { emulator, partner }
    }

    /// Another partner in front of the same emulator, which signs in otherwise.
    pub(crate) fn signed_in_with(&self, credential: impl TokenSource) -> PartnerCenter {
        build(&self.emulator, credential)
    }

    pub(crate) fn customer(&self) -> Customer {
        self.partner.customer(seed::CUSTOMER_US)
    }

    pub(crate) fn fault(&self, operation: &str, action: Action) {
        self.emulator.fault(Fault::on(operation, action));
    }

    /// The ids of operations that were asked to change something, in order.
    pub(crate) fn writes(&self) -> Vec<String> {
        self.emulator.ledger().into_iter().map(|entry| entry.operation_id).collect()
    }

    /// The orders that were placed: whatever stands here was bought.
    pub(crate) fn bought(&self) -> Vec<String> {
        self.emulator.ledger().into_iter().flat_map(|entry| entry.effect.orders).collect()
    }

    /// One item of the catalog in the United States, by its segment.
    pub(crate) async fn item(&self, product: &str, sku: &str) -> CatalogItem {
        let catalog = self.partner.catalog("US".parse::<Country>().unwrap());
        let items = catalog.items(&product.into(), &sku.into()).await.unwrap();
        let commercial = |item: &CatalogItem| {
            item.availability
                .segment
                .as_ref()
                .is_some_and(|segment| segment == &"commercial".into())
        };
        items.into_iter().find(commercial).expect("an availability for companies")
    }

    pub(crate) async fn software(&self) -> Purchasable {
        let item = self.item(seed::PRODUCT_PERPETUAL, seed::SKU_PERPETUAL).await;
        item.purchasable(&Prerequisites::none()).unwrap()
    }

    pub(crate) async fn software_line(&self, quantity: u32) -> CartLineItem {
        CartLineItem::new(self.software().await, quantity)
    }
}

fn build(emulator: &Emulator, credential: impl TokenSource) -> PartnerCenter {
    builder(emulator, credential).build().unwrap()
}

pub(crate) fn builder(emulator: &Emulator, credential: impl TokenSource) -> PartnerCenterBuilder {
    PartnerCenter::builder(credential)
        .base_url("http://localhost")
        .authority("http://localhost")
        .wire(ServiceWire::new(emulator.clone()))
        .clock(EmulatorTime { start: emulator.clock().now(), clock: emulator.clock().clone() })
        .entropy(SeededEntropy::new(1))
        .retry(RetryPolicy::new())
}

pub(crate) fn user() -> RefreshToken {
    RefreshToken::new(seed::CONTOSO_TENANT, seed::CONTOSO_CLIENT, seed::CONTOSO_REFRESH_TOKEN)
        .client_secret(seed::CONTOSO_SECRET)
}

pub(crate) fn application() -> ClientSecret {
    ClientSecret::new(seed::CONTOSO_TENANT, seed::CONTOSO_CLIENT, seed::CONTOSO_SECRET)
}

/// Perpetual software, which asks for nothing.
pub(crate) fn software(quantity: u32) -> PurchaseLine {
    PurchaseLine::sku(seed::PRODUCT_PERPETUAL, seed::SKU_PERPETUAL, quantity)
}

/// A one-year reservation on a subscription that has to be registered.
pub(crate) fn reservation() -> PurchaseLine {
    PurchaseLine::sku(seed::PRODUCT_RESERVATION, seed::SKU_RESERVATION_ONE_YEAR, 1)
        .term(Term::Year)
        .reservation(Reservation::new(seed::SUBSCRIPTION_ACTIVE, Scope::Shared))
}

/// A request for companies, which most tests are.
pub(crate) fn request(line: PurchaseLine) -> PurchaseRequest {
    PurchaseRequest::new(line).segment("commercial".into())
}

/// The emulator's time: waiting moves it on, and nothing runs out of it by itself.
struct EmulatorTime {
    start: SystemTime,
    clock: EmulatorClock,
}

impl Clock for EmulatorTime {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now().into()
    }

    fn elapsed(&self) -> Duration {
        self.clock.now().duration_since(self.start).unwrap_or_default()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clock.clone();
        Box::pin(async move {
            clock.advance(duration);
            // Whoever cancels while this waits gets a chance to be heard.
            tokio::task::yield_now().await;
        })
    }

    fn limit(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}
