//! Refresh tokens: how often, how long and for whom they are good.

use partner_center_emulator::seed::*;
use partner_center_emulator::{Emulator, RefreshTokens};

use crate::client::{Answer, Client, denied, options};

fn refresh_as(client: &Client, application: &str, token: &str) -> Answer {
    let form = format!("grant_type=refresh_token&client_id={application}&refresh_token={token}");
    client.form(&format!("/{CONTOSO_TENANT}/oauth2/v2.0/token"), &form)
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
    denied(client.refresh(CONTOSO_TENANT, CONTOSO_REFRESH_TOKEN), 400, "invalid_grant", 70_000);
    client.refresh(CONTOSO_TENANT, first["refresh_token"].as_str().unwrap()).expect(200);
}

#[test]
fn a_refresh_token_belongs_to_its_tenant() {
    let client = Client::new();
    denied(client.refresh(FABRIKAM_TENANT, CONTOSO_REFRESH_TOKEN), 400, "invalid_grant", 700_016);
    client.refresh("common", CONTOSO_REFRESH_TOKEN).expect(200);
}

#[test]
fn a_refresh_token_belongs_to_the_application_that_has_it() {
    let client = Client::signed_out(Emulator::new(options()));
    let first = refresh_as(&client, "app", CONTOSO_REFRESH_TOKEN).expect(200);
    let second = first["refresh_token"].as_str().unwrap();
    for token in [CONTOSO_REFRESH_TOKEN, second] {
        denied(refresh_as(&client, "other", token), 400, "invalid_grant", 70_000);
        refresh_as(&client, "APP", token).expect(200);
    }
}

#[test]
fn a_refusal_does_not_use_up_a_refresh_token() {
    let client = Client::signed_out(Emulator::new(options()));
    client.emulator.change(|settings| settings.refresh_tokens = RefreshTokens::SingleUse);
    let form = format!(
        "grant_type=refresh_token&client_id=app&refresh_token={CONTOSO_REFRESH_TOKEN}&\
         scope=nonsense"
    );
    let path = format!("/{CONTOSO_TENANT}/oauth2/v2.0/token");
    denied(client.form(&path, &form), 400, "invalid_scope", 70_011);
    client.refresh(CONTOSO_TENANT, CONTOSO_REFRESH_TOKEN).expect(200);
}

#[test]
fn a_refresh_token_ends_when_it_is_not_used_for_ninety_days() {
    const DAY: u64 = 24 * 60 * 60;
    let client = Client::signed_out(Emulator::new(options()));
    let given = client.refresh(CONTOSO_TENANT, CONTOSO_REFRESH_TOKEN).expect(200);
    let given = given["refresh_token"].as_str().unwrap();
    client.advance(89 * DAY);
    client.refresh(CONTOSO_TENANT, given).expect(200);
    client.advance(89 * DAY);
    client.refresh(CONTOSO_TENANT, given).expect(200);
    client.advance(90 * DAY);
    denied(client.refresh(CONTOSO_TENANT, given), 400, "invalid_grant", 700_082);
    client.refresh(CONTOSO_TENANT, CONTOSO_REFRESH_TOKEN).expect(200);
    client.emulator.change(|settings| settings.refresh_token_seconds *= 2);
    client.refresh(CONTOSO_TENANT, given).expect(200);
}
