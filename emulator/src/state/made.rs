//! Made-up lines, each a function of its number: an invoice of a million of them is two numbers.

use std::time::{Duration, SystemTime};

use rust_decimal::Decimal;

use crate::ids::{big_id_of, guid_of};
use crate::state::line::{
    Amounts, Charge, ConsumptionLine, DailyUsage, LicenseLine, Line, OneTimeLine, RatedUsage,
};
use crate::state::meter::Meter;
use crate::state::money::{payable, times};
use crate::state::pair::Pair;
use crate::state::party::Party;
use crate::state::period::Period;

/// Prices in hundredths that the lines take in turn.
const PRICES: [i64; 8] = [1_600, 2_250, 499, 12_075, 61_725, 80, 3_333, 100_000];
/// Quantities go from 1 to this in turn.
const QUANTITIES: u64 = 9;
/// After so many lines the amounts repeat.
const CYCLE: u64 = PRICES.len() as u64 * QUANTITIES;
/// The lines are for so many customers in turn.
const CUSTOMERS: u64 = 40;
const PRODUCTS: [&str; 4] =
    ["Contoso Mail", "Contoso Pages", "Fabrikam Firewall", "Proseware Planner"];

/// Lines that are made up when somebody reads them.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) pair: Pair,
    pub(crate) count: u64,
    /// What keeps the ids of one invoice apart from those of others.
    pub(crate) salt: String,
    pub(crate) period: Period,
    pub(crate) country: String,
    pub(crate) currency: String,
    /// How many decimals amounts of the currency have.
    pub(crate) decimals: u32,
    pub(crate) tax: Decimal,
}

impl Made {
    /// What all the lines together add to the invoice.
    pub(crate) fn amounts(&self) -> Amounts {
        let of = |lines: u64| {
            (0..lines).fold(Amounts::default(), |sum, number| sum.plus(self.amounts_of(number)))
        };
        if !self.pair.is_charged() {
            return Amounts::default();
        }
        of(CYCLE).times(self.count / CYCLE).plus(of(self.count % CYCLE))
    }

    fn amounts_of(&self, number: u64) -> Amounts {
        let subtotal = payable(times(unit_price(number), quantity(number)), self.decimals);
        Amounts { subtotal, tax: payable(times(subtotal, self.tax), self.decimals) }
    }

    /// The line of that number, counted from 0.
    pub(crate) fn line(&self, number: u64) -> Line {
        match self.pair {
            Pair::OneTimeBilling => Line::OneTime(Box::new(self.one_time(number))),
            Pair::OfficeBilling => Line::License(Box::new(self.license(number))),
            Pair::AzureBilling => Line::Consumption(Box::new(self.consumption(number))),
            Pair::AzureUsage => {
                let line = self.consumption(number);
                let day = self.day(number);
                Line::DailyUsage(Box::new(DailyUsage { quantity: line.consumed, line, day }))
            }
            Pair::OneTimeUsage => Line::RatedUsage(Box::new(self.rated(number))),
        }
    }

    fn one_time(&self, number: u64) -> OneTimeLine {
        let Amounts { subtotal, tax } = self.amounts_of(number);
        let product = product(number);
        let id = big_id_of("CFM", product);
        let ordered = self.day(number) + Duration::from_secs(number % 86_400);
        OneTimeLine {
            party: self.party(number),
            reseller: number.is_multiple_of(3).then(|| "5550001".to_owned()),
            order: self.id("order", number),
            alternate_id: self.id("order", number).replace('-', "").split_off(20),
            ordered,
            product: id.clone(),
            sku: format!("{:04}", number % 7 + 1),
            availability: big_id_of("CFA", &format!("{id}{}", number % 7)),
            product_name: product.to_owned(),
            sku_name: format!("{product}, plan {}", number % 7 + 1),
            is_trial: false,
            charge: Charge::New,
            unit_price: unit_price(number),
            quantity: quantity(number),
            subtotal,
            tax,
            currency: self.currency.clone(),
            publisher: "Contoso, Ltd.".to_owned(),
            subscription: Some(self.id("subscription", number)),
            start: self.period.start,
            end: self.period.end,
            term: "One year, paid every month".to_owned(),
            billing_frequency: "Monthly",
            reservation: None,
            promotion: None,
            meter: None,
        }
    }

    fn license(&self, number: u64) -> LicenseLine {
        let Amounts { subtotal, tax } = self.amounts_of(number);
        LicenseLine {
            party: self.party(number),
            order: self.decimal_id(number),
            subscription: self.id("subscription", number),
            offer: product(number).to_owned(),
            start: self.period.start,
            end: self.period.end,
            charge: "Cycle fee".to_owned(),
            unit_price: unit_price(number),
            quantity: quantity(number),
            discount: Decimal::ZERO,
            subtotal,
            tax,
            currency: self.currency.clone(),
        }
    }

