//! All commerce: who sells and buys what, and what was ordered, used, billed and paid.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use crate::fault_codes::{BAD_CUSTOMER_ID, Code, NO_RELATIONSHIP, NO_SUBSCRIPTION};
use crate::ids::{Ids, is_guid};
use crate::reply::{Refusal, refuse_for};
use crate::settings::Settings;
use crate::state::billing::Billing;
use crate::state::cart::Cart;
use crate::state::catalog::{Availability, Product, Restriction, Sku};
use crate::state::customer::{Customer, Subscription};
use crate::state::export::Export;
use crate::state::invoice::{Invoice, Payment};
use crate::state::market::Market;
use crate::state::meter::Meter;
use crate::state::order::Order;
use crate::state::partner::Partner;
use crate::state::party::Party;
use crate::state::period::Period;
use crate::state::promotion::Promotion;

/// All commerce of the emulator.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) settings: Settings,
    pub(crate) ids: Ids,
    pub(crate) partners: Vec<Partner>,
    pub(crate) markets: BTreeMap<String, Market>,
    pub(crate) products: Vec<Product>,
    pub(crate) restrictions: Vec<Restriction>,
    pub(crate) promotions: Vec<Promotion>,
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
    /// Exports of reconciliation, oldest first.
    pub(crate) exports: Vec<Export>,
    /// Where the files of exports are, once a server says so.
    pub(crate) storage: Arc<OnceLock<String>>,
}

impl World {
    /// A world of which nothing is known but its settings.
    pub(crate) fn new(settings: Settings, ids: Ids, now: SystemTime) -> Self {
        let period = Period::containing(now, settings.billing_period);
        Self {
            settings,
            ids,
            partners: Vec::new(),
            markets: BTreeMap::new(),
            products: Vec::new(),
            restrictions: Vec::new(),
            promotions: Vec::new(),
            customers: Vec::new(),
            carts: Vec::new(),
            orders: Vec::new(),
            sold: BTreeMap::new(),
            rotations: 0,
            meters: Vec::new(),
            invoices: Vec::new(),
            payments: Vec::new(),
            billing: Billing::starting(period),
            exports: Vec::new(),
            storage: Arc::default(),
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

    /// The promotions of a SKU.
    pub(crate) fn promotions_for(&self, product: &str, sku: &str) -> Vec<&Promotion> {
        self.promotions.iter().filter(|promotion| promotion.is_for(product, sku)).collect()
    }

    pub(crate) fn promotion(&self, id: &str) -> Option<&Promotion> {
        self.promotions.iter().find(|promotion| promotion.id.eq_ignore_ascii_case(id))
    }

    /// The customer of that id, if the partner has a relationship with it.
    pub(crate) fn customer(&self, partner: &str, id: &str) -> Result<&Customer, Refusal> {
        let at = self.customer_at(partner, id)?;
        Ok(&self.customers[at])
    }

    /// The same, to be changed.
    pub(crate) fn customer_mut(
        &mut self,
        partner: &str,
        id: &str,
    ) -> Result<&mut Customer, Refusal> {
        let at = self.customer_at(partner, id)?;
        Ok(&mut self.customers[at])
    }

    /// Whether a tenant has the domain, a partner's or a customer's.
    pub(crate) fn has_domain(&self, domain: &str) -> bool {
        let of_partners = self.partners.iter().map(|partner| &partner.domain);
        let of_customers = self.customers.iter().map(|customer| &customer.domain);
        of_partners.chain(of_customers).any(|taken| taken.eq_ignore_ascii_case(domain))
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

    pub(crate) fn party(&self, customer: &str) -> Option<Party> {
        self.customers.iter().find(|c| c.id.eq_ignore_ascii_case(customer)).map(Party::from)
    }

    pub(crate) fn partner_of(&self, customer: &str) -> Option<String> {
        let found = self.customers.iter().find(|c| c.id.eq_ignore_ascii_case(customer))?;
        Some(found.partner.clone())
    }

    /// The market of a country; an unknown one has no currency and no tax.
    pub(crate) fn market(&self, country: &str) -> &Market {
        self.markets.get(country).unwrap_or_else(|| Market::nowhere())
    }

    /// The first market with a currency.
    pub(crate) fn market_of_currency(&self, currency: &str) -> &Market {
        let mut markets = self.markets.values();
        markets
            .find(|market| market.currency.eq_ignore_ascii_case(currency))
            .unwrap_or_else(|| Market::nowhere())
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
