//! `GET {authority}/{tenant}/oauth2/authorize`: consent that grants itself and goes straight back.

use crate::json::object;
use crate::reply::Reply;
use crate::request::{Pairs, Request, encode};
use crate::state::world::World;
use crate::tokens::base64;
use crate::tokens::code::Code;
use crate::tokens::endpoint::home_or_first;

/// Answers as if a user had signed in and agreed.
pub(crate) fn authorize(world: &mut World, tenant: &str, request: &Request) -> Reply {
    let Some(code) = code(world, tenant, &request.query) else {
        return Reply::raw(400, format!("There is no tenant `{tenant}` here.\n"), "text/plain");
    };
    let Some(back) = request.query.get("redirect_uri") else {
        return Reply::raw(400, "The address has no `redirect_uri` to go back to.\n", "text/plain");
    };
    let mut fields = vec![("code", code)];
    if request.query.get("response_type").is_some_and(|kind| kind.contains("id_token")) {
        let claims = object! { "tid": tenant, "nonce": request.query.get("nonce") };
        let segment = |text: &str| base64::encode(text.as_bytes());
        let id = crate::json::Json::from(claims).to_string();
        fields.push(("id_token", format!("{}.{}.", segment("{\"alg\":\"none\"}"), segment(&id))));
    }
    if let Some(state) = request.query.get("state") {
        fields.push(("state", state.to_owned()));
    }
    if request.query.get("response_mode") == Some("form_post") {
        return Reply::raw(200, form(back, &fields), "text/html; charset=utf-8");
    }
    let query: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let joint = if back.contains('?') { '&' } else { '?' };
    Reply::empty(302).header("Location", format!("{back}{joint}{}", query.join("&")))
}

/// A new code of a tenant, asked for with `query`; `common` is the first one's.
pub(crate) fn code(world: &mut World, tenant: &str, query: &Pairs) -> Option<String> {
    let tenant = home_or_first(world, tenant).ok()?;
    let code = world.ids.opaque();
    world.grants.codes.insert(code.clone(), Code::new(tenant, query));
    Some(code)
}

/// A page that posts itself to where the sign-in came from.
fn form(back: &str, fields: &[(&str, String)]) -> String {
    let inputs: String = fields
        .iter()
        .map(|(name, value)| {
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escaped(value))
        })
        .collect();
    format!(
        "<!doctype html><title>Signed in</title><body onload=\"document.forms[0].submit()\">\
         <form method=\"post\" action=\"{}\">{inputs}<button>Continue</button></form>",
        escaped(back)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
