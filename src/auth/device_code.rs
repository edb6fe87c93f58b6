//! Signing a user in from a machine without a browser: a short code, typed in elsewhere.

use std::fmt;
use std::time::Duration;

use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

#[cfg(feature = "__certificate")]
use super::Certificate;
use super::application::{Application, PROOF_LIFE, Proof};
use super::device_polls::{DevicePolls, SHORTEST_INTERVAL};
use super::means::Means;
use super::token_request::TokenRequest;
use super::token_response::TokenResponse;
use super::token_sender::TokenSender;
use super::{DevicePrompt, SignIn, SignedIn, TokenVersion};
use crate::error::Result;

/// How long the first request may take, with its tries.
const START_LIMIT: Duration = Duration::from_secs(120);

/// The time between two questions where the authority names none, by the standard.
const USUAL_INTERVAL: Duration = Duration::from_secs(5);

/// How long a question that was asked while the code was good may take beyond that.
const GRACE: Duration = Duration::from_secs(60);

/// Signs a user in by a code that is typed in on any device with a browser (grant
/// `device_code`), and yields the first refresh token.
///
/// The application must allow public client flows. The v2.0 endpoint is used whatever
/// [`TokenVersion`] the client is set to: its refresh tokens serve both, and the v1 endpoint
/// speaks a dialect of this grant that is on its way out.
pub struct DeviceCode(Application);

impl DeviceCode {
    /// Signs in to the application `client_id` of `tenant`, a directory id or a domain name.
    pub fn new(tenant: impl Into<String>, client_id: impl Into<String>) -> Self {
        Self(Application::new(tenant, client_id))
    }

    /// Sets the application's secret, where it has one.
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.0.proof = Proof::Secret(secret.into());
        self
    }

    /// Sets the application's certificate, in place of a secret.
    #[cfg(feature = "__certificate")]
    pub fn client_certificate(mut self, certificate: Certificate) -> Self {
        self.0.proof = Proof::Certificate(certificate);
        self
    }

    /// Asks for a code and waits for the user, by the means of a client.
    pub(crate) async fn sign_in_by(
        &self,
        means: Means<'_>,
        show: impl FnOnce(&DevicePrompt),
    ) -> Result<SignedIn> {
        let endpoint = means.endpoint.speaking(TokenVersion::V2);
        let means = means.at(&endpoint);
        let start = means.sign_in(START_LIMIT);
        let answer = TokenSender::new(&start).ask(&self.code_request(&start)?).await?;
        let given = Given::read(answer)?;
        show(&given.prompt());

        let limit = given.life.saturating_add(GRACE);
        let sign_in = means.sign_in(limit);
        let request = self.token_request(&sign_in, &given, limit)?;
        let polls = DevicePolls::new(&sign_in, given.life, given.interval);
        SignedIn::new(polls.run(&request).await?)
    }

    /// Asks for a code.
    fn code_request(&self, sign_in: &SignIn<'_>) -> Result<TokenRequest> {
        let endpoint = sign_in.endpoint();
        let mut fields = vec![("scope", endpoint.user_scope().into())];
        self.0.identify(&mut fields, sign_in, PROOF_LIFE)?;
        Ok(TokenRequest::new(endpoint.device_code_url(&self.0.tenant)?, &fields))
    }

    /// Asks for the token. The form is written once, and sent until the user has signed in.
    fn token_request(
        &self,
        sign_in: &SignIn<'_>,
        given: &Given,
        limit: Duration,
    ) -> Result<TokenRequest> {
        let mut fields = vec![
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code".into()),
            ("device_code", given.device_code.expose_secret().into()),
        ];
        self.0.identify(&mut fields, sign_in, limit)?;
        Ok(TokenRequest::new(sign_in.endpoint().token_url(&self.0.tenant)?, &fields))
    }
}

impl fmt::Debug for DeviceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DeviceCode").field(&self.0).finish()
    }
}

/// What is given for the request for a code (RFC 8628).
struct Given {
    device_code: SecretString,
    user_code: String,
    verification_uri: String,
    /// The authority's own sentence for the user, beside the fields of the standard.
    message: Option<String>,
    life: Duration,
    interval: Duration,
}

impl Given {
    fn read(mut answer: TokenResponse<'_>) -> Result<Self> {
        let life = answer.seconds_if_any("expires_in")?;
        let life = life.ok_or_else(|| answer.unreadable("expires_in"))?;
        let interval = answer.seconds_if_any("interval")?.unwrap_or(USUAL_INTERVAL);
        if interval >= life.max(SHORTEST_INTERVAL) {
            return Err(answer.unreadable("interval"));
        }
        // Older than the standard, and still found.
        let older = answer.text_if_any("verification_url")?;
        let verification_uri = match answer.text_if_any("verification_uri")?.or(older) {
            Some(uri) if Url::parse(&uri).is_ok() => uri,
            _ => return Err(answer.unreadable("verification_uri")),
        };
        Ok(Self {
            device_code: answer.secret("device_code")?,
            user_code: answer.text("user_code")?,
            verification_uri,
            message: answer.text_if_any("message")?,
            life,
            interval,
        })
    }

    fn prompt(&self) -> DevicePrompt {
        let Self { user_code, verification_uri, message, life, .. } = self;
        DevicePrompt::new(user_code, verification_uri, message.as_deref(), *life)
    }
}
