//! Device codes: asked for, shown, and waited for by the client's clock.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use partner_center::auth::{DeviceCode, RefreshToken, SignedIn, TokenVersion};
use partner_center::{PartnerCenter, Result};
use partner_center_test_support::{Reply, Script, answer, read};
use secrecy::ExposeSecret;

use crate::chain;

const CODE: &str = r#"{"user_code":"CTSO-1234","device_code":"device-1","verification_uri":"https://login.contoso.test/device","expires_in":900,"interval":5,"message":"Open the page and enter CTSO-1234."}"#;
const TOKENS: &str = r#"{"token_type":"Bearer","access_token":"token-1","refresh_token":"refresh-1","expires_in":3599}"#;

fn code() -> Reply {
    answer(200, CODE)
}

fn refusal(word: &'static str) -> Reply {
    let body = format!(
        r#"{{"error":"{word}","error_description":"AADSTS70016: not yet","error_codes":[70016]}}"#
    );
    answer(400, body.leak())
}

fn partner(script: &Script) -> PartnerCenter {
    let credential = RefreshToken::new("contoso.test", "app-1", "unused");
    script.builder_for(credential).build().unwrap()
}

async fn sign_in(replies: impl IntoIterator<Item = Reply>) -> (Result<SignedIn>, Script) {
    let script = Script::default().tokens(replies);
    let device = DeviceCode::new("contoso.test", "app-1");
    let result = device.sign_in(&partner(&script), |_| {}).await;
    assert!(script.asked().is_empty(), "nothing goes to the service");
    (result, script)
}

