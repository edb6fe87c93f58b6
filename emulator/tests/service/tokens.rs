//! Signing in, in both forms, and what becomes of tokens.

use partner_center_emulator::seed::*;
use partner_center_emulator::{Emulator, RefreshTokens};

use crate::client::{Answer, Client, options};

const RESOURCE: &str = "resource=https%3A%2F%2Fapi.partnercenter.microsoft.com";
const CREDENTIALS: &str = "grant_type=client_credentials&client_id=any&client_secret=any";

fn version_one(client: &Client, form: &str) -> Answer {
    client.form(&format!("/{CONTOSO_TENANT}/oauth2/token"), form)
}

fn version_two(client: &Client, form: &str) -> Answer {
    client.form(&format!("/{CONTOSO_TENANT}/oauth2/v2.0/token"), form)
}

/// Checks an error of the authority and gives its text.
#[track_caller]
fn denied(answer: Answer, status: u16, error: &str, number: u64) -> String {
    let body = answer.expect(status);
    assert_eq!(body["error"], error, "{body}");
    assert_eq!(body["error_codes"][0], number, "{body}");
    let text = body["error_description"].as_str().unwrap().to_owned();
    assert!(text.starts_with(&format!("AADSTS{number}: ")), "{text}");
    text
}

#[test]
fn version_one_prints_numbers_as_text() {
    let client = Client::new();
    let body = version_one(&client, &format!("{CREDENTIALS}&{RESOURCE}")).expect(200);
    assert_eq!(body["expires_in"], "3599");
    assert_eq!(body["expires_on"], "1767229199");
    assert_eq!(body["resource"], "https://api.partnercenter.microsoft.com");
    assert_eq!(body.get("refresh_token"), None, "an application has none");
}

#[test]
fn version_two_prints_numbers() {
    let client = Client::new();
    let form =
        format!("{CREDENTIALS}&scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default");
    let body = version_two(&client, &form).expect(200);
    assert_eq!(body["expires_in"], 3599);
    assert_eq!(body["token_type"], "Bearer");
}

#[test]
fn both_tokens_open_the_api() {
    let client = Client::new();
    let one = version_one(&client, &format!("{CREDENTIALS}&{RESOURCE}")).token();
    for client in [client.with_token(one), client.app_only(), client] {
        client.get("/v1/customers").expect(200);
    }
}

#[test]
fn a_tenant_that_was_not_seeded_is_unknown() {
    let client = Client::new();
    let answer = client.form("/adatum.example/oauth2/token", &format!("{CREDENTIALS}&{RESOURCE}"));
    assert!(denied(answer, 400, "invalid_request", 90_002).contains("adatum.example"));
}

#[test]
fn a_domain_names_a_tenant_too() {
    let client = Client::new();
    client.form("/CONTOSO.example/oauth2/token", &format!("{CREDENTIALS}&{RESOURCE}")).expect(200);
}

#[test]
fn what_a_grant_lacks_is_named() {
    let client = Client::new();
    assert!(
        denied(version_one(&client, CREDENTIALS), 400, "invalid_request", 900_144)
            .contains("resource")
    );
    assert!(
        denied(version_one(&client, RESOURCE), 400, "invalid_request", 900_144)
            .contains("grant_type")
    );
    let anonymous = version_one(&client, "grant_type=client_credentials");
    assert!(denied(anonymous, 400, "invalid_request", 900_144).contains("client_id"));
    let no_secret =
        version_one(&client, &format!("grant_type=client_credentials&client_id=any&{RESOURCE}"));
    denied(no_secret, 401, "invalid_client", 7_000_218);
    let password = version_one(&client, &format!("grant_type=password&client_id=any&{RESOURCE}"));
    denied(password, 400, "unsupported_grant_type", 70_003);
    denied(version_two(&client, CREDENTIALS), 400, "invalid_scope", 70_011);
    let scope = "scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2Fuser_impersonation";
    denied(
        version_two(&client, &format!("{CREDENTIALS}&{scope}")),
        400,
        "invalid_scope",
        1_002_012,
    );
}

#[test]
fn the_client_may_sign_in_by_basic_authentication() {
    // `app:secret`
    let client = Client::signed_out(Emulator::new(options()))
        .header("Authorization", "Basic YXBwOnNlY3JldA==");
    let path = format!("/{CONTOSO_TENANT}/oauth2/token");
    let form = format!("grant_type=client_credentials&{RESOURCE}");
    client.send("POST", &path, form.as_bytes()).unwrap().expect(200);
}

#[test]
fn a_refresh_token_is_replaced_and_goes_on_working() {
    let client = Client::new();
    let first = client.refresh(CONTOSO_TENANT, CONTOSO_REFRESH_TOKEN).expect(200);
    let second = first["refresh_token"].as_str().unwrap();
    assert_ne!(second, CONTOSO_REFRESH_TOKEN);
    client.refresh(CONTOSO_TENANT, second).expect(200);
    client.refresh(CONTOSO_TENANT, CONTOSO_REFRESH_TOKEN).expect(200);
}

