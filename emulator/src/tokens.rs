//! Signing in: the token endpoint in both forms, consent that grants itself, device codes, and the
//! check of access tokens.

pub(crate) mod assertion;
pub(crate) mod authorize;
pub(crate) mod base64;
pub(crate) mod check;
pub(crate) mod claims;
pub(crate) mod code;
pub(crate) mod denied;
pub(crate) mod device;
pub(crate) mod endpoint;

use std::collections::BTreeMap;

use code::Code;
use device::Device;

/// What the authority has given out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grants {
    /// The tenant of each refresh token that works.
    refresh: BTreeMap<String, String>,
    /// Each authorization code that was not used yet.
    codes: BTreeMap<String, Code>,
    /// Each device code that has given no token yet.
    devices: BTreeMap<String, Device>,
    /// The set that access tokens belong to; earlier sets are revoked.
    pub(crate) set: u64,
}

impl Grants {
    pub(crate) fn remember_refresh(&mut self, token: &str, tenant: &str) {
        self.refresh.insert(token.to_owned(), tenant.to_owned());
    }
}
