//! Signing in with a certificate: the assertion is checked with the public key.

use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey,
};
use aws_lc_rs::{rsa, signature::KeyPair as _};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use partner_center::auth::{
    AssertionAlgorithm, Certificate, ClientCertificate, DeviceCode, RefreshToken, TokenKind,
    TokenVersion,
};
use partner_center_test_support::{Script, answer, read};
use serde_json::Value;

use crate::fields;

const CERT: &str = include_str!("fixtures/cert.pem");
const KEY: &str = include_str!("fixtures/key.pem");
const KEY_PKCS1: &str = include_str!("fixtures/key-pkcs1.pem");
const KEY_ENCRYPTED: &str = include_str!("fixtures/key-encrypted.pem");
const EC_KEY: &str = include_str!("fixtures/ec-key.pem");
const OTHER_CERT: &str = include_str!("fixtures/other-cert.pem");

fn certificate() -> Certificate {
    Certificate::from_pem(format!("{CERT}{KEY}")).unwrap()
}

/// Header, claims, and whether the signature is good, of the assertion in a form.
fn assertion(form: &str, algorithm: AssertionAlgorithm) -> (Value, Value) {
    let fields = fields(form);
    assert_eq!(
        fields["client_assertion_type"],
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    );
    let parts: Vec<&str> = fields["client_assertion"].split('.').collect();
    let bytes = |at: usize| URL_SAFE_NO_PAD.decode(parts[at]).unwrap();
    let key = rsa::KeyPair::from_pkcs8(&der(KEY)).unwrap();
    let verification = match algorithm {
        AssertionAlgorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
        _ => &RSA_PSS_2048_8192_SHA256,
    };
    let message = format!("{}.{}", parts[0], parts[1]);
    UnparsedPublicKey::new(verification, key.public_key().as_ref())
        .verify(message.as_bytes(), &bytes(2))
        .unwrap();
    (serde_json::from_slice(&bytes(0)).unwrap(), serde_json::from_slice(&bytes(1)).unwrap())
}

fn der(pem: &str) -> Vec<u8> {
    let lines: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    base64::engine::general_purpose::STANDARD.decode(lines).unwrap()
}

#[tokio::test]
async fn the_assertion_is_signed_for_this_endpoint_and_for_ten_minutes() {
    for (version, url) in [
        (TokenVersion::V1, "https://login.contoso.test/contoso.test/oauth2/token"),
        (TokenVersion::V2, "https://login.contoso.test/contoso.test/oauth2/v2.0/token"),
    ] {
        let script = Script::default();
        let credential = ClientCertificate::new("contoso.test", "app-1", certificate());
        let partner = script.builder_for(credential).token_version(version).build().unwrap();
        assert_eq!(partner.token_kind(), TokenKind::AppOnly);
        read(&partner).await.unwrap();

        let asked = script.asked_for_token().remove(0);
        let form = fields(&asked.body);
        assert_eq!(form["grant_type"], "client_credentials");
        assert_eq!(form.contains_key("resource"), version == TokenVersion::V1);
        assert_eq!(form.contains_key("scope"), version == TokenVersion::V2);
        assert!(!form.contains_key("client_secret"));
        let (header, claims) = assertion(&asked.body, AssertionAlgorithm::Ps256);
        let thumbprint = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &der(CERT));
        assert_eq!(header["alg"], "PS256");
        assert_eq!(header["typ"], "JWT");
        assert_eq!(header["x5t#S256"], URL_SAFE_NO_PAD.encode(thumbprint));
        assert_eq!(claims["aud"], url);
        assert_eq!((&claims["iss"], &claims["sub"]), (&"app-1".into(), &"app-1".into()));
        assert_eq!(claims["nbf"], 1_893_456_000);
        assert_eq!(claims["exp"], 1_893_456_600);
        assert!(claims["jti"].as_str().unwrap().parse::<uuid::Uuid>().is_ok());
    }
}

