//! What the authority has given out.

use std::time::SystemTime;

use crate::settings::RefreshTokens;
use crate::tokens::code::Codes;
use crate::tokens::device::Devices;
use crate::tokens::grant::{Grant, Held};
use crate::tokens::refresh::{Refresh, Refreshes};

/// What the authority has given out.
#[derive(Debug, Default)]
pub(crate) struct Grants {
    pub(crate) refresh: Refreshes,
    pub(crate) codes: Codes,
    pub(crate) devices: Devices,
    /// The set that access tokens belong to; earlier sets are revoked.
    pub(crate) set: u64,
}

impl Grants {
    /// Takes in the refresh token of a seeded partner.
    pub(crate) fn remember_refresh(&mut self, token: &str, tenant: &str) {
        self.refresh.insert(token.to_owned(), Refresh::seeded(tenant));
    }

    /// Remembers that an application used a grant.
    pub(crate) fn use_up(
        &mut self,
        grant: &Grant,
        refresh_tokens: RefreshTokens,
        application: &str,
        now: SystemTime,
    ) {
        match &grant.held {
            Held::Nothing => {}
            Held::Code(code) => self.codes.use_up(code),
            Held::Device(code) => self.devices.use_up(code),
            Held::Refresh(token) if refresh_tokens == RefreshTokens::SingleUse => {
                self.refresh.remove(token);
            }
            Held::Refresh(token) => self.refresh.touch(token, application, now),
        }
    }
}
