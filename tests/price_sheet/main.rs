//! Prices before a purchase: asked for on their own host, saved, read, and matched to a plan.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod emulated;
mod find;
mod hostile;
mod rows;
mod sockets;

/// A header as the page about licenses prints it.
const HEADER: &str = "\"ProductTitle\",\"ProductId\",\"SkuId\",\"SkuTitle\",\"Publisher\",\
                      \"SkuDescription\",\"UnitOfMeasure\",\"TermDuration\",\"BillingPlan\",\
                      \"Market\",\"Currency\",\"UnitPrice\",\"PricingTierRangeMin\",\
                      \"PricingTierRangeMax\",\"EffectiveStartDate\",\"EffectiveEndDate\",\
                      \"Tags\",\"ERP Price\",\"Segment\"";

/// A row below that header, of a product and a SKU of it.
struct Row {
    product: &'static str,
    sku: &'static str,
    term: &'static str,
    plan: &'static str,
    market: &'static str,
    currency: &'static str,
    price: &'static str,
    tier: [&'static str; 2],
    until: &'static str,
    segment: &'static str,
}

impl Default for Row {
    fn default() -> Self {
        Self {
            product: "CONTOSO00001",
            sku: "1",
            term: "OneTime",
            plan: "",
            market: "US",
            currency: "USD",
            price: "617.25",
            tier: ["", ""],
            until: "10/31/2026 11:59:59 PM",
            segment: "Commercial",
        }
    }
}

/// A sheet of these rows.
fn sheet(rows: &[Row]) -> String {
    let mut text = format!("{HEADER}\r\n");
    for row in rows {
        let Row { product, sku, term, plan, market, currency, price, until, segment, .. } = row;
        let [least, most] = row.tier;
        text += &format!(
            "\"Server\",\"{product}\",\"{sku}\",\"Standard, one\",\"Contoso\",\"It says \"\"hello\"\"\",\
             \"1 License\",\"{term}\",\"{plan}\",\"{market}\",\"{currency}\",\"{price}\",\"{least}\",\
             \"{most}\",\"10/1/2026 12:00:00 AM\",\"{until}\",\"Software;Perpetual\",\"771.5625\",\
             \"{segment}\"\r\n"
        );
    }
    text
}
