//! An emulator with a partner in front of it, and invoices to read there.

use std::ops::Deref;

use futures::TryStreamExt;
use partner_center::invoice::LineItemQuery;
use partner_center::types::InvoiceLineItem;
use partner_center::{InvoiceId, listing::Listing};
use partner_center_emulator::{Action, Fault, NewInvoice, Settings};

/// The operation that most of these tests are about.
pub(crate) const LINES: &str = "listInvoiceLineItems";

/// The stage of all tests, with invoices.
pub(crate) struct Stage(partner_center_test_support::Stage);

impl Deref for Stage {
    type Target = partner_center_test_support::Stage;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self(partner_center_test_support::Stage::with(change))
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
        self.partner.line_items(invoice, LineItemQuery::one_time().page_size(2))
    }

    pub(crate) fn fault(&self, fault: Fault) {
        self.emulator.fault(fault);
    }

    /// What happens to the second page of lines.
    pub(crate) fn second_page(&self, action: Action) {
        self.fault(Fault::on(LINES, action).skip(1));
    }
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
