//! Invoices of a partner: one of them, and a list with pages and a filter.

pub(crate) mod balances;
mod filter;
pub(crate) mod lines;
pub(crate) mod statements;

use rust_decimal::Decimal;

use crate::call::Call;
use crate::fault_codes::{ACCESS_DENIED, BAD_INPUT, NOT_FOUND};
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::invoices::filter::Filter;
use crate::routes::links;
use crate::settings::ModernInvoices;
use crate::state::dates;
use crate::state::invoice::{Invoice, InvoiceKind};
use crate::state::money::sum;
use crate::state::partner::Partner;
use crate::state::world::World;

pub(crate) fn get(world: &mut World, call: &mut Call<'_>) -> Answer {
    let invoice = find(world, call)?;
    let mut printed = print(world, invoice);
    printed.put("billingPeriodStartDate", dates::stamp(invoice.period.start));
    printed.put("billingPeriodEndDate", dates::stamp(invoice.period.end));
    Ok(Reply::json(200, printed))
}

pub(crate) fn list(world: &mut World, call: &mut Call<'_>) -> Answer {
    let size = number(call, "size")?;
    let offset = number(call, "offset")?.unwrap_or(0);
    let filter = call.query("filter").map(Filter::read).transpose()?;
    let found = world.invoices.iter().filter(|invoice| {
        invoice.amends.is_none()
            && invoice.partner.eq_ignore_ascii_case(&call.partner)
            && filter.as_ref().is_none_or(|filter| filter.lets_through(invoice.date))
    });
    // The page's word is that size and offset do nothing to invoices of the new commerce.
    let paged = |invoice: &&Invoice| {
        invoice.kind == InvoiceKind::Recurring
            || world.settings.modern_invoices == ModernInvoices::Paged
    };
    let (counted, whole): (Vec<&Invoice>, Vec<&Invoice>) = found.partition(paged);
    let end = size.map_or(counted.len(), |size| offset.saturating_add(size)).min(counted.len());
    let page = counted.get(offset.min(end)..end).unwrap_or_default();
    let with_whole = offset == 0 || world.settings.modern_invoices == ModernInvoices::EveryPage;
    let items = page
        .iter()
        .chain(whole.iter().filter(|_| with_whole))
        .map(|invoice| print(world, invoice))
        .collect();
    let uri = |offset: usize| match size {
        Some(size) => format!("/invoices?size={size}&offset={offset}"),
        None => "/invoices".to_owned(),
    };
    let mut collection = links::collection(items, uri(offset));
    if let Some(size) = size.filter(|_| end < counted.len()) {
        let mut both = object! { "self": links::get(uri(offset)) };
        both.put("next", links::get(uri(offset.saturating_add(size))));
        collection.put("links", both);
    }
    Ok(Reply::json(200, collection))
}

/// A whole number of the query.
pub(crate) fn number(call: &Call<'_>, name: &str) -> Result<Option<usize>, Refusal> {
    match call.query(name).map(str::parse) {
        None => Ok(None),
        Some(Ok(number)) => Ok(Some(number)),
        Some(Err(_)) => refuse_for(BAD_INPUT, format!("The `{name}` is not a number.")),
    }
}

/// The partner who asks.
pub(crate) fn partner<'a>(world: &'a World, call: &Call<'_>) -> Result<&'a Partner, Refusal> {
    let found = world.partner(&call.partner);
    found.ok_or(Refusal { code: ACCESS_DENIED, detail: None })
}

/// The invoice of the path, if the partner has it; an amendment counts.
pub(crate) fn find<'a>(world: &'a World, call: &Call<'_>) -> Result<&'a Invoice, Refusal> {
    let id = call.parameter("invoice-id");
    let found = world.invoices.iter().find(|invoice| {
        invoice.is_called(&id) && invoice.partner.eq_ignore_ascii_case(&call.partner)
    });
    match found {
        Some(invoice) => Ok(invoice),
        None => refuse_for(NOT_FOUND, format!("There is no invoice `{id}`.")),
    }
}

/// What has been paid for an invoice.
pub(crate) fn paid(world: &World, invoice: &Invoice) -> Decimal {
    let own = world.payments.iter().filter(|payment| payment.invoice == invoice.id);
    sum(own.map(|payment| payment.amount))
}

fn print(world: &World, invoice: &Invoice) -> Object {
    let mut printed = print_alone(world, invoice, invoice.amends.is_none());
    let amendments: Vec<Object> = world
        .invoices
        .iter()
        .filter(|other| other.amends.as_ref() == Some(&invoice.id))
        .map(|amendment| print_alone(world, amendment, false))
        .collect();
    printed.put("amendments", Some(amendments).filter(|list| !list.is_empty()));
    printed
}

/// An invoice without its amendments; these have no links themselves.
fn print_alone(world: &World, invoice: &Invoice, with_links: bool) -> Object {
    let id = &invoice.id;
    let own = format!("/invoices/{}", invoice.link_id(world.settings.is_wire()));
    let receipt = |receipt: &String| {
        object! {
            "id": receipt,
            "taxReceiptPdfDownloadLink":
                format!("/invoices/{id}/receipts/{receipt}/documents/statement"),
        }
    };
    let receipts = Some(&invoice.receipts).filter(|all| !all.is_empty());
    let details = invoice.pairs().map(|pair| {
        let uri = format!("{own}/lineitems/{}/{}", pair.path_provider(), pair.path_kind());
        object! {
            "invoiceLineItemType": pair.kind(),
            "billingProvider": pair.provider(),
            "links": with_links.then(|| object! { "self": links::get(uri) }),
            "attributes": links::attributes("InvoiceDetail"),
        }
    });
    object! {
        "id": id,
        "invoiceDate": dates::stamp(invoice.date),
        "totalCharges": invoice.amounts().total(),
        "paidAmount": paid(world, invoice),
        "currencyCode": &invoice.currency,
        "currencySymbol": &invoice.symbol,
        "pdfDownloadLink": with_links.then(|| format!("/invoices/{id}/documents/statement")),
        "taxReceipts": receipts.map(|all| all.iter().map(receipt).collect::<Json>()),
        "invoiceDetails": details.collect::<Json>(),
        "documentType": invoice.document.word(),
        "amendsOf": invoice.amends.as_ref(),
        "invoiceType": invoice.kind.word(),
        "links": with_links.then(|| object! { "self": links::get(own.clone()) }),
        "attributes": links::attributes("Invoice"),
    }
}
