//! What a trace shows of a call.
//!
//! Alone in its program: a subscriber that comes while other tests run may miss spans whose
//! first use is just being registered.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fmt::Debug;
use std::sync::{Arc, LazyLock, Mutex};

use partner_center::auth::{ClientSecret, RefreshToken};
use partner_center::transport::RetryPolicy;
use partner_center::{Cloud, PartnerCenter, clock::ManualClock, types};
use partner_center_test_support::{CUSTOMER, Script, answer, answer_with, read};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Mutex as Turn;

const CANARY: &str = "canary-7f3a";

/// One test at a time: see above.
static TURN: Turn<()> = Turn::const_new(());

/// Collects all traces, with spans and their fields.
#[derive(Clone, Default)]
struct Traced(Arc<Mutex<String>>);

impl tracing::field::Visit for Traced {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn Debug) {
        let line = format!("{field}={value:?}\n");
        self.0.lock().unwrap().push_str(&line);
    }
}

impl tracing::Subscriber for Traced {
    /// Everything, of every library and level.
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        span.record(&mut self.clone());
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

/// Says what is traced while something is done.
async fn traced<T>(done: impl Future<Output = T>) -> (T, String) {
    let _turn = TURN.lock().await;
    let traced = Traced::default();
    let _guard = tracing::subscriber::set_default(traced.clone());
    let value = done.await;
    let shown = traced.0.lock().unwrap().clone();
    (value, shown)
}

#[tokio::test]
async fn a_trace_names_the_call_and_shows_neither_secrets_nor_bodies() {
    let minted = answer(200, r#"{"access_token":"canary-7f3a","expires_in":3600}"#);
    let script = Script::new([
        answer(503, "canary-7f3a"),
        answer(404, r#"{"code":"800008","description":"canary-7f3a"}"#),
    ])
    .tokens([minted]);
    let partner = script.builder_for(ClientSecret::new("contoso.test", "app-1", CANARY));
    let partner = partner.build().unwrap();
    let (result, shown) = traced(read(&partner)).await;
    result.unwrap_err();
    assert!(!shown.contains(CANARY), "{shown}");
    insta::assert_snapshot!(shown, @r#"
    otel.name=GET /v1/customers/{customer-id}/carts/{cart-id}
    otel.kind="client"
    http.request.method="GET"
    url.template="/v1/customers/{customer-id}/carts/{cart-id}"
    server.address="api.contoso.test"
    server.port=443
    partner_center.operation="getCart"
    partner_center.request_id="3d58bb03-f31a-4686-8763-de764d6fe1b0"
    partner_center.correlation_id="a833bdcd-b6d1-4eb1-88dc-97e5aab5fe3d"
    message=trying again
    tried=1
    status=503
    pause_ms=4
    http.request.resend_count=1
    http.response.status_code=404
    error.type=404
    partner_center.code="800008"
    partner_center.delivery=NotDone
    "#);
}

#[tokio::test]
async fn a_queue_that_the_service_stops_is_warned_of_once() {
    let refused = || answer_with(429, &[("retry-after", "3600")], "");
    let script = Script::new([refused(), refused()]);
    let partner = script.builder().retry(RetryPolicy::never()).build().unwrap();
    let orders = || async {
        let asked = partner.api().list_orders(CUSTOMER).send().await;
        assert!(asked.is_err());
    };
    let (_, shown) = traced(futures::future::join(orders(), orders())).await;
    assert_eq!(script.asked().len(), 2);
    let warned: Vec<_> = shown.lines().filter(|line| line.contains("queue")).collect();
    assert_eq!(warned.len(), 2, "the name, and the sentence, of one event: {shown}");
    assert!(shown.contains("queue=orders") && shown.contains("held_seconds=300"), "{shown}");
    assert!(shown.contains("asked_seconds=3600"), "{shown}");
}

#[tokio::test]
async fn bodies_are_logged_for_those_who_ask_and_say_nothing_of_people_and_secrets() {
    let cart = r#"{"id":"cart-1","lineItems":[{"id":0,"friendlyName":"canary-7f3a","quantity":2,"error":{"errorCode":10003,"errorDescription":"canary-7f3a"}}],"token":"canary-7f3a"}"#;
    let fault = r#"{"code":"800008","description":"canary-7f3a"}"#;
    let minted = r#"{"access_token":"canary-7f3a","refresh_token":"canary-7f3a","expires_in":60}"#;
    let script =
        Script::new([answer(201, cart), answer(404, fault), answer(404, "<b>canary-7f3a")]);
    let script = script.tokens([answer(200, minted), answer(200, minted), answer(200, minted)]);
    let credential = RefreshToken::new("contoso.test", "app-1", CANARY).client_secret(CANARY);
    let partner = script.builder_for(credential).log_bodies().build().unwrap();
    let mut line = types::CartLineItemResource::default();
    (line.id, line.friendly_name) = (Some(0), Some(CANARY.into()));
    let mut cart = types::CartResource::default();
    cart.line_items.push(line);
    let ((), shown) = traced(async {
        partner.api().create_cart(CUSTOMER, cart).send().await.unwrap();
        read(&partner).await.unwrap_err();
        read(&partner).await.unwrap_err();
    })
    .await;
    assert!(!shown.contains(CANARY), "{shown}");
    let bodies = shown.lines().filter_map(|line| line.strip_prefix("message="));
    insta::assert_snapshot!(bodies.collect::<Vec<_>>().join("\n"), @r#"
    request: {"lineItems":[{"friendlyName":"(11 characters)","id":0}]}
    answer: {"id":"cart-1","lineItems":[{"id":0,"friendlyName":"(11 characters)","quantity":2,"error":{"errorCode":10003,"errorDescription":"(11 characters)"}}],"token":"(redacted)"}
    answer: {"code":"800008","description":"(11 characters)"}
    answer: (no JSON, 14 bytes)
    "#);
}

/// Also what other libraries say, which know headers, bodies and passwords as well: through
/// `tracing`, and through `log`, which reqwest speaks.
#[tokio::test]
#[cfg_attr(not(feature = "__rustls"), ignore = "a proxy is for https")]
async fn no_library_below_says_a_secret() {
    log::set_logger(&*LOGGED).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let address = service().await;
    let here = format!("http://{address}");
    let credential = || RefreshToken::new("contoso.test", "app-1", CANARY).client_secret(CANARY);
    let direct = PartnerCenter::builder(credential())
        .cloud(Cloud::custom(&here, &here))
        .log_bodies()
        .clock(ManualClock::new())
        .build()
        .unwrap();
    let through = PartnerCenter::builder(credential())
        .base_url("https://api.contoso.test")
        .authority("https://login.contoso.test")
        .proxy(format!("http://jane:{CANARY}@{address}"))
        .retry(RetryPolicy::never())
        .clock(ManualClock::new())
        .build()
        .unwrap();
    let (results, shown) = traced(async { (read(&direct).await, read(&through).await) }).await;
    let (direct, through) = results;
    assert_eq!(direct.unwrap().id.unwrap().as_str(), "cart-1");
    assert!(through.unwrap_err().is_auth());
    assert!(!shown.contains(CANARY), "{shown}");
    let logged = LOGGED.0.lock().unwrap().clone();
    assert!(logged.contains("intercepts"), "a proxy is logged: {logged}");
    assert!(!logged.contains(CANARY), "{logged}");
}

static LOGGED: LazyLock<Traced> = LazyLock::new(Traced::default);

impl log::Log for Traced {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = format!("{} {}\n", record.target(), record.args());
        self.0.lock().unwrap().push_str(&line);
    }

    fn flush(&self) {}
}

/// Hands out tokens and carts over a real connection, and turns away who takes it for a proxy.
async fn service() -> String {
    const TOKEN: &str =
        r#"{"access_token":"canary-7f3a","refresh_token":"canary-7f3a","expires_in":3600}"#;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            let (status, body) = match head.first() {
                Some(b'P') => ("200 OK", TOKEN),
                Some(b'G') => ("200 OK", r#"{"id":"cart-1"}"#),
                _ => ("403 Forbidden", ""),
            };
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n\
                 content-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
            // What is left unread would cut the answer off.
            let _ = tokio::time::timeout(
                std::time::Duration::from_millis(200),
                stream.read_to_end(&mut Vec::new()),
            )
            .await;
        }
    });
    address
}
