//! Statements and receipts, opened by a library that did not write them.

use lopdf::Document;
use partner_center_emulator::seed::*;
use partner_center_emulator::{Action, Fault, NewInvoice};

use crate::client::{Answer, Client};

fn statement(client: &Client, invoice: &str) -> Answer {
    client.get(&format!("/v1/invoices/{invoice}/documents/statement"))
}

/// The pages of a PDF and their text.
fn read(answer: &Answer) -> (usize, String) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert_eq!(answer.header("content-length"), answer.bytes.len().to_string());
    let document = Document::load_mem(&answer.bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    (pages.len(), document.extract_text(&pages).unwrap())
}

#[test]
fn a_statement_can_be_read() {
    let client = Client::new();
    let answer = statement(&client, INVOICE_ONE_TIME);
    assert_eq!(
        answer.header("content-disposition"),
        format!("attachment; filename=Invoice_{INVOICE_ONE_TIME}.pdf")
    );
    let (pages, text) = read(&answer);
    assert_eq!(pages, 1);
    let invoices = client.emulator.invoices();
    let invoice = invoices.iter().find(|invoice| invoice.id == INVOICE_ONE_TIME).unwrap();
    for wanted in [
        format!("Invoice {INVOICE_ONE_TIME}"),
        format!("USD {}", invoice.total_charges),
        "Contoso Distribution".into(),
        "2025-11-01 until 2025-12-01, exclusive".into(),
        "Contoso Server Standard".into(),
        "Northwind Traders, order ".into(),
        "1851.75".into(),
        "Page 1 of 1".into(),
    ] {
        assert!(text.contains(&wanted), "`{wanted}` is missing: {text}");
    }
}

#[test]
fn every_document_has_its_title() {
    let client = Client::new();
    for (id, wanted) in [
        (INVOICE_LEGACY, "Use of Azure"),
        (INVOICE_VOID_NOTE, "Void note G000000103"),
        (INVOICE_ADJUSTMENT_NOTE, "Adjustment note G000000104"),
    ] {
        let (_, text) = read(&statement(&client, id));
        assert!(text.contains(wanted), "{text}");
    }
    client
        .app_only()
        .get(&format!("/v1/invoices/{INVOICE_LEGACY}/documents/statement"))
        .refused(403, "900329");
}

#[test]
fn a_long_statement_has_pages_and_an_end() {
    let client = Client::new();
    let invoice = client.emulator.add_invoice(NewInvoice::of(1_000_000)).unwrap();
    let (pages, text) = read(&statement(&client, &invoice.id));
    assert!(pages > 10, "{pages}");
    assert!(text.contains("and 999500 more lines"));
    assert!(text.contains(&format!("USD {}", invoice.total_charges)));
    client.emulator.change(|settings| settings.statement_lines = 3);
    assert_eq!(read(&statement(&client, &invoice.id)).0, 1);
}

#[test]
fn a_receipt_is_another_document() {
    let client = Client::new();
    let path = |receipt: &str| {
        format!("/v1/invoices/{INVOICE_WITH_RECEIPT}/receipts/{receipt}/documents/statement")
    };
    let answer = client.get(&path(RECEIPT));
    assert_eq!(
        answer.header("content-disposition"),
        format!("attachment; filename=Receipt_{RECEIPT}.pdf")
    );
    let (_, text) = read(&answer);
    assert!(
        text.contains(&format!("Tax receipt {RECEIPT}")) && text.contains(INVOICE_WITH_RECEIPT)
    );
    client.get(&path("none")).refused(404, "1000");
}

#[test]
fn a_web_page_can_take_the_place_of_the_file() {
    let client = Client::new();
    client
        .emulator
        .fault(Fault::on("getInvoiceStatement", Action::Html { status: 200, when: None }));
    let answer = statement(&client, INVOICE_LEGACY);
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/html"));
    assert!(answer.text().starts_with("<!doctype html>"));
    let disguised = Action::Refuse {
        status: 200,
        code: None,
        body: Some("<html>".into()),
        content_type: Some("application/pdf".into()),
        headers: Default::default(),
        when: None,
    };
    client.emulator.fault(Fault::on("getInvoiceStatement", disguised));
    let answer = statement(&client, INVOICE_LEGACY);
    assert_eq!(
        (answer.header("content-type"), answer.text().as_str()),
        ("application/pdf", "<html>")
    );
}
