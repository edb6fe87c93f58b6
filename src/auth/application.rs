//! Who signs in, and how the token endpoint knows that it is they.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

#[cfg(feature = "__certificate")]
use super::Certificate;
use super::SignIn;
use super::token_request::Field;
use crate::error::Result;

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

    /// Adds to a form who asks, and what proves it. The form can be sent for as long as `life`.
    #[cfg_attr(not(feature = "__certificate"), allow(unused_variables))]
    pub(super) fn identify<'a>(
        &'a self,
        fields: &mut Vec<Field<'a>>,
        sign_in: &SignIn<'_>,
        life: Duration,
    ) -> Result<()> {
        fields.push(("client_id", Cow::from(&self.client_id)));
        match &self.proof {
            Proof::Nothing => {}
            // In the body, as the service's pages show it, and not in an Authorization header.
            Proof::Secret(secret) => fields.push(("client_secret", secret.expose_secret().into())),
            #[cfg(feature = "__certificate")]
            Proof::Certificate(certificate) => {
                let assertion = certificate.assertion(
                    &self.client_id,
                    sign_in.endpoint().token_url(&self.tenant)?.as_str(),
                    sign_in.clock.now(),
                    life,
                    sign_in.entropy.uuid(),
                )?;
                let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                fields.push(("client_assertion_type", kind.into()));
                fields.push(("client_assertion", assertion.into()));
            }
        }
        Ok(())
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
