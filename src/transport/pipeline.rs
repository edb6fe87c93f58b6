//! The transport of a client: what all its calls share, and what one handle adds.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use partner_center_api::Host;
use partner_center_api::support::{
    BoxError, BoxFuture, Operation, ReadAnswer, Request, Response, Retry, Transport,
};

use super::budget::RetryBudget;
use super::call_options::CallOptions;
use super::document_rules::DocumentRules;
use super::hosts::{HostAccess, Hosts};
use super::identity::Identity;
use super::rate_limits::RateLimits;
use super::request_queues::RequestQueues;
use super::retry_tokens::RetryTokens;
use crate::auth::{AccessToken, SignIn};
use crate::clock::entropy::Entropy;
use crate::clock::{Clock, within};
use crate::error::Result;
use crate::net::body_log::BodyLog;
use crate::net::http_sender::HttpSender;
use crate::net::retry::RetryPolicy;
use crate::net::timeouts::Timeouts;
use crate::values::cloud::Cloud;

/// What all handles of one client share.
pub(crate) struct Shared {
    pub(crate) cloud: Cloud,
    pub(crate) hosts: Hosts,
    pub(crate) identity: Identity,
    pub(crate) sender: Arc<dyn HttpSender>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) limits: Limits,
    pub(crate) bodies: BodyLog,
    /// What is left of [`Limits::budget`].
    pub(crate) retry_tokens: RetryTokens,
    /// Who waits for [`Limits::rates`].
    pub(crate) queues: RequestQueues,
}

/// How long, how often, how much.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: RetryBudget,
    pub(crate) rates: RateLimits,
    pub(crate) rules: DocumentRules,
    /// The longest answer that is read whole, in bytes.
    pub(crate) response: usize,
}

/// The transport under every operation of a handle.
pub(crate) struct Pipeline {
    pub(super) shared: Arc<Shared>,
    pub(super) options: CallOptions,
}

impl Pipeline {
    pub(crate) fn new(shared: Arc<Shared>, options: CallOptions) -> Self {
        Self { shared, options }
    }

    /// How long one try of `operation` may take.
    pub(super) fn try_limit(&self, operation: &Operation) -> Duration {
        let own = self.shared.limits.timeouts.one_try(operation.retry);
        self.options.try_timeout.unwrap_or(own)
    }

    /// How often to try.
    pub(super) fn retry(&self) -> &RetryPolicy {
        self.options.retry.as_ref().unwrap_or(&self.shared.limits.retry)
    }

    /// Whether an address is on the host of Microsoft Graph as this client knows it.
    pub(crate) fn is_on_graph(&self, address: &str) -> bool {
        let host = self.shared.hosts.of(Host::Graph);
        host.is_ok_and(|host| host.origin.has(address))
    }

    /// How often to try what is fetched without an operation.
    pub(crate) fn retry_policy(&self) -> RetryPolicy {
        *self.retry()
    }

    /// A token for the main host that was not rejected, within the time `left`.
    pub(crate) async fn token(
        &self,
        rejected: Option<&AccessToken>,
        left: Duration,
    ) -> Result<AccessToken> {
        self.token_for(self.shared.hosts.main(), rejected, left).await
    }

    /// The same for any host.
    pub(super) async fn token_for(
        &self,
        host: &HostAccess,
        rejected: Option<&AccessToken>,
        left: Duration,
    ) -> Result<AccessToken> {
        let shared = &*self.shared;
        if rejected.is_none()
            && let Some(token) = host.tokens.fresh(shared.clock.now())
        {
            return Ok(token);
        }
        let sign_in = SignIn {
            host: host.host,
            endpoint: &host.endpoint,
            sender: &shared.sender,
            clock: &shared.clock,
            entropy: &shared.entropy,
            retry: self.retry(),
            deadline: shared.clock.elapsed().saturating_add(left),
            grace: Duration::ZERO,
            rejected,
        };
        // Boxed: most calls find a token, and the future of each would have room for it.
        let fetched = Box::pin(host.tokens.get(&sign_in));
        let token = within(&*shared.clock, sign_in.remaining(), fetched).await;
        token.unwrap_or_else(|| Err(host.tokens.late()))
    }

    /// How long an answer to a read may let wait for itself.
    pub(crate) fn read_limit(&self) -> Duration {
        let own = self.shared.limits.timeouts.one_try(Retry::Read);
        self.options.try_timeout.unwrap_or(own)
    }

    /// Whether a call may have more than one try.
    pub(crate) fn may_repeat(&self) -> bool {
        self.retry().allows_more()
    }

    /// Which calls are refused because of what the document says.
    pub(crate) fn rules(&self) -> DocumentRules {
        self.options.rules.unwrap_or(self.shared.limits.rules)
    }

    /// How long a whole call may take.
    pub(crate) fn call_limit(&self) -> Duration {
        self.options.timeout.unwrap_or(self.shared.limits.timeouts.call)
    }
}

impl Transport for Pipeline {
    /// Every failure is an error of ours.
    fn send<'a>(
        &'a self,
        mut request: Request,
        reader: Option<&'a mut dyn ReadAnswer>,
    ) -> BoxFuture<'a, Result<Response, BoxError>> {
        // Borrowed by all beneath, since a future that owns what it is given holds it twice.
        Box::pin(async move { self.call(&mut request, reader).await.map_err(|error| error.into()) })
    }
}

impl fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipeline")
            .field("origin", &self.shared.hosts.main().origin)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
