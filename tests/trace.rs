//! What a trace shows of a call.
//!
//! Alone in its program: a subscriber that comes while other tests run may miss spans whose
//! first use is just being registered.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[allow(dead_code, reason = "shared with the tests of the transport")]
#[path = "transport/script.rs"]
mod script;

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use partner_center::auth::ClientSecret;
use script::{Script, answer, read};

const CANARY: &str = "canary-7f3a";

/// Collects whatever is traced, spans with their fields included.
#[derive(Clone, Default)]
struct Traced(Arc<Mutex<String>>);

impl tracing::field::Visit for Traced {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn Debug) {
        let line = format!("{field}={value:?}\n");
        self.0.lock().unwrap().push_str(&line);
    }
}

impl tracing::Subscriber for Traced {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("partner_center")
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
    let traced = Traced::default();
    {
        let _guard = tracing::subscriber::set_default(traced.clone());
        read(&partner).await.unwrap_err();
    }
    let shown = traced.0.lock().unwrap().clone();
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
