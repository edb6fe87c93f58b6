//! Whether the figures of the emulator's invoices agree.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use partner_center::invoice::{InvoiceCheck, LineItemQuery, check_invoice, check_line};
use partner_center::types::{Invoice, InvoiceLineItem};
use partner_center::{InvoiceId, values::Decimal};
use partner_center_emulator::{Action, Fault, seed};

use crate::stage::{LINES, Stage};

/// All lines of an invoice, of all its kinds.
async fn lines(stage: &Stage, invoice: &Invoice) -> Vec<InvoiceLineItem> {
    let mut all = Vec::new();
    for detail in &invoice.invoice_details {
        let which = LineItemQuery::of_detail(invoice, detail).unwrap();
        let list = stage.partner.line_items(invoice.id.as_ref().unwrap(), which);
        all.extend(list.items().try_collect::<Vec<_>>().await.unwrap());
    }
    all
}

#[tokio::test]
async fn every_seeded_invoice_adds_up_to_its_total() {
    let stage = Stage::new();
    let mut checked = BTreeMap::new();
    for brief in stage.emulator.invoices() {
        if brief.partner != seed::CONTOSO_TENANT {
            continue;
        }
        let invoice = stage.partner.invoice(&InvoiceId::new(brief.id.as_str())).await.unwrap();
        let lines = lines(&stage, &invoice).await;
        assert!(!lines.is_empty());
        for line in &lines {
            assert_eq!(check_line(line), Ok(None), "{}: {line:?}", brief.id);
        }
        assert_eq!(check_invoice(&invoice, &lines), Ok(None), "{}", brief.id);
        let stated = invoice.total_charges.unwrap();
        assert_eq!(stated, brief.total_charges.parse::<Decimal>().unwrap());
        checked.insert(brief.id, lines.len());
    }
    // Older and newer commerce, amendments, made-up lines, and what time has brought.
    for id in ["D020000A01", "D020000A02", "D020000A03", "G000000101", "G000000102", "G000000103"] {
        assert!(checked.contains_key(id), "{id}");
    }
}

#[tokio::test]
async fn lines_are_added_up_as_they_come() {
    let stage = Stage::new();
    for (provider, lines) in [
        ("onetime", LineItemQuery::one_time()),
        ("office", LineItemQuery::office()),
        ("azure", LineItemQuery::azure()),
    ] {
        let id = stage.invoice_of(5_003, provider, "billinglineitems");
        let invoice = stage.partner.invoice(&id).await.unwrap();
        let mut check = InvoiceCheck::new(&invoice);
        let mut items = stage.partner.line_items(&id, lines).items();
        while let Some(line) = items.try_next().await.unwrap() {
            check.add(&line);
        }
        assert_eq!(Ok(invoice.total_charges.unwrap()), check.total());
        assert_eq!((check.left_out(), check.difference()), (0, Ok(None)));
    }
}

#[tokio::test]
async fn a_line_that_is_another_shows() {
    let stage = Stage::new();
    let id = stage.invoice(3);
    let invoice = stage.partner.invoice(&id).await.unwrap();
    let item = serde_json::json!({
        "subtotal": 1, "taxTotal": "0.10", "totalForCustomer": 1.11, "currency": "USD",
        "attributes": { "objectType": "OneTimeInvoiceLineItem" },
    });
    stage.fault(Fault::on(LINES, Action::OddItem { position: 1, item }));
    let lines = lines(&stage, &invoice).await;
    let difference = check_line(&lines[1]).unwrap().unwrap();
    assert_eq!(difference.to_string(), "the parts add up to 1.1 and 1.11 is stated");
    let difference = check_invoice(&invoice, &lines).unwrap().unwrap();
    assert_eq!(Some(difference.stated), invoice.total_charges);
    assert_ne!(difference.parts, difference.stated);
}
