//! Finding prices in a sheet.

use chrono::{DateTime, Utc};
use partner_center_api::Decimal;

use super::error::SheetError;
use super::key::PriceKey;
use super::none::NoPrice;
use super::row::PriceRow;
use super::sheet::PriceSheet;

/// How many rows are remembered of those that have the same key, and how many words of those
/// that have another one.
const REMEMBERED: usize = 8;

impl PriceSheet {
    /// The price of each key, in one reading of the rest of the sheet, in memory that grows with
    /// the keys alone.
    ///
    /// Of rows that come more than once, the one counts whose price holds for longest, by
    /// `EffectiveEndDate`; of those with one end, the one that began last. Rows with one price
    /// are one. A sheet without a column for the segment is one of commercial prices.
    ///
    /// # Errors
    ///
    /// A row cannot be read, whichever it is: it may be the very one.
    pub fn find(self, keys: &[PriceKey]) -> Result<Vec<Result<PriceRow, NoPrice>>, SheetError> {
        let mut searches: Vec<_> = keys.iter().map(Search::of).collect();
        for row in self {
            let row = row?;
            searches.iter_mut().for_each(|search| search.look_at(&row));
        }
        Ok(searches.into_iter().map(Search::end).collect())
    }
}

/// The search for one price.
struct Search<'a> {
    key: &'a PriceKey,
    /// The rows whose prices hold for longest so far, each with another price.
    best: Vec<PriceRow>,
    /// How many there were.
    count: u64,
    /// How much of the key the closest row has, and what such rows have in place of the next.
    closest: usize,
    others: Vec<String>,
}

/// What is compared, in this order.
const PARTS: [&str; 8] =
    ["product", "SKU", "market", "currency", "segment", "term", "billing plan", "quantity"];

impl<'a> Search<'a> {
    fn of(key: &'a PriceKey) -> Self {
        Self { key, best: Vec::new(), count: 0, closest: 0, others: Vec::new() }
    }

    fn look_at(&mut self, row: &PriceRow) {
        let fitting = (0..PARTS.len()).take_while(|part| fits(self.key, row, *part)).count();
        if fitting == PARTS.len() {
            return self.take(row);
        }
        if fitting > self.closest {
            (self.closest, self.others) = (fitting, Vec::new());
        }
        // What other products there are is of no use to anybody.
        if fitting == self.closest && fitting > 0 && self.others.len() < REMEMBERED {
            let other = said(row, fitting);
            if !self.others.contains(&other) {
                self.others.push(other);
            }
        }
    }

    fn take(&mut self, row: &PriceRow) {
        let held = self.best.first().map(holds);
        if held.is_some_and(|held| held > holds(row)) {
            return;
        }
        if held.is_some_and(|held| held < holds(row)) {
            (self.best, self.count) = (Vec::new(), 0);
        }
        if self.best.iter().any(|known| known.unit_price() == row.unit_price()) {
            return;
        }
        self.count += 1;
        if self.best.len() < REMEMBERED {
            self.best.push(row.clone());
        }
    }

    fn end(mut self) -> Result<PriceRow, NoPrice> {
        match (self.count, self.best.pop()) {
            (1, Some(row)) => Ok(row),
            (0, _) | (_, None) => Err(NoPrice::Missing {
                what: PARTS[self.closest.min(PARTS.len() - 1)],
                wanted: wanted(self.key, self.closest),
                found: self.others,
            }),
            (count, Some(last)) => {
                let rows = self.best.iter().chain([&last]);
                Err(NoPrice::Several { lines: rows.map(PriceRow::line).collect(), count })
            }
        }
    }
}

/// Until when a price holds, and from when on; later is greater, and no end is the latest.
fn holds(row: &PriceRow) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
    (row.effective_until().unwrap_or(DateTime::<Utc>::MAX_UTC), row.effective_from())
}

/// Whether a row has a part of a key.
fn fits(key: &PriceKey, row: &PriceRow, part: usize) -> bool {
    let same = str::eq_ignore_ascii_case;
    match PARTS[part] {
        "product" => same(row.product_id().as_str(), key.product.as_str()),
        "SKU" => same(row.sku_id().as_str(), key.sku.as_str()),
        "market" => same(row.market(), key.market.as_str()),
        "currency" => {
            let own = row.unit_price().currency.as_str();
            key.currency.as_ref().is_none_or(|currency| same(own, currency.as_str()))
        }
        "segment" => same(segment(row.segment().unwrap_or("commercial")), segment(&key.segment)),
        "term" => row.term() == key.term.as_ref(),
        "billing plan" => {
            let own = row.billing_plan();
            own.is_empty() || key.billing_plan.as_ref().is_none_or(|plan| same(own, plan))
        }
        _ => {
            let Some(quantity) = key.quantity.map(rust_decimal::Decimal::from) else { return true };
            let quantity = Decimal::from(quantity);
            row.smallest_quantity().is_none_or(|least| least <= quantity)
                && row.largest_quantity().is_none_or(|most| quantity <= most)
        }
    }
}

/// The catalog and the sheets have two words for one segment.
fn segment(word: &str) -> &str {
    match word.eq_ignore_ascii_case("charity") {
        true => "nonprofit",
        false => word,
    }
}

/// What a row has as a part of a key.
fn said(row: &PriceRow, part: usize) -> String {
    match PARTS[part] {
        "product" => row.product_id().to_string(),
        "SKU" => row.sku_id().to_string(),
        "market" => row.market().to_owned(),
        "currency" => row.unit_price().currency.to_string(),
        "segment" => row.segment().unwrap_or("Commercial").to_owned(),
        "term" => row.term().map_or("OneTime".to_owned(), ToString::to_string),
        "billing plan" => row.billing_plan().to_owned(),
        _ => {
            let shown = |end: Option<Decimal>| end.map(|end| end.to_string()).unwrap_or_default();
            [shown(row.smallest_quantity()), shown(row.largest_quantity())].join(" to ")
        }
    }
}

/// What a key has as a part.
fn wanted(key: &PriceKey, part: usize) -> String {
    match PARTS[part.min(PARTS.len() - 1)] {
        "product" => key.product.to_string(),
        "SKU" => key.sku.to_string(),
        "market" => key.market.to_string(),
        "currency" => key.currency.as_ref().map(ToString::to_string).unwrap_or_default(),
        "segment" => key.segment.to_string(),
        "term" => key.term.as_ref().map_or("OneTime".to_owned(), ToString::to_string),
        "billing plan" => key.billing_plan.as_deref().unwrap_or_default().to_owned(),
        _ => key.quantity.map(|quantity| quantity.to_string()).unwrap_or_default(),
    }
}
