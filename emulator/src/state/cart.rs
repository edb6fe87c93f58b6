//! Carts and what became of their order groups.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use rust_decimal::Decimal;

use crate::json::{Json, Object};
use crate::settings::{PartlyOrderedCart, Settings};
use crate::state::catalog::Delivers;

/// A cart of a customer.
#[derive(Clone, Debug)]
pub(crate) struct Cart {
    pub(crate) id: String,
    pub(crate) customer: String,
    pub(crate) created: SystemTime,
    pub(crate) modified: SystemTime,
    pub(crate) expires: SystemTime,
    pub(crate) user: String,
    pub(crate) lines: Vec<Line>,
    /// When the first of its orders was placed.
    pub(crate) ordered: Option<SystemTime>,
    /// The orders that exist, by order group.
    pub(crate) placed: BTreeMap<String, String>,
    pub(crate) attestation: Option<bool>,
    /// Members of the request that the emulator does not know; they are given back as they came.
    pub(crate) unknown: Object,
}

/// A line of a cart.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) id: i64,
    pub(crate) catalog_item: String,
    pub(crate) friendly_name: Option<String>,
    pub(crate) quantity: u32,
    pub(crate) currency: Option<String>,
    pub(crate) billing_cycle: String,
    pub(crate) term: Option<String>,
    pub(crate) promotion: Option<String>,
    pub(crate) participants: Option<Vec<Json>>,
    pub(crate) provisioning: Option<Object>,
    pub(crate) renews_to: Option<Json>,
    pub(crate) custom_term_end: Option<String>,
    pub(crate) attestation: Option<bool>,
    pub(crate) coterminous: Option<String>,
    pub(crate) order_group: String,
    pub(crate) error: Option<LineError>,
    pub(crate) addons: Vec<Line>,
    /// What the line buys, when it could be found.
    pub(crate) item: Option<Item>,
    pub(crate) unknown: Object,
}

/// What a line was found to buy.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) product: String,
    pub(crate) sku: String,
    pub(crate) title: String,
    pub(crate) currency: String,
    pub(crate) unit_price: Decimal,
    pub(crate) delivers: Delivers,
}

/// What is wrong with a line of a cart that was made nevertheless.
#[derive(Clone, Debug)]
pub(crate) struct LineError {
    pub(crate) code: u32,
    pub(crate) description: String,
}

impl Cart {
    /// The order groups, in order.
    pub(crate) fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = Vec::new();
        for line in self.lines.iter().flat_map(Line::with_addons) {
            if !groups.contains(&line.order_group.as_str()) {
                groups.push(&line.order_group);
            }
        }
        groups
    }

    /// Whether the service takes the cart for one that was bought.
    pub(crate) fn is_ordered(&self, settings: &Settings) -> bool {
        let is_whole = || self.groups().iter().all(|group| self.placed.contains_key(*group));
        self.ordered.is_some()
            && (settings.partly_ordered_cart == PartlyOrderedCart::Ordered || is_whole())
    }

    /// The status as the service shows it, which can lag behind what was done.
    pub(crate) fn status(&self, settings: &Settings, now: SystemTime) -> &'static str {
        let delay = Duration::from_secs(settings.ordered_status_delay_seconds);
        let age = self.ordered.map(|at| now.duration_since(at).unwrap_or_default());
        let is_shown = age.is_some_and(|age| age >= delay);
        if is_shown && self.is_ordered(settings) { "Ordered" } else { "Active" }
    }
}

impl Line {
    /// The line and its add-ons.
    pub(crate) fn with_addons(&self) -> impl Iterator<Item = &Line> {
        std::iter::once(self).chain(&self.addons)
    }

    pub(crate) fn provisioning_text(&self, name: &str) -> Option<&str> {
        self.provisioning.as_ref()?.text(name)
    }
}
