//! Whether the answer to a checkout fits the cart that was checked out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use partner_center_api::types::{self, OrderStatus};

use crate::error::shown;
use crate::values::ids::{CustomerId, OrderGroupId, OrderId};
use crate::values::term::Term;

/// What does not fit in the answer to a checkout.
///
/// Something was bought, or may have been, that is not known for certain: look at the orders of
/// the customer before anything is bought again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Misfit {
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
    /// An order has been cancelled.
    Cancelled {
        /// The order.
        order: OrderId,
    },
    /// An order has failed for good, in whole or in part.
    Failed {
        /// The order.
        order: OrderId,
        /// How it stands, in the service's word.
        status: String,
    },
    /// An order was made on other terms.
    Differs {
        /// The order; `None` where it has no id.
        order: Option<OrderId>,
        /// What differs, in the service's spelling.
        property: &'static str,
        /// What the cart had.
        asked: String,
        /// What was ordered.
        ordered: String,
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
    /// A group was refused that the cart does not have.
    OtherGroup {
        /// The group.
        group: OrderGroupId,
    },
    /// A refusal names no group, and may be for more than one.
    NamelessRefusal,
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
                write!(f, "order {} is named twice", shown(order.as_str()))
            }
            Self::OtherCustomer { order, customer } => {
                write!(f, "order {} is for customer `{}`", shown(order.as_str()), shown(customer))
            }
            Self::Cancelled { order } => write!(f, "order {} is cancelled", shown(order.as_str())),
            Self::Failed { order, status } => {
                write!(f, "order {} has failed: it is `{}`", shown(order.as_str()), shown(status))
            }
            Self::Differs { order, property, asked, ordered } => {
                let order = order.as_ref().map_or("without id", |order| order.as_str());
                let (asked, ordered) = (shown(asked), shown(ordered));
                write!(f, "order {} has {property} `{ordered}`, not `{asked}`", shown(order))
            }
            Self::OtherGroup { group } => {
                write!(
                    f,
                    "group `{}`, which the cart does not have, was refused",
                    shown(group.as_str())
                )
            }
            Self::NamelessRefusal => f.write_str("it does not say which group was refused"),
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
        if fit.misfits.len() >= TOLD {
            break;
        }
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

/// What does not fit in an order that was created without a cart, in words; `wanted` is the cart
/// that it would have come from.
pub(crate) fn order_misfits(
    wanted: &types::CartResource,
    customer: &CustomerId,
    order: &types::Order,
) -> Vec<String> {
    let mut answer = types::CartCheckoutResult::default();
    answer.orders = vec![order.clone()];
    misfits(wanted, customer, &answer).iter().map(ToString::to_string).collect()
}

/// Whether an order is another customer's, was taken back, or does not say what was bought.
fn whose(id: &OrderId, customer: &CustomerId, order: &types::Order) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    let of = order.reference_customer_id.as_ref();
    if let Some(of) = of.filter(|of| !of.as_str().eq_ignore_ascii_case(customer.as_str())) {
        misfits.push(Misfit::OtherCustomer { order: id.clone(), customer: of.to_string() });
    }
    match &order.status {
        Some(OrderStatus::Cancelled) => misfits.push(Misfit::Cancelled { order: id.clone() }),
        Some(
            status @ (OrderStatus::Error
            | OrderStatus::PartialSuccess
            | OrderStatus::PoReviewRejected),
        ) => misfits.push(Misfit::Failed { order: id.clone(), status: status.to_string() }),
        _ => {}
    }
    if order.line_items.is_empty() {
        misfits.push(Misfit::NoLines { order: id.clone() });
    }
    misfits
}

/// How many misfits are told. What a server sends may have millions.
const TOLD: usize = 20;

/// How many lines of one item and quantity are looked at for the one that was ordered.
const ALIKE: usize = 64;

/// A line of the cart.
struct Open<'a> {
    line: &'a types::CartLineItemResource,
    item: String,
}

