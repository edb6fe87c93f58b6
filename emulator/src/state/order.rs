//! Orders, and how far their lines have come.

use std::time::{Duration, SystemTime};

use rust_decimal::Decimal;

use crate::ids::guid_of;
use crate::json::{Json, Object};
use crate::settings::Settings;
use crate::state::catalog::Delivers;
use crate::state::money;

/// An order of a customer.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) alternate_id: String,
    pub(crate) customer: String,
    pub(crate) country: String,
    pub(crate) billing_cycle: String,
    pub(crate) currency: String,
    pub(crate) symbol: String,
    pub(crate) created: SystemTime,
    pub(crate) lines: Vec<OrderLine>,
    pub(crate) make: Make,
    /// Whether what was ordered has been handed over.
    pub(crate) provisioned: bool,
    /// Whether the order was cancelled as a whole, as only a sandbox allows.
    pub(crate) withdrawn: bool,
}

/// Which commerce system an order was made by; the wire shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Make {
    /// Bought once, from a cart.
    OneTime,
    /// A recurring subscription, from a cart.
    Recurring,
    /// Of the old commerce; only seeded orders are.
    Legacy,
}

/// A line of an order.
#[derive(Clone, Debug)]
pub(crate) struct OrderLine {
    pub(crate) product: String,
    pub(crate) sku: String,
    pub(crate) availability: String,
    /// What was asked for: a catalog item, or an offer of the old commerce.
    pub(crate) offer_id: String,
    pub(crate) title: String,
    pub(crate) friendly_name: Option<String>,
    pub(crate) quantity: u32,
    pub(crate) term: Option<String>,
    pub(crate) unit_price: Decimal,
    pub(crate) delivers: Delivers,
    pub(crate) is_trial: bool,
    pub(crate) subscription: Option<String>,
    /// The line of the base that an add-on was bought with.
    pub(crate) base: Option<usize>,
    /// The subscription that an add-on was bought for.
    pub(crate) parent: Option<String>,
    pub(crate) reseller: Option<String>,
    pub(crate) additional_resellers: Vec<String>,
    pub(crate) provisioning: Object,
    pub(crate) renews_to: Option<Json>,
    pub(crate) promotion: Option<String>,
    pub(crate) custom_term_end: Option<String>,
    pub(crate) attestation: Option<bool>,
    /// When the line was cancelled.
    pub(crate) cancelled: Option<SystemTime>,
    /// Whether an invoice has charged the line.
    pub(crate) billed: bool,
    /// Whether an invoice has given back what a cancelled line cost.
    pub(crate) credited: bool,
}

/// How far the provisioning of an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Unfulfilled,
    PrefulfillmentPending,
    Fulfilled,
}

impl Order {
    pub(crate) fn stage(&self, now: SystemTime, settings: &Settings) -> Stage {
        let age = now.duration_since(self.created).unwrap_or_default();
        if self.provisioned || age >= Duration::from_secs(settings.fulfillment_seconds) {
            Stage::Fulfilled
        } else if age >= Duration::from_secs(settings.prefulfillment_seconds) {
            Stage::PrefulfillmentPending
        } else {
            Stage::Unfulfilled
        }
    }

    pub(crate) fn status(&self) -> &'static str {
        if self.lines.iter().all(OrderLine::is_cancelled) {
            "cancelled"
        } else if self.provisioned {
            "completed"
        } else {
            "pending"
        }
    }

    /// Whether a line has something to activate: software that was handed over and not given back.
    pub(crate) fn has_activation_links(&self, line: &OrderLine) -> bool {
        self.provisioned && line.delivers == Delivers::Software && line.left() > 0
    }

    /// The sum of the lines, before tax.
    pub(crate) fn total(&self) -> Decimal {
        money::sum(self.lines.iter().map(OrderLine::extended_price))
    }
}

impl OrderLine {
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.is_some()
    }

    /// How many the customer still has.
    pub(crate) fn left(&self) -> u32 {
        if self.is_cancelled() { 0 } else { self.quantity }
    }

    pub(crate) fn extended_price(&self) -> Decimal {
        money::times(self.unit_price, Decimal::from(self.left()))
    }

    /// The id of the reservation that the line gave, if it gave one.
    pub(crate) fn reservation(&self, order: &str, number: usize) -> Option<String> {
        (self.delivers == Delivers::Reservation)
            .then(|| guid_of(&format!("reservation {order} {number}")))
    }
}
