//! The grants behind which there is a person, and assertions in place of a secret.

use partner_center_emulator::seed::*;
use partner_center_emulator::{DeviceUser, Emulator, Options};
use serde_json::Value;

use crate::client::{Answer, Client, denied, options};

const SCOPE: &str = "scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default+offline_access";

/// What an application alone asks for.
const DEFAULT: &str = "scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default";

/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn nobody() -> Client {
    Client::signed_out(Emulator::new(options()))
}

fn token(client: &Client, form: &str) -> Answer {
    client.form(&format!("/{CONTOSO_TENANT}/oauth2/v2.0/token"), form)
}

/// A code that was asked for with a proof key, by `app` on port 8400.
fn proven_code(client: &Client) -> String {
    let path = format!("/{CONTOSO_TENANT}/oauth2/v2.0/authorize?client_id=app");
    let rest = "redirect_uri=http%3A%2F%2Flocalhost%3A8400&response_type=code&state=s";
    let answer =
        client.get(&format!("{path}&{rest}&code_challenge={CHALLENGE}&code_challenge_method=S256"));
    code_of(&answer)
}

/// The code that a browser is sent back with.
fn code_of(answer: &Answer) -> String {
    let (_, rest) = answer.header("location").split_once("code=").unwrap();
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
    let code = proven_code(&client);
    for (form, number) in [
        (form("other", home, VERIFIER), 70_000),
        (form("app", "http%3A%2F%2Flocalhost%3A8401", VERIFIER), 500_112),
        (form("app", home, CHALLENGE), 501_481),
        (form("app", home, ""), 50_148),
    ] {
        denied(token(&client, &format!("{form}&code={code}")), 400, "invalid_grant", number);
    }
    let elsewhere = format!("/{FABRIKAM_TENANT}/oauth2/v2.0/token");
    denied(client.form(&elsewhere, &right(&code)), 400, "invalid_grant", 700_005);
    let unknown = token(&client, &right("none"));
    denied(unknown, 400, "invalid_grant", 9_002_313);

    let body = token(&client, &right(&code).replace("=app&", "=APP&")).expect(200);
    client.refresh(CONTOSO_TENANT, body["refresh_token"].as_str().unwrap()).expect(200);
    denied(token(&client, &right(&code)), 400, "invalid_grant", 54_005);
}

#[test]
fn a_code_lives_for_ten_minutes() {
    let client = nobody();
    let (early, late) = (proven_code(&client), proven_code(&client));
    client.advance(599);
    token(&client, &right(&early)).expect(200);
    client.advance(1);
    denied(token(&client, &right(&late)), 400, "invalid_grant", 70_008);
}

#[test]
fn a_refusal_does_not_use_up_a_code() {
    let client = nobody();
    let code = proven_code(&client);
    let right = right(&code);
    let elsewhere = right.replace("api.partnercenter.microsoft.com", "nowhere.example");
    denied(token(&client, &elsewhere), 400, "invalid_resource", 500_011);
    denied(token(&client, &format!("{right}&resource=x")), 400, "invalid_request", 901_002);
    token(&client, &right).expect(200);
}

