//! Everything the emulator remembers, behind one lock.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use rust_decimal::Decimal;

use crate::fault_codes::{BAD_CUSTOMER_ID, Code, NO_RELATIONSHIP, NO_SUBSCRIPTION};
use crate::faults::Script;
use crate::ids::{Ids, is_guid};
use crate::json::Object;
use crate::ledger::Ledger;
use crate::options::Options;
use crate::reply::{Refusal, refuse_for};
use crate::seed::Seed;
use crate::settings::Settings;
use crate::state::billing::Billing;
use crate::state::cart::Cart;
use crate::state::catalog::{Availability, Delivers, Product, Restriction, Sku};
use crate::state::customer::{Customer, Registration, Subscription};
use crate::state::dates;
use crate::state::invoice::{Invoice, Payment};
use crate::state::market::Market;
use crate::state::meter::Meter;
use crate::state::order::{Make, Order, OrderLine};
use crate::state::partner::Partner;
use crate::state::period::Period;
use crate::throttle::Windows;
use crate::tokens::Grants;

/// What the emulator remembers.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) settings: Settings,
    pub(crate) ids: Ids,
    pub(crate) partners: Vec<Partner>,
    pub(crate) markets: BTreeMap<String, Market>,
    pub(crate) products: Vec<Product>,
    pub(crate) restrictions: Vec<Restriction>,
    pub(crate) customers: Vec<Customer>,
    pub(crate) carts: Vec<Cart>,
    pub(crate) orders: Vec<Order>,
    /// How many of a SKU have been sold, by `product:sku`.
    pub(crate) sold: BTreeMap<String, u32>,
    /// How often availability ids were renamed by hand.
    pub(crate) rotations: u64,
    pub(crate) meters: Vec<Meter>,
    /// Every invoice and what amends it, oldest first.
    pub(crate) invoices: Vec<Invoice>,
    pub(crate) payments: Vec<Payment>,
    pub(crate) billing: Billing,
    pub(crate) grants: Grants,
    pub(crate) script: Script,
    pub(crate) windows: Windows,
    /// How many requests could have met trouble at random.
    pub(crate) in_chaos: u64,
    pub(crate) ledger: Ledger,
}

impl World {
    pub(crate) fn new(options: &Options) -> Self {
        let period = Period::containing(options.clock.now(), options.settings.billing_period);
        let mut world = Self {
            settings: options.settings.clone(),
            ids: options.ids.clone(),
            partners: Vec::new(),
            markets: BTreeMap::new(),
            products: Vec::new(),
            restrictions: Vec::new(),
            customers: Vec::new(),
            carts: Vec::new(),
            orders: Vec::new(),
            sold: BTreeMap::new(),
            rotations: 0,
            meters: Vec::new(),
            invoices: Vec::new(),
            payments: Vec::new(),
            billing: Billing::starting(period),
            grants: Grants::default(),
            script: Script::default(),
            windows: Windows::default(),
            in_chaos: 0,
            ledger: Ledger::default(),
        };
        world.plant(options.seed.clone());
        world
    }

    /// Adds what a seed holds; the same id replaces, and what customers bought meanwhile stays.
    pub(crate) fn plant(&mut self, mut seed: Seed) {
        let invoices = std::mem::take(&mut seed.invoices);
        let mut all = Seed {
            partners: std::mem::take(&mut self.partners),
            markets: std::mem::take(&mut self.markets),
            customers: std::mem::take(&mut self.customers),
            products: std::mem::take(&mut self.products),
            restrictions: std::mem::take(&mut self.restrictions),
            meters: std::mem::take(&mut self.meters),
            invoices: Vec::new(),
        };
        let orders: Vec<Order> =
            seed.customers.iter().flat_map(|c| seeded_orders(c, &seed, &all)).collect();
        self.orders.retain(|old| !orders.iter().any(|new| new.id.eq_ignore_ascii_case(&old.id)));
        self.orders.extend(orders);
        for partner in &seed.partners {
            if let Some(token) = &partner.refresh_token {
                self.grants.remember_refresh(token, &partner.tenant);
            }
        }
        all.merge(seed);
        let Seed { partners, markets, customers, products, restrictions, meters, .. } = all;
        self.partners = partners;
        self.markets = markets;
        self.customers = customers;
        self.products = products;
        self.restrictions = restrictions;
        self.meters = meters;
        for seeded in invoices {
            let (invoices, payments) = seeded.plant(self);
            self.add_invoices(invoices, payments);
        }
    }

