//! What the partner is billed: balances, invoices, their lines and their documents.
//!
//! # Who still gets data
//!
//! The line items here come from the service's v1 endpoints.
//!
//! | lines | billed | not billed yet |
//! |---|---|---|
//! | of the older commerce (Office, Azure) | here | nowhere |
//! | of new commerce, which all one-time purchases are | here up to about May 2025; later ones in version 2 | here until 15 March 2026; later in version 2 |
//! | of new commerce, in the clouds of the US Government and of 21Vianet | here; version 2 is not offered | nobody says what becomes of them |
//!
//! Version 2 is an asynchronous export of Microsoft Graph, below
//! `https://graph.microsoft.com/v1.0/reports/partners/billing/`, which
//! [`reconciliation`](crate::reconciliation) reads.
//! Invoices, balances and documents are not affected.
//!
//! # Do the figures agree?
//!
//! [`check_line`] and [`check_invoice`] say so, [`InvoiceCheck`] for lines that come one after the
//! other, and nothing else in this crate asks: the service rounds, and promises nothing. Sums are
//! [exact](ExactSum), or say that they are not.

mod came;
mod check;
mod line_items;
mod list;
mod statement;

use partner_center_api::types::{self, CurrencyCode};

pub use crate::values::sum::{ExactSum, TooManyDigits};
pub use check::{Difference, InvoiceCheck, check_invoice, check_line};
pub use line_items::LineItemQuery;
pub use list::Invoices;
pub use statement::Statement;

use crate::client::{PartnerCenter, asked_for, whole};
use crate::error::Result;
use crate::listing::Listed;
use crate::values::ids::InvoiceId;

impl PartnerCenter {
    /// What the partner owes in its own currency.
    pub async fn balance(&self) -> Result<types::InvoiceSummary> {
        Ok(self.api().get_invoice_summary().send().await?.into_inner())
    }

    /// What the partner owes, for each currency. Needs a sign-in with a user.
    pub async fn balances(&self) -> Result<Listed<types::InvoiceSummary>> {
        whole(self.api().list_invoice_summaries().fetch().await?)
    }

    /// One invoice. Needs a sign-in with a user.
    ///
    /// # Errors
    ///
    /// The id is empty, and nothing is sent; or the service does not know it
    /// ([`Error::is_not_found`](crate::Error::is_not_found)).
    pub async fn invoice(&self, id: &InvoiceId) -> Result<types::Invoice> {
        let answer = self.api().get_invoice(id).send().await?;
        asked_for("invoice", &answer, answer.id.as_ref().map(InvoiceId::as_str), id.as_str())?;
        Ok(answer.into_inner())
    }

    /// The ways to lines that are not billed yet, in one currency: which kinds there are, for
    /// which periods.
    ///
    /// They are good to show what there is. To read it, ask
    /// [`unbilled_line_items`](Self::unbilled_line_items): the links name providers that the
    /// vendor advises against. The service was to end this on 15 March 2026.
    ///
    /// # Errors
    ///
    /// The currency is missing. Nothing is sent.
    // The operation is deprecated by the service, not by us: who still gets an answer may ask.
    #[expect(deprecated)]
    pub async fn estimate_links(
        &self,
        currency: impl Into<CurrencyCode>,
    ) -> Result<Listed<types::EstimateLink>> {
        let currency = currency.into();
        line_items::check_currency(&currency)?;
        whole(self.api().list_estimate_links(currency).fetch().await?)
    }
}