struct Fit<'a> {
    /// The lines that no order has been found for, by item and quantity.
    open: BTreeMap<(String, Option<i32>), Vec<Open<'a>>>,
    groups: BTreeSet<&'a OrderGroupId>,
    refused: BTreeSet<&'a OrderGroupId>,
    /// How many refusals name no group.
    nameless: usize,
    ordered: BTreeSet<&'a OrderGroupId>,
    misfits: Vec<Misfit>,
}

impl<'a> Fit<'a> {
    fn new(lines: &'a [types::CartLineItemResource], errors: &'a [types::OrderError]) -> Self {
        let named: Vec<_> =
            errors.iter().filter_map(|error| error.order_group_id.as_ref()).collect();
        let mut fit = Self {
            open: BTreeMap::new(),
            groups: BTreeSet::new(),
            nameless: errors.len() - named.len(),
            refused: named.into_iter().collect(),
            ordered: BTreeSet::new(),
            misfits: Vec::new(),
        };
        fit.gather(lines);
        fit
    }

    /// The lines and their add-ons.
    fn gather(&mut self, lines: &'a [types::CartLineItemResource]) {
        for line in lines {
            let item = line.catalog_item_id.as_ref().map(ToString::to_string).unwrap_or_default();
            self.groups.extend(line.order_group.as_ref());
            let key = (item.to_ascii_lowercase(), line.quantity);
            self.open.entry(key).or_default().push(Open { line, item });
            self.gather(&line.addon_items);
        }
    }

    /// Takes the lines of an order from those that are open.
    fn take_lines(&mut self, order: &types::Order) {
        for line in &order.line_items {
            if self.misfits.len() >= TOLD {
                return;
            }
            let item = line.offer_id.as_ref().map(ToString::to_string).unwrap_or_default();
            let alike = self.open.get_mut(&(item.to_ascii_lowercase(), line.quantity));
            // Of lines that are alike, the one that was not refused and has this term was ordered.
            let best = alike.as_ref().and_then(|alike| {
                let rank = |open: &Open<'_>| {
                    let group = open.line.order_group.as_ref();
                    let is_refused = group.is_some_and(|group| self.refused.contains(group));
                    (is_refused, !same_term(open.line, line))
                };
                (0..alike.len().min(ALIKE)).min_by_key(|at| rank(&alike[*at]))
            });
            match alike.zip(best) {
                Some((alike, at)) => {
                    let open = alike.swap_remove(at);
                    self.ordered.extend(open.line.order_group.as_ref());
                    self.misfits.extend(terms_differ(open.line, line, order));
                }
                None => {
                    let (order, quantity) = (order.id.clone(), line.quantity);
                    self.misfits.push(Misfit::OtherLine { order, item, quantity });
                }
            }
        }
    }

    /// Says what is left: lines that nobody answered for, and refusals that fit nothing.
    fn rest(mut self) -> Vec<Misfit> {
        let both = self.ordered.intersection(&self.refused).map(|group| (*group).clone());
        self.misfits.extend(both.map(|group| Misfit::OrderedAndRefused { group }));
        let unknown = self.refused.difference(&self.groups).map(|group| (*group).clone());
        self.misfits.extend(unknown.map(|group| Misfit::OtherGroup { group }));
        let mut unanswered: BTreeMap<Option<&OrderGroupId>, Vec<String>> = BTreeMap::new();
        for open in self.open.into_values().flatten() {
            let group = open.line.order_group.as_ref();
            if !group.is_some_and(|group| self.refused.contains(group)) {
                unanswered.entry(group).or_default().push(open.item);
            }
        }
        // A refusal that names no group is for the only one that is left, and whole.
        let is_whole =
            |group: &Option<&OrderGroupId>| group.is_none_or(|group| !self.ordered.contains(group));
        let is_told = self.nameless == 1
            && unanswered.len() == 1
            && unanswered.keys().all(is_whole)
            && (!self.groups.is_empty() || self.ordered.is_empty());
        if self.nameless > 0 && !is_told {
            self.misfits.push(Misfit::NamelessRefusal);
        }
        if !is_told {
            let unanswered = unanswered.into_iter();
            self.misfits.extend(unanswered.map(|(group, items)| Misfit::NotAnswered {
                group: group.cloned(),
                items: items.into_iter().take(TOLD).collect(),
            }));
        }
        self.misfits.truncate(TOLD);
        self.misfits
    }
}

