//! Invoices and tax receipts as PDF.

use crate::call::Call;
use crate::fault_codes::NOT_FOUND;
use crate::reply::{Answer, Reply, refuse_for};
use crate::routes::invoices;
use crate::state::world::World;
use crate::statement::Statement;

const PDF: &str = "application/pdf";

pub(crate) fn statement(world: &mut World, call: &mut Call<'_>) -> Answer {
    let invoice = invoices::find(world, call)?;
    let statement = Statement {
        partner: invoices::partner(world, call)?,
        invoice,
        receipt: None,
        paid: invoices::paid(world, invoice),
        most_lines: u64::from(world.settings.statement_lines),
    };
    let name = format!("attachment; filename=Invoice_{}.pdf", invoice.id);
    Ok(Reply::raw(200, statement.pdf(), PDF).header("Content-Disposition", name))
}

pub(crate) fn receipt(world: &mut World, call: &mut Call<'_>) -> Answer {
    let invoice = invoices::find(world, call)?;
    let id = call.parameter("receipt-id");
    let Some(receipt) = invoice.receipts.iter().find(|known| known.eq_ignore_ascii_case(&id))
    else {
        let text = format!("The invoice `{}` has no receipt `{id}`.", invoice.id);
        return refuse_for(NOT_FOUND, text);
    };
    let statement = Statement {
        partner: invoices::partner(world, call)?,
        invoice,
        receipt: Some(receipt),
        paid: invoices::paid(world, invoice),
        most_lines: u64::from(world.settings.statement_lines),
    };
    let name = format!("attachment; filename=Receipt_{receipt}.pdf");
    Ok(Reply::raw(200, statement.pdf(), PDF).header("Content-Disposition", name))
}
