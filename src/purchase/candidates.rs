//! Which orders of a customer can be those of a cart.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use partner_center_api::support::{Timestamp, UnreadableObject};
use partner_center_api::types;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use super::protocol::{ListSeen, SentCart};
use crate::values::ids::{OrderGroupId, OrderId};

/// What is looked for.
pub(super) struct Wanted<'a> {
    pub(super) cart: &'a SentCart,
    pub(super) tag: Option<&'a str>,
    /// Orders of before are not of it.
    pub(super) not_before: Option<DateTime<Utc>>,
    /// Orders that other purchases have claimed.
    pub(super) taken: &'a [OrderId],
}

/// How often each catalog item stands there in which quantity.
type Lines = BTreeMap<(String, Option<i32>), usize>;

/// Looks for the orders of a cart among those of its customer.
///
/// An order is like the cart where its lines have the catalog items and quantities of the cart, or
/// of one of its groups: each as often, and no other.
///
/// An order that cannot be read may be any order of its time.
pub(super) fn among(orders: &[types::Order], odd: &[Odd], wanted: &Wanted<'_>) -> ListSeen {
    let groups = groups(&wanted.cart.body().line_items);
    let mut seen = ListSeen { tagged: wanted.tag.map(|_| Vec::new()), ..ListSeen::default() };
    let mut found = Lines::new();
    for odd in odd.iter().filter(|odd| odd.may_be(wanted)) {
        seen.unreadable += 1;
        seen.candidates.extend(odd.id.clone());
    }
    for order in orders.iter().filter(|order| may_be(order, wanted)) {
        let Some(id) = &order.id else { continue };
        let lines = ordered(&order.line_items);
        if let (Some(tag), Some(tagged)) = (wanted.tag, &mut seen.tagged)
            && is_tagged(order, tag)
        {
            for (line, times) in lines {
                *found.entry(line).or_default() += times;
            }
            tagged.push(id.clone());
        } else if groups.values().any(|group| *group == lines) {
            seen.candidates.push(id.clone());
        }
    }
    let mut all = Lines::new();
    gather(&wanted.cart.body().line_items, &mut all);
    seen.tagged_is_all = !all.is_empty() && found == all;
    seen
}

/// An order that cannot be read, and what can be said of it nevertheless.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Odd {
    #[serde(alias = "Id", deserialize_with = "if_readable")]
    pub(super) id: Option<OrderId>,
    #[serde(alias = "CreationDate", rename = "creationDate", deserialize_with = "if_readable")]
    created: Option<Timestamp>,
}

impl Odd {
    /// What can be said of each of these.
    pub(super) fn all(unreadable: &[UnreadableObject]) -> Vec<Self> {
        let read = |odd: &UnreadableObject| serde_json::from_str(odd.json().get());
        unreadable.iter().map(|odd| read(odd).unwrap_or_default()).collect()
    }

    fn may_be(&self, wanted: &Wanted<'_>) -> bool {
        is_of_the_time(self.created, wanted)
            && self.id.as_ref().is_none_or(|id| !is_taken(id, wanted))
    }
}

fn if_readable<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}

fn may_be(order: &types::Order, wanted: &Wanted<'_>) -> bool {
    let Some(id) = &order.id else { return false };
    // One that was cancelled since was bought nevertheless.
    is_of_the_time(order.creation_date, wanted) && !is_taken(id, wanted)
}

fn is_of_the_time(created: Option<Timestamp>, wanted: &Wanted<'_>) -> bool {
    let created = created.and_then(|created| created.to_utc());
    let (Some(created), Some(not_before)) = (created, wanted.not_before) else { return true };
    created >= not_before
}

fn is_taken(id: &OrderId, wanted: &Wanted<'_>) -> bool {
    wanted.taken.iter().any(|taken| taken.as_str().eq_ignore_ascii_case(id.as_str()))
}

fn is_tagged(order: &types::Order, tag: &str) -> bool {
    order.line_items.iter().any(|line| {
        line.friendly_name
            .as_deref()
            .is_some_and(|name| name.split_whitespace().any(|word| word == tag))
    })
}

/// The lines of each group of a cart.
fn groups(lines: &[types::CartLineItemResource]) -> BTreeMap<Option<&OrderGroupId>, Lines> {
    let mut groups = BTreeMap::<_, Lines>::new();
    for line in lines {
        let group = groups.entry(line.order_group.as_ref()).or_default();
        gather(std::slice::from_ref(line), group);
    }
    groups
}

fn gather(lines: &[types::CartLineItemResource], into: &mut Lines) {
    for line in lines {
        let item = line.catalog_item_id.as_ref().map(ToString::to_string).unwrap_or_default();
        *into.entry((item.to_ascii_lowercase(), line.quantity)).or_default() += 1;
        gather(&line.addon_items, into);
    }
}

fn ordered(lines: &[types::OrderLineItem]) -> Lines {
    let mut all = Lines::new();
    for line in lines {
        let item = line.offer_id.as_ref().map(ToString::to_string).unwrap_or_default();
        *all.entry((item.to_ascii_lowercase(), line.quantity)).or_default() += 1;
    }
    all
}
