//! Dressing an answer for the wire: headers as the service sets them, and the byte order mark.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::json::Json;
use crate::reply::{Content, Reply};
use crate::request::Request;
use crate::settings::{ByteOrderMark, Settings};
use crate::state::world::World;

/// The end of the year 9999, in seconds.
const LAST_SECOND: u64 = 253_402_300_800;

const MARK: &[u8] = b"\xEF\xBB\xBF";

/// What answered, which decides how the answer is dressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaker<'a> {
    /// The service, about an area of the document; the area is empty when no operation was found.
    Service(&'a str),
    /// The authority that gives out tokens.
    Authority,
    /// Something in between, such as a proxy, which knows nothing of the service's headers.
    Between,
}

/// Headers and body of an answer.
pub(crate) fn dress(
    reply: &Reply,
    speaker: Speaker<'_>,
    request: &Request,
    world: &mut World,
    now: SystemTime,
) -> (HeaderMap, Bytes) {
    let mut headers = HeaderMap::new();
    let mut body = match &reply.content {
        Content::Json(json) if !world.settings.habits.attribute_lists => {
            without_lists(json, false).to_string().into()
        }
        _ => reply.bytes(),
    };
    if let Speaker::Service(area) = speaker {
        let is_json = matches!(reply.content, Content::Json(_));
        if is_json && has_mark(&world.settings, area, reply.status) {
            body = [MARK, &body].concat().into();
        }
        identify(&mut headers, area, request, world);
    }
    let wire = world.settings.is_wire();
    match &reply.content {
        Content::Nothing => {}
        Content::Json(_) if wire => {
            put(&mut headers, CONTENT_TYPE, "application/json; charset=utf-8")
        }
        Content::Json(_) => put(&mut headers, CONTENT_TYPE, "application/json"),
        Content::Raw(_, kind) | Content::Made(_, kind) => put(&mut headers, CONTENT_TYPE, kind),
    }
    if !matches!(reply.content, Content::Made(..)) {
        put(&mut headers, CONTENT_LENGTH, &body.len().to_string());
    }
    let offset = world.settings.date_offset_seconds;
    let shift = Duration::from_secs(offset.unsigned_abs());
    let shown = if offset < 0 { now.checked_sub(shift) } else { now.checked_add(shift) };
    put(&mut headers, DATE, &date(shown.filter(|shown| is_printable(*shown)).unwrap_or(now)));
    for (name, value) in &reply.headers {
        if let Ok(name) = HeaderName::try_from(name.as_str()) {
            put(&mut headers, name, value);
        }
    }
    (headers, body)
}

/// The same without the lists among the attributes of SKUs.
fn without_lists(json: &Json, is_attributes: bool) -> Json {
    match json {
        Json::List(list) => list.iter().map(|item| without_lists(item, false)).collect(),
        Json::Object(object) => {
            let kept = object.map(|name, value| {
                let goes = is_attributes && value.as_list().is_some();
                (!goes).then(|| without_lists(value, name == "dynamicAttributes"))
            });
            kept.into()
        }
        other => other.clone(),
    }
}

/// A time in the form of the header `Date`.
fn date(time: SystemTime) -> String {
    DateTime::<Utc>::from(time).format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// The header `Date`, where nothing else is known of an answer than when it was given.
pub(crate) fn date_header(now: SystemTime) -> Option<(HeaderName, HeaderValue)> {
    HeaderValue::try_from(date(now)).ok().map(|value| (DATE, value))
}

/// Whether HTTP can write the year of a time.
fn is_printable(time: SystemTime) -> bool {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).map(|age| age.as_secs());
    seconds.is_ok_and(|seconds| seconds < LAST_SECOND)
}

fn has_mark(settings: &Settings, area: &str, status: u16) -> bool {
    settings.is_wire()
        && match settings.byte_order_mark {
            ByteOrderMark::Carts => area == "carts" && status < 300,
            ByteOrderMark::All => true,
            ByteOrderMark::None => false,
        }
}

/// Names the request in the answer.
fn identify(headers: &mut HeaderMap, area: &str, request: &Request, world: &mut World) {
    // The other hosts are other services, which have a header of their own.
    if matches!(area, "prices" | "reconciliation") {
        return put(headers, HeaderName::from_static("request-id"), &world.ids.guid());
    }
    let wire = world.settings.is_wire();
    let mut own = |name| request.header(name).map_or_else(|| world.ids.guid(), str::to_owned);
    let (mut call, mut correlation) = (own("ms-requestid"), own("ms-correlationid"));
    let mut locale = request.header("x-locale").unwrap_or("en-US").to_owned();
    if wire {
        // Both pages about registration show the two ids in each other's place.
        if area == "enablement" {
            std::mem::swap(&mut call, &mut correlation);
        }
        // Several pages, all of the catalog among them, show values twice.
        if area == "catalog" {
            call = format!("{call},{call}");
            correlation = format!("{correlation},{correlation}");
        }
        locale = format!("{locale},{locale}");
    }
    put(headers, HeaderName::from_static("ms-correlationid"), &correlation);
    put(headers, HeaderName::from_static("ms-requestid"), &call);
    put(headers, HeaderName::from_static("x-locale"), &locale);
    put(headers, HeaderName::from_static("ms-cv"), &world.ids.vector());
    put(headers, HeaderName::from_static("ms-serverid"), "000042");
    if request.header("validatemfa").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        let token = request.header("authorization").and_then(|value| value.split_once(' '));
        let claims = token.and_then(|(_, token)| crate::tokens::claims::Claims::read(token));
        let compliant = claims.is_some_and(|claims| claims.mfa);
        put(
            headers,
            HeaderName::from_static("ismfacompliant"),
            if compliant { "true" } else { "false" },
        );
    }
}

/// A value that cannot stand in a header is left out.
fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}
