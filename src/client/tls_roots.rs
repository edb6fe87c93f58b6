//! Which certificate authorities are trusted.

use std::fmt;

use reqwest::ClientBuilder;
#[cfg(feature = "__rustls")]
use rustls_pki_types::{CertificateDer, pem::PemObject};

use crate::error::{Error, Result};

/// The certificate authorities that a client trusts.
///
/// ```no_run
/// use partner_center::{PartnerCenter, auth::ClientSecret, client::TlsRoots};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // What the company's inspecting proxy signs with.
/// let roots = TlsRoots::platform().and_pem(std::fs::read("company-root.pem")?);
/// let secret = ClientSecret::new("contoso.example", "app-id", "secret");
/// let partner = PartnerCenter::builder(secret).tls_roots(roots).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct TlsRoots {
    base: Base,
    more: Vec<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, Default)]
enum Base {
    #[default]
    Platform,
    #[cfg(feature = "__mozilla-roots")]
    Mozilla,
    Nothing,
}

impl TlsRoots {
    /// What the operating system trusts, judged by its own verifier where it has one.
    pub fn platform() -> Self {
        Self::default()
    }

    /// What Mozilla trusts, as of the build: for machines that bring no roots, such as an empty
    /// container.
    #[cfg(feature = "__mozilla-roots")]
    pub fn mozilla() -> Self {
        Self { base: Base::Mozilla, more: Vec::new() }
    }

    /// Only the authorities in `pem`, one or more certificates.
    pub fn only_pem(pem: impl Into<Vec<u8>>) -> Self {
        Self { base: Base::Nothing, more: vec![pem.into()] }
    }

    /// The authorities in `pem`, too: one or more certificates.
    pub fn and_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.more.push(pem.into());
        self
    }

    #[cfg(feature = "rustls")]
    pub(super) fn apply(&self, builder: ClientBuilder) -> Result<ClientBuilder> {
        let mut roots = Vec::new();
        for root in self.certificates()? {
            roots.push(reqwest::Certificate::from_der(&root).map_err(unreadable)?);
        }
        Ok(match self.base {
            Base::Platform if roots.is_empty() => builder,
            Base::Platform => builder.tls_certs_merge(roots),
            _ => builder.tls_certs_only(roots),
        })
    }

    #[cfg(all(feature = "rustls-ring", not(feature = "rustls")))]
    pub(super) fn apply(&self, builder: ClientBuilder) -> Result<ClientBuilder> {
        let roots = self.certificates()?;
        let config = match self.base {
            Base::Platform => super::ring_tls::platform(roots),
            _ => super::ring_tls::only(roots),
        };
        Ok(builder.tls_backend_preconfigured(config.map_err(super::refusal::not_made)?))
    }

    #[cfg(not(feature = "__rustls"))]
    pub(super) fn apply(&self, builder: ClientBuilder) -> Result<ClientBuilder> {
        if self.more.is_empty() {
            return Ok(builder);
        }
        Err(Error::invalid(
            "tls_roots",
            "this build has no TLS that could use them: enable the feature `rustls`",
        ))
    }

    /// What is trusted beside, or in the place of, the platform's authorities.
    #[cfg(feature = "__rustls")]
    fn certificates(&self) -> Result<Vec<CertificateDer<'static>>> {
        let mut all = Vec::new();
        for pem in &self.more {
            let before = all.len();
            for certificate in CertificateDer::pem_slice_iter(pem) {
                all.push(certificate.map_err(unreadable)?);
            }
            if all.len() == before {
                return Err(none_found());
            }
        }
        #[cfg(feature = "__mozilla-roots")]
        if matches!(self.base, Base::Mozilla) {
            all.extend_from_slice(webpki_root_certs::TLS_SERVER_ROOT_CERTS);
        }
        Ok(all)
    }
}

#[cfg(feature = "__rustls")]
fn unreadable(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    let source: Box<dyn std::error::Error + Send + Sync> = Box::new(error);
    none_found().with_source(source)
}

#[cfg(feature = "__rustls")]
fn none_found() -> Error {
    Error::invalid(
        "tls_roots",
        "there is no certificate in what was given, or one that cannot be read: give them in PEM, \
         from `-----BEGIN CERTIFICATE-----` on",
    )
}

impl fmt::Debug for TlsRoots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsRoots")
            .field("base", &self.base)
            .field("more", &self.more.len())
            .finish()
    }
}
