//! What an application signs in place of a secret.

use partner_center_emulator::Emulator;
use partner_center_emulator::seed::*;
use serde_json::{Value, json};

use crate::client::{Answer, Client, START, denied, options};

/// The certificate of the tests, and its thumbprints.
const CERTIFICATE: &[u8] = b"a certificate of Contoso";
const SHA_1: &str = "0a5848bf924f02d7d27be3791cb8f9c3ae525769";
const SHA_256: &str = "e53249721a162f74f834fe7eea36009b924cef90b4cbf974722519985ef528b3";

fn nobody() -> Client {
    Client::signed_out(Emulator::new(options()))
}

/// An assertion that is right, changed by `change`; its signature is of the right length.
fn assertion(change: impl FnOnce(&mut Value, &mut Value)) -> String {
    let now = START;
    let mut header = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": base64(&[0xAB; 32]) });
    let mut claims = json!({
        "aud": format!("https://login.example/{CONTOSO_TENANT}/oauth2/v2.0/token"),
        "iss": "app", "sub": "app", "jti": "1", "nbf": now, "exp": now + 600,
    });
    change(&mut header, &mut claims);
    let part = |value: &Value| base64(value.to_string().as_bytes());
    format!("{}.{}.{}", part(&header), part(&claims), base64(&[1; 256]))
}

pub(crate) fn base64(bytes: &[u8]) -> String {
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
    let form = format!(
        "grant_type=client_credentials&client_id=app&client_assertion_type={kind}\
         &client_assertion={assertion}&{scope}"
    );
    client.form(&format!("/{CONTOSO_TENANT}/oauth2/v2.0/token"), &form)
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
    let changes: [(Change, u64); 12] = [
        (|header, _| header["alg"] = "none".into(), 700_027),
        (|header, _| header["x5t#S256"] = "qw".into(), 700_027),
        (|_, claims| claims["iss"] = "other".into(), 700_021),
        (|_, claims| claims["sub"] = "other".into(), 700_021),
        (|_, claims| claims["jti"] = "".into(), 700_021),
        (|_, claims| claims["aud"] = "https://login.example/x/oauth2/token".into(), 700_023),
        (|_, claims| claims["aud"] = json!([claims["aud"]]), 700_023),
        (|_, claims| claims["exp"] = "1767226000".into(), 50_027),
        (|_, claims| claims["exp"] = Value::Null, 50_027),
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

/// Whether an assertion with that header gets in where `known` is registered.
#[track_caller]
fn is_known(header: Value, known: &str, gets_in: bool) {
    let client = nobody();
    client.emulator.change(|settings| settings.certificates = vec![known.to_owned()]);
    let text = assertion(|of, _| {
        *of = header;
        of["alg"] = "RS256".into();
    });
    let answer = sign_in(&client, &text);
    if gets_in {
        answer.expect(200);
    } else {
        denied(answer, 401, "invalid_client", 700_027);
    }
}

/// The bytes that hexadecimal digits stand for, as a token writes them.
fn thumbprint(digits: &str) -> String {
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    base64(&(0..digits.len()).step_by(2).map(byte).collect::<Vec<u8>>())
}

#[test]
fn a_certificate_is_known_by_either_thumbprint() {
    is_known(json!({ "x5t": thumbprint(SHA_1) }), SHA_1, true);
    is_known(json!({ "x5t": thumbprint(SHA_1) }), &SHA_1.to_uppercase(), true);
    is_known(json!({ "x5t#S256": thumbprint(SHA_256) }), SHA_256, true);
    is_known(json!({ "x5t": thumbprint(SHA_1) }), SHA_256, false);
    is_known(json!({ "x5t": thumbprint(SHA_256) }), SHA_256, false);
    is_known(json!({}), SHA_1, false);
}

#[test]
fn a_certificate_that_comes_along_is_known_by_both_thumbprints() {
    // Some libraries leave the line breaks of a file in it.
    let chain = json!([base64(CERTIFICATE).replacen('Z', "\r\nZ", 1), "the issuer's"]);
    for known in [SHA_1, SHA_256] {
        is_known(json!({ "x5c": chain }), known, true);
        is_known(json!({ "x5c": chain, "x5t": thumbprint(SHA_1) }), known, true);
        is_known(json!({ "x5c": chain, "x5t#S256": thumbprint(SHA_256) }), known, true);
    }
    let other = "00".repeat(20);
    is_known(json!({ "x5c": chain }), &other, false);
    is_known(json!({ "x5c": chain, "x5t": thumbprint(&other) }), SHA_1, false);
}

#[test]
fn moments_of_an_assertion_may_have_fractions() {
    let client = nobody();
    let text = assertion(|_, claims| {
        claims["iat"] = json!(START as f64 + 0.25);
        claims["nbf"] = json!(START as f64 + 0.25);
        claims["exp"] = json!(START as f64 + 600.75);
    });
    sign_in(&client, &text).expect(200);
    let text = assertion(|_, claims| {
        claims["nbf"] = "now".into();
        claims["exp"] = json!(1e300);
    });
    sign_in(&client, &text).expect(200);
}

#[test]
fn the_authority_has_several_names() {
    let client = nobody();
    let upper = CONTOSO_TENANT.to_uppercase();
    for audience in [
        format!("https://login.example/{CONTOSO_TENANT}/oauth2/token"),
        format!("https://login.example/{upper}/oauth2/v2.0/token"),
        "https://login.example/contoso.example/oauth2/v2.0/token".to_owned(),
        format!("http://127.0.0.1:8470/{CONTOSO_TENANT}/v2.0"),
        format!("https://sts.windows.net/{CONTOSO_TENANT}/"),
    ] {
        sign_in(&client, &assertion(|_, claims| claims["aud"] = audience.into())).expect(200);
    }
    for audience in [
        format!("https://login.example/{FABRIKAM_TENANT}/v2.0"),
        format!("https://login.example/{CONTOSO_TENANT}/"),
        format!("https://login.example/{CONTOSO_TENANT}/oauth2/authorize"),
        format!("{CONTOSO_TENANT}/oauth2/token"),
    ] {
        let text = assertion(|_, claims| claims["aud"] = audience.into());
        denied(sign_in(&client, &text), 401, "invalid_client", 700_023);
    }
}

#[test]
fn ids_of_applications_are_compared_in_any_case() {
    let client = nobody();
    sign_in(&client, &assertion(|_, claims| claims["iss"] = "APP".into())).expect(200);
}
