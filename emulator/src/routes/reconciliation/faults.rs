//! Refusals in the form of Microsoft Graph.

use crate::ids::guid_of;
use crate::json::{Object, object};
use crate::reply::{Answer, Content, Reply};
use crate::request::Request;

/// The host that these refusals are of.
pub(crate) const GRAPH: &str = "Graph";

pub(super) fn fault(status: u16, code: &str, message: &str) -> Answer {
    Ok(Reply::json(status, object! { "code": code, "description": message }))
}

pub(super) fn missing_permission() -> Answer {
    let text = "The application has not been granted `PartnerBilling.Read.All`.";
    fault(403, "Authorization_RequestDenied", text)
}

/// A refusal in the form of this host, whatever form it had.
pub(crate) fn graph_form(reply: Reply, request: &Request) -> Reply {
    let Content::Json(json) = &reply.content else { return reply };
    let Some(fields) = json.as_object() else { return reply };
    let text = |names: [&str; 2]| names.into_iter().find_map(|name| fields.text(name));
    let code = match reply.status {
        401 => "InvalidAuthenticationToken",
        429 => "TooManyRequests",
        404 if fields.text("source").is_some() => "NotFound",
        _ => text(["code", "statusCode"]).unwrap_or("UnknownError"),
    };
    let message = text(["description", "message"]).unwrap_or_default();
    let error = object! { "code": code, "message": message, "innerError": inner(request) };
    Reply { content: Content::Json(object! { "error": error }.into()), ..reply }
}

/// The ids of the request.
fn inner(request: &Request) -> Object {
    let id = request.header("client-request-id").or_else(|| request.header("ms-requestid"));
    let id = id.map_or_else(|| guid_of(&request.target), str::to_owned);
    object! { "request-id": guid_of(&format!("answer to {id}")), "client-request-id": id }
}
