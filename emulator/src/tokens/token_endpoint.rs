//! `POST {authority}/{tenant}/oauth2/token` and `…/oauth2/v2.0/token`.

use std::time::SystemTime;

use crate::clock::EmulatorClock;
use crate::json::{Object, object};
use crate::reply::Reply;
use crate::request::{Pairs, Request};
use crate::tokens::application::Application;
use crate::tokens::assertion;
use crate::tokens::authority::Authority;
use crate::tokens::claims::Claims;
use crate::tokens::denied::{Denied, denied, lacks};
use crate::tokens::grant::{Grant, Presented};
use crate::tokens::refresh::Refresh;
use crate::tokens::tenant::home;
use crate::tokens::user::{Occasion, User};
use crate::tokens::version::Version;
use crate::tokens::wanted::{Asker, Wanted};

/// The grant of a device code, which older libraries call `device_code`.
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Answers a request for a token.
pub(crate) fn token(
    authority: &mut Authority<'_>,
    version: Version,
    tenant: &str,
    request: &Request,
    clock: &EmulatorClock,
) -> Reply {
    let form = request.form();
    authority.grants.devices.wait(&authority.world.settings, &form, clock);
    // A device that waited has moved a clock that stands still.
    authority.now = clock.now();
    match exchange(authority, version, tenant, &form, request) {
        Ok(body) => {
            Reply::json(200, body).header("Cache-Control", "no-store").header("Pragma", "no-cache")
        }
        Err(denied) => denied.reply(authority.world, request, authority.now),
    }
}

/// Everything is checked before the grant is used up.
fn exchange(
    authority: &mut Authority<'_>,
    version: Version,
    tenant: &str,
    form: &Pairs,
    request: &Request,
) -> Result<Object, Denied> {
    let Some(kind) = form.get("grant_type") else {
        return lacks("grant_type");
    };
    let application = Application::of(form, request);
    let Some(id) = &application.id else {
        return lacks("client_id");
    };
    let presented = Presented { tenant, form, application: id, now: authority.now };
    let grant = find(authority, kind, &application, &presented)?;
    let wanted = match grant.asker {
        Asker::Application => Wanted::read_all(authority.world, version, form, grant.asker)?,
        Asker::User => Wanted::read(authority.world, version, form, grant.asker)?.or(&grant.wanted),
    };
    let mode = authority.world.settings.refresh_tokens;
    authority.grants.use_up(&grant, mode, id, authority.now);
    let mut body = issue(authority, version, &grant, &wanted, id);
    if grant.asker == Asker::User {
        let user = User::of(authority.world, &grant.tenant);
        let occasion = Occasion {
            version,
            origin: &request.origin(),
            application: id,
            nonce: grant.nonce.as_deref(),
            code: None,
            now: authority.now,
        };
        body.put("id_token", wanted.asks_who().then(|| user.id_token(&occasion)));
        body.put("client_info", (form.get("client_info") == Some("1")).then(|| user.client_info()));
    }
    Ok(body)
}

/// The grant of a kind that a request presents.
fn find(
    authority: &mut Authority<'_>,
    kind: &str,
    application: &Application,
    presented: &Presented<'_>,
) -> Result<Grant, Denied> {
    let Authority { world, grants, .. } = authority;
    let is_asserted = assertion::check(world, presented)?;
    match kind {
        "client_credentials" if !application.has_secret && !is_asserted => {
            let text = "`client_secret` or `client_assertion` is required for this grant.";
            denied(401, "invalid_client", 7_000_216, text)
        }
        "client_credentials" => Ok(Grant::of_application(home(world, presented.tenant)?)),
        "refresh_token" => grants.refresh.find(world, presented),
        "authorization_code" => grants.codes.find(world, presented),
        DEVICE_CODE | "device_code" => grants.devices.find(world, presented),
        other => {
            let text = format!("The grant type `{other}` is not supported.");
            denied(400, "unsupported_grant_type", 70_003, text)
        }
    }
}

/// The body of an answer that has tokens.
fn issue(
    authority: &mut Authority<'_>,
    version: Version,
    grant: &Grant,
    wanted: &Wanted,
    application: &str,
) -> Object {
    let now = authority.now;
    let issued = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let lifetime = authority.world.settings.token_lifetime_seconds;
    let is_user = grant.asker == Asker::User;
    let claims = Claims {
        audience: wanted.audience().to_owned(),
        tenant: grant.tenant.clone(),
        client: application.to_owned(),
        user: is_user,
        mfa: is_user && authority.world.settings.user_mfa,
        issued,
        expires: issued.saturating_add(lifetime),
        set: authority.grants.set,
    };
    let mut body = describe(version, &claims, wanted, lifetime);
    body.put("access_token", claims.write());
    if is_user {
        let text = authority.world.ids.opaque();
        let token = Refresh::given(&claims.tenant, application, wanted.clone(), now);
        authority.grants.refresh.insert(text.clone(), token);
        body.put("refresh_token", text);
    }
    body
}

/// What an answer says of its access token.
fn describe(version: Version, claims: &Claims, wanted: &Wanted, lifetime: u64) -> Object {
    let number = |value: u64| version.number(value);
    let mut body = object! { "token_type": "Bearer" };
    match version {
        Version::One => {
            body.put("scope", claims.user.then_some("user_impersonation"));
            body.put("expires_in", number(lifetime));
            body.put("ext_expires_in", number(lifetime));
            body.put("expires_on", number(claims.expires));
            body.put("not_before", number(claims.issued));
            body.put("resource", &claims.audience);
        }
        Version::Two => {
            body.put("scope", claims.user.then(|| wanted.granted()));
            body.put("expires_in", number(lifetime));
            body.put("ext_expires_in", number(lifetime));
        }
    }
    body
}
