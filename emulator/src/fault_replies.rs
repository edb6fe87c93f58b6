//! The answers that scripted faults give in place of the real one.

use std::time::SystemTime;

use crate::fault_codes::meaning;
use crate::faults::Action;
use crate::reply::{Reply, fault};
use crate::request::Request;
use crate::state::world::World;
use crate::tokens::denied::Denied;

/// The same where the authority answers, whose refusals look unlike those of the API.
pub(crate) fn of_authority(
    action: &Action,
    world: &mut World,
    request: &Request,
    now: SystemTime,
) -> Option<Reply> {
    let Action::Refuse { status, code, body: None, headers, .. } = action else {
        return reply(action);
    };
    let code = match code {
        Some(code) => code,
        None if *status == 429 => "AADSTS90055",
        None => return reply(action),
    };
    let mut reply = Denied::scripted(*status, code).reply(world, request, now);
    reply.headers.extend(headers.iter().map(|(name, value)| (name.clone(), value.clone())));
    Some(reply)
}

/// The answer of a fault; cut connections and what only changes the real answer have none.
pub(crate) fn reply(action: &Action) -> Option<Reply> {
    match action {
        Action::Refuse { status, code, body, content_type, headers, .. } => {
            let content_type = content_type.as_deref().unwrap_or("application/json");
            let mut reply = match (body, code) {
                (Some(body), _) => Reply::raw(*status, body.clone(), content_type),
                (None, Some(code)) => Reply::json(*status, fault(code, meaning((*status, code)))),
                (None, None) if *status == 429 => Reply::gateway(429, "Too many requests."),
                (None, None) => Reply::empty(*status),
            };
            reply.headers.extend(headers.iter().map(|(name, value)| (name.clone(), value.clone())));
            Some(reply)
        }
        Action::Html { status, .. } => {
            let page = format!(
                "<!doctype html>\n<title>{status}</title>\n<h1>{status}</h1>\n\
                 <p>This page comes from something between you and the service.</p>\n"
            );
            Some(Reply::raw(*status, page, "text/html"))
        }
        Action::Empty { status, .. } => Some(Reply::empty(*status)),
        Action::Garbage { status, .. } => {
            Some(Reply::raw(*status, "{\"id\": \"it breaks off", "application/json; charset=utf-8"))
        }
        Action::Lie { status, code, description } => {
            let description = description.as_deref().unwrap_or(meaning((*status, code)));
            Some(Reply::json(*status, fault(code, description)))
        }
        Action::Cut { .. }
        | Action::Late { .. }
        | Action::Twice { .. }
        | Action::Delay { .. }
        | Action::OrderError { .. }
        | Action::LineError { .. }
        | Action::RepeatToken {}
        | Action::OddItem { .. } => None,
    }
}
