//! Taking back what was bought.

use crate::customer::Customer;
use crate::ids::OrderId;
use crate::types::{self, OrderStatus};
use crate::{Error, Result};

impl Customer {
    /// Cancels lines of a software order, by their numbers. **This gives back.**
    ///
    /// The service takes software back within 30 days. The answer is the order as it then
    /// is: cancelled if every line was, else completed, and the lines taken back have the
    /// quantity 0.
    ///
    /// # Errors
    ///
    /// Before anything is sent: no line is named, or one that the order does not have. It is
    /// sent once; after [`Delivery::Unknown`](crate::Delivery::Unknown), read the order.
    pub async fn cancel_lines(&self, order: &types::Order, lines: &[i32]) -> Result<types::Order> {
        let Some(id) = &order.id else {
            return Err(Error::invalid("order", "it has no id; read it again"));
        };
        if lines.is_empty() {
            return Err(Error::invalid("lines", "none is named; give their numbers"));
        }
        let mut cancelled = Vec::new();
        for number in lines {
            let line = order
                .line_items
                .iter()
                .find(|line| line.line_item_number == Some(*number))
                .ok_or_else(|| {
                    Error::invalid("lines", format!("order {id} has no line {number}"))
                })?;
            let mut one = types::OrderCancellationLine::default();
            one.line_item_number = Some(*number);
            one.offer_id = line.offer_id.clone();
            cancelled.push(one);
        }
        self.cancel(id, cancelled).await
    }

    /// Cancels a whole order of the integration sandbox, up to 60 days old. Outside the
    /// sandbox the service refuses it with code 800019.
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
        let call = self.partner().api().cancel_order().customer_id(self.id()).order_id(id);
        Ok(call.body(body).send().await?.into_inner())
    }

    /// Where the customer activates what a line of an order bought. These lead to the
    /// publishers' own hosts: open them in a browser, without a token.
    pub async fn activation_links(
        &self,
        order: &OrderId,
        line: i32,
    ) -> Result<Vec<types::OrderLineItemActivationLink>> {
        let call = self
            .partner()
            .api()
            .list_order_line_item_activation_links()
            .customer_id(self.id())
            .order_id(order)
            .line_item_number(line);
        Ok(call.send().await?.into_inner().items)
    }
}
