//! What a token source is given to fetch a token with.

use std::fmt;
use std::time::Duration;

use super::{AccessToken, TokenEndpoint};
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::transport::{RetryPolicy, Shared, Wire};

/// One request for a token: where it can be had, and the client's own means of getting there.
///
/// Sources need no HTTP client, clock or addresses of their own, so that one credential
/// serves any cloud and any test.
pub struct SignIn<'a> {
    pub(crate) endpoint: &'a TokenEndpoint,
    pub(crate) wire: &'a dyn Wire,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) entropy: &'a dyn Entropy,
    pub(crate) retry: &'a RetryPolicy,
    /// When the call that needs the token ends, as the clock's elapsed time.
    pub(crate) deadline: Duration,
    pub(crate) rejected: Option<&'a AccessToken>,
}

impl<'a> SignIn<'a> {
    /// A sign-in that no call waits for, and that may take as long as `limit`.
    pub(super) fn apart(shared: &'a Shared, endpoint: &'a TokenEndpoint, limit: Duration) -> Self {
        Self {
            endpoint,
            wire: &*shared.wire,
            clock: &*shared.clock,
            entropy: &*shared.entropy,
            retry: &shared.limits.retry,
            deadline: shared.clock.elapsed().saturating_add(limit),
            rejected: None,
        }
    }

    /// Where tokens come from, and what they are for.
    pub fn endpoint(&self) -> &'a TokenEndpoint {
        self.endpoint
    }

    /// Sends a request as the client would, without any token.
    pub fn wire(&self) -> &'a dyn Wire {
        self.wire
    }

    /// The client's clock.
    pub fn clock(&self) -> &'a dyn Clock {
        self.clock
    }

    /// The token that the service has just turned down, if any.
    pub fn rejected(&self) -> Option<&'a AccessToken> {
        self.rejected
    }

    /// How much is left of the time of the call that needs the token.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_sub(self.clock.elapsed())
    }
}

impl fmt::Debug for SignIn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn")
            .field("endpoint", &self.endpoint)
            .field("rejected", &self.rejected)
            .finish_non_exhaustive()
    }
}
