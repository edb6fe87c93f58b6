//! Whether the answer to a checkout fits the cart that was checked out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use partner_center_api::types::{self, OrderStatus};
use serde::{Deserialize, Serialize};

use crate::error::shown;
use crate::values::ids::{CustomerId, OrderGroupId, OrderId};

/// What does not fit in the answer to a checkout.
///
/// Something was bought, or may have been, that is not known for certain: look at the orders of
/// the customer before anything is bought again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum Misfit {
    /// An order has no id, so that it cannot be followed.
    NoId,
    /// The same order stands there more than once.
    Twice {
        /// The order.
        order: OrderId,
    },
    /// An order is for another customer.
    OtherCustomer {
        /// The order.
        order: OrderId,
        /// Whom it is for, as the service says.
        customer: String,
    },
    /// An order is no longer one.
    NotOrdered {
        /// The order.
        order: OrderId,
        /// Its status.
        status: String,
    },
    /// An order has a line that the cart does not have, or not in this quantity, or not so often.
    OtherLine {
        /// The order; `None` where it has no id.
        order: Option<OrderId>,
        /// The catalog item of the line; empty where the service does not say.
        item: String,
        /// Its quantity; `None` where the service does not say.
        quantity: Option<i32>,
    },
    /// An order has no lines, so that it does not say what was bought.
    NoLines {
        /// The order.
        order: OrderId,
    },
    /// Lines of a group were neither ordered nor refused.
    NotAnswered {
        /// The group; `None` where the cart does not name it.
        group: Option<OrderGroupId>,
        /// The catalog items of the lines.
        items: Vec<String>,
    },
    /// A group was refused, and some of its lines were ordered.
    OrderedAndRefused {
        /// The group.
        group: OrderGroupId,
    },
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |items: &[String]| items.iter().map(|item| shown(item)).collect::<Vec<_>>();
        match self {
            Self::NoId => f.write_str("an order has no id"),
            Self::Twice { order } => {
                write!(f, "order {} stands there twice", shown(order.as_str()))
            }
            Self::OtherCustomer { order, customer } => {
                write!(f, "order {} is for customer `{}`", shown(order.as_str()), shown(customer))
            }
            Self::NotOrdered { order, status } => {
                write!(f, "order {} has the status `{}`", shown(order.as_str()), shown(status))
            }
            Self::OtherLine { item, quantity, .. } => {
                let quantity = quantity.map_or_else(|| "no quantity".to_owned(), |n| n.to_string());
                write!(f, "{quantity} of `{}` were ordered, and not asked for", shown(item))
            }
            Self::NoLines { order } => write!(f, "order {} has no lines", shown(order.as_str())),
            Self::NotAnswered { items, .. } => {
                write!(f, "`{}` was neither ordered nor refused", list(items).join("`, `"))
            }
            Self::OrderedAndRefused { group } => {
                write!(f, "group `{}` was refused, and ordered in part", shown(group.as_str()))
            }
        }
    }
}

/// What does not fit in `answer`, which came for the cart `cart` of `customer`. Empty for an
/// answer that orders or refuses each line once.
///
/// The service makes one order of each group, as the document says. That an order has the lines
/// of one group alone is not asked for: what matters is that each line was bought once.
pub(super) fn misfits(
    cart: &types::CartResource,
    customer: &CustomerId,
    answer: &types::CartCheckoutResult,
) -> Vec<Misfit> {
    let mut fit = Fit::new(&cart.line_items, &answer.order_errors);
    let mut seen = BTreeSet::new();
    for order in &answer.orders {
        match order.id.as_ref().filter(|id| !id.as_str().trim().is_empty()) {
            Some(id) => {
                if !seen.insert(id.as_str()) {
                    fit.misfits.push(Misfit::Twice { order: id.clone() });
                    continue;
                }
                fit.misfits.extend(whose(id, customer, order));
            }
            None => fit.misfits.push(Misfit::NoId),
        }
        fit.take_lines(order);
    }
    fit.rest()
}

