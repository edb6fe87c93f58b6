//! What becomes of answers, with a transport that has one in store.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use partner_center_api::support::{
    BoxError, BoxFuture, ReadAnswer, Response, Retry, Transport, Unreadable,
};
use partner_center_api::types::{self, CartResource};
use partner_center_api::{CallError, Client, Request, SharedTransport};

/// Answers with a status and a body, reads the body first if asked to, and keeps the request.
struct Stored {
    status: u16,
    body: &'static str,
    reads: bool,
    asked: Mutex<Option<Request>>,
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
        request: Request,
        reader: Option<&'a mut dyn ReadAnswer>,
    ) -> BoxFuture<'a, Result<Response, BoxError>> {
        let operation = request.operation();
        *self.asked.lock().unwrap() = Some(request);
        let body = Bytes::from_static(self.body.as_bytes());
        if let Some(reader) = reader.filter(|_| self.reads) {
            // Whether it can be read is the transport's to know; here it does not matter.
            let _ = reader.read(&body);
        }
        let status = StatusCode::from_u16(self.status).unwrap();
        let mut response = Response::new(status, HeaderMap::new(), body);
        response.unreadable = Some(Unreadable::new(move |body: Bytes, error| {
            Explained(format!("{}: {} bytes: {error}", operation.id, body.len()))
        }));
        Box::pin(async { Ok(response) })
    }
}

