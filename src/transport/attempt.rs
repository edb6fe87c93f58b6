//! One try: a request out, an answer in, and what that answer is.

use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use http::StatusCode;
use http::header::{CONTENT_LENGTH, HeaderMap, HeaderValue, LOCATION, WWW_AUTHENTICATE};
use partner_center_api::support::{
    self, BoxError, BoxFuture, ByteStream, Operation, ReadAnswer, Retry,
};
use reqwest::{Response, Url};

use super::disguised::fault_in;
use super::identity::{CORRELATION_ID, answered_request, first};
use super::pipeline::Shared;
use super::repair;
use super::verdict::{Failure, Words};
use crate::clock::within;
use crate::error::{Delivery, Error, Fault, Kind};
use crate::net::body::{
    BodyError, SMALL, collect, collect_into, is_document, is_json, without_bom,
};
use crate::net::buffers::Buffers;
use crate::net::date::answered_at;
use crate::net::http_sender::SendError;
use crate::net::origin::without_query;
use crate::net::retry::Outcome;
use crate::net::retry_after::{retry_after, said_in};

/// How much is read of the body of a refusal, in bytes: enough for any fault, and not all of
/// what a broken gateway may send.
const REFUSAL_LIMIT: usize = 256 * 1024;

/// How long the body of a refusal may let wait for itself. Its status has been said by then,
/// and is worth more than the time.
const REFUSAL_TIME: Duration = Duration::from_secs(5);

/// A success.
pub(super) struct Answer {
    pub(super) response: support::Response,
    /// Whether its body has been decoded as what the operation answers with.
    pub(super) is_read: bool,
}

/// What takes an answer in.
pub(super) struct Receiver<'a, 'r> {
    /// Decodes a short one.
    pub(super) reader: Option<&'a mut (dyn ReadAnswer + 'r)>,
    /// Memory for a long one.
    pub(super) buffers: Option<&'a Buffers>,
    /// Whether a document is handed on as it arrives.
    pub(super) streams: bool,
}

/// A request on its way through the HTTP seam.
pub(super) type Sending<'a> = BoxFuture<'a, Result<Response, SendError>>;

/// Sends a request to `url` once and reads the answer whole, unless that is a document.
pub(super) async fn attempt(
    shared: &Shared,
    sending: Sending<'_>,
    url: &Url,
    operation: &Operation,
    receiver: Receiver<'_, '_>,
) -> Result<Answer, Failure> {
    let mut response = match sending.await {
        Ok(response) => response,
        Err(error) if error.is_unsent() => {
            let unsent = Error::new(Kind::Unsent, Delivery::NotDone);
            return Err(Failure::new(Outcome::Unsent, unsent.with_source(boxed(error))));
        }
        Err(error) => {
            return Err(match error.redirected_to() {
                Some(to) => redirected(StatusCode::FOUND, to.into()),
                None => {
                    let lost = Error::new(Kind::Unanswered, Delivery::Unknown);
                    Failure::new(Outcome::Lost, lost.with_source(boxed(error)))
                }
            });
        }
    };
    repair::response(response.headers_mut());

    let status = response.status();
    if !status.is_success() {
        return Err(Box::pin(refused(shared, response, url)).await);
    }
    if receiver.streams && is_document(response.headers()) {
        let headers = std::mem::take(response.headers_mut());
        let response = support::Response::new(status, headers, pieces(response));
        return Ok(Answer { response, is_read: false });
    }
    let came = collect_into(&mut response, shared.limits.response, receiver.buffers).await;
    let body = match came {
        Ok(body) => body,
        Err(error) => {
            let outcome = match error {
                BodyError::Broken(_) => Outcome::Garbled,
                BodyError::TooLarge { .. } => Outcome::Useless,
            };
            let unreadable = unreadable(&response, &error.to_string());
            return Err(Failure::new(outcome, unreadable.with_source(error.into_source())));
        }
    };
    let length = body.len();
    let body = without_bom(body);
    shared.bodies.came(&body);
    if let Some(fault) = fault_in(&body) {
        let why = "its body is a fault, whatever its status";
        let error = unreadable(&response, why).with_fault(Some(fault)).with_body(&body);
        return Err(Failure::new(Outcome::Useless, error));
    }
    let is_read = read(receiver.reader, &body);
    // A file that was asked for as a whole.
    let is_file = operation.document.is_some() && is_document(response.headers());
    if !is_read
        && !is_file
        && let Some(why) = garbled(operation.retry, status, &body)
    {
        let error = unreadable(&response, why).with_body(&body);
        return Err(Failure::new(Outcome::Garbled, error));
    }
    let mut headers = std::mem::take(response.headers_mut());
    // A byte order mark was taken off. The length of a body that is not there, as of HEAD, stays.
    if length != body.len() && headers.contains_key(CONTENT_LENGTH) {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    }
    let response = support::Response::new(status, headers, body);
    Ok(Answer { response, is_read })
}

