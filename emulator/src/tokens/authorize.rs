//! `GET {authority}/{tenant}/oauth2/authorize`: consent that grants itself and goes straight back.

use crate::reply::Reply;
use crate::request::{Pairs, Request, encode};
use crate::settings::BrowserUser;
use crate::state::world::World;
use crate::tokens::authority::Authority;
use crate::tokens::code::Code;
use crate::tokens::denied::{Denied, denied, lacks};
use crate::tokens::tenant::home_or_first;
use crate::tokens::user::{Occasion, User};
use crate::tokens::version::Version;
use crate::tokens::wanted::{Asker, Wanted};

/// Names and values that go back with the browser.
type Fields = Vec<(&'static str, String)>;

/// Answers as if a user had signed in and agreed, or declined.
pub(crate) fn authorize(
    authority: &mut Authority<'_>,
    version: Version,
    tenant: &str,
    request: &Request,
) -> Reply {
    let Ok(tenant) = home_or_first(authority.world, tenant) else {
        return Reply::raw(400, format!("There is no tenant `{tenant}` here.\n"), "text/plain");
    };
    let query = &request.query;
    let checked = check(authority.world, version, query);
    let Some(back) = query.get("redirect_uri") else {
        let why = checked.err().map(|denied| denied.text());
        let why = why.unwrap_or("The address has no `redirect_uri` to go back to.".to_owned());
        return Reply::raw(400, format!("{why}\n"), "text/plain");
    };
    let mut fields = match checked {
        Ok(wanted) => granted(authority, version, tenant, request, wanted),
        Err(denied) => {
            vec![("error", denied.error.clone()), ("error_description", denied.text())]
        }
    };
    if let Some(state) = query.get("state") {
        fields.push(("state", state.to_owned()));
    }
    go_back(back, query, &fields)
}

/// A new code of a tenant, as if it had been asked for with nothing; `common` is the first one's.
pub(crate) fn code(authority: &mut Authority<'_>, tenant: &str) -> Option<String> {
    let tenant = home_or_first(authority.world, tenant).ok()?;
    let code = authority.world.ids.opaque();
    let given = Code::new(tenant, &Pairs::default(), Wanted::default(), authority.now);
    authority.grants.codes.insert(code.clone(), given);
    Some(code)
}

/// What is asked for, if it may be, and if the user agrees.
fn check(world: &World, version: Version, query: &Pairs) -> Result<Wanted, Denied> {
    for parameter in ["client_id", "response_type"] {
        if query.get(parameter).is_none() {
            return lacks(parameter);
        }
    }
    for kind in query.get("response_type").unwrap_or_default().split_whitespace() {
        let number = match kind {
            "code" | "id_token" => continue,
            "token" => 700_051,
            _ => 70_005,
        };
        let text = format!("The response type `{kind}` is not enabled for the application.");
        return denied(400, "unsupported_response_type", number, text);
    }
    match query.get("response_mode") {
        None | Some("fragment" | "form_post") => {}
        // What is in a query is sent on and kept in logs.
        Some("query") if !has_id_token(query) => {}
        Some(mode) => {
            let text = format!("The response mode `{mode}` cannot be used for this.");
            return denied(400, "unsupported_response_mode", 70_007, text);
        }
    }
    if !matches!(query.get("code_challenge_method"), None | Some("plain" | "S256")) {
        let text = "The parameter `code_challenge_method` must be `plain` or `S256`.";
        return denied(400, "invalid_request", 50_149, text);
    }
    let wanted = Wanted::read(world, version, query, Asker::User)?;
    if world.settings.browser_user == BrowserUser::Declines {
        return denied(400, "access_denied", 65_004, "The user declined to consent.");
    }
    Ok(wanted)
}

fn granted(
    authority: &mut Authority<'_>,
    version: Version,
    tenant: String,
    request: &Request,
    wanted: Wanted,
) -> Fields {
    let Authority { world, grants, now } = authority;
    let query = &request.query;
    let code = asks_for(query, "code").then(|| world.ids.opaque());
    let id_token = has_id_token(query).then(|| {
        User::of(world, &tenant).id_token(&Occasion {
            version,
            origin: &request.origin(),
            application: query.get("client_id").unwrap_or_default(),
            nonce: query.get("nonce"),
            code: code.as_deref(),
            now: *now,
        })
    });
    let mut fields = Vec::new();
    if let Some(code) = code {
        grants.codes.insert(code.clone(), Code::new(tenant, query, wanted, *now));
        fields.push(("code", code));
    }
    fields.extend(id_token.map(|token| ("id_token", token)));
    fields
}

fn asks_for(query: &Pairs, kind: &str) -> bool {
    query.get("response_type").is_some_and(|kinds| kinds.split_whitespace().any(|k| k == kind))
}

fn has_id_token(query: &Pairs) -> bool {
    asks_for(query, "id_token")
}

/// Sends the browser back, in the way that was asked for.
fn go_back(back: &str, query: &Pairs, fields: &[(&str, String)]) -> Reply {
    let usual = if has_id_token(query) { "fragment" } else { "query" };
    let mode = query.get("response_mode").unwrap_or(usual);
    if mode == "form_post" {
        return Reply::raw(200, form(back, fields), "text/html; charset=utf-8");
    }
    let text: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let joint = match mode {
        "fragment" => '#',
        _ if back.contains('?') => '&',
        _ => '?',
    };
    Reply::empty(302).header("Location", format!("{back}{joint}{}", text.join("&")))
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