fn same_term(asked: &types::CartLineItemResource, ordered: &types::OrderLineItem) -> bool {
    Term::from_wire(asked.term_duration.as_ref()) == Term::from_wire(ordered.term_duration.as_ref())
}

/// Where an order says otherwise than the line that it is of, of what both of them say.
fn terms_differ(
    asked: &types::CartLineItemResource,
    line: &types::OrderLineItem,
    order: &types::Order,
) -> Vec<Misfit> {
    fn text<T: ToString>(value: Option<&T>) -> Option<String> {
        value.map(T::to_string).filter(|text| !text.is_empty())
    }
    let term = |term| text(Term::from_wire(term).as_ref());
    let pairs = [
        ("termDuration", term(asked.term_duration.as_ref()), term(line.term_duration.as_ref())),
        ("billingCycle", text(asked.billing_cycle.as_ref()), text(order.billing_cycle.as_ref())),
        ("currencyCode", text(asked.currency_code.as_ref()), text(order.currency_code.as_ref())),
    ];
    let differ = pairs.into_iter().filter_map(|(property, asked, ordered)| {
        let (asked, ordered) = asked.zip(ordered)?;
        (!asked.eq_ignore_ascii_case(&ordered)).then(|| Misfit::Differs {
            order: order.id.clone(),
            property,
            asked,
            ordered,
        })
    });
    differ.collect()
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
        // A refusal without a group is for the only one that is left.
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
                "order order-1 is named twice",
                "`CONTOSO00002:0001:B` was neither ordered nor refused",
            ],
        );
        check_changed(
            |answer| answer["orders"][0]["status"] = json!("cancelled"),
            &["order order-1 is cancelled"],
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

    #[test]
    fn a_refusal_that_may_be_for_several_groups_proves_nothing() {
        let nameless = json!({ "code": 900101 });
        let both_open = [
            "it does not say which group was refused",
            "`CONTOSO00001:0001:A` was neither ordered nor refused",
            "`CONTOSO00002:0001:B` was neither ordered nor refused",
        ];
        check(cart(), json!({ "orderErrors": [nameless, nameless] }), &both_open);
        check(cart(), json!({ "orderErrors": [nameless] }), &both_open);
        let mut whole = both();
        whole["orderErrors"] = json!([nameless]);
        check(cart(), whole, &["it does not say which group was refused"]);
        check_changed(
            |answer| answer["orderErrors"] = json!([{ "orderGroupId": "77" }]),
            &["group `77`, which the cart does not have, was refused"],
        );
    }

    #[test]
    fn an_order_on_other_terms_is_said() {
        let mut cart = cart();
        cart["lineItems"][0]["termDuration"] = json!("P1Y");
        cart["lineItems"][0]["billingCycle"] = json!("one_time");
        cart["lineItems"][0]["currencyCode"] = json!("USD");
        let mut answer = both();
        answer["orders"][0]["billingCycle"] = json!("OneTime");
        answer["orders"][0]["currencyCode"] = json!("usd");
        answer["orders"][0]["lineItems"][0]["termDuration"] = json!("P1Y");
        check(cart.clone(), answer.clone(), &[]);
        answer["orders"][0]["lineItems"][0]["termDuration"] = json!("P3Y");
        answer["orders"][0]["billingCycle"] = json!("monthly");
        answer["orders"][0]["currencyCode"] = json!("EUR");
        check(
            cart,
            answer,
            &[
                "order order-1 has termDuration `P3Y`, not `P1Y`",
                "order order-1 has billingCycle `monthly`, not `one_time`",
                "order order-1 has currencyCode `EUR`, not `USD`",
            ],
        );
    }

    #[test]
    fn very_many_orders_are_read_in_passing() {
        let orders: Vec<_> = (0..50_000).map(|_| json!({ "lineItems": [{}] })).collect();
        let answer = serde_json::from_value(json!({ "orders": orders })).unwrap();
        let cart = serde_json::from_value(cart()).unwrap();
        assert_eq!(misfits(&cart, &CUSTOMER.into(), &answer).len(), TOLD);
    }
}
