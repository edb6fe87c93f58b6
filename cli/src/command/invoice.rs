//! Invoices, their documents and their lines.

use futures_util::TryStreamExt;
use partner_center::types::Invoice;

use crate::arguments::{InvoiceCommand, ReconcileArguments};
use crate::exit::{Failure, Outcome};
use crate::output::{Format, line, list, one, or_empty};
use crate::session::Session;

pub(crate) async fn run(session: &Session, command: InvoiceCommand, format: Format) -> Outcome {
    match command {
        InvoiceCommand::List => {
            let all: Vec<Invoice> = session.partner.invoices().items().try_collect().await?;
            list(format, &["id", "date", "total", "currency", "kind"], &all, |one| {
                vec![
                    or_empty(one.id.as_ref()),
                    or_empty(one.invoice_date),
                    or_empty(one.total_charges),
                    or_empty(one.currency_code.as_ref()),
                    or_empty(one.invoice_type.as_ref()),
                ]
            })
        }
        InvoiceCommand::Show { invoice } => {
            let found = session.partner.invoice(&invoice.as_str().into()).await?;
            one(format, &found, |found| {
                vec![
                    ("id", or_empty(found.id.as_ref())),
                    ("date", or_empty(found.invoice_date)),
                    ("total", or_empty(found.total_charges)),
                    ("paid", or_empty(found.paid_amount)),
                    ("currency", or_empty(found.currency_code.as_ref())),
                    ("kind", or_empty(found.invoice_type.as_ref())),
                ]
            })
        }
        InvoiceCommand::Pdf { invoice, out } => {
            let out = out.unwrap_or_else(|| format!("{invoice}.pdf").into());
            let bytes =
                session.partner.statement(&invoice.as_str().into()).await?.save(&out).await?;
            line(&format!("{bytes} bytes are in {}", out.display()))
        }
    }
}

pub(crate) async fn reconcile(session: &Session, arguments: ReconcileArguments) -> Outcome {
    let ending = arguments.out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let is_csv = match ending {
        "csv" => true,
        "jsonl" => false,
        other => {
            return Err(Failure::usage(format!(
                "`{other}` is no ending of a file that can be written: give .csv or .jsonl"
            )));
        }
    };
    let folder = arguments.out.with_extension("export");
    let call = session.partner.reconciliation(arguments.invoice.as_str());
    let saved = call.save_with(&folder, |progress| eprintln!("{progress}")).await?;
    let count = match is_csv {
        true => saved.write_csv(&arguments.out).await?,
        false => saved.write_json_lines(&arguments.out).await?,
    };
    // Its lines are in the file by now.
    std::fs::remove_dir_all(&folder)?;
    line(&format!("{count} lines are in {}", arguments.out.display()))
}
