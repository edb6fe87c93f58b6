//! What a price is looked up by.

use partner_center_api::types::{BillingCycleType, CurrencyCode};

use super::row::sku;
use crate::purchase::{Plan, PlannedLine};
use crate::values::country::Country;
use crate::values::ids::{ProductId, SkuId};
use crate::values::term::Term;

/// What tells one price of a market from the others. A sheet knows no availabilities, so all of it
/// is compared.
///
/// ```
/// use partner_center::Term;
/// use partner_center::price_sheet::PriceKey;
///
/// let market = "US".parse()?;
/// let key = PriceKey::new("CONTOSO00002", "1", market).term(Term::Year).quantity(25);
/// assert_eq!(key.sku_id().as_str(), "0001");
/// # Ok::<(), partner_center::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceKey {
    pub(super) product: ProductId,
    pub(super) sku: SkuId,
    pub(super) market: Country,
    pub(super) term: Option<Term>,
    pub(super) segment: Box<str>,
    pub(super) currency: Option<CurrencyCode>,
    pub(super) billing_plan: Option<Box<str>>,
    pub(super) quantity: Option<u32>,
}

impl PriceKey {
    /// A SKU in a market, bought once by a commercial customer, in any currency.
    pub fn new(product: impl Into<ProductId>, sku_id: impl Into<SkuId>, market: Country) -> Self {
        Self {
            product: product.into(),
            sku: sku(sku_id.into().as_str()),
            market,
            term: None,
            segment: "commercial".into(),
            currency: None,
            billing_plan: None,
            quantity: None,
        }
    }

    /// What a line of a plan would buy: its SKU, term, billing cycle and quantity, the segment and
    /// the currency of its availability, in the country of the plan.
    pub fn of(plan: &Plan, line: &PlannedLine) -> Self {
        let availability = &line.item.availability;
        let mut key =
            Self::new(line.id.product_id().clone(), line.id.sku_id().clone(), plan.country);
        key.term.clone_from(&line.term);
        if let Some(segment) = availability.segment.as_ref().map(|segment| segment.as_str()) {
            key.segment = segment.into();
        }
        let currency = availability.default_currency.as_ref();
        key.currency = currency.and_then(|currency| currency.code.clone());
        key.billing_plan = match &line.billing_cycle {
            BillingCycleType::Monthly => Some("Monthly".into()),
            BillingCycleType::Annual => Some("Annual".into()),
            _ => None,
        };
        key.quantity = Some(line.quantity);
        key
    }

    /// Sets how long it lasts.
    pub fn term(mut self, term: Term) -> Self {
        self.term = Some(term);
        self
    }

    /// Sets whom it is for, in the words of the catalog or of a sheet: `nonprofit` there is
    /// `Charity` here.
    pub fn segment(mut self, segment: impl Into<Box<str>>) -> Self {
        self.segment = segment.into();
        self
    }

    /// Sets the currency. Sheets of the European Union have several.
    pub fn currency(mut self, currency: impl Into<CurrencyCode>) -> Self {
        self.currency = Some(currency.into());
        self
    }

    /// Sets how often the partner pays, `Monthly` or `Annual`, for what has both.
    pub fn billing_plan(mut self, plan: impl Into<Box<str>>) -> Self {
        self.billing_plan = Some(plan.into());
        self
    }

    /// Sets how many, for prices that depend on it.
    pub fn quantity(mut self, quantity: u32) -> Self {
        self.quantity = Some(quantity);
        self
    }

    /// The product.
    pub fn product_id(&self) -> &ProductId {
        &self.product
    }

    /// The SKU, with four digits at least.
    pub fn sku_id(&self) -> &SkuId {
        &self.sku
    }
}
