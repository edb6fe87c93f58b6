//! Exports that are interrupted and resumed.

use std::fs;
use std::path::PathBuf;

use futures::future::{self, Either};
use partner_center::export::{self, Export, Exported, Format};
use partner_center::types::InvoiceLineItem;
use partner_center::{Result, listing::Listing};

use crate::full_disk::Full;
use crate::stage::{Failure, Folder, Service, seven_pages};

const LINES: u64 = 18;
const PAGES: usize = 7;

/// Interrupts an export at every page and all along its bytes, goes on, and compares.
async fn check<F: Format>(export: fn(Listing<InvoiceLineItem>, PathBuf) -> Export<F>) {
    let folder = Folder::new();
    let whole = folder.file("whole");
    let uninterrupted = export(seven_pages().one_time(), whole.clone()).run().await.unwrap();
    assert_eq!(uninterrupted.lines, LINES);
    let whole = fs::read(whole).unwrap();

    for page in 0..PAGES {
        for how in [Failure::Lost, Failure::Cut] {
            let service = seven_pages();
            service.fail(page, how);
            let path = folder.file("resumed");
            let error = export(service.one_time(), path.clone()).run().await.unwrap_err();
            assert!(!path.exists(), "no half file");
            assert_eq!(error.operation(), Some("listInvoiceLineItems"));
            service.recover();
            service.asked();
            let resumed = export(service.one_time(), path.clone()).run().await.unwrap();
            assert_equal(&fs::read(&path).unwrap(), &whole, &format!("cut at page {page}"));
            assert_same(&resumed, &uninterrupted);
            assert!(resumed.resumed > 0 || !service.asked().is_empty());
            fs::remove_file(path).unwrap();
        }
    }

    // Not a divisor of anything that lengths here are multiples of.
    let step = (whole.len() / 37) | 1;
    for room in (0..whole.len()).step_by(step) {
        let service = seven_pages();
        let path = folder.file("resumed");
        let first = export(service.one_time(), path.clone());
        let full = first.run_through(move |file| Full { file, room }).await;
        let message = full.unwrap_err().to_string();
        assert!(message.contains("the disk is full"), "{message}");
        // And once more, since what is resumed can be interrupted too.
        let second = export(service.one_time(), path.clone());
        let full = second.run_through(|file| Full { file, room: 333 }).await;
        assert!(full.is_err() || path.exists());
        let resumed = export(service.one_time(), path.clone()).run().await.unwrap();
        assert_equal(&fs::read(&path).unwrap(), &whole, &format!("cut after {room} bytes"));
        assert_same(&resumed, &uninterrupted);
        fs::remove_file(path).unwrap();
    }
    assert_eq!(folder.names(), ["whole"]);
}

/// Without printing files that differ.
#[track_caller]
fn assert_equal(resumed: &[u8], whole: &[u8], cut: &str) {
    let differs = resumed.iter().zip(whole).position(|(one, other)| one != other);
    assert_eq!((differs, resumed.len()), (None, whole.len()), "{cut}");
}

#[track_caller]
fn assert_same(resumed: &Exported, whole: &Exported) {
    assert_eq!(
        (resumed.lines, resumed.pages, resumed.bytes, resumed.raw_lines),
        (whole.lines, whole.pages, whole.bytes, whole.raw_lines)
    );
}

#[tokio::test]
async fn a_csv_file_that_was_interrupted_anywhere_is_the_same_in_the_end() {
    check(export::csv).await;
}

#[tokio::test]
async fn json_lines_that_were_interrupted_anywhere_are_the_same_in_the_end() {
    check(export::json_lines).await;
}

#[cfg(feature = "parquet")]
#[tokio::test]
async fn a_parquet_file_that_was_interrupted_anywhere_is_the_same_in_the_end() {
    check(|lines, path| export::parquet(lines, path).row_group(4)).await;
}

