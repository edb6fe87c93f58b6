//! A success as it comes from the transport.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderMap, StatusCode};

use super::call_error::BoxError;
use super::sent::Sent;
use super::unreadable::Unreadable;

/// A success as it comes from a [`Transport`](super::Transport).
#[non_exhaustive]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// What to say if the body does not have the documented form.
    pub unreadable: Option<Unreadable>,
    /// What was sent for it, as far as the transport tells.
    pub sent: Sent,
}

impl Response {
    /// A success.
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Body>) -> Self {
        Self { status, headers, body: body.into(), unreadable: None, sent: Sent::default() }
    }
}

impl fmt::Debug for Response {
    /// Tells no headers, which may hold what is not to be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// The pieces of a document, as they arrive.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// The body of a success.
pub enum Body {
    /// All of it.
    Whole(Bytes),
    /// A document such as a PDF, as it arrives.
    Stream(ByteStream),
}

impl Body {
    /// The body, read to its end.
    pub(super) async fn whole(self) -> Result<Bytes, BoxError> {
        let mut stream = match self {
            Self::Whole(body) => return Ok(body),
            Self::Stream(stream) => stream,
        };
        let mut whole = BytesMut::new();
        while let Some(piece) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
            whole.extend_from_slice(&piece?);
        }
        Ok(whole.freeze())
    }

    /// The body in pieces; one piece where it is there already.
    pub(super) fn into_stream(self) -> ByteStream {
        match self {
            Self::Whole(body) => Box::pin(OnePiece(Some(body))),
            Self::Stream(stream) => stream,
        }
    }
}

impl From<Bytes> for Body {
    fn from(body: Bytes) -> Self {
        Self::Whole(body)
    }
}

impl From<ByteStream> for Body {
    fn from(stream: ByteStream) -> Self {
        Self::Stream(stream)
    }
}

impl fmt::Debug for Body {
    /// Tells the length and not the content, which may name people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(body) => write!(f, "Whole({} bytes)", body.len()),
            Self::Stream(_) => f.write_str("Stream(..)"),
        }
    }
}

struct OnePiece(Option<Bytes>);

impl Stream for OnePiece {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}
