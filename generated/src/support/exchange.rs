//! The functions that send every generated call.

use bytes::Bytes;
use serde::de::{DeserializeOwned, Error as _};

use super::answer::Answer;
use super::call_error::{BoxError, CallError};
use super::decode::{Decoder, Undecoded, utf8};
use super::parameter::BadParameter;
use super::request::Request;
use super::response::{ByteStream, Response};
use super::transport::{BoxFuture, ReadAnswer};
use crate::Client;

/// How a success of an operation is decoded.
pub(crate) struct Decoding<T> {
    decoder: Decoder<T>,
    /// Whether the transport decodes a short one, to tell an answer from garbage.
    at_once: bool,
}

/// JSON that is decoded as a whole.
pub(crate) fn json<T: DeserializeOwned>() -> Decoding<T> {
    Decoding { decoder: |text| serde_json::from_str(text), at_once: true }
}

/// A page whose items are decoded one by one.
pub(crate) fn page<T>(decoder: Decoder<T>) -> Decoding<T> {
    Decoding { decoder, at_once: false }
}

/// A success that says nothing, where the document has no body for it.
pub(crate) fn nothing() -> Decoding<()> {
    Decoding {
        // Some frameworks write an empty value where they have none.
        decoder: |text| match text.trim_ascii() {
            "" | "null" | "{}" | "\"\"" => Ok(()),
            _ => Err(serde_json::Error::custom("a body came where none is documented")),
        },
        at_once: true,
    }
}

/// JSON, or nothing at all, which is read as `null`: what a call that the document does not
/// have may answer with.
pub(crate) fn json_or_nothing<T: DeserializeOwned>() -> Decoding<T> {
    let decoder = |text: &str| match text.trim_ascii() {
        "" => serde_json::from_str("null"),
        _ => serde_json::from_str(text),
    };
    Decoding { decoder, at_once: true }
}

/// Where the value of a call is put by whoever decodes it.
struct Slot<T> {
    value: Option<T>,
    decoder: Decoder<T>,
}

impl<T: Send> Slot<T> {
    fn new(decoding: &Decoding<T>) -> Self {
        Self { value: None, decoder: decoding.decoder }
    }

    /// Sends a request, whose answer is read here if it is short and `at_once` says so.
    fn sent<'a>(
        &'a mut self,
        client: &'a Client,
        request: Request,
        at_once: bool,
    ) -> BoxFuture<'a, Result<Response, BoxError>> {
        let reader = at_once.then_some(self as &mut dyn ReadAnswer);
        client.transport.get().send(request, reader)
    }
}

impl<T: Send> ReadAnswer for Slot<T> {
    fn read(&mut self, body: &Bytes) -> Result<(), serde_json::Error> {
        self.value = None;
        self.value = Some((self.decoder)(utf8(body)?)?);
        Ok(())
    }
}

/// Sends a call and decodes its answer.
pub(crate) async fn send<T: Send>(
    client: &Client,
    request: Result<Request, BadParameter>,
    decoding: Decoding<T>,
) -> Result<Answer<T>, CallError> {
    let request = request?;
    let operation = request.operation();
    let mut slot = Slot::new(&decoding);
    let outcome = slot.sent(client, request, decoding.at_once).await;
    let Response { status, headers, body, unreadable, sent } =
        outcome.map_err(CallError::Transport)?;
    let body = body.whole().await.map_err(CallError::Transport)?;
    // Not by way of `fetch`, since each hand that a large value passes through takes time.
    let value = match slot.value {
        Some(value) => value,
        None => Undecoded::new(body, None, unreadable, decoding.decoder).decode()?,
    };
    Ok(Answer::new(value, operation, status, headers, sent))
}

/// Sends a call and leaves its answer to be decoded.
pub(crate) async fn fetch<T: Send>(
    client: &Client,
    request: Result<Request, BadParameter>,
    decoding: Decoding<T>,
) -> Result<Answer<Undecoded<T>>, CallError> {
    let request = request?;
    let operation = request.operation();
    let mut slot = Slot::new(&decoding);
    let outcome = slot.sent(client, request, decoding.at_once).await;
    let Response { status, headers, body, unreadable, sent } =
        outcome.map_err(CallError::Transport)?;
    let body = body.whole().await.map_err(CallError::Transport)?;
    let value = Undecoded::new(body, slot.value, unreadable, decoding.decoder);
    Ok(Answer::new(value, operation, status, headers, sent))
}

/// Sends a call that is answered with a document.
pub(crate) async fn stream(
    client: &Client,
    request: Result<Request, BadParameter>,
) -> Result<Answer<ByteStream>, CallError> {
    let request = request?.streamed();
    let operation = request.operation();
    let outcome = client.transport.get().send(request, None).await;
    let Response { status, headers, body, sent, .. } = outcome.map_err(CallError::Transport)?;
    Ok(Answer::new(body.into_stream(), operation, status, headers, sent))
}

impl Client {
    /// Sends a request that was made by [`Request::raw`], or by the `request` of a call and then
    /// changed, and decodes the answer. An empty answer is decoded as `null`.
    ///
    /// # Errors
    ///
    /// As of any call.
    pub async fn send<T: DeserializeOwned + Send>(
        &self,
        request: Request,
    ) -> Result<Answer<T>, CallError> {
        send(self, Ok(request), json_or_nothing()).await
    }

    /// Sends a request as [`Client::send`] does, and leaves the answer undecoded.
    ///
    /// # Errors
    ///
    /// As of any call.
    pub async fn fetch<T: DeserializeOwned + Send>(
        &self,
        request: Request,
    ) -> Result<Answer<Undecoded<T>>, CallError> {
        fetch(self, Ok(request), json_or_nothing()).await
    }
}