#[test]
fn what_a_code_was_asked_for_need_not_be_said_again() {
    let client = nobody();
    let path = format!("/{CONTOSO_TENANT}/oauth2/v2.0/authorize?client_id=app&response_type=code");
    let back = "redirect_uri=http%3A%2F%2Flocalhost%3A8400";
    let scope = "scope=https%3A%2F%2Fgraph.microsoft.com%2FUser.Read+offline_access";
    let code = code_of(&client.get(&format!("{path}&{back}&{scope}")));
    let form = format!("grant_type=authorization_code&client_id=app&{back}&code={code}");
    let body = token(&client, &form).expect(200);
    assert_eq!(body["scope"], "https://graph.microsoft.com/User.Read");
    let form = format!(
        "grant_type=refresh_token&client_id=app&refresh_token={}",
        body["refresh_token"].as_str().unwrap()
    );
    assert_eq!(token(&client, &form).expect(200)["scope"], "https://graph.microsoft.com/User.Read");

    let code = client.emulator.authorization_code(CONTOSO_TENANT).unwrap();
    let body = token(&client, &format!("grant_type=authorization_code&client_id=app&code={code}"))
        .expect(200);
    assert_eq!(body["scope"], "https://api.partnercenter.microsoft.com/user_impersonation");
    let token = client.with_token(body["access_token"].as_str().unwrap().to_owned());
    token.get("/v1/customers").expect(200);
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

/// Nobody yet, and a clock that goes on by itself.
fn in_real_time() -> Client {
    Client::signed_out(Emulator::new(Options::new()))
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
    let client = in_real_time();
    client.emulator.change(|settings| settings.device_user_seconds = 60);
    let device = device(&client);
    denied(poll(&client, &device), 400, "authorization_pending", 70_016);
    client.advance(1);
    denied(poll(&client, &device), 400, "slow_down", 90_055);
    client.advance(6);
    denied(poll(&client, &device), 400, "slow_down", 90_055);
    client.advance(15);
    denied(poll(&client, &device), 400, "authorization_pending", 70_016);
    client.advance(60);
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
fn a_device_that_waits_gets_on_though_the_clock_stands_still() {
    let client = nobody();
    let device = device(&client);
    for _ in 0..2 {
        denied(poll(&client, &device), 400, "authorization_pending", 70_016);
    }
    poll(&client, &device).expect(200);
    let state = client.emulator.summary();
    assert_eq!((state.time.as_str(), state.frozen), ("2026-01-01T00:00:10Z", true));
}

#[test]
fn a_decision_is_told_to_the_impatient_too() {
    let client = in_real_time();
    let device = device(&client);
    denied(poll(&client, &device), 400, "authorization_pending", 70_016);
    client.emulator.change(|settings| settings.device_user_seconds = 0);
    poll(&client, &device).expect(200);
}

#[test]
fn a_device_code_names_what_it_is_for() {
    let client = nobody();
    let path = format!("/{CONTOSO_TENANT}/oauth2/v2.0/devicecode");
    denied(client.get(&path), 400, "invalid_request", 900_561);
    denied(client.form(&path, SCOPE), 400, "invalid_request", 900_144);
    denied(client.form(&path, "client_id=app"), 400, "invalid_request", 900_144);
    denied(client.form(&path, "client_id=app&scope=openid"), 400, "invalid_scope", 70_011);
    let elsewhere = "/adatum.example/oauth2/v2.0/devicecode";
    let form = format!("client_id=app&{SCOPE}");
    denied(client.form(elsewhere, &form), 400, "invalid_request", 90_002);
    client.form("/organizations/oauth2/v2.0/devicecode", &form).expect(200);
}

#[test]
fn a_device_code_is_for_one_application_and_tenant() {
    let client = nobody();
    let device = device(&client);
    client.advance(10);
    let code = device["device_code"].as_str().unwrap();
    let form = |app: &str| format!("grant_type=device_code&client_id={app}&device_code={code}");
    denied(token(&client, &form("other")), 400, "invalid_grant", 70_000);
    let elsewhere = format!("/{FABRIKAM_TENANT}/oauth2/v2.0/token");
    denied(client.form(&elsewhere, &form("app")), 400, "invalid_grant", 700_005);
    token(&client, &form("APP")).expect(200);
}

#[test]
fn version_one_has_words_of_its_own_for_devices() {
    let client = nobody();
    let path = format!("/{CONTOSO_TENANT}/oauth2/devicecode");
    denied(client.form(&path, "client_id=app"), 400, "invalid_request", 900_144);
    let resource = "resource=https%3A%2F%2Fapi.partnercenter.microsoft.com";
    let device = client.form(&path, &format!("client_id=app&{resource}")).expect(200);
    assert_eq!((&device["expires_in"], &device["interval"]), (&"900".into(), &"5".into()));
    assert_eq!(device["verification_url"], "http://localhost/device");
    client.advance(10);
    let code = device["device_code"].as_str().unwrap();
    let path = format!("/{CONTOSO_TENANT}/oauth2/token");
    let form = format!("grant_type=device_code&client_id=app&code={code}");
    let body = client.form(&path, &form).expect(200);
    assert_eq!(body["resource"], "https://api.partnercenter.microsoft.com");
}

#[test]
fn there_is_a_page_for_the_code_of_a_device() {
    let client = Client::signed_out(Emulator::new(options()))
        .header("Host", "login.contoso.test")
        .header("X-Forwarded-Proto", "https, http");
    let path = format!("/{CONTOSO_TENANT}/oauth2/v2.0/devicecode");
    let form = format!("client_id=app&{SCOPE}");
    let device = client.send("POST", &path, form.as_bytes()).unwrap().expect(200);
    assert_eq!(device["verification_uri"], "https://login.contoso.test/device");
    let page = client.get("/device");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
}

#[test]
fn an_application_may_say_who_it_is_by_basic_authentication_alone() {
    // `APP%2D1:a%2Bb`, in which RFC 6749 encodes the two parts: `APP-1` and `a+b`.
    let known = Client::signed_out(Emulator::new(options()))
        .header("Authorization", "basic QVBQJTJEMTphJTJCYg==");
    let post = |path: &str, form: String| {
        let path = format!("/{CONTOSO_TENANT}/oauth2/v2.0/{path}");
        known.send("POST", &path, form.as_bytes()).unwrap()
    };
    post("token", format!("grant_type=client_credentials&{DEFAULT}")).expect(200);

    let query = "client_id=app-1&response_type=code&redirect_uri=http%3A%2F%2Flocalhost";
    let path = format!("/{CONTOSO_TENANT}/oauth2/v2.0/authorize?{query}&{SCOPE}");
    let code = code_of(&known.get(&path));
    let form = "grant_type=authorization_code&redirect_uri=http%3A%2F%2Flocalhost";
    let body = post("token", format!("{form}&code={code}")).expect(200);
    let refresh = body["refresh_token"].as_str().unwrap();
    post("token", format!("grant_type=refresh_token&refresh_token={refresh}")).expect(200);

    let device = post("devicecode", SCOPE.to_owned()).expect(200);
    known.advance(10);
    let code = device["device_code"].as_str().unwrap();
    post("token", format!("grant_type=device_code&device_code={code}")).expect(200);
}

#[test]
fn only_a_basic_header_carries_a_secret() {
    let client = Client::signed_out(Emulator::new(options())).header("Authorization", "Bearer x");
    let path = format!("/{CONTOSO_TENANT}/oauth2/v2.0/token");
    let form = format!("grant_type=client_credentials&client_id=app&{DEFAULT}");
    let answer = client.send("POST", &path, form.as_bytes()).unwrap();
    denied(answer, 401, "invalid_client", 7_000_216);
}
