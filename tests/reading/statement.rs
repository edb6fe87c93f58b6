//! The documents of invoices: looked at first, and given a name last.

use std::error::Error as _;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::{FutureExt, StreamExt};
use partner_center::invoice::LineItemQuery;
use partner_center::transport::{HttpSender, SendError};
use partner_center::{Delivery, Error, PartnerCenter, external::BoxFuture};
use partner_center_emulator::{Action, Fault, When, seed};
use partner_center_test_support::{Script, answer_with};

use crate::stage::Stage;

const OPERATION: &str = "getInvoiceStatement";

fn pdf(status: u16, body: &str, kind: &str) -> Action {
    Action::Refuse {
        status,
        code: None,
        body: Some(body.to_owned()),
        content_type: Some(kind.to_owned()),
        headers: Default::default(),
        when: None,
    }
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn a_statement_gets_its_name_when_it_is_there() {
    let stage = Stage::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("G000000101.pdf");
    fs::write(&path, "an older one").unwrap();
    let statement = stage.partner.statement(&seed::INVOICE_ONE_TIME.into()).await.unwrap();
    let told = statement.length().unwrap();
    assert_eq!(statement.save(&path).await.unwrap(), told);
    let saved = fs::read(&path).unwrap();
    assert_eq!(saved.len() as u64, told);
    assert!(saved.starts_with(b"%PDF-1.") && saved.trim_ascii_end().ends_with(b"%%EOF"));
    assert_eq!(names(folder.path()), ["G000000101.pdf"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let other = folder.path().join("other");
        fs::write(&other, "").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&path), mode(&other), "as of any new file");
    }
}

#[tokio::test]
async fn a_tax_receipt_is_saved_in_the_same_way() {
    let stage = Stage::new();
    let folder = tempfile::tempdir().unwrap();
    let invoice = stage.partner.invoice(&seed::INVOICE_WITH_RECEIPT.into()).await.unwrap();
    let receipt = invoice.tax_receipts[0].id.clone().unwrap();
    let statement = stage.partner.receipt(invoice.id.as_ref().unwrap(), &receipt).await.unwrap();
    let path = folder.path().join("receipt.pdf");
    assert!(statement.save(&path).await.unwrap() > 100);
    assert!(fs::read(&path).unwrap().starts_with(b"%PDF"));

    let error = stage.partner.receipt(&seed::INVOICE_ONE_TIME.into(), &receipt).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "getInvoiceReceiptStatement: refused with 404, code 1000: what the path names is not there; \
         check every id in the path, and that the customer is this partner's"
    );
}

#[tokio::test]
async fn what_is_no_pdf_is_never_a_statement() {
    let page = "<!doctype html><title>Sign in</title>";
    for (status, body, kind, message) in [
        (200, page, "text/html", "it is not a PDF but a web page, after 4 tries"),
        (200, page, "application/pdf", "it is not a PDF, though it calls itself `application/pdf`"),
        (
            200,
            "%PDF-1.7",
            "text/html; charset=utf-8",
            "it is not a PDF but `text/html; charset=utf-8`",
        ),
        (200, "%P", "application/pdf", "it is not a PDF, though it calls itself `application/pdf`"),
        (
            200,
            "",
            "application/octet-stream",
            "it is not a PDF, though it calls itself `application/octet-stream`",
        ),
        (200, "not found", "application/json", "it is not a PDF, after 4 tries"),
        (
            200,
            r#"{"id":"1000"}"#,
            "application/json",
            "it is not a PDF, though it calls itself `application/json`",
        ),
        (206, "%PDF-1.7", "application/pdf", "it is not a PDF: the status is not 200"),
    ] {
        let stage = Stage::new();
        stage.fault(Fault::on(OPERATION, pdf(status, body, kind)).times(0));
        let error = stage.partner.statement(&seed::INVOICE_ONE_TIME.into()).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("{OPERATION}: the answer ({status}) could not be used, {message}")
        );
        assert!(error.is_unreadable() && error.delivery() == Delivery::NotDone);
        assert!(error.request_id().is_some(), "{error}");
    }
}

#[tokio::test]
async fn a_pdf_that_calls_itself_json_is_one() {
    let stage = Stage::new();
    let folder = tempfile::tempdir().unwrap();
    for kind in ["application/json", "application/octet-stream", ""] {
        stage.fault(Fault::on(OPERATION, pdf(200, "%PDF-1.7 of Contoso", kind)));
        let statement = stage.partner.statement(&seed::INVOICE_ONE_TIME.into()).await.unwrap();
        let path = folder.path().join("statement.pdf");
        assert_eq!(statement.save(&path).await.unwrap(), 19);
        assert_eq!(fs::read(&path).unwrap(), b"%PDF-1.7 of Contoso");
    }
}

