//! What is exchanged for a token, once it was found to be good.

use std::time::SystemTime;

use crate::settings::RefreshTokens;
use crate::state::world::World;
use crate::tokens::denied::{Denied, denied};
use crate::tokens::endpoint::{home, is_open};
use crate::tokens::wanted::{Asker, Wanted};

/// What is exchanged for a token. To find it changes nothing, so that a request that is refused for
/// any reason can be made again.
pub(crate) struct Grant {
    pub(crate) tenant: String,
    pub(crate) asker: Asker,
    /// What it was given out for.
    pub(crate) wanted: Wanted,
    /// What the request for the code wants to find again in the token about the user.
    pub(crate) nonce: Option<String>,
    pub(crate) held: Held,
}

/// What the authority keeps of a grant.
pub(crate) enum Held {
    Nothing,
    Code(String),
    Device(String),
    Refresh(String),
}

impl Grant {
    /// An application's own right, which nothing was given out for.
    pub(crate) fn of_application(tenant: String) -> Self {
        Self {
            tenant,
            asker: Asker::Application,
            wanted: Wanted::default(),
            nonce: None,
            held: Held::Nothing,
        }
    }

    /// What a user granted.
    pub(crate) fn of_user(tenant: String, wanted: Wanted, held: Held) -> Self {
        Self { tenant, asker: Asker::User, wanted, nonce: None, held }
    }

    /// Remembers that it was used, by an application at a time.
    pub(crate) fn use_up(&self, world: &mut World, application: &str, now: SystemTime) {
        let is_single = world.settings.refresh_tokens == RefreshTokens::SingleUse;
        let grants = &mut world.grants;
        match &self.held {
            Held::Nothing => {}
            Held::Code(code) => {
                if let Some(code) = grants.codes.get_mut(code) {
                    code.is_used = true;
                }
            }
            Held::Device(code) => {
                grants.devices.remove(code);
            }
            Held::Refresh(token) if is_single => {
                grants.refresh.remove(token);
            }
            Held::Refresh(token) => {
                if let Some(token) = grants.refresh.get_mut(token) {
                    token.touch(application, now);
                }
            }
        }
    }
}

/// The tenant that a grant belongs to, if the address names the same one, or leaves it open.
pub(crate) fn same_tenant(
    world: &World,
    tenant: &str,
    found: &str,
    number: u32,
) -> Result<String, Denied> {
    if is_open(tenant) || home(world, tenant)?.eq_ignore_ascii_case(found) {
        return Ok(found.to_owned());
    }
    denied(400, "invalid_grant", number, "What was presented belongs to another tenant.")
}
