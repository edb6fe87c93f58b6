//! The exchange with the token endpoint: one grant for one access token.
//!
//! The `oauth2` crate writes the request and reads the success; the client's own wire
//! carries them, and refusals are read here, since the protocol knows nothing of `AADSTS`
//! numbers and of pages of HTML.

use std::fmt;
use std::time::Duration;

use chrono::TimeDelta;
use http::StatusCode;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
};
use oauth2::{
    AsyncHttpClient, AuthType, ClientId, HttpRequest, HttpResponse, RequestTokenError, Scope,
    StandardRevocableToken, TokenResponse, TokenUrl,
};
use partner_center_api::support::{BoxFuture, Retry};
use secrecy::{ExposeSecret, SecretString};

use super::token_response::Answer;
use super::{AccessToken, SignIn, TokenVersion};
use crate::clock::within;
use crate::error::{Delivery, Error, Fault, GaveUp, Kind, Result};
use crate::transport::{Next, Outcome, WireError, collect, next, retry_after, without_bom};

type Client<Token> = oauth2::Client<
    BasicErrorResponse,
    Answer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    oauth2::EndpointNotSet,
    oauth2::EndpointNotSet,
    oauth2::EndpointNotSet,
    oauth2::EndpointNotSet,
    Token,
>;

/// How long one request to the token endpoint may take.
const TRY_LIMIT: Duration = Duration::from_secs(30);

/// The longest answer that is read, in bytes: many times what a token needs.
const RESPONSE_LIMIT: usize = 1024 * 1024;

/// Who signs in.
pub(super) struct Application {
    pub(super) tenant: String,
    pub(super) client_id: String,
    pub(super) secret: Option<SecretString>,
}

/// What is given for a token.
pub(super) enum Grant<'a> {
    ClientCredentials,
    RefreshToken(&'a SecretString),
}

/// What came back.
pub(super) struct Granted {
    pub(super) access: AccessToken,
    /// The successor of the refresh token, where there is one.
    pub(super) refresh: Option<SecretString>,
}

impl Application {
    pub(super) async fn exchange(&self, sign_in: &SignIn<'_>, grant: Grant<'_>) -> Result<Granted> {
        let client = self.client(sign_in)?;
        let wire = TokenWire(sign_in);
        let endpoint = sign_in.endpoint();
        // The life of a token counts from before it was asked for, since nobody knows when
        // exactly it was made.
        let asked_at = sign_in.clock.now();
        let answer = match (grant, endpoint.version()) {
            (Grant::ClientCredentials, TokenVersion::V1) => {
                let request = client.exchange_client_credentials();
                request.add_extra_param("resource", endpoint.audience()).request_async(&wire).await
            }
            (Grant::ClientCredentials, TokenVersion::V2) => {
                let request = client.exchange_client_credentials();
                request.add_scope(Scope::new(endpoint.scope())).request_async(&wire).await
            }
            (Grant::RefreshToken(token), version) => {
                let token = oauth2::RefreshToken::new(token.expose_secret().to_owned());
                let request = client.exchange_refresh_token(&token);
                let request = match version {
                    TokenVersion::V1 => request
                        .add_extra_param("resource", endpoint.audience())
                        .add_scope(Scope::new("openid".to_owned())),
                    // Without `offline_access` the v2.0 endpoint keeps the next refresh token.
                    TokenVersion::V2 => request
                        .add_scope(Scope::new(endpoint.scope()))
                        .add_scope(Scope::new("offline_access".to_owned())),
                };
                request.request_async(&wire).await
            }
        }
        .map_err(|error| unreadable_unless_ours(error, endpoint.host()))?;

        let expires_at = answer
            .expires_in()
            .and_then(|life| TimeDelta::from_std(life).ok())
            .and_then(|life| asked_at.checked_add_signed(life));
        let secret = answer.access_token().secret().as_str();
        let access = match expires_at {
            Some(end) => AccessToken::expiring(secret, end),
            None => AccessToken::new(secret),
        };
        let refresh = answer.refresh_token().map(|token| token.secret().as_str().into());
        Ok(Granted { access, refresh })
    }

