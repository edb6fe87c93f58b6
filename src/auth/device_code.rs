//! Signing a user in from a machine without a browser: a short code, typed in elsewhere.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use oauth2::{
    AsyncHttpClient, DeviceAuthorizationResponse, DeviceAuthorizationUrl, DeviceCodeErrorResponse,
    DeviceCodeErrorResponseType, ExtraDeviceAuthorizationFields, HttpRequest, HttpResponse,
    RequestTokenError, Scope,
};
use partner_center_api::support::BoxFuture;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

#[cfg(feature = "__certificate")]
use super::Certificate;
use super::application::{Application, PROOF_LIFE, Proof};
use super::grant::{Granted, unreadable, unreadable_unless_ours};
use super::means::Means;
use super::token_sender::TokenSender;
use super::{DevicePrompt, SignedIn, TokenVersion};
use crate::error::{Error, Result};

/// The least time between two questions, whatever the authority says.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);

/// How long the first request may take, with its tries.
const START_LIMIT: Duration = Duration::from_secs(120);

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
        let url = DeviceAuthorizationUrl::from_url(endpoint.device_code_url(&self.0.tenant)?);
        let client = self.0.client(&start)?.set_device_authorization_url(url);
        let mut request = client.exchange_device_code();
        for scope in endpoint.user_scope().split(' ') {
            request = request.add_scope(Scope::new(scope.to_owned()));
        }
        for (name, value) in self.0.proof(&start, PROOF_LIFE)? {
            request = request.add_extra_param(name, value);
        }
        let sender = TokenSender::new(&start);
        let given: DeviceAuthorizationResponse<Message> = request
            .request_async(&sender)
            .await
            .map_err(|error| unreadable_unless_ours(error, endpoint.host()))?;
        let life = given.expires_in();
        if given.interval() >= life.max(SHORTEST_INTERVAL) {
            return Err(unreadable(endpoint.host(), Some("interval")));
        }
        show(&DevicePrompt::new(
            given.user_code().secret(),
            given.verification_uri().as_str(),
            given.extra_fields().message.as_deref(),
            life,
        ));

        let limit = life.saturating_add(GRACE);
        let sign_in = means.sign_in(limit);
        let mut request = client
            .exchange_device_access_token(&given)
            .set_time_fn(|| sign_in.clock.now())
            .set_max_backoff_interval(Duration::from_secs(30));
        // The form is written once, and sent until the user has signed in.
        for (name, value) in self.0.proof(&sign_in, limit)? {
            request = request.add_extra_param(name, value);
        }
        let polls = Polls { sender: TokenSender::new(&sign_in), latest: Mutex::default() };
        let pause = |interval: Duration| sign_in.clock.sleep(interval.max(SHORTEST_INTERVAL));
        let answer = request.request_async(&polls, pause, None).await;
        match answer {
            Ok(answer) => {
                let asked_at = polls.latest().asked_at.unwrap_or_else(|| sign_in.clock.now());
                SignedIn::new(Granted::new(&answer, asked_at))
            }
            Err(error) => Err(polls.explain(error, life)),
        }
    }
}

impl fmt::Debug for DeviceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DeviceCode").field(&self.0).finish()
    }
}

/// The authority's own sentence for the user, beside the fields of the protocol.
#[derive(Debug, Deserialize, Serialize)]
struct Message {
    #[serde(default)]
    message: Option<String>,
}

impl ExtraDeviceAuthorizationFields for Message {}

/// Carries the questions whether the user has signed in, and remembers why one failed: the
/// `oauth2` crate asks on after whatever it takes for a broken connection, and knows only
/// the words of the protocol.
struct Polls<'a> {
    sender: TokenSender<'a>,
    latest: Mutex<Latest>,
}

/// The latest question.
#[derive(Default)]
struct Latest {
    /// From here on the life of a token counts.
    asked_at: Option<DateTime<Utc>>,
    failure: Option<Error>,
}

impl<'c> AsyncHttpClient<'c> for Polls<'_> {
    type Error = Error;
    type Future = BoxFuture<'c, Result<HttpResponse>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            self.latest().asked_at = Some(self.sender.sign_in.clock.now());
            let error = match self.sender.tries(request).await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            let word = error.protocol_word().unwrap_or("refused").to_owned();
            let refused = matches!(error.status(), Some(400..=499))
                && !matches!(error.status(), Some(408 | 429));
            self.latest().failure = Some(error.clone());
            if !refused {
                return Err(error);
            }
            let body = serde_json::json!({ "error": word }).to_string().into_bytes();
            let mut response = HttpResponse::new(body);
            *response.status_mut() = http::StatusCode::BAD_REQUEST;
            Ok(response)
        })
    }
}

impl Polls<'_> {
    fn latest(&self) -> std::sync::MutexGuard<'_, Latest> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What to report, from what the protocol makes of it and from what was really said.
    fn explain(
        &self,
        error: RequestTokenError<Error, DeviceCodeErrorResponse>,
        life: Duration,
    ) -> Error {
        let host = self.sender.host();
        let refusal = match error {
            RequestTokenError::Request(error) => return error,
            RequestTokenError::Parse(error, _) => {
                return unreadable(host, Some(&error.path().to_string()));
            }
            RequestTokenError::Other(_) => return unreadable(host, None),
            RequestTokenError::ServerResponse(refusal) => refusal,
        };
        let last = self.latest().failure.take();
        let word = last.as_ref().and_then(Error::protocol_word).unwrap_or_default();
        let expired =
            *refusal.error() == DeviceCodeErrorResponseType::ExpiredToken || word == "code_expired";
        let declined = matches!(word, "authorization_declined" | "access_denied");
        let message = if expired {
            format!(
                "the code expired before the user had signed in: begin again, and sign in within \
                 {} minutes",
                life.as_secs().div_ceil(60)
            )
        } else if declined {
            "the user declined the sign-in: begin again, and agree to it".to_owned()
        } else {
            return last.unwrap_or_else(|| unreadable(host, None));
        };
        let error = Error::sign_in(message);
        match last {
            // A question that was merely too early explains nothing.
            Some(last) if last.protocol_word() != Some("authorization_pending") => {
                error.with_source(Box::<dyn std::error::Error + Send + Sync>::from(last))
            }
            _ => error,
        }
    }
}