    /// Adds invoices and what was paid for them; the same id replaces.
    pub(crate) fn add_invoices(&mut self, invoices: Vec<Invoice>, payments: Vec<Payment>) {
        for invoice in &invoices {
            self.invoices.retain(|old| !old.id.eq_ignore_ascii_case(&invoice.id));
            self.payments.retain(|old| !old.invoice.eq_ignore_ascii_case(&invoice.id));
        }
        self.invoices.extend(invoices);
        self.payments.extend(payments);
    }

    /// Lets happen what the time has come for: registrations end, orders are fulfilled, periods are
    /// billed.
    pub(crate) fn settle(&mut self, now: SystemTime) {
        let enough = Duration::from_secs(self.settings.registration_seconds);
        for subscription in
            self.customers.iter_mut().flat_map(|customer| &mut customer.subscriptions)
        {
            if let Registration::Since(start) = subscription.registration
                && now.duration_since(start).is_ok_and(|age| age >= enough)
            {
                subscription.registration = Registration::Registered;
            }
        }
        let fulfillment = Duration::from_secs(self.settings.fulfillment_seconds);
        for order in self.orders.iter_mut().filter(|order| !order.provisioned) {
            if now.duration_since(order.created).is_ok_and(|age| age >= fulfillment) {
                order.provisioned = true;
                let given = provision(order, &mut self.ids);
                if let Some(customer) = self.customers.iter_mut().find(|c| c.id == order.customer) {
                    customer.subscriptions.extend(given);
                }
            }
        }
        self.close_periods(now);
    }

    /// The number in the ids of availabilities: another one gives other ids.
    pub(crate) fn generation(&self, now: SystemTime) -> u64 {
        let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let by_time = self
            .settings
            .availability_lifetime_seconds
            .filter(|life| *life > 0)
            .map(|life| since / life);
        by_time.unwrap_or_default().wrapping_add(self.rotations)
    }

    pub(crate) fn partner(&self, tenant: &str) -> Option<&Partner> {
        // Authorities accept the tenant's id and any of its domains.
        self.partners.iter().find(|partner| {
            partner.tenant.eq_ignore_ascii_case(tenant)
                || partner.domain.eq_ignore_ascii_case(tenant)
        })
    }

