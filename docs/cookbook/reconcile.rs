//! A month, reconciled.

use std::{error::Error, path::Path};

use partner_center::external::chrono::{Months, NaiveDate};
use partner_center::external::futures::TryStreamExt;
use partner_center::invoice::{InvoiceCheck, Invoices, LineItemQuery};
use partner_center::{PartnerCenter, export};

type Outcome = Result<Vec<String>, Box<dyn Error>>;

/// Adds up the invoices of a month, and keeps their lines and documents. Returns what differs.
pub async fn reconcile(partner: &PartnerCenter, month: NaiveDate, folder: &Path) -> Outcome {
    let mut differences = Vec::new();
    let which = Invoices::all().since(month).before(month + Months::new(1));
    let mut invoices = partner.invoices_where(which).items();
    while let Some(invoice) = invoices.try_next().await? {
        let Some(id) = &invoice.id else { continue };
        let mut check = InvoiceCheck::new(&invoice);
        for (number, detail) in invoice.invoice_details.iter().enumerate() {
            let query = LineItemQuery::of_detail(&invoice, detail)?;
            let file = folder.join(format!("{id}-{number}.csv"));
            let kept = export::csv(partner.line_items(id, query.clone()), file).run().await?;
            differences.extend(kept.raw.iter().map(|line| format!("{id}: {line:?}")));
            let mut lines = partner.line_items(id, query).items();
            while let Some(line) = lines.try_next().await? {
                check.add(&line);
            }
        }
        differences.extend(check.difference()?.map(|difference| format!("{id}: {difference}")));
        partner.statement(id).await?.save(folder.join(format!("{id}.pdf"))).await?;
    }
    Ok(differences)
}
