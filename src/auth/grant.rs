//! The exchange with the token endpoint: one grant for one access token.
//!
//! [`TokenRequest`] writes the form, [`TokenSender`] carries it, [`TokenResponse`] reads the answer.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};
use partner_center_api::support::BoxFuture;
use secrecy::{ExposeSecret, SecretString};

use super::application::{Application, PROOF_LIFE};
use super::pkce::Verifier;
use super::token_request::{Field, TokenRequest};
use super::token_response::TokenResponse;
use super::token_sender::TokenSender;
use super::{AccessToken, SignIn, TokenEndpoint, TokenVersion};
use crate::error::Result;

/// What is given for a token.
pub(super) enum Grant<'a> {
    ClientCredentials,
    RefreshToken(&'a SecretString),
    AuthorizationCode { code: SecretString, verifier: Verifier, redirect: String },
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
        let request = self.token_request(sign_in, &grant)?;
        let sender = match grant {
            Grant::AuthorizationCode { .. } => TokenSender::once(sign_in),
            Grant::ClientCredentials | Grant::RefreshToken(_) => TokenSender::new(sign_in),
        };
        // The life of a token counts from before it was asked for, since nobody knows when
        // exactly it was made.
        let asked_at = sign_in.clock.now();
        Granted::read(sender.ask(&request).await?, asked_at)
    }

    fn token_request(&self, sign_in: &SignIn<'_>, grant: &Grant<'_>) -> Result<TokenRequest> {
        let endpoint = sign_in.endpoint();
        let mut fields = grant.fields();
        fields.extend(grant.scope(endpoint).map(|scope| ("scope", scope)));
        self.identify(&mut fields, sign_in, PROOF_LIFE)?;
        if endpoint.version() == TokenVersion::V1 {
            fields.push(("resource", endpoint.audience().into()));
        }
        Ok(TokenRequest::new(endpoint.token_url(&self.tenant)?, &fields))
    }
}

impl Grant<'_> {
    /// What the standard has for it (RFC 6749 and RFC 7636), beside the scope.
    fn fields(&self) -> Vec<Field<'_>> {
        match self {
            Self::ClientCredentials => vec![("grant_type", "client_credentials".into())],
            Self::RefreshToken(token) => vec![
                ("grant_type", "refresh_token".into()),
                ("refresh_token", token.expose_secret().into()),
            ],
            Self::AuthorizationCode { code, verifier, redirect } => vec![
                ("grant_type", "authorization_code".into()),
                ("code", code.expose_secret().into()),
                ("code_verifier", verifier.secret().into()),
                ("redirect_uri", redirect.into()),
            ],
        }
    }

    fn scope(&self, endpoint: &TokenEndpoint) -> Option<Cow<'static, str>> {
        match (self, endpoint.version()) {
            (Self::RefreshToken(_), TokenVersion::V1) => Some("openid".into()),
            (_, TokenVersion::V1) => None,
            (Self::ClientCredentials, TokenVersion::V2) => Some(endpoint.scope().into()),
            // Without `offline_access` the v2.0 endpoint keeps the next refresh token.
            (_, TokenVersion::V2) => Some(endpoint.user_scope().into()),
        }
    }
}

impl Granted {
    pub(super) fn read(mut answer: TokenResponse<'_>, asked_at: DateTime<Utc>) -> Result<Self> {
        let expires_at = answer
            .life()
            .and_then(|life| TimeDelta::from_std(life).ok())
            .and_then(|life| asked_at.checked_add_signed(life));
        let secret = answer.secret("access_token")?;
        let access = match expires_at {
            Some(end) => AccessToken::granted(secret, end),
            None => AccessToken::new(secret),
        };
        let refresh = answer.text_if_any("refresh_token")?.map(SecretString::from);
        Ok(Self { access, refresh })
    }
}
