//! Signing a user in with the browser of this machine.

use std::fmt;
use std::time::Duration;

use oauth2::{AuthUrl, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};
use reqwest::Url;
use secrecy::SecretString;

#[cfg(feature = "__certificate")]
use super::Certificate;
use super::application::{Application, Proof};
use super::grant::Grant;
use super::landing_page::Landing;
use super::loopback::Loopback;
use super::means::Means;
use super::{SignedIn, TokenVersion};
use crate::clock::within;
use crate::error::{Error, Fault, Result};
use crate::values::address::without_user;

/// How long the code may take to become a token, with all tries: codes live ten minutes.
const EXCHANGE_LIMIT: Duration = Duration::from_secs(300);

/// Signs a user in with a browser that comes back to this machine (grant
/// `authorization_code` with PKCE), and yields the first refresh token.
///
/// Register `http://localhost` as a redirect address of the application, among those of
/// mobile and desktop applications, where any port will do. For a web application register
/// an address on `localhost` with its port, and set it with [`redirect`](Self::redirect).
pub struct AuthorizationCode {
    application: Application,
    redirect: String,
    login_hint: Option<String>,
    limit: Duration,
}

impl AuthorizationCode {
    /// Signs in to the application `client_id` of `tenant`, a directory id or a domain name.
    pub fn new(tenant: impl Into<String>, client_id: impl Into<String>) -> Self {
        Self {
            application: Application::new(tenant, client_id),
            redirect: "http://localhost".to_owned(),
            login_hint: None,
            limit: Duration::from_secs(600),
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

    /// Sets where the browser comes back to, as registered for the application: `http` on
    /// this machine. Without a port any free one is taken. Otherwise `http://localhost`.
    pub fn redirect(mut self, address: impl Into<String>) -> Self {
        self.redirect = address.into();
        self
    }

    /// Names the account to sign in with, so that the user need not pick it.
    pub fn login_hint(mut self, user: impl Into<String>) -> Self {
        self.login_hint = Some(user.into());
        self
    }

    /// Sets how long the user may take; otherwise ten minutes.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Waits for the browser, and exchanges the code, by the means of a client.
    pub(crate) async fn sign_in_by(
        &self,
        means: Means<'_>,
        open: impl FnOnce(&Url),
    ) -> Result<SignedIn> {
        let sign_in = means.sign_in(self.limit);
        let authorize = sign_in.endpoint().authorize_url(&self.application.tenant)?;
        let loopback = Loopback::bind(&self.redirect).await?;
        let redirect = RedirectUrl::new(loopback.redirect().to_owned())
            .map_err(|_| Error::invalid("redirect", "it is not an address"))?;

        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = self
            .application
            .client(&sign_in)?
            .set_auth_uri(AuthUrl::from_url(authorize))
            .set_redirect_uri(redirect.clone());
        let mut request = client.authorize_url(CsrfToken::new_random).set_pkce_challenge(challenge);
        let endpoint = sign_in.endpoint();
        match endpoint.version() {
            TokenVersion::V1 => {
                request = request.add_extra_param("resource", endpoint.audience());
            }
            TokenVersion::V2 => {
                for scope in endpoint.user_scope().split(' ') {
                    request = request.add_scope(Scope::new(scope.to_owned()));
                }
            }
        }
        if let Some(user) = &self.login_hint {
            request = request.add_extra_param("login_hint", user);
        }
        let (url, state) = request.url();
        open(&url);

        let landing =
            within(&**means.clock, self.limit, loopback.landing(state.secret(), &**means.clock))
                .await;
        let code = match landing {
            None => return Err(late(self.limit)),
            Some(Landing::Code(code)) => code,
            Some(Landing::Refused { error, description }) => {
                return Err(refused(&error, &description));
            }
        };
        let sign_in = means.sign_in(EXCHANGE_LIMIT);
        let grant = Grant::AuthorizationCode { code, verifier, redirect };
        SignedIn::new(self.application.exchange(&sign_in, grant).await?)
    }
}

impl fmt::Debug for AuthorizationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationCode")
            .field("application", &self.application)
            .field("redirect", &without_user(&self.redirect))
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

fn late(limit: Duration) -> Error {
    Error::sign_in(format!(
        "the browser did not come back within {} s: begin again, and sign in to the end",
        limit.as_secs()
    ))
}

fn refused(error: &str, description: &str) -> Error {
    let body = serde_json::json!({ "error": error, "error_description": description });
    let message = match error {
        "access_denied" => "the user declined the sign-in, or may not consent to it",
        _ => "the sign-in page came back with a refusal",
    };
    Error::sign_in(message).with_fault(Fault::from_value(&body))
}
