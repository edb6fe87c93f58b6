//! `POST {authority}/{tenant}/oauth2/token` and `…/oauth2/v2.0/token`.

use std::time::SystemTime;

use crate::clock::EmulatorClock;
use crate::json::{Json, Object, object};
use crate::reply::Reply;
use crate::request::{Pairs, Request};
use crate::state::world::World;
use crate::tokens::application::Application;
use crate::tokens::claims::Claims;
use crate::tokens::denied::{Denied, denied, lacks};
use crate::tokens::grant::Grant;
use crate::tokens::refresh::Refresh;
use crate::tokens::user::{Occasion, User};
use crate::tokens::wanted::{Asker, Wanted};
use crate::tokens::{assertion, code, device, refresh};

/// The grant of a device code, which older libraries call `device_code`.
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Which form of the endpoint is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// `resource` says what the token is for; numbers are printed as strings.
    One,
    /// `scope` says it; numbers are numbers.
    Two,
}

impl Version {
    /// What says what a token is for.
    pub(crate) fn parameter(self) -> &'static str {
        match self {
            Self::One => "resource",
            Self::Two => "scope",
        }
    }
}

/// Answers a request for a token.
pub(crate) fn token(
    world: &mut World,
    version: Version,
    tenant: &str,
    request: &Request,
    clock: &EmulatorClock,
) -> Reply {
    let form = request.form();
    device::wait(world, &form, clock);
    let now = clock.now();
    match exchange(world, version, tenant, &form, request, now) {
        Ok(body) => {
            Reply::json(200, body).header("Cache-Control", "no-store").header("Pragma", "no-cache")
        }
        Err(denied) => denied.reply(world, request, now),
    }
}

/// Everything is checked before the grant is used up.
fn exchange(
    world: &mut World,
    version: Version,
    tenant: &str,
    form: &Pairs,
    request: &Request,
    now: SystemTime,
) -> Result<Object, Denied> {
    let Some(kind) = form.get("grant_type") else {
        return lacks("grant_type");
    };
    let application = Application::of(form, request);
    let Some(id) = application.id else {
        return lacks("client_id");
    };
    let is_asserted = assertion::check(world, form, tenant, &id, now)?;
    let grant = match kind {
        "client_credentials" if !application.has_secret && !is_asserted => {
            let text = "`client_secret` or `client_assertion` is required for this grant.";
            return denied(401, "invalid_client", 7_000_216, text);
        }
        "client_credentials" => Grant::of_application(home(world, tenant)?),
        "refresh_token" => refresh::find(world, tenant, form, &id, now)?,
        "authorization_code" => code::find(world, tenant, form, &id, now)?,
        DEVICE_CODE | "device_code" => device::find(world, tenant, form, &id, now)?,
        other => {
            let text = format!("The grant type `{other}` is not supported.");
            return denied(400, "unsupported_grant_type", 70_003, text);
        }
    };
    let wanted = match grant.asker {
        Asker::Application => Wanted::read_all(world, version, form, grant.asker)?,
        Asker::User => Wanted::read(world, version, form, grant.asker)?.or(&grant.wanted),
    };
    grant.use_up(world, &id, now);
    let mut body = issue(world, version, &grant, &wanted, &id, now);
    if grant.asker == Asker::User {
        let user = User::of(world, &grant.tenant);
        let nonce = grant.nonce.as_deref();
        let origin = request.origin();
        let occasion =
            Occasion { version, origin: &origin, application: &id, nonce, code: None, now };
        body.put("id_token", wanted.asks_who().then(|| user.id_token(&occasion)));
        body.put("client_info", (form.get("client_info") == Some("1")).then(|| user.client_info()));
    }
    Ok(body)
}

fn issue(
    world: &mut World,
    version: Version,
    grant: &Grant,
    wanted: &Wanted,
    application: &str,
    now: SystemTime,
) -> Object {
    let issued = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let lifetime = world.settings.token_lifetime_seconds;
    let is_user = grant.asker == Asker::User;
    let claims = Claims {
        audience: wanted.audience().to_owned(),
        tenant: grant.tenant.clone(),
        client: application.to_owned(),
        user: is_user,
        mfa: is_user && world.settings.user_mfa,
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
            body.put("scope", is_user.then_some("user_impersonation"));
            body.put("expires_in", number(lifetime));
            body.put("ext_expires_in", number(lifetime));
            body.put("expires_on", number(claims.expires));
            body.put("not_before", number(issued));
            body.put("resource", &claims.audience);
        }
        Version::Two => {
            body.put("scope", is_user.then(|| wanted.granted()));
            body.put("expires_in", number(lifetime));
            body.put("ext_expires_in", number(lifetime));
        }
    }
    body.put("access_token", claims.write());
    if is_user {
        let text = world.ids.opaque();
        let token = Refresh::given(&claims.tenant, application, wanted.clone(), now);
        world.grants.refresh.insert(text.clone(), token);
        body.put("refresh_token", text);
    }
    body
}

/// The seeded tenant of that id or domain.
pub(crate) fn home(world: &World, tenant: &str) -> Result<String, Denied> {
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
