//! What a checkout did.

use std::fmt;

use partner_center_api::types;
use serde::{Deserialize, Serialize};

use super::Misfit;
use crate::error::{CodeOrigin, Delivery, Error, explain, says_nothing_was_bought, shown};
use crate::values::ids::{CartId, OrderId};

/// What became of each order group of a cart.
///
/// Printed, it says in a line which orders were placed, and which groups were refused and why.
///
/// ```
/// # fn example(checkout: partner_center::Checkout) {
/// for id in checkout.order_ids() {
///     println!("ordered: {id}");
/// }
/// for refused in &checkout.order_errors {
///     println!("refused: {:?}", refused.description);
/// }
/// # }
/// ```
#[must_use = "a checkout can place some orders and refuse others"]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Checkout {
    /// The cart that was checked out.
    pub cart_id: CartId,
    /// The orders placed, one for each accepted group.
    pub orders: Vec<types::Order>,
    /// The groups refused; none of them has an order.
    pub order_errors: Vec<types::OrderError>,
}

impl Checkout {
    /// Whether every group was ordered: there is an order and no error.
    pub fn is_complete(&self) -> bool {
        !self.orders.is_empty() && self.order_errors.is_empty()
    }

    /// What a failed checkout did for all that; `None` where the service did not say.
    pub(crate) fn in_error(cart_id: CartId, error: &Error) -> Option<Self> {
        let (orders, order_errors) = (error.orders().to_vec(), error.order_errors().to_vec());
        let said = !orders.is_empty() || !order_errors.is_empty();
        said.then_some(Self { cart_id, orders, order_errors })
    }

    /// The ids of the orders placed. Read them by these: lists lag by up to 15 minutes.
    pub fn order_ids(&self) -> impl Iterator<Item = &OrderId> {
        self.orders.iter().filter_map(|order| order.id.as_ref())
    }
}

impl fmt::Display for Checkout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let orders: Vec<_> = self
            .orders
            .iter()
            .map(|order| order.id.as_ref().map_or("(no id)", OrderId::as_str))
            .collect();
        f.write_str(&placed(&orders))?;
        self.order_errors.iter().try_for_each(|error| write!(f, "; {}", Refused(error)))
    }
}

/// Which orders were placed, in words.
fn placed(orders: &[&str]) -> String {
    match orders {
        [] => "no order was placed".to_owned(),
        [order] => format!("order {} was placed", shown(order)),
        _ => format!("orders {} were placed", shown(&orders.join(", "))),
    }
}

/// An order group that was refused.
struct Refused<'a>(&'a types::OrderError);

impl fmt::Display for Refused<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.order_group_id {
            Some(group) => write!(f, "order group {} was refused", shown(group.as_str()))?,
            None => f.write_str("an order group was refused")?,
        }
        let known = self.0.code.as_ref().map(|code| explain(code.as_str())).unwrap_or_default();
        let known = known.iter().find(|known| known.origin == CodeOrigin::Refusal);
        if let Some(code) = &self.0.code {
            write!(f, " with code {}", shown(code.as_str()))?;
        }
        let said = self.0.description.as_deref().filter(|text| !text.trim().is_empty());
        if let Some(why) = said.or(known.map(|known| known.meaning)) {
            write!(f, ": {}", shown(why.trim().trim_end_matches('.')))?;
        }
        match known {
            Some(known) => write!(f, " ({})", known.remedy.trim_end_matches('.')),
            None => Ok(()),
        }
    }
}

/// Why a checkout that was answered did not succeed, if it did not, and whether something was
/// bought.
pub(super) fn failure(
    answer: &types::CartCheckoutResult,
    misfits: &[Misfit],
) -> Option<(Delivery, String)> {
    let refused: Vec<_> =
        answer.order_errors.iter().map(|error| Refused(error).to_string()).collect();
    if answer.orders.is_empty() && refused.is_empty() {
        let why = "it names neither an order nor a group that was refused";
        return Some((Delivery::Unknown, why.to_owned()));
    }
    if !misfits.is_empty() {
        let misfits = misfits.iter().map(ToString::to_string);
        let all: Vec<_> = misfits.chain(refused).collect();
        return Some((Delivery::Unknown, format!("it does not fit the cart: {}", all.join("; "))));
    }
    if refused.is_empty() {
        return None;
    }
    let refused = refused.join("; ");
    let certain = answer.order_errors.iter().all(|error| {
        error.code.as_ref().is_some_and(|code| says_nothing_was_bought(code.as_str()))
    });
    Some(match (answer.orders.is_empty(), certain) {
        (_, false) => {
            (Delivery::Unknown, format!("it does not say that nothing was bought: {refused}"))
        }
        (true, true) => (Delivery::NotDone, format!("nothing was ordered: {refused}")),
        (false, true) => {
            let orders: Vec<_> = answer
                .orders
                .iter()
                .filter_map(|order| Some(order.id.as_ref()?.as_str()))
                .collect();
            (Delivery::InPart, format!("{}; {refused}", placed(&orders)))
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[track_caller]
    fn check(orders: &Value, errors: &Value, printed: &str) {
        let checkout: Checkout = serde_json::from_value(json!({
            "cart_id": "cart-1",
            "orders": orders,
            "order_errors": errors,
        }))
        .unwrap();
        assert_eq!(checkout.to_string(), printed);
    }

    #[test]
    fn what_was_refused_stands_beside_what_was_ordered() {
        let order = |id: &str| json!({ "id": id });
        check(&json!([order("A")]), &json!([]), "order A was placed");
        check(&json!([order("A"), order("B")]), &json!([]), "orders A, B were placed");
        check(
            &json!([order("A")]),
            &json!([{ "orderGroupId": "0", "code": 800009, "description": "Not\nfor sale." }]),
            "order A was placed; order group 0 was refused with code 800009: Not\u{fffd}for sale \
             (Read the cart, look at the error of each line, and correct the lines)",
        );
        check(&json!([]), &json!([{}]), "no order was placed; an order group was refused");
    }
}
