//! The documents by which a client library finds the authority's addresses.

use crate::json::{Json, Object, object};
use crate::reply::Reply;
use crate::request::Request;
use crate::state::world::World;
use crate::tokens::authority::Authority;
use crate::tokens::denied::{Denied, denied};
use crate::tokens::tenant::{home, is_open};
use crate::tokens::user::issuer;
use crate::tokens::version::Version;

/// `GET {authority}/{tenant}/.well-known/openid-configuration` and the same below `v2.0`.
pub(crate) fn configuration(
    authority: &mut Authority<'_>,
    version: Version,
    tenant: &str,
    request: &Request,
) -> Reply {
    match describe(authority.world, version, tenant, &request.origin()) {
        Ok(body) => Reply::json(200, body),
        Err(denied) => denied.reply(authority.world, request, authority.now),
    }
}

fn describe(world: &World, version: Version, tenant: &str, origin: &str) -> Result<Object, Denied> {
    let tenant = match home(world, tenant) {
        // Where the address leaves the tenant open, so do the addresses that are found by it.
        _ if is_open(tenant) => tenant.to_ascii_lowercase(),
        Ok(tenant) => tenant,
        Err(_) => {
            let text = format!("The tenant `{tenant}` was not found.");
            return denied(400, "invalid_tenant", 90_002, text);
        }
    };
    let named = if is_open(&tenant) { "{tenantid}" } else { &tenant };
    let part = match version {
        Version::One => "",
        Version::Two => "/v2.0",
    };
    let at = |last: &str| format!("{origin}/{tenant}/oauth2{part}/{last}");
    let words = |words: &[&str]| words.iter().copied().collect::<Json>();
    Ok(object! {
        "token_endpoint": at("token"),
        "token_endpoint_auth_methods_supported":
            words(&["client_secret_post", "private_key_jwt", "client_secret_basic"]),
        "jwks_uri": format!("{origin}/{tenant}/discovery{part}/keys"),
        "response_modes_supported": words(&["query", "fragment", "form_post"]),
        "subject_types_supported": words(&["pairwise"]),
        "id_token_signing_alg_values_supported": words(&["RS256"]),
        "response_types_supported": words(&["code", "id_token", "code id_token"]),
        "scopes_supported": words(&["openid", "profile", "email", "offline_access"]),
        "code_challenge_methods_supported": words(&["plain", "S256"]),
        "issuer": issuer(version, origin, named),
        "request_uri_parameter_supported": false,
        "authorization_endpoint": at("authorize"),
        "device_authorization_endpoint": at("devicecode"),
        "claims_supported": words(&[
            "sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "ver",
        ]),
    })
}

/// `GET {authority}/common/discovery/instance`: that an authority may be trusted, and where its
/// configuration is.
pub(crate) fn instance(request: &Request) -> Reply {
    let asked = request.query.get("authorization_endpoint").unwrap_or_default();
    let path = asked.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    let tenant = path.and_then(|(_, path)| path.split('/').next()).filter(|part| !part.is_empty());
    let place = format!("{}/{}", request.origin(), tenant.unwrap_or("common"));
    let part = if asked.contains("/v2.0/") { "/v2.0" } else { "" };
    Reply::json(
        200,
        object! {
            "tenant_discovery_endpoint": format!("{place}{part}/.well-known/openid-configuration"),
            "api-version": "1.1",
            "metadata": Vec::<Json>::new(),
        },
    )
}

/// The keys that signatures are checked with: none, since the emulator signs nothing.
pub(crate) fn keys() -> Reply {
    Reply::json(200, object! { "keys": Vec::<Json>::new() })
}
