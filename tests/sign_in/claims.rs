//! A token that says of itself that it is over, or for another service, is not sent.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use partner_center::Delivery;
use partner_center::auth::StaticToken;
use partner_center_test_support::{Script, answer, read};
use serde_json::json;

/// When the clock of the tests starts.
const START: i64 = 1_893_456_000;

fn token(claims: &serde_json::Value) -> StaticToken {
    let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
    StaticToken::app_only(format!("canary.{claims}.canary"))
}

#[tokio::test]
async fn a_token_whose_time_has_passed_is_not_sent() {
    let script = Script::default();
    let partner = script.builder_for(token(&json!({ "exp": START + 600 }))).build().unwrap();
    for _ in 0..10 {
        read(&partner).await.unwrap();
        script.clock().advance(Duration::from_secs(60));
    }
    let error = read(&partner).await.unwrap_err();
    assert_eq!((script.asked().len(), error.tries()), (10, 0));
    assert_eq!(error.delivery(), Delivery::NotDone);
    assert!(error.is_auth() && !format!("{error:?}").contains("canary"), "{error:?}");
    insta::assert_snapshot!(error, @"getCart: no access token: the token was good until 2030-01-01T00:10:00Z by its claim `exp`, and was not sent, since this client's clock shows 2030-01-01T00:10:00Z: get another token, or set the clock");
}

#[tokio::test]
async fn a_token_for_another_service_is_not_sent() {
    let credential = || token(&json!({ "aud": "https://graph.microsoft.com" }));
    let script = Script::default();
    let error = read(&script.builder_for(credential()).build().unwrap()).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (Some("900420"), Delivery::NotDone));
    assert!(error.remedy().unwrap().contains("audience of your cloud"));
    assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    assert!(script.asked().is_empty());
    insta::assert_snapshot!(error, @"getCart: no access token: the token is for another service, `https://graph.microsoft.com` by its claim `aud`, and was not sent: get one for `https://api.partnercenter.microsoft.com`, or set what yours is for with `PartnerCenterBuilder::audience`, code 900420");

    // Whoever means it says so.
    let builder = script.builder_for(credential()).audience("https://graph.microsoft.com/");
    read(&builder.build().unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_clock_that_is_wrong_here_does_not_stop_tokens_of_the_token_endpoint() {
    let claims = URL_SAFE_NO_PAD.encode(json!({ "exp": START - 9_000 }).to_string());
    let minted = format!(r#"{{"access_token":"e30.{claims}.c2ln","expires_in":3599}}"#);
    let script = Script::default().tokens([answer(200, minted.leak())]);
    let partner = script.partner();
    read(&partner).await.unwrap();
    read(&partner).await.unwrap();
    assert_eq!(script.asked_for_token().len(), 1);
}
