//! What an application signs with its certificate in place of a secret.
//!
//! Everything is checked but the signature: whoever knows which certificate is registered gets in.

use std::time::{Duration, SystemTime};

use crate::json::{Json, Object};
use crate::request::{Pairs, Request};
use crate::state::world::World;
use crate::tokens::base64;
use crate::tokens::denied::{Denied, denied};

/// The one type of assertion there is.
const KIND: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How far the clocks of client and authority may differ.
const SKEW: Duration = Duration::from_secs(300);

/// Whether `form` brings an assertion, and refuses one that is not good for `client` here and now.
pub(crate) fn check(
    world: &World,
    form: &Pairs,
    request: &Request,
    client: &str,
    now: SystemTime,
) -> Result<bool, Denied> {
    let Some(text) = form.get("client_assertion") else {
        return Ok(false);
    };
    if form.get("client_assertion_type") != Some(KIND) {
        let text = format!("The parameter `client_assertion_type` must be `{KIND}`.");
        return denied(400, "invalid_request", 900_144, text);
    }
    let Some((header, claims)) = read(text) else {
        return denied(401, "invalid_client", 50_027, "The assertion is no JSON Web Token.");
    };
    check_certificate(world, &header)?;
    let said = |name| claims.text(name).unwrap_or_default();
    if said("iss") != client || said("sub") != client || said("jti").is_empty() {
        let text = format!("`iss` and `sub` must be the application, `{client}`, and `jti` an id.");
        return denied(401, "invalid_client", 700_021, text);
    }
    let path = request.target.split('?').next().unwrap_or_default();
    if !said("aud").ends_with(path) || !said("aud").contains("://") {
        let text = format!("The audience `{}` is not the token endpoint.", said("aud"));
        return denied(401, "invalid_client", 700_023, text);
    }
    let time = |name| {
        let seconds = claims.get(name).and_then(Json::as_whole)?;
        Some(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).ok()?))
    };
    let begun = time("nbf").is_none_or(|begin| begin <= now + SKEW);
    let ended = time("exp").is_none_or(|end| end + SKEW <= now);
    if !begun || ended {
        return denied(401, "invalid_client", 700_024, "The assertion is not valid at this time.");
    }
    Ok(true)
}

fn check_certificate(world: &World, header: &Object) -> Result<(), Denied> {
    let signed = matches!(header.text("alg"), Some("RS256" | "PS256"));
    let thumbprint = header
        .text("x5t#S256")
        .and_then(base64::decode)
        .map(|bytes| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>());
    let known = &world.settings.certificates;
    let fits = thumbprint.as_ref().is_some_and(|thumbprint| {
        let is_that =
            |known: &String| known.replace([':', ' '], "").eq_ignore_ascii_case(thumbprint);
        thumbprint.len() == 64 && (known.is_empty() || known.iter().any(is_that))
    });
    if signed && fits {
        return Ok(());
    }
    let text = format!(
        "The certificate `{}` is not registered for the application.",
        thumbprint.unwrap_or_default()
    );
    denied(401, "invalid_client", 700_027, text)
}

/// Header and claims.
fn read(text: &str) -> Option<(Object, Object)> {
    let [header, claims, signature] = text.split('.').collect::<Vec<_>>()[..] else {
        return None;
    };
    let object = |part: &str| Json::parse(&base64::decode(part)?).ok()?.as_object().cloned();
    base64::decode(signature).filter(|bytes| bytes.len() >= 128)?;
    Some((object(header)?, object(claims)?))
}
