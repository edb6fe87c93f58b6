//! A batch that is cut off at every moment, and run again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use partner_center::batch::Batch;
use partner_center::external::BoxFuture;
use partner_center::transport::{HttpSender, SendError, ServiceSender};
use partner_center_emulator::Emulator;
use partner_center_test_support::{builder, user};
use reqwest::{Request, Response};
use tempfile::TempDir;
use tokio::sync::Notify;

use crate::stage::{Stage, checked, rows};

const ROWS: usize = 6;

/// A sender that lets so many requests through, and stands still from then on.
struct Fused {
    inner: ServiceSender<Emulator>,
    left: AtomicUsize,
    after: bool,
    burnt: Arc<Notify>,
}

impl HttpSender for Fused {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(async move {
            // Others go first now and then.
            tokio::task::yield_now().await;
            let left = &self.left;
            if left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
                .is_ok()
            {
                return self.inner.execute(request).await;
            }
            if self.after {
                let _ = self.inner.execute(request).await;
            }
            self.burnt.notify_one();
            std::future::pending().await
        })
    }
}

#[tokio::test]
async fn cut_off_at_any_request_each_row_is_bought_once() {
    for after in [false, true] {
        for at in 0.. {
            let (stage, folder) = (Stage::new(), TempDir::new().unwrap());
            let file = folder.path().join("results.jsonl");
            let burnt = Arc::new(Notify::new());
            let inner = ServiceSender::new(stage.emulator.clone());
            let left = AtomicUsize::new(at);
            let sender = Fused { inner, left, after, burnt: burnt.clone() };
            let partner = builder(&stage.emulator, user()).http_sender(sender).build().unwrap();
            let batch = Batch::new(&partner, stage.journal.clone()).worker("tests").concurrency(3);
            let ended = tokio::select! {
                ended = batch.results(&file).run(checked(rows(ROWS)).await) => Some(ended.unwrap()),
                () = burnt.notified() => None,
            };
            let report = stage.batch().results(&file).run(checked(rows(ROWS)).await).await.unwrap();
            assert!(report.is_all_bought(), "request {at}, after: {after}: {report}");
            assert_eq!(stage.bought().len(), ROWS, "request {at}, after: {after}");
            let lines = std::fs::read_to_string(&file).unwrap().lines().count();
            assert_eq!(lines, ROWS, "request {at}, after: {after}");
            if ended.is_some() {
                assert!(at > 5 * ROWS, "every request had its turn");
                break;
            }
        }
    }
}
