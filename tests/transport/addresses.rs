//! Where tokens go, and where they do not.

use partner_center::auth::StaticToken;
use partner_center::{Cloud, Delivery, Error, PartnerCenter};
use partner_center_test_support::{Script, answer_with, checkout, create, own_client, read};

#[tokio::test]
async fn a_redirect_is_an_error_that_names_it() {
    let to = [("location", "https://elsewhere.test/v1/carts?name=Jane")];
    let script = Script::new([answer_with(307, &to, ""), answer_with(302, &to, "")]);
    let partner = script.partner();
    let error = create(&partner).await.unwrap_err();
    assert_eq!((error.status(), error.delivery()), (Some(307), Delivery::NotDone));
    insta::assert_snapshot!(error, @"createCart: answered with another address, `https://elsewhere.test/v1/carts`, which was not followed; check `base_url`");

    // Some servers answer 302 when they are done.
    let error = checkout(&partner).await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::Unknown);
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test]
async fn a_raw_call_that_leads_elsewhere_is_refused_unsent() {
    let script = Script::default();
    let partner = script.partner();
    for target in [
        "https://elsewhere.test/v1/customers",
        "//elsewhere.test/v1/customers",
        "@elsewhere.test/",
        ":444/v1/customers",
        r"/\elsewhere.test/v1",
        "/v1/../../elsewhere",
        "/v1/%2e%2e/elsewhere",
        "/v1/customers#x",
        "/v1/{customers}",
        "",
    ] {
        let error = partner.get(target).send::<serde_json::Value>().await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains("nothing was sent"), "{error}");
        assert_eq!(error.operation(), Some("GET"), "{target}");
    }
    let foreign = partner.get("/v1/customers").header("Host", "elsewhere.test");
    assert!(foreign.send::<serde_json::Value>().await.unwrap_err().is_invalid());
    assert!(script.asked().is_empty() && script.asked_for_token().is_empty());
}

#[tokio::test]
async fn an_id_that_would_change_the_path_is_refused() {
    let script = Script::default();
    let partner = script.partner();
    for id in ["", ".", ".."] {
        let call = partner.api().get_cart("a", id);
        let error = Error::from(call.send().await.unwrap_err());
        assert!(error.is_invalid(), "{error}");
        assert!(error.to_string().contains("cart-id"), "{error}");
    }
    assert!(script.asked().is_empty());

    for (id, segment) in [
        ("../x", "..%2Fx"),
        ("a?b#c", "a%3Fb%23c"),
        ("%2e%2e", "%252e%252e"),
        ("%2F", "%252F"),
        ("...", "..."),
        ("a\r\nx-evil: 1", "a%0D%0Ax-evil:%201"),
        ("\0\t\u{7f}", "%00%09%7F"),
        ("a\\..\\b", "a%5C..%5Cb"),
        ("//", "%2F%2F"),
        ("a;b=c,d&e+f", "a%3Bb%3Dc%2Cd%26e%2Bf"),
        ("größe", "gr%C3%B6%C3%9Fe"),
    ] {
        partner.api().get_cart("a", id).send().await.unwrap();
        let asked = script.asked().pop().unwrap();
        assert_eq!(asked.line, format!("GET /v1/customers/a/carts/{segment}"));
        assert!(!asked.headers.contains_key("x-evil"));
    }
}

#[tokio::test]
async fn an_id_of_ten_thousand_characters_is_one_segment_or_refused() {
    let script = Script::default();
    let partner = script.partner();
    for (character, sent) in [("x", true), ("\0", false), ("/", false), (".", true)] {
        let id = character.repeat(10_000);
        let before = script.asked().len();
        let call = partner.api().get_cart("a", id.as_str());
        match call.send().await {
            Ok(_) => {
                let line = script.asked().pop().unwrap().line;
                assert_eq!(line, format!("GET /v1/customers/a/carts/{id}"));
            }
            Err(error) => {
                let error = Error::from(error);
                assert!(error.is_invalid() && error.operation() == Some("getCart"), "{error}");
                assert!(error.to_string().contains("the address has 300"), "{error}");
            }
        }
        assert_eq!(script.asked().len() > before, sent, "{character:?}");
    }
}

#[tokio::test]
async fn an_id_that_is_refused_is_named_with_a_remedy() {
    let partner = Script::default().partner();
    let call = partner.api().checkout_cart("..", "b");
    let error = Error::from(call.send().await.unwrap_err());
    assert_eq!(error.delivery(), Delivery::NotDone);
    insta::assert_snapshot!(error, @"checkoutCart: customer-id: it is `..`, which a URL takes for a step between folders; nothing was sent: give the id as the service returned it");
}

#[test]
fn an_address_that_would_carry_tokens_unencrypted_is_refused() {
    let build = |base: &str| {
        let builder = PartnerCenter::builder(StaticToken::app_only("canary"));
        builder.base_url(base).authority("http://localhost:1").build()
    };
    let error = build("http://api.contoso.test").unwrap_err();
    insta::assert_snapshot!(error, @"base_url: `http://api.contoso.test` would carry tokens unencrypted: use https, or http on this machine only (localhost, 127.0.0.1 or [::1]), or allow it for an emulator in a container with `allow_plain_http`");
    assert_eq!(error.delivery(), Delivery::NotDone);
    assert!(build("not an address").unwrap_err().is_invalid());
    build("http://127.0.0.1:8080").unwrap();

    let cloud = Cloud::custom("http://127.0.0.1:1", "http://login.contoso.test");
    let error = PartnerCenter::builder(StaticToken::app_only("t")).cloud(cloud).build();
    assert!(error.unwrap_err().to_string().starts_with("authority: "));
}

#[test]
fn plain_http_to_a_container_takes_a_word() {
    let cloud = || Cloud::custom("http://emulator:8080", "http://emulator:8080");
    let builder = || PartnerCenter::builder(StaticToken::app_only("t")).cloud(cloud());
    assert!(builder().build().is_err());
    assert!(builder().allow_plain_http("other").build().is_err());
    builder().allow_plain_http("emulator").build().unwrap();
    let error = builder().allow_plain_http("http://emulator:8080").build().unwrap_err();
    insta::assert_snapshot!(error, @"allow_plain_http: `http://emulator:8080` is not a host: give its name or address alone, such as `emulator`");
}

#[cfg(not(feature = "__rustls"))]
#[test]
fn https_without_tls_is_refused_with_a_remedy() {
    let builder = || PartnerCenter::builder(StaticToken::app_only("t"));
    let error = builder().build().unwrap_err().to_string();
    assert!(error.contains("enable the feature `rustls`"), "{error}");
    builder().http_client(reqwest::Client::new()).build().unwrap();
    builder().cloud(Cloud::custom("http://localhost:1", "http://localhost:1")).build().unwrap();
}

#[test]
fn each_cloud_has_its_addresses() {
    for cloud in [Cloud::Global, Cloud::UsGovernment, Cloud::China] {
        let base = cloud.base_url().to_owned();
        let partner = PartnerCenter::builder(StaticToken::app_and_user("t"))
            .cloud(cloud.clone())
            .http_client(own_client().build().unwrap())
            .build()
            .unwrap();
        assert_eq!((partner.base_url(), partner.cloud()), (&*base, &cloud));
    }
}

#[tokio::test]
async fn a_base_with_a_path_is_kept() {
    let script = Script::default();
    let partner = script.builder().base_url("https://api.contoso.test/proxy/").build().unwrap();
    read(&partner).await.unwrap();
    assert!(script.asked()[0].line.starts_with("GET /proxy/v1/customers/"));
}
