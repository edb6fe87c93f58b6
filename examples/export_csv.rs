//! Exports the lines of an invoice as CSV: `cargo run --example export_csv`.
//!
//! By itself from an emulator inside the program, with an invoice of 5,000 made-up lines;
//! `reconcile` shows progress, goes on after an interruption, and adds up.
#![allow(clippy::print_stdout)]

#[path = "shared/mod.rs"]
mod shared;

use partner_center::export;
use partner_center::invoice::LineItemQuery;

use shared::invoice::Stage;

#[tokio::main]
async fn main() -> partner_center::Result<()> {
    let stage = Stage::set(std::env::args().nth(1), 5_000, ["onetime", "billinglineitems"])?;
    let lines = stage.partner.line_items(&stage.invoice, LineItemQuery::one_time());

    let exported = export::csv(lines, stage.file("csv")).run().await?;

    println!("{} lines in {}", exported.lines, exported.path.display());
    Ok(())
}
