//! Lines of invoices: five kinds of facts, which the wire prints in five shapes.

use std::time::SystemTime;

use rust_decimal::Decimal;

use crate::state::meter::Meter;
use crate::state::party::Party;

/// A line of an invoice, or of what is yet to be billed.
#[derive(Clone, Debug)]
pub(crate) enum Line {
    OneTime(Box<OneTimeLine>),
    License(Box<LicenseLine>),
    Consumption(Box<ConsumptionLine>),
    DailyUsage(Box<DailyUsage>),
    RatedUsage(Box<RatedUsage>),
}

/// A purchase, a cancellation, or a month's use of a meter, as the new commerce bills it.
#[derive(Clone, Debug)]
pub(crate) struct OneTimeLine {
    pub(crate) party: Party,
    /// The MPN id of the indirect reseller, if there is one.
    pub(crate) reseller: Option<String>,
    pub(crate) order: String,
    pub(crate) alternate_id: String,
    /// When it was ordered; what is charged counts from here.
    pub(crate) ordered: SystemTime,
    pub(crate) product: String,
    pub(crate) sku: String,
    pub(crate) availability: String,
    pub(crate) product_name: String,
    pub(crate) sku_name: String,
    pub(crate) is_trial: bool,
    pub(crate) charge: Charge,
    pub(crate) unit_price: Decimal,
    pub(crate) quantity: Decimal,
    pub(crate) subtotal: Decimal,
    pub(crate) tax: Decimal,
    pub(crate) currency: String,
    pub(crate) publisher: String,
    pub(crate) subscription: Option<String>,
    pub(crate) start: SystemTime,
    pub(crate) end: SystemTime,
    pub(crate) term: String,
    pub(crate) billing_frequency: &'static str,
    /// The order of a reservation, where the line is for one.
    pub(crate) reservation: Option<String>,
    pub(crate) promotion: Option<String>,
    /// What was measured, where the line is for use.
    pub(crate) meter: Option<String>,
}

/// Why something is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charge {
    New,
    Cancel,
}

/// Licenses of the old commerce.
#[derive(Clone, Debug)]
pub(crate) struct LicenseLine {
    pub(crate) party: Party,
    pub(crate) order: String,
    pub(crate) subscription: String,
    pub(crate) offer: String,
    pub(crate) start: SystemTime,
    pub(crate) end: SystemTime,
    pub(crate) charge: String,
    pub(crate) unit_price: Decimal,
    pub(crate) quantity: Decimal,
    pub(crate) discount: Decimal,
    pub(crate) subtotal: Decimal,
    pub(crate) tax: Decimal,
    pub(crate) currency: String,
}

/// A month's use of a resource of the old commerce.
#[derive(Clone, Debug)]
pub(crate) struct ConsumptionLine {
    pub(crate) party: Party,
    pub(crate) order: String,
    pub(crate) subscription: String,
    pub(crate) service: String,
    pub(crate) service_type: String,
    pub(crate) resource: String,
    pub(crate) region: String,
    pub(crate) unit: String,
    pub(crate) start: SystemTime,
    pub(crate) end: SystemTime,
    pub(crate) included: Decimal,
    pub(crate) consumed: Decimal,
    pub(crate) list_price: Decimal,
    pub(crate) subtotal: Decimal,
    pub(crate) tax: Decimal,
    pub(crate) currency: String,
}

/// What a day adds to a [`ConsumptionLine`].
#[derive(Clone, Debug)]
pub(crate) struct DailyUsage {
    pub(crate) line: ConsumptionLine,
    pub(crate) day: SystemTime,
    pub(crate) quantity: Decimal,
}

/// A day's use of a meter, with its price.
#[derive(Clone, Debug)]
pub(crate) struct RatedUsage {
    pub(crate) party: Party,
    pub(crate) meter: Meter,
    pub(crate) currency: String,
    /// The period that the day is charged in.
    pub(crate) start: SystemTime,
    pub(crate) end: SystemTime,
    pub(crate) day: SystemTime,
}

impl OneTimeLine {
    pub(crate) fn total(&self) -> Decimal {
        self.subtotal.saturating_add(self.tax)
    }
}

impl LicenseLine {
    /// What the licenses cost before the discount.
    pub(crate) fn amount(&self) -> Decimal {
        self.subtotal.saturating_add(self.discount)
    }

    pub(crate) fn total(&self) -> Decimal {
        self.subtotal.saturating_add(self.tax)
    }
}

impl ConsumptionLine {
    pub(crate) fn overage(&self) -> Decimal {
        self.consumed.saturating_sub(self.included).max(Decimal::ZERO)
    }

    pub(crate) fn total(&self) -> Decimal {
        self.subtotal.saturating_add(self.tax)
    }

    /// How much of the use falls on a day; the last one takes what the others leave.
    pub(crate) fn on_day(&self, number: u64, days: u64) -> Decimal {
        let days = Decimal::from(days.max(1));
        let each = (self.consumed / days).trunc_with_scale(6);
        if Decimal::from(number + 1) < days {
            each
        } else {
            self.consumed - each * (days - Decimal::ONE)
        }
    }
}

/// What a line adds to its invoice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amounts {
    pub(crate) subtotal: Decimal,
    pub(crate) tax: Decimal,
}

impl Amounts {
    pub(crate) fn total(self) -> Decimal {
        self.subtotal.saturating_add(self.tax)
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            subtotal: self.subtotal.saturating_add(other.subtotal),
            tax: self.tax.saturating_add(other.tax),
        }
    }

    /// The same many times over.
    pub(crate) fn times(self, count: u64) -> Self {
        let count = Decimal::from(count);
        let times = |amount: Decimal| crate::state::money::times(amount, count);
        Self { subtotal: times(self.subtotal), tax: times(self.tax) }
    }
}

impl Line {
    /// What the line adds to its invoice; usage is charged by other lines and adds nothing.
    pub(crate) fn amounts(&self) -> Amounts {
        let (subtotal, tax) = match self {
            Self::OneTime(line) => (line.subtotal, line.tax),
            Self::License(line) => (line.subtotal, line.tax),
            Self::Consumption(line) => (line.subtotal, line.tax),
            Self::DailyUsage(_) | Self::RatedUsage(_) => return Amounts::default(),
        };
        Amounts { subtotal, tax }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_of_a_month_add_up() {
        let line = ConsumptionLine {
            party: Party::default(),
            order: String::new(),
            subscription: String::new(),
            service: String::new(),
            service_type: String::new(),
            resource: String::new(),
            region: String::new(),
            unit: String::new(),
            start: SystemTime::UNIX_EPOCH,
            end: SystemTime::UNIX_EPOCH,
            included: Decimal::TEN,
            consumed: "745.25".parse().unwrap(),
            list_price: Decimal::ONE,
            subtotal: Decimal::ZERO,
            tax: Decimal::ZERO,
            currency: String::new(),
        };
        let sum: Decimal = (0..31).map(|day| line.on_day(day, 31)).sum();
        assert_eq!(sum, line.consumed);
        assert_eq!(line.on_day(0, 31).to_string(), "24.040322");
        assert_eq!(line.overage().to_string(), "735.25");
    }
}
