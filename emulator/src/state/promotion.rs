//! Promotions, and whether one applies to a purchase.

use serde::Deserialize;

use crate::state::order::{Order, OrderLine};

/// What lowers the price of a SKU. Prices of carts are left as they are.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Promotion {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Whether it applies without being named.
    #[serde(default)]
    pub(crate) automatic: bool,
    pub(crate) product: String,
    pub(crate) sku: String,
    pub(crate) term: String,
    pub(crate) billing_cycle: String,
    /// What it takes off, as a fraction.
    pub(crate) off: String,
    /// The fewest and the most seats.
    #[serde(default)]
    pub(crate) seats: Option<(u32, u32)>,
    /// How often a customer may use it.
    #[serde(default)]
    pub(crate) redemptions: Option<u32>,
    #[serde(default)]
    pub(crate) first_purchase: bool,
    /// Lists of `product/sku`, of which one has to be owned whole.
    #[serde(default)]
    pub(crate) owned: Vec<Vec<String>>,
}

/// Why a promotion does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    Prerequisite,
    Redemptions { most: u32, left: u32 },
    Seats { fewest: u32, most: u32 },
    BoughtBefore,
    Term,
}

/// A purchase that might be made.
pub(crate) struct Asked<'a> {
    pub(crate) customer: &'a str,
    pub(crate) quantity: u32,
    pub(crate) term: &'a str,
    pub(crate) billing_cycle: &'a str,
}

impl Promotion {
    pub(crate) fn is_for(&self, product: &str, sku: &str) -> bool {
        self.product.eq_ignore_ascii_case(product) && self.sku.eq_ignore_ascii_case(sku)
    }

    /// Every reason why it does not apply.
    pub(crate) fn reasons(&self, orders: &[Order], asked: &Asked<'_>) -> Vec<Reason> {
        let bought: Vec<&OrderLine> = lines_of(orders, asked.customer).collect();
        let mut reasons = Vec::new();
        if !same_word(&self.term, asked.term)
            || !same_word(&self.billing_cycle, asked.billing_cycle)
        {
            reasons.push(Reason::Term);
        }
        if let Some((fewest, most)) = self.seats
            && !(fewest..=most).contains(&asked.quantity)
        {
            reasons.push(Reason::Seats { fewest, most });
        }
        let used = bought.iter().filter(|line| line.promotion.as_ref() == Some(&self.id)).count();
        let used = u32::try_from(used).unwrap_or(u32::MAX);
        if let Some(most) = self.redemptions.filter(|most| used >= *most) {
            reasons.push(Reason::Redemptions { most, left: 0 });
        }
        let owns = |product: &str, sku: &str| {
            bought.iter().any(|line| {
                line.product.eq_ignore_ascii_case(product) && line.sku.eq_ignore_ascii_case(sku)
            })
        };
        if self.first_purchase && owns(&self.product, &self.sku) {
            reasons.push(Reason::BoughtBefore);
        }
        let owns_all = |list: &Vec<String>| {
            list.iter()
                .all(|id| id.split_once('/').is_some_and(|(product, sku)| owns(product, sku)))
        };
        if !self.owned.is_empty() && !self.owned.iter().any(owns_all) {
            reasons.push(Reason::Prerequisite);
        }
        reasons
    }
}

/// What a customer bought and did not give back.
fn lines_of<'o>(orders: &'o [Order], customer: &'o str) -> impl Iterator<Item = &'o OrderLine> {
    let orders = orders.iter().filter(|order| order.customer.eq_ignore_ascii_case(customer));
    orders.flat_map(|order| &order.lines).filter(|line| line.cancelled.is_none())
}

/// Whether two words are the same but for case and underscores.
fn same_word(one: &str, other: &str) -> bool {
    let plain = |word: &str| word.replace('_', "").to_ascii_lowercase();
    plain(one) == plain(other)
}
