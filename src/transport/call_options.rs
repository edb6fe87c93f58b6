//! Settings for some calls instead of all.

use std::time::Duration;

use uuid::Uuid;

use super::document_rules::DocumentRules;
use super::identity::RequestIdOnce;
use crate::auth::AccessToken;
use crate::net::buffers::Buffers;
use crate::net::retry::RetryPolicy;

/// What a handle made by [`PartnerCenter::with`](crate::PartnerCenter::with) does
/// differently. Everything is optional.
///
/// ```
/// use std::time::Duration;
///
/// use partner_center::transport::CallOptions;
///
/// # fn example(customer: partner_center::Customer) {
/// // For the calls of this handle alone.
/// let patient = customer.with(CallOptions::new().timeout(Duration::from_secs(15 * 60)));
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    pub(crate) request_id: Option<RequestIdOnce>,
    pub(crate) correlation_id: Option<Uuid>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) try_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) rules: Option<DocumentRules>,
    /// The one token that the call is sent with.
    pub(crate) token: Option<AccessToken>,
    /// Where long bodies are read into, for calls that follow one another.
    pub(crate) buffers: Option<Buffers>,
}

impl CallOptions {
    /// No difference.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives the next call its `MS-RequestId`, so that a journal can hold the id before
    /// anything is sent.
    ///
    /// It serves one call with all its tries. A second call through the same handle is
    /// refused before anything is sent, since the service takes two calls with one id for
    /// one. To repeat a call after a crash, make a handle with the same id again.
    pub fn request_id(mut self, id: Uuid) -> Self {
        self.request_id = Some(RequestIdOnce::new(id));
        self
    }

    /// Gives all calls through the handle one `MS-CorrelationId`; otherwise each has its own.
    pub fn correlation_id(mut self, id: Uuid) -> Self {
        self.correlation_id = Some(id);
        self
    }

    /// Sets how long a whole call may take, with its tries, pauses and sign-in.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Sets how long one try may take, also of a write, where less than two minutes buys
    /// doubt.
    pub fn try_timeout(mut self, limit: Duration) -> Self {
        self.try_timeout = Some(limit);
        self
    }

    /// Sets how often to try.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sets which calls are refused because the document says that they cannot succeed.
    pub fn document_rules(mut self, rules: DocumentRules) -> Self {
        self.rules = Some(rules);
        self
    }

    /// Sends the next call with this token and no other. Where it was turned down, or has ended
    /// before the call could be sent, the call fails: whoever wrote down until when the call can
    /// be under way has to write that down anew first.
    pub(crate) fn token(mut self, token: AccessToken) -> Self {
        self.token = Some(token);
        self
    }

    /// These, and `others` where these say nothing. A request id and a token are not inherited.
    pub(crate) fn or(self, others: &Self) -> Self {
        Self {
            request_id: self.request_id,
            token: self.token,
            correlation_id: self.correlation_id.or(others.correlation_id),
            timeout: self.timeout.or(others.timeout),
            try_timeout: self.try_timeout.or(others.try_timeout),
            retry: self.retry.or(others.retry),
            rules: self.rules.or(others.rules),
            buffers: self.buffers.or_else(|| others.buffers.clone()),
        }
    }
}
