//! `/_emulator/…`: what tests in any language do to an emulator, in plain JSON and without a token.

mod gates;
mod message;

use std::time::{Duration, SystemTime};

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::body::EmulatorBody;
use crate::control::message::{Wrong, misread, read, show, wrong};
use crate::emulator::Emulator;
use crate::faults::Fault;
use crate::operation_names;
use crate::reply::Reply;
use crate::request::Request;
use crate::seed::Seed;
use crate::state::dates;
use crate::wire;

/// A century: a clock that is moved further is a mistake.
const FURTHEST: Duration = Duration::from_secs(100 * 366 * 24 * 60 * 60);

/// Answers a control request.
pub(crate) async fn response(emulator: &Emulator, request: &Request) -> Response<EmulatorBody> {
    let (status, body) = match answer(emulator, request).await {
        Ok(body) => (200, body),
        Err((status, text)) => (status, json!({ "error": text })),
    };
    let body = format!("{body}\n");
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    headers.extend(wire::date_header(emulator.clock().now()));
    Reply::empty(status).into_response(headers, EmulatorBody::whole(body))
}

async fn answer(emulator: &Emulator, request: &Request) -> Result<Value, Wrong> {
    let action = request.segments.get(1).map_or("", String::as_str).to_ascii_lowercase();
    match (request.method.as_str(), action.as_str()) {
        ("GET", "state" | "") => show(&emulator.summary()),
        ("GET", "clock") => clock(emulator),
        ("POST", "clock") => move_clock(emulator, read(request)?),
        ("GET", "faults") => show(&emulator.faults()),
        ("POST", "faults") => add_faults(emulator, read(request)?),
        ("DELETE", "faults") => {
            emulator.clear_faults();
            show(&emulator.faults())
        }
        (_, "gates") => gates::answer(emulator, request).await,
        ("GET", "late") => show(&emulator.late_requests()),
        ("GET", "settings") => show(&emulator.settings()),
        ("PUT" | "PATCH", "settings") => change_settings(emulator, &read(request)?),
        ("POST", "seed") => plant(emulator, &request.body),
        ("GET", "invoices") => show(&emulator.invoices()),
        ("POST", "invoices") => show(&emulator.add_invoice(read(request)?).map_err(wrong)?),
        ("POST", "payments") => pay(emulator, &read(request)?),
        ("POST", "rotate") => change(emulator, Emulator::rotate_availabilities),
        ("POST", "expiry") => expire(emulator, read(request)?),
        ("POST", "orders") => put_order(emulator, &read(request)?),
        ("POST", "agreements") => accept_agreement(emulator, &read(request)?),
        ("DELETE", "tokens") => change(emulator, Emulator::revoke_tokens),
        ("POST", "codes") => give_code(emulator, &read(request)?),
        ("DELETE", "throttle") => change(emulator, Emulator::clear_throttle),
        ("GET", "ledger") => show(&emulator.ledger()),
        ("GET", "requests") => show(&emulator.requests()),
        ("GET", "transcript") => show(&emulator.transcript()),
        ("POST", "reset") => change(emulator, Emulator::reset),
        (method, action) => {
            Err((404, format!("there is no `{method} {action}`; README.md lists what there is")))
        }
    }
}

/// Changes something and shows how much of everything there is then.
fn change(emulator: &Emulator, change: fn(&Emulator)) -> Result<Value, Wrong> {
    change(emulator);
    show(&emulator.summary())
}

fn change_settings(emulator: &Emulator, some: &Value) -> Result<Value, Wrong> {
    let merged = emulator.settings().merged(some).map_err(misread)?;
    emulator.change(|settings| *settings = merged);
    show(&emulator.settings())
}

fn plant(emulator: &Emulator, body: &[u8]) -> Result<Value, Wrong> {
    let seed = Seed::from_json(&String::from_utf8_lossy(body)).map_err(wrong)?;
    emulator.plant(seed);
    show(&emulator.summary())
}

/// Adds one fault, or several.
fn add_faults(emulator: &Emulator, body: Value) -> Result<Value, Wrong> {
    let faults: Vec<Fault> = match body.is_array() {
        true => serde_path_to_error::deserialize(body).map_err(misread)?,
        false => vec![serde_path_to_error::deserialize(body).map_err(misread)?],
    };
    for fault in &faults {
        operation_names::check(&fault.operation)
            .map_err(|message| wrong(format!("`operation`: {message}")))?;
    }
    faults.into_iter().for_each(|fault| emulator.fault(fault));
    show(&emulator.faults())
}

