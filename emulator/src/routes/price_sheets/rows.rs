//! The rows of price sheets: those of the catalog, and as many made-up ones as are asked for.

use std::sync::Arc;
use std::time::SystemTime;

use rust_decimal::Decimal;

use crate::routes::price_sheets::months::Month;
use crate::routes::price_sheets::views::View;
use crate::state::catalog::{Availability, Term};
use crate::state::money::times;
use crate::state::world::World;

const COLUMNS: [&str; 18] = [
    "ProductTitle",
    "ProductId",
    "SkuId",
    "SkuTitle",
    "Publisher",
    "SkuDescription",
    "UnitOfMeasure",
    "TermDuration",
    "BillingPlan",
    "Market",
    "Currency",
    "UnitPrice",
    "PricingTierRangeMin",
    "PricingTierRangeMax",
    "EffectiveStartDate",
    "EffectiveEndDate",
    "Tags",
    "ERP Price",
];

const METERS: [&str; 8] = [
    "MeterId",
    "MeterName",
    "MeterCategory",
    "UnitOfMeasure",
    "Market",
    "Currency",
    "UnitPrice",
    "EffectiveStartDate",
];

/// What stands in a sheet; cheap to clone, since a sheet is made anew each time it is read.
#[derive(Clone)]
pub(super) struct Rows {
    header: Vec<&'static str>,
    /// Those of the catalog, as lines.
    seeded: Arc<Vec<String>>,
    made_up: Option<MadeUp>,
}

/// Rows that are functions of their number.
#[derive(Clone)]
struct MadeUp {
    count: u64,
    sheet: Sheet,
}

/// What all rows of a sheet have in common.
#[derive(Clone)]
struct Sheet {
    view: View,
    month: Month,
    market: String,
    currency: String,
    /// Whether rows show the habits of the wire.
    is_wire: bool,
}

impl Rows {
    pub(super) fn of(
        world: &World,
        view: View,
        market: &str,
        month: Month,
        now: SystemTime,
    ) -> Self {
        let currency = world.market(market).currency.clone();
        let is_wire = world.settings.is_wire();
        let sheet = Sheet { view, month, market: market.to_owned(), currency, is_wire };
        if view == View::Consumption {
            let seeded = world.meters.iter().map(|meter| sheet.meter(meter)).collect();
            return Self { header: METERS.to_vec(), seeded: Arc::new(seeded), made_up: None };
        }
        let mut seeded = Vec::new();
        for product in &world.products {
            for sku in product.skus.iter().filter(|sku| view.shows(product, sku)) {
                let all = sku.availabilities(product, world.generation(now));
                let own = all.filter(|found| found.country == market && found.offer.purchasable);
                let shown = own.filter(|own| view.has_segments() || own.segment == "commercial");
                shown.for_each(|own| sheet.add(&own, &mut seeded));
            }
        }
        let mut header = COLUMNS.to_vec();
        header.extend(view.has_segments().then_some("Segment"));
        let came = u64::try_from(seeded.len()).unwrap_or(u64::MAX);
        let count = world.settings.price_sheet_rows.saturating_sub(came);
        Self { header, seeded: Arc::new(seeded), made_up: Some(MadeUp { count, sheet }) }
    }

    /// What a dollar is worth: invented, and the same for ever.
    pub(super) fn of_rates(world: &World, month: Month) -> Self {
        let mut currencies: Vec<&str> =
            world.markets.values().map(|market| market.currency.as_str()).collect();
        currencies.sort_unstable();
        currencies.dedup();
        let rate = |currency: &str| match currency {
            "USD" => Decimal::ONE,
            other => {
                let letters = other.bytes().fold(0_i64, |sum, byte| sum * 31 + i64::from(byte));
                Decimal::new(100_000_000_000_000_000 + letters * 7_919_000_000_003, 17)
            }
        };
        let line = |currency: &&str| line([*currency, &rate(currency).to_string(), &month.text()]);
        let seeded = currencies.iter().map(line).collect();
        let header = vec!["CurrencyCode", "USDPerUnit", "Month"];
        Self { header, seeded: Arc::new(seeded), made_up: None }
    }

