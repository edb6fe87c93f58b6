//! What somebody meets in the first hour: each message says what to do instead.

use std::time::Duration;

use partner_center::auth::{FileRefreshTokenStore, RefreshToken};
use partner_center::transport::CallOptions;
use partner_center::{Cloud, OrderId, order};
use partner_center_emulator::seed;
use partner_center_test_support::{CUSTOMER, Script, Stage, answer_with, application, read};

use crate::check_line;

#[tokio::test]
async fn entitlements_after_a_sign_in_without_a_user_name_the_sign_in_to_use() {
    let stage = Stage::new();
    let partner = stage.signed_in_with(application());
    let customer = partner.customer(seed::CUSTOMER_US);
    let order = OrderId::from("ORDER");
    let wait = customer.wait_for_entitlements(&order, order::POLL_INTERVAL).await;
    let error = wait.unwrap_err();
    check_line(&error.to_string());
    insta::assert_snapshot!(error, @"listEntitlements: credential: the operation needs a user, and this client signs in as an application alone (403, code 900329); nothing was sent: build the client with `auth::RefreshToken`, whose first token `auth::DeviceCode` gets, instead of `ClientSecret` or `ClientCertificate`, or lift the rule with `DocumentRules::any_sign_in`");
    assert_eq!(stage.asked("listEntitlements"), 0);
}

#[test]
fn an_address_that_ends_in_the_version_is_refused_when_the_client_is_built() {
    for url in ["https://api.contoso.test/v1", "https://api.contoso.test/base/V1/"] {
        let error = Script::default().builder().base_url(url).build().unwrap_err();
        let shown = url.trim_end_matches('/');
        assert_eq!(
            error.to_string(),
            format!("base_url: `{shown}` ends in `/v1`, which every call adds: leave it out")
        );
        let cloud = Cloud::custom(url, "https://login.contoso.test");
        let credential = application();
        let built = partner_center::PartnerCenter::builder(credential).cloud(cloud).build();
        assert_eq!(built.unwrap_err().to_string(), error.to_string());
    }
    for url in ["https://api.contoso.test/v10", "https://v1.contoso.test", "https://c.test/v1/base"]
    {
        Script::default().builder().base_url(url).build().unwrap();
    }
}

#[tokio::test]
async fn a_wait_of_an_hour_is_said_in_hours_and_says_how_to_end_it() {
    let script = Script::new([answer_with(429, &[("retry-after", "3600")], "")]);
    let partner = script.partner();
    let refused = partner.api().list_orders(CUSTOMER).send().await.unwrap_err();
    let refused = partner_center::Error::from(refused);
    insta::assert_snapshot!(refused, @"listOrders: refused with 429: too many requests; the call had no time left to wait: come back in 1 h");
    script.clock().advance(Duration::from_millis(42));
    let hurried = partner.with(CallOptions::new().timeout(Duration::from_secs(60)));
    let held = hurried.api().list_orders(CUSTOMER).send().await.unwrap_err();
    assert_eq!(
        partner_center::Error::from(held).to_string(),
        "listOrders: not sent, to keep within the service's limit for orders; the call's time ends \
         before its turn under the client's rate limit: come back in 5 min; the service has asked \
         for this wait with a 429: `PartnerCenter::held_queues` shows and ends such waits, and \
         `RateLimits::longest_hold` bounds them"
    );
}

#[tokio::test]
async fn a_refresh_token_of_another_application_says_whose_it_may_be() {
    let stage = Stage::new();
    stage.partner.customer(seed::CUSTOMER_US).details().await.unwrap();
    let other = stage.signed_in_with(RefreshToken::new(
        seed::CONTOSO_TENANT,
        "another application",
        seed::CONTOSO_REFRESH_TOKEN,
    ));
    let error = other.customer(seed::CUSTOMER_US).details().await.unwrap_err();
    insta::assert_snapshot!(error, @"getCustomer: no access token: localhost refused with 400, code AADSTS70000: the refresh token or the code is unknown, was used before, or was given to another application; check the client id and the tenant; if they are right, sign in interactively once more and store the new refresh token");
    assert!(format!("{error:?}").contains("given to another application"), "{error:?}");
}

#[tokio::test]
async fn a_token_file_that_is_missing_is_named_with_the_command_that_makes_it() {
    let store = FileRefreshTokenStore::new("shop/partner-center.token");
    let user = RefreshToken::from_store("contoso.test", "app-1", store);
    let partner = Script::default().builder_for(user).build().unwrap();
    let error = read(&partner).await.unwrap_err();
    insta::assert_snapshot!(error, @"getCart: no access token: the file `shop/partner-center.token` holds no refresh token: sign in interactively once with `auth::DeviceCode`, as `cargo run --example sign_in -- --store FILE` does, and store the one that this yields");
}

#[tokio::test]
async fn a_token_file_that_cannot_be_read_is_named() {
    // A folder is no file.
    let folder = tempfile::tempdir().unwrap();
    let store = FileRefreshTokenStore::new(folder.path());
    let user = RefreshToken::from_store("contoso.test", "app-1", store);
    let partner = Script::default().builder_for(user).build().unwrap();
    let error = read(&partner).await.unwrap_err();
    let place =
        format!("the refresh token could not be read from the file `{}`", folder.path().display());
    assert!(error.to_string().contains(&place), "{error}");
}