/// A document, as it arrives.
fn pieces(response: Response) -> ByteStream {
    let pieces = response.bytes_stream();
    Box::pin(pieces.map(|piece| piece.map_err(|e| Box::new(e.without_url()) as BoxError)))
}

fn boxed(error: SendError) -> Box<dyn std::error::Error + Send + Sync> {
    Box::new(error)
}

/// Reads a body as what the operation answers with, if that takes no time to speak of.
///
/// Only the decoder can tell an answer from something that merely looks like one, and only
/// here is it known whether the call may be tried again.
fn read(reader: Option<&mut (dyn ReadAnswer + '_)>, body: &Bytes) -> bool {
    let reader = reader.filter(|_| body.len() <= SMALL);
    reader.is_some_and(|reader| reader.read(body).is_ok())
}

/// Why a success that was not read is no answer, where another try is harmless.
///
/// Of `once` there is no other try, so the decoder is the judge. Of `repeat` some answer
/// with nothing at all, as documented.
fn garbled(class: Retry, status: StatusCode, body: &[u8]) -> Option<&'static str> {
    match class {
        Retry::Once => None,
        _ if status == StatusCode::NO_CONTENT => None,
        Retry::Repeat if body.is_empty() => None,
        _ if body.is_empty() => Some("its body is empty"),
        // The vendor's page shows a PDF that calls itself JSON.
        _ if body.starts_with(b"%PDF") => None,
        _ => (!is_json(body)).then_some("its body is not JSON"),
    }
}

async fn refused(shared: &Shared, mut response: Response, url: &Url) -> Failure {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let outcome = Outcome::Answered(status.as_u16());
    if status.is_redirection()
        && let Some(to) = target(&headers, url)
    {
        return redirected(status, to);
    }
    let limit = shared.limits.response.min(REFUSAL_LIMIT);
    // A body that stalls, breaks off or has no end leaves the status, which says enough.
    let body = within(&*shared.clock, REFUSAL_TIME, collect(&mut response, limit)).await;
    let body = body.and_then(Result::ok).map(without_bom);
    let arrived = body.is_some();
    let body = body.unwrap_or_default();
    shared.bodies.came(&body);
    let fault = Fault::read(&body);
    let unread = fault.is_none();
    let asked = retry_after(&headers, shared.clock.now()).or_else(|| {
        let words = fault.as_ref().filter(|_| status == StatusCode::TOO_MANY_REQUESTS);
        said_in(words?.description.as_deref()?)
    });
    let mut error = Error::new(Kind::Refused, Delivery::NotDone)
        .with_status(status.as_u16())
        .with_answered_ids(answered_request(&headers), first(&headers, &CORRELATION_ID))
        .with_answered_at(answered_at(&headers))
        .with_retry_after(asked)
        .with_fault(fault.or_else(|| challenge(&headers)));
    if unread {
        error = error.with_body(&body);
    }
    let words = match arrived {
        true if is_throttling(&body) => Words::Throttled,
        true => Words::Whole,
        false => Words::Lost,
    };
    Failure { outcome, error, words }
}

/// Whether it is what the service's gateway says to too many requests. No page shows another form.
fn is_throttling(body: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Throttling {
        #[serde(alias = "StatusCode", alias = "statuscode", rename = "statusCode")]
        status_code: u16,
        #[serde(alias = "Message")]
        message: String,
    }
    serde_json::from_slice::<Throttling>(body)
        .is_ok_and(|said| said.status_code == 429 && !said.message.trim().is_empty())
}

fn redirected(status: StatusCode, to: Box<str>) -> Failure {
    let error = Error::new(Kind::Redirected { to }, Delivery::NotDone).with_status(status.as_u16());
    Failure::new(Outcome::Answered(status.as_u16()), error)
}

/// Where a redirect leads, without what may name a customer.
fn target(headers: &HeaderMap, url: &Url) -> Option<Box<str>> {
    let location = headers.get(LOCATION)?.to_str().ok()?;
    Some(without_query(&url.join(location).ok()?).into())
}

/// The sentence in a `WWW-Authenticate` header, for refusals that have no body.
fn challenge(headers: &HeaderMap) -> Option<Fault> {
    let text = headers.get(WWW_AUTHENTICATE)?.to_str().ok()?;
    let (_, rest) = text.split_once("error_description=\"")?;
    Fault::from_text(rest.split('"').next()?)
}

/// An answer that could not be read.
fn unreadable(response: &Response, why: &str) -> Error {
    let headers = response.headers();
    Error::new(Kind::Unreadable { why: why.into() }, Delivery::Unknown)
        .with_status(response.status().as_u16())
        .with_answered_ids(answered_request(headers), first(headers, &CORRELATION_ID))
}
