//! The service with its customers, and the rows that buy for them.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use partner_center_emulator::{Emulator, Options, Running, Seed, seed};
use serde_json::json;

use crate::Plan;

/// How many requests of one kind a window lets through.
pub(crate) const ALLOWED: usize = 500;

/// A customer by its number.
fn customer(number: usize) -> String {
    format!("a2000000-0000-4000-8000-{number:012}")
}

/// Starts the service with all customers.
pub(crate) async fn start(plan: &Plan) -> Result<Running> {
    let customers: Vec<_> = (0..plan.customers)
        .map(|number| {
            json!({
                "id": customer(number), "partner": seed::CONTOSO_TENANT,
                "companyName": format!("Customer {number}"),
                "domain": format!("customer{number}.example"),
                "country": "US", "culture": "en-US", "language": "en",
                "contact": {
                    "firstName": "Nancy", "lastName": "Davolio", "addressLine1": "100 Harbor Way",
                    "city": "Seattle", "state": "WA", "postalCode": "98101",
                    "phoneNumber": "+1 206 555 0100",
                },
            })
        })
        .collect();
    let more = Seed::from_json(&json!({ "customers": customers }).to_string())?;
    let running = Emulator::start(Options::new().seed(more)).await?;
    running.emulator().change(|settings| settings.throttle.window_seconds = plan.window);
    Ok(running)
}

/// Writes the rows: some software for each customer in turn.
pub(crate) fn write_rows(plan: &Plan, path: &Path) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "key,customer,product,sku,quantity,segment")?;
    for number in 0..plan.rows {
        let customer = customer(number % plan.customers);
        let (product, sku) = (seed::PRODUCT_PERPETUAL, seed::SKU_PERPETUAL);
        writeln!(file, "row-{number:06},{customer},{product},{sku},1,commercial")?;
    }
    Ok(file.flush()?)
}