#[tokio::test]
async fn an_error_answer_is_an_error_and_no_file() {
    let stage = Stage::new();
    stage.fault(Fault::on(OPERATION, pdf(404, "%PDF-1.7", "application/pdf")));
    let error = stage.partner.statement(&seed::INVOICE_ONE_TIME.into()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{OPERATION}: refused with 404: what the path names is not there; check every id, and \
             that the customer is this partner's"
        )
    );
    stage.fault(Fault::on(OPERATION, Action::refuse(503, "")).times(2));
    assert!(stage.partner.statement(&seed::INVOICE_ONE_TIME.into()).await.is_ok());
}

/// Saves what comes over the name of an older file, which must survive.
async fn fail_to_save(partner: &PartnerCenter) -> Error {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("statement.pdf");
    fs::write(&path, "an older one").unwrap();
    let statement = partner.statement(&seed::INVOICE_ONE_TIME.into()).await.unwrap();
    let error = statement.save(&path).await.unwrap_err();
    assert_eq!(fs::read_to_string(&path).unwrap(), "an older one");
    assert_eq!(names(folder.path()), ["statement.pdf"]);
    assert_eq!((error.operation(), error.delivery()), (Some(OPERATION), Delivery::NotDone));
    error
}

#[tokio::test]
async fn a_pdf_that_breaks_off_gets_no_name() {
    let stage = Stage::new();
    stage.fault(Fault::on(OPERATION, Action::cut(When::MidBody)));
    let error = fail_to_save(&stage.partner).await;
    let message = error.to_string();
    let start = format!("{OPERATION}: the answer (200) could not be used, it broke off: ");
    assert!(message.starts_with(&start) && message.ends_with(" bytes came"), "{message}");
    assert!(error.request_id().is_some() && error.source().is_some());
}

#[tokio::test]
async fn a_pdf_shorter_than_was_said_gets_no_name() {
    let headers = [("content-type", "application/pdf"), ("content-length", "4096")];
    let script = Script::new([answer_with(200, &headers, "%PDF-1.7 of Contoso")]);
    let partner = user(&script);
    let error = fail_to_save(&partner).await;
    assert_eq!(
        error.to_string(),
        format!(
            "{OPERATION}: the answer (200) could not be used, it broke off: 19 of 4096 bytes came"
        )
    );
    let headers = [
        ("content-type", "application/pdf"),
        ("content-length", "4096"),
        ("content-encoding", "identity"),
    ];
    script.then(answer_with(200, &headers, "%PDF-1.7 of Contoso"));
    let statement = partner.statement(&seed::INVOICE_ONE_TIME.into()).await.unwrap();
    assert_eq!(statement.length(), None, "what is encoded has another length");
}

fn user(script: &Script) -> PartnerCenter {
    let token = partner_center::auth::StaticToken::app_and_user("token-1");
    script.builder_for(token).build().unwrap()
}

/// A disk that has room for so many bytes.
struct Full(u64);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let room = self.0.min(bytes.len() as u64);
        self.0 -= room;
        Ok(usize::try_from(room).unwrap())
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0 {
            0 => Err(io::Error::from(io::ErrorKind::StorageFull)),
            _ => Ok(()),
        }
    }
}

#[tokio::test]
async fn a_disk_that_is_full_leaves_what_was_there() {
    let stage = Stage::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("statement.pdf");
    let id = seed::INVOICE_ONE_TIME.into();
    let length = stage.partner.statement(&id).await.unwrap().length().unwrap();
    for older in [None, Some("an older one")] {
        if let Some(older) = older {
            fs::write(&path, older).unwrap();
        }
        // At once, in the middle, and at the very end, when it is flushed.
        for room in [0, 100, length] {
            let statement = stage.partner.statement(&id).await.unwrap();
            let error = statement.save_through(&path, |_| Full(room)).await.unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("file: `{}` was not written: the disk is full", path.display())
            );
            assert!(error.is_unsaved() && !error.is_invalid());
            let source = error.source().unwrap().downcast_ref::<io::Error>().unwrap();
            assert_eq!(source.kind(), io::ErrorKind::StorageFull);
            assert_eq!(fs::read_to_string(&path).ok().as_deref(), older);
            assert_eq!(names(folder.path()).len(), older.iter().len());
        }
    }
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let stage = Stage::new();
    let path = Path::new("no/such/folder/statement.pdf");
    let statement = stage.partner.statement(&seed::INVOICE_ONE_TIME.into()).await.unwrap();
    let error = statement.save(path).await.unwrap_err();
    assert!(error.is_unsaved());
    let message = error.to_string();
    assert!(
        message.starts_with("file: `no/such/folder/statement.pdf` was not written: "),
        "{message}"
    );
}

