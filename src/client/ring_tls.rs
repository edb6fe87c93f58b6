//! TLS by ring.
//!
//! Left to itself, reqwest takes aws-lc-rs or what is installed for the whole process. A library
//! should install nothing there, so reqwest is handed TLS that is ready to use. It offers HTTP/1.1
//! alone, as reqwest does where nobody enables its HTTP/2.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, Error, RootCertStore};
use rustls_platform_verifier::Verifier;

type Certificates = Vec<CertificateDer<'static>>;
type Result<T> = std::result::Result<T, Error>;

/// TLS that trusts whom the operating system trusts, and `more`.
pub(super) fn platform(more: Certificates) -> Result<ClientConfig> {
    let verifier = if more.is_empty() { Verifier::new(provider()) } else { with(more) };
    config(Arc::new(verifier?))
}

/// TLS that trusts `roots` and nobody else.
pub(super) fn only(roots: Certificates) -> Result<ClientConfig> {
    let mut store = RootCertStore::empty();
    for root in roots {
        store.add(root)?;
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider())
        .build()
        .map_err(|error| Error::General(error.to_string()))?;
    config(verifier)
}

#[cfg(not(target_os = "android"))]
fn with(more: Certificates) -> Result<Verifier> {
    Verifier::new_with_extra_roots(more, provider())
}

#[cfg(target_os = "android")]
fn with(_: Certificates) -> Result<Verifier> {
    Err(Error::General("Android's own verifier takes no further roots".to_owned()))
}

/// What the process has chosen, such as a provider for FIPS; else ring.
fn provider() -> Arc<CryptoProvider> {
    CryptoProvider::get_default().cloned().unwrap_or_else(|| Arc::new(ring::default_provider()))
}

fn config(verifier: Arc<dyn ServerCertVerifier>) -> Result<ClientConfig> {
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
