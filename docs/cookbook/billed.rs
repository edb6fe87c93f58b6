//! Bought and billed.

use std::{error::Error, path::Path};

use partner_center::external::chrono::{Months, NaiveDate};
use partner_center::external::futures::TryStreamExt;
use partner_center::invoice::Invoices;
use partner_center::reconciliation::Comparison;
use partner_center::types::{InvoiceType, Order};
use partner_center::{InvoiceId, PartnerCenter};

/// Holds orders against the invoices of a month. Writes a row for each into a file.
pub async fn compare(
    partner: &PartnerCenter,
    orders: &[Order],
    month: NaiveDate,
    file: &Path,
) -> Result<Comparison, Box<dyn Error>> {
    let mut comparison = Comparison::of(orders);
    let which = Invoices::all().since(month).before(month + Months::new(1));
    let mut invoices = partner.invoices_where(which).items();
    while let Some(invoice) = invoices.try_next().await? {
        if invoice.invoice_type == Some(InvoiceType::Recurring) {
            continue; // the older commerce, which has no purchases like these
        }
        let read = partner.billed_lines(&invoice).read(|line| comparison.add(&line)).await?;
        let id = invoice.id.as_ref().map_or("?", InvoiceId::as_str);
        println!("{id}: {} lines; {}", read.count, read.choice.why);
        if let Some(first) = read.unread.first() {
            return Err(format!("{id}: {} lines were not read: {first}", read.unread_count).into());
        }
    }
    comparison.write_csv(std::fs::File::create(file)?)?;
    Ok(comparison)
}
