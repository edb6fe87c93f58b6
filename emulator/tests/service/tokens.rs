//! Signing in, in both forms, and what becomes of tokens.

use partner_center_emulator::seed::*;

use crate::client::{Answer, Client, denied};

const RESOURCE: &str = "resource=https%3A%2F%2Fapi.partnercenter.microsoft.com";
const CREDENTIALS: &str = "grant_type=client_credentials&client_id=any&client_secret=any";

fn version_one(client: &Client, form: &str) -> Answer {
    client.form(&format!("/{CONTOSO_TENANT}/oauth2/token"), form)
}

fn version_two(client: &Client, form: &str) -> Answer {
    client.form(&format!("/{CONTOSO_TENANT}/oauth2/v2.0/token"), form)
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
    denied(no_secret, 401, "invalid_client", 7_000_216);
    let password = version_one(&client, &format!("grant_type=password&client_id=any&{RESOURCE}"));
    denied(password, 400, "unsupported_grant_type", 70_003);
    let no_scope = version_two(&client, CREDENTIALS);
    assert!(denied(no_scope, 400, "invalid_request", 900_144).contains("scope"));
    let no_code = format!("grant_type=authorization_code&client_id=any&{RESOURCE}");
    denied(version_one(&client, &no_code), 400, "invalid_request", 900_144);
    let scope = "scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2Fuser_impersonation";
    denied(
        version_two(&client, &format!("{CREDENTIALS}&{scope}")),
        400,
        "invalid_scope",
        1_002_012,
    );
}

#[test]
fn a_code_signs_a_user_in_once() {
    let client = Client::new();
    let code = client.emulator.authorization_code(CONTOSO_TENANT).unwrap();
    let form = format!(
        "grant_type=authorization_code&client_id=app&client_secret=any&code={code}&{RESOURCE}"
    );
    let body = version_one(&client, &form).expect(200);
    assert_eq!(body["scope"], "user_impersonation");
    client.refresh(CONTOSO_TENANT, body["refresh_token"].as_str().unwrap()).expect(200);
    denied(version_one(&client, &form), 400, "invalid_grant", 54_005);
    assert_eq!(client.emulator.authorization_code("adatum.example"), None);
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
    let other = Client::signed_out(client.emulator.clone()).header("Authorization", "Basic YTpi");
    other.get("/v1/customers").refused(401, "800001");
}

#[test]
fn the_word_before_a_token_is_read_in_any_case() {
    let client = Client::new();
    let token = client.token.clone().unwrap();
    let shouting = Client::signed_out(client.emulator.clone())
        .header("Authorization", format!("BEARER {token}"));
    shouting.get("/v1/customers").expect(200);
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
