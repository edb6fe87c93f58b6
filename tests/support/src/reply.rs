//! What comes back from a wire.

use std::sync::Arc;
use std::time::Duration;

use partner_center::clock::ManualClock;
use partner_center::transport::SendError;
use reqwest::Response;

/// One answer, or none.
pub enum Reply {
    /// A whole answer.
    Answer(http::Response<&'static str>),
    /// The head of an answer, and a body that breaks off.
    Cut(u16),
    /// The head of an answer, after which this much time passes and no body comes.
    Stalled(http::Response<()>, Duration),
    /// No connection.
    Unsent,
    /// The request arrives, and nothing comes back.
    Lost,
    /// Nothing comes back, and this much time passes.
    Silence(Duration),
    /// The reply, once it is let go.
    After(Arc<tokio::sync::Notify>, Box<Reply>),
}

/// An answer with a body.
pub fn answer(status: u16, body: &'static str) -> Reply {
    answer_with(status, &[], body)
}

/// An answer with headers and a body.
pub fn answer_with(status: u16, headers: &[(&'static str, &str)], body: &'static str) -> Reply {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Reply::Answer(response.body(body).unwrap())
}

/// The head of an answer whose body does not come for ten seconds.
pub fn stalled(status: u16, headers: &[(&'static str, &str)]) -> Reply {
    let Reply::Answer(answer) = answer_with(status, headers, "") else { unreachable!() };
    Reply::Stalled(answer.map(drop), Duration::from_secs(10))
}

impl Reply {
    /// What the wire gives, on whose clock time passes.
    pub(crate) async fn give(mut self, clock: &ManualClock) -> Result<Response, SendError> {
        while let Self::After(go, then) = self {
            go.notified().await;
            self = *then;
        }
        match self {
            Self::After(..) => unreachable!(),
            Self::Answer(response) => Ok(Response::from(response)),
            Self::Cut(status) => {
                let parts = [Ok("{\"id\":"), Err(std::io::Error::other("cut"))];
                let body = reqwest::Body::wrap_stream(futures::stream::iter(parts));
                let response = http::Response::builder().status(status).body(body);
                Ok(Response::from(response.unwrap()))
            }
            Self::Stalled(head, passing) => {
                let clock = clock.clone();
                let body = futures::stream::poll_fn(move |_| {
                    clock.advance(passing);
                    std::task::Poll::<Option<std::io::Result<&str>>>::Pending
                });
                Ok(Response::from(head.map(|()| reqwest::Body::wrap_stream(body))))
            }
            Self::Unsent => Err(SendError::unsent("connection refused")),
            Self::Lost => Err(SendError::lost("connection reset")),
            Self::Silence(passing) => {
                clock.advance(passing);
                std::future::pending().await
            }
        }
    }
}