/// Whether an order is another customer's, or none any more.
fn whose(id: &OrderId, customer: &CustomerId, order: &types::Order) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    let of = order.reference_customer_id.as_ref();
    if let Some(of) = of.filter(|of| !of.as_str().eq_ignore_ascii_case(customer.as_str())) {
        misfits.push(Misfit::OtherCustomer { order: id.clone(), customer: of.to_string() });
    }
    if let Some(status) = &order.status
        && !matches!(status, OrderStatus::Pending | OrderStatus::Completed | OrderStatus::Unknown)
    {
        misfits.push(Misfit::NotOrdered { order: id.clone(), status: status.to_string() });
    }
    if order.line_items.is_empty() {
        misfits.push(Misfit::NoLines { order: id.clone() });
    }
    misfits
}

/// A line of the cart that no order has been found for.
struct Open {
    item: String,
    quantity: Option<i32>,
    group: Option<OrderGroupId>,
}

struct Fit {
    open: Vec<Open>,
    refused: BTreeSet<OrderGroupId>,
    /// How many refusals name no group.
    nameless: usize,
    ordered: BTreeSet<OrderGroupId>,
    misfits: Vec<Misfit>,
}

impl Fit {
    fn new(lines: &[types::CartLineItemResource], errors: &[types::OrderError]) -> Self {
        let named: Vec<_> =
            errors.iter().filter_map(|error| error.order_group_id.clone()).collect();
        let mut open = Vec::new();
        gather(lines, &mut open);
        Self {
            open,
            nameless: errors.len() - named.len(),
            refused: named.into_iter().collect(),
            ordered: BTreeSet::new(),
            misfits: Vec::new(),
        }
    }

    /// Takes the lines of an order from those that are open.
    fn take_lines(&mut self, order: &types::Order) {
        for line in &order.line_items {
            let item = line.offer_id.as_ref().map(ToString::to_string).unwrap_or_default();
            let quantity = line.quantity;
            let fits = |open: &&(usize, &Open)| {
                open.1.item.eq_ignore_ascii_case(&item) && open.1.quantity == quantity
            };
            let open: Vec<_> = self.open.iter().enumerate().collect();
            // Of equal lines the one whose group was not refused is the one that was ordered.
            let is_refused = |open: &&(usize, &Open)| {
                open.1.group.as_ref().is_some_and(|group| self.refused.contains(group))
            };
            let found = open.iter().filter(fits).min_by_key(is_refused).map(|(at, _)| *at);
            match found {
                Some(at) => self.ordered.extend(self.open.remove(at).group),
                None => {
                    let order = order.id.clone();
                    self.misfits.push(Misfit::OtherLine { order, item, quantity });
                }
            }
        }
    }

    /// Says what is left: lines that nobody answered for.
    fn rest(mut self) -> Vec<Misfit> {
        let both = self.ordered.intersection(&self.refused).cloned();
        self.misfits.extend(both.map(|group| Misfit::OrderedAndRefused { group }));
        let mut unanswered: BTreeMap<Option<OrderGroupId>, Vec<String>> = BTreeMap::new();
        for open in self.open {
            if !open.group.as_ref().is_some_and(|group| self.refused.contains(group)) {
                unanswered.entry(open.group).or_default().push(open.item);
            }
        }
        // A refusal that names no group is for one of them.
        let unanswered = unanswered.into_iter().skip(self.nameless);
        self.misfits.extend(unanswered.map(|(group, items)| Misfit::NotAnswered { group, items }));
        self.misfits
    }
}

