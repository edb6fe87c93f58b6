//! Ids in paths, filters in queries and tokens in headers, as they would go out.

use std::future::Future;
use std::sync::{Arc, LazyLock, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use partner_center_api::support::{BoxError, BoxFuture, ReadAnswer, Response, Retry, Transport};
use partner_center_api::{CallError, Client, Request, SharedTransport};
use reqwest::Url;

const BASE: &str = "https://api.contoso.test";

/// Keeps what would be sent, and answers with a list of nothing.
#[derive(Default)]
struct Outbox(Mutex<Option<Request>>);

impl Transport for Outbox {
    fn send<'a>(
        &'a self,
        request: Request,
        _: Option<&'a mut dyn ReadAnswer>,
    ) -> BoxFuture<'a, Result<Response, BoxError>> {
        *self.0.lock().expect("nobody panics with it") = Some(request);
        let body = Bytes::from_static(br#"{"items":[]}"#);
        Box::pin(async { Ok(Response::new(StatusCode::OK, HeaderMap::new(), body)) })
    }
}

static OUTBOX: LazyLock<Arc<Outbox>> = LazyLock::new(Arc::default);
static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    let transport = SharedTransport::from(Arc::clone(&*OUTBOX));
    Client::new(transport)
});

/// An id is one segment of the path, which says the id and nothing else, or it is refused;
/// what goes into a query or a header goes nowhere else either.
///
/// The first byte says where the rest is cut in two.
///
/// # Panics
///
/// It is not so.
pub fn check(data: &[u8]) {
    let Some((cut, rest)) = data.split_first() else { return };
    let Some(text) = crate::text(rest) else { return };
    let cut = (0..=usize::from(*cut).min(text.len())).rfind(|at| text.is_char_boundary(*at));
    let (one, other) = text.split_at(cut.unwrap_or_default());
    ids(one, other);
    ids(other, one);
    rest_of_request(one, other);
    raw(text);
    raw(&["/v1/", one, "/", other].concat());
}

fn ids(customer: &str, cart: &str) {
    let sent = now(CLIENT.get_cart(customer, cart).send());
    let Some(request) = sent_or_refused(sent) else {
        let reason = [customer, cart].into_iter().any(|id| matches!(id.trim(), "" | "." | ".."));
        return assert!(reason, "{customer:?} {cart:?} is refused for nothing");
    };
    let url = address(&request);
    assert_eq!(url.origin(), Url::parse(BASE).expect("an address").origin());
    assert_eq!((url.query(), url.fragment(), url.username()), (None, None, ""), "{url}");
    let path: Vec<_> = url.path().split('/').collect();
    let ["", "v1", "customers", one, "carts", other] = path[..] else { panic!("{url}") };
    for (segment, id) in [(one, customer), (other, cart)] {
        assert!(!segment.contains(['/', '\\', '?', '#']), "{url}");
        assert!(!matches!(segment, "" | "." | ".."), "{url}");
        let decoded: Vec<u8> = percent_encoding::percent_decode_str(segment).collect();
        assert_eq!(decoded, id.as_bytes(), "{url}");
    }
}

fn rest_of_request(filter: &str, token: &str) {
    let call = CLIENT.list_customers().filter(filter).ms_continuation_token(token);
    let Some(request) = sent_or_refused(now(call.send())) else {
        let blank = [filter, token].into_iter().any(|value| value.trim().is_empty());
        let reason = blank || HeaderValue::from_str(token).is_err();
        return assert!(reason, "{filter:?} {token:?} are refused for nothing");
    };
    let url = address(&request);
    assert_eq!((url.path(), url.fragment()), ("/v1/customers", None), "{url}");
    let query: Vec<_> = url.query_pairs().collect();
    let [(name, value)] = &query[..] else { panic!("{url}") };
    assert_eq!((name.as_ref(), value.as_ref()), ("filter", filter), "{url}");
    let header = request.headers().get("ms-continuationtoken").expect("it was given");
    assert_eq!(header.as_bytes(), token.as_bytes());
}

/// Where a request would go.
fn address(request: &Request) -> Url {
    let url = Url::parse(&[BASE, request.target()].concat()).expect("an address");
    let path = request.target().split('?').next().unwrap_or_default();
    assert_eq!(url.path(), path, "the address is not the one that was written");
    url
}

/// A target that is taken goes where it says, below the one host.
fn raw(target: &str) {
    let Ok(request) = Request::raw("GET", target, Retry::Read) else { return };
    assert_eq!(request.target(), target);
    let url = address(&request);
    assert_eq!(url.origin(), Url::parse(BASE).expect("an address").origin());
    assert_eq!((url.fragment(), url.username()), (None, ""), "{url}");
    if let Some(customer) = request.customer() {
        assert!(!customer.contains(['/', '?']) && url.path().contains(customer), "{url}");
    }
}

/// What was sent; `None` where the request was refused before.
fn sent_or_refused<T>(result: Result<T, CallError>) -> Option<Request> {
    let sent = OUTBOX.0.lock().expect("nobody panics with it").take();
    match result {
        Ok(_) => Some(sent.expect("there is no answer without a request")),
        Err(CallError::Parameter(message)) => {
            assert!(sent.is_none(), "sent, and refused with {message}");
            None
        }
        Err(other) => panic!("{other:?}"),
    }
}

/// Runs what waits for nothing.
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