    /// Every line of the file, with its end.
    pub(super) fn lines(self) -> impl Iterator<Item = String> + Send + Sync {
        let Self { header, seeded, made_up } = self;
        let seeded = (0..seeded.len()).map(move |at| seeded[at].clone());
        let made_up = made_up.into_iter().flat_map(|MadeUp { count, sheet }| {
            (0..count).map(move |number| sheet.made_up(number))
        });
        std::iter::once(line(header)).chain(seeded).chain(made_up)
    }
}

impl Sheet {
    /// Adds the rows of one way to buy a SKU: one for each term.
    fn add(&self, own: &Availability<'_>, rows: &mut Vec<String>) {
        // A price that was replaced within the month comes as well, and comes first.
        if self.is_wire && rows.is_empty() {
            let before = Self { month: self.month.before(), ..self.clone() };
            rows.push(before.row(own, own.offer.terms.first(), Decimal::new(9, 1)));
        }
        match &own.offer.terms[..] {
            [] => rows.push(self.row(own, None, Decimal::ONE)),
            terms => rows.extend(terms.iter().map(|term| self.row(own, Some(term), Decimal::ONE))),
        }
    }

    fn row(&self, own: &Availability<'_>, term: Option<&Term>, factor: Decimal) -> String {
        let price = times(own.price(term.map(|term| term.duration.as_str())), factor);
        let suggested = times(price, Decimal::new(125, 2));
        let plan = term.and_then(|term| term.billing_cycle.as_deref()).map(plan);
        self.written(&Written {
            product: (&own.product.title, &own.product.id),
            sku: (&own.sku.title, &own.sku.id),
            publisher: own.product.publisher_name.as_deref().unwrap_or("Contoso"),
            description: &own.sku.description,
            term: term.map_or("OneTime", |term| &term.duration),
            plan: plan.unwrap_or_default(),
            price: &price.to_string(),
            suggested: &suggested.to_string(),
            segment: own.segment,
        })
    }

    fn made_up(&self, number: u64) -> String {
        let price = Decimal::from(number % 9_973 + 1) + Decimal::new(25, 2);
        self.written(&Written {
            product: ("Contoso, made up", &format!("MADEUP{number:08}")),
            sku: ("One of many", "0001"),
            publisher: "Contoso",
            description: "A row that a test asked for, with a \"quote\" and a comma, in it",
            term: "P1Y",
            plan: "Annual",
            price: &price.to_string(),
            suggested: &times(price, Decimal::new(125, 2)).to_string(),
            segment: "commercial",
        })
    }

    fn written(&self, row: &Written<'_>) -> String {
        let (start, end) = match self.view.has_american_dates() {
            true => self.month.american(),
            false => self.month.iso(),
        };
        let sku = match self.is_wire {
            true => row.sku.1.trim_start_matches('0'),
            false => row.sku.1,
        };
        let mut segment = row.segment.to_owned();
        if let Some(first) = segment.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let tags = if row.term == "OneTime" { "Software;Perpetual" } else { "" };
        let cells = [
            row.product.0,
            row.product.1,
            sku,
            row.sku.0,
            row.publisher,
            row.description,
            "1 License",
            row.term,
            row.plan,
            &self.market,
            &self.currency,
            row.price,
            "",
            "",
            &start,
            &end,
            tags,
            row.suggested,
            &segment,
        ];
        let count = if self.view.has_segments() { cells.len() } else { cells.len() - 1 };
        line(cells.into_iter().take(count))
    }

    fn meter(&self, meter: &crate::state::meter::Meter) -> String {
        let (start, _) = self.month.iso();
        line([
            meter.id.as_str(),
            &meter.name,
            &meter.category,
            &meter.unit,
            &self.market,
            "USD",
            &meter.unit_price.to_string(),
            &start,
        ])
    }
}

/// What one row says for itself; title and id each of product and SKU.
struct Written<'a> {
    product: (&'a str, &'a str),
    sku: (&'a str, &'a str),
    publisher: &'a str,
    description: &'a str,
    term: &'a str,
    plan: &'a str,
    price: &'a str,
    suggested: &'a str,
    segment: &'a str,
}

/// A billing cycle, as sheets write it.
fn plan(cycle: &str) -> &'static str {
    match cycle.to_ascii_lowercase().as_str() {
        "monthly" => "Monthly",
        "annual" => "Annual",
        _ => "",
    }
}

/// A line of CSV, every cell in quotes.
fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<_> =
        cells.into_iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    cells.join(",") + "\r\n"
}