fn stored(status: u16, body: &'static str) -> (Client, Arc<Stored>) {
    let stored = Arc::new(Stored { status, body, reads: false, asked: Mutex::default() });
    (Client::new(SharedTransport::from(Arc::clone(&stored))), stored)
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

/// The transport's words in an error.
#[track_caller]
fn explanation(error: CallError) -> String {
    let CallError::Transport(error) = error else { panic!("{error:?}") };
    let Explained(text) = *error.downcast().unwrap();
    text
}

#[test]
fn a_purchase_is_a_purchase_whatever_the_success_is_called() {
    for status in [200, 201, 202, 299] {
        let client = client(status, r#"{"orders":[{"id":"o1"}]}"#);
        let answer = now(client.checkout_cart("c", "k").send()).unwrap();
        assert_eq!(answer.status().as_u16(), status);
        assert_eq!(answer.orders[0].id.as_ref().unwrap(), "o1");
    }
}

#[test]
fn a_success_without_its_body_is_explained() {
    let client = client(204, "");
    let error = now(client.checkout_cart("c", "k").send()).unwrap_err();
    assert!(explanation(error).starts_with("checkoutCart: 0 bytes: EOF while parsing"));
}

#[test]
fn a_body_that_nobody_expects_is_explained_and_an_empty_one_is_none() {
    for nothing in ["", "  ", "null", "{}", r#""""#] {
        let client = client(200, nothing);
        let call = client.register_subscription("c", "s");
        assert_eq!(now(call.send()).unwrap().status().as_u16(), 200);
    }
    let client = client(202, r#"{"id":1}"#);
    let call = client.register_subscription("c", "s");
    assert_eq!(
        explanation(now(call.send()).unwrap_err()),
        "registerSubscription: 8 bytes: a body came where none is documented"
    );
}

#[test]
fn what_is_fetched_is_decoded_later_and_the_error_is_the_same() {
    let client = client(200, r#"{"id":"c7"}"#);
    let fetched = now(client.get_cart("c", "k").fetch()).unwrap();
    assert_eq!(fetched.bytes(), r#"{"id":"c7"}"#);
    assert_eq!(fetched.into_inner().decode().unwrap().id.unwrap(), "c7");

    let client = self::client(200, "[]");
    let call = || client.get_cart("c", "k");
    let sent = explanation(now(call().send()).unwrap_err());
    let fetched = now(call().fetch()).unwrap().into_inner();
    assert_eq!(explanation(fetched.decode().unwrap_err()), sent);
}

#[test]
fn a_value_that_the_transport_has_read_is_not_decoded_again() {
    for (body, id) in [(r#"{"id":"c7"}"#, Some("c7")), ("[]", None)] {
        let transport = Stored { status: 200, body, reads: true, asked: Mutex::default() };
        let client = Client::new(SharedTransport::new(transport));
        let found = now(client.get_cart("c", "k").send()).ok();
        let found = found.map(|cart| cart.into_inner().id.unwrap());
        assert_eq!(found.as_ref().map(|found| found.as_str()), id);
    }
}

#[test]
fn a_document_is_asked_for_and_streamed() {
    let (client, stored) = stored(200, "%PDF-1.7");
    let answer = now(client.get_invoice_statement("G1").send()).unwrap();
    let accepts = |stored: &Stored| {
        let asked = stored.asked.lock().unwrap().take().unwrap();
        asked.headers()["accept"].to_str().unwrap().to_owned()
    };
    assert_eq!(accepts(&stored), "application/pdf");
    let mut stream = answer.into_inner();
    let first = now(std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)));
    assert_eq!(first.unwrap().unwrap(), "%PDF-1.7");

    let (client, stored) = self::stored(200, "{}");
    now(client.get_invoice("G1").send()).unwrap();
    assert_eq!(accepts(&stored), "application/json");
}

#[test]
fn a_call_shows_what_it_asks_before_it_is_sent() {
    let client = client(200, "{}");
    let call = client.get_order("c/7", "o 1").include_price(true).ms_request_id("r-1");
    let request = call.request().unwrap();
    assert_eq!(request.target(), "/v1/customers/c%2F7/orders/o%201?include_price=true");
    assert_eq!(request.customer(), Some("c%2F7"));
    assert_eq!(request.headers()["ms-requestid"], "r-1");
    assert!(request.body().is_none());

    let mut cart = CartResource::default();
    cart.id = Some("canary".into());
    let request = client.create_cart("c", cart).request().unwrap();
    assert_eq!(request.body().unwrap(), &br#"{"id":"canary"}"#[..]);
    assert!(!format!("{request:?}").contains("canary"), "{request:?}");
    let request = client.list_customers().filter("canary").request().unwrap();
    assert_eq!(request.target(), "/v1/customers?filter=canary");
    assert!(!format!("{request:?}").contains("canary"), "{request:?}");
}

#[test]
fn a_parameter_that_cannot_be_sent_is_named_and_nothing_is_sent() {
    let (client, stored) = stored(200, "{}");
    for (error, text) in [
        (
            now(client.get_cart("", "k").send()).unwrap_err(),
            "getCart: `customer-id` is empty; nothing was sent: give the id as the service \
             returned it",
        ),
        (
            now(client.get_cart("c", "k").x_locale("a\nb").send()).unwrap_err(),
            "getCart: `X-Locale` has a character that no header can have; nothing was sent",
        ),
    ] {
        assert!(matches!(error, CallError::Parameter(_)));
        assert_eq!(error.to_string(), text);
    }
    assert!(stored.asked.lock().unwrap().is_none());
}

#[test]
fn a_request_of_ones_own_is_sent_and_an_empty_answer_is_null() {
    let (client, stored) = stored(204, "");
    let target = "/v1/customers/c-7/profiles/company?expand=a%20b";
    let request = Request::raw("post", target, Retry::Once).unwrap();
    let request = request.with_json(&types::CartResource::default()).unwrap();
    let answer = now(client.send::<Option<CartResource>>(request)).unwrap();
    assert_eq!((answer.status().as_u16(), answer.operation().id), (204, "POST"));
    assert_eq!(answer.into_inner(), None);
    let asked = stored.asked.lock().unwrap().take().unwrap();
    assert_eq!((asked.target(), asked.customer()), (target, Some("c-7")));
    assert_eq!(asked.operation().retry, Retry::Once);
    assert_eq!(asked.body().unwrap(), &b"{}"[..]);
}
