//! Orders, and how far their lines have come.

use std::time::{Duration, SystemTime};

use rust_decimal::Decimal;

use crate::ids::guid_of;
use crate::json::{Json, Object};
use crate::settings::Settings;
use crate::state::catalog::Delivers;
use crate::state::dates;
use crate::state::money;
use crate::state::pair::plain;

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
    /// The state that it was put into instead of going its way.
    pub(crate) state: Option<String>,
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
    /// What the line does: `New`, `Renew` or `AddQuantity`.
    pub(crate) transaction: &'static str,
    /// When the line was cancelled.
    pub(crate) cancelled: Option<SystemTime>,
    /// Whether an invoice has charged the line.
    pub(crate) billed: bool,
    /// Whether an invoice has given back what a cancelled line cost.
    pub(crate) credited: bool,
    /// Whether it failed for good, so that it is neither delivered nor charged.
    pub(crate) failed: bool,
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
        if self.is_held_back() && !self.provisioned {
            Stage::Unfulfilled
        } else if self.provisioned || age >= Duration::from_secs(settings.fulfillment_seconds) {
            Stage::Fulfilled
        } else if age >= Duration::from_secs(settings.prefulfillment_seconds) {
            Stage::PrefulfillmentPending
        } else {
            Stage::Unfulfilled
        }
    }

    pub(crate) fn status(&self) -> &str {
        if self.lines.iter().all(OrderLine::is_cancelled) {
            "cancelled"
        } else if let Some(state) = &self.state {
            state
        } else if self.provisioned {
            "completed"
        } else {
            "pending"
        }
    }

    /// Puts the order into a state, or lets it go its way again. A failure is one of its lines: of
    /// all, or of the last one where the rest is a success.
    pub(crate) fn put_into(&mut self, state: Option<&str>) {
        self.state = state.map(str::to_owned);
        let word = self.state_word();
        let last = self.lines.len().saturating_sub(1);
        for (number, line) in self.lines.iter_mut().enumerate() {
            line.failed = match word.as_str() {
                "error" | "poreviewrejected" => true,
                "partialsuccess" => number == last,
                _ => false,
            };
        }
    }

    /// Whether its state keeps it from being handed over.
    pub(crate) fn is_held_back(&self) -> bool {
        self.state.is_some() && self.state_word() != "partialsuccess"
    }

    /// The state without blanks and underscores, in which the sources differ.
    fn state_word(&self) -> String {
        plain(&self.state.as_deref().unwrap_or_default().replace(' ', ""))
    }

    /// Whether a line has something to activate: software that was handed over and not given back.
    pub(crate) fn has_activation_links(&self, line: &OrderLine) -> bool {
        self.provisioned && line.delivers == Delivers::Software && line.is_owned()
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

    /// Whether the customer has it, once its order is handed over.
    pub(crate) fn is_owned(&self) -> bool {
        !self.failed && self.left() > 0
    }

    /// The price of one unit that is given back for a line that was cancelled: of software all of
    /// it, of a subscription what the days that are left cost.
    pub(crate) fn refund_price(&self, ordered: SystemTime) -> Decimal {
        let end = self.term.as_deref().and_then(dates::months_of);
        let end = end.and_then(|months| dates::months_later(ordered, months));
        match (self.delivers, self.cancelled, end) {
            (Delivers::Subscription, Some(cancelled), Some(end)) => {
                prorated(self.unit_price, ordered, end, cancelled)
            }
            _ => self.unit_price,
        }
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

/// What a price for a whole term is for the days that are left of it. A day that has begun is over.
pub(crate) fn prorated(
    price: Decimal,
    start: SystemTime,
    end: SystemTime,
    from: SystemTime,
) -> Decimal {
    let days = |from: SystemTime, to: SystemTime| {
        to.duration_since(from).unwrap_or_default().as_secs() / (24 * 60 * 60)
    };
    let term = days(start, end).max(1);
    let left = term.saturating_sub(days(start, from));
    (price * Decimal::from(left) / Decimal::from(term)).round_dp(4)
}
