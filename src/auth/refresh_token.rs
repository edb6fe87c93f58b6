//! Signing in on behalf of a user, with a refresh token (the secure application model).

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use partner_center_api::support::BoxFuture;
use secrecy::SecretString;

#[cfg(feature = "__certificate")]
use super::Certificate;
use super::application::{Application, Proof};
use super::exchanges::Exchanges;
use super::rotation::Rotation;
use super::sign_in::OwnSignIn;
use super::{
    AccessToken, MemoryRefreshTokenStore, RefreshTokenStore, SignIn, TokenKind, TokenSource,
};
use crate::clock::within;
use crate::error::{Error, Result};

/// How long a request that is under way when the call's time ends may take beyond it.
const GRACE: Duration = Duration::from_secs(30);

/// How long an exchange may take beyond the call's time and that, to store what came of it.
const STORING: Duration = Duration::from_secs(30);

/// An application that acts for a user who once consented, with MFA: tokens with a user
/// (grant `refresh_token`).
///
/// Each use may yield a new refresh token, which goes to the [`RefreshTokenStore`] before
/// the new access token is used. Without a store of your own it is kept in memory only.
///
/// There is one exchange at a time. If the call that needed it is dropped or out of time, what
/// is under way goes on as a task of the tokio runtime, for up to a minute, so that the new
/// refresh token is not lost; whoever asks meanwhile waits for it.
///
/// ```
/// use partner_center::auth::{FileRefreshTokenStore, RefreshToken};
///
/// let store = FileRefreshTokenStore::new("/var/lib/shop/partner-center.token");
/// let sign_in = RefreshToken::from_store("contoso.onmicrosoft.com", "the application id", store)
///     .client_secret("the application's secret");
/// ```
pub struct RefreshToken {
    application: Application,
    rotation: Arc<Rotation>,
    exchanges: Exchanges,
}

impl RefreshToken {
    /// Starts with `refresh_token`, and keeps its successors in memory.
    ///
    /// The tenant is a directory id or a domain name; one that is neither is refused at the
    /// first sign-in, before anything is sent.
    pub fn new(
        tenant: impl Into<String>,
        client_id: impl Into<String>,
        refresh_token: impl Into<SecretString>,
    ) -> Self {
        Self::from_store(tenant, client_id, MemoryRefreshTokenStore::new(refresh_token))
    }

    /// Takes the refresh token from `store`, and keeps its successors there.
    pub fn from_store(
        tenant: impl Into<String>,
        client_id: impl Into<String>,
        store: impl RefreshTokenStore,
    ) -> Self {
        Self {
            application: Application::new(tenant, client_id),
            rotation: Arc::new(Rotation::new(store)),
            exchanges: Exchanges::default(),
        }
    }

    /// Sets the application's secret. Web applications have one, native ones do not.
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.application.proof = Proof::Secret(secret.into());
        self
    }

    /// Sets the application's certificate, in place of a secret.
    #[cfg(feature = "__certificate")]
    pub fn client_certificate(mut self, certificate: Certificate) -> Self {
        self.application.proof = Proof::Certificate(certificate);
        self
    }

    fn exchange(&self, sign_in: &SignIn<'_>) -> BoxFuture<'static, Result<AccessToken>> {
        let own = OwnSignIn::of(sign_in, GRACE);
        let limit = sign_in.remaining().saturating_add(GRACE).saturating_add(STORING);
        let (application, rotation) = (self.application.clone(), self.rotation.clone());
        Box::pin(async move {
            let sign_in = own.borrow();
            let exchange = rotation.exchange(&application, &sign_in);
            within(sign_in.clock(), limit, exchange).await.unwrap_or_else(|| {
                Err(Error::sign_in("the store of the refresh token does not answer"))
            })
        })
    }
}

impl TokenSource for RefreshToken {
    fn kind(&self) -> TokenKind {
        TokenKind::AppAndUser
    }

    fn token<'a>(&'a self, sign_in: &'a SignIn<'a>) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(self.exchanges.token(sign_in, || self.exchange(sign_in)))
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RefreshToken").field(&self.application).finish()
    }
}
