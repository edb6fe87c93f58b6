//! What stands between the client and the emulator: it keeps the time, counts, and changes answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use partner_center::external::BoxFuture;
use partner_center::transport::{HttpSender, SendError, ServiceSender};
use partner_center_emulator::Emulator;
use reqwest::{Request, Response};
use serde_json::Value;

use crate::fault::What;
use crate::paused_time::PausedTime;

/// How many requests a scenario may take. One that takes more runs for ever.
pub(crate) const MOST: u32 = 1_500;

/// A sender that changes some of the answers.
#[derive(Clone)]
pub(crate) struct Between {
    emulator: Emulator,
    time: PausedTime,
    place: &'static str,
    what: What,
    left: Arc<AtomicU32>,
    sent: Arc<AtomicU32>,
}

impl Between {
    pub(crate) fn new(
        emulator: &Emulator,
        time: &PausedTime,
        place: &'static str,
        what: &What,
        times: u32,
    ) -> Self {
        let times = if matches!(what, What::Emulator(_)) { 0 } else { times };
        Self {
            emulator: emulator.clone(),
            time: time.clone(),
            place,
            what: what.clone(),
            left: Arc::new(AtomicU32::new(times)),
            sent: Arc::default(),
        }
    }

    /// How many requests there were.
    pub(crate) fn sent(&self) -> u32 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Whether the answer to the last request is to be changed.
    fn strikes(&self) -> bool {
        let take = |left: u32| left.checked_sub(1);
        let asked = self.emulator.transcript().last().map(|last| last.operation_id.clone());
        asked.as_deref() == Some(self.place)
            && self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }
}

impl HttpSender for Between {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(async move {
            self.time.keep();
            if self.sent.fetch_add(1, Ordering::Relaxed) >= MOST {
                return std::future::pending().await;
            }
            let response = ServiceSender::new(self.emulator.clone()).execute(request).await?;
            match &self.what {
                What::Twist(twist) if self.strikes() => {
                    changed(response, |value| twist.apply(value)).await
                }
                What::Cart(honest, change) if self.strikes() => {
                    changed(response, |value| {
                        honest(value);
                        change(value);
                    })
                    .await
                }
                What::NoBody if self.strikes() => Ok(without_body(&response)),
                _ => Ok(response),
            }
        })
    }
}

async fn changed(
    response: Response,
    change: impl FnOnce(&mut Value),
) -> Result<Response, SendError> {
    let mut head = http::Response::builder().status(response.status());
    for (name, value) in response.headers() {
        if name != http::header::CONTENT_LENGTH {
            head = head.header(name, value);
        }
    }
    let body = response.bytes().await.map_err(SendError::lost)?;
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&body);
    let body = match serde_json::from_slice(text) {
        Ok(mut value) => {
            change(&mut value);
            value.to_string().into_bytes()
        }
        Err(_) => body.to_vec(),
    };
    Ok(Response::from(head.body(body).unwrap()))
}

fn without_body(response: &Response) -> Response {
    let body = futures::stream::pending::<std::io::Result<&'static [u8]>>();
    let head = http::Response::builder().status(response.status());
    Response::from(head.body(reqwest::Body::wrap_stream(body)).unwrap())
}