#[tokio::test]
async fn the_code_is_shown_and_asked_for_until_the_user_has_signed_in() {
    let pending = || refusal("authorization_pending");
    let script = Script::default().tokens([code(), pending(), pending(), answer(200, TOKENS)]);
    let shown = Arc::new(Mutex::new(Vec::new()));
    let seen = shown.clone();
    let device = DeviceCode::new("contoso.test", "app-1").client_secret("secret-1");
    let signed_in = device
        .sign_in(&partner(&script), move |prompt| {
            let uri = prompt.verification_uri().to_owned();
            seen.lock().unwrap().extend([prompt.user_code().to_owned(), uri, prompt.message()]);
            assert_eq!(prompt.expires_in(), Duration::from_secs(900));
        })
        .await
        .unwrap();

    assert_eq!(signed_in.refresh_token().expose_secret(), "refresh-1");
    assert_eq!(signed_in.access_token().secret().expose_secret(), "token-1");
    assert_eq!(
        *shown.lock().unwrap(),
        ["CTSO-1234", "https://login.contoso.test/device", "Open the page and enter CTSO-1234."]
    );
    assert_eq!(script.clock().sleeps(), [Duration::from_secs(5); 2]);
    let asked = script.asked_for_token();
    let asked: Vec<_> = asked.iter().map(|ask| format!("{}\n{}", ask.line, ask.body)).collect();
    assert_eq!(asked.len(), 4);
    insta::assert_snapshot!(asked[..2].join("\n"), @"
    POST /contoso.test/oauth2/v2.0/devicecode
    scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default+offline_access&client_id=app-1&client_secret=secret-1
    POST /contoso.test/oauth2/v2.0/token
    grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=device-1&client_id=app-1&client_secret=secret-1
    ");
}

#[tokio::test]
async fn the_v2_endpoint_is_used_also_by_a_client_of_the_v1_endpoint() {
    let script = Script::default().tokens([code(), answer(200, TOKENS)]);
    let credential = RefreshToken::new("contoso.test", "app-1", "unused");
    let partner = script.builder_for(credential).token_version(TokenVersion::V1).build().unwrap();
    let device = DeviceCode::new("contoso.test", "app-1");
    drop(device.sign_in(&partner, |_| {}).await.unwrap());
    for asked in script.asked_for_token() {
        assert!(asked.line.contains("/oauth2/v2.0/"), "{}", asked.line);
        assert!(!asked.body.contains("resource"), "{}", asked.body);
    }
}

#[tokio::test]
async fn slow_down_adds_five_seconds_for_good() {
    let (result, script) = sign_in([
        code(),
        refusal("slow_down"),
        refusal("authorization_pending"),
        refusal("slow_down"),
        answer(200, TOKENS),
    ])
    .await;
    drop(result.unwrap());
    assert_eq!(script.clock().sleeps(), [10, 10, 15].map(Duration::from_secs));
}

#[tokio::test]
async fn an_interval_of_nothing_is_no_invitation() {
    let body = CODE.replace("\"interval\":5", "\"interval\":0");
    let (result, script) =
        sign_in([answer(200, body.leak()), refusal("authorization_pending"), answer(200, TOKENS)])
            .await;
    drop(result.unwrap());
    assert_eq!(script.clock().sleeps(), [Duration::from_secs(1)]);
}

#[tokio::test]
async fn a_code_that_nobody_uses_expires() {
    let pending = std::iter::repeat_with(|| refusal("authorization_pending")).take(400);
    let (result, script) = sign_in(std::iter::once(code()).chain(pending)).await;
    let error = result.unwrap_err();
    insta::assert_snapshot!(chain(&error), @"no access token: the code expired before the user had signed in: begin again, and sign in within 15 minutes");
    assert!(error.is_auth());
    assert_eq!(script.asked_for_token().len(), 1 + 181);
}

#[tokio::test]
async fn a_code_that_the_endpoint_calls_expired_is_so() {
    for word in ["expired_token", "code_expired"] {
        let (result, _) = sign_in([code(), refusal(word)]).await;
        let error = result.unwrap_err().to_string();
        assert!(error.contains("the code expired before the user had signed in"), "{error}");
    }
}

#[tokio::test]
async fn a_user_who_declines_is_named() {
    for word in ["authorization_declined", "access_denied"] {
        let (result, script) = sign_in([code(), refusal(word)]).await;
        let error = result.unwrap_err().to_string();
        assert!(error.contains("the user declined the sign-in"), "{error}");
        assert_eq!(script.asked_for_token().len(), 2);
    }
}

#[tokio::test]
async fn any_other_refusal_ends_the_wait_in_its_own_words() {
    let body = r#"{"error":"invalid_client","error_description":"AADSTS7000218: The body must contain `client_secret`.","error_codes":[7000218]}"#;
    let (result, script) = sign_in([code(), answer(401, body)]).await;
    let error = result.unwrap_err();
    assert_eq!((error.code(), error.status()), (Some("AADSTS7000218"), Some(401)));
    assert!(error.remedy().unwrap().contains("public client flows"));
    assert_eq!(script.asked_for_token().len(), 2);
    let (result, _) = sign_in([code(), answer(404, "<html>none</html>")]).await;
    assert_eq!(result.unwrap_err().status(), Some(404));
}

#[tokio::test]
async fn a_broken_connection_is_waited_out() {
    let lost = std::iter::repeat_with(|| Reply::Lost).take(9);
    let replies = std::iter::once(code()).chain(lost).chain([answer(200, TOKENS)]);
    let (result, _) = sign_in(replies).await;
    drop(result.unwrap());
}

#[tokio::test]
async fn a_code_request_that_is_refused_shows_nothing() {
    let body = r#"{"error":"invalid_client","error_codes":[700016]}"#;
    let script = Script::default().tokens([answer(400, body)]);
    let device = DeviceCode::new("contoso.test", "app-1");
    let error =
        device.sign_in(&partner(&script), |_| panic!("there is no code")).await.unwrap_err();
    assert_eq!(error.code(), Some("AADSTS700016"));
    for body in ["<html>", "{}"] {
        let script = Script::default().tokens([answer(200, body)]);
        let error = device.sign_in(&partner(&script), |_| panic!()).await.unwrap_err();
        assert!(error.to_string().contains("could not be read"), "{error}");
    }
    let error = DeviceCode::new("../x", "app-1").sign_in(&partner(&script), |_| {}).await;
    assert!(error.unwrap_err().is_invalid());
}

#[tokio::test]
async fn a_sign_in_without_refresh_token_says_what_to_allow() {
    let (result, _) = sign_in([code(), answer(200, r#"{"access_token":"token-1"}"#)]).await;
    assert!(result.unwrap_err().to_string().contains("`offline_access`"));
}

#[tokio::test]
async fn what_it_yields_can_be_stored_and_used() {
    use partner_center::auth::MemoryRefreshTokenStore;

    let script = Script::default().tokens([code(), answer(200, TOKENS)]);
    let store = Arc::new(MemoryRefreshTokenStore::new("none yet"));
    let credential = RefreshToken::from_store("contoso.test", "app-1", store.clone());
    let partner = script.builder_for(credential).build().unwrap();
    let device = DeviceCode::new("contoso.test", "app-1");
    device.sign_in(&partner, |_| {}).await.unwrap().store(&store).await.unwrap();
    read(&partner).await.unwrap();
    assert!(script.asked_for_token()[2].body.contains("refresh_token=refresh-1"));
}

#[tokio::test]
async fn an_interval_that_outlasts_the_code_is_not_waited_for() {
    for interval in ["900", "86400", "18446744073709551615"] {
        let body = CODE.replace("\"interval\":5", &format!("\"interval\":{interval}"));
        let (result, script) = sign_in([answer(200, body.leak())]).await;
        let error = result.unwrap_err().to_string();
        assert!(error.contains("could not be read at `interval`"), "{error}");
        assert_eq!(script.asked_for_token().len(), 1);
        assert!(script.clock().sleeps().is_empty());
    }
}
