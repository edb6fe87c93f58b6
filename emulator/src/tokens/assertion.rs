//! What an application signs with its certificate in place of a secret.
//!
//! Everything except the signature is checked: knowing which certificate is registered is enough.

use std::time::{Duration, SystemTime};

use crate::base64url;
use crate::json::{Json, Object};
use crate::state::world::World;
use crate::tokens::certificate;
use crate::tokens::denied::{Denied, denied};
use crate::tokens::grant::Presented;
use crate::tokens::tenant::is_open;

/// The one type of assertion there is.
const KIND: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How far the clocks of client and authority may differ.
const SKEW: Duration = Duration::from_secs(300);

/// The farthest moment that is told from later ones, in seconds: some thousand years from now.
const FARTHEST: f64 = 1e11;

/// Whether a request brings an assertion, and refuses one that is not good for its application here
/// and now.
pub(crate) fn check(world: &World, presented: &Presented<'_>) -> Result<bool, Denied> {
    let Presented { tenant, form, application, now } = *presented;
    let Some(text) = form.get("client_assertion") else {
        return Ok(false);
    };
    if form.get("client_assertion_type") != Some(KIND) {
        let text = format!("The parameter `client_assertion_type` must be `{KIND}`.");
        return denied(400, "invalid_request", 900_144, text);
    }
    let Some((header, claims)) = read(text) else {
        return denied(401, "invalid_client", 50_027, "The assertion is not a JSON Web Token.");
    };
    certificate::check(&world.settings.certificates, &header)?;
    let said = |name| claims.text(name).unwrap_or_default();
    let is_client = |name| said(name).eq_ignore_ascii_case(application);
    if !is_client("iss") || !is_client("sub") || said("jti").is_empty() {
        let text =
            format!("`iss` and `sub` must be the application, `{application}`, and `jti` an id.");
        return denied(401, "invalid_client", 700_021, text);
    }
    if !is_for(world, tenant, said("aud")) {
        let text = format!("The audience `{}` is not this authority.", said("aud"));
        return denied(401, "invalid_client", 700_023, text);
    }
    check_times(&claims, now)?;
    Ok(true)
}

fn check_times(claims: &Object, now: SystemTime) -> Result<(), Denied> {
    let Some(end) = time(claims, "exp") else {
        let text = "The assertion does not say when it ends: `exp` must be a number.";
        return denied(401, "invalid_client", 50_027, text);
    };
    let has_begun = time(claims, "nbf").is_none_or(|begin| begin <= now + SKEW);
    if has_begun && now < end + SKEW {
        return Ok(());
    }
    denied(401, "invalid_client", 700_024, "The assertion is not valid at this time.")
}

/// A moment, in seconds, whose fraction is dropped: some libraries write one (RFC 7519, section 2).
fn time(claims: &Object, name: &str) -> Option<SystemTime> {
    let Json::Number(text) = claims.get(name)? else {
        return None;
    };
    let seconds: f64 = text.parse().ok()?;
    Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.clamp(0.0, FARTHEST) as u64))
}

/// Whether an audience is the authority, which has several names: its token endpoints, and what it
/// calls itself in tokens. It does not know its own host, which may be that of a proxy.
fn is_for(world: &World, tenant: &str, audience: &str) -> bool {
    let Some((host, path)) = audience.split_once("://").and_then(|(_, rest)| rest.split_once('/'))
    else {
        return false;
    };
    let path = path.to_ascii_lowercase();
    let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let named = match path[..] {
        [named] if host.eq_ignore_ascii_case("sts.windows.net") => named,
        [named, "v2.0"] | [named, "oauth2", "token"] | [named, "oauth2", "v2.0", "token"] => named,
        _ => return false,
    };
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let is_named = world.partner(named).is_some_and(|partner| {
        is_open(tenant) || same(&partner.tenant, tenant) || same(&partner.domain, tenant)
    });
    is_named || same(named, tenant)
}

/// Header and claims.
fn read(text: &str) -> Option<(Object, Object)> {
    let [header, claims, signature] = text.split('.').collect::<Vec<_>>()[..] else {
        return None;
    };
    let object = |part: &str| Json::parse(&base64url::decode(part)?).ok()?.as_object().cloned();
    base64url::decode(signature).filter(|bytes| bytes.len() >= 128)?;
    Some((object(header)?, object(claims)?))
}
