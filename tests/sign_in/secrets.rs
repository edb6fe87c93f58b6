//! Every type that can hold a secret, printed: this file is the list of them.

use std::error::Error as StdError;
use std::fmt::Debug;

use partner_center::auth::{
    AccessToken, AuthorizationCode, ClientSecret, DeviceCode, FileRefreshTokenStore,
    MemoryRefreshTokenStore, RefreshToken, RequireMfa, SignIn, StaticToken, TokenClaims, TokenKind,
    TokenSource,
};
use partner_center::transport::RetryPolicy;
use partner_center::{BoxFuture, CallOptions, Cloud, PartnerCenter};

use crate::script::{Reply, Script, answer, read};

/// Made to be found, and to survive as a user name, a token and a word of a JWT.
const CANARY: &str = "canary-7f3a";

#[track_caller]
fn check(value: &dyn Debug) {
    for shown in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!shown.contains(CANARY), "{shown}");
    }
}

/// A JWT with the canary in it.
fn jwt() -> String {
    use base64::Engine;
    let claims = format!(r#"{{"upn":"{CANARY}","oid":"{CANARY}","amr":["pwd"]}}"#);
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims);
    format!("e30.{claims}.{CANARY}")
}

fn secret() -> ClientSecret {
    ClientSecret::new("contoso.test", "app-1", CANARY)
}

fn refresh() -> RefreshToken {
    RefreshToken::new("contoso.test", "app-1", CANARY).client_secret(CANARY)
}

#[test]
fn credentials() {
    check(&secret());
    check(&refresh());
    check(&StaticToken::app_only(CANARY));
    check(&StaticToken::app_and_user(CANARY));
    check(&RequireMfa::new(refresh()));
    check(&DeviceCode::new("contoso.test", "app-1").client_secret(CANARY));
    check(&AuthorizationCode::new("contoso.test", "app-1").client_secret(CANARY));
}

#[test]
fn tokens() {
    check(&AccessToken::new(CANARY));
    check(&AccessToken::expiring(CANARY, chrono::DateTime::UNIX_EPOCH));
    check(&TokenClaims::read(&AccessToken::new(jwt())).unwrap());
}

#[test]
fn stores() {
    check(&MemoryRefreshTokenStore::new(CANARY));
    let folder = tempfile::tempdir().unwrap();
    check(&FileRefreshTokenStore::new(folder.path().join("token")));
}

#[cfg(feature = "keyring")]
#[tokio::test]
async fn keyrings() {
    use std::sync::Arc;

    use partner_center::auth::{KeyringRefreshTokenStore, RefreshTokenStore};
    use secrecy::SecretString;

    let mock: Arc<keyring_core::api::CredentialStore> = keyring_core::mock::Store::new().unwrap();
    let store = KeyringRefreshTokenStore::new(&*mock, "partner-center", "contoso.test").unwrap();
    store.save(&SecretString::from(CANARY)).await.unwrap();
    check(&store);
}

#[cfg(feature = "certificate")]
#[test]
fn certificates() {
    use partner_center::auth::{Certificate, ClientCertificate};

    let (cert, key) = (include_str!("fixtures/cert.pem"), include_str!("fixtures/key.pem"));
    let certificate = Certificate::from_pem(format!("{cert}{key}")).unwrap();
    let shown = [
        format!("{certificate:?}"),
        format!("{:?}", ClientCertificate::new("contoso.test", "app-1", certificate.clone())),
        format!("{:?}", refresh().client_certificate(certificate.clone())),
        format!("{:?}", DeviceCode::new("t", "app-1").client_certificate(certificate.clone())),
        format!("{:?}", AuthorizationCode::new("t", "app-1").client_certificate(certificate)),
    ];
    for shown in shown {
        assert!(key.lines().all(|line| line.len() < 9 || !shown.contains(line)), "{shown}");
        assert!(!shown.contains(CANARY) && shown.len() < 400, "{shown}");
    }
}

