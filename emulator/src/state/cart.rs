//! Carts and what became of their order groups.

use std::collections::BTreeMap;
use std::time::SystemTime;

use rust_decimal::Decimal;

use crate::json::{Json, Object};
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
    pub(crate) checked_out: bool,
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

impl Line {
    /// The line and its add-ons.
    pub(crate) fn with_addons(&self) -> impl Iterator<Item = &Line> {
        std::iter::once(self).chain(&self.addons)
    }

    pub(crate) fn provisioning_text(&self, name: &str) -> Option<&str> {
        self.provisioning.as_ref()?.text(name)
    }
}
