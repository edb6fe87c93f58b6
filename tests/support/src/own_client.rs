//! An HTTP client of the caller's own.

use std::sync::Arc;

use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};

/// A client that trusts no certificate. It has its own cryptography: where a build brings ring, reqwest has
/// none unless somebody gives it some.
pub fn own_client() -> reqwest::ClientBuilder {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder().tls_backend_preconfigured(config)
}
