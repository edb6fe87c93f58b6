//! Orders: what a checkout created, or was bought without a cart, following them until they are
//! fulfilled, taking them back, and finding them on invoices.

mod activation;
mod billed;
mod cancel;
pub mod conditions;
mod failed;
mod lines;
mod new_order;
mod place;
mod wanted;

use std::time::Duration;

use partner_center_api::Answer;
use partner_center_api::types;
use serde::{Deserialize, Serialize};

pub use billed::{InvoicedOrder, OrderInvoices};
pub use failed::OrderFailed;
pub use lines::{InvoicedLine, OrderInvoiceLines};
pub use new_order::NewOrder;

use crate::auth::TokenKind;
use crate::client::{Customer, asked_for, whole};
use crate::error::{Error, Result};
use crate::listing::Listed;
use crate::values::ids::OrderId;

/// How far apart looks at an order should be: its state changes in minutes.
pub const POLL_INTERVAL: Duration = Duration::from_secs(30);

fn the_order(answer: Answer<types::Order>, id: &OrderId) -> Result<types::Order> {
    asked_for("order", &answer, answer.id.as_ref().map(OrderId::as_str), id.as_str())?;
    Ok(answer.into_inner())
}

impl Customer {
    /// Reads an order by its id, which works as soon as the order exists. It comes without prices;
    /// [`order_with_prices`](Self::order_with_prices) has them.
    pub async fn order(&self, id: &OrderId) -> Result<types::Order> {
        let call = self.partner().api().get_order(self.id(), id);
        the_order(call.send().await?, id)
    }

    /// Reads an order with its prices before tax.
    pub async fn order_with_prices(&self, id: &OrderId) -> Result<types::Order> {
        let call = self.partner().api().get_order(self.id(), id);
        the_order(call.include_price(true).send().await?, id)
    }

    /// All orders of the customer. A new order takes up to 15 minutes to show.
    pub async fn orders(&self) -> Result<Listed<types::Order>> {
        let call = self.partner().api().list_orders(self.id());
        whole(call.fetch().await?)
    }

    /// The orders with one-time billing. A new order takes up to 15 minutes to show.
    pub async fn one_time_orders(&self) -> Result<Listed<types::Order>> {
        // `onetime` is the spelling of the service's page; the body of an order has `one_time`.
        let call = self.partner().api().list_orders(self.id());
        whole(call.billing_type("onetime").fetch().await?)
    }

    /// The documents that were handed in for an order, such as the customer's purchase order where
    /// the service asked for one. It has their names and not their contents.
    pub async fn order_attachments(&self, id: &OrderId) -> Result<Listed<types::OrderAttachment>> {
        let call = self.partner().api().list_order_attachments(self.id(), id);
        whole(call.fetch().await?)
    }

    /// How far each line of an order is. Needs a sign-in with a user.
    pub async fn provisioning_status(
        &self,
        id: &OrderId,
    ) -> Result<Listed<types::OrderLineItemProvisioningStatus>> {
        let call = self.partner().api().get_order_provisioning_status(self.id(), id);
        whole(call.fetch().await?)
    }

    /// Reads an order every so often until a condition holds, and returns it.
    ///
    /// [`conditions`] has the usual ones. There is no limit: put a time-out around it.
    /// Dropping it changes nothing at the service. `every` is at least one second; [`POLL_INTERVAL`]
    /// suits.
    pub async fn wait_for_order(
        &self,
        id: &OrderId,
        every: Duration,
        condition: impl Fn(&types::Order) -> bool + Send,
    ) -> Result<types::Order> {
        loop {
            let order = self.order(id).await?;
            if condition(&order) {
                return Ok(order);
            }
            self.partner().pause(every).await;
        }
    }

