//! One operation: its token, its limit, its handler.

use std::time::SystemTime;

use crate::call::Call;
use crate::document::Operation;
use crate::fault_codes::NOT_FOUND;
use crate::faults::Action;
use crate::ids::guid_of;
use crate::ledger::{Done, Effect};
use crate::memory::Memory;
use crate::reply::{Refusal, Reply, fault};
use crate::request::Request;
use crate::routes::handler;
use crate::routes::reconciliation::faults::{GRAPH, graph_form};
use crate::settings::PriceCredentials::BadRequest;
use crate::settings::{Cloud, Settings};
use crate::tokens::check;

/// Does what an operation asks for, if the request may ask for it.
pub(crate) fn operate(
    memory: &mut Memory,
    operation: &Operation,
    parameters: Vec<(&str, String)>,
    request: &Request,
    actions: &[Action],
    now: SystemTime,
) -> Done {
    let Memory { world, grants, traffic } = memory;
    if world.settings.length_required
        && !matches!(operation.method.as_str(), "GET" | "HEAD")
        && !is_measured(request)
    {
        return Reply::raw(411, "Length Required\n", "text/plain").into();
    }
    let claims = match check::read(world, grants, request, now) {
        Ok(claims) => claims,
        Err(refusal) => return in_form_of(operation, refusal.reply(), request).into(),
    };
    let mut effect = Effect::default();
    let Settings { cloud, silent_operations, .. } = world.settings;
    let reply = if let Err(seconds) =
        traffic.windows.admit(&world.settings.throttle, &claims.tenant, &operation.area, now)
    {
        let text = format!("Too many requests. There is room again in {seconds} seconds.");
        Reply::gateway(429, text).header("Retry-After", seconds.to_string())
    } else if let Err(refusal) = check::check(world, operation, &claims) {
        let is_of_prices = operation.host.as_deref() == Some("Prices");
        match is_of_prices && world.settings.price_credentials == BadRequest {
            // The page about price sheets says that it is like this, and prints no body.
            true => Reply::empty(400),
            false => refusal.reply(),
        }
    } else if !cloud.offers(operation, silent_operations) {
        not_offered(cloud, operation).reply()
    } else if let Some(handle) = handler(&operation.id) {
        let kind = if claims.user { "user" } else { &claims.client };
        let user = guid_of(&format!("{kind} of {}", claims.tenant));
        let partner = claims.tenant.clone();
        let mut call = Call { request, parameters, partner, user, now, actions, effect };
        let answer = handle(world, &mut call);
        effect = call.effect;
        answer.unwrap_or_else(|refusal| refusal.reply())
    } else {
        let text = format!("The emulator does not know the operation {}.", operation.id);
        Reply::json(501, fault("0", text))
    };
    let reply = in_form_of(operation, reply, request);
    Done { reply: Some(reply), tenant: Some(claims.tenant), effect, late: false }
}

/// A refusal as the host of the operation writes it.
fn in_form_of(operation: &Operation, reply: Reply, request: &Request) -> Reply {
    match operation.host.as_deref() {
        Some(GRAPH) if reply.status >= 400 => graph_form(reply, request),
        _ => reply,
    }
}

/// A cloud without an operation answers as if there were nothing at its address.
fn not_offered(cloud: Cloud, operation: &Operation) -> Refusal {
    let detail = format!("The cloud {} does not have {}.", cloud.name(), operation.id);
    Refusal { code: NOT_FOUND, detail: Some(detail) }
}

/// Whether the request says how long its body is.
fn is_measured(request: &Request) -> bool {
    request.header("content-length").is_some() || request.header("transfer-encoding").is_some()
}
