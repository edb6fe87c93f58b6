//! The grants behind which there is a person, and assertions in place of a secret.

use partner_center_emulator::seed::*;
use partner_center_emulator::{DeviceUser, Emulator};
use serde_json::Value;

use crate::client::{Answer, Client, options};

const SCOPE: &str = "scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default+offline_access";

/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn nobody() -> Client {
    Client::signed_out(Emulator::new(options()))
}

fn token(client: &Client, form: &str) -> Answer {
    client.form(&format!("/{CONTOSO_TENANT}/oauth2/v2.0/token"), form)
}

#[track_caller]
fn denied(answer: Answer, status: u16, error: &str, number: u64) {
    let body = answer.expect(status);
    assert_eq!(
        (&body["error"], &body["error_codes"][0]),
        (&error.into(), &number.into()),
        "{body}"
    );
}

/// A code that was asked for with a proof key, by `app` on port 8400.
fn proven_code(client: &Client) -> String {
    let path = format!("/{CONTOSO_TENANT}/oauth2/v2.0/authorize?client_id=app");
    let rest = "redirect_uri=http%3A%2F%2Flocalhost%3A8400&response_type=code&state=s";
    let answer =
        client.get(&format!("{path}&{rest}&code_challenge={CHALLENGE}&code_challenge_method=S256"));
    let location = answer.header("location").to_owned();
    let (_, rest) = location.split_once("code=").unwrap();
    rest.split('&').next().unwrap().to_owned()
}

#[test]
fn a_code_is_for_the_one_who_asked_for_it() {
    let client = nobody();
    let form = |client: &str, redirect: &str, verifier: &str| {
        format!(
            "grant_type=authorization_code&client_id={client}&redirect_uri={redirect}\
             &code_verifier={verifier}&{SCOPE}"
        )
    };
    let home = "http%3A%2F%2Flocalhost%3A8400";
    for (form, number) in [
        (form("other", home, VERIFIER), 700_005),
        (form("app", "http%3A%2F%2Flocalhost%3A8401", VERIFIER), 500_112),
        (form("app", home, CHALLENGE), 50_148),
        (form("app", home, ""), 50_148),
    ] {
        let code = proven_code(&client);
        denied(token(&client, &format!("{form}&code={code}")), 400, "invalid_grant", number);
        let right = right(&code);
        denied(token(&client, &right), 400, "invalid_grant", 70_008);
    }
    let body = token(&client, &right(&proven_code(&client))).expect(200);
    client.refresh(CONTOSO_TENANT, body["refresh_token"].as_str().unwrap()).expect(200);
}

fn right(code: &str) -> String {
    format!(
        "grant_type=authorization_code&client_id=app&redirect_uri=http%3A%2F%2Flocalhost%3A8400\
         &code_verifier={VERIFIER}&code={code}&{SCOPE}"
    )
}

fn device(client: &Client) -> Value {
    let path = format!("/{CONTOSO_TENANT}/oauth2/v2.0/devicecode");
    client.form(&path, &format!("client_id=app&{SCOPE}")).expect(200)
}

/// Asks whether the user has signed in with a device code.
fn poll(client: &Client, device: &Value) -> Answer {
    let code = device["device_code"].as_str().unwrap();
    let kind = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code";
    token(client, &format!("{kind}&client_id=app&device_code={code}"))
}

#[test]
fn a_device_waits_for_its_user() {
    let client = nobody();
    let device = device(&client);
    assert_eq!((&device["interval"], &device["expires_in"]), (&5.into(), &900.into()));
    let user_code = device["user_code"].as_str().unwrap();
    assert!(device["message"].as_str().unwrap().contains(user_code));
    for _ in 0..2 {
        denied(poll(&client, &device), 400, "authorization_pending", 70_016);
        client.advance(5);
    }
    let body = poll(&client, &device).expect(200);
    let signed_in = client.with_token(body["access_token"].as_str().unwrap().to_owned());
    signed_in.get("/v1/customers").expect(200);
    client.refresh(CONTOSO_TENANT, body["refresh_token"].as_str().unwrap()).expect(200);
    client.advance(10);
    denied(poll(&client, &device), 400, "bad_verification_code", 70_000);
}

#[test]
fn an_impatient_device_is_slowed_down() {
    let client = nobody();
    let device = device(&client);
    denied(poll(&client, &device), 400, "authorization_pending", 70_016);
    client.advance(4);
    denied(poll(&client, &device), 400, "slow_down", 90_055);
    client.advance(9);
    denied(poll(&client, &device), 400, "slow_down", 90_055);
    client.advance(15);
    poll(&client, &device).expect(200);
}

