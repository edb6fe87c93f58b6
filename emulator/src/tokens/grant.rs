//! What is exchanged for a token, once it was found to be good.

use std::time::SystemTime;

use crate::request::Pairs;
use crate::tokens::wanted::{Asker, Wanted};

/// What a request for a token presents.
pub(crate) struct Presented<'a> {
    /// The tenant that the address names.
    pub(crate) tenant: &'a str,
    pub(crate) form: &'a Pairs,
    pub(crate) application: &'a str,
    pub(crate) now: SystemTime,
}

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
}