#[test]
fn a_refresh_token_can_be_for_single_use() {
    let client = Client::new();
    client.emulator.change(|settings| settings.refresh_tokens = RefreshTokens::SingleUse);
    let first = client.refresh(CONTOSO_TENANT, CONTOSO_REFRESH_TOKEN).expect(200);
    denied(client.refresh(CONTOSO_TENANT, CONTOSO_REFRESH_TOKEN), 400, "invalid_grant", 700_082);
    client.refresh(CONTOSO_TENANT, first["refresh_token"].as_str().unwrap()).expect(200);
}

#[test]
fn a_refresh_token_belongs_to_its_tenant() {
    let client = Client::new();
    denied(client.refresh(FABRIKAM_TENANT, CONTOSO_REFRESH_TOKEN), 400, "invalid_grant", 700_016);
    client.refresh("common", CONTOSO_REFRESH_TOKEN).expect(200);
}

#[test]
fn a_code_signs_a_user_in_once() {
    let client = Client::new();
    let code = client.emulator.authorization_code(CONTOSO_TENANT).unwrap();
    let form = format!(
        "grant_type=authorization_code&client_id=any&client_secret=any&code={code}&{RESOURCE}"
    );
    let body = version_one(&client, &form).expect(200);
    assert_eq!(body["scope"], "user_impersonation");
    client.refresh(CONTOSO_TENANT, body["refresh_token"].as_str().unwrap()).expect(200);
    denied(version_one(&client, &form), 400, "invalid_grant", 70_008);
    assert_eq!(client.emulator.authorization_code("adatum.example"), None);
}

#[test]
fn consent_grants_itself_and_goes_back() {
    let client = Client::signed_out(Emulator::new(options()));
    let back = "http%3A%2F%2Flocalhost%3A8400%2Fdone%3Fx%3D1";
    let path = format!("/common/oauth2/v2.0/authorize?client_id=any&redirect_uri={back}");
    let answer = client.get(&format!("{path}&response_type=code&state=a%26b"));
    assert_eq!(answer.status, 302);
    let location = answer.header("location");
    assert!(location.starts_with("http://localhost:8400/done?x=1&code="), "{location}");
    assert!(location.ends_with("&state=a%26b"), "{location}");

    let page =
        client.get(&format!("{path}&response_type=code%20id_token&response_mode=form_post")).text();
    assert!(page.contains(r#"action="http://localhost:8400/done?x=1""#), "{page}");
    assert!(page.contains(r#"name="code""#) && page.contains(r#"name="id_token""#), "{page}");
    assert_eq!(client.get("/common/oauth2/authorize?client_id=any").status, 400);
    assert_eq!(client.get(&format!("/{CONTOSO_TENANT}/oauth2/token")).status, 405);
}

#[test]
fn a_token_for_another_audience_is_refused() {
    let client = Client::new();
    let token =
        version_one(&client, &format!("{CREDENTIALS}&resource=https%3A%2F%2Fgraph.windows.net"))
            .token();
    let old = client.with_token(token);
    let answer = old.get("/v1/customers");
    assert!(answer.header("www-authenticate").starts_with("Bearer error=\"invalid_token\""));
    assert!(answer.refused(401, "900420").contains("https://graph.windows.net"));
    client
        .emulator
        .change(|settings| settings.accepted_audiences.push("https://graph.windows.net/".into()));
    old.get("/v1/customers").expect(200);
}

#[test]
fn a_token_expires_by_the_clock_of_the_emulator() {
    let client = Client::new();
    client.advance(3_598);
    client.get("/v1/customers").expect(200);
    client.advance(1);
    client.get("/v1/customers").refused(401, "400");
}

#[test]
fn a_missing_or_foreign_token_is_refused() {
    let client = Client::new();
    let none = Client::signed_out(client.emulator.clone()).get("/v1/customers");
    assert!(!none.header("www-authenticate").is_empty());
    none.refused(401, "800001");
    client.with_token("nonsense".into()).get("/v1/customers").refused(401, "400");
}

#[test]
fn tokens_can_be_revoked() {
    let client = Client::new();
    client.emulator.revoke_tokens();
    client.get("/v1/customers").refused(401, "400");
    client.app_only().get("/v1/customers").expect(200);
}

#[test]
fn an_application_alone_may_not_do_what_needs_a_user() {
    let client = Client::new();
    let path = format!(
        "/v1/customers/{CUSTOMER_US}/subscriptions/{SUBSCRIPTION_ACTIVE}/provisioningstatus"
    );
    client.get(&path).expect(200);
    let alone = client.app_only();
    alone.get(&path).refused(403, "900329");
    client.emulator.change(|settings| settings.enforce_user_only = false);
    alone.get(&path).expect(200);
}

#[test]
fn users_without_a_second_factor_can_be_refused() {
    let client = Client::with(|settings| settings.user_mfa = false).header("ValidateMfa", "true");
    let answer = client.get("/v1/customers");
    assert_eq!(answer.header("ismfacompliant"), "false");
    answer.expect(200);
    client.emulator.change(|settings| settings.require_mfa = true);
    client.get("/v1/customers").refused(401, "900421");
    client.app_only().get("/v1/customers").expect(200);
    let with_factor =
        Client::with(|settings| settings.require_mfa = true).header("ValidateMfa", "true");
    assert_eq!(with_factor.get("/v1/customers").header("ismfacompliant"), "true");
}
