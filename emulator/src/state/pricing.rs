//! What orders and meters cost: the lines that an invoice charges for them.

use std::time::SystemTime;

use rust_decimal::Decimal;

use crate::ids::guid_of;
use crate::state::billing::Due;
use crate::state::dates;
use crate::state::line::{Charge, OneTimeLine};
use crate::state::meter::Meter;
use crate::state::money::{payable, sum, times};
use crate::state::order::{Order, OrderLine};
use crate::state::party::Party;
use crate::state::period::Period;
use crate::state::world::World;

impl World {
    /// What an order's line costs, or gives back.
    pub(crate) fn charged(&self, due: Due) -> Option<OneTimeLine> {
        let order = self.orders.get(due.order)?;
        let line = order.lines.get(due.line)?;
        let party = self.party(&order.customer)?;
        let quantity = Decimal::from(line.quantity);
        let (price, quantity) = match due.charge {
            Charge::New => (line.unit_price, quantity),
            Charge::Cancel => (line.refund_price(order.created), -quantity),
        };
        let months = line.term.as_deref().and_then(dates::months_of);
        let end = months.and_then(|months| dates::months_later(order.created, months));
        let mut charged = self.priced(party, price, quantity);
        charged.reseller.clone_from(&line.reseller);
        charged.order.clone_from(&order.id);
        charged.alternate_id.clone_from(&order.alternate_id);
        charged.ordered = due.date;
        charged.product.clone_from(&line.product);
        charged.sku.clone_from(&line.sku);
        charged.availability.clone_from(&line.availability);
        charged.sku_name.clone_from(&line.title);
        charged.product_name =
            self.product(&line.product).map(|p| p.title.clone()).unwrap_or_default();
        charged.publisher = self
            .product(&line.product)
            .and_then(|product| product.publisher_name.clone())
            .unwrap_or_default();
        charged.is_trial = line.is_trial;
        charged.charge = due.charge;
        charged.subscription.clone_from(&line.subscription);
        charged.start = order.created;
        charged.end = end.unwrap_or(order.created);
        charged.term = term(order, line);
        charged.billing_frequency = match order.billing_cycle.as_str() {
            "monthly" => "Monthly",
            "annual" => "Annual",
            _ => "",
        };
        charged.reservation = line.reservation(&order.id, due.line);
        charged.promotion.clone_from(&line.promotion);
        Some(charged)
    }

    /// A meter's cost in a period.
    pub(crate) fn metered(&self, meter: &Meter, party: &Party, period: Period) -> OneTimeLine {
        let quantity = sum(period.days().map(|day| meter.quantity(day)));
        let cost = sum(period.days().map(|day| meter.cost(day)));
        let market = self.market(&party.country);
        let mut line = self.priced(party.clone(), meter.effective_unit_price(), quantity);
        // The days were rated one by one, so the sum of them counts and not price times quantity.
        line.subtotal = payable(cost, market.decimals);
        line.tax = payable(times(line.subtotal, market.tax), market.decimals);
        line.unit_price = meter.unit_price;
        line.order = guid_of(&format!("order of {}", meter.subscription));
        line.ordered = period.start;
        line.product.clone_from(&meter.product);
        line.sku.clone_from(&meter.sku);
        line.product_name.clone_from(&meter.product_name);
        line.sku_name.clone_from(&meter.sku_name);
        line.publisher.clone_from(&meter.publisher);
        line.subscription = Some(meter.subscription.clone());
        line.start = period.start;
        line.end = period.end;
        line.term = "Billed by use, every month".to_owned();
        line.billing_frequency = "Monthly";
        line.meter = Some(format!("{}, {}", meter.category, meter.name));
        line
    }

    /// A new charge for a customer, with the amounts filled in and the rest left blank.
    pub(crate) fn priced(
        &self,
        party: Party,
        unit_price: Decimal,
        quantity: Decimal,
    ) -> OneTimeLine {
        let market = self.market(&party.country);
        let subtotal = payable(times(unit_price, quantity), market.decimals);
        OneTimeLine {
            subtotal,
            tax: payable(times(subtotal, market.tax), market.decimals),
            currency: market.currency.clone(),
            party,
            unit_price,
            quantity,
            reseller: None,
            order: String::new(),
            alternate_id: String::new(),
            ordered: SystemTime::UNIX_EPOCH,
            product: String::new(),
            sku: String::new(),
            availability: String::new(),
            product_name: String::new(),
            sku_name: String::new(),
            is_trial: false,
            charge: Charge::New,
            publisher: String::new(),
            subscription: None,
            start: SystemTime::UNIX_EPOCH,
            end: SystemTime::UNIX_EPOCH,
            term: String::new(),
            billing_frequency: "",
            reservation: None,
            promotion: None,
            meter: None,
        }
    }
}

/// The commitment in words, as lines describe it.
fn term(order: &Order, line: &OrderLine) -> String {
    let length = match line.term.as_deref() {
        Some("P1M") => "One month",
        Some("P1Y") => "One year",
        Some("P3Y") => "Three years",
        _ => return "One-time purchase".to_owned(),
    };
    let cycle = match order.billing_cycle.as_str() {
        "monthly" => "paid every month",
        "annual" => "paid every year",
        _ => "paid at once",
    };
    format!("{length}, {cycle}")
}