/// The lines and their add-ons.
fn gather(lines: &[types::CartLineItemResource], open: &mut Vec<Open>) {
    for line in lines {
        open.push(Open {
            item: line.catalog_item_id.as_ref().map(ToString::to_string).unwrap_or_default(),
            quantity: line.quantity,
            group: line.order_group.clone(),
        });
        gather(&line.addon_items, open);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const CUSTOMER: &str = "4d1b7f0e-6a52-4c39-8e17-b2f05d9a6c83";

    fn cart() -> Value {
        json!({ "lineItems": [
            { "id": 0, "catalogItemId": "CONTOSO00001:0001:A", "quantity": 2, "orderGroup": "0" },
            { "id": 1, "catalogItemId": "CONTOSO00002:0001:B", "quantity": 1, "orderGroup": "1" },
        ]})
    }

    fn order(id: &str, item: &str, quantity: i32) -> Value {
        json!({ "id": id, "referenceCustomerId": CUSTOMER, "status": "pending",
                "lineItems": [{ "offerId": item, "quantity": quantity }] })
    }

    fn both() -> Value {
        json!({ "orders": [
            order("order-1", "contoso00001:0001:a", 2), order("order-2", "CONTOSO00002:0001:B", 1),
        ]})
    }

    #[track_caller]
    fn check(cart: Value, answer: Value, expected: &[&str]) {
        let cart = serde_json::from_value(cart).unwrap();
        let answer = serde_json::from_value(answer).unwrap();
        let found = misfits(&cart, &CUSTOMER.into(), &answer);
        let found: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn check_changed(change: impl FnOnce(&mut Value), expected: &[&str]) {
        let mut answer = both();
        change(&mut answer);
        check(cart(), answer, expected);
    }

    #[test]
    fn an_answer_that_orders_or_refuses_each_line_once_fits() {
        check(cart(), both(), &[]);
        let one = order("order-1", "CONTOSO00001:0001:A", 2);
        let refusal = json!({ "orderGroupId": "1", "code": 900101 });
        check(cart(), json!({ "orders": [one], "orderErrors": [refusal] }), &[]);
        let nameless = json!({ "code": 900101 });
        check(cart(), json!({ "orders": [one], "orderErrors": [nameless] }), &[]);
    }

    #[test]
    fn one_order_may_have_the_lines_of_several_groups() {
        let mut whole = order("order-1", "CONTOSO00001:0001:A", 2);
        let second = json!({ "offerId": "CONTOSO00002:0001:B", "quantity": 1 });
        whole["lineItems"].as_array_mut().unwrap().push(second);
        check(cart(), json!({ "orders": [whole] }), &[]);
    }

    #[test]
    fn of_equal_lines_the_refused_one_is_not_the_ordered_one() {
        let mut cart = cart();
        cart["lineItems"][1] = cart["lineItems"][0].clone();
        cart["lineItems"][1]["orderGroup"] = json!("1");
        let one = order("order-1", "CONTOSO00001:0001:A", 2);
        let refusal = json!({ "orderGroupId": "0" });
        check(cart, json!({ "orders": [one], "orderErrors": [refusal] }), &[]);
    }

    #[test]
    fn an_order_that_was_not_asked_for_is_said() {
        check_changed(
            |answer| answer["orders"][0]["lineItems"][0]["quantity"] = json!(20),
            &[
                "20 of `contoso00001:0001:a` were ordered, and not asked for",
                "`CONTOSO00001:0001:A` was neither ordered nor refused",
            ],
        );
        check_changed(
            |answer| answer["orders"][1]["lineItems"][0]["offerId"] = json!("CONTOSO00009:0001:C"),
            &[
                "1 of `CONTOSO00009:0001:C` were ordered, and not asked for",
                "`CONTOSO00002:0001:B` was neither ordered nor refused",
            ],
        );
        check_changed(
            |answer| answer["orders"][0]["lineItems"] = json!([]),
            &[
                "order order-1 has no lines",
                "`CONTOSO00001:0001:A` was neither ordered nor refused",
            ],
        );
    }

    #[test]
    fn an_order_is_this_customers_and_there_once() {
        check_changed(
            |answer| answer["orders"][0]["referenceCustomerId"] = json!("customer-9"),
            &["order order-1 is for customer `customer-9`"],
        );
        check_changed(
            |answer| answer["orders"][1]["id"] = json!("order-1"),
            &[
                "order order-1 stands there twice",
                "`CONTOSO00002:0001:B` was neither ordered nor refused",
            ],
        );
        check_changed(
            |answer| answer["orders"][0]["status"] = json!("cancelled"),
            &["order order-1 has the status `cancelled`"],
        );
        check_changed(|answer| answer["orders"][0]["id"] = Value::Null, &["an order has no id"]);
    }

    #[test]
    fn a_line_that_nobody_answers_for_is_said() {
        check(
            cart(),
            json!({}),
            &[
                "`CONTOSO00001:0001:A` was neither ordered nor refused",
                "`CONTOSO00002:0001:B` was neither ordered nor refused",
            ],
        );
        check_changed(
            |answer| answer["orderErrors"] = json!([{ "orderGroupId": "1" }]),
            &["group `1` was refused, and ordered in part"],
        );
    }
}
