//! Over sockets: Graph on a port of its own, and the storage on another.

use partner_center::PartnerCenter;
use partner_center::transport::Host;
use partner_center_emulator::{Emulator, ExportCounts, NewInvoice, Options, Running};
use partner_center_test_support::user;

use crate::folder;

async fn started() -> (Running, PartnerCenter) {
    let running = Emulator::start(Options::new()).await.unwrap();
    let partner = PartnerCenter::builder(user())
        .base_url(&running.base_url)
        .authority(&running.authority)
        .host_url(Host::Graph, &running.hosts["Graph"])
        .build()
        .unwrap();
    running.emulator().change(|settings| settings.export_seconds = 0);
    (running, partner)
}

#[tokio::test]
async fn files_come_from_the_storage_that_the_manifest_names() {
    let (running, partner) = started().await;
    running.emulator().change(|settings| {
        settings.export_file_lines = 3;
        settings.export_counts = ExportCounts::Right;
    });
    let folder = folder();
    let saved = partner.reconciliation("G000000101").save(folder.path()).await.unwrap();
    assert!(saved.files().count() > 1);
    assert!(saved.lines().unwrap().map(Result::unwrap).count() > 3);
}

#[tokio::test]
async fn a_wrong_count_is_told_at_the_end_of_the_file() {
    let (running, partner) = started().await;
    running.emulator().change(|settings| settings.export_counts = ExportCounts::Wrong);
    let folder = folder();
    let saved = partner.reconciliation("G000000101").save(folder.path()).await.unwrap();
    let last = saved.lines().unwrap().last().unwrap().unwrap_err();
    assert!(last.to_string().contains("its manifest says"), "{last}");
}

#[tokio::test]
async fn an_invoice_of_many_lines_comes_in_many_files() {
    let (running, partner) = started().await;
    let invoice = running.emulator().add_invoice(NewInvoice::of(20_000).id("G000900001")).unwrap();
    let folder = folder();
    let saved = partner.reconciliation(&*invoice.id).save(folder.path()).await.unwrap();
    assert_eq!(saved.files().count(), 10);
    assert_eq!(saved.lines().unwrap().map(Result::unwrap).count(), 20_000);
}
