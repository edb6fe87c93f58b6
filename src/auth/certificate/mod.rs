//! A certificate and its key, with which an application proves who it is.

mod algorithm;
mod assertion;
mod pem;
#[cfg(feature = "__pkcs12")]
mod pkcs12;
mod refusal;
mod rsa;

use std::fmt;
use std::sync::Arc;

use crate::error::Result;
use refusal::invalid;
use rsa::digest::{SHA256, digest};
use rsa::signature::{KeyPair, RsaKeyPair};

pub use algorithm::AssertionAlgorithm;

/// A certificate registered for an application, and its RSA key.
///
/// Cheap to clone; the key is never printed. What it signs is good for ten minutes and for
/// one token endpoint.
///
/// ```
/// use partner_center::auth::Certificate;
///
/// // A file with the certificate and its private key, in either order.
/// let error = Certificate::from_pem("not a certificate").unwrap_err();
/// assert!(error.to_string().starts_with("certificate: "));
/// ```
#[derive(Clone)]
pub struct Certificate {
    key: Arc<RsaKeyPair>,
    thumbprint: [u8; 32],
    algorithm: AssertionAlgorithm,
}

impl Certificate {
    /// Sets how assertions are signed; otherwise [`AssertionAlgorithm::Ps256`].
    pub fn algorithm(mut self, algorithm: AssertionAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// The SHA-256 thumbprint, in upper-case hexadecimal digits, as portals show it.
    pub fn thumbprint(&self) -> String {
        self.thumbprint.iter().map(|byte| format!("{byte:02X}")).collect()
    }

    /// Takes the one of `certificates` that belongs to `key`.
    fn of<'a>(key: RsaKeyPair, certificates: impl IntoIterator<Item = &'a [u8]>) -> Result<Self> {
        // A certificate holds its public key in the very bytes that `key` gives, so that no
        // parser of certificates is needed to tell whose it is.
        let public = key.public_key().as_ref();
        let mut seen = 0;
        let mut found = certificates
            .into_iter()
            .inspect(|_| seen += 1)
            .filter(|certificate| certificate.windows(public.len()).any(|window| window == public));
        let first = found.next();
        if found.any(|other| Some(other) != first) {
            return Err(invalid(
                "there are several certificates of its key in it, as after a renewal: give the one \
                 that is registered for the application",
            ));
        }
        let Some(certificate) = first else {
            return Err(invalid(match seen {
                0 => "there is no certificate in it: add the one that belongs to the key",
                1 => {
                    "the certificate does not belong to the key: give the pair that was made together"
                }
                _ => {
                    "none of the certificates belongs to the key: give the pair that was made together"
                }
            }));
        };
        let digest = digest(&SHA256, certificate);
        let mut thumbprint = [0; 32];
        thumbprint.copy_from_slice(digest.as_ref());
        Ok(Self { key: Arc::new(key), thumbprint, algorithm: AssertionAlgorithm::default() })
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("thumbprint", &self.thumbprint())
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}