#[test]
fn clients_and_their_settings() {
    check(&CallOptions::new());
    check(&Cloud::custom("https://contoso.test", "https://login.contoso.test"));
    check(&PartnerCenter::builder(secret()).wire(Script::default()));
    let partner = PartnerCenter::builder(secret()).wire(Script::default()).build().unwrap();
    check(&partner);
    check(partner.api());
}

/// What a token source is given, and what an interactive sign-in yields.
#[tokio::test]
async fn sign_ins() {
    struct Curious;

    impl TokenSource for Curious {
        fn kind(&self) -> TokenKind {
            TokenKind::AppOnly
        }

        fn token<'a>(
            &'a self,
            sign_in: &'a SignIn<'a>,
        ) -> BoxFuture<'a, partner_center::Result<AccessToken>> {
            check(sign_in);
            check(sign_in.endpoint());
            Box::pin(std::future::ready(Ok(AccessToken::new(CANARY))))
        }
    }

    let script = Script::default().rejecting(CANARY);
    let partner = script.builder_for(Curious).build().unwrap();
    check(&read(&partner).await.unwrap_err());

    let code = r#"{"user_code":"canary-7f3a","device_code":"canary-7f3a","verification_uri":"https://login.contoso.test/","expires_in":900,"message":"canary-7f3a"}"#;
    let tokens =
        r#"{"access_token":"canary-7f3a","refresh_token":"canary-7f3a","expires_in":3599}"#;
    let script = Script::default().tokens([answer(200, code), answer(200, tokens)]);
    let partner = script.builder_for(refresh()).build().unwrap();
    let device = DeviceCode::new("contoso.test", "app-1");
    let signed_in = device.sign_in(&partner, |prompt| check(prompt)).await.unwrap();
    check(&signed_in);
}

fn check_with_causes(error: &partner_center::Error) {
    let mut cause: Option<&dyn StdError> = Some(error);
    while let Some(error) = cause {
        assert!(!error.to_string().contains(CANARY), "{error}");
        check(&error);
        cause = error.source();
    }
}

#[tokio::test]
async fn errors_and_their_causes() {
    let minted = r#"{"access_token":"canary-7f3a","refresh_token":"canary-7f3a","expires_in":60}"#;
    for (tokens, replies) in [
        (answer(200, minted), answer(401, "")),
        (answer(200, minted), Reply::Lost),
        (answer(200, r#"{"access_token":["canary-7f3a"]}"#), answer(200, "{}")),
        (answer(200, r#"{"access_token":"canary-7f3a"#), answer(200, "{}")),
        (answer(500, ""), answer(200, "{}")),
    ] {
        let script = Script::new([replies]).tokens([tokens]).rejecting("token-2");
        let policy = RetryPolicy::never();
        let partner = script.builder_for(refresh()).retry(policy).build().unwrap();
        check_with_causes(&read(&partner).await.unwrap_err());
    }
}

#[tokio::test]
async fn errors_of_interactive_sign_ins() {
    for replies in [
        vec![answer(200, r#"{"user_code":"canary-7f3a","device_code":["canary-7f3a"]}"#)],
        vec![answer(200, r#"{"user_code":"canary-7f3a"#)],
        vec![
            answer(
                200,
                r#"{"user_code":"canary-7f3a","device_code":"canary-7f3a","verification_uri":"https://c.test/","expires_in":900}"#,
            ),
            answer(200, r#"{"access_token":{"canary-7f3a":1}}"#),
        ],
        vec![
            answer(
                200,
                r#"{"user_code":"canary-7f3a","device_code":"canary-7f3a","verification_uri":"https://c.test/","expires_in":900}"#,
            ),
            answer(200, r#"{"access_token":"canary-7f3a"}"#),
        ],
    ] {
        let script = Script::default().tokens(replies);
        let partner = script.builder_for(refresh()).build().unwrap();
        let device = DeviceCode::new("contoso.test", "app-1").client_secret(CANARY);
        check_with_causes(&device.sign_in(&partner, |_| {}).await.unwrap_err());
    }
}
