//! The lines of an order among the lines of an invoice.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::stream::Stream;
use partner_center_api::types::InvoiceLineItem;
use serde::{Deserialize, Serialize};

use crate::client::PartnerCenter;
use crate::error::Result;
use crate::invoice::LineItemQuery;
use crate::listing::{Items, Listing};
use crate::values::ids::{InvoiceId, OrderId};

impl PartnerCenter {
    /// The lines that an order has on an invoice, found among all one-time lines of the
    /// invoice while its pages are read.
    ///
    /// For other lines, such as those that are not billed yet, use
    /// [`OrderInvoiceLines::among`](crate::order::OrderInvoiceLines::among).
    pub fn invoice_lines_of_order(
        &self,
        invoice: &InvoiceId,
        order: &OrderId,
    ) -> OrderInvoiceLines {
        OrderInvoiceLines::among(self.line_items(invoice, LineItemQuery::one_time()), order)
    }
}

/// A line of an invoice that is of an order, or may be.
///
/// ```
/// use partner_center::types::InvoiceLineItem;
///
/// # fn example(line: partner_center::order::InvoicedLine) {
/// if let InvoiceLineItem::OneTime(one) = &line.line {
///     println!("line {}: {:?}", line.number, one.total_for_customer);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct InvoicedLine {
    /// Its number among the lines that were read, counted from 1 over all pages.
    pub number: u64,
    /// The line. [`Other`](InvoiceLineItem::Other) and
    /// [`Unreadable`](InvoiceLineItem::Unreadable) lines are given unless they name another
    /// order: they may be of this one.
    pub line: InvoiceLineItem,
}

/// The lines of an order among others, found as pages are fetched.
///
/// After an error there are no more.
///
/// ```no_run
/// use partner_center::external::futures::TryStreamExt;
///
/// # async fn example(partner: partner_center::PartnerCenter, order: partner_center::OrderId) -> partner_center::Result<()> {
/// let mut lines = partner.invoice_lines_of_order(&"G000000101".into(), &order);
/// while let Some(line) = lines.try_next().await? {
///     println!("line {}: {:?}", line.number, line.line.kind());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct OrderInvoiceLines {
    lines: Items<InvoiceLineItem>,
    order: OrderId,
    read: u64,
}

impl OrderInvoiceLines {
    /// Those that `order` has among `lines`. Its id is compared without regard to case.
    pub fn among(lines: Listing<InvoiceLineItem>, order: &OrderId) -> Self {
        Self { lines: lines.items(), order: order.clone(), read: 0 }
    }
}

impl Stream for OrderInvoiceLines {
    type Item = Result<InvoicedLine>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let line = match ready!(Pin::new(&mut self.lines).poll_next(context)) {
                Some(Ok(line)) => line,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            self.read += 1;
            if may_be_of(&line, &self.order) {
                return Poll::Ready(Some(Ok(InvoicedLine { number: self.read, line })));
            }
        }
    }
}

impl fmt::Debug for OrderInvoiceLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OrderInvoiceLines")
            .field("order", &self.order)
            .field("read", &self.read)
            .finish()
    }
}

fn may_be_of(line: &InvoiceLineItem, order: &OrderId) -> bool {
    let is = |id: &OrderId| id.as_str().eq_ignore_ascii_case(order.as_str());
    let raw = match line {
        InvoiceLineItem::OneTime(line) => return line.order_id.as_ref().is_some_and(is),
        InvoiceLineItem::LicenseBased(line) => return line.order_id.as_ref().is_some_and(is),
        InvoiceLineItem::UsageBased(line) => return line.order_id.as_ref().is_some_and(is),
        InvoiceLineItem::DailyUsage(line) => return line.order_id.as_ref().is_some_and(is),
        InvoiceLineItem::Other(raw) => raw.json(),
        InvoiceLineItem::Unreadable(raw) => raw.json(),
        // Daily rated usage names no order.
        _ => return false,
    };
    match serde_json::from_str(raw.get()) {
        Ok(Named { order_id: Some(id) }) => is(&id),
        _ => true,
    }
}

/// The one thing that is looked for in a line that could not be read.
#[derive(Deserialize)]
struct Named {
    #[serde(rename = "orderId", alias = "OrderId")]
    order_id: Option<OrderId>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[track_caller]
    fn check(line: Value, expected: bool) {
        let line: InvoiceLineItem = serde_json::from_value(line).unwrap();
        assert_eq!(may_be_of(&line, &"Contoso1aF".into()), expected, "{line:?}");
    }

    fn of_kind(kind: &str, order: Value) -> Value {
        json!({ "attributes": { "objectType": kind }, "orderId": order })
    }

    #[test]
    fn lines_of_every_kind_are_known_by_the_id_of_their_order() {
        for kind in [
            "OneTimeInvoiceLineItem",
            "LicenseBasedLineItem",
            "UsageBasedLineItem",
            "DailyUsageLineItem",
        ] {
            check(of_kind(kind, json!("contoso1AF")), true);
            check(of_kind(kind, json!("another")), false);
            check(of_kind(kind, json!("")), false);
            check(of_kind(kind, json!(null)), false);
        }
        check(of_kind("DailyRatedUsageLineItem", json!("contoso1af")), false);
    }

    #[test]
    fn what_cannot_be_read_may_be_anyones_unless_it_says_whose_it_is() {
        check(of_kind("Surcharge", json!("CONTOSO1AF")), true);
        check(of_kind("Surcharge", json!("another")), false);
        check(json!({ "attributes": { "objectType": "Surcharge" }, "OrderId": "another" }), false);
        check(of_kind("Surcharge", json!(null)), true);
        check(of_kind("Surcharge", json!({ "id": "another" })), true);
        check(json!({ "attributes": { "objectType": "Surcharge" } }), true);
        check(json!("no object at all"), true);
    }
}
