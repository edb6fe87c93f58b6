//! What a checkout did.

use std::fmt;

use partner_center_api::types;
use serde::{Deserialize, Serialize};

use super::fit::Misfit;
use crate::error::{CodeOrigin, Delivery, Error, explain, says_nothing_was_bought, shown};
use crate::values::ids::{CartId, OrderId};

/// The orders that a cart became.
///
/// [`Cart::checkout`](crate::Cart::checkout) gives one where everything was ordered. After a
/// purchase that was not, it says what was ordered and what was refused:
/// [`PurchaseFailed::so_far`](crate::purchase::PurchaseFailed::so_far) has it. Printed, it says
/// both in a line.
///
/// ```
/// # fn example(checkout: partner_center::Checkout) {
/// for id in checkout.order_ids() {
///     println!("ordered: {id}");
/// }
/// # }
/// ```
#[must_use = "it has the ids of the orders that were placed"]
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

    /// What a failed checkout did nevertheless; `None` where the service did not say.
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
        f.write_str(&placed(&self.orders))?;
        self.order_errors.iter().take(NAMED).try_for_each(|error| write!(f, "; {}", Refused(error)))
    }
}

/// Which orders were placed, in words.
fn placed(orders: &[types::Order]) -> String {
    let id =
        |order: &types::Order| order.id.as_ref().map_or("(no id)".into(), |id| shown(id.as_str()));
    let mut ids: Vec<_> = orders.iter().take(NAMED).map(id).collect();
    if orders.len() > NAMED {
        ids.push(format!("and {} more", orders.len() - NAMED));
    }
    match &ids[..] {
        [] => "no order was placed".to_owned(),
        [order] => format!("order {order} was placed"),
        _ => format!("orders {} were placed", ids.join(", ")),
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

/// How many refusals and orders a message names.
const NAMED: usize = 20;

/// Why a checkout that was answered did not succeed, if it did not, and whether something was
/// bought.
pub(super) fn failure(
    answer: &types::CartCheckoutResult,
    misfits: &[Misfit],
) -> Option<(Delivery, String)> {
    let (orders, errors) = (&answer.orders, &answer.order_errors);
    if orders.is_empty() && errors.is_empty() {
        let why = "it names neither an order nor a group that was refused";
        return Some((Delivery::Unknown, why.to_owned()));
    }
    let refused = || named(errors.iter().map(|error| Refused(error).to_string()), errors.len());
    let all = |first: String| [first, placed(orders), refused()].join("; ");
    if !misfits.is_empty() {
        let misfits: Vec<_> = misfits.iter().map(ToString::to_string).collect();
        let misfits = format!("it does not fit the cart: {}", misfits.join("; "));
        return Some((Delivery::Unknown, all(misfits).trim_end_matches("; ").to_owned()));
    }
    if errors.is_empty() {
        return None;
    }
    let certain = errors.iter().all(|error| {
        let code = error.code.as_ref();
        code.is_some_and(|code| says_nothing_was_bought(None, code.as_str()))
    });
    Some(match (orders.is_empty(), certain) {
        (_, false) => (
            Delivery::Unknown,
            all("a refusal in it leaves open whether something was bought".into()),
        ),
        (true, true) => (Delivery::NotDone, format!("nothing was ordered: {}", refused())),
        (false, true) => (Delivery::InPart, format!("{}; {}", placed(orders), refused())),
    })
}

/// The first of them, and how many more there are.
fn named(texts: impl Iterator<Item = String>, count: usize) -> String {
    let mut all: Vec<_> = texts.take(NAMED).collect();
    if count > NAMED {
        all.push(format!("and {} more", count - NAMED));
    }
    all.join("; ")
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
