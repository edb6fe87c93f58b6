//! Signing in: the documents about the authority, the token endpoint in both forms, consent that
//! grants itself, device codes, and the check of access tokens.

pub(crate) mod application;
pub(crate) mod assertion;
pub(crate) mod authorize;
pub(crate) mod certificate;
pub(crate) mod check;
pub(crate) mod claims;
pub(crate) mod code;
pub(crate) mod denied;
pub(crate) mod device;
pub(crate) mod discovery;
pub(crate) mod endpoint;
pub(crate) mod grant;
pub(crate) mod place;
pub(crate) mod refresh;
pub(crate) mod user;
pub(crate) mod wanted;

use std::collections::BTreeMap;

use code::Code;
use device::Device;
use refresh::Refresh;

/// What the authority has given out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grants {
    /// Each refresh token that works, or has expired.
    refresh: BTreeMap<String, Refresh>,
    /// Each authorization code that was given out.
    codes: BTreeMap<String, Code>,
    /// Each device code that has given no token yet.
    devices: BTreeMap<String, Device>,
    /// The set that access tokens belong to; earlier sets are revoked.
    pub(crate) set: u64,
}

impl Grants {
    pub(crate) fn remember_refresh(&mut self, token: &str, tenant: &str) {
        self.refresh.insert(token.to_owned(), Refresh::seeded(tenant));
    }
}
