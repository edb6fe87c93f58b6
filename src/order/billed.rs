//! Where an order was billed: the partner's invoices that have lines of it.
//!
//! The lines come from the service's v1 endpoints; see [`invoice`](crate::invoice) for what
//! these still give. *Not found* there does not prove *not billed*.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use chrono::TimeDelta;
use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};
use partner_center_api::support::Timestamp;
use partner_center_api::types::{
    self, BillingProvider, InvoiceLineItem, InvoiceLineItemType, InvoiceType,
};
use serde::Serialize;

use crate::client::PartnerCenter;
use crate::error::{Error, Result};
use crate::invoice::ExactSum;
use crate::order::{InvoicedLine, id_of};
use crate::values::ids::{InvoiceId, OrderId};
use crate::values::money::Money;

impl PartnerCenter {
    /// The invoices on which an order stands: was it billed, where, and for how much?
    ///
    /// Looks through every invoice of new commerce that is no older than the order, and
    /// through the documents that amend it, since a credit comes later than the charge. It
    /// reads on as it is asked, and stops when it is dropped. An order shows on the invoice
    /// that closes its billing period, so that it is on none in the days after it was placed.
    ///
    /// **None found does not mean not billed**: the service's v1 endpoints, which this reads,
    /// have no new lines of new commerce for most partners by now. Those are in exports:
    /// `PartnerCenter::billed_lines` and `Comparison` of the module `reconciliation`.
    ///
    /// ```no_run
    /// # use partner_center::{PartnerCenter, types};
    /// # async fn billed(partner: PartnerCenter, order: types::Order) -> partner_center::Result<()> {
    /// use futures::TryStreamExt;
    ///
    /// let mut invoices = partner.order_invoices(&order)?;
    /// while let Some(found) = invoices.try_next().await? {
    ///     match found.total() {
    ///         Some(total) => println!("{}: {total}", found.id),
    ///         None => println!("{}: no total can be given, look at its lines", found.id),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The order has no id; nothing is sent.
    pub fn order_invoices(&self, order: &types::Order) -> Result<OrderInvoices> {
        let (partner, id) = (self.clone(), id_of(order)?.clone());
        let placed = order.creation_date;
        let documents = self
            .invoices()
            .items()
            .try_filter(move |invoice| {
                let after = is_after(invoice.invoice_date.as_ref(), placed.as_ref());
                std::future::ready(after)
            })
            .map_ok(|invoice| stream::iter(documents(invoice).into_iter().map(Ok)))
            .try_flatten();
        let found = documents.try_filter_map(move |document| {
            let (partner, order) = (partner.clone(), id.clone());
            async move { InvoicedOrder::read(&partner, document, &order).await }
        });
        Ok(OrderInvoices(found.boxed()))
    }
}

/// An invoice, and the documents that amend it, as far as they may have one-time lines.
fn documents(mut invoice: types::Invoice) -> Vec<types::Invoice> {
    let amendments = std::mem::take(&mut invoice.amendments);
    let mut all = vec![invoice];
    all.extend(amendments.into_iter().flat_map(documents));
    all.retain(may_have_one_time_lines);
    all
}

/// Whether an invoice may have lines of purchases. One that does not tell may.
fn may_have_one_time_lines(invoice: &types::Invoice) -> bool {
    if invoice.invoice_details.is_empty() {
        return invoice.invoice_type != Some(InvoiceType::Recurring);
    }
    invoice.invoice_details.iter().any(|detail| {
        let legacy = matches!(
            detail.billing_provider,
            Some(BillingProvider::Office | BillingProvider::Azure)
        );
        let usage = detail.invoice_line_item_type == Some(InvoiceLineItemType::UsageLineItems);
        !legacy && !usage
    })
}

/// Whether an invoice may have been made after an order was placed. A day is allowed for,
/// since dates without an offset are read as UTC and may not be.
fn is_after(invoice: Option<&Timestamp>, order: Option<&Timestamp>) -> bool {
    match (invoice.and_then(Timestamp::to_utc), order.and_then(Timestamp::to_utc)) {
        (Some(invoice), Some(order)) => invoice - order >= -TimeDelta::days(1),
        _ => true,
    }
}