    pub(crate) fn product(&self, id: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.id.eq_ignore_ascii_case(id))
    }

    /// The customer of that id, if the partner has a relationship with it.
    pub(crate) fn customer(&self, partner: &str, id: &str) -> Result<&Customer, Refusal> {
        let at = self.customer_at(partner, id)?;
        Ok(&self.customers[at])
    }

    pub(crate) fn subscription_mut(
        &mut self,
        partner: &str,
        customer: &str,
        id: &str,
    ) -> Result<&mut Subscription, Refusal> {
        let at = self.customer_at(partner, customer)?;
        let found =
            self.customers[at].subscriptions.iter_mut().find(|s| s.id.eq_ignore_ascii_case(id));
        found.ok_or_else(|| missing(NO_SUBSCRIPTION, id))
    }

    fn customer_at(&self, partner: &str, id: &str) -> Result<usize, Refusal> {
        if !is_guid(id) {
            return refuse_for(BAD_CUSTOMER_ID, format!("It is `{id}`."));
        }
        let found = self.customers.iter().position(|customer| {
            customer.id.eq_ignore_ascii_case(id) && customer.partner.eq_ignore_ascii_case(partner)
        });
        found.ok_or_else(|| missing(NO_RELATIONSHIP, id))
    }

    /// The availability that a catalog item id names at present.
    pub(crate) fn availability(
        &self,
        catalog_item: &str,
        now: SystemTime,
    ) -> Option<Availability<'_>> {
        let [product, sku, availability] = catalog_item.split(':').collect::<Vec<_>>()[..] else {
            return None;
        };
        let product = self.product(product)?;
        let found = product.sku(sku)?.availabilities(product, self.generation(now));
        found.into_iter().find(|found| found.id.eq_ignore_ascii_case(availability))
    }

    /// The restrictions of a SKU for a subscription, in a region.
    pub(crate) fn restricted(
        &self,
        product: &str,
        sku: &Sku,
        subscription: &str,
    ) -> Option<&Restriction> {
        let region = sku.attribute("armRegionName")?;
        let same = |restriction: &Option<String>, found: &str| {
            restriction.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(found))
        };
        self.restrictions.iter().find(|restriction| {
            restriction.product.eq_ignore_ascii_case(product)
                && same(&restriction.sku, &sku.id)
                && same(&restriction.subscription, subscription)
                && restriction.region.eq_ignore_ascii_case(region)
        })
    }

    /// How many of a SKU are left, if it is counted at all.
    pub(crate) fn left(&self, product: &str, sku: &Sku) -> Option<u32> {
        let sold = self.sold.get(&format!("{product}:{}", sku.id)).copied().unwrap_or_default();
        sku.stock.map(|stock| stock.saturating_sub(sold))
    }
}

fn missing(code: Code, id: &str) -> Refusal {
    Refusal { code, detail: Some(format!("It is `{id}`.")) }
}

/// The orders that a seeded customer's subscriptions came from.
fn seeded_orders(customer: &Customer, new: &Seed, old: &Seed) -> Vec<Order> {
    let market = new.markets.get(&customer.country).or_else(|| old.markets.get(&customer.country));
    let order = |subscription: &Subscription| Order {
        id: subscription.order_id.clone(),
        alternate_id: subscription.order_id.clone(),
        customer: customer.id.clone(),
        country: customer.country.clone(),
        billing_cycle: subscription.billing_cycle.clone().unwrap_or_else(|| "monthly".into()),
        currency: market.map(|market| market.currency.clone()).unwrap_or_default(),
        symbol: market.map(|market| market.symbol.clone()).unwrap_or_default(),
        created: dates::read(&subscription.creation_date).unwrap_or(SystemTime::UNIX_EPOCH),
        lines: vec![seeded_line(subscription)],
        make: Make::Legacy,
        provisioned: true,
        withdrawn: false,
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
        cancelled: None,
        billed: true,
        credited: true,
    }
}

/// Hands over what a fulfilled order delivers, and returns the subscriptions among it.
fn provision(order: &mut Order, ids: &mut Ids) -> Vec<Subscription> {
    let fulfilled = order.created;
    let mut given = Vec::new();
    for at in 0..order.lines.len() {
        if order.lines[at].delivers != Delivers::Subscription {
            continue;
        }
        let id = ids.guid();
        let base =
            order.lines[at].base.and_then(|base| order.lines.get(base)?.subscription.clone());
        let line = &mut order.lines[at];
        line.subscription = Some(id.clone());
        let months = line.term.as_deref().and_then(dates::months_of).unwrap_or(12);
        given.push(Subscription {
            id,
            kind: crate::state::customer::Kind::Software,
            offer_id: line.offer_id.clone(),
            offer_name: line.title.clone(),
            friendly_name: line.friendly_name.clone(),
            quantity: line.quantity,
            status: "active".into(),
            creation_date: dates::stamp(fulfilled),
            commitment_end_date: Some(dates::day_after(fulfilled, months)),
            order_id: order.id.clone(),
            partner_id: line.reseller.clone().unwrap_or_default(),
            parent: line.parent.clone().or(base),
            term_duration: line.term.clone(),
            billing_cycle: Some(order.billing_cycle.clone()),
            is_trial: line.is_trial,
            reservations: false,
            registration: Registration::NotRegistered,
            provisioned: Some(fulfilled),
        });
    }
    given
}