#[tokio::test]
async fn the_error_says_what_is_kept_and_how_to_go_on() {
    let (folder, service) = (Folder::new(), seven_pages());
    service.fail(5, Failure::Lost);
    let export = export::csv(service.one_time(), folder.file("lines.csv"));
    let error = export.run().await.unwrap_err();
    insta::assert_snapshot!(folder.message(&error), @"listInvoiceLineItems: no answer came from localhost:80; 11 lines are kept in `lines.csv.partial`: export to `lines.csv` again to go on after them");
    service.fail(0, Failure::Refused);
    let export = export::csv(service.one_time(), folder.file("other.csv"));
    let error = export.run().await.unwrap_err();
    insta::assert_snapshot!(folder.message(&error), @"listInvoiceLineItems: refused with 404: what the path names is not there; check every id, and that the customer is this partner's; nothing was exported, and nothing is left behind");
    assert!(error.is_not_found());
    assert_eq!(folder.names(), ["lines.csv.partial", "lines.csv.resume.json"]);
}

#[tokio::test]
async fn pages_that_were_written_are_not_asked_for_again() {
    let (folder, service) = (Folder::new(), seven_pages());
    service.fail(4, Failure::Cut);
    let file = folder.file("lines.jsonl");
    export::json_lines(service.one_time(), &file).run().await.unwrap_err();
    service.recover();
    service.asked();
    let exported = export::json_lines(service.one_time(), &file).run().await.unwrap();
    assert_eq!(service.asked(), [4, 5, 6]);
    assert_eq!(exported.resumed, 9);
}

#[tokio::test]
async fn an_export_that_was_dropped_can_be_gone_on_with() {
    let (folder, service) = (Folder::new(), seven_pages());
    let file = folder.file("lines.csv");
    let (tell, told) = futures::channel::oneshot::channel();
    let mut tell = Some(tell);
    let running = export::csv(service.one_time(), &file).progress(move |progress| {
        if progress.pages == 3 {
            tell.take().unwrap().send(progress).unwrap();
        }
    });
    let progress = match future::select(told, Box::pin(running.run())).await {
        Either::Left((progress, running)) => {
            drop(running);
            progress.unwrap()
        }
        Either::Right(..) => panic!("it was not dropped"),
    };
    assert_eq!((progress.lines, progress.pages, progress.resumed), (9, 3, 0));
    assert!(!file.exists());

    let exported = resumed_once_idle(|| export::csv(service.one_time(), &file)).await.unwrap();
    assert_eq!(exported.lines, LINES);
    assert!(exported.resumed >= 9, "{exported:?}");
    assert_eq!(folder.names(), ["lines.csv"]);
}

/// Exports once the page that was on its way to the disk has arrived there.
async fn resumed_once_idle<F: Format>(export: impl Fn() -> Export<F>) -> Result<Exported> {
    loop {
        match export().run().await {
            Err(error) if error.to_string().contains("being exported to already") => {
                tokio::task::yield_now().await;
            }
            done => return done,
        }
    }
}

#[tokio::test]
async fn progress_is_told_after_each_page_and_goes_on_where_it_was() {
    let (folder, service) = (Folder::new(), seven_pages());
    let file = folder.file("lines.jsonl");
    let mut told = Vec::new();
    for failing in [Some(2), None] {
        match failing {
            Some(page) => service.fail(page, Failure::Lost),
            None => service.recover(),
        }
        let (tell, seen) = std::sync::mpsc::channel();
        let export = export::json_lines(service.one_time(), &file);
        let ended = export.progress(move |progress| tell.send(progress).unwrap()).run().await;
        assert_eq!(ended.is_err(), failing.is_some());
        told.push(
            seen.iter().map(|seen| (seen.pages, seen.lines, seen.resumed)).collect::<Vec<_>>(),
        );
    }
    assert_eq!(told[0], [(1, 3, 0), (2, 4, 0)]);
    assert_eq!(told[1], [(2, 4, 4), (3, 9, 4), (4, 9, 4), (5, 11, 4), (6, 15, 4), (7, 18, 4)]);
}

