//! Buying by an order, without a cart.

use partner_center_api::types;
use uuid::Uuid;

use super::NewOrder;
use super::failed::OrderFailed;
use crate::cart::order_misfits;
use crate::client::Customer;
use crate::error::{Answered, Delivery, Error, Result};
use crate::purchase::Intent;

impl Customer {
    /// Buys by an order, without a cart. **This buys.**
    ///
    /// A [`purchase`](Self::purchase) goes by a cart, and is the better way: a cart shows what the
    /// service makes of the lines and what they cost before anything is bought, a doubt about its
    /// checkout can be settled by reading it, and a journal can keep it. This is for what has to be
    /// an order from the start.
    ///
    /// The answer is held against what was asked for, as that of a checkout is: each line once, in
    /// its quantity, on its terms, for this customer.
    ///
    /// It is sent once. Another try is made only where the service certainly did not act. Dropping
    /// the future once it was polled may leave an order: see
    /// [`NewOrder::left_behind`](crate::order::NewOrder::left_behind).
    ///
    /// # Errors
    ///
    /// Before anything is sent: there is no line, a line has
    /// [problems](crate::CartLineItem::problems) that the catalog tells, the lines are billed in
    /// several ways, or name partners in roles that an order has no place for. After:
    ///
    /// | [`OrderFailed::bought`] | what happened |
    /// | --- | --- |
    /// | [`NotDone`](Delivery::NotDone) | Nothing was bought: no connection was opened, the token or the rate was refused, or the service said no with a code that the document knows to mean so. |
    /// | [`Unknown`](Delivery::Unknown) | Anything else: no answer, an answer of somebody else, or an order that is not what was asked for. Store [`OrderFailed::doubt`], and [settle](Self::settle) it before buying again: by the tag of the order, by the list of orders once a new one has to be in it, or by a person. |
    pub async fn place_order(&self, order: &NewOrder) -> Result<types::Order, OrderFailed> {
        let unsent = |error| OrderFailed::new(error, None);
        let partner = self.partner();
        let wanted = order.asked(self.id(), partner.new_id()).map_err(unsent)?;
        let body = wanted.to_wire().map_err(unsent)?;
        let begun = partner.clock().now();
        let answer = partner.api().create_order(self.id(), body).send().await;
        let error = match answer {
            Ok(answer) => {
                let misfits = order_misfits(&wanted.cart, self.id(), &answer);
                let answered = Answered::of(&answer);
                let order = answer.into_inner();
                match misfits.is_empty() {
                    true => return Ok(order),
                    false => not_wanted(&answered, order, &misfits),
                }
            }
            Err(error) => Error::from(error),
        };
        let doubt = (error.delivery() != Delivery::NotDone).then(|| {
            let request_id = error.request_id().and_then(|id| id.parse().ok());
            let intent = Intent::new(request_id.unwrap_or(Uuid::nil()), begun, None);
            wanted.doubt(intent.end(partner.clock().now()))
        });
        Err(OrderFailed::new(error, doubt))
    }
}

/// An order that is not the one that was asked for.
fn not_wanted(answered: &Answered, order: types::Order, misfits: &[String]) -> Error {
    let why = format!("it does not fit what was asked for: {}", misfits.join("; "));
    let mut named = types::CartCheckoutResult::default();
    named.orders = vec![order];
    answered.unusable(Delivery::Unknown, why).with_checkout(named)
}
