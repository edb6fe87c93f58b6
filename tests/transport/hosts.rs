//! Operations on another host: where they go, and with which token.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use partner_center::auth::{RefreshToken, StaticToken, TokenVersion};
use partner_center::transport::{DocumentRules, Host};
use partner_center::{Cloud, Delivery, Error, PartnerCenter, Result};
use partner_center_test_support::{Reply, Script, answer, answer_with, read};

const MAIN: &str = "https://api.partnercenter.microsoft.com";
const PRICES: &str = "https://api.partner.microsoft.com";

/// A partner with a user, whose prices are on a host of their own.
fn user(script: &Script) -> PartnerCenter {
    let user = RefreshToken::new("contoso.test", "app-1", "refresh-1");
    let builder = script.builder_for(user).host_url(Host::Prices, "https://prices.contoso.test");
    builder.build().unwrap()
}

/// A file, as the host of prices answers.
fn sheet() -> Reply {
    answer_with(200, &[("content-type", "application/octet-stream")], "\"ProductId\"\n")
}

/// The same a number of times, in a script.
fn sheets(count: usize) -> Script {
    Script::new((0..count).map(|_| sheet()))
}

/// Asks the host of prices.
async fn prices(partner: &PartnerCenter) -> Result<()> {
    partner.api().get_price_sheet("US", "software").send().await?;
    Ok(())
}

