//! Whole invoices of the emulator, oddities included, whose files add up to what it says.

use partner_center::export;
use partner_center::invoice::{ExactSum, LineItemQuery};
use partner_center::types::{InvoiceLineItem, LineItemKind};
use partner_center::{InvoiceId, values::Decimal};
use partner_center_emulator::NewInvoice;
use partner_center_test_support::Stage;
use serde_json::value::RawValue;

use crate::stage::Folder;

/// Exports an invoice of 2,500 lines in each format. The lines add up to what it says.
async fn check(provider: &str, kind: &str, lines: LineItemQuery, total: &str) {
    let stage = Stage::new();
    let new = NewInvoice::of(2_500).lines_of(provider, kind);
    let brief = stage.emulator.add_invoice(new).unwrap();
    let list = || stage.partner.line_items(&InvoiceId::from(brief.id.as_str()), lines.clone());
    let folder = Folder::new();

    let exported = export::csv(list(), folder.file("lines.csv")).run().await.unwrap();
    assert_eq!((exported.lines, exported.pages, exported.raw_lines), (2_500, 2, 0));
    let mut reader = ::csv::Reader::from_path(folder.file("lines.csv")).unwrap();
    let column = reader.headers().unwrap().iter().position(|name| name == total).unwrap();
    let sum: ExactSum = reader
        .records()
        .map(|record| record.unwrap()[column].parse::<Decimal>().unwrap())
        .collect();
    // Lines of usage say what was used, and are not charged.
    if kind == "billinglineitems" {
        assert_eq!(sum.total().unwrap(), brief.total_charges.parse().unwrap(), "{provider}");
    }

    let exported = export::json_lines(list(), folder.file("lines.jsonl")).run().await.unwrap();
    assert_eq!(exported.lines, 2_500);
    for line in folder.read("lines.jsonl").lines() {
        let json: &RawValue = serde_json::from_str(line).unwrap();
        let line = InvoiceLineItem::read(json, Some(LineItemKind::OneTime));
        assert!(line.kind().is_some(), "{line:?}");
    }

    #[cfg(feature = "parquet")]
    {
        use parquet::file::reader::{FileReader, SerializedFileReader};

        let file = folder.file("lines.parquet");
        let exported = export::parquet(list(), &file).run().await.unwrap();
        assert_eq!((exported.lines, exported.raw_lines), (2_500, 0));
        let reader = SerializedFileReader::new(std::fs::File::open(file).unwrap()).unwrap();
        assert_eq!(reader.metadata().file_metadata().num_rows(), 2_500);
    }
}

#[tokio::test]
async fn one_time_lines_add_up() {
    check("onetime", "billinglineitems", LineItemQuery::one_time(), "totalForCustomer").await;
}

#[tokio::test]
async fn licenses_add_up() {
    check("office", "billinglineitems", LineItemQuery::office(), "totalForCustomer").await;
}

#[tokio::test]
async fn azure_adds_up() {
    check("azure", "billinglineitems", LineItemQuery::azure(), "postTaxTotal").await;
}

#[tokio::test]
async fn usage_keeps_its_fifteen_decimals() {
    let lines = LineItemQuery::one_time_usage("USD");
    check("onetime", "usagelineitems", lines, "billingPreTaxTotal").await;
}
