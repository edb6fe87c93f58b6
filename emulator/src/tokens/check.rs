//! Whether an access token opens an operation.

use std::time::SystemTime;

use crate::document::{Document, Operation};
use crate::fault_codes::{ACCESS_DENIED, NO_MFA, TOKEN_MISSING, USER_ONLY, WRONG_AUDIENCE};
use crate::reply::{Refusal, refuse, refuse_for};
use crate::request::Request;
use crate::state::world::World;
use crate::tokens::claims::Claims;
use crate::tokens::grants::Grants;

/// Whether a token that was read opens an operation.
pub(crate) fn check(world: &World, operation: &Operation, claims: &Claims) -> Result<(), Refusal> {
    let accepted = |known: &String| {
        known.trim_end_matches('/').eq_ignore_ascii_case(claims.audience.trim_end_matches('/'))
    };
    let is_accepted = match &operation.host {
        None => world.settings.accepted_audiences.iter().any(accepted),
        Some(host) => {
            let mut others = Document::get().others.iter();
            others.any(|other| other.name == *host && accepted(&other.audience))
        }
    };
    if !is_accepted {
        return refuse_for(WRONG_AUDIENCE, format!("It is `{}`.", claims.audience));
    }
    if claims.user && !claims.mfa && world.settings.require_mfa {
        return refuse(NO_MFA);
    }
    if !claims.user && operation.user_only && world.settings.enforce_user_only {
        return refuse(USER_ONLY);
    }
    Ok(())
}

/// The claims of a request's token, if it has one that is still good.
pub(crate) fn read(
    world: &World,
    grants: &Grants,
    request: &Request,
    now: SystemTime,
) -> Result<Claims, Refusal> {
    let bearer = request
        .header("authorization")
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some((_, token)) = bearer else {
        return refuse(TOKEN_MISSING);
    };
    let Some(claims) = Claims::read(token.trim()) else {
        return refuse_for(ACCESS_DENIED, "It is not a token of this authority.");
    };
    if claims.is_expired(now) {
        return refuse_for(ACCESS_DENIED, "It has expired.");
    }
    if claims.set < grants.set {
        return refuse_for(ACCESS_DENIED, "It was revoked.");
    }
    if world.partner(&claims.tenant).is_none() {
        return refuse_for(ACCESS_DENIED, format!("There is no partner `{}`.", claims.tenant));
    }
    Ok(claims)
}
