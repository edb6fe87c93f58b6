//! Which orders of a customer can be those of a cart.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use partner_center_api::support::{Timestamp, UnreadableObject};
use partner_center_api::types;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use super::protocol::{ListSeen, SentCart};
use super::tag::tag_in;
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
    let taken: BTreeSet<_> =
        wanted.taken.iter().map(|id| id.as_str().to_ascii_lowercase()).collect();
    for odd in odd.iter().filter(|odd| odd.may_be(wanted, &taken)) {
        seen.unreadable += 1;
        seen.candidates.extend(odd.id.clone());
    }
    let mut ids = BTreeSet::new();
    for order in orders {
        // One that is listed twice is one order.
        let Some(id) = order.id.as_ref().filter(|id| ids.insert(id.as_str())) else { continue };
        let is_taken = taken.contains(&id.as_str().to_ascii_lowercase());
        let lines = ordered(&order.line_items);
        if let (Some(tag), Some(tagged)) = (wanted.tag, &mut seen.tagged)
            && is_tagged(order, tag)
        {
            if is_taken {
                seen.tagged_and_taken.push(id.clone());
                continue;
            }
            for (line, times) in lines {
                *found.entry(line).or_default() += times;
            }
            tagged.push(id.clone());
        } else if !is_taken && !is_older(order.creation_date, wanted) && is_alike(&lines, &groups) {
            // One that was cancelled since was bought nevertheless.
            seen.candidates.push(id.clone());
        }
    }
    let mut all = Lines::new();
    gather(&wanted.cart.body().line_items, &mut all);
    seen.tagged_is_all = !all.is_empty() && found == all;
    seen.tagged_is_more = !is_within(&found, &all);
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

    fn may_be(&self, wanted: &Wanted<'_>, taken: &BTreeSet<String>) -> bool {
        let is_taken = |id: &OrderId| taken.contains(&id.as_str().to_ascii_lowercase());
        !is_older(self.created, wanted) && !self.id.as_ref().is_some_and(is_taken)
    }
}

fn if_readable<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}

/// Whether an order with these lines can be of a cart with these groups. How lines without a group
/// become orders is not known, so that any of them can be one.
fn is_alike(lines: &Lines, groups: &BTreeMap<Option<&OrderGroupId>, Lines>) -> bool {
    groups.iter().any(|(group, wanted)| match group {
        Some(_) => wanted == lines,
        None => !lines.is_empty() && is_within(lines, wanted),
    })
}

/// Whether all of these lines are among those, as often.
fn is_within(lines: &Lines, all: &Lines) -> bool {
    lines.iter().all(|(line, times)| all.get(line).is_some_and(|wanted| times <= wanted))
}

/// Whether what was created then is certainly of before.
fn is_older(created: Option<Timestamp>, wanted: &Wanted<'_>) -> bool {
    let (Some(date), Some(not_before)) = (created, wanted.not_before) else {
        return false;
    };
    // A time without an offset may be that of any place on earth.
    let unsure = if date.offset().is_some() { TimeDelta::zero() } else { TimeDelta::hours(14) };
    let latest = date.to_utc().and_then(|date| date.checked_add_signed(unsure));
    latest.is_some_and(|latest| latest < not_before)
}

