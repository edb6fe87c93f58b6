//! Which certificate authorities are trusted, over a real connection.

use std::sync::Arc;

use partner_center::auth::StaticToken;
use partner_center::{
    Cloud, PartnerCenter, PartnerCenterBuilder, client::TlsRoots, clock::ManualClock,
};
use partner_center_test_support::{own_client, read};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

const CART: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-length: 15\r\nconnection: close\r\n\r\n{\"id\":\"cart-1\"}";

/// Answers every connection in TLS. Gives its address and its authority in PEM.
async fn server() -> (String, String) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let host = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let host = host.signed_by(&key, &authority).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![host.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A client that does not trust the certificate goes away here.
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut text = Vec::new();
            while !text.ends_with(b"\r\n\r\n") {
                text.push(stream.read_u8().await.unwrap());
            }
            stream.write_all(CART).await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    (address, authority.pem())
}

fn builder(address: &str) -> PartnerCenterBuilder {
    // The clock stands still, so no limit strikes however slow the machine is.
    PartnerCenter::builder(StaticToken::app_only("canary"))
        .cloud(Cloud::custom(address, address))
        .clock(ManualClock::new())
        .no_proxy()
}

#[tokio::test]
async fn an_unknown_authority_is_not_spoken_to_and_one_that_is_given_is() {
    let (address, pem) = server().await;
    let error = read(&builder(&address).build().unwrap()).await.unwrap_err();
    assert!(error.is_unsent(), "{error}");

    let everywhere = TlsRoots::platform().and_pem(pem.as_str());
    read(&builder(&address).tls_roots(everywhere).build().unwrap()).await.unwrap();
    let only = TlsRoots::only_pem(pem.as_str());
    read(&builder(&address).tls_roots(only).build().unwrap()).await.unwrap();
}

#[tokio::test]
async fn the_cryptography_of_the_rest_of_the_process_is_left_alone() {
    let (address, pem) = server().await;
    let partner = builder(&address).tls_roots(TlsRoots::only_pem(pem)).build().unwrap();
    read(&partner).await.unwrap();
    assert!(CryptoProvider::get_default().is_none());
}

#[cfg(feature = "__mozilla-roots")]
#[tokio::test]
async fn the_roots_of_mozilla_can_be_used_and_added_to() {
    let (address, pem) = server().await;
    let mozilla = builder(&address).tls_roots(TlsRoots::mozilla()).build().unwrap();
    assert!(read(&mozilla).await.unwrap_err().is_unsent());
    let more = builder(&address).tls_roots(TlsRoots::mozilla().and_pem(pem));
    read(&more.build().unwrap()).await.unwrap();
}

#[tokio::test]
async fn another_authority_is_as_good_as_none() {
    let (address, _) = server().await;
    let (_, other) = server().await;
    let partner = builder(&address).tls_roots(TlsRoots::only_pem(other)).build().unwrap();
    assert!(read(&partner).await.unwrap_err().is_unsent());
}

#[test]
fn what_is_no_certificate_is_refused_when_the_client_is_built() {
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for text in ["", "no certificate", "-----BEGIN CERTIFICATE-----", broken] {
        for roots in [TlsRoots::only_pem(text), TlsRoots::platform().and_pem(text)] {
            let error = builder("https://localhost:1").tls_roots(roots).build().unwrap_err();
            assert!(error.is_invalid(), "{text:?}: {error}");
        }
    }
}

#[test]
fn roots_beside_a_client_of_ones_own_are_refused() {
    let builder = builder("https://localhost:1").http_client(own_client().build().unwrap());
    let error = builder.tls_roots(TlsRoots::platform()).build().unwrap_err();
    assert!(error.to_string().contains("you have brought another"), "{error}");
}
