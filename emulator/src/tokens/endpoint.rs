//! `POST {authority}/{tenant}/oauth2/token` and `…/oauth2/v2.0/token`.

use std::time::SystemTime;

use crate::json::{Json, Object, object};
use crate::reply::Reply;
use crate::request::{Pairs, Request};
use crate::settings::RefreshTokens;
use crate::state::world::World;
use crate::tokens::claims::Claims;
use crate::tokens::denied::{Denied, denied, lacks};
use crate::tokens::{assertion, base64, device};

/// The grant of a device code.
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Which form of the endpoint is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// `resource` says what the token is for; numbers are printed as strings.
    One,
    /// `scope` says it; numbers are numbers.
    Two,
}

/// Answers a request for a token.
pub(crate) fn token(
    world: &mut World,
    version: Version,
    tenant: &str,
    request: &Request,
    now: SystemTime,
) -> Reply {
    match grant(world, version, tenant, request, now) {
        Ok(body) => {
            Reply::json(200, body).header("Cache-Control", "no-store").header("Pragma", "no-cache")
        }
        Err(denied) => denied.reply(world, now),
    }
}

fn grant(
    world: &mut World,
    version: Version,
    tenant: &str,
    request: &Request,
    now: SystemTime,
) -> Result<Object, Denied> {
    let form = Pairs::read(&String::from_utf8_lossy(&request.body));
    let Some(kind) = form.get("grant_type") else {
        return lacks("grant_type");
    };
    let (client, secret) = client(&form, request);
    let Some(client) = client else {
        return lacks("client_id");
    };
    let asserted = assertion::check(world, &form, request, &client, now)?;
    let (tenant, user) = match kind {
        "client_credentials" => {
            if !secret && !asserted {
                let text = "The body must contain `client_secret` or `client_assertion`.";
                return denied(401, "invalid_client", 7_000_218, text);
            }
            (home(world, tenant)?, false)
        }
        "refresh_token" => (refresh(world, tenant, &form)?, true),
        "authorization_code" => {
            let code = form.get("code").unwrap_or_default();
            let Some(found) = world.grants.codes.remove(code) else {
                return denied(
                    400,
                    "invalid_grant",
                    70_008,
                    "The code is unknown, or was used before.",
                );
            };
            found.check(&form)?;
            (same(world, tenant, found.tenant)?, true)
        }
        DEVICE_CODE if version == Version::Two => {
            let (found, audience) = device::redeem(world, &form, now)?;
            let tenant = same(world, tenant, found)?;
            return Ok(issue(
                world,
                version,
                Claimant { tenant, client, user: true, audience },
                now,
            ));
        }
        other => {
            let text = format!("The grant type `{other}` is not supported.");
            return denied(400, "unsupported_grant_type", 70_003, text);
        }
    };
    let audience = audience(version, &form, user)?;
    Ok(issue(world, version, Claimant { tenant, client, user, audience }, now))
}

/// Who gets a token, and for what.
struct Claimant {
    tenant: String,
    client: String,
    user: bool,
    audience: String,
}

fn issue(world: &mut World, version: Version, who: Claimant, now: SystemTime) -> Object {
    let issued = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let lifetime = world.settings.token_lifetime_seconds;
    let claims = Claims {
        audience: who.audience,
        tenant: who.tenant,
        client: who.client,
        user: who.user,
        mfa: who.user && world.settings.user_mfa,
        issued,
        expires: issued.saturating_add(lifetime),
        set: world.grants.set,
    };
    let number = |value: u64| match version {
        Version::One => Json::from(value.to_string()),
        Version::Two => Json::from(value),
    };
    let mut body = object! { "token_type": "Bearer" };
    match version {
        Version::One => {
            body.put("scope", who.user.then_some("user_impersonation"));
            body.put("expires_in", number(lifetime));
            body.put("ext_expires_in", number(lifetime));
            body.put("expires_on", number(claims.expires));
            body.put("not_before", number(issued));
            body.put("resource", &claims.audience);
        }
        Version::Two => {
            body.put("scope", who.user.then(|| format!("{}/user_impersonation", claims.audience)));
            body.put("expires_in", number(lifetime));
            body.put("ext_expires_in", number(lifetime));
        }
    }
    body.put("access_token", claims.write());
    if who.user {
        let refresh = world.ids.opaque();
        world.grants.remember_refresh(&refresh, &claims.tenant);
        body.put("refresh_token", refresh);
    }
    body
}