#[tokio::test]
async fn a_list_that_begins_in_its_middle_is_exported_from_there() {
    use futures::StreamExt;

    let (folder, service) = (Folder::new(), seven_pages());
    let mut items = service.one_time().items();
    for _ in 0..6 {
        items.next().await.unwrap().unwrap();
    }
    let position = items.position().clone();
    let lines = || service.one_time().starting_at(position.clone()).unwrap();
    service.fail(5, Failure::Lost);
    let file = folder.file("rest.csv");
    export::csv(lines(), &file).run().await.unwrap_err();
    service.recover();
    let exported = export::csv(lines(), &file).run().await.unwrap();
    assert_eq!((exported.lines, exported.resumed), (12, 5));
    assert!(folder.read("rest.csv").lines().nth(1).unwrap().contains("Contoso 7"));
}

#[tokio::test]
async fn lines_as_json_only_are_told_of_after_going_on_too() {
    let odd = |text: &str| vec![r#"{"currency":"EUR"}"#.to_owned(), text.to_owned()];
    let service = Service::new([odd("1"), odd("2"), odd("3")]);
    let (folder, file) = (Folder::new(), "lines.csv");
    service.fail(2, Failure::Lost);
    export::csv(service.one_time(), folder.file(file)).run().await.unwrap_err();
    service.recover();
    let exported = export::csv(service.one_time(), folder.file(file)).run().await.unwrap();
    assert_eq!((exported.resumed, exported.raw_lines), (4, 3));
    assert_eq!(exported.raw.iter().map(|raw| raw.line).collect::<Vec<_>>(), [2, 4, 6]);
}

#[tokio::test]
async fn a_note_that_was_not_whole_is_no_hindrance_and_does_not_stay() {
    let (folder, service) = (Folder::new(), seven_pages());
    let file = folder.file("lines.csv");
    service.fail(4, Failure::Lost);
    export::csv(service.one_time(), &file).run().await.unwrap_err();
    // Killed while it wrote the next note.
    fs::write(folder.file("lines.csv.resume.json.new"), "{\"export\":").unwrap();
    service.recover();
    let exported = export::csv(service.one_time(), &file).run().await.unwrap();
    assert_eq!((exported.lines, exported.resumed), (LINES, 9));
    assert_eq!(folder.names(), ["lines.csv"]);
}

#[tokio::test]
async fn where_the_service_has_forgotten_the_token_the_error_says_to_begin_again() {
    let (folder, service) = (Folder::new(), seven_pages());
    let export = || export::csv(service.one_time(), folder.file("lines.csv"));
    service.fail(4, Failure::Refused);
    let error = export().run().await.unwrap_err();
    assert!(error.to_string().contains("export to `"), "a page came before: {error}");
    let error = export().run().await.unwrap_err();
    insta::assert_snapshot!(folder.message(&error), @"listInvoiceLineItems: refused with 404: what the path names is not there; check every id, and that the customer is this partner's; the service does not go on after the 9 lines that are kept in `lines.csv.partial`, perhaps since it no longer knows where that was: to throw away what an earlier export left and begin again, call `afresh`");
    service.fail(4, Failure::Lost);
    let error = export().run().await.unwrap_err();
    insta::assert_snapshot!(folder.message(&error), @"listInvoiceLineItems: no answer came from localhost:80; 9 lines are kept in `lines.csv.partial`: export to `lines.csv` again to go on after them");
    service.recover();
    let exported = export().afresh().run().await.unwrap();
    assert_eq!((exported.lines, exported.resumed), (LINES, 0));
}

#[tokio::test]
async fn lines_that_are_not_billed_yet_are_exported_from_their_beginning_each_time() {
    let (folder, service) = (Folder::new(), seven_pages());
    let file = folder.file("lines.csv");
    service.fail(4, Failure::Lost);
    let error = export::csv(service.unbilled(), &file).run().await.unwrap_err();
    insta::assert_snapshot!(folder.message(&error), @"listUnbilledLineItems: no answer came from localhost:80; nothing was exported, and nothing is left behind");
    assert_eq!(folder.names(), Vec::<String>::new());
    // Killed before it could tidy up.
    fs::write(folder.file("lines.csv.partial"), "half a li").unwrap();
    service.recover();
    let exported = export::csv(service.unbilled(), &file).run().await.unwrap();
    assert_eq!((exported.lines, exported.resumed), (LINES, 0));
    assert!(!folder.read("lines.csv").contains("half a li"));
    assert_eq!(folder.names(), ["lines.csv"]);
}
