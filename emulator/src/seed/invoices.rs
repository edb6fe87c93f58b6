//! Invoices as a seed writes them.

use std::time::SystemTime;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, de};

use crate::ids::guid_of;
use crate::state::dates;
use crate::state::invoice::{DocumentKind, Invoice, InvoiceKind, Payment};
use crate::state::line::{Charge, ConsumptionLine, LicenseLine, OneTimeLine};
use crate::state::made::Made;
use crate::state::money::{self, payable, times};
use crate::state::pair::Pair;
use crate::state::party::Party;
use crate::state::period::Period;
use crate::state::world::World;

/// An invoice of the time before the emulator was started.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SeededInvoice {
    pub(crate) id: String,
    pub(crate) partner: String,
    #[serde(rename = "type")]
    kind: InvoiceKind,
    #[serde(default)]
    document: DocumentKind,
    #[serde(deserialize_with = "date")]
    date: SystemTime,
    #[serde(deserialize_with = "date")]
    start: SystemTime,
    #[serde(deserialize_with = "date")]
    end: SystemTime,
    /// The country whose currency it has.
    country: String,
    #[serde(default)]
    receipts: Vec<String>,
    #[serde(default)]
    office: Vec<SeededLicense>,
    #[serde(default)]
    azure: Vec<SeededConsumption>,
    #[serde(default)]
    one_time: Vec<SeededPurchase>,
    /// Whether the meters of the partner's customers in this currency ran in the period.
    #[serde(default)]
    meters: bool,
    /// How many one-time lines are made up after those that are listed.
    #[serde(default)]
    made_lines: u64,
    #[serde(default)]
    payments: Vec<SeededPayment>,
    /// Documents that amend this one.
    #[serde(default)]
    pub(crate) amendments: Vec<SeededInvoice>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SeededLicense {
    customer: String,
    order: String,
    offer: String,
    charge: String,
    quantity: u32,
    #[serde(deserialize_with = "money::read")]
    unit_price: Decimal,
    #[serde(default, deserialize_with = "money::read")]
    discount: Decimal,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SeededConsumption {
    customer: String,
    order: String,
    subscription: String,
    service: String,
    service_type: String,
    resource: String,
    #[serde(default)]
    region: String,
    unit: String,
    #[serde(default, deserialize_with = "money::read")]
    included: Decimal,
    #[serde(deserialize_with = "money::read")]
    consumed: Decimal,
    #[serde(deserialize_with = "money::read")]
    list_price: Decimal,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SeededPurchase {
    customer: String,
    order: String,
    product: String,
    sku: String,
    /// Negative for what is given back.
    quantity: i64,
    #[serde(deserialize_with = "money::read")]
    unit_price: Decimal,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SeededPayment {
    #[serde(deserialize_with = "money::read")]
    amount: Decimal,
    #[serde(deserialize_with = "date")]
    date: SystemTime,
}

fn date<'de, D: Deserializer<'de>>(from: D) -> Result<SystemTime, D::Error> {
    let text = String::deserialize(from)?;
    dates::read(&text).ok_or_else(|| de::Error::custom(format!("`{text}` is not a date")))
}

impl SeededInvoice {
    /// The invoice and what amends it, priced with what the world knows.
    pub(crate) fn plant(&self, world: &World) -> (Vec<Invoice>, Vec<Payment>) {
        let mut invoices = vec![self.invoice(world)];
        let mut payments: Vec<Payment> = self
            .payments
            .iter()
            .map(|paid| Payment { invoice: self.id.clone(), amount: paid.amount, date: paid.date })
            .collect();
        for amendment in &self.amendments {
            let (more, paid) = amendment.plant(world);
            let own = |mut invoice: Invoice| {
                invoice.amends.get_or_insert_with(|| self.id.clone());
                invoice
            };
            invoices.extend(more.into_iter().map(own));
            payments.extend(paid);
        }
        (invoices, payments)
    }

    fn invoice(&self, world: &World) -> Invoice {
        let period = Period { start: self.start, end: self.end };
        let market = world.market(&self.country);
        let mut invoice = Invoice::empty(self.id.clone(), self.partner.clone(), self.kind, period);
        invoice.document = self.document;
        invoice.date = self.date;
        invoice.currency.clone_from(&market.currency);
        invoice.symbol.clone_from(&market.symbol);
        invoice.receipts.clone_from(&self.receipts);
        invoice.licenses = self.office.iter().map(|line| line.license(world, period)).collect();
        invoice.consumption =
            self.azure.iter().map(|line| line.consumption(world, period)).collect();
        invoice.one_time = self.one_time.iter().map(|line| line.purchase(world, period)).collect();
        if self.meters {
            for meter in &world.meters {
                let party = world.party(&meter.customer).unwrap_or_default();
                if world.market(&party.country).currency == invoice.currency {
                    invoice.one_time.push(world.metered(meter, &party, period));
                    invoice.meters.push((meter.clone(), party));
                }
            }
        }
        invoice.made = (self.made_lines > 0).then(|| Made {
            pair: Pair::OneTimeBilling,
            count: self.made_lines,
            salt: self.id.clone(),
            period,
            country: self.country.clone(),
            currency: market.currency.clone(),
            decimals: market.decimals,
            tax: market.tax,
        });
        invoice
    }
}

impl SeededLicense {
    fn license(&self, world: &World, period: Period) -> LicenseLine {
        let party = party(world, &self.customer);
        let market = world.market(&party.country);
        let quantity = Decimal::from(self.quantity);
        let amount = payable(times(self.unit_price, quantity), market.decimals);
        let subtotal = amount.saturating_sub(self.discount);
        LicenseLine {
            order: self.order.clone(),
            subscription: guid_of(&format!("license {} {}", self.customer, self.offer)),
            offer: self.offer.clone(),
            start: period.start,
            end: period.end,
            charge: self.charge.clone(),
            unit_price: self.unit_price,
            quantity,
            discount: self.discount,
            subtotal,
            tax: payable(times(subtotal, market.tax), market.decimals),
            currency: market.currency.clone(),
            party,
        }
    }
}

impl SeededConsumption {
    fn consumption(&self, world: &World, period: Period) -> ConsumptionLine {
        let party = party(world, &self.customer);
        let market = world.market(&party.country);
        let mut line = ConsumptionLine {
            order: self.order.clone(),
            subscription: self.subscription.clone(),
            service: self.service.clone(),
            service_type: self.service_type.clone(),
            resource: self.resource.clone(),
            region: self.region.clone(),
            unit: self.unit.clone(),
            start: period.start,
            end: period.end,
            included: self.included,
            consumed: self.consumed,
            list_price: self.list_price,
            subtotal: Decimal::ZERO,
            tax: Decimal::ZERO,
            currency: market.currency.clone(),
            party,
        };
        line.subtotal = payable(times(line.list_price, line.overage()), market.decimals);
        line.tax = payable(times(line.subtotal, market.tax), market.decimals);
        line
    }
}

impl SeededPurchase {
    fn purchase(&self, world: &World, period: Period) -> OneTimeLine {
        let party = party(world, &self.customer);
        let mut line = world.priced(party, self.unit_price, Decimal::from(self.quantity));
        let product = world.product(&self.product);
        line.order.clone_from(&self.order);
        line.alternate_id = guid_of(&self.order).split_off(24);
        line.ordered = period.start;
        line.start = period.start;
        line.end = period.start;
        line.product.clone_from(&self.product);
        line.sku.clone_from(&self.sku);
        line.product_name = product.map(|product| product.title.clone()).unwrap_or_default();
        line.sku_name = product
            .and_then(|product| product.sku(&self.sku))
            .map(|sku| sku.title.clone())
            .unwrap_or_default();
        line.publisher =
            product.and_then(|product| product.publisher_name.clone()).unwrap_or_default();
        line.term = "One-time purchase".to_owned();
        if self.quantity < 0 {
            line.charge = Charge::Cancel;
        }
        line
    }
}

/// A customer that is not there has no country, and so no tax.
fn party(world: &World, id: &str) -> Party {
    world.party(id).unwrap_or_default()
}