/// The seeded tenant of that id or domain.
fn home(world: &World, tenant: &str) -> Result<String, Denied> {
    match world.partner(tenant) {
        Some(partner) => Ok(partner.tenant.clone()),
        None => {
            denied(400, "invalid_request", 90_002, format!("The tenant `{tenant}` was not found."))
        }
    }
}

/// The seeded tenant of that id or domain; the first one where the address leaves it open.
pub(crate) fn home_or_first(world: &World, tenant: &str) -> Result<String, Denied> {
    match world.partners.first().filter(|_| is_open(tenant)) {
        Some(partner) => Ok(partner.tenant.clone()),
        None => home(world, tenant),
    }
}

/// Whether an address leaves the tenant open.
pub(crate) fn is_open(tenant: &str) -> bool {
    ["common", "organizations"].iter().any(|word| word.eq_ignore_ascii_case(tenant))
}

/// The tenant that a grant belongs to, if the address names the same one, or leaves it open.
fn same(world: &World, tenant: &str, found: String) -> Result<String, Denied> {
    if is_open(tenant) || home(world, tenant)?.eq_ignore_ascii_case(&found) {
        return Ok(found);
    }
    denied(400, "invalid_grant", 700_016, "What was presented belongs to another tenant.")
}

fn refresh(world: &mut World, tenant: &str, form: &Pairs) -> Result<String, Denied> {
    let token = form.get("refresh_token").unwrap_or_default();
    let Some(found) = world.grants.refresh.get(token).cloned() else {
        return denied(
            400,
            "invalid_grant",
            700_082,
            "The refresh token is unknown, or was used before.",
        );
    };
    let found = same(world, tenant, found)?;
    if world.settings.refresh_tokens == RefreshTokens::SingleUse {
        world.grants.refresh.remove(token);
    }
    Ok(found)
}

/// Who the client says it is, and whether it brings a secret: in the form, or by basic
/// authentication.
fn client(form: &Pairs, request: &Request) -> (Option<String>, bool) {
    if let Some(id) = form.get("client_id") {
        let basic = request.header("authorization").is_some();
        return (Some(id.to_owned()), basic || form.get("client_secret").is_some());
    }
    let basic = request
        .header("authorization")
        .and_then(|value| value.strip_prefix("Basic "))
        .and_then(base64::decode)
        .and_then(|bytes| String::from_utf8(bytes).ok());
    match basic.as_deref().and_then(|pair| pair.split_once(':')) {
        Some((id, secret)) => (Some(id.to_owned()).filter(|id| !id.is_empty()), !secret.is_empty()),
        None => (None, false),
    }
}

/// What the token is asked for: `resource` as it is, or the address in `scope`.
pub(crate) fn audience(version: Version, form: &Pairs, user: bool) -> Result<String, Denied> {
    if version == Version::One {
        return match form.get("resource") {
            Some(resource) => Ok(resource.to_owned()),
            None => lacks("resource"),
        };
    }
    let scope = form.get("scope").unwrap_or_default();
    let Some(address) = scope.split_whitespace().find(|word| word.contains("://")) else {
        let text = format!("The scope `{scope}` names no resource.");
        return denied(400, "invalid_scope", 70_011, text);
    };
    match address.rsplit_once('/') {
        Some((resource, ".default")) => Ok(resource.to_owned()),
        Some((resource, _)) if user => Ok(resource.to_owned()),
        _ => {
            let text = format!(
                "The scope `{scope}` does not end in /.default, as client credentials need it."
            );
            denied(400, "invalid_scope", 1_002_012, text)
        }
    }
}