/// Whether the name of a line has the tag.
fn is_tagged(order: &types::Order, tag: &str) -> bool {
    let mut names = order.line_items.iter().filter_map(|line| line.friendly_name.as_deref());
    names.any(|name| tag_in(name) == Some(tag))
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const TAG: &str = "pc-7f3a90c2d41be865";

    /// What is seen of a cart with two groups of one and the same line.
    fn seen(orders: &Value, tag: Option<&str>) -> ListSeen {
        let line = |group| json!({ "catalogItemId": "A:1:X", "quantity": 1, "orderGroup": group });
        let body = json!({ "lineItems": [line("0"), line("1")] });
        let cart = SentCart::new("cart".into(), serde_json::from_value(body).unwrap());
        let orders: Vec<types::Order> = serde_json::from_value(orders.clone()).unwrap();
        let not_before = DateTime::from_timestamp(1_893_456_000, 0);
        let taken = ["taken".into()];
        among(&orders, &[], &Wanted { cart: &cart, tag, not_before, taken: &taken })
    }

    fn order(id: &str, date: &str, name: &str) -> Value {
        let line = json!({ "offerId": "A:1:X", "quantity": 1, "friendlyName": name });
        json!({ "id": id, "creationDate": date, "lineItems": [line] })
    }

    #[test]
    fn lines_without_a_group_can_become_any_orders() {
        let line = json!({ "catalogItemId": "A:1:X", "quantity": 1 });
        let body = json!({ "lineItems": [line, line] });
        let cart = SentCart::new("cart".into(), serde_json::from_value(body).unwrap());
        let wanted = Wanted { cart: &cart, tag: None, not_before: None, taken: &[] };
        let line = json!({ "offerId": "a:1:x", "quantity": 1 });
        for (lines, is_candidate) in [(0, false), (1, true), (2, true), (3, false)] {
            let lines = vec![line.clone(); lines];
            let orders = json!([{ "id": "a", "lineItems": lines }]);
            let orders: Vec<types::Order> = serde_json::from_value(orders).unwrap();
            let seen = among(&orders, &[], &wanted);
            assert_eq!(!seen.candidates.is_empty(), is_candidate, "{lines:?}");
        }
    }

    const NOW: &str = "2030-01-01T00:00:00Z";

    #[test]
    fn an_order_that_is_listed_twice_is_one_order() {
        let twice = json!([order("a", NOW, ""), order("a", NOW, "")]);
        assert_eq!(seen(&twice, None).candidates, ["a"]);
        let twice = json!([order("a", NOW, TAG), order("a", NOW, TAG)]);
        assert!(!seen(&twice, Some(TAG)).tagged_is_all);
    }

    #[test]
    fn an_order_is_older_only_where_its_date_says_so_everywhere_on_earth() {
        for (date, is_candidate) in [
            (NOW, true),
            ("2029-12-31T23:59:59Z", false),
            ("2029-12-31T16:00:00-08:00", true),
            ("2029-12-31T16:00:00", true),
            ("2029-12-31T09:59:59", false),
            ("0001-01-01T00:00:00", true),
        ] {
            let candidates = seen(&json!([order("a", date, "")]), None).candidates;
            assert_eq!(candidates.len(), usize::from(is_candidate), "{date}");
        }
    }

    #[test]
    fn the_last_tag_in_a_name_says_whose_an_order_is() {
        for (name, is_own) in [
            (TAG, true),
            ("Team pc-7f3a90c2d41be865", true),
            ("pc-0000000000000000 pc-7f3a90c2d41be865", true),
            ("pc-7f3a90c2d41be865 of the pc-room", true),
            ("Team pc-7f3a90c2d41be865 pc-0000000000000000", false),
            ("Team pc-7f3a90c2d41be8650", false),
        ] {
            let tagged = seen(&json!([order("a", NOW, name)]), Some(TAG)).tagged.unwrap();
            assert_eq!(tagged.len(), usize::from(is_own), "{name}");
        }
    }

    #[test]
    fn orders_with_the_tag_are_told_apart_by_how_much_of_the_cart_they_have() {
        let tagged = |ids: &[&str]| {
            let orders = ids.iter().map(|id| order(id, NOW, TAG));
            seen(&orders.collect(), Some(TAG))
        };
        for (ids, is_all, is_more) in [
            (&["a"][..], false, false),
            (&["a", "b"], true, false),
            (&["a", "b", "c"], false, true),
        ] {
            let seen = tagged(ids);
            assert_eq!((seen.tagged_is_all, seen.tagged_is_more), (is_all, is_more), "{ids:?}");
        }
        assert_eq!(tagged(&["taken"]).tagged_and_taken, ["taken"]);
    }
}
