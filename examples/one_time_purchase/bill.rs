//! What the partner is billed for it.

use std::collections::BTreeSet;

use comfy_table::{Table, presets};
use futures::TryStreamExt;
use partner_center::auth::TokenKind;
use partner_center::invoice::check_line;
use partner_center::order::InvoicedOrder;
use partner_center::reconciliation::{ComparedOrder, Comparison};
use partner_center::types::InvoiceLineItem;
use partner_center::{InvoiceId, PartnerCenter, Result, order::Fulfillment, values::Decimal};

use crate::arguments::Arguments;
use crate::say::Say;
use crate::time::Time;

/// Goes on to the end of the month, where time can be moved, shows the orders' lines on
/// invoices, and keeps the PDF.
pub(crate) async fn show(
    say: &Say,
    partner: &PartnerCenter,
    time: &Time,
    orders: &[Fulfillment],
    arguments: &Arguments,
) -> Result<()> {
    say.step("What it costs");
    if let Some(then) = time.close_month().await? {
        say.line(&format!("the emulator's clock now shows {then}: the month is over"));
    }
    let mut found = Vec::new();
    for Fulfillment { order, .. } in orders {
        let invoices: Vec<InvoicedOrder> = partner.order_invoices(order)?.try_collect().await?;
        let id = order.id.as_ref().map_or("?", |id| id.as_str());
        if invoices.is_empty() {
            say.line(&format!("no invoice has order {id} yet"));
        }
        for one in &invoices {
            let total = one.total().map_or("an unknown sum".to_owned(), |total| total.to_string());
            say.line(&format!("order {id} is on {} for {total}", one.id));
        }
        found.extend(invoices);
    }
    if found.is_empty() {
        say.line("they are billed when the month is over; of new commerce, the service gives");
        say.line("lines to some partners only: see `partner_center::invoice`");
        return Ok(());
    }
    say.block(&table(&found).to_string());
    say.line(&agreement(&found));
    compare(say, partner, orders, &found).await;
    let invoices: BTreeSet<&InvoiceId> = found.iter().map(|one| &one.id).collect();
    match invoices.first() {
        Some(_) if partner.token_kind() == TokenKind::AppOnly => {
            say.line("only a user may have the PDF, and an application is signed in alone");
        }
        Some(invoice) => {
            let path = arguments.pdf(invoice.as_str());
            let length = partner.statement(invoice).await?.save(&path).await?;
            let path = path.display();
            say.line(&format!("the PDF of {invoice}, {length} bytes, is in {path}"));
        }
        None => {}
    }
    Ok(())
}

/// Holds the orders against all lines of their invoices, from where those are today: an export,
/// or pages. Where they cannot be had, that is said, and nothing else depends on it.
async fn compare(
    say: &Say,
    partner: &PartnerCenter,
    orders: &[Fulfillment],
    found: &[InvoicedOrder],
) {
    let mut comparison = Comparison::of(orders.iter().map(|one| &one.order));
    let mut seen = BTreeSet::new();
    for one in found.iter().filter(|one| seen.insert(&one.id)) {
        match partner.billed_lines(&one.invoice).read(|line| comparison.add(&line)).await {
            Ok(read) if read.unread_count == 0 => {}
            Ok(read) => {
                let (count, id) = (read.unread_count, &one.id);
                return say
                    .line(&format!("{count} lines of {id} were not read; nothing is compared"));
            }
            Err(error) => {
                let id = &one.id;
                return say.line(&format!("the lines of {id} of today cannot be had: {error}"));
            }
        }
    }
    let own =
        |row: &ComparedOrder| orders.iter().any(|one| one.order.id.as_ref() == Some(&row.order));
    for row in comparison.rows().filter(own) {
        say.line(&format!("order {}: {}", row.order, row.verdict));
    }
}

/// Every line of the orders.
fn table(found: &[InvoicedOrder]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_header(["invoice", "item", "quantity", "subtotal", "tax", "total", "currency"]);
    for one in found {
        for line in &one.lines {
            let InvoiceLineItem::OneTime(line) = &line.line else { continue };
            let number = |number: Option<Decimal>| {
                number.map_or("?".to_owned(), |number| number.to_string())
            };
            table.add_row([
                one.id.to_string(),
                line.sku_name.as_deref().unwrap_or("?").to_owned(),
                number(line.quantity),
                number(line.subtotal),
                number(line.tax_total),
                number(line.total_for_customer),
                line.currency.as_ref().map_or("?", |code| code.as_str()).to_owned(),
            ]);
        }
    }
    table
}

/// Whether the figures agree.
fn agreement(found: &[InvoicedOrder]) -> String {
    let unread = found.iter().map(|one| one.unread.len()).sum::<usize>();
    let mut differences = Vec::new();
    for line in found.iter().flat_map(|one| &one.lines) {
        match check_line(&line.line) {
            Ok(None) => {}
            Ok(Some(difference)) => differences.push(difference.to_string()),
            Err(error) => differences.push(error.to_string()),
        }
    }
    let mut said = match differences.is_empty() {
        true => "subtotal and tax make the total of each line".to_owned(),
        false => format!("to be looked at: {}", differences.join("; ")),
    };
    if unread > 0 {
        said.push_str(&format!("; {unread} lines could not be read"));
    }
    said
}
