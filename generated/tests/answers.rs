//! What becomes of answers, with a transport that has one in store.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use partner_center_api::support::{BoxFuture, Operation, Transport, Unreadable};
use partner_center_api::{Client, Error, SharedTransport};

/// Answers with a status and a body, and notes what the request accepts.
struct Stored {
    status: u16,
    body: &'static str,
    accepts: Mutex<Option<String>>,
}

#[derive(Debug)]
struct Explained(String);

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Explained {}

impl Transport for Stored {
    fn send<'a>(
        &'a self,
        _: &'a reqwest::Client,
        request: reqwest::Request,
        operation: &'static Operation,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        let accepts = request.headers().get("accept").map(|value| value.to_str().unwrap().into());
        *self.accepts.lock().unwrap() = accepts;
        let mut response = http::Response::new(self.body);
        *response.status_mut() = self.status.try_into().unwrap();
        response.extensions_mut().insert(Unreadable::new(move |body: Bytes, error| {
            Explained(format!("{}: {} bytes: {error}", operation.id, body.len()))
        }));
        Box::pin(async { Ok(response.into()) })
    }
}

fn stored(status: u16, body: &'static str) -> (Client, Arc<Stored>) {
    let stored = Arc::new(Stored { status, body, accepts: Mutex::default() });
    let transport = SharedTransport::from(Arc::clone(&stored));
    (Client::new_with_client("http://localhost", reqwest::Client::new(), transport), stored)
}

fn client(status: u16, body: &'static str) -> Client {
    stored(status, body).0
}

/// Runs what waits for nothing.
#[track_caller]
fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = Box::pin(future);
    for _ in 0..100 {
        let polled = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        if let Poll::Ready(value) = polled {
            return value;
        }
    }
    panic!("it waits");
}

/// The transport's words among the sources of an error.
fn explanation<E: fmt::Debug>(error: Error<E>) -> String {
    let Error::CommunicationError(error) = error else { panic!("{error:?}") };
    let mut source = std::error::Error::source(&error);
    while let Some(inner) = source {
        if let Some(Explained(text)) = inner.downcast_ref() {
            return text.clone();
        }
        source = inner.source();
    }
    panic!("not found in {error:?}");
}

#[test]
fn a_purchase_is_a_purchase_whatever_the_success_is_called() {
    for status in [200, 201, 202, 299] {
        let client = client(status, r#"{"orders":[{"id":"o1"}]}"#);
        let answer = now(client.checkout_cart().customer_id("c").cart_id("k").send()).unwrap();
        assert_eq!(answer.status().as_u16(), status);
        assert_eq!(answer.orders[0].id.as_ref().unwrap(), "o1");
    }
}

#[test]
fn a_success_without_its_body_is_explained() {
    let client = client(204, "");
    let error = now(client.checkout_cart().customer_id("c").cart_id("k").send()).unwrap_err();
    assert!(explanation(error).starts_with("checkoutCart: 0 bytes: EOF while parsing"));
}

#[test]
fn a_body_that_nobody_expects_is_explained_and_an_empty_one_is_none() {
    for nothing in ["", "  ", "null", "{}", r#""""#] {
        let client = client(200, nothing);
        let call = client.register_subscription().customer_id("c").subscription_id("s");
        assert_eq!(now(call.send()).unwrap().status().as_u16(), 200);
    }
    let client = client(202, r#"{"id":1}"#);
    let call = client.register_subscription().customer_id("c").subscription_id("s");
    assert_eq!(
        explanation(now(call.send()).unwrap_err()),
        "registerSubscription: 8 bytes: a body came where none is documented"
    );
}

#[test]
fn what_is_fetched_is_decoded_later_and_the_error_is_the_same() {
    let client = client(200, r#"{"id":"c7"}"#);
    let fetched = now(client.get_cart().customer_id("c").cart_id("k").fetch()).unwrap();
    assert_eq!(fetched.bytes(), r#"{"id":"c7"}"#);
    assert_eq!(fetched.into_inner().decode().unwrap().id.unwrap(), "c7");

    let client = self::client(200, "[]");
    let call = || client.get_cart().customer_id("c").cart_id("k");
    let sent = explanation(now(call().send()).unwrap_err());
    let fetched = now(call().fetch()).unwrap().into_inner();
    assert_eq!(explanation(fetched.decode().unwrap_err()), sent);
}

#[test]
fn a_document_is_asked_for_and_streamed() {
    let (client, stored) = stored(200, "%PDF-1.7");
    let answer = now(client.get_invoice_statement().invoice_id("G1").send()).unwrap();
    assert_eq!(stored.accepts.lock().unwrap().as_deref(), Some("application/pdf"));
    let mut stream = answer.into_inner_stream();
    let first = now(std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)));
    assert_eq!(first.unwrap().unwrap(), "%PDF-1.7");

    let (client, stored) = self::stored(200, "{}");
    now(client.get_invoice().invoice_id("G1").send()).unwrap();
    assert_eq!(stored.accepts.lock().unwrap().as_deref(), Some("application/json"));
}