/// Money for an invoice; the amount is text, since a number would not stay exact.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Paid {
    invoice: String,
    amount: String,
}

fn pay(emulator: &Emulator, Paid { invoice, amount }: &Paid) -> Result<Value, Wrong> {
    show(&emulator.pay(invoice, amount).map_err(wrong)?)
}

/// When a cart is to expire: so much later, or at once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expiry {
    cart: String,
    after: Option<Advance>,
}

fn expire(emulator: &Emulator, Expiry { cart, after }: Expiry) -> Result<Value, Wrong> {
    let now = emulator.clock().now();
    let at = match after {
        Some(after) => now + after.read(now)?,
        None => now,
    };
    match emulator.expire_cart(&cart, at) {
        true => Ok(json!({ "cart": cart, "expires": dates::stamp(at) })),
        false => Err((404, format!("there is no cart `{cart}`"))),
    }
}

/// The state that an order is put into; none lets it go its way again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderState {
    order: String,
    state: Option<String>,
}

fn put_order(emulator: &Emulator, put: &OrderState) -> Result<Value, Wrong> {
    match emulator.put_order(&put.order, put.state.as_deref()) {
        true => Ok(json!({ "order": put.order, "state": put.state })),
        false => Err((404, format!("there is no order `{}`", put.order))),
    }
}

/// Who accepts the customer agreement.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Acceptance {
    customer: String,
}

fn accept_agreement(
    emulator: &Emulator,
    Acceptance { customer }: &Acceptance,
) -> Result<Value, Wrong> {
    match emulator.accept_agreement(customer) {
        true => Ok(json!({ "customer": customer, "isSigned": true })),
        false => Err((404, format!("there is no customer `{customer}`"))),
    }
}

/// The tenant of the user who signs in for a code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Codes {
    tenant: String,
}

fn give_code(emulator: &Emulator, Codes { tenant }: &Codes) -> Result<Value, Wrong> {
    match emulator.authorization_code(tenant) {
        Some(code) => Ok(json!({ "code": code })),
        None => Err((404, format!("there is no tenant `{tenant}`"))),
    }
}

/// How the clock is to be moved; several at once happen in this order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    set: Option<String>,
    advance: Option<Advance>,
    freeze: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Advance {
    Seconds(u64),
    Text(String),
}

impl Advance {
    /// How long that is; what leads too far from now is a mistake.
    fn read(&self, now: SystemTime) -> Result<Duration, Wrong> {
        let by = match self {
            Self::Seconds(seconds) => Some(Duration::from_secs(*seconds)),
            Self::Text(text) => dates::read_duration(text),
        };
        let near = by.filter(|by| *by <= FURTHEST && is_near(now + *by));
        near.ok_or_else(|| match self {
            Self::Seconds(seconds) => no_time(&seconds.to_string()),
            Self::Text(text) => no_time(text),
        })
    }
}

fn no_time(what: &str) -> Wrong {
    (400, format!("`{what}` is not a time that the clock can be moved to or by"))
}

fn move_clock(emulator: &Emulator, change: Move) -> Result<Value, Wrong> {
    let clock = emulator.clock();
    if let Some(text) = change.set {
        clock.set(dates::read(&text).filter(|to| is_near(*to)).ok_or_else(|| no_time(&text))?);
    }
    if let Some(advance) = change.advance {
        clock.advance(advance.read(clock.now())?);
    }
    match change.freeze {
        Some(true) => clock.freeze(),
        Some(false) => clock.resume(),
        None => {}
    }
    self::clock(emulator)
}

fn clock(emulator: &Emulator) -> Result<Value, Wrong> {
    let clock = emulator.clock();
    let now = clock.now();
    let age = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let milliseconds = u64::try_from(age.as_millis()).unwrap_or(u64::MAX);
    Ok(json!({
        "time": dates::stamp(now),
        "unixMilliseconds": milliseconds,
        "frozen": clock.is_frozen(),
    }))
}

/// Dates outside of some centuries are beyond what the wire can write.
fn is_near(time: SystemTime) -> bool {
    time.duration_since(SystemTime::UNIX_EPOCH).is_ok_and(|age| age <= FURTHEST * 4)
}
