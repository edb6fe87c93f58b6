//! What a browser is answered that asks a user to sign in and to agree.

use partner_center_emulator::seed::*;
use partner_center_emulator::{BrowserUser, Emulator};

use crate::client::{Answer, Client, options};

const BACK: &str = "redirect_uri=http%3A%2F%2Flocalhost%3A8400%2Fdone%3Fx%3D1";

fn nobody() -> Client {
    Client::signed_out(Emulator::new(options()))
}

fn ask(client: &Client, rest: &str) -> Answer {
    client.get(&format!("/common/oauth2/v2.0/authorize?{BACK}&{rest}"))
}

#[test]
fn consent_grants_itself_and_goes_back() {
    let client = nobody();
    let answer = ask(&client, "client_id=any&response_type=code&state=a%26b");
    assert_eq!(answer.status, 302);
    let location = answer.header("location");
    assert!(location.starts_with("http://localhost:8400/done?x=1&code="), "{location}");
    assert!(location.ends_with("&state=a%26b"), "{location}");
    let nowhere = client.get("/common/oauth2/authorize?client_id=any&response_type=code");
    assert_eq!(nowhere.status, 400);
    assert!(nowhere.text().contains("redirect_uri"));
    let nobodys = client.get(&format!("/adatum.example/oauth2/authorize?client_id=any&{BACK}"));
    assert_eq!(nobodys.status, 400);
}

#[test]
fn a_browser_goes_back_in_the_way_that_was_asked_for() {
    let client = nobody();
    let both = "client_id=any&response_type=code%20id_token&nonce=n";
    let page = ask(&client, &format!("{both}&response_mode=form_post")).text();
    assert!(page.contains(r#"action="http://localhost:8400/done?x=1""#), "{page}");
    assert!(page.contains(r#"name="code""#) && page.contains(r#"name="id_token""#), "{page}");
    for rest in [both, "client_id=any&response_type=code&response_mode=fragment"] {
        let answer = ask(&client, rest);
        let location = answer.header("location");
        assert!(location.starts_with("http://localhost:8400/done?x=1#code="), "{location}");
    }
}

#[test]
fn what_is_wrong_with_a_request_goes_back_too() {
    let client = nobody();
    for (rest, error, number) in [
        ("response_type=code", "invalid_request", "900144"),
        ("client_id=any", "invalid_request", "900144"),
        ("client_id=any&response_type=token", "unsupported_response_type", "700051"),
        ("client_id=any&response_type=none", "unsupported_response_type", "70005"),
        (
            "client_id=any&response_type=id_token&response_mode=query",
            "unsupported_response_mode",
            "70007",
        ),
        (
            "client_id=any&response_type=code&code_challenge=x&code_challenge_method=S512",
            "invalid_request",
            "50149",
        ),
        ("client_id=any&response_type=code&resource=x", "invalid_request", "901002"),
    ] {
        let answer = ask(&client, &format!("{rest}&state=s"));
        let location = answer.header("location").to_owned();
        assert!(location.contains(&format!("error={error}&")), "{location}");
        assert!(location.contains(&format!("AADSTS{number}%3A")), "{location}");
        assert!(location.ends_with("&state=s"), "{location}");
        assert!(!location.contains("code="), "{location}");
    }
    let nowhere = client.get("/common/oauth2/v2.0/authorize?response_type=code");
    assert_eq!(nowhere.status, 400);
    assert!(nowhere.text().contains("AADSTS900144"));
}

#[test]
fn a_user_may_decline() {
    let client = nobody();
    client.emulator.change(|settings| settings.browser_user = BrowserUser::Declines);
    let answer = ask(&client, "client_id=any&response_type=code&state=s");
    let location = answer.header("location");
    assert!(location.contains("&error=access_denied&error_description=AADSTS65004"), "{location}");
}

#[test]
fn nothing_else_is_below_the_authority() {
    let client = nobody();
    for path in ["oauth2/nothing", "oauth2/v2.0/nothing", "oauth2/v2.0/nothing/more"] {
        let answer = client.get(&format!("/{CONTOSO_TENANT}/{path}"));
        assert_eq!((answer.status, answer.header("content-type")), (404, "text/plain"), "{path}");
        assert_eq!(answer.header("ms-requestid"), "", "that is a header of the API");
    }
}
