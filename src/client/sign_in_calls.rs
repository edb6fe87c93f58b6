//! The calls that have to do with signing in: of a user, by the means of a client, and the one
//! that asks the service what it makes of a sign-in.

use http::{HeaderName, HeaderValue};
use reqwest::Url;
use serde_json::value::RawValue;

use super::partner::PartnerCenter;
use crate::auth::{
    AuthorizationCode, DeviceCode, DevicePrompt, Means, MfaVerdict, SignedIn, TokenKind,
};
use crate::error::{Error, Result};

const VALIDATE: HeaderName = HeaderName::from_static("validatemfa");

impl DeviceCode {
    /// Asks for a code, has `show` show it, and waits until the user has signed in.
    ///
    /// `partner` says where and by which means; its credential is not used, so that it may be
    /// the very [`RefreshToken`](crate::auth::RefreshToken) whose store is still empty. The wait is
    /// as long as the code is good, a quarter of an hour as a rule. Dropping the future ends
    /// it; what can remain is a code that nobody asks for, or, if the user had just signed in,
    /// a refresh token that nobody has.
    ///
    /// # Errors
    ///
    /// A code that expired, a user who declined, or what any sign-in can fail with.
    pub async fn sign_in(
        &self,
        partner: &PartnerCenter,
        show: impl FnOnce(&DevicePrompt),
    ) -> Result<SignedIn> {
        self.sign_in_by(means(partner), show).await
    }
}

impl AuthorizationCode {
    /// Has `open` open an address in a browser, and waits until it comes back.
    ///
    /// `open` should start the browser and return, or print the address for the user.
    /// `partner` says where and by which means; its credential is not used, so that it may be
    /// the very [`RefreshToken`](crate::auth::RefreshToken) whose store is still empty. Needs a
    /// tokio runtime with its I/O enabled. Dropping the future closes the port; once the
    /// browser has come back, a refresh token that nobody has can remain.
    ///
    /// # Errors
    ///
    /// A redirect address that is none or whose port is taken, before anything is sent; a
    /// user who declined or took too long; or what any sign-in can fail with.
    pub async fn sign_in(
        &self,
        partner: &PartnerCenter,
        open: impl FnOnce(&Url),
    ) -> Result<SignedIn> {
        self.sign_in_by(means(partner), open).await
    }
}

impl PartnerCenter {
    /// Asks the service whether it counts the user's sign-in as multi-factor: one read, of one
    /// customer, that asks for the verdict beside the answer.
    ///
    /// A client without a user sends nothing: it is not subject to MFA.
    ///
    /// The verdict is about the token that the client uses now. What the token itself claims
    /// is in [`TokenClaims::mfa`](crate::auth::TokenClaims::mfa), and costs no request.
    ///
    /// # Errors
    ///
    /// What any read can fail with; a refusal because MFA is missing is the verdict
    /// [`Missing`](MfaVerdict::Missing) and no error, also where the token says so itself and
    /// the service was not asked.
    pub async fn validate_mfa(&self) -> Result<MfaVerdict> {
        if self.token_kind() == TokenKind::AppOnly {
            return Ok(MfaVerdict::NotSaid);
        }
        let mut request = self.api().list_customers().size(1).request()?;
        request.headers_mut().insert(VALIDATE, HeaderValue::from_static("true"));
        match self.api().send::<Box<RawValue>>(request).await.map_err(Error::from) {
            Ok(answer) => Ok(MfaVerdict::of(answer.headers(), answer.get())),
            Err(error) if error.code() == Some("900421") => Ok(MfaVerdict::Missing),
            Err(error) => Err(error),
        }
    }
}

/// What a client lends to a sign-in. Its credential is not among it.
fn means(partner: &PartnerCenter) -> Means<'_> {
    let shared = partner.shared();
    Means {
        endpoint: &shared.hosts.main().endpoint,
        sender: &shared.sender,
        clock: &shared.clock,
        entropy: &shared.entropy,
        retry: &shared.limits.retry,
    }
}
