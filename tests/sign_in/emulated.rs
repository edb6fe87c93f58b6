//! Every way to sign in, from nothing to a first call, against the emulator.

use std::sync::Arc;
use std::time::Duration;

use partner_center::auth::{
    AuthorizationCode, DeviceCode, MemoryRefreshTokenStore, MfaVerdict, RefreshToken, SignedIn,
    TokenVersion,
};
use partner_center::transport::{HttpSender, ServiceSender};
use partner_center::{PartnerCenter, Result};
use partner_center_emulator::seed::{CONTOSO_CLIENT, CONTOSO_REFRESH_TOKEN, CONTOSO_TENANT};
use partner_center_emulator::{DeviceUser, Emulator, RefreshTokens};
use partner_center_test_support::{NEW_YEAR, builder, emulator, own_client, partner};
use reqwest::{Method, Request, Url};
use secrecy::ExposeSecret;

fn nobody(emulator: &Emulator) -> PartnerCenter {
    partner(emulator, RefreshToken::new(CONTOSO_TENANT, CONTOSO_CLIENT, "none yet"))
}

/// Uses a refresh token for a first call.
async fn first_call(emulator: &Emulator, signed_in: SignedIn) {
    let store = Arc::new(MemoryRefreshTokenStore::new("none yet"));
    let credential = RefreshToken::from_store(CONTOSO_TENANT, CONTOSO_CLIENT, store.clone());
    let partner = partner(emulator, credential);
    assert!(partner.validate_mfa().await.unwrap_err().needs_interaction());
    assert_eq!(signed_in.claims().unwrap().mfa(), Some(true));
    signed_in.store(&store).await.unwrap();
    assert_eq!(partner.validate_mfa().await.unwrap(), MfaVerdict::Compliant);
}

async fn device_code(emulator: &Emulator) -> Result<SignedIn> {
    let device = DeviceCode::new(CONTOSO_TENANT, CONTOSO_CLIENT);
    device.sign_in(&nobody(emulator), |prompt| assert!(!prompt.user_code().is_empty())).await
}

#[tokio::test]
async fn by_device_code() {
    let emulator = emulator(NEW_YEAR, |settings| settings.device_user_seconds = 42);
    let signed_in = device_code(&emulator).await.unwrap();
    let asked = emulator.transcript();
    let polls = asked.iter().filter(|seen| seen.path.ends_with("/token")).count();
    assert_eq!(polls, 10, "at once, and then every five seconds");
    first_call(&emulator, signed_in).await;
}

#[tokio::test]
async fn by_device_code_in_vain() {
    let away = emulator(NEW_YEAR, |settings| settings.device_user = DeviceUser::StaysAway);
    let error = device_code(&away).await.unwrap_err().to_string();
    assert!(error.contains("the code expired before the user had signed in"), "{error}");
    let declines = emulator(NEW_YEAR, |settings| settings.device_user = DeviceUser::Declines);
    let error = device_code(&declines).await.unwrap_err().to_string();
    assert!(error.contains("the user declined the sign-in"), "{error}");
}

#[tokio::test]
async fn by_a_browser() {
    for version in [TokenVersion::V2, TokenVersion::V1] {
        let emulator = emulator(NEW_YEAR, |_| {});
        let partner = builder(&emulator, RefreshToken::new("unused", "unused", "unused"))
            .token_version(version)
            .build()
            .unwrap();
        let code = AuthorizationCode::new(CONTOSO_TENANT, CONTOSO_CLIENT);
        let browsed = emulator.clone();
        let signed_in = code.sign_in(&partner, move |url| browse(browsed, url)).await.unwrap();
        first_call(&emulator, signed_in).await;
    }
}

/// Goes where the authority sends a browser.
fn browse(emulator: Emulator, url: &Url) {
    let request = Request::new(Method::GET, url.clone());
    tokio::spawn(async move {
        let answer = ServiceSender::new(emulator).execute(request).await.unwrap();
        let back = answer.headers()["location"].to_str().unwrap().to_owned();
        let client = own_client().no_proxy().build().unwrap();
        assert_eq!(client.get(back).send().await.unwrap().status(), 200);
    });
}

#[cfg(feature = "__certificate")]
#[tokio::test]
async fn by_certificate() {
    use partner_center::auth::{Certificate, ClientCertificate};

    let pem = concat!(include_str!("fixtures/cert.pem"), include_str!("fixtures/key.pem"));
    let certificate = Certificate::from_pem(pem).unwrap();
    let emulator = emulator(NEW_YEAR, |_| {});
    emulator.change(|settings| settings.certificates = vec![certificate.thumbprint()]);
    let credential = || ClientCertificate::new(CONTOSO_TENANT, "app-1", certificate.clone());
    let call = async || {
        let partner = partner(&emulator, credential());
        let customers = partner.api().list_customers().send().await;
        Ok::<_, partner_center::Error>(customers?.into_inner())
    };
    assert!(!call().await.unwrap().items.is_empty());

    emulator.change(|settings| settings.certificates = vec!["00".repeat(32)]);
    let error = call().await.unwrap_err();
    assert_eq!(error.code(), Some("AADSTS700027"));
}

#[tokio::test]
async fn a_refresh_token_for_single_use_is_rotated_and_never_lost() {
    let emulator = emulator(NEW_YEAR, |settings| {
        settings.refresh_tokens = RefreshTokens::SingleUse;
        settings.token_lifetime_seconds = 60;
    });
    let store = Arc::new(MemoryRefreshTokenStore::new(CONTOSO_REFRESH_TOKEN));
    let credential = RefreshToken::from_store(CONTOSO_TENANT, CONTOSO_CLIENT, store.clone());
    let partner = partner(&emulator, credential);
    let mut seen = vec![CONTOSO_REFRESH_TOKEN.to_owned()];
    for _ in 0..3 {
        partner.validate_mfa().await.unwrap();
        emulator.clock().advance(Duration::from_secs(61));
        let held = partner_center::auth::RefreshTokenStore::load(&store).await.unwrap().unwrap();
        assert!(!seen.iter().any(|token| token == held.expose_secret()));
        seen.push(held.expose_secret().to_owned());
    }
}

#[tokio::test]
async fn a_user_without_a_second_factor_is_told_apart() {
    let emulator = emulator(NEW_YEAR, |settings| settings.user_mfa = false);
    let credential = RefreshToken::new(CONTOSO_TENANT, CONTOSO_CLIENT, CONTOSO_REFRESH_TOKEN);
    let partner = partner(&emulator, credential);
    assert_eq!(partner.validate_mfa().await.unwrap(), MfaVerdict::Missing);
    emulator.change(|settings| settings.require_mfa = true);
    assert_eq!(partner.validate_mfa().await.unwrap(), MfaVerdict::Missing);
    let error = partner.api().list_customers().send().await.unwrap_err();
    assert!(partner_center::Error::from(error).needs_mfa());
}
