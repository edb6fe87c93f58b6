//! Signing a user in with the browser of this machine.

use std::fmt;
use std::time::Duration;

use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

#[cfg(feature = "__certificate")]
use super::Certificate;
use super::application::{Application, Proof};
use super::grant::Grant;
use super::landing_page::Landing;
use super::loopback::Loopback;
use super::means::Means;
use super::pkce::{self, Verifier};
use super::{SignedIn, TokenEndpoint, TokenVersion};
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
        let loopback = Loopback::bind(&self.redirect).await?;
        let redirect = loopback.redirect().to_owned();
        let (verifier, state) = (Verifier::random()?, pkce::state()?);
        let state = state.expose_secret();
        open(&self.page(means.endpoint, &redirect, &verifier.challenge(), state)?);

        let clock = &**means.clock;
        let code = match within(clock, self.limit, loopback.landing(state, clock)).await {
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

    /// The address of the page where the user signs in.
    fn page(
        &self,
        endpoint: &TokenEndpoint,
        redirect: &str,
        challenge: &str,
        state: &str,
    ) -> Result<Url> {
        let mut url = endpoint.authorize_url(&self.application.tenant)?;
        let mut query = url.query_pairs_mut();
        query.extend_pairs([
            ("response_type", "code"),
            ("client_id", &self.application.client_id),
            ("state", state),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
            ("redirect_uri", redirect),
        ]);
        match endpoint.version() {
            TokenVersion::V1 => query.append_pair("resource", endpoint.audience()),
            TokenVersion::V2 => query.append_pair("scope", &endpoint.user_scope()),
        };
        if let Some(user) = &self.login_hint {
            query.append_pair("login_hint", user);
        }
        drop(query);
        Ok(url)
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