#[tokio::test]
async fn the_assertion_of_a_device_code_holds_as_long_as_the_code() {
    let code = r#"{"user_code":"CTSO-1234","device_code":"device-1","verification_uri":"https://login.contoso.test/device","expires_in":900,"interval":60}"#;
    let pending = || answer(400, r#"{"error":"authorization_pending"}"#);
    let tokens = r#"{"access_token":"token-1","refresh_token":"refresh-1","expires_in":3599}"#;
    let replies = std::iter::once(answer(200, code))
        .chain(std::iter::repeat_with(pending).take(12))
        .chain([answer(200, tokens)]);
    let script = Script::default().tokens(replies);
    let partner = script.partner();
    let device = DeviceCode::new("contoso.test", "app-1").client_certificate(certificate());
    drop(device.sign_in(&partner, |_| {}).await.unwrap());

    let now = partner_center::clock::Clock::now(&script.clock()).timestamp();
    assert!(now - 1_893_456_000 > 11 * 60, "{now}");
    let asked = script.asked_for_token();
    let claims = |at: usize| assertion(&asked[at].body, AssertionAlgorithm::Ps256).1;
    assert_eq!(claims(0)["exp"], 1_893_456_600, "the code itself is asked for at once");
    let end = claims(asked.len() - 1)["exp"].as_i64().unwrap();
    assert!(now < end && end == 1_893_456_000 + 960, "{end}");
}

#[tokio::test]
async fn each_sign_in_has_an_assertion_of_its_own() {
    let script = Script::default();
    let credential = ClientCertificate::new("contoso.test", "app-1", certificate());
    let partner = script.builder_for(credential).build().unwrap();
    read(&partner).await.unwrap();
    script.clock().advance(std::time::Duration::from_secs(3601));
    read(&partner).await.unwrap();
    let ids: Vec<_> = script
        .asked_for_token()
        .iter()
        .map(|asked| assertion(&asked.body, AssertionAlgorithm::Ps256).1["jti"].clone())
        .collect();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn the_older_padding_can_be_asked_for() {
    let script = Script::default();
    let older = certificate().algorithm(AssertionAlgorithm::Rs256);
    let credential = ClientCertificate::new("contoso.test", "app-1", older);
    read(&script.builder_for(credential).build().unwrap()).await.unwrap();
    let (header, _) = assertion(&script.asked_for_token()[0].body, AssertionAlgorithm::Rs256);
    assert_eq!(header["alg"], "RS256");
}

#[tokio::test]
async fn a_certificate_stands_in_for_the_secret_of_a_refresh_token() {
    let script = Script::default();
    let credential =
        RefreshToken::new("contoso.test", "app-1", "refresh-0").client_certificate(certificate());
    read(&script.builder_for(credential).build().unwrap()).await.unwrap();
    let asked = script.asked_for_token().remove(0);
    assert_eq!(fields(&asked.body)["grant_type"], "refresh_token");
    assertion(&asked.body, AssertionAlgorithm::Ps256);
}

#[tokio::test]
async fn a_certificate_that_is_not_registered_is_named() {
    let body = r#"{"error":"invalid_client","error_description":"AADSTS700027: The certificate is not registered.","error_codes":[700027]}"#;
    let script = Script::default().tokens([answer(401, body)]);
    let credential = ClientCertificate::new("contoso.test", "app-1", certificate());
    let error = read(&script.builder_for(credential).build().unwrap()).await.unwrap_err();
    assert_eq!(error.code(), Some("AADSTS700027"));
    assert!(error.remedy().unwrap().contains("register the one"));
    assert!(!error.needs_interaction());
}

#[test]
fn pem_is_read_in_any_order_and_either_form_of_key() {
    let thumbprint = certificate().thumbprint();
    assert_eq!(thumbprint.len(), 64);
    for text in [
        format!("{KEY}{CERT}"),
        format!("{CERT}{KEY_PKCS1}"),
        format!("{OTHER_CERT}{KEY}{CERT}"),
        format!("Bag Attributes\n    localKeyID: 01\n{CERT}\r\n{KEY}"),
    ] {
        assert_eq!(Certificate::from_pem(text).unwrap().thumbprint(), thumbprint);
    }
}

#[track_caller]
fn refused(text: &str, reason: &str) {
    let error = Certificate::from_pem(text).unwrap_err();
    assert!(error.is_invalid(), "{error}");
    let message = crate::chain(&error);
    assert!(message.starts_with("certificate: ") && message.contains(reason), "{message}");
    let secret = KEY.lines().nth(2).unwrap();
    assert!(!message.contains(secret) && !format!("{error:?}").contains(secret), "{message}");
}

#[test]
fn what_is_no_certificate_with_its_key_is_refused_by_name() {
    refused("", "no private key");
    refused("-----BEGIN GARBAGE", "not well-formed PEM");
    refused(CERT, "no private key");
    refused(KEY, "no certificate");
    refused(&format!("{KEY}{OTHER_CERT}"), "does not belong to the key");
    refused(&format!("{KEY}{OTHER_CERT}{OTHER_CERT}"), "none of the certificates");
    refused(&format!("{CERT}{EC_KEY}"), "no RSA key");
    refused(&format!("{CERT}{KEY_ENCRYPTED}"), "encrypted");
    refused(&format!("{CERT}{KEY}{KEY_PKCS1}"), "several private keys");
    let cut: String =
        KEY.lines().filter(|line| !line.starts_with("MII")).collect::<Vec<_>>().join("\n");
    refused(&format!("{CERT}{cut}"), "");
}

#[cfg(feature = "__pkcs12")]
mod pkcs12 {
    use super::{Certificate, certificate};

    const MODERN: &[u8] = include_bytes!("fixtures/application.p12");
    const LEGACY: &[u8] = include_bytes!("fixtures/application-legacy.p12");
    const NO_KEY: &[u8] = include_bytes!("fixtures/no-key.p12");

    #[test]
    fn it_is_read_however_it_is_encrypted() {
        for bytes in [MODERN, LEGACY] {
            let read = Certificate::from_pkcs12(bytes, "not-a-secret").unwrap();
            assert_eq!(read.thumbprint(), certificate().thumbprint());
        }
    }

    #[test]
    fn a_wrong_password_and_a_missing_key_are_told_apart() {
        let refused = |bytes: &[u8], password: &str| {
            Certificate::from_pkcs12(bytes, password).unwrap_err().to_string()
        };
        assert!(refused(MODERN, "canary-guess").contains("the password is wrong"));
        assert!(refused(LEGACY, "").contains("the password is wrong"));
        assert!(!refused(MODERN, "canary-guess").contains("canary"));
        assert!(refused(NO_KEY, "not-a-secret").contains("no private key"));
        assert!(refused(b"garbage", "not-a-secret").contains("not PKCS#12"));
        assert!(refused(&MODERN[..MODERN.len() - 9], "not-a-secret").contains("not PKCS#12"));
    }
}

#[test]
fn of_two_certificates_of_one_key_neither_is_guessed() {
    let key = rcgen::KeyPair::from_pem(KEY).unwrap();
    let renewed = rcgen::CertificateParams::new(vec!["contoso.test".to_owned()]).unwrap();
    let renewed = renewed.self_signed(&key).unwrap().pem();
    assert!(Certificate::from_pem(format!("{renewed}{KEY}")).is_ok());
    assert!(Certificate::from_pem(format!("{CERT}{CERT}{KEY}")).is_ok(), "twice the same is one");
    refused(&format!("{CERT}{renewed}{KEY}"), "several certificates of its key");
}
