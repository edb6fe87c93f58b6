//! What a message says of what a refusal means, and of what to do.

use super::remedy::is_of_sign_in;
use super::{Delivery, Error, Kind};

/// What a refusal means by its status alone, and what to do about it; for refusals whose code
/// is unknown or missing.
fn of_status(status: u16) -> Option<(&'static str, Option<&'static str>)> {
    Some(match status {
        401 => (
            "the service does not accept the token",
            Some("check the tenant, the cloud and the application's permissions"),
        ),
        403 => (
            "the service forbids it to whoever signed in",
            Some(
                "check the user's roles or the application's permissions, and that the customer \
                 is this partner's",
            ),
        ),
        404 => (
            "what the path names is not there",
            Some("check every id, and that the customer is this partner's"),
        ),
        429 => ("too many requests", None),
        500.. => ("the service failed", Some("try again later")),
        _ => return None,
    })
}

impl Error {
    /// What the code means, else the status; none where the message says it already.
    pub(super) fn meaning(&self) -> Option<&'static str> {
        if !self.is_of_the_wire() {
            return None;
        }
        let known = self.explain().map(|known| known.meaning);
        known.or_else(|| self.by_status().map(|(meaning, _)| meaning))
    }

    /// What to do about it, as the end of a message; none where the message says it already.
    pub(super) fn advice(&self) -> Option<&'static str> {
        match self.kind() {
            Kind::Unsent => {
                return Some("check the network, the proxy (`HTTPS_PROXY`) and `base_url`");
            }
            Kind::Redirected { .. } => return Some("check `base_url`"),
            Kind::SignIn { .. } if self.needs_mfa() => return self.remedy(),
            _ if !self.is_of_the_wire() => return None,
            _ => {}
        }
        // To ask again, or to wait for that, is good advice only where nothing was done.
        let by_status = || match (self.delivery(), self.retry_after()) {
            (Delivery::NotDone, None) => self.by_status()?.1,
            _ => None,
        };
        self.remedy().or_else(by_status)
    }

    /// What the status alone says. What is said of ids and customers is not true of a sign-in.
    fn by_status(&self) -> Option<(&'static str, Option<&'static str>)> {
        let status = self.status()?;
        let is_sign_in = matches!(self.kind(), Kind::SignIn { .. });
        (!is_sign_in || status >= 429).then(|| of_status(status))?
    }

    /// Whether somebody else has refused, whose code nobody has explained so far.
    fn is_of_the_wire(&self) -> bool {
        match self.kind() {
            Kind::Refused => true,
            Kind::SignIn { .. } => {
                self.status().is_some() || self.code().is_some_and(is_of_sign_in)
            }
            _ => false,
        }
    }
}
