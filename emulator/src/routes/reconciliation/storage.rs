//! The host that the files of exports are on. It wants the token of a manifest and nothing else.

use std::time::SystemTime;

use crate::reply::Reply;
use crate::request::Request;
use crate::routes::reconciliation::files::{Files, directory};
use crate::routes::reconciliation::sas::{SasVerdict, judge};
use crate::state::world::World;

const XML: &str = "application/xml";

/// Answers a request to the storage.
pub(crate) fn serve(world: &World, request: &Request, now: SystemTime) -> Reply {
    if request.header("authorization").is_some() {
        let text = "A bearer token was sent to the storage, which is none of its business.";
        return refusal(400, "InvalidAuthenticationInfo", text);
    }
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return refusal(405, "UnsupportedHttpVerb", "Files can only be read.");
    }
    let path = request.target.split('?').next().unwrap_or_default();
    let Some((folder, name)) = path.rsplit_once('/') else {
        return refusal(404, "ResourceNotFound", "There is no such file.");
    };
    match judge(folder, &request.query, now) {
        SasVerdict::Good => {}
        SasVerdict::Missing => {
            return refusal(404, "ResourceNotFound", "There is nothing without a token.");
        }
        SasVerdict::Forged => {
            return refusal(403, "AuthenticationFailed", "The signature does not match.");
        }
        SasVerdict::Ended => return refusal(403, "AuthenticationFailed", "The token has ended."),
    }
    let export = world.exports.iter().find(|export| directory(export) == folder);
    let files = export.map(|export| Files::of(world, export, now));
    match files.and_then(|files| files.body(name)) {
        Some(body) => Reply::made(200, body, "application/octet-stream"),
        None => refusal(404, "BlobNotFound", "There is no such file."),
    }
}

fn refusal(status: u16, code: &str, message: &str) -> Reply {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code>\
         <Message>{message}</Message></Error>"
    );
    Reply::raw(status, text, XML).header("x-ms-error-code", code)
}
