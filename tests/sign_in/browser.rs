//! The browser's way: out with an address, back to this machine with a code.

use std::time::Duration;

use partner_center::auth::{AuthorizationCode, RefreshToken, SignedIn, TokenVersion};
use partner_center::{PartnerCenter, Result};
use partner_center_test_support::{Reply, Script, answer};
use reqwest::Url;
use secrecy::ExposeSecret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::fields;

const TOKENS: &str = r#"{"access_token":"token-1","refresh_token":"refresh-1","expires_in":3599}"#;

fn partner(script: &Script, version: TokenVersion) -> PartnerCenter {
    let credential = RefreshToken::new("contoso.test", "app-1", "unused");
    script.builder_for(credential).token_version(version).build().unwrap()
}

/// What a browser gets for `target` from the redirect address.
async fn visit(redirect: &Url, target: &str) -> String {
    let port = redirect.port().unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// Signs in with a browser that `act` plays, which gets the address that was opened and
/// the one to come back to.
async fn sign_in<F: Future<Output = ()>>(
    code: AuthorizationCode,
    version: TokenVersion,
    script: &Script,
    act: impl FnOnce(Url, Url) -> F,
) -> Result<SignedIn> {
    let partner = partner(script, version);
    let (opened, opening) = oneshot::channel();
    let user = async {
        let url: Url = opening.await.unwrap();
        let redirect = fields(url.query().unwrap())["redirect_uri"].parse().unwrap();
        act(url, redirect).await;
    };
    let signing = code.sign_in(&partner, |url| opened.send(url.clone()).unwrap());
    let (result, ()) = tokio::join!(signing, user);
    result
}

fn state(url: &Url) -> String {
    fields(url.query().unwrap())["state"].clone()
}

#[tokio::test]
async fn a_browser_that_comes_back_signs_in() {
    for version in [TokenVersion::V2, TokenVersion::V1] {
        let script = Script::default().tokens([answer(200, TOKENS)]);
        let code = AuthorizationCode::new("contoso.test", "app-1").login_hint("jane@contoso.test");
        let (told, hears) = oneshot::channel();
        let result = sign_in(code, version, &script, |url, redirect| async move {
            let page = visit(&redirect, &format!("/?code=code-1&state={}", state(&url))).await;
            assert!(page.starts_with("HTTP/1.1 200") && page.contains("close this window"));
            assert!(page.contains("no-store") && !page.contains("code-1"), "{page}");
            told.send((url, redirect)).unwrap();
        });
        let signed_in = result.await.unwrap();
        assert_eq!(signed_in.refresh_token().expose_secret(), "refresh-1");

        let (url, redirect) = hears.await.unwrap();
        let opened = fields(url.query().unwrap());
        assert_eq!(opened["response_type"], "code");
        assert_eq!(opened["code_challenge_method"], "S256");
        assert_eq!(opened["login_hint"], "jane@contoso.test");
        assert!(redirect.as_str().starts_with("http://localhost:"));
        assert!(opened["state"].len() >= 16);
        let asked = script.asked_for_token().remove(0);
        let form = fields(&asked.body);
        assert_eq!(form["grant_type"], "authorization_code");
        assert_eq!((&*form["code"], &form["redirect_uri"]), ("code-1", &opened["redirect_uri"]));
        assert_eq!(form["redirect_uri"].matches('/').count(), 2, "as registered: no slash");
        assert_eq!(challenge(&form["code_verifier"]), opened["code_challenge"]);
        let (path, asks) = match version {
            TokenVersion::V1 => ("/contoso.test/oauth2/authorize", "resource"),
            _ => ("/contoso.test/oauth2/v2.0/authorize", "scope"),
        };
        assert_eq!(url.path(), path);
        assert_eq!(opened[asks], form[asks]);
        let none = if asks == "scope" { "resource" } else { "scope" };
        assert!(!opened.contains_key(none) && !form.contains_key(none));
        if asks == "scope" {
            let scope = "https://api.partnercenter.microsoft.com/.default offline_access";
            assert_eq!(form[asks], scope);
        }
    }
}

#[tokio::test]
async fn a_code_is_shown_again_only_where_it_was_not_looked_at() {
    for (reply, status, asked) in [
        (Reply::Unsent, None, 2),
        (answer(429, ""), None, 2),
        (Reply::Lost, Some(None), 1),
        (Reply::Cut(200), Some(None), 1),
        (answer(503, ""), Some(Some(503)), 1),
    ] {
        let script = Script::default().tokens([reply, answer(200, TOKENS)]);
        let code = AuthorizationCode::new("contoso.test", "app-1");
        let result = sign_in(code, TokenVersion::V2, &script, |url, redirect| async move {
            visit(&redirect, &format!("/?code=code-1&state={}", state(&url))).await;
        });
        assert_eq!(result.await.err().map(|error| error.status()), status);
        assert_eq!(script.asked_for_token().len(), asked);
    }
}

/// What the verifier of PKCE must hash to.
fn challenge(verifier: &str) -> String {
    let verifier = oauth2::PkceCodeVerifier::new(verifier.to_owned());
    oauth2::PkceCodeChallenge::from_code_verifier_sha256(&verifier).as_str().to_owned()
}

#[tokio::test]
async fn whoever_does_not_know_the_state_is_turned_away_and_the_wait_goes_on() {
    let script = Script::default().tokens([answer(200, TOKENS)]);
    let code = AuthorizationCode::new("contoso.test", "app-1").client_secret("secret-1");
    let result = sign_in(code, TokenVersion::V2, &script, |url, redirect| async move {
        // A browser opens connections ahead of time, and says nothing on them.
        let _silent = TcpStream::connect(("127.0.0.1", redirect.port().unwrap())).await.unwrap();
        let state = state(&url);
        for target in [
            "/?code=evil&state=guess",
            "/?code=evil",
            "/favicon.ico",
            "/",
            &format!("/other?code=evil&state={state}"),
            &format!("/?code=&state={state}"),
            &format!("/?error=access_denied&state={state}x"),
        ] {
            assert!(visit(&redirect, target).await.starts_with("HTTP/1.1 404"), "{target}");
        }
        visit(&redirect, &format!("/?state={state}&code=code%2F1")).await;
    });
    drop(result.await.unwrap());
    let asked = script.asked_for_token();
    assert_eq!(asked.len(), 1);
    assert_eq!(fields(&asked[0].body)["code"], "code/1");
    assert_eq!(fields(&asked[0].body)["client_secret"], "secret-1");
}

#[tokio::test]
async fn connections_that_say_nothing_do_not_keep_the_browser_out() {
    let script = Script::default().tokens([answer(200, TOKENS)]);
    let clock = script.clock();
    let hour = Duration::from_secs(3600);
    let code = AuthorizationCode::new("contoso.test", "app-1").timeout(hour);
    let result = sign_in(code, TokenVersion::V2, &script, |url, redirect| async move {
        let mut silent = Vec::new();
        for _ in 0..40 {
            silent.push(TcpStream::connect(("127.0.0.1", redirect.port().unwrap())).await.unwrap());
        }
        // Until the last one that was taken has been given up.
        let mut turns = 0;
        while silent[31].try_read(&mut [0]).is_err() {
            turns += 1;
            assert!(turns < 300, "it is waited for as long as the browser");
            clock.advance(Duration::from_secs(11));
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
        }
        visit(&redirect, &format!("/?code=code-1&state={}", state(&url))).await;
    });
    assert_eq!(result.await.unwrap().refresh_token().expose_secret(), "refresh-1");
}

#[tokio::test]
async fn a_refusal_on_the_page_is_named() {
    let script = Script::default();
    let code = AuthorizationCode::new("contoso.test", "app-1");
    let result = sign_in(code, TokenVersion::V2, &script, |url, redirect| async move {
        let why = "AADSTS65004%3A+User+declined.%0ATrace+ID%3A+1";
        let target = format!("/?error=access_denied&error_description={why}&state={}", state(&url));
        assert!(visit(&redirect, &target).await.contains("Not signed in"));
    });
    let error = result.await.unwrap_err();
    assert_eq!(error.code(), Some("AADSTS65004"));
    insta::assert_snapshot!(crate::chain(&error), @"
    no access token: the user declined the sign-in, or may not consent to it, code AADSTS65004: the user did not consent to the application; sign in interactively once more and consent, or have an administrator do so for all users
    AADSTS65004: User declined.
    ");
    assert!(script.asked_for_token().is_empty());
}

#[tokio::test]
async fn a_user_who_never_comes_back_is_not_waited_for_for_ever() {
    let script = Script::default();
    let code = AuthorizationCode::new("contoso.test", "app-1").timeout(Duration::from_secs(60));
    let clock = script.clock();
    let result = sign_in(code, TokenVersion::V2, &script, |_, _| async move {
        clock.advance(Duration::from_secs(60));
    });
    let error = result.await.unwrap_err();
    insta::assert_snapshot!(error, @"no access token: the browser did not come back within 60 s: begin again, and sign in to the end");
}

#[tokio::test]
async fn a_registered_address_with_a_port_is_kept_to_the_letter() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let script = Script::default().tokens([answer(200, TOKENS)]);
    let address = format!("http://localhost:{port}/done/");
    let code = AuthorizationCode::new("contoso.test", "app-1").redirect(&address);
    let result = sign_in(code, TokenVersion::V2, &script, |url, redirect| async move {
        visit(&redirect, &format!("/done/?code=code-1&state={}", state(&url))).await;
    });
    drop(result.await.unwrap());
    assert_eq!(fields(&script.asked_for_token()[0].body)["redirect_uri"], address);
}

#[tokio::test]
async fn a_port_that_is_taken_is_said_before_anything_is_opened() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://127.0.0.1:{}", taken.local_addr().unwrap().port());
    let code = AuthorizationCode::new("contoso.test", "app-1").redirect(address);
    let partner = partner(&Script::default(), TokenVersion::V2);
    let error = code.sign_in(&partner, |_| panic!("nothing to open")).await.unwrap_err();
    assert!(error.to_string().contains("cannot be listened on"), "{error}");
}

#[tokio::test]
async fn only_an_address_of_this_machine_can_be_come_back_to() {
    let partner = partner(&Script::default(), TokenVersion::V2);
    for address in [
        "https://localhost",
        "http://contoso.test",
        "http://10.0.0.1:80",
        "http://localhost?a=b",
        "http://localhost#a",
        "http://jane@localhost",
        "localhost",
        "",
    ] {
        let code = AuthorizationCode::new("contoso.test", "app-1").redirect(address);
        let error = code.sign_in(&partner, |_| panic!("{address}")).await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().starts_with("redirect: "), "{error}");
    }
}
