//! The exchange with the token endpoint: one grant for one access token.
//!
//! The `oauth2` crate writes the request and reads the success; [`TokenSender`] carries them.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};
use oauth2::basic::BasicErrorResponse;
use oauth2::{PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, TokenResponse};
use partner_center_api::support::BoxFuture;
use secrecy::{ExposeSecret, SecretString};

use super::application::{Application, PROOF_LIFE};
use super::token_response::Answer;
use super::token_sender::TokenSender;
use super::{AccessToken, SignIn, TokenVersion};
use crate::error::{Error, Result};

/// What is given for a token.
pub(super) enum Grant<'a> {
    ClientCredentials,
    RefreshToken(&'a SecretString),
    AuthorizationCode { code: SecretString, verifier: PkceCodeVerifier, redirect: RedirectUrl },
}

/// What came back.
pub(super) struct Granted {
    pub(super) access: AccessToken,
    /// The successor of the refresh token, or the first one, where there is one.
    pub(super) refresh: Option<SecretString>,
}

impl Application {
    /// A token for the application alone.
    pub(super) fn token_alone<'a>(
        &'a self,
        sign_in: &'a SignIn<'a>,
    ) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(async { Ok(self.exchange(sign_in, Grant::ClientCredentials).await?.access) })
    }

    pub(super) async fn exchange(&self, sign_in: &SignIn<'_>, grant: Grant<'_>) -> Result<Granted> {
        let client = self.client(sign_in)?;
        let mut extra = self.proof(sign_in, PROOF_LIFE)?;
        let sender = match grant {
            Grant::AuthorizationCode { .. } => TokenSender::once(sign_in),
            Grant::ClientCredentials | Grant::RefreshToken(_) => TokenSender::new(sign_in),
        };
        let endpoint = sign_in.endpoint();
        if endpoint.version() == TokenVersion::V1 {
            extra.push(("resource", endpoint.audience().to_owned()));
        }
        // The life of a token counts from before it was asked for, since nobody knows when
        // exactly it was made.
        let asked_at = sign_in.clock.now();
        let answer = match (grant, endpoint.version()) {
            (Grant::ClientCredentials, version) => {
                let mut request = client.exchange_client_credentials();
                if version == TokenVersion::V2 {
                    request = request.add_scope(Scope::new(endpoint.scope()));
                }
                for (name, value) in extra {
                    request = request.add_extra_param(name, value);
                }
                request.request_async(&sender).await
            }
            (Grant::RefreshToken(token), version) => {
                let token = oauth2::RefreshToken::new(token.expose_secret().to_owned());
                let request = client.exchange_refresh_token(&token);
                let mut request = match version {
                    TokenVersion::V1 => request.add_scope(Scope::new("openid".to_owned())),
                    // Without `offline_access` the v2.0 endpoint keeps the next refresh token.
                    TokenVersion::V2 => request
                        .add_scope(Scope::new(endpoint.scope()))
                        .add_scope(Scope::new("offline_access".to_owned())),
                };
                for (name, value) in extra {
                    request = request.add_extra_param(name, value);
                }
                request.request_async(&sender).await
            }
            (Grant::AuthorizationCode { code, verifier, redirect }, version) => {
                let code = oauth2::AuthorizationCode::new(code.expose_secret().to_owned());
                let mut request = client
                    .exchange_code(code)
                    .set_pkce_verifier(verifier)
                    .set_redirect_uri(Cow::Owned(redirect));
                if version == TokenVersion::V2 {
                    extra.push(("scope", endpoint.user_scope()));
                }
                for (name, value) in extra {
                    request = request.add_extra_param(name, value);
                }
                request.request_async(&sender).await
            }
        }
        .map_err(|error| unreadable_unless_ours(error, endpoint.host()))?;
        Ok(Granted::new(&answer, asked_at))
    }
}

impl Granted {
    pub(super) fn new(answer: &Answer, asked_at: DateTime<Utc>) -> Self {
        let expires_at = answer
            .expires_in()
            .and_then(|life| TimeDelta::from_std(life).ok())
            .and_then(|life| asked_at.checked_add_signed(life));
        let secret = answer.access_token().secret().as_str();
        let access = match expires_at {
            Some(end) => AccessToken::granted(secret, end),
            None => AccessToken::new(secret),
        };
        let refresh = answer.refresh_token().map(|token| token.secret().as_str().into());
        Self { access, refresh }
    }
}

/// Says of a success that it could not be read, without quoting any of it: it may hold a token.
pub(super) fn unreadable_unless_ours(
    error: RequestTokenError<Error, BasicErrorResponse>,
    host: &str,
) -> Error {
    match error {
        RequestTokenError::Request(ours) => ours,
        RequestTokenError::Parse(error, _) => unreadable(host, Some(&error.path().to_string())),
        RequestTokenError::ServerResponse(_) | RequestTokenError::Other(_) => {
            unreadable(host, None)
        }
    }
}

pub(super) fn unreadable(host: &str, place: Option<&str>) -> Error {
    let at = place.map(|place| format!(" at `{place}`")).unwrap_or_default();
    Error::sign_in(format!(
        "the answer of {host} could not be read{at}: it is not what a token endpoint answers, so \
         check the authority"
    ))
}
