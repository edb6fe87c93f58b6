//! An emulator with a partner in front of it.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use partner_center::auth::RefreshToken;
use partner_center::invoice::LineItems;
use partner_center::transport::ServiceWire;
use partner_center::types::InvoiceLineItem;
use partner_center::{
    BoxFuture, Clock, InvoiceId, Listing, PartnerCenter, PartnerCenterBuilder, SeededEntropy,
};
use partner_center_emulator::{
    Action, Emulator, EmulatorClock, Fault, NewInvoice, Options, Settings, seed,
};

/// Midnight of 1 January 2030.
const START: u64 = 1_893_456_000;

/// The operation that most of these tests are about.
pub(crate) const LINES: &str = "listInvoiceLineItems";

pub(crate) struct Stage {
    pub(crate) emulator: Emulator,
    pub(crate) partner: PartnerCenter,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::default();
        change(&mut settings);
        let clock = EmulatorClock::frozen(SystemTime::UNIX_EPOCH + Duration::from_secs(START));
        let emulator = Emulator::new(Options::new().clock(clock).settings(settings));
        let partner = builder(&emulator).build().unwrap();
        Self { emulator, partner }
    }

    /// A client that was just started.
    pub(crate) fn another_client(&self) -> PartnerCenter {
        builder(&self.emulator).build().unwrap()
    }

    /// An invoice of so many one-time lines.
    pub(crate) fn invoice(&self, lines: u64) -> InvoiceId {
        self.invoice_of(lines, "onetime", "billinglineitems")
    }

    pub(crate) fn invoice_of(&self, lines: u64, provider: &str, kind: &str) -> InvoiceId {
        let new = NewInvoice::of(lines).lines_of(provider, kind);
        InvoiceId::new(self.emulator.add_invoice(new).unwrap().id)
    }

    /// One-time lines, two at a time.
    pub(crate) fn lines(&self, invoice: &InvoiceId) -> Listing<InvoiceLineItem> {
        self.partner.line_items(invoice, LineItems::one_time().page_size(2))
    }

    pub(crate) fn fault(&self, fault: Fault) {
        self.emulator.fault(fault);
    }

    /// What happens to the second page of lines.
    pub(crate) fn second_page(&self, action: Action) {
        self.fault(Fault::on(LINES, action).skip(1));
    }

    /// How often an operation was asked.
    pub(crate) fn asked(&self, operation: &str) -> u64 {
        self.emulator.requests().by_operation.get(operation).copied().unwrap_or_default()
    }
}

pub(crate) fn builder(emulator: &Emulator) -> PartnerCenterBuilder {
    let user =
        RefreshToken::new(seed::CONTOSO_TENANT, seed::CONTOSO_CLIENT, seed::CONTOSO_REFRESH_TOKEN)
            .client_secret(seed::CONTOSO_SECRET);
    PartnerCenter::builder(user)
        .base_url("http://localhost")
        .authority("http://localhost")
        .wire(ServiceWire::new(emulator.clone()))
        .clock(EmulatorTime { start: emulator.clock().now(), clock: emulator.clock().clone() })
        .entropy(SeededEntropy::new(1))
}

/// Everything that an item says, to tell it from others.
pub(crate) fn key<T: serde::Serialize>(item: &T) -> String {
    serde_json::to_string(item).unwrap()
}

/// All items of a list.
pub(crate) async fn all<T>(list: Listing<T>) -> Vec<String>
where
    T: serde::Serialize + Send + Unpin + 'static,
{
    list.items().map_ok(|item| key(&item)).try_collect().await.unwrap()
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
        Box::pin(async move { clock.advance(duration) })
    }

    fn limit(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}
