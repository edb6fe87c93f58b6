//! What a trace shows of a call: the names of OpenTelemetry's HTTP conventions, the ids by
//! which the service's support finds a call, and no bodies, addresses or secrets.

use partner_center_api::support::Operation;
use tracing::Span;
use tracing::field::Empty;

use super::identity::Ids;
use crate::error::Error;
use crate::net::origin::Origin;

pub(super) fn open(operation: &Operation, ids: &Ids, origin: &Origin) -> Span {
    let span = tracing::info_span!(
        "partner_center.call",
        otel.name = %format_args!("{} {}", operation.method, operation.path),
        otel.kind = "client",
        http.request.method = operation.method,
        url.template = operation.path,
        server.address = origin.host(),
        server.port = origin.port(),
        http.response.status_code = Empty,
        http.request.resend_count = Empty,
        error.type = Empty,
        partner_center.operation = operation.id,
        partner_center.request_id = Empty,
        partner_center.correlation_id = Empty,
        partner_center.code = Empty,
        partner_center.delivery = Empty,
    );
    // To write them out is work that nobody may have asked for.
    if !span.is_disabled() {
        span.record("partner_center.request_id", &*ids.request.to_string());
        span.record("partner_center.correlation_id", &*ids.correlation.to_string());
    }
    span
}

pub(super) fn close_well(span: &Span, status: u16, tries: u32) {
    span.record("http.response.status_code", status);
    resends(span, tries);
}

pub(super) fn close_badly(span: &Span, error: &Error) {
    resends(span, error.tries());
    // A refusal of the token endpoint is none of the call's, which was not sent.
    if let Some(status) = error.status().filter(|_| error.tries() > 0) {
        span.record("http.response.status_code", status);
        span.record("error.type", tracing::field::display(status));
    } else {
        span.record("error.type", cause(error));
    }
    if let Some(code) = error.code() {
        span.record("partner_center.code", code);
    }
    span.record("partner_center.delivery", tracing::field::debug(error.delivery()));
}

fn resends(span: &Span, tries: u32) {
    if tries > 1 {
        span.record("http.request.resend_count", tries - 1);
    }
}

fn cause(error: &Error) -> &'static str {
    if error.is_timeout() {
        "timeout"
    } else if error.is_unsent() {
        "unsent"
    } else if error.is_unanswered() {
        "unanswered"
    } else if error.is_auth() {
        "sign_in"
    } else if error.is_throttled() {
        "rate_limit"
    } else if error.is_invalid() {
        "invalid"
    } else {
        "_OTHER"
    }
}