/// What stands in a form.
fn field(form: &str, name: &str) -> String {
    let mut pairs = form_urlencoded::parse(form.as_bytes());
    pairs.find(|(own, _)| own == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// A token that says whom it is for.
fn named(audience: &str) -> String {
    let claims = format!(r#"{{"aud":"{audience}"}}"#);
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
}

#[tokio::test]
async fn each_host_gets_a_token_of_its_own_from_the_same_credential() {
    let script = sheets(2);
    let partner = user(&script);
    prices(&partner).await.unwrap();
    prices(&partner).await.unwrap();
    read(&partner).await.unwrap();
    prices(&partner).await.unwrap();

    let asked = script.asked();
    let sent: Vec<_> = asked.iter().map(|ask| (&*ask.host, ask.header("authorization"))).collect();
    let (main, other) = ("api.contoso.test", "prices.contoso.test");
    assert_eq!(
        sent,
        [
            (other, "Bearer token-1"),
            (other, "Bearer token-1"),
            (main, "Bearer token-2"),
            (other, "Bearer token-1"),
        ]
    );
    let line = "GET /v1.0/sales/pricesheets(Market='US',PricesheetView='software')/$value";
    assert_eq!((&*asked[0].line, asked[0].header("accept")), (line, "application/octet-stream"));

    let forms: Vec<_> = script.asked_for_token().into_iter().map(|ask| ask.body).collect();
    let scopes: Vec<_> = forms.iter().map(|form| field(form, "scope")).collect();
    let scope = |audience| format!("{audience}/.default offline_access");
    assert_eq!(scopes, [scope(PRICES), scope(MAIN)]);
    assert!(forms.iter().all(|form| field(form, "refresh_token") == "refresh-1"));
}

#[tokio::test]
async fn the_older_endpoint_is_asked_by_resource() {
    let script = sheets(1);
    let user = RefreshToken::new("contoso.test", "app-1", "refresh-1");
    let builder = script.builder_for(user).token_version(TokenVersion::V1);
    let partner = builder.host_url(Host::Prices, "https://prices.contoso.test").build().unwrap();
    prices(&partner).await.unwrap();
    assert_eq!(field(&script.asked_for_token()[0].body, "resource"), PRICES);
}

#[tokio::test]
async fn a_refused_token_is_renewed_for_its_own_host_alone() {
    let script = sheets(2).rejecting("token-1");
    let partner = user(&script);
    prices(&partner).await.unwrap();
    prices(&partner).await.unwrap();
    read(&partner).await.unwrap();
    let asked = script.asked();
    let bearers: Vec<_> = asked.iter().map(|ask| ask.header("authorization")).collect();
    assert_eq!(bearers, ["Bearer token-1", "Bearer token-2", "Bearer token-2", "Bearer token-3"]);
}

#[tokio::test]
async fn each_token_ends_by_itself() {
    let script = Script::default();
    let partner = user(&script);
    prices(&partner).await.unwrap();
    script.clock().advance(Duration::from_secs(1800));
    read(&partner).await.unwrap();
    script.clock().advance(Duration::from_secs(1900));
    prices(&partner).await.unwrap();
    read(&partner).await.unwrap();
    let forms: Vec<_> = script.asked_for_token().into_iter().map(|ask| ask.body).collect();
    let scopes: Vec<_> = forms.iter().map(|form| field(form, "scope")).collect();
    let scope = |audience| format!("{audience}/.default offline_access");
    assert_eq!(scopes, [scope(PRICES), scope(MAIN), scope(PRICES)], "one was an hour old");
}

#[tokio::test]
async fn no_token_follows_a_redirect() {
    let to = [("location", "https://elsewhere.test/sheets?name=Jane")];
    for status in [301, 302, 303, 307, 308] {
        let script = Script::new([answer_with(status, &to, "")]);
        let error = prices(&user(&script)).await.unwrap_err();
        assert_eq!((error.status(), error.delivery()), (Some(status), Delivery::NotDone));
        assert!(error.to_string().contains("`https://elsewhere.test/sheets`"), "{error}");
        let hosts: Vec<_> = script.asked().into_iter().map(|ask| ask.host).collect();
        assert_eq!(hosts, ["prices.contoso.test"]);
    }
}

#[tokio::test]
async fn a_token_for_another_service_is_not_sent() {
    let main = named(MAIN);
    let minted = format!(r#"{{"access_token":"{main}","expires_in":3600}}"#);
    let script = Script::default().tokens([answer(200, minted.leak())]);
    let error = prices(&user(&script)).await.unwrap_err();
    assert!(error.is_auth(), "{error}");
    assert_eq!(error.code(), Some("900420"));
    assert!(error.to_string().contains(&format!("get one for `{PRICES}`")), "{error}");
    assert!(script.asked().is_empty());
}

#[tokio::test]
async fn a_static_token_is_for_one_service() {
    let partner = |script: &Script, token: &str| {
        let builder = script.builder_for(StaticToken::app_and_user(token.to_owned()));
        builder.host_url(Host::Prices, "https://prices.contoso.test").build().unwrap()
    };
    let script = sheets(1);
    let error = prices(&partner(&script, "opaque")).await.unwrap_err();
    assert!(error.is_auth(), "{error}");
    let said = error.to_string();
    assert!(said.contains(&format!("needs a token for `{PRICES}`")), "{said}");
    assert!(said.contains("nothing was sent") && said.contains("auth::RefreshToken"), "{said}");

    let error = prices(&partner(&script, &named(MAIN))).await.unwrap_err();
    assert_eq!(error.code(), Some("900420"), "{error}");
    assert!(script.asked().is_empty());

    let partner = partner(&script, &named(PRICES));
    prices(&partner).await.unwrap();
    assert_eq!(read(&partner).await.unwrap_err().code(), Some("900420"));
    assert_eq!(script.asked().len(), 1);
}

#[tokio::test]
async fn a_client_that_was_pointed_elsewhere_does_not_reach_the_service() {
    let script = Script::default();
    let user = RefreshToken::new("contoso.test", "app-1", "refresh-1");
    let error = prices(&script.builder_for(user).build().unwrap()).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    let said = error.to_string();
    assert!(said.contains("PartnerCenterBuilder::host_url(Host::Prices"), "{said}");
    assert!(said.contains("nothing was sent"), "{said}");
    assert!(script.asked().is_empty() && script.asked_for_token().is_empty());
}

#[tokio::test]
async fn each_cloud_has_the_hosts_of_the_document() {
    for (cloud, reached) in
        [(Cloud::Global, true), (Cloud::UsGovernment, true), (Cloud::China, false)]
    {
        let script = sheets(1);
        let rules = DocumentRules::off();
        let user = StaticToken::app_and_user(named(PRICES));
        let builder = PartnerCenter::builder(user).cloud(cloud.clone()).document_rules(rules);
        let partner = builder.http_sender(script.clone()).clock(script.clock()).build().unwrap();
        assert_eq!(prices(&partner).await.is_ok(), reached, "{cloud}");
        let hosts: Vec<_> = script.asked().into_iter().map(|ask| ask.host).collect();
        assert_eq!(hosts, vec!["api.partner.microsoft.com"; usize::from(reached)], "{cloud}");
    }
}

#[tokio::test]
async fn a_call_of_prices_wants_a_user() {
    let script = Script::default();
    let builder = script.builder().host_url(Host::Prices, "https://prices.contoso.test");
    let error = prices(&builder.build().unwrap()).await.unwrap_err();
    assert!(error.is_invalid() && error.code() == Some("900329"), "{error}");
    assert!(script.asked_for_token().is_empty());
}

#[test]
fn an_address_of_another_host_is_trusted_like_the_main_one() {
    for (url, trusted) in [
        ("https://prices.contoso.test", true),
        ("http://127.0.0.1:8471", true),
        ("http://prices.contoso.test", false),
        ("https://jane:canary@prices.contoso.test", false),
        ("https://prices.contoso.test/v1.0", false),
        ("prices", false),
    ] {
        let builder = PartnerCenter::builder(StaticToken::app_and_user("token"));
        let built = builder.host_url(Host::Prices, url).build();
        assert_eq!(built.is_ok(), trusted, "{url}");
        let said = built.err().map(|error: Error| error.to_string()).unwrap_or_default();
        assert!(!said.contains("canary"), "{said}");
        assert!(trusted || said.starts_with("host_url: "), "{said}");
    }
}

#[tokio::test]
async fn a_raw_call_of_its_path_goes_to_its_host() {
    let script = sheets(1);
    let partner = user(&script);
    let path = "/v1.0/sales/fxrates(Month='202512')/$value";
    let _ = partner.get(path).send::<serde_json::Value>().await;
    let asked = script.asked();
    assert_eq!(asked[0].host, "prices.contoso.test");
    assert_eq!(asked[0].line, format!("GET {path}"));
}

#[tokio::test]
async fn the_id_in_an_answer_of_that_host_is_found_under_its_name() {
    let script = Script::new([answer_with(403, &[("request-id", "their-1")], "")]);
    let error = prices(&user(&script)).await.unwrap_err();
    assert_eq!(error.answered_request_id(), Some("their-1"));
}