#[test]
fn users_decline_or_stay_away() {
    let client = nobody();
    client.emulator.change(|settings| settings.device_user = DeviceUser::Declines);
    let declined = device(&client);
    client.advance(10);
    denied(poll(&client, &declined), 400, "authorization_declined", 70_018);

    client.emulator.change(|settings| settings.device_user = DeviceUser::StaysAway);
    let forgotten = device(&client);
    client.advance(899);
    denied(poll(&client, &forgotten), 400, "authorization_pending", 70_016);
    client.advance(5);
    denied(poll(&client, &forgotten), 400, "expired_token", 70_020);
}

#[test]
fn a_device_code_is_asked_for_in_version_two() {
    let client = nobody();
    let path = format!("/{CONTOSO_TENANT}/oauth2/devicecode");
    assert_eq!(client.form(&path, &format!("client_id=app&{SCOPE}")).status, 404);
    let path = format!("/{CONTOSO_TENANT}/oauth2/v2.0/devicecode");
    assert_eq!(client.get(&path).status, 405);
    denied(client.form(&path, SCOPE), 400, "invalid_request", 900_144);
    denied(client.form(&path, "client_id=app"), 400, "invalid_scope", 70_011);
    let elsewhere = "/adatum.example/oauth2/v2.0/devicecode";
    let form = format!("client_id=app&{SCOPE}");
    denied(client.form(elsewhere, &form), 400, "invalid_request", 90_002);
    client.form("/organizations/oauth2/v2.0/devicecode", &form).expect(200);
}

/// An assertion that is right, changed by `change`; its signature is of the right length.
fn assertion(change: impl FnOnce(&mut Value, &mut Value)) -> String {
    // 2026-01-01T00:00:00Z, where the clock of these tests stands.
    let now = 1_767_225_600;
    let mut header =
        serde_json::json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": base64(&[0xAB; 32]) });
    let mut claims = serde_json::json!({
        "aud": format!("https://login.example/{CONTOSO_TENANT}/oauth2/v2.0/token"),
        "iss": "app", "sub": "app", "jti": "1", "nbf": now, "exp": now + 600,
    });
    change(&mut header, &mut claims);
    let part = |value: &Value| base64(value.to_string().as_bytes());
    format!("{}.{}.{}", part(&header), part(&claims), base64(&[1; 256]))
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits: Vec<bool> =
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1 == 1)).collect();
    let letter = |six: &[bool]| {
        let number = (0..6).fold(0, |n, at| n << 1 | usize::from(six.get(at) == Some(&true)));
        ALPHABET[number] as char
    };
    bits.chunks(6).map(letter).collect()
}

fn sign_in(client: &Client, assertion: &str) -> Answer {
    let kind = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
    let scope = "scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default";
    token(
        client,
        &format!(
            "grant_type=client_credentials&client_id=app&client_assertion_type={kind}\
             &client_assertion={assertion}&{scope}"
        ),
    )
}

#[test]
fn an_assertion_stands_in_for_a_secret() {
    let client = nobody();
    sign_in(&client, &assertion(|_, _| {})).expect(200);
    sign_in(&client, &assertion(|header, _| header["alg"] = "RS256".into())).expect(200);
    client.emulator.change(|settings| settings.certificates = vec!["AB:".repeat(32)]);
    sign_in(&client, &assertion(|_, _| {})).expect(200);
    client.emulator.change(|settings| settings.certificates = vec!["CD".repeat(32)]);
    denied(sign_in(&client, &assertion(|_, _| {})), 401, "invalid_client", 700_027);
}

#[test]
fn an_assertion_is_for_one_application_one_endpoint_and_one_time() {
    let client = nobody();
    type Change = fn(&mut Value, &mut Value);
    let changes: [(Change, u64); 9] = [
        (|header, _| header["alg"] = "none".into(), 700_027),
        (|header, _| header["x5t#S256"] = "qw".into(), 700_027),
        (|_, claims| claims["iss"] = "other".into(), 700_021),
        (|_, claims| claims["sub"] = "other".into(), 700_021),
        (|_, claims| claims["jti"] = "".into(), 700_021),
        (|_, claims| claims["aud"] = "https://login.example/x/oauth2/token".into(), 700_023),
        (|_, claims| claims["exp"] = 1_767_225_000.into(), 700_024),
        (|_, claims| claims["nbf"] = 1_767_226_000.into(), 700_024),
        (|_, claims| *claims = Value::Null, 50_027),
    ];
    for (change, number) in changes {
        denied(sign_in(&client, &assertion(change)), 401, "invalid_client", number);
    }
    denied(sign_in(&client, "e30.e30"), 401, "invalid_client", 50_027);
    denied(sign_in(&client, "e30.e30.c2hvcnQ"), 401, "invalid_client", 50_027);
}
