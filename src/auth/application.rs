//! Who signs in, and how the token endpoint knows that it is they.

use std::fmt;
use std::time::Duration;

use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
};
use oauth2::{AuthType, ClientId, EndpointNotSet, EndpointSet, StandardRevocableToken, TokenUrl};
use secrecy::{ExposeSecret, SecretString};

#[cfg(feature = "__certificate")]
use super::Certificate;
use super::SignIn;
use super::token_response::Answer;
use crate::error::Result;

/// The `oauth2` crate's client with our own answer type, a token address, and whichever of
/// the other addresses a grant needs.
pub(super) type Client<Auth = EndpointNotSet, Device = EndpointNotSet, Token = EndpointSet> =
    oauth2::Client<
        BasicErrorResponse,
        Answer,
        BasicTokenIntrospectionResponse,
        StandardRevocableToken,
        BasicRevocationErrorResponse,
        Auth,
        Device,
        EndpointNotSet,
        EndpointNotSet,
        Token,
    >;

/// A form parameter on top of those of the grant.
pub(super) type Parameter = (&'static str, String);

/// How long what proves the application is good for, where it is sent at once.
pub(super) const PROOF_LIFE: Duration = Duration::from_secs(600);

/// An application of a tenant.
#[derive(Clone)]
pub(super) struct Application {
    pub(super) tenant: String,
    pub(super) client_id: String,
    pub(super) proof: Proof,
}

/// What an application proves with that it is the one it says.
#[derive(Clone)]
pub(super) enum Proof {
    /// Nothing: a native application, which could keep no secret.
    Nothing,
    Secret(SecretString),
    #[cfg(feature = "__certificate")]
    Certificate(Certificate),
}

impl Application {
    pub(super) fn new(tenant: impl Into<String>, client_id: impl Into<String>) -> Self {
        Self { tenant: tenant.into(), client_id: client_id.into(), proof: Proof::Nothing }
    }

    /// This application, which proves that it is the one it says.
    pub(super) fn with(self, proof: Proof) -> Self {
        Self { proof, ..self }
    }

    pub(super) fn client(&self, sign_in: &SignIn<'_>) -> Result<Client> {
        let url = TokenUrl::from_url(sign_in.endpoint().token_url(&self.tenant)?);
        let client: Client<EndpointNotSet, EndpointNotSet, EndpointNotSet> =
            oauth2::Client::new(ClientId::new(self.client_id.clone()));
        // In the body, as the service's pages show it, and not in an Authorization header.
        let client = client.set_auth_type(AuthType::RequestBody).set_token_uri(url);
        Ok(match &self.proof {
            Proof::Secret(secret) => {
                let secret = secret.expose_secret().to_owned();
                client.set_client_secret(oauth2::ClientSecret::new(secret))
            }
            _ => client,
        })
    }

    /// What a proof adds to the form, beside the secret that the client writes itself. The
    /// form can be sent for as long as `life`.
    #[cfg_attr(not(feature = "__certificate"), allow(unused_variables))]
    pub(super) fn proof(&self, sign_in: &SignIn<'_>, life: Duration) -> Result<Vec<Parameter>> {
        match &self.proof {
            #[cfg(feature = "__certificate")]
            Proof::Certificate(certificate) => {
                let url = sign_in.endpoint().token_url(&self.tenant)?;
                let assertion = certificate.assertion(
                    &self.client_id,
                    url.as_str(),
                    sign_in.clock.now(),
                    life,
                    sign_in.entropy.uuid(),
                )?;
                Ok(vec![
                    (
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned(),
                    ),
                    ("client_assertion", assertion),
                ])
            }
            _ => Ok(Vec::new()),
        }
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let proof = match &self.proof {
            Proof::Nothing => "nothing",
            Proof::Secret(_) => "secret",
            #[cfg(feature = "__certificate")]
            Proof::Certificate(_) => "certificate",
        };
        f.debug_struct("Application")
            .field("tenant", &self.tenant)
            .field("client_id", &self.client_id)
            .field("proof", &proof)
            .finish()
    }
}