    /// Waits until an order is fulfilled, and tells by what that was seen.
    ///
    /// With a user signed in, the lines are watched until all of them are fulfilled. An
    /// application alone may not read them; for it the status of the order is watched until
    /// it is completed, which can come before the last line is usable. Either way the wait
    /// ends, too, when the order is cancelled, and when it has [failed](Fulfillment::has_failed)
    /// for good; an order that is suspended, under review or waits for a document is waited for.
    /// `watch` is told of each look.
    ///
    /// There is no limit: put a time-out around it. Dropping it changes nothing at the
    /// service. `every` is at least one second; [`POLL_INTERVAL`] suits.
    pub async fn wait_for_fulfillment(
        &self,
        id: &OrderId,
        every: Duration,
        mut watch: impl FnMut(&Fulfillment) + Send,
    ) -> Result<Fulfillment> {
        let mut may_read_lines = self.partner().token_kind() != TokenKind::AppOnly;
        loop {
            let order = self.order(id).await?;
            let lines = match may_read_lines {
                true => match self.provisioning_status(id).await {
                    Ok(lines) => Some(lines.complete()?),
                    // 900329 says that an application alone may not ask, other codes that the
                    // user lacks the role for it.
                    Err(error) if error.is_forbidden() => None,
                    Err(error) => return Err(error),
                },
                false => None,
            };
            may_read_lines = lines.is_some();
            let seen = Fulfillment { order, lines };
            watch(&seen);
            if seen.is_over() {
                return Ok(seen);
            }
            self.partner().pause(every).await;
        }
    }
}

/// How far an order is.
///
/// ```no_run
/// use partner_center::order;
///
/// # async fn example(customer: partner_center::Customer, id: partner_center::OrderId) -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// let wait = customer.wait_for_fulfillment(&id, order::POLL_INTERVAL, |seen| {
///     println!("{:?}", seen.order.status);
/// });
/// let done = tokio::time::timeout(Duration::from_secs(15 * 60), wait).await??;
/// assert!(done.is_over());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Fulfillment {
    /// The order.
    pub order: types::Order,
    /// Its lines; `None` where the sign-in may not read them, so that the order's own status
    /// is all there is to go by.
    pub lines: Option<Vec<types::OrderLineItemProvisioningStatus>>,
}

impl Fulfillment {
    /// Whether everything that was ordered is there: each line is fulfilled or, where lines
    /// cannot be read, the order is completed. An order that has failed, if only in part, never
    /// is, whatever its lines say.
    pub fn is_fulfilled(&self) -> bool {
        match &self.lines {
            _ if self.has_failed() => false,
            Some(lines) => conditions::fulfilled(lines),
            None => conditions::completed(&self.order),
        }
    }

    /// Whether the order has [failed](conditions::failed) for good, in whole or in part. What was
    /// not delivered has to be bought again.
    pub fn has_failed(&self) -> bool {
        conditions::failed(&self.order)
    }

    /// Whether there is nothing left to wait for.
    pub fn is_over(&self) -> bool {
        self.is_fulfilled() || self.has_failed() || conditions::cancelled(&self.order)
    }
}

/// The id of an order that was read.
pub(crate) fn id_of(order: &types::Order) -> Result<&OrderId> {
    let missing = || Error::invalid("order", "it has no id; nothing was sent: read it again");
    order.id.as_ref().ok_or_else(missing)
}

/// A line of an order that was read, by its number.
pub(crate) fn line_of(order: &types::Order, number: i32) -> Result<&types::OrderLineItem> {
    let found = order.line_items.iter().find(|line| line.line_item_number == Some(number));
    found.ok_or_else(|| {
        let id = order.id.as_ref().map_or("?", OrderId::as_str);
        let numbers: Vec<_> = order
            .line_items
            .iter()
            .filter_map(|line| line.line_item_number)
            .map(|number| number.to_string())
            .collect();
        Error::invalid(
            "line",
            format!(
                "order {id} has no line number {number}; nothing was sent: its lines have the \
                 numbers {}",
                numbers.join(", ")
            ),
        )
    })
}
