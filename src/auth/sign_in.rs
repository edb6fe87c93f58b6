//! What a token source is given to fetch a token with.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use partner_center_api::Host;

use super::{AccessToken, TokenEndpoint};
use crate::clock::Clock;
use crate::clock::entropy::Entropy;
use crate::net::http_sender::HttpSender;
use crate::net::retry::RetryPolicy;

/// One request for a token: where it can be had, and the client's own means of getting there.
///
/// Sources need no HTTP client, clock or addresses of their own, so that one credential
/// serves any cloud and any test.
pub struct SignIn<'a> {
    pub(crate) host: Host,
    pub(crate) endpoint: &'a TokenEndpoint,
    pub(crate) sender: &'a Arc<dyn HttpSender>,
    pub(crate) clock: &'a Arc<dyn Clock>,
    pub(crate) entropy: &'a Arc<dyn Entropy>,
    pub(crate) retry: &'a RetryPolicy,
    /// When the call that needs the token ends, as the clock's elapsed time.
    pub(crate) deadline: Duration,
    /// How long a request that is under way by then may take beyond it.
    pub(crate) grace: Duration,
    pub(crate) rejected: Option<&'a AccessToken>,
}

impl<'a> SignIn<'a> {
    /// The host of the service that the token goes to. Each has tokens of its own, by the
    /// [audience](TokenEndpoint::audience) of the endpoint.
    pub fn host(&self) -> Host {
        self.host
    }

    /// Where tokens come from, and what they are for.
    pub fn endpoint(&self) -> &'a TokenEndpoint {
        self.endpoint
    }

    /// Sends a request as the client would, without any token.
    pub fn sender(&self) -> &'a dyn HttpSender {
        &**self.sender
    }

    /// The client's clock.
    pub fn clock(&self) -> &'a dyn Clock {
        &**self.clock
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

/// The same means, owned: for an exchange that goes on when nobody waits for it any more.
pub(super) struct OwnSignIn {
    host: Host,
    endpoint: TokenEndpoint,
    sender: Arc<dyn HttpSender>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    retry: RetryPolicy,
    deadline: Duration,
    grace: Duration,
}

impl OwnSignIn {
    /// What `sign_in` has, and `grace` for a request that its end finds under way.
    pub(super) fn of(sign_in: &SignIn<'_>, grace: Duration) -> Self {
        Self {
            host: sign_in.host,
            endpoint: sign_in.endpoint.clone(),
            sender: sign_in.sender.clone(),
            clock: sign_in.clock.clone(),
            entropy: sign_in.entropy.clone(),
            retry: *sign_in.retry,
            deadline: sign_in.deadline,
            grace,
        }
    }

    pub(super) fn borrow(&self) -> SignIn<'_> {
        SignIn {
            host: self.host,
            endpoint: &self.endpoint,
            sender: &self.sender,
            clock: &self.clock,
            entropy: &self.entropy,
            retry: &self.retry,
            deadline: self.deadline,
            grace: self.grace,
            rejected: None,
        }
    }
}

impl fmt::Debug for SignIn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn")
            .field("host", &self.host)
            .field("endpoint", &self.endpoint)
            .field("rejected", &self.rejected)
            .finish_non_exhaustive()
    }
}
