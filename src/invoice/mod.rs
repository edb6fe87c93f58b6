//! What the partner is billed: balances, invoices, their lines and their documents.
//!
//! The line items here come from the service's v1 endpoints. They still give all data of the
//! older commerce (Office and Azure). For new commerce, which all one-time purchases are,
//! billed lines have been frozen since about May 2025 and unbilled ones ended in March 2026;
//! their successor is an asynchronous export on another host, which this crate does not
//! speak.

mod check;
mod line_items;
mod statement;
mod sum;

pub use check::{Difference, check_invoice, check_line};
pub use line_items::LineItems;
pub use statement::Statement;
pub use sum::{ExactSum, TooManyDigits};

use partner_center_api::support::BoxFuture;

use crate::ids::InvoiceId;
use crate::listing::{Decoded, Listing, RawPage, Ready, Source, Start};
use crate::{PartnerCenter, Result, types};

impl PartnerCenter {
    /// What the partner owes in its own currency.
    pub async fn balance(&self) -> Result<types::InvoiceSummary> {
        Ok(self.api().get_invoice_summary().send().await?.into_inner())
    }

    /// What the partner owes, for each currency. Needs a sign-in with a user.
    pub async fn balances(&self) -> Result<Vec<types::InvoiceSummary>> {
        Ok(self.api().list_invoice_summaries().send().await?.into_inner().items)
    }

    /// The partner's invoices. The service pages those of the older commerce alone, and
    /// answers all others at once.
    pub fn invoices(&self) -> Listing<types::Invoice> {
        Listing::new(Invoices(self.clone()))
    }

    /// One invoice. Needs a sign-in with a user.
    pub async fn invoice(&self, id: &InvoiceId) -> Result<types::Invoice> {
        Ok(self.api().get_invoice().invoice_id(id).send().await?.into_inner())
    }
}

/// How many invoices are asked for at a time.
const PAGE: u64 = 200;

struct Invoices(PartnerCenter);

impl Source<types::Invoice> for Invoices {
    fn name(&self) -> &str {
        "invoices"
    }

    fn operation(&self) -> &'static str {
        "listInvoices"
    }

    fn fetch(&self, start: Start) -> BoxFuture<'static, Result<Box<dyn RawPage<types::Invoice>>>> {
        let partner = self.0.clone();
        Box::pin(async move {
            let offset = match start {
                Start::Offset(offset) => offset,
                _ => 0,
            };
            let call = partner.api().list_invoices();
            let size = i32::try_from(PAGE).unwrap_or(i32::MAX);
            let call = call.size(size).offset(i32::try_from(offset).unwrap_or(i32::MAX));
            let page = call.send().await?.into_inner();
            let came = u64::try_from(page.items.len()).unwrap_or(u64::MAX);
            // The service ignores size and offset for new-commerce invoices, so only a link
            // to a next page says that there is one; an empty page ends the list all the same.
            let linked = page.links.as_ref().is_some_and(|links| links.next.is_some());
            let next = (linked && came > 0).then_some(Start::Offset(offset + came));
            Ok(Box::new(Ready(Decoded { items: page.items, next })) as Box<dyn RawPage<_>>)
        })
    }
}
