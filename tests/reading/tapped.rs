//! The emulator behind a wire that changes what it answers.

use std::sync::atomic::{AtomicUsize, Ordering};

use partner_center::transport::{HttpSender, SendError, ServiceSender};
use partner_center::{PartnerCenter, external::BoxFuture};
use partner_center_emulator::Emulator;
use partner_center_test_support::{builder, user};

use crate::stage::Stage;

/// What becomes of the body of the answer of that number, counted from 0.
type Change = dyn Fn(usize, String) -> String + Send + Sync;

/// Changes the answers to requests about invoices.
pub(crate) struct Tapped {
    sender: ServiceSender<Emulator>,
    count: AtomicUsize,
    change: Box<Change>,
}

impl Tapped {
    /// A partner in front of the emulator of `stage`, whose answers are changed.
    pub(crate) fn partner(
        stage: &Stage,
        change: impl Fn(usize, String) -> String + Send + Sync + 'static,
    ) -> PartnerCenter {
        let sender = ServiceSender::new(stage.emulator.clone());
        let tapped = Self { sender, count: AtomicUsize::new(0), change: Box::new(change) };
        builder(&stage.emulator, user()).http_sender(tapped).build().unwrap()
    }
}

impl HttpSender for Tapped {
    fn execute<'a>(
        &'a self,
        request: reqwest::Request,
    ) -> BoxFuture<'a, Result<reqwest::Response, SendError>> {
        Box::pin(async move {
            let is_about_invoices = request.url().path().starts_with("/v1/invoices");
            let response = self.sender.execute(request).await?;
            if !is_about_invoices {
                return Ok(response);
            }
            let mut changed = http::Response::new(());
            *changed.status_mut() = response.status();
            let kind = response.headers()[http::header::CONTENT_TYPE].clone();
            changed.headers_mut().insert(http::header::CONTENT_TYPE, kind);
            let body = response.text().await.map_err(SendError::lost)?;
            let body = (self.change)(self.count.fetch_add(1, Ordering::Relaxed), body);
            Ok(changed.map(|()| body).into())
        })
    }
}
