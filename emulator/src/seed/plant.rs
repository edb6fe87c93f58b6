//! From a seed to what the emulator knows.

use std::time::SystemTime;

use rust_decimal::Decimal;

use crate::json::Object;
use crate::seed::{Seed, replace};
use crate::state::catalog::Delivers;
use crate::state::customer::{Customer, Subscription};
use crate::state::dates;
use crate::state::order::{Make, Order, OrderLine};
use crate::state::world::World;

impl Seed {
    /// Adds what the seed holds; the same id replaces, and what customers bought meanwhile stays.
    pub(crate) fn plant(self, world: &mut World) {
        world.markets.extend(self.markets);
        let orders: Vec<Order> =
            self.customers.iter().flat_map(|customer| seeded_orders(customer, world)).collect();
        world.orders.retain(|old| !orders.iter().any(|new| new.id.eq_ignore_ascii_case(&old.id)));
        world.orders.extend(orders);
        replace(&mut world.partners, self.partners, |partner| &partner.tenant);
        replace(&mut world.customers, self.customers, |customer| &customer.id);
        replace(&mut world.products, self.products, |product| &product.id);
        replace(&mut world.promotions, self.promotions, |promotion| &promotion.id);
        replace(&mut world.meters, self.meters, |meter| &meter.id);
        world.restrictions.extend(self.restrictions);
        for seeded in self.invoices {
            let (invoices, payments) = seeded.plant(world);
            world.add_invoices(invoices, payments);
        }
    }
}

/// The orders that a seeded customer's subscriptions came from.
fn seeded_orders(customer: &Customer, world: &World) -> Vec<Order> {
    let market = world.market(&customer.country);
    let order = |subscription: &Subscription| Order {
        id: subscription.order_id.clone(),
        alternate_id: subscription.order_id.clone(),
        customer: customer.id.clone(),
        country: customer.country.clone(),
        billing_cycle: subscription.billing_cycle.clone().unwrap_or_else(|| "monthly".into()),
        currency: market.currency.clone(),
        symbol: market.symbol.clone(),
        created: dates::read(&subscription.creation_date).unwrap_or(SystemTime::UNIX_EPOCH),
        lines: vec![seeded_line(subscription)],
        make: Make::Legacy,
        provisioned: true,
        withdrawn: false,
        state: None,
    };
    customer.subscriptions.iter().map(order).collect()
}

fn seeded_line(subscription: &Subscription) -> OrderLine {
    OrderLine {
        product: String::new(),
        sku: subscription.offer_id.clone(),
        availability: String::new(),
        offer_id: subscription.offer_id.clone(),
        title: subscription.offer_name.clone(),
        friendly_name: subscription.friendly_name.clone(),
        quantity: subscription.quantity,
        term: subscription.term_duration.clone(),
        unit_price: Decimal::ZERO,
        delivers: Delivers::Subscription,
        is_trial: subscription.is_trial,
        subscription: Some(subscription.id.clone()),
        base: None,
        parent: subscription.parent.clone(),
        reseller: Some(subscription.partner_id.clone()).filter(|id| !id.is_empty()),
        additional_resellers: Vec::new(),
        provisioning: Object::default(),
        renews_to: None,
        promotion: None,
        custom_term_end: None,
        attestation: None,
        transaction: "New",
        cancelled: None,
        billed: true,
        credited: true,
        failed: false,
    }
}
