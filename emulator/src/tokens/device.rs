//! `POST {authority}/{tenant}/oauth2/devicecode` and `…/oauth2/v2.0/devicecode`, and what becomes of
//! a device code.

use std::time::{Duration, SystemTime};

use crate::clock::EmulatorClock;
use crate::json::{Json, object};
use crate::reply::Reply;
use crate::request::{Pairs, Request};
use crate::settings::{DeviceUser, Settings};
use crate::state::world::World;
use crate::tokens::application::Application;
use crate::tokens::denied::{Denied, denied, lacks};
use crate::tokens::endpoint::{Version, home_or_first};
use crate::tokens::grant::{Grant, Held, same_tenant};
use crate::tokens::wanted::{Asker, Wanted};

/// How long a device has to wait between two questions, in seconds.
const INTERVAL: u64 = 5;

/// A device code that has given no token yet.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    tenant: String,
    application: String,
    wanted: Wanted,
    given: SystemTime,
    ends: SystemTime,
    asked: Option<SystemTime>,
    /// How long it has to wait; every question that comes too soon makes it longer.
    interval: Duration,
}

/// How it stands with a device code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Expired,
    Declined,
    SignedIn,
    Waiting,
}

impl Device {
    fn standing(&self, settings: &Settings, now: SystemTime) -> Standing {
        let decided = now >= self.given + Duration::from_secs(settings.device_user_seconds);
        match settings.device_user {
            _ if now >= self.ends => Standing::Expired,
            DeviceUser::Declines if decided => Standing::Declined,
            DeviceUser::SignsIn if decided => Standing::SignedIn,
            _ => Standing::Waiting,
        }
    }

    /// How long it is until the next question would be in time.
    fn left(&self, now: SystemTime) -> Option<Duration> {
        let next = self.asked? + self.interval;
        next.duration_since(now).ok().filter(|left| !left.is_zero())
    }
}

/// Answers a request for a device code.
pub(crate) fn begin(
    world: &mut World,
    version: Version,
    tenant: &str,
    request: &Request,
    now: SystemTime,
) -> Reply {
    let form = request.form();
    match give(world, version, tenant, request, &form, now) {
        Ok((code, life)) => {
            let user = format!("{}-{}", &code[..4], &code[4..8]).to_ascii_uppercase();
            let page = format!("{}/device", request.origin());
            let number = |value: u64| match version {
                Version::One => Json::from(value.to_string()),
                Version::Two => Json::from(value),
            };
            let mut body = object! { "user_code": &user, "device_code": code };
            let uri = match version {
                Version::One => "verification_url",
                Version::Two => "verification_uri",
            };
            body.put(uri, &page);
            body.put("expires_in", number(life));
            body.put("interval", number(INTERVAL));
            body.put(
                "message",
                format!(
                    "To sign in, open {page} and enter the code {user}. (This is an emulator: its \
                     user does so without being asked.)"
                ),
            );
            Reply::json(200, body).header("Cache-Control", "no-store")
        }
        Err(denied) => denied.reply(world, request, now),
    }
}

fn give(
    world: &mut World,
    version: Version,
    tenant: &str,
    request: &Request,
    form: &Pairs,
    now: SystemTime,
) -> Result<(String, u64), Denied> {
    let Some(application) = Application::of(form, request).id else {
        return lacks("client_id");
    };
    let tenant = home_or_first(world, tenant)?;
    let wanted = Wanted::read_all(world, version, form, Asker::User)?;
    let life = world.settings.device_code_seconds;
    let device = Device {
        tenant,
        application,
        wanted,
        given: now,
        ends: now + Duration::from_secs(life),
        asked: None,
        interval: Duration::from_secs(INTERVAL),
    };
    let code = world.ids.opaque();
    world.grants.devices.insert(code.clone(), device);
    Ok((code, life))
}

/// The code of a form: version one calls it `code`.
fn code_in(form: &Pairs) -> &str {
    form.get("device_code").or(form.get("code")).unwrap_or_default()
}

/// Lets the time go by that a device has waited, where the clock stands still.
///
/// A device that waits does so by its own clock, of which a frozen one sees nothing: the question
/// would always come too soon, and the user would never sign in. So the question itself moves the
/// clock, by what is left of the interval, as a scripted delay does.
pub(crate) fn wait(world: &World, form: &Pairs, clock: &EmulatorClock) {
    let now = clock.now();
    let waiting = world
        .grants
        .devices
        .get(code_in(form))
        .filter(|device| device.standing(&world.settings, now) == Standing::Waiting);
    if let Some(left) = waiting.and_then(|device| device.left(now)).filter(|_| clock.is_frozen()) {
        clock.advance(left);
    }
}

/// The grant behind a device code, once its user has signed in.
pub(crate) fn find(
    world: &mut World,
    tenant: &str,
    form: &Pairs,
    application: &str,
    now: SystemTime,
) -> Result<Grant, Denied> {
    let code = code_in(form);
    let Some(device) = world.grants.devices.get(code) else {
        let text = "The device code is unknown, or was used before.";
        return denied(400, "bad_verification_code", 70_000, text);
    };
    if !device.application.eq_ignore_ascii_case(application) {
        return denied(400, "invalid_grant", 70_000, "The code is another application's.");
    }
    let tenant = same_tenant(world, tenant, &device.tenant, 700_005)?;
    match device.standing(&world.settings, now) {
        Standing::Expired => denied(400, "expired_token", 70_020, "The device code has expired."),
        Standing::Declined => {
            denied(400, "authorization_declined", 70_018, "The user declined the sign-in.")
        }
        Standing::SignedIn => {
            Ok(Grant::of_user(tenant, device.wanted.clone(), Held::Device(code.to_owned())))
        }
        Standing::Waiting => {
            let is_early = device.left(now).is_some();
            if let Some(device) = world.grants.devices.get_mut(code) {
                device.asked = Some(now);
                device.interval += Duration::from_secs(if is_early { INTERVAL } else { 0 });
            }
            if is_early {
                let text = "There are too many requests for one code.";
                return denied(400, "slow_down", 90_055, text);
            }
            let text = "The user has not signed in with the code yet.";
            denied(400, "authorization_pending", 70_016, text)
        }
    }
}

/// A page to type the code in, which needs nobody to do so.
pub(crate) fn page() -> Reply {
    let page = "<!doctype html>\n<title>Enter the code</title>\n<h1>Enter the code</h1>\n\
                <p>The user of this emulator types it in by itself, as the setting \
                <code>deviceUser</code> says; nothing is to be done here.</p>\n";
    Reply::raw(200, page, "text/html; charset=utf-8")
}