    fn client(&self, sign_in: &SignIn<'_>) -> Result<Client<oauth2::EndpointSet>> {
        let url = TokenUrl::from_url(sign_in.endpoint().token_url(&self.tenant)?);
        let client: Client<oauth2::EndpointNotSet> =
            oauth2::Client::new(ClientId::new(self.client_id.clone()));
        // In the body, as the service's pages show it, and not in an Authorization header.
        let client = client.set_auth_type(AuthType::RequestBody).set_token_uri(url);
        Ok(match &self.secret {
            Some(secret) => {
                let secret = secret.expose_secret().to_owned();
                client.set_client_secret(oauth2::ClientSecret::new(secret))
            }
            None => client,
        })
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Application")
            .field("tenant", &self.tenant)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

type Refusal = RequestTokenError<Error, BasicErrorResponse>;

/// Says of a success that it could not be read, without quoting any of it: it may hold a token.
fn unreadable_unless_ours(error: Refusal, host: &str) -> Error {
    match error {
        RequestTokenError::Request(ours) => ours,
        RequestTokenError::Parse(error, _) => Error::sign_in(format!(
            "the answer of {host} could not be read at `{}`: it is not what a token endpoint \
             answers, so check the authority",
            error.path()
        )),
        RequestTokenError::ServerResponse(_) | RequestTokenError::Other(_) => {
            Error::sign_in(format!(
                "the answer of {host} could not be read: it is not what a token endpoint \
                 answers, so check the authority"
            ))
        }
    }
}

/// Carries requests to the token endpoint, and tries again as for any call that only reads:
/// asking for a token twice does no harm.
struct TokenWire<'a>(&'a SignIn<'a>);

impl<'c> AsyncHttpClient<'c> for TokenWire<'_> {
    type Error = Error;
    type Future = BoxFuture<'c, Result<HttpResponse>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.tries(request))
    }
}

impl TokenWire<'_> {
    async fn tries(&self, request: HttpRequest) -> Result<HttpResponse> {
        let SignIn { clock, entropy, retry, .. } = *self.0;
        let mut tried = 0;
        loop {
            let limit = TRY_LIMIT.min(self.0.remaining());
            let result = within(clock, limit, self.one_try(request.clone())).await;
            tried += 1;
            let (outcome, error) = match result {
                Some(Ok(response)) => return Ok(response),
                Some(Err(failure)) => failure,
                None => {
                    let message = format!("{} did not answer in time", self.host());
                    (Outcome::Lost, Error::sign_in(message))
                }
            };
            let error = error.with_tries(tried);
            if next(Retry::Read, outcome, false) != Next::Again {
                return Err(error);
            }
            match retry.pause(tried, error.retry_after(), self.0.remaining(), entropy) {
                Ok(pause) => {
                    tracing::debug!(
                        tried,
                        pause_ms = pause.as_millis(),
                        "asking for a token again"
                    );
                    clock.sleep(pause).await;
                }
                Err(GaveUp::Tries) => return Err(error.with_gave_up(GaveUp::Tries)),
                Err(reason) => return Err(error.with_gave_up(reason)),
            }
        }
    }

    async fn one_try(&self, request: HttpRequest) -> Result<HttpResponse, (Outcome, Error)> {
        let request = reqwest::Request::try_from(request).map_err(|error| {
            (Outcome::Answered(400), self.failed("cannot be asked", error.without_url()))
        })?;
        let response = self.0.wire.execute(request).await.map_err(|error| self.lost(error))?;
        let status = response.status();
        let headers = response.headers().clone();
        let body = collect(response, RESPONSE_LIMIT).await.map_err(|error| {
            (Outcome::Lost, self.failed("broke off its answer", error.into_source()))
        })?;
        let body = without_bom(body);
        if status == StatusCode::OK {
            let mut response = HttpResponse::new(body.into());
            if let Some(kind) = headers.get(http::header::CONTENT_TYPE) {
                response.headers_mut().insert(http::header::CONTENT_TYPE, kind.clone());
            }
            return Ok(response);
        }
        let fault = Fault::read(&body);
        let unread = fault.is_none();
        let message = format!("{} refused", self.host());
        let mut error = Error::sign_in(message)
            .with_status(status.as_u16())
            .with_fault(fault)
            .with_retry_after(retry_after(&headers, self.0.clock.now()));
        if unread {
            error = error.with_body(&body);
        }
        Err((Outcome::Answered(status.as_u16()), error))
    }

    fn lost(&self, error: WireError) -> (Outcome, Error) {
        if error.is_unsent() {
            (Outcome::Unsent, self.failed("could not be reached", error))
        } else if let Some(to) = error.redirected_to() {
            let message =
                format!("{} named another address, `{to}`: check the authority", self.host());
            (
                Outcome::Answered(307),
                Error::new(Kind::SignIn { message: message.into() }, Delivery::NotDone),
            )
        } else {
            (Outcome::Lost, self.failed("did not answer", error))
        }
    }

    fn failed(
        &self,
        what: &str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Error {
        Error::sign_in(format!("{} {what}", self.host())).with_source(source.into())
    }

    fn host(&self) -> &str {
        self.0.endpoint.host()
    }
}
