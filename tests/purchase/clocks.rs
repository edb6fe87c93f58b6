//! The clock here, held against that of the service.

use std::sync::atomic::{AtomicUsize, Ordering};

use http::HeaderValue;
use http::header::DATE;
use partner_center::external::BoxFuture;
use partner_center::journal::{Journal, MemoryJournal, PurchaseKey};
use partner_center::purchase::{Progress, Warning};
use partner_center::transport::{HttpSender, SendError, ServiceSender};
use partner_center_emulator::Emulator;
use reqwest::{Request, Response};
use serde_json::Value;

use crate::stage::{Stage, builder, request, software, user};

/// A sender behind something that dates the first answers about carts in a year of its own.
struct Misdated {
    inner: ServiceSender<Emulator>,
    left: AtomicUsize,
}

impl HttpSender for Misdated {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(async move {
            let is_meant = request.url().path().contains("/carts");
            let mut answer = self.inner.execute(request).await?;
            let fewer = |left: usize| left.checked_sub(1);
            let next = || self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fewer);
            if is_meant && next().is_ok() {
                let date = HeaderValue::from_static("Sat, 01 Jan 2000 00:00:00 GMT");
                answer.headers_mut().insert(DATE, date);
            }
            Ok(answer)
        })
    }
}

/// What a purchase records of how far the clocks are apart, in seconds, and what it warns of.
async fn apart(stage: &Stage, misdated: usize) -> (u64, Vec<u64>) {
    let sender = Misdated {
        inner: ServiceSender::new(stage.emulator.clone()),
        left: AtomicUsize::new(misdated),
    };
    let partner = builder(&stage.emulator, user()).http_sender(sender).build().unwrap();
    let customer = partner.customer(stage.customer().id().clone());
    let (journal, key) = (MemoryJournal::new(), PurchaseKey::new("shop order 4711").unwrap());
    let (wanted, mut warned) = (request(software(1)), Vec::new());
    let purchase = customer.purchase(&wanted).on_progress(|progress| {
        if let Progress::Warned { warning: Warning::ClocksApart { seconds } } = progress {
            warned.push(*seconds);
        }
    });
    let settled = purchase.recorded(journal.clone(), key.clone()).run().await.unwrap();
    assert!(settled.is_bought());
    let entry = journal.read(&key).await.unwrap().unwrap();
    let record: Value = serde_json::from_str(&entry.record).unwrap();
    (record["clocksApart"].as_u64().unwrap(), warned)
}

#[tokio::test]
async fn clocks_that_are_apart_are_recorded_and_said() {
    let stage = Stage::with(|settings| settings.date_offset_seconds = 3_600);
    let (recorded, warned) = apart(&stage, 0).await;
    assert!((3_590..=3_600).contains(&recorded), "{recorded}");
    assert_eq!(warned, [recorded]);
}

#[tokio::test]
async fn one_answer_with_a_wrong_date_lengthens_no_wait() {
    let stage = Stage::new();
    assert_eq!(apart(&stage, 1).await, (0, Vec::new()));
    assert_eq!(stage.emulator.requests().by_operation["getCart"], 2);
}

#[tokio::test]
async fn a_wrong_date_does_not_hide_that_clocks_are_apart() {
    let stage = Stage::with(|settings| settings.date_offset_seconds = -3_600);
    let (recorded, _) = apart(&stage, 1).await;
    assert!((3_590..=3_600).contains(&recorded), "{recorded}");
}
