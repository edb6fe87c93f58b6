//! How the authority speaks: of scopes, of users, and when it refuses.

use partner_center_emulator::seed::*;
use partner_center_emulator::{Action, Emulator, Fault};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::assertions::base64;
use crate::client::{Client, START, denied, options};

const PARTNER_CENTER: &str = "https://api.partnercenter.microsoft.com";

fn nobody() -> Client {
    Client::signed_out(Emulator::new(options()))
}

/// What the seeded refresh token gives for a scope.
fn refreshed(client: &Client, scope: &str) -> Value {
    let form = format!(
        "grant_type=refresh_token&client_id=app&refresh_token={CONTOSO_REFRESH_TOKEN}\
         &client_info=1&scope={}",
        scope.replace(' ', "+")
    );
    client.form(&format!("/{CONTOSO_TENANT}/oauth2/v2.0/token"), &form).expect(200)
}

/// What a part of a token says.
fn read(part: &str) -> Value {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits = part.chars().flat_map(|letter| {
        let six = ALPHABET.find(letter).unwrap();
        (0..6).rev().map(move |at| six >> at & 1 == 1)
    });
    let bits: Vec<bool> = bits.collect();
    let byte = |eight: &[bool]| eight.iter().fold(0_u8, |n, bit| n << 1 | u8::from(*bit));
    serde_json::from_slice(&bits.chunks_exact(8).map(byte).collect::<Vec<u8>>()).unwrap()
}

#[test]
fn what_was_granted_is_said_in_the_words_of_the_request() {
    let client = nobody();
    let whole = format!("{PARTNER_CENTER}/user_impersonation");
    for (scope, granted) in [
        (format!("{PARTNER_CENTER}/.default"), format!("{whole} {PARTNER_CENTER}/.default")),
        (format!("{whole} openid offline_access"), whole.clone()),
        (
            format!("{PARTNER_CENTER}/.default {whole}"),
            format!("{whole} {PARTNER_CENTER}/.default"),
        ),
        ("openid".to_owned(), whole.clone()),
        (String::new(), whole.clone()),
    ] {
        assert_eq!(refreshed(&client, &scope)["scope"], granted, "{scope}");
    }
}

#[test]
fn partner_center_may_be_named_by_its_id() {
    let client = nobody();
    for id in ["", "api://"].map(|scheme| format!("{scheme}fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd")) {
        let body = refreshed(&client, &format!("{id}/.default"));
        let token = body["access_token"].as_str().unwrap().to_owned();
        client.with_token(token).get("/v1/customers").expect(200);
        let path = format!("/{CONTOSO_TENANT}/oauth2/token");
        let form =
            format!("grant_type=client_credentials&client_id=a&client_secret=b&resource={id}");
        assert_eq!(client.form(&path, &form).expect(200)["resource"], PARTNER_CENTER);
    }
}

#[test]
fn a_scope_is_about_one_resource_that_is_known() {
    let client = nobody();
    let check = |scope: &str, error: &str, number| {
        let form = format!(
            "grant_type=client_credentials&client_id=a&client_secret=b&scope={}",
            scope.replace(' ', "+")
        );
        let path = format!("/{CONTOSO_TENANT}/oauth2/v2.0/token");
        denied(client.form(&path, &form), 400, error, number);
    };
    let here = format!("{PARTNER_CENTER}/.default");
    check(&format!("{here} https://graph.microsoft.com/.default"), "invalid_scope", 28_000);
    check("https://nowhere.example/.default", "invalid_resource", 500_011);
    check("11111111-0000-4000-8000-000000000001/.default", "invalid_resource", 500_011);
    check(PARTNER_CENTER, "invalid_scope", 70_011);
    check("User.Read", "invalid_scope", 70_011);
    check(&format!("{here}&resource={PARTNER_CENTER}"), "invalid_request", 901_002);
}

