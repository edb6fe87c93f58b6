//! Signing in as an application, with a certificate.

use partner_center_api::support::BoxFuture;

use super::application::{Application, Proof};
use super::{AccessToken, Certificate, SignIn, TokenKind, TokenSource};
use crate::error::Result;

/// An application and its certificate: tokens without a user (grant `client_credentials`
/// with a signed assertion).
///
/// ```no_run
/// use partner_center::auth::{Certificate, ClientCertificate};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let certificate = Certificate::from_pem(std::fs::read("partner.pem")?)?;
/// let credential = ClientCertificate::new(
///     "7d6f1a52-64c1-4c3a-9a51-6b3b2f6c1e10", // the partner's tenant, or a domain of it
///     "3c0e9b0e-0f5e-4a0e-8d55-5f5d0c9c7a21", // the application (client) id
///     certificate,
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ClientCertificate(Application);

impl ClientCertificate {
    /// An application of `tenant` that signs in with `certificate`.
    ///
    /// The tenant is a directory id or a domain name; one that is neither is refused at the
    /// first sign-in, before anything is sent.
    pub fn new(
        tenant: impl Into<String>,
        client_id: impl Into<String>,
        certificate: Certificate,
    ) -> Self {
        Self(Application::new(tenant, client_id).with(Proof::Certificate(certificate)))
    }
}

impl TokenSource for ClientCertificate {
    fn kind(&self) -> TokenKind {
        TokenKind::AppOnly
    }

    fn token<'a>(&'a self, sign_in: &'a SignIn<'a>) -> BoxFuture<'a, Result<AccessToken>> {
        self.0.token_alone(sign_in)
    }
}
