//! `POST {authority}/{tenant}/oauth2/devicecode` and `…/oauth2/v2.0/devicecode`.

use std::time::Duration;

use crate::json::object;
use crate::reply::Reply;
use crate::request::Request;
use crate::tokens::application::Application;
use crate::tokens::authority::Authority;
use crate::tokens::denied::{Denied, lacks};
use crate::tokens::device::{Device, INTERVAL};
use crate::tokens::tenant::home_or_first;
use crate::tokens::version::Version;
use crate::tokens::wanted::{Asker, Wanted};

/// Answers a request for a device code.
pub(crate) fn begin(
    authority: &mut Authority<'_>,
    version: Version,
    tenant: &str,
    request: &Request,
) -> Reply {
    match give(authority, version, tenant, request) {
        Ok((code, life)) => {
            let user = format!("{}-{}", &code[..4], &code[4..8]).to_ascii_uppercase();
            let page = format!("{}/device", request.origin());
            let mut body = object! { "user_code": &user, "device_code": code };
            let uri = match version {
                Version::One => "verification_url",
                Version::Two => "verification_uri",
            };
            body.put(uri, &page);
            body.put("expires_in", version.number(life));
            body.put("interval", version.number(INTERVAL.as_secs()));
            body.put(
                "message",
                format!(
                    "To sign in, open {page} and enter the code {user}. (This is an emulator: its \
                     user does so without being asked.)"
                ),
            );
            Reply::json(200, body).header("Cache-Control", "no-store")
        }
        Err(denied) => denied.reply(authority.world, request, authority.now),
    }
}

fn give(
    authority: &mut Authority<'_>,
    version: Version,
    tenant: &str,
    request: &Request,
) -> Result<(String, u64), Denied> {
    let form = request.form();
    let Some(application) = Application::of(&form, request).id else {
        return lacks("client_id");
    };
    let Authority { world, grants, now } = authority;
    let tenant = home_or_first(world, tenant)?;
    let wanted = Wanted::read_all(world, version, &form, Asker::User)?;
    let life = world.settings.device_code_seconds;
    let device = Device::new(tenant, application, wanted, *now, Duration::from_secs(life));
    let code = world.ids.opaque();
    grants.devices.insert(code.clone(), device);
    Ok((code, life))
}

/// A page for typing the code in. No test has to do so.
pub(crate) fn page() -> Reply {
    let page = "<!doctype html>\n<title>Enter the code</title>\n<h1>Enter the code</h1>\n\
                <p>The user of this emulator types it in by itself, as the setting \
                <code>deviceUser</code> says; nothing is to be done here.</p>\n";
    Reply::raw(200, page, "text/html; charset=utf-8")
}
