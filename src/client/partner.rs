//! A signed-in partner.

use std::fmt;
use std::sync::Arc;

use partner_center_api::Client;
use partner_center_api::support::SharedTransport;
use uuid::Uuid;

use super::ended::Ended;
use crate::auth::TokenKind;
use crate::clock::Clock;
use crate::clock::entropy::Entropy;
use crate::net::buffers::Buffers;
use crate::transport::call_options::CallOptions;
use crate::transport::{Pipeline, Shared};
use crate::values::cloud::Cloud;

/// A partner: the account that sells, signed in to one cloud.
///
/// Cheap to clone; clones share tokens and connections. Several partners can live in one
/// process, since nothing here is global. Every future it gives can be sent to another
/// thread and dropped at any time. What that leaves behind depends on what the call was
/// about:
///
/// | dropped while | leaves behind |
/// |---|---|
/// | waiting for its turn under the [rate limits](crate::transport::RateLimits) | nothing; the next one moves up |
/// | fetching a token | nothing; the next call fetches one. The token endpoint may have issued one that nobody will use, and where the credential is a refresh token, its successor too: see [`RefreshTokenStore`](crate::auth::RefreshTokenStore) |
/// | pausing before another try | nothing but what the tries so far have left; the price of the try goes back to the [budget](crate::transport::RetryBudget) |
/// | sending, or waiting for the answer | a read: nothing. A write: the same doubt as one whose answer was lost |
///
/// ```
/// use partner_center::{PartnerCenter, auth::ClientSecret};
///
/// # fn main() -> partner_center::Result<()> {
/// let secret = ClientSecret::new("fabrikam.test", "the application id", "the secret");
/// let partner = PartnerCenter::builder(secret).application("Fabrikam Shop").build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct PartnerCenter {
    api: Client,
    handle: Arc<Handle>,
}

/// What derived handles take along.
struct Handle {
    shared: Arc<Shared>,
    base_url: String,
    options: CallOptions,
    ended: Arc<Ended>,
}

impl PartnerCenter {
    pub(super) fn new(shared: Arc<Shared>, base_url: String) -> Self {
        let (options, ended) = (CallOptions::new(), Arc::default());
        Self::from_handle(Handle { shared, base_url, options, ended })
    }

    fn from_handle(handle: Handle) -> Self {
        let pipeline = Pipeline::new(handle.shared.clone(), handle.options.clone());
        let transport = SharedTransport::new(pipeline);
        let api = Client::new(transport);
        Self { api, handle: Arc::new(handle) }
    }

    /// What all its handles share, for the ways to sign in.
    pub(crate) fn shared(&self) -> &Shared {
        &self.handle.shared
    }

    /// The transport alone, for what no operation of the document does.
    pub(crate) fn pipeline(&self) -> Pipeline {
        Pipeline::new(self.handle.shared.clone(), self.handle.options.clone())
    }

    /// The operations that the service has ended, as far as it told this client.
    pub(crate) fn ended(&self) -> &Ended {
        &self.handle.ended
    }

    /// The same partner with other settings for the calls made through the handle that this
    /// returns; what `options` leaves out stays as it is here.
    ///
    /// ```
    /// use std::time::Duration;
    /// use partner_center::{PartnerCenter, auth::StaticToken, transport::CallOptions};
    ///
    /// # fn main() -> partner_center::Result<()> {
    /// let partner = PartnerCenter::builder(StaticToken::app_only("token")).build()?;
    /// let hurried = partner.with(CallOptions::new().timeout(Duration::from_secs(20)));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use = "the handle it returns has the options; this one stays as it is"]
    pub fn with(&self, options: CallOptions) -> Self {
        let Handle { shared, base_url, options: ours, ended } = &*self.handle;
        Self::from_handle(Handle {
            shared: shared.clone(),
            base_url: base_url.clone(),
            options: options.or(ours),
            ended: ended.clone(),
        })
    }

    /// The same partner, whose calls read long bodies into buffers that are used again. They are
    /// kept until the handle that this returns is gone.
    pub(crate) fn with_buffers(&self) -> Self {
        // A request id goes along: this handle stands for the one that it was given to.
        let request_id = self.handle.options.request_id.clone();
        let buffers = Some(Buffers::default());
        self.with(CallOptions { request_id, buffers, ..CallOptions::new() })
    }

    /// The typed operations of the API, under the same transport as everything else here;
    /// their errors become [`Error`](crate::Error) with `?`.
    pub fn api(&self) -> &Client {
        &self.api
    }

    /// The cloud it is signed in to.
    pub fn cloud(&self) -> &Cloud {
        &self.handle.shared.cloud
    }

    /// Where its calls go, without `/v1`.
    pub fn base_url(&self) -> &str {
        &self.handle.base_url
    }

    /// Whether its tokens carry a user.
    pub fn token_kind(&self) -> TokenKind {
        self.handle.shared.hosts.main().tokens.kind()
    }

    /// Its clock, for whatever waits on its behalf.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.handle.shared.clock
    }

    /// Where its ids and the spread of its pauses come from.
    pub fn entropy(&self) -> &Arc<dyn Entropy> {
        &self.handle.shared.entropy
    }

    /// The `MS-CorrelationId` that all calls of this handle carry, if they share one.
    pub fn correlation_id(&self) -> Option<Uuid> {
        self.handle.options.correlation_id
    }

    /// A fresh id, for a request or for a group of calls that belong together.
    pub fn new_id(&self) -> Uuid {
        self.handle.shared.entropy.uuid()
    }
}

impl fmt::Debug for PartnerCenter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartnerCenter")
            .field("cloud", &self.cloud().name())
            .field("base_url", &self.base_url())
            .field("token_kind", &self.token_kind())
            .field("options", &self.handle.options)
            .finish_non_exhaustive()
    }
}
