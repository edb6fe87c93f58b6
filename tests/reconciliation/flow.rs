//! From an invoice to its lines, against the emulator.

use std::time::Duration;

use futures_util::StreamExt;
use partner_center::Delivery;
use partner_center::invoice::{ExactSum, LineItemQuery};
use partner_center::reconciliation::{BilledLine, ExportProgress, ExportState, StartedExport};
use partner_center::types::{InvoiceLineItem, UnbilledPeriod};
use partner_center_emulator::{ExportCounts, ExportEnd, ExportFiles, ManifestPlace, seed};
use partner_center_test_support::{Stage, application, request, software};

use crate::{MANIFEST, asked, folder};

/// The lines of an invoice by version 1.
async fn former(stage: &Stage) -> Vec<BilledLine> {
    let lines = stage.partner.line_items(&seed::INVOICE_ONE_TIME.into(), LineItemQuery::one_time());
    let mut items = lines.items();
    let mut found = Vec::new();
    while let Some(item) = items.next().await {
        match item.unwrap() {
            InvoiceLineItem::OneTime(line) => found.push(BilledLine::from(&*line)),
            other => panic!("{other:?}"),
        }
    }
    found
}

#[tokio::test]
async fn both_versions_say_the_same_of_an_invoice() {
    let stage = Stage::new();
    let folder = folder();
    let saved = stage.partner.reconciliation(seed::INVOICE_ONE_TIME).save(folder.path());
    let saved = saved.await.unwrap();
    let lines: Vec<_> = saved.lines().unwrap().map(Result::unwrap).collect();
    let former = former(&stage).await;
    assert_eq!(lines.len(), former.len());
    assert!(!lines.is_empty());
    for (line, former) in lines.iter().zip(&former) {
        let now = BilledLine::from(line.item());
        assert_eq!(now.adds_up(), Some(true));
        // Oddities of dates differ; what was charged does not.
        assert_eq!((&now.order, &now.total), (&former.order, &former.total));
        assert_eq!((&now.currency, &now.quantity), (&former.currency, &former.quantity));
        assert!(line.json().contains("OrderId"));
    }
    let total = |lines: Vec<_>| ExactSum::from_iter(lines).total().unwrap();
    let now = lines.iter().map(|line| line.item().total.unwrap()).collect();
    assert_eq!(total(now), total(former.iter().map(|line| line.total.unwrap()).collect()));
}

#[tokio::test]
async fn a_manifest_is_found_in_each_of_its_places_and_done_in_either_word() {
    for place in [ManifestPlace::Link, ManifestPlace::Inline, ManifestPlace::Text] {
        for end in [ExportEnd::Succeeded, ExportEnd::Completed] {
            let stage = Stage::with(|settings| {
                settings.export_manifest = place;
                settings.export_end = end;
                settings.export_file_lines = 2;
                settings.export_counts = ExportCounts::Right;
            });
            let started = stage.partner.reconciliation(seed::INVOICE_ONE_TIME).start().await;
            let started = started.unwrap();
            let manifest = started.wait(&stage.partner, |_| {}).await.unwrap();
            assert!(manifest.files().count() > 1);
            let folder = folder();
            let count = manifest.line_count().unwrap();
            let saved = manifest.save(&stage.partner, folder.path()).await.unwrap();
            assert_eq!(saved.lines().unwrap().map(Result::unwrap).count() as u64, count);
            assert_eq!(stage.asked(MANIFEST), u64::from(place != ManifestPlace::Inline));
        }
    }
}

#[tokio::test]
async fn progress_is_told_while_the_service_works_and_while_files_come() {
    let stage = Stage::with(|settings| settings.export_file_lines = 2);
    let folder = folder();
    let mut told = Vec::new();
    let call = stage.partner.reconciliation(seed::INVOICE_ONE_TIME);
    let saved = call.save_with(folder.path(), |progress| told.push(*progress)).await.unwrap();
    let of = saved.files().count();
    assert!(matches!(told[0], ExportProgress::Running { .. }), "{told:?}");
    assert_eq!(told.last(), Some(&ExportProgress::Saved { files: of, of }));
    assert_eq!(told[1].to_string(), "the export goes on, for 10 s so far");
}

#[tokio::test]
async fn an_export_is_stored_as_text_and_taken_up() {
    let stage = Stage::new();
    let started = stage.partner.reconciliation(seed::INVOICE_ONE_TIME).start().await.unwrap();
    let text = serde_json::to_string(&started).unwrap();
    let started: StartedExport = serde_json::from_str(&text).unwrap();
    let state = started.look(&stage.partner).await.unwrap();
    let ExportState::Running(pause) = state else { panic!("{state:?}") };
    assert_eq!(pause, Duration::from_secs(10));
    stage.pass(Duration::from_secs(25));
    let state = started.look(&stage.partner).await.unwrap();
    assert!(matches!(state, ExportState::Done(_)), "{state:?}");
    assert!(!format!("{state:?}").contains("sig="), "{state:?}");
}

#[tokio::test]
async fn what_was_bought_today_is_among_what_is_not_billed_yet() {
    let stage = Stage::new();
    let bought = stage.customer().purchase(&request(software(2))).run().await.unwrap();
    let order = bought.order_ids().next().unwrap().clone();
    stage.pass(Duration::from_secs(60));
    let folder = folder();
    let call = stage.partner.unbilled_reconciliation(UnbilledPeriod::Current, "USD");
    let saved = call.save(folder.path()).await.unwrap();
    let lines = saved.lines().unwrap().map(|line| BilledLine::from(line.unwrap().item()));
    let own: Vec<_> = lines.filter(|line| line.order.as_ref() == Some(&order)).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].quantity, Some("2".parse().unwrap()));
}

#[tokio::test]
async fn usage_has_lines_of_its_own() {
    let stage = Stage::with(|settings| settings.export_files = ExportFiles::Plain);
    stage.pass(Duration::from_secs(9 * 24 * 60 * 60));
    let folder = folder();
    let call = stage.partner.unbilled_usage(UnbilledPeriod::Current, "USD").basic();
    let saved = call.save(folder.path()).await.unwrap();
    let lines: Vec<_> = saved.usage_lines().unwrap().map(Result::unwrap).collect();
    assert!(lines.iter().all(|line| line.item().billing_pre_tax_total.is_some()));
    assert!(!lines.is_empty());
    let error = saved.lines().unwrap_err().to_string();
    assert!(error.contains("lines of the other kind"), "{error}");
}

#[tokio::test]
async fn an_application_alone_may_ask() {
    let stage = Stage::new();
    let alone = stage.signed_in_with(application());
    let folder = folder();
    alone.reconciliation(seed::INVOICE_ONE_TIME).save(folder.path()).await.unwrap();
}

#[tokio::test]
async fn a_folder_is_filled_once() {
    let stage = Stage::new();
    let folder = folder();
    let call = || stage.partner.reconciliation(seed::INVOICE_ONE_TIME).save(folder.path());
    call().await.unwrap();
    let before = asked(&stage);
    call().await.unwrap();
    assert_eq!(asked(&stage), before);
    let other = stage.partner.reconciliation(seed::INVOICE_AMENDED).save(folder.path());
    let error = other.await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::NotDone);
    assert!(error.to_string().contains("holds another export, of invoice G000000101"), "{error}");
}