/// The invoices on which an order stands, found as they are read.
///
/// After an error there are no more.
///
/// ```no_run
/// use partner_center::external::futures::TryStreamExt;
///
/// # async fn example(partner: partner_center::PartnerCenter, order: partner_center::types::Order) -> partner_center::Result<()> {
/// let found: Vec<_> = partner.order_invoices(&order)?.try_collect().await?;
/// println!("on {} invoices", found.len()); // none does not mean that it was not billed
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct OrderInvoices(Pin<Box<dyn Stream<Item = Result<InvoicedOrder>> + Send>>);

impl Stream for OrderInvoices {
    type Item = Result<InvoicedOrder>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl fmt::Debug for OrderInvoices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrderInvoices(..)")
    }
}

/// What an invoice, or a document that amends one, has of an order.
///
/// ```
/// # fn example(found: partner_center::order::InvoicedOrder) {
/// match found.total() {
///     Some(total) => println!("{}: {total}", found.id),
///     None => println!("{}: {} lines, {} unread", found.id, found.lines.len(), found.unread.len()),
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct InvoicedOrder {
    /// The document's id.
    pub id: InvoiceId,
    /// The document, without those that amend it: `document_type` says whether it is an
    /// invoice, and `amends_of` which one it amends otherwise.
    pub invoice: types::Invoice,
    /// The order's lines. Those that give back have negative amounts.
    pub lines: Vec<InvoicedLine>,
    /// Lines that could not be read, and are or may be the order's.
    pub unread: Vec<InvoicedLine>,
}

impl InvoicedOrder {
    /// What the document has of an order; `None` if that is nothing.
    async fn read(
        partner: &PartnerCenter,
        invoice: types::Invoice,
        order: &OrderId,
    ) -> Result<Option<Self>> {
        let Some(id) = invoice.id.clone() else {
            return Err(Error::unusable(
                "listInvoices",
                crate::error::Delivery::NotDone,
                "an invoice has no id, so its lines cannot be read",
            ));
        };
        let mut found = Self { id, invoice, lines: Vec::new(), unread: Vec::new() };
        let mut lines = partner.invoice_lines_of_order(&found.id, order);
        while let Some(line) = lines.try_next().await? {
            match line.line {
                InvoiceLineItem::Other(_) | InvoiceLineItem::Unreadable(_) => {
                    found.unread.push(line);
                }
                _ => found.lines.push(line),
            }
        }
        Ok((!found.lines.is_empty() || !found.unread.is_empty()).then_some(found))
    }

