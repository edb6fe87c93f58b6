//! Billing as control sees it: invoices of any length, and payments.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::emulator::Emulator;
use crate::state::invoice::{Invoice, InvoiceKind, Payment};
use crate::state::made::Made;
use crate::state::money::sum;
use crate::state::pair::Pair;
use crate::state::period::Period;
use crate::state::world::World;

/// An invoice to be added, of any number of made-up lines.
///
/// No line is kept: each is a function of its number, so a million cost no more than one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewInvoice {
    lines: u64,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    partner: Option<String>,
    #[serde(default = "one_time")]
    provider: String,
    #[serde(default = "billing")]
    invoice_line_item_type: String,
    #[serde(default = "united_states")]
    country: String,
}

fn one_time() -> String {
    "onetime".to_owned()
}

fn billing() -> String {
    "billinglineitems".to_owned()
}

fn united_states() -> String {
    "US".to_owned()
}

impl NewInvoice {
    /// So many one-time lines in US dollars, billed to the first partner.
    pub fn of(lines: u64) -> Self {
        Self {
            lines,
            id: None,
            partner: None,
            provider: one_time(),
            invoice_line_item_type: billing(),
            country: united_states(),
        }
    }

    /// The invoice's number; the same one replaces.
    pub fn id(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }

    /// The tenant of the partner that it is for.
    pub fn partner(mut self, tenant: &str) -> Self {
        self.partner = Some(tenant.to_owned());
        self
    }

    /// What the lines are, as a query has it: `azure` and `usagelineitems`.
    pub fn lines_of(mut self, provider: &str, invoice_line_item_type: &str) -> Self {
        provider.clone_into(&mut self.provider);
        invoice_line_item_type.clone_into(&mut self.invoice_line_item_type);
        self
    }

    /// The country whose currency and tax it has.
    pub fn country(mut self, country: &str) -> Self {
        country.clone_into(&mut self.country);
        self
    }
}

/// An invoice, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvoiceBrief {
    /// Its number.
    pub id: String,
    /// The partner's tenant.
    pub partner: String,
    /// `Recurring` or `OneTime`.
    pub invoice_type: String,
    /// `invoice`, `void_note` or `adjustment_note`.
    pub document_type: String,
    /// The currency.
    pub currency: String,
    /// What the lines add up to, exactly.
    pub total_charges: String,
    /// What has been paid, exactly.
    pub paid_amount: String,
    /// How many lines there are, by provider and type: `one_time/billing_line_items`.
    pub lines: BTreeMap<String, u64>,
}

/// Why an invoice cannot be added or paid.
#[derive(Debug)]
pub struct BillingError(String);

impl fmt::Display for BillingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for BillingError {}

impl Emulator {
    /// Every invoice of every partner, and the documents that amend them.
    pub fn invoices(&self) -> Vec<InvoiceBrief> {
        let now = self.clock().now();
        let world = &mut self.memory().world;
        world.settle(now);
        world.invoices.iter().map(|invoice| brief(world, invoice)).collect()
    }

    /// Adds an invoice for the period before the running one.
    ///
    /// # Errors
    ///
    /// A partner or country that is not seeded, or a provider and type that do not go together.
    pub fn add_invoice(&self, new: NewInvoice) -> Result<InvoiceBrief, BillingError> {
        let now = self.clock().now();
        let world = &mut self.memory().world;
        world.settle(now);
        let invoice = invoice(world, new, now)?;
        let brief = brief(world, &invoice);
        world.add_invoices(vec![invoice], Vec::new());
        Ok(brief)
    }

    /// Pays an amount, the text of a decimal, for an invoice.
    ///
    /// # Errors
    ///
    /// An invoice that is not there, or an amount that is not a decimal.
    pub fn pay(&self, invoice: &str, amount: &str) -> Result<InvoiceBrief, BillingError> {
        let now = self.clock().now();
        let world = &mut self.memory().world;
        world.settle(now);
        let Ok(amount) = amount.parse() else {
            return Err(BillingError(format!("`{amount}` is not a decimal")));
        };
        let Some(found) = world.invoices.iter().find(|known| known.is_called(invoice)).cloned()
        else {
            return Err(BillingError(format!("there is no invoice `{invoice}`")));
        };
        world.payments.push(Payment { invoice: found.id.clone(), amount, date: now });
        Ok(brief(world, &found))
    }
}

fn invoice(world: &mut World, new: NewInvoice, now: SystemTime) -> Result<Invoice, BillingError> {
    let wrong = |text: String| Err(BillingError(text));
    let Ok(pair) = Pair::read(&new.provider, &new.invoice_line_item_type) else {
        let text = format!("there are no {} of {}", new.invoice_line_item_type, new.provider);
        return wrong(text);
    };
    let partner = match &new.partner {
        Some(tenant) => world.partner(tenant),
        None => world.partners.first(),
    };
    let Some(partner) = partner.map(|partner| partner.tenant.clone()) else {
        return wrong(format!("there is no partner `{}`", new.partner.unwrap_or_default()));
    };
    let Some(market) = world.markets.get(&new.country).cloned() else {
        return wrong(format!("the country `{}` has no currency", new.country));
    };
    let id = new.id.unwrap_or_else(|| world.billing.next_id());
    let length = world.settings.billing_period;
    let period = Period::containing(now, length).previous(length);
    let kind = if pair.is_modern() { InvoiceKind::OneTime } else { InvoiceKind::Recurring };
    let mut invoice = Invoice::empty(id.clone(), partner, kind, period);
    invoice.currency.clone_from(&market.currency);
    invoice.symbol.clone_from(&market.symbol);
    invoice.made = Some(Made {
        pair,
        count: new.lines,
        salt: id,
        period,
        country: new.country,
        currency: market.currency,
        decimals: market.decimals,
        tax: market.tax,
    });
    Ok(invoice)
}

fn brief(world: &World, invoice: &Invoice) -> InvoiceBrief {
    let paid = world.payments.iter().filter(|payment| payment.invoice == invoice.id);
    let lines = |pair: Pair| (format!("{}/{}", pair.provider(), pair.kind()), invoice.count(pair));
    InvoiceBrief {
        id: invoice.id.clone(),
        partner: invoice.partner.clone(),
        invoice_type: invoice.kind.word().to_owned(),
        document_type: invoice.document.word().to_owned(),
        currency: invoice.currency.clone(),
        total_charges: invoice.amounts().total().to_string(),
        paid_amount: sum(paid.map(|payment| payment.amount)).to_string(),
        lines: invoice.pairs().map(lines).collect(),
    }
}