#[tokio::test]
async fn a_folder_gets_no_statement_in_its_place() {
    let stage = Stage::new();
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path(), Path::new(""), Path::new(".."), Path::new("/")] {
        let statement = stage.partner.statement(&seed::INVOICE_ONE_TIME.into()).await.unwrap();
        let error = statement.save(path).await.unwrap_err();
        let path = path.display();
        assert_eq!(
            error.to_string(),
            format!("file: `{path}` was not written: it names a folder; give the name of a file")
        );
    }
    assert!(names(folder.path()).is_empty());
}

#[tokio::test]
async fn what_is_written_can_be_counted() {
    struct Counting<W>(W, Arc<AtomicU64>);
    impl<W: Write> Write for Counting<W> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let written = self.0.write(bytes)?;
            self.1.fetch_add(written as u64, Ordering::Relaxed);
            Ok(written)
        }
        fn flush(&mut self) -> io::Result<()> {
            self.0.flush()
        }
    }
    let stage = Stage::new();
    let folder = tempfile::tempdir().unwrap();
    let count = Arc::new(AtomicU64::new(0));
    let statement = stage.partner.statement(&seed::INVOICE_ONE_TIME.into()).await.unwrap();
    let counting = count.clone();
    let saved = statement
        .save_through(folder.path().join("statement.pdf"), move |file| Counting(file, counting))
        .await
        .unwrap();
    assert_eq!(count.load(Ordering::Relaxed), saved);
}

/// Answers with the beginning of a PDF and then with nothing.
struct Stalling;

impl HttpSender for Stalling {
    fn execute<'a>(
        &'a self,
        _: reqwest::Request,
    ) -> BoxFuture<'a, Result<reqwest::Response, SendError>> {
        Box::pin(async {
            let beginning = futures::stream::iter([Ok::<_, io::Error>("%PDF-1.7")]);
            let body = reqwest::Body::wrap_stream(beginning.chain(futures::stream::pending()));
            let mut response = http::Response::new(body);
            let kind = http::HeaderValue::from_static("application/pdf");
            response.headers_mut().insert(http::header::CONTENT_TYPE, kind);
            Ok(response.into())
        })
    }
}

fn stalling() -> (Script, PartnerCenter) {
    let script = Script::default();
    let token = partner_center::auth::StaticToken::app_and_user("token-1");
    let partner = script.builder_for(token).http_sender(Stalling).build().unwrap();
    (script, partner)
}

#[tokio::test]
async fn giving_up_in_the_middle_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("statement.pdf");
    let (_, partner) = stalling();
    let statement = partner.statement(&"G000000101".into()).await.unwrap();
    let mut saving = Box::pin(statement.save(&path));
    while names(folder.path()).is_empty() {
        assert!((&mut saving).now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    for _ in 0..100 {
        assert!((&mut saving).now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    drop(saving);
    while !names(folder.path()).is_empty() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_download_that_stalls_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let (script, partner) = stalling();
    let statement = partner.statement(&"G000000101".into()).await.unwrap();
    let saving = statement.save(folder.path().join("statement.pdf"));
    let passing = async {
        // Until the wait has begun, and however often another begins.
        loop {
            tokio::task::yield_now().await;
            script.clock().advance(std::time::Duration::from_secs(1));
        }
    };
    let saved = tokio::select! {
        saved = saving => saved,
        () = passing => unreachable!("it never ends"),
    };
    assert_eq!(
        saved.unwrap_err().to_string(),
        "getInvoiceStatement: the answer (200) could not be used, after 8 bytes nothing more came \
         within 60 s"
    );
    assert!(names(folder.path()).is_empty());
}

#[tokio::test]
async fn everything_that_takes_time_can_be_sent_to_another_thread() {
    fn send<T: Send>(value: T) -> T {
        value
    }
    let stage = Stage::new();
    let (partner, id) = (&stage.partner, seed::INVOICE_ONE_TIME.into());
    drop(send(partner.balance()));
    drop(send(partner.balances()));
    drop(send(partner.invoice(&id)));
    drop(send(partner.invoices().items()));
    drop(send(partner.estimate_links("USD")));
    drop(send(partner.receipt(&id, &seed::RECEIPT.into())));
    drop(send(partner.line_items(&id, LineItemQuery::one_time()).pages()));
    drop(send(partner.line_items(&id, LineItemQuery::one_time()).items()));
    let statement = send(partner.statement(&id)).await.unwrap();
    drop(send(statement.save("statement.pdf")));
}