#[test]
fn a_user_is_described_to_those_who_ask() {
    let client = nobody();
    assert_eq!(refreshed(&client, "offline_access").get("id_token"), None);
    let body = refreshed(&client, "openid profile");
    let token = body["id_token"].as_str().unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(read(parts[0])["alg"], "RS256");
    let claims = read(parts[1]);
    for (name, value) in [
        ("aud", "app".into()),
        ("iss", format!("http://localhost/{CONTOSO_TENANT}/v2.0").into()),
        ("iat", START.into()),
        ("nbf", START.into()),
        ("exp", (START + 3_600).into()),
        ("tid", CONTOSO_TENANT.into()),
        ("preferred_username", "admin@contoso.example".into()),
        ("ver", Value::from("2.0")),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
    let info = read(body["client_info"].as_str().unwrap());
    assert_eq!((&info["uid"], &info["utid"]), (&claims["oid"], &CONTOSO_TENANT.into()));
    assert!(claims["sub"].is_string() && claims["name"].is_string());
    // What came once with a token is remembered for the next.
    let form = format!(
        "grant_type=refresh_token&client_id=app&refresh_token={}",
        body["refresh_token"].as_str().unwrap()
    );
    let path = format!("/{CONTOSO_TENANT}/oauth2/token");
    let again = client.form(&path, &form).expect(200);
    assert_eq!(again.get("client_info"), None);
    let claims = read(again["id_token"].as_str().unwrap().split('.').nth(1).unwrap());
    assert_eq!((&claims["upn"], &claims["ver"]), (&"admin@contoso.example".into(), &"1.0".into()));
}

#[test]
fn what_was_said_once_comes_back_with_the_code() {
    let client = nobody();
    let query =
        "client_id=app&response_type=code&scope=openid&nonce=n-1&redirect_uri=http%3A%2F%2Fa";
    let answer = client.get(&format!("/common/oauth2/v2.0/authorize?{query}"));
    let (_, code) = answer.header("location").split_once("code=").unwrap();
    let form = format!(
        "grant_type=authorization_code&client_id=app&redirect_uri=http%3A%2F%2Fa&code={code}"
    );
    let body = client.form(&format!("/{CONTOSO_TENANT}/oauth2/v2.0/token"), &form).expect(200);
    let claims = read(body["id_token"].as_str().unwrap().split('.').nth(1).unwrap());
    assert_eq!(claims["nonce"], "n-1");
}

#[test]
fn a_code_and_what_is_said_with_it_belong_together() {
    let client = nobody();
    let query =
        "client_id=app&response_type=code+id_token&scope=openid&redirect_uri=http%3A%2F%2Fa";
    let answer = client.get(&format!("/common/oauth2/v2.0/authorize?{query}"));
    let (_, rest) = answer.header("location").split_once("#code=").unwrap();
    let (code, token) = rest.split_once("&id_token=").unwrap();
    let claims = read(token.split('.').nth(1).unwrap());
    assert_eq!(claims["c_hash"], base64(&Sha256::digest(code)[..16]));
}

#[test]
fn a_refusal_can_be_found_again() {
    let client =
        nobody().header("client-request-id", "c-1").header("return-client-request-id", "true");
    let path = format!("/{CONTOSO_TENANT}/oauth2/v2.0/token");
    let answer = client.send("POST", &path, b"").unwrap();
    let trace = answer.header("x-ms-request-id").to_owned();
    assert_eq!(answer.header("client-request-id"), "c-1");
    let body = answer.expect(400);
    assert_eq!(
        (&body["trace_id"], &body["correlation_id"]),
        (&trace.as_str().into(), &"c-1".into())
    );
    assert_eq!(body["timestamp"], "2026-01-01 00:00:00Z");
    let text = body["error_description"].as_str().unwrap();
    let end = format!("Trace ID: {trace} Correlation ID: c-1 Timestamp: 2026-01-01 00:00:00Z");
    assert!(text.starts_with("AADSTS900144: ") && text.ends_with(&end), "{text}");
    assert!(body["error_uri"].as_str().unwrap().ends_with("/error?code=900144"));
}

#[test]
fn tokens_are_asked_for_by_post() {
    let client = nobody();
    for path in ["oauth2/token", "oauth2/v2.0/token"] {
        let answer = client.get(&format!("/{CONTOSO_TENANT}/{path}"));
        denied(answer, 400, "invalid_request", 900_561);
    }
}

#[test]
fn a_scripted_refusal_looks_like_the_authority() {
    let client = nobody();
    let refuse = |status, code: &str| {
        client.emulator.fault(Fault::on("token", Action::refuse(status, code)));
        client.refresh(CONTOSO_TENANT, CONTOSO_REFRESH_TOKEN)
    };
    denied(refuse(400, "AADSTS50076"), 400, "interaction_required", 50_076);
    denied(refuse(400, "50173"), 400, "invalid_grant", 50_173);
    denied(refuse(401, "7000222"), 401, "invalid_client", 7_000_222);
    denied(refuse(503, "90033"), 503, "temporarily_unavailable", 90_033);
    let body = refuse(400, "invalid_grant").expect(400);
    assert_eq!(
        (&body["error"], &body["error_codes"]),
        (&"invalid_grant".into(), &serde_json::json!([]))
    );
    client.emulator.fault(Fault::on("token", Action::too_many("7")));
    let answer = client.refresh(CONTOSO_TENANT, CONTOSO_REFRESH_TOKEN);
    assert_eq!(answer.header("retry-after"), "7");
    denied(answer, 429, "temporarily_unavailable", 90_055);
}
