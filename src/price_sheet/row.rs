//! One row of a price sheet.

use chrono::{DateTime, Utc};
use partner_center_api::Decimal;

use super::dates;
use super::error::SheetError;
use super::table::Record;
use crate::values::ids::{ProductId, SkuId};
use crate::values::money::Money;
use crate::values::term::Term;

/// The columns without which a row says no price of a product.
pub(super) const REQUIRED: [&str; 5] = ["ProductId", "SkuId", "Market", "Currency", "UnitPrice"];

/// How many digits an id of a SKU has.
const DIGITS: usize = 4;

/// One row of a price sheet: what one way to buy a SKU costs.
#[derive(Clone, Debug)]
pub struct PriceRow {
    record: Record,
    product: ProductId,
    sku: SkuId,
    term: Option<Term>,
    unit_price: Money,
    suggested: Option<Decimal>,
    tier: [Option<Decimal>; 2],
    effective: [Option<DateTime<Utc>>; 2],
}

impl PriceRow {
    pub(super) fn read(record: Record) -> Result<Self, SheetError> {
        let text = |column| record.cell(column).unwrap_or_default();
        let required = |column| match text(column) {
            "" => Err(SheetError::cell(record.line, column, "", "a value, which every row has")),
            text => Ok(text),
        };
        let row = Self {
            product: required("ProductId")?.into(),
            sku: sku(required("SkuId")?),
            term: term(text("TermDuration")),
            unit_price: Money {
                amount: amount(&record, "UnitPrice", required("UnitPrice")?)?,
                currency: required("Currency")?.into(),
            },
            suggested: perhaps(&record, "ERP Price", amount)?,
            tier: [
                perhaps(&record, "PricingTierRangeMin", amount)?,
                perhaps(&record, "PricingTierRangeMax", amount)?,
            ],
            effective: [
                perhaps(&record, "EffectiveStartDate", date)?,
                perhaps(&record, "EffectiveEndDate", date)?,
            ],
            record,
        };
        Ok(row)
    }

    /// The line of the file that it begins on, counted from 1.
    pub fn line(&self) -> u64 {
        self.record.line
    }

    /// The product.
    pub fn product_id(&self) -> &ProductId {
        &self.product
    }

    /// The SKU, with the zeros that some sheets have lost.
    pub fn sku_id(&self) -> &SkuId {
        &self.sku
    }

    /// The title of the product.
    pub fn product_title(&self) -> &str {
        self.text("ProductTitle")
    }

    /// The title of the SKU.
    pub fn sku_title(&self) -> &str {
        self.text("SkuTitle")
    }

    /// How long it lasts; `None` for what is bought once, `OneTime` in the sheet.
    pub fn term(&self) -> Option<&Term> {
        self.term.as_ref()
    }

    /// How often the partner pays, such as `Annual`; empty for what is paid once.
    pub fn billing_plan(&self) -> &str {
        self.text("BillingPlan")
    }

    /// Whom it is sold to, such as `Commercial`, `Education` or `Charity`; `None` where the sheet
    /// has no column for it.
    pub fn segment(&self) -> Option<&str> {
        self.record.cell("Segment")
    }

    /// The market, as two letters.
    pub fn market(&self) -> &str {
        self.text("Market")
    }

    /// What the partner pays for one, before tax.
    pub fn unit_price(&self) -> &Money {
        &self.unit_price
    }

    /// What the vendor suggests to ask of the customer for one, in the same currency.
    pub fn suggested_price(&self) -> Option<Money> {
        Some(Money { amount: self.suggested?, currency: self.unit_price.currency.clone() })
    }

    /// The smallest quantity that has this price, where prices depend on it.
    pub fn smallest_quantity(&self) -> Option<Decimal> {
        self.tier[0]
    }

    /// The largest quantity that has this price, where prices depend on it.
    pub fn largest_quantity(&self) -> Option<Decimal> {
        self.tier[1]
    }

    /// From when on the price holds. A date without a zone is taken to be in UTC.
    pub fn effective_from(&self) -> Option<DateTime<Utc>> {
        self.effective[0]
    }

    /// Until when the price holds; `None` where no end is known.
    pub fn effective_until(&self) -> Option<DateTime<Utc>> {
        self.effective[1]
    }

    /// Words about it, such as `Software` and `Perpetual`.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.text("Tags").split(';').map(str::trim).filter(|tag| !tag.is_empty())
    }

    /// Any cell by the name of its column, in any case; `None` where there is no such column.
    pub fn cell(&self, column: &str) -> Option<&str> {
        self.record.cell(column)
    }

    /// Every column and its cell, in the order of the file.
    pub fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self.record.columns.names().enumerate();
        names.map(|(at, name)| (name, self.record.at(at)))
    }

    fn text(&self, column: &str) -> &str {
        self.record.cell(column).unwrap_or_default()
    }
}

/// The id of a SKU, filled up with zeros where it is digits alone.
pub(super) fn sku(text: &str) -> SkuId {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    match is_number && text.len() < DIGITS {
        true => SkuId::from(format!("{text:0>DIGITS$}")),
        false => text.into(),
    }
}

fn term(text: &str) -> Option<Term> {
    let is_none = text.is_empty() || text.eq_ignore_ascii_case("OneTime");
    (!is_none).then(|| Term::from(text))
}

fn amount(record: &Record, column: &str, text: &str) -> Result<Decimal, SheetError> {
    text.parse().map_err(|_| SheetError::cell(record.line, column, text, "a number"))
}

fn date(record: &Record, column: &str, text: &str) -> Result<DateTime<Utc>, SheetError> {
    dates::read(text).ok_or_else(|| SheetError::cell(record.line, column, text, dates::FORMS))
}

/// What stands in a cell, if the column is there and something stands in it.
fn perhaps<T>(
    record: &Record,
    column: &str,
    read: fn(&Record, &str, &str) -> Result<T, SheetError>,
) -> Result<Option<T>, SheetError> {
    match record.cell(column).filter(|text| !text.is_empty()) {
        Some(text) => read(record, column, text).map(Some),
        None => Ok(None),
    }
}
