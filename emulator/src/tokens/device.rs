//! `POST {authority}/{tenant}/oauth2/v2.0/devicecode`, and what becomes of a device code.

use std::time::{Duration, SystemTime};

use crate::json::object;
use crate::reply::Reply;
use crate::request::{Pairs, Request};
use crate::settings::DeviceUser;
use crate::state::world::World;
use crate::tokens::denied::{Denied, denied, lacks};
use crate::tokens::endpoint::{Version, audience, home_or_first};

/// How long a device has to wait between two questions, in seconds.
const INTERVAL: u64 = 5;

/// A device code that has given no token yet.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    tenant: String,
    client: String,
    audience: String,
    given: SystemTime,
    ends: SystemTime,
    asked: Option<SystemTime>,
    /// How long it has to wait; every question that comes too soon makes it longer.
    interval: Duration,
}

/// Answers a request for a device code.
pub(crate) fn begin(world: &mut World, tenant: &str, request: &Request, now: SystemTime) -> Reply {
    let form = Pairs::read(&String::from_utf8_lossy(&request.body));
    let given = give(world, tenant, &form, now);
    match given {
        Ok((code, life)) => {
            let user = format!("{}-{}", &code[..4], &code[4..8]).to_ascii_uppercase();
            let host = request.header("host").unwrap_or("localhost");
            let page = format!("http://{host}/device");
            let body = object! {
                "user_code": &user,
                "device_code": code,
                "verification_uri": &page,
                "expires_in": life,
                "interval": INTERVAL,
                "message": format!(
                    "To sign in, open {page} and enter the code {user}. (This is an emulator: its \
                     user does so without being asked.)"
                ),
            };
            Reply::json(200, body).header("Cache-Control", "no-store")
        }
        Err(denied) => denied.reply(world, now),
    }
}

fn give(
    world: &mut World,
    tenant: &str,
    form: &Pairs,
    now: SystemTime,
) -> Result<(String, u64), Denied> {
    let Some(client) = form.get("client_id") else {
        return lacks("client_id");
    };
    let tenant = home_or_first(world, tenant)?;
    let life = world.settings.device_code_seconds;
    let device = Device {
        tenant,
        client: client.to_owned(),
        audience: audience(Version::Two, form, true)?,
        given: now,
        ends: now + Duration::from_secs(life),
        asked: None,
        interval: Duration::from_secs(INTERVAL),
    };
    let code = world.ids.opaque();
    world.grants.devices.insert(code.clone(), device);
    Ok((code, life))
}

/// The tenant and the audience of a device code, once its user has signed in.
pub(crate) fn redeem(
    world: &mut World,
    form: &Pairs,
    now: SystemTime,
) -> Result<(String, String), Denied> {
    let code = form.get("device_code").unwrap_or_default();
    let (user, wait) = (world.settings.device_user, world.settings.device_user_seconds);
    let Some(device) = world.grants.devices.get_mut(code) else {
        let text = "The device code is unknown, or was used before.";
        return denied(400, "bad_verification_code", 70_000, text);
    };
    if form.get("client_id") != Some(&device.client) {
        return denied(400, "invalid_grant", 700_005, "The code is another application's.");
    }
    let last = device.asked.replace(now);
    if last.is_some_and(|last| now < last + device.interval) {
        device.interval += Duration::from_secs(INTERVAL);
        return denied(400, "slow_down", 90_055, "There are too many requests for one code.");
    }
    if now >= device.ends {
        return denied(400, "expired_token", 70_020, "The device code has expired.");
    }
    if now < device.given + Duration::from_secs(wait) || user == DeviceUser::StaysAway {
        let text = "The user has not signed in with the code yet.";
        return denied(400, "authorization_pending", 70_016, text);
    }
    if user == DeviceUser::Declines {
        return denied(400, "authorization_declined", 70_018, "The user declined the sign-in.");
    }
    let found = (device.tenant.clone(), device.audience.clone());
    world.grants.devices.remove(code);
    Ok(found)
}
