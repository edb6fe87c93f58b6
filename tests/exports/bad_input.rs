//! What an export refuses before it asks for anything.

use std::fs::{self, OpenOptions};

use partner_center::export;
use partner_center::invoice::LineItemQuery;

use crate::stage::{Failure, Folder, Service, seven_pages};

/// An export to `lines.csv` that stopped after some pages.
async fn interrupted() -> (Folder, Service) {
    let (folder, service) = (Folder::new(), seven_pages());
    service.fail(4, Failure::Lost);
    export::csv(service.one_time(), folder.file("lines.csv")).run().await.unwrap_err();
    service.recover();
    service.asked();
    (folder, service)
}

#[tokio::test]
async fn a_path_that_names_no_file_is_refused() {
    let service = seven_pages();
    let error = export::csv(service.one_time(), "/").run().await.unwrap_err();
    insta::assert_snapshot!(error, @r"path: `/` names no file");
    assert!(service.asked().is_empty());
}

#[tokio::test]
async fn a_folder_that_is_not_there_or_stands_in_the_way_is_named() {
    let (folder, service) = (Folder::new(), seven_pages());
    let missing = export::csv(service.one_time(), folder.file("nowhere/lines.csv"));
    let error = missing.run().await.unwrap_err().to_string();
    let ended = error.strip_prefix("path: there is no folder `").unwrap();
    assert!(ended.ends_with("/nowhere`: make it first"), "{error}");
    fs::create_dir(folder.file("lines.csv")).unwrap();
    let taken = export::csv(service.one_time(), folder.file("lines.csv"));
    let error = taken.run().await.unwrap_err();
    assert_eq!(folder.message(&error), "path: `lines.csv` is a folder: name a file in it");
    assert!(service.asked().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn another_export_does_not_go_on_with_the_file() {
    let (folder, service) = interrupted().await;
    let file = folder.file("lines.csv");
    let other_list = export::csv(service.lines_of("G000000902", LineItemQuery::one_time()), &file);
    let other_kind = export::csv(service.lines(LineItemQuery::office()), &file);
    let other_format = export::json_lines(service.one_time(), &file);
    let other_options = export::csv(service.one_time(), &file).for_spreadsheets();
    let errors = [
        other_list.run().await.unwrap_err(),
        other_kind.run().await.unwrap_err(),
        other_format.run().await.unwrap_err(),
        other_options.run().await.unwrap_err(),
    ];
    insta::assert_snapshot!(folder.message(&errors[0]), @r"file: `lines.csv.resume.json` is of another export: OneTimeInvoiceLineItem of `invoices/G000000901/onetime/billinglineitems//` as CSV, by version 0.1.0; to throw away what an earlier export left and begin again, call `afresh`");
    for error in &errors {
        assert!(error.to_string().contains("is of another export"), "{error}");
    }
    assert!(service.asked().is_empty(), "nothing was sent");
    let exported = export::csv(service.one_time(), &file).run().await.unwrap();
    assert_eq!(exported.lines, 18, "the first one can still be resumed");
}

#[tokio::test]
async fn what_was_left_can_be_thrown_away() {
    let (folder, service) = interrupted().await;
    let file = folder.file("lines.csv");
    let other = export::json_lines(service.one_time(), &file).afresh();
    let exported = other.run().await.unwrap();
    assert_eq!((exported.lines, exported.resumed), (18, 0));
    assert_eq!(folder.names(), ["lines.csv"]);
}

#[tokio::test]
async fn a_page_that_is_no_json_is_the_same_error_in_every_format() {
    let (folder, service) = (Folder::new(), Service::of([r#"{"currency":"EUR""#]));
    let csv = export::csv(service.one_time(), folder.file("lines.csv")).run().await;
    let json = export::json_lines(service.one_time(), folder.file("lines.jsonl")).run().await;
    let (csv, json) = (csv.unwrap_err(), json.unwrap_err());
    insta::assert_snapshot!(folder.message(&csv), @r"listInvoiceLineItems: the answer (200) could not be used, its body is not JSON; nothing was exported, and nothing is left behind");
    assert_eq!(json.to_string(), csv.to_string());
    assert_eq!(folder.names(), Vec::<String>::new());
}

#[tokio::test]
async fn a_damaged_note_is_refused() {
    let (folder, service) = interrupted().await;
    fs::write(folder.file("lines.csv.resume.json"), "{").unwrap();
    let export = export::csv(service.one_time(), folder.file("lines.csv"));
    insta::assert_snapshot!(folder.message(&export.run().await.unwrap_err()), @r"file: `lines.csv.resume.json` cannot be understood, EOF while parsing an object at line 1 column 1; to throw away what an earlier export left and begin again, call `afresh`");
}

#[tokio::test]
async fn a_file_shorter_than_its_note_says_is_refused() {
    let (folder, service) = interrupted().await;
    let partial = OpenOptions::new().write(true).open(folder.file("lines.csv.partial")).unwrap();
    partial.set_len(100).unwrap();
    let export = export::csv(service.one_time(), folder.file("lines.csv"));
    insta::assert_snapshot!(folder.message(&export.run().await.unwrap_err()), @r"file: `lines.csv.partial` is shorter than its note says, 1533; to throw away what an earlier export left and begin again, call `afresh`");
}

#[tokio::test]
async fn a_note_without_its_file_is_no_export() {
    let (folder, service) = interrupted().await;
    fs::remove_file(folder.file("lines.csv.partial")).unwrap();
    let exported = export::csv(service.one_time(), folder.file("lines.csv")).run().await.unwrap();
    assert_eq!((exported.lines, exported.resumed), (18, 0));
    assert_eq!(folder.names(), ["lines.csv"]);
}

#[tokio::test]
async fn two_exports_do_not_write_the_same_file() {
    let (folder, service) = interrupted().await;
    let partial = OpenOptions::new().write(true).open(folder.file("lines.csv.partial")).unwrap();
    partial.try_lock().unwrap();
    let export = export::csv(service.one_time(), folder.file("lines.csv"));
    insta::assert_snapshot!(folder.message(&export.run().await.unwrap_err()), @r"file: `lines.csv` is being exported to already");
    let afresh = export::csv(service.one_time(), folder.file("lines.csv")).afresh();
    let error = afresh.run().await.unwrap_err();
    assert_eq!(folder.message(&error), "file: `lines.csv` is being exported to already");
    assert_eq!(folder.names(), ["lines.csv.partial", "lines.csv.resume.json"]);
    assert!(service.asked().is_empty());
}

#[tokio::test]
async fn the_note_of_a_finished_export_is_in_nobodys_way() {
    let (folder, service) = interrupted().await;
    let file = folder.file("lines.csv");
    // Killed when the file had its name and the note was still there.
    fs::rename(folder.file("lines.csv.partial"), &file).unwrap();
    let other = export::json_lines(service.one_time(), &file).run().await.unwrap();
    assert_eq!((other.lines, other.resumed), (18, 0));
    assert_eq!(folder.names(), ["lines.csv"]);
}

#[tokio::test]
async fn nothing_is_asked_for_where_an_export_runs_that_has_no_note_yet() {
    let (folder, service) = interrupted().await;
    fs::remove_file(folder.file("lines.csv.resume.json")).unwrap();
    let partial = OpenOptions::new().write(true).open(folder.file("lines.csv.partial")).unwrap();
    partial.try_lock().unwrap();
    let export = || export::csv(service.one_time(), folder.file("lines.csv"));
    let error = export().run().await.unwrap_err();
    assert_eq!(folder.message(&error), "file: `lines.csv` is being exported to already");
    assert!(service.asked().is_empty());
    drop(partial);
    assert_eq!(export().run().await.unwrap().resumed, 0);
}
