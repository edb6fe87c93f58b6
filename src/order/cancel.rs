//! Taking back what was bought.

use partner_center_api::types::{self, OrderStatus};

use crate::client::Customer;
use crate::error::{Error, Result};
use crate::order::{id_of, line_of};
use crate::values::ids::OrderId;

impl Customer {
    /// Cancels lines of a software order, by their numbers. **This gives back.**
    ///
    /// `order` is the order as it was read; its lines are named by number and by what they
    /// bought, so that another line is not taken back by mistake. The service takes perpetual
    /// software back within 30 days, and software subscriptions within 7.
    ///
    /// The answer is the order as it then is: cancelled if every line was, else completed, and
    /// the lines taken back have the quantity 0. Their entitlements go with them. What was
    /// billed stays on its invoice, and a line with a negative amount comes on a later one:
    /// see [`order_invoices`](crate::PartnerCenter::order_invoices).
    ///
    /// # Errors
    ///
    /// Before anything is sent: no line is named, one twice, one that the order does not have,
    /// or one that was taken back before. The service's own refusals leave all as it was:
    ///
    /// | code | means |
    /// | --- | --- |
    /// | 900117, 900213 | the time for cancelling is over |
    /// | 800019 | a line is no software, such as a reservation |
    /// | 800061 | the order cannot be cancelled, as when it was before |
    /// | 800063, 800077 | it is cancelled by its subscription instead |
    /// | 800014 | it is not fulfilled yet, or an earlier change, perhaps the same, is being worked on: read it again later |
    ///
    /// It is sent once; after [`Delivery::Unknown`](crate::Delivery::Unknown) read the order,
    /// and cancel only what still has a quantity.
    pub async fn cancel_lines(&self, order: &types::Order, lines: &[i32]) -> Result<types::Order> {
        let id = id_of(order)?;
        if lines.is_empty() {
            return Err(Error::invalid(
                "lines",
                "none is named; nothing was sent: give their numbers",
            ));
        }
        let mut cancelled: Vec<types::OrderCancellationLine> = Vec::new();
        for number in lines {
            let line = line_of(order, *number)?;
            if cancelled.iter().any(|one| one.line_item_number == Some(*number)) {
                return Err(Error::invalid(
                    "lines",
                    format!("line number {number} is named twice; nothing was sent: name it once"),
                ));
            }
            if line.quantity == Some(0) {
                return Err(Error::invalid(
                    "lines",
                    format!(
                        "line number {number} of order {id} was taken back before; nothing was sent: \
                         leave it out"
                    ),
                ));
            }
            let mut one = types::OrderCancellationLine::default();
            one.line_item_number = Some(*number);
            one.offer_id = line.offer_id.clone();
            cancelled.push(one);
        }
        self.cancel(id, cancelled).await
    }

    /// Cancels a whole order of the integration sandbox, whatever it bought, up to 60 days
    /// old.
    ///
    /// **Only for sandbox accounts.** Nothing in the request says that it is meant for the
    /// sandbox: elsewhere the service refuses it with code 800019, but an order of software
    /// might be taken back there, all lines at once.
    ///
    /// The answer is the order, with the status cancelled; its lines may keep their quantities.
    ///
    /// # Errors
    ///
    /// As [`cancel_lines`](Self::cancel_lines), and it is sent once as well.
    pub async fn cancel_sandbox_order(&self, id: &OrderId) -> Result<types::Order> {
        self.cancel(id, Vec::new()).await
    }

    async fn cancel(
        &self,
        id: &OrderId,
        lines: Vec<types::OrderCancellationLine>,
    ) -> Result<types::Order> {
        let mut body = types::OrderCancellation::default();
        body.id = Some(id.clone());
        body.status = Some(OrderStatus::Cancelled);
        body.line_items = lines;
        let call = self.partner().api().cancel_order(self.id(), id, body);
        Ok(call.send().await?.into_inner())
    }
}
