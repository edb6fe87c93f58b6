//! The documents by which a library finds the authority's addresses.

use partner_center_emulator::seed::*;
use partner_center_emulator::{Action, Emulator, Fault};
use serde_json::Value;

use crate::client::{Client, denied, options};

/// As a library does that reaches the emulator through a proxy.
fn library() -> Client {
    Client::signed_out(Emulator::new(options()))
        .header("Host", "localhost:8443")
        .header("X-Forwarded-Proto", "https")
}

fn configuration(client: &Client, below: &str) -> Value {
    client.get(&format!("/{below}/.well-known/openid-configuration")).expect(200)
}

#[test]
fn a_library_finds_its_way() {
    let client = library();
    let found = configuration(&client, "contoso.example/v2.0");
    let base = format!("https://localhost:8443/{CONTOSO_TENANT}");
    for (name, place) in [
        ("issuer", "/v2.0"),
        ("authorization_endpoint", "/oauth2/v2.0/authorize"),
        ("token_endpoint", "/oauth2/v2.0/token"),
        ("device_authorization_endpoint", "/oauth2/v2.0/devicecode"),
        ("jwks_uri", "/discovery/v2.0/keys"),
    ] {
        assert_eq!(found[name], format!("{base}{place}"), "{name}");
        if name != "issuer" {
            let path = format!("/{CONTOSO_TENANT}{place}");
            assert_ne!(client.get(&path).status, 404, "{path}");
        }
    }
    let keys = client.get(&format!("/{CONTOSO_TENANT}/discovery/v2.0/keys")).expect(200);
    assert_eq!(keys["keys"], serde_json::json!([]), "nothing is signed");
}

#[test]
fn version_one_has_a_document_of_its_own() {
    let client = Client::signed_out(Emulator::new(options()));
    let found = configuration(&client, CONTOSO_TENANT);
    assert_eq!(found["issuer"], format!("https://sts.windows.net/{CONTOSO_TENANT}/"));
    assert_eq!(found["token_endpoint"], format!("http://localhost/{CONTOSO_TENANT}/oauth2/token"));
    client.get(&format!("/{CONTOSO_TENANT}/discovery/keys")).expect(200);
}

#[test]
fn what_the_address_leaves_open_stays_open() {
    let found = configuration(&library(), "organizations/v2.0");
    assert_eq!(found["issuer"], "https://localhost:8443/{tenantid}/v2.0");
    let token = "https://localhost:8443/organizations/oauth2/v2.0/token";
    assert_eq!(found["token_endpoint"], token);
}

#[test]
fn there_is_no_document_of_an_unknown_tenant() {
    let answer = library().get("/adatum.example/v2.0/.well-known/openid-configuration");
    denied(answer, 400, "invalid_tenant", 90_002);
}

#[test]
fn an_authority_may_be_trusted() {
    let endpoint = "https%3A%2F%2Flocalhost%3A8443%2Fcontoso.example%2Foauth2%2Fv2.0%2Fauthorize";
    let path = "/common/discovery/instance?api-version=1.1&authorization_endpoint=";
    let found = library().get(&format!("{path}{endpoint}")).expect(200);
    assert_eq!(
        found["tenant_discovery_endpoint"],
        "https://localhost:8443/contoso.example/v2.0/.well-known/openid-configuration"
    );
    assert_eq!(found["metadata"], serde_json::json!([]));
}

#[test]
fn documents_use_up_no_faults() {
    let client = library();
    client.emulator.fault(Fault::any(Action::refuse(503, "")));
    configuration(&client, "common/v2.0");
    assert_eq!(client.emulator.faults().len(), 1);
}
