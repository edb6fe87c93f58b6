//! What a client lends to a sign-in that none of its calls waits for.

use std::sync::Arc;
use std::time::Duration;

use partner_center_api::Host;

use super::{SignIn, TokenEndpoint};
use crate::clock::Clock;
use crate::clock::entropy::Entropy;
use crate::net::http_sender::HttpSender;
use crate::net::retry::RetryPolicy;

/// Where tokens come from, and a client's means of getting there.
#[derive(Clone, Copy)]
pub(crate) struct Means<'a> {
    pub(crate) endpoint: &'a TokenEndpoint,
    pub(crate) sender: &'a Arc<dyn HttpSender>,
    pub(crate) clock: &'a Arc<dyn Clock>,
    pub(crate) entropy: &'a Arc<dyn Entropy>,
    pub(crate) retry: &'a RetryPolicy,
}

impl<'a> Means<'a> {
    /// The same means, for another endpoint.
    pub(super) fn at(self, endpoint: &'a TokenEndpoint) -> Self {
        Self { endpoint, ..self }
    }

    /// A sign-in that begins now and may take as long as `limit`.
    pub(super) fn sign_in(self, limit: Duration) -> SignIn<'a> {
        let Self { endpoint, sender, clock, entropy, retry } = self;
        let deadline = clock.elapsed().saturating_add(limit);
        let grace = Duration::ZERO;
        // Whoever signs in does so for the service as such; its refresh token is good for more.
        let host = Host::PartnerCenter;
        SignIn { host, endpoint, sender, clock, entropy, retry, deadline, grace, rejected: None }
    }
}
