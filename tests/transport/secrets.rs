//! Every type that can hold a secret, printed.

use std::fmt::Debug;

use partner_center::auth::{
    AccessToken, ClientSecret, MemoryRefreshTokenStore, RefreshToken, StaticToken,
};
use partner_center::{CallOptions, Cloud, PartnerCenter};

use super::script::{Script, answer, read};

const CANARY: &str = "canary-7f3a";

#[track_caller]
fn check(value: &dyn Debug) {
    for shown in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!shown.contains(CANARY), "{shown}");
    }
}

#[test]
fn debug_shows_no_secret() {
    check(&AccessToken::new(CANARY));
    check(&AccessToken::expiring(CANARY, chrono::DateTime::UNIX_EPOCH));
    check(&StaticToken::app_only(CANARY));
    check(&ClientSecret::new("contoso.test", "app-1", CANARY));
    check(&RefreshToken::new("contoso.test", "app-1", CANARY).client_secret(CANARY));
    check(&MemoryRefreshTokenStore::new(CANARY));
    check(&CallOptions::new());
    check(&Cloud::custom("https://contoso.test", "https://login.contoso.test"));
    let builder = || {
        let secret = ClientSecret::new("contoso.test", "app-1", CANARY);
        PartnerCenter::builder(secret).wire(Script::default())
    };
    check(&builder());
    let partner = builder().build().unwrap();
    check(&partner);
    check(partner.api());
}

#[tokio::test]
async fn errors_and_their_causes_show_no_secret() {
    let minted = r#"{"access_token":"canary-7f3a","refresh_token":"canary-7f3a","expires_in":60}"#;
    for (tokens, replies) in [
        (answer(200, minted), answer(401, "")),
        (answer(200, minted), super::script::Reply::Lost),
        (answer(200, r#"{"access_token":["canary-7f3a"]}"#), answer(200, "{}")),
        (answer(200, r#"{"access_token":"canary-7f3a"#), answer(200, "{}")),
        (answer(500, ""), answer(200, "{}")),
    ] {
        let script = Script::new([replies]).tokens([tokens]).rejecting("token-2");
        let credential = RefreshToken::new("contoso.test", "app-1", CANARY).client_secret(CANARY);
        let policy = partner_center::transport::RetryPolicy::never();
        let partner = script.builder_for(credential).retry(policy).build().unwrap();
        let error = read(&partner).await.unwrap_err();
        check(&error);
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(error) = cause {
            assert!(!error.to_string().contains(CANARY), "{error}");
            check(&error);
            cause = error.source();
        }
    }
}
