//! Lines from wherever they are, held against what was ordered, and written as files.

use std::fs;
use std::time::Duration;

use futures_util::TryStreamExt;
use partner_center::Cloud;
use partner_center::reconciliation::{BilledLine, BillingVersion, Comparison, Verdict};
use partner_center::types::Invoice;
use partner_center_emulator::{ExportCounts, ExportEnd, seed};
use partner_center_test_support::{Stage, builder, request, software, user};

use crate::{EXPORT, folder};

async fn invoice(stage: &Stage, id: &str) -> Invoice {
    stage.partner.api().get_invoice(id).send().await.unwrap().into_inner()
}

/// The invoice, as if it billed another period.
fn of_period(mut invoice: Invoice, end: &str) -> Invoice {
    invoice.billing_period_end_date = Some(end.parse().unwrap());
    invoice
}

#[tokio::test]
async fn today_lines_come_from_an_export_and_are_those_of_the_pages() {
    let stage = Stage::new();
    let invoice = of_period(invoice(&stage, seed::INVOICE_ONE_TIME).await, "2026-01-31");
    let mut lines = Vec::new();
    let read = stage.partner.billed_lines(&invoice).read(|line| lines.push(line)).await.unwrap();
    assert_eq!((read.choice.version, read.count), (BillingVersion::V2, lines.len() as u64));
    assert!(read.unread.is_empty(), "{read:?}");
    let mut former = Vec::new();
    let call = stage.partner.billed_lines(&invoice).version(BillingVersion::V1);
    let read = call.read(|line| former.push(line)).await.unwrap();
    assert_eq!(read.choice.why, "it was asked for");
    let totals = |lines: &[BilledLine]| lines.iter().map(|l| l.total).collect::<Vec<_>>();
    assert_eq!(totals(&lines), totals(&former));
}

#[tokio::test]
async fn where_nothing_is_exported_the_pages_are_read_and_it_is_said() {
    let stage = Stage::with(|settings| settings.export_end = ExportEnd::Failed);
    let known = invoice(&stage, seed::INVOICE_ONE_TIME).await;
    let between = of_period(known.clone(), "2024-06-30");
    let read = stage.partner.billed_lines(&between).read(|_| {}).await.unwrap();
    assert_eq!(read.choice.version, BillingVersion::V1);
    assert!(read.choice.why.starts_with("nothing is exported of it"), "{read:?}");
    assert!(read.count > 0);
    let today = of_period(known, "2026-06-30");
    let error = stage.partner.billed_lines(&today).read(|_| {}).await.unwrap_err();
    assert_eq!(error.code(), Some("5000"));
}

#[tokio::test]
async fn other_clouds_read_pages_and_ask_for_no_export() {
    let stage = Stage::new();
    let invoice = invoice(&stage, seed::INVOICE_ONE_TIME).await;
    let government = builder(&stage.emulator, user()).cloud(Cloud::UsGovernment).build().unwrap();
    let read = government.billed_lines(&invoice).read(|_| {}).await.unwrap();
    assert_eq!(read.choice.version, BillingVersion::V1);
    assert_eq!(stage.asked(EXPORT), 0);
}

#[tokio::test]
async fn what_was_bought_is_billed_as_ordered_when_the_month_is_over() {
    let stage = Stage::new();
    let bought = stage.customer().purchase(&request(software(3))).run().await.unwrap();
    let orders = bought.checkout.unwrap().orders;
    let id = orders[0].id.clone().unwrap();
    stage.pass(Duration::from_secs(40 * 24 * 60 * 60));
    let invoices: Vec<Invoice> = stage.partner.invoices().items().try_collect().await.unwrap();
    let mut comparison = Comparison::of(&orders);
    for invoice in invoices.iter().filter(|one| one.id.as_ref().unwrap().as_str() > "G0001") {
        stage.partner.billed_lines(invoice).read(|line| comparison.add(&line)).await.unwrap();
    }
    let row = comparison.rows().find(|row| row.order == id).unwrap();
    assert_eq!(row.lines, 1, "{row:?}");
    assert!(matches!(row.verdict, Verdict::AsOrdered), "{row:?}");
    let mut file = Vec::new();
    comparison.write_csv(&mut file).unwrap();
    assert!(String::from_utf8(file).unwrap().contains("billed as ordered"));
}

#[tokio::test]
async fn an_export_is_written_as_text_that_keeps_every_digit() {
    let stage = Stage::with(|settings| {
        settings.export_file_lines = 2;
        settings.export_counts = ExportCounts::Right;
    });
    let folder = folder();
    let saved = stage.partner.reconciliation(seed::INVOICE_ONE_TIME).save(folder.path());
    let saved = saved.await.unwrap();
    let (json, csv) = (folder.path().join("lines.jsonl"), folder.path().join("lines.csv"));
    let count = saved.lines().unwrap().map(Result::unwrap).count() as u64;
    assert_eq!(saved.write_json_lines(&json).await.unwrap(), count);
    assert_eq!(saved.write_csv(&csv).await.unwrap(), count);
    let json = fs::read_to_string(json).unwrap();
    let mut rows = csv_rows(&csv);
    let names = rows.remove(0);
    let at = |name: &str| names.iter().position(|own| own == name).unwrap();
    assert_eq!(rows.len() as u64, count);
    for (line, row) in json.lines().zip(&rows) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["OrderId"], row[at("OrderId")]);
        let total = match &line["Total"] {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        assert_eq!(total, row[at("Total")]);
    }
}

fn csv_rows(path: &std::path::Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn a_damaged_file_leaves_no_written_one() {
    let stage = Stage::with(|settings| settings.export_counts = ExportCounts::Wrong);
    let folder = folder();
    let saved = stage.partner.reconciliation(seed::INVOICE_ONE_TIME).save(folder.path());
    let saved = saved.await.unwrap();
    let path = folder.path().join("lines.csv");
    let error = saved.write_csv(&path).await.unwrap_err().to_string();
    assert!(error.contains("its manifest says"), "{error}");
    assert!(!path.exists());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}