    /// What this document charges for the order, tax included; negative if it gives back.
    ///
    /// The sum is exact. `None` where it cannot be: a line was not read, states no total or
    /// no currency, the currencies differ, or the sum has too many digits.
    pub fn total(&self) -> Option<Money> {
        if !self.unread.is_empty() {
            return None;
        }
        let mut sum = ExactSum::new();
        let mut currency: Option<&types::CurrencyCode> = None;
        for line in &self.lines {
            let InvoiceLineItem::OneTime(line) = &line.line else { return None };
            sum.add(line.total_for_customer?);
            let stated = line.currency.as_ref().or(self.invoice.currency_code.as_ref())?;
            if currency.is_some_and(|other| !other.as_str().eq_ignore_ascii_case(stated.as_str())) {
                return None;
            }
            currency.get_or_insert(stated);
        }
        Some(Money { amount: sum.total().ok()?, currency: currency?.clone() })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn ids(invoice: Value) -> Vec<String> {
        let found = documents(serde_json::from_value(invoice).unwrap());
        found.into_iter().map(|one| one.id.unwrap().to_string()).collect()
    }

    fn detail(provider: &str, kind: &str) -> Value {
        json!({ "billingProvider": provider, "invoiceLineItemType": kind })
    }

    #[track_caller]
    fn check(details: &[Value], kind: &str, read: bool) {
        let invoice = json!({ "id": "G1", "invoiceType": kind, "invoiceDetails": details });
        assert_eq!(!ids(invoice).is_empty(), read, "{details:?} {kind}");
    }

    #[test]
    fn an_invoice_that_may_have_purchases_is_read() {
        check(&[detail("one_time", "billing_line_items")], "OneTime", true);
        check(&[detail("OneTime", "BillingLineItems")], "OneTime", true);
        check(&[detail("office", "billing_line_items")], "Recurring", false);
        check(&[detail("azure", "usage_line_items")], "Recurring", false);
        check(&[detail("one_time", "usage_line_items")], "OneTime", false);
        check(&[detail("marketplace", "usage_line_items")], "OneTime", false);
        check(&[detail("of tomorrow", "charges")], "Mixed", true);
        check(&[], "OneTime", true);
        check(&[], "", true);
        check(&[], "recurring", false);
    }

    #[test]
    fn amendments_follow_what_they_amend() {
        let amended = json!({
            "id": "G1",
            "amendments": [{ "id": "G2", "amendments": [{ "id": "G3" }] }, { "id": "G4" }],
        });
        assert_eq!(ids(amended), ["G1", "G2", "G3", "G4"]);
    }

    #[track_caller]
    fn check_age(invoice: Value, order: Value, expected: bool) {
        let [invoice, order] =
            [invoice, order].map(|date| serde_json::from_value::<Option<Timestamp>>(date).unwrap());
        assert_eq!(is_after(invoice.as_ref(), order.as_ref()), expected, "{invoice:?} {order:?}");
    }

    #[test]
    fn no_invoice_is_older_than_its_orders_but_a_day() {
        check_age(json!("2026-03-01T00:00:00Z"), json!("2026-02-14T09:41:01Z"), true);
        check_age(json!("2026-02-14T00:00:00"), json!("2026-02-14T17:00:00-08:00"), false);
        check_age(json!("2026-02-14T02:00:00"), json!("2026-02-14T17:00:00-08:00"), true);
        check_age(json!("2026-02-01T00:00:00Z"), json!("2026-02-14T09:41:01Z"), false);
        check_age(json!(null), json!("2026-02-14T09:41:01Z"), true);
        check_age(json!("2026-02-01T00:00:00Z"), json!(null), true);
        check_age(json!("0001-01-01T00:00:00"), json!("2026-02-14T09:41:01Z"), true);
    }

    fn invoiced(lines: &[Value], unread: usize) -> InvoicedOrder {
        let line = |line: &Value| {
            let mut line = line.clone();
            line["attributes"] = json!({ "objectType": "OneTimeInvoiceLineItem" });
            InvoicedLine { number: 1, line: serde_json::from_value(line).unwrap() }
        };
        let lines: Vec<_> = lines.iter().map(line).collect();
        let mut invoice = types::Invoice::default();
        invoice.currency_code = Some("EUR".into());
        let unread = (0..unread).map(|_| line(&json!({}))).collect();
        InvoicedOrder { id: "G1".into(), invoice, lines, unread }
    }

    #[track_caller]
    fn check_total(lines: &[Value], expected: Option<&str>) {
        let total = invoiced(lines, 0).total().map(|total| total.to_string());
        assert_eq!(total.as_deref(), expected, "{lines:?}");
        assert_eq!(invoiced(lines, 1).total(), None, "a line was not read");
    }

    #[test]
    fn a_total_is_exact_or_there_is_none() {
        let line =
            |total: &str, currency| json!({ "totalForCustomer": total, "currency": currency });
        let (eur, usd) = (Some("EUR"), Some("USD"));
        check_total(&[line("0.1", eur), line("0.2", eur)], Some("0.3 EUR"));
        check_total(&[line("0.1", None), line("-0.20", eur)], Some("-0.1 EUR"));
        check_total(&[line("0.1", Some("eur")), line("1", eur)], Some("1.1 eur"));
        check_total(&[line("7", usd), line("7", eur)], None);
        check_total(&[line("7", usd), json!({ "currency": "USD" })], None);
        check_total(&[line("99999999999999999999", eur), line("0.0000000001", eur)], None);
        check_total(&[], None);
    }
}