    fn consumption(&self, number: u64) -> ConsumptionLine {
        let Amounts { subtotal, tax } = self.amounts_of(number);
        ConsumptionLine {
            party: self.party(number),
            order: self.decimal_id(number),
            subscription: self.id("subscription", number),
            service: "Contoso Storage".to_owned(),
            service_type: "Standard disks".to_owned(),
            resource: product(number).to_owned(),
            region: if number.is_multiple_of(2) { String::new() } else { "US West".to_owned() },
            unit: "1 Hour".to_owned(),
            start: self.period.start,
            end: self.period.end,
            included: Decimal::ZERO,
            consumed: quantity(number),
            list_price: unit_price(number),
            subtotal,
            tax,
            currency: self.currency.clone(),
        }
    }

    fn rated(&self, number: u64) -> RatedUsage {
        let product = product(number);
        let meter = Meter {
            id: self.id("meter", number % 25),
            customer: self.party(number).id,
            subscription: self.id("subscription", number),
            product: big_id_of("CFM", product),
            sku: "0001".to_owned(),
            product_name: product.to_owned(),
            sku_name: format!("{product}, plan 1"),
            publisher: "Contoso, Ltd.".to_owned(),
            category: "Virtual machines".to_owned(),
            sub_category: "D series".to_owned(),
            name: "D2".to_owned(),
            unit: "1 Hour".to_owned(),
            region: "US West".to_owned(),
            service: "Contoso.Compute".to_owned(),
            resource_group: "made-up".to_owned(),
            resource: format!("machine{}", number % 1_000),
            unit_price: unit_price(number),
            daily_quantity: quantity(number),
            earned_credit: Decimal::ZERO,
        };
        RatedUsage {
            party: self.party(number),
            meter,
            currency: self.currency.clone(),
            start: self.period.start,
            end: self.period.end,
            day: self.day(number),
        }
    }

    fn party(&self, number: u64) -> Party {
        let at = number % CUSTOMERS;
        Party {
            id: self.id("customer", at),
            name: format!("Customer {}", at + 1),
            domain: format!("customer{}.example", at + 1),
            country: self.country.clone(),
        }
    }

    fn day(&self, number: u64) -> SystemTime {
        self.period.day(number % self.period.day_count().max(1))
    }

    fn id(&self, what: &str, number: u64) -> String {
        guid_of(&format!("{} {what} {number}", self.salt))
    }

    /// The long decimal ids of the old commerce.
    fn decimal_id(&self, number: u64) -> String {
        format!("5677350{:011}", number)
    }
}

fn unit_price(number: u64) -> Decimal {
    let at = usize::try_from(number % PRICES.len() as u64).unwrap_or_default();
    Decimal::new(PRICES.get(at).copied().unwrap_or_default(), 2)
}

fn quantity(number: u64) -> Decimal {
    Decimal::from(number % QUANTITIES + 1)
}

fn product(number: u64) -> &'static str {
    let at = usize::try_from(number % PRODUCTS.len() as u64).unwrap_or_default();
    PRODUCTS.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::BillingPeriod;

    fn made(pair: Pair, count: u64) -> Made {
        let period = Period::containing(SystemTime::UNIX_EPOCH, BillingPeriod::Month);
        let (salt, country, currency) = ("S".to_owned(), "US".to_owned(), "USD".to_owned());
        Made { pair, count, salt, period, country, currency, decimals: 2, tax: Decimal::new(85, 3) }
    }

    #[test]
    fn the_total_is_that_of_the_lines() {
        for pair in [Pair::OneTimeBilling, Pair::OfficeBilling, Pair::AzureBilling] {
            for count in [0, 1, 71, 72, 73, 1_000] {
                let made = made(pair, count);
                let sum = (0..count)
                    .map(|number| made.line(number).amounts())
                    .fold(Amounts::default(), Amounts::plus);
                assert_eq!(made.amounts(), sum, "{pair:?} {count}");
            }
        }
        assert_eq!(made(Pair::AzureUsage, 100).amounts(), Amounts::default());
    }

    #[test]
    fn the_total_of_very_many_is_known_at_once() {
        let one = made(Pair::OneTimeBilling, CYCLE).amounts();
        let many = made(Pair::OneTimeBilling, CYCLE * 1_000_000_000).amounts();
        assert_eq!(many, one.times(1_000_000_000));
    }
}
