//! Multi-factor authentication: seen in the token, asked of the service, named in errors.

use partner_center::auth::{MfaCheck, MfaVerdict, RefreshToken, StaticToken, TokenClaims};
use partner_center::{Delivery, PartnerCenter};
use partner_center_test_support::{Reply, Script, answer, answer_with, read};

use crate::{chain, user_token};

fn minted(methods: &[&str]) -> Reply {
    let token = user_token(methods);
    let body = format!(r#"{{"access_token":"{token}","refresh_token":"r","expires_in":3599}}"#);
    answer(200, body.leak())
}

fn user() -> RefreshToken {
    RefreshToken::new("contoso.test", "app-1", "refresh-0")
}

#[tokio::test]
async fn a_token_without_mfa_is_refused_before_the_service_sees_it() {
    let script = Script::default().tokens([minted(&["pwd"])]);
    let partner = script.builder_for(user()).build().unwrap();
    let error = read(&partner).await.unwrap_err();
    assert!(error.needs_mfa() && error.needs_interaction() && error.is_auth());
    assert_eq!((error.code(), error.status()), (Some("900421"), None));
    assert_eq!(error.delivery(), Delivery::NotDone);
    assert!(error.remedy().unwrap().contains("sign in interactively"));
    assert!(script.asked().is_empty());
    insta::assert_snapshot!(chain(&error), @"
    getCart: no access token: the user signed in without multi-factor authentication, code 900421; the token carries no proof of multi-factor authentication: sign in interactively once more, with MFA, and store the new refresh token
    the claim `amr` of the token does not have `mfa` among the ways of signing in
    ");
    // It was not kept: a new sign-in is noticed by the next call.
    read(&partner).await.unwrap();
    assert_eq!(script.asked_for_token().len(), 2);
}

#[tokio::test]
async fn a_burst_without_mfa_asks_for_one_token() {
    let script = Script::default().tokens([minted(&["pwd"])]);
    let partner = script.builder_for(user()).build().unwrap();
    for result in futures::future::join_all((0..20).map(|_| read(&partner))).await {
        assert!(result.unwrap_err().needs_mfa());
    }
    assert_eq!(script.asked_for_token().len(), 1);
}

#[tokio::test]
async fn a_token_that_holds_is_used_while_its_successor_lacks_mfa() {
    let script = Script::default().tokens([minted(&["mfa"]), minted(&["pwd"])]);
    let partner = script.builder_for(user()).build().unwrap();
    read(&partner).await.unwrap();
    script.clock().advance(std::time::Duration::from_secs(56 * 60));
    read(&partner).await.unwrap();
    let asked = script.asked();
    assert_eq!(asked[0].header("authorization"), asked[1].header("authorization"));
    assert_eq!(script.asked_for_token().len(), 2);
}

#[tokio::test]
async fn whatever_does_not_say_otherwise_passes() {
    let script = Script::default().tokens([minted(&["pwd", "mfa"])]);
    read(&script.builder_for(user()).build().unwrap()).await.unwrap();
    // Opaque, as `token-1` is.
    read(&Script::default().builder_for(user()).build().unwrap()).await.unwrap();
    // Without a user there can be no second factor.
    let script = Script::default().tokens([minted(&["pwd"])]);
    read(&script.partner()).await.unwrap();
    // A warning goes to the log, or nothing, and the call goes on.
    for check in [MfaCheck::Warn, MfaCheck::Off] {
        let script = Script::default().tokens([minted(&["pwd"])]);
        read(&script.builder_for(user()).mfa_check(check).build().unwrap()).await.unwrap();
        assert_eq!(script.asked().len(), 1);
    }
}

#[test]
fn what_a_token_claims_costs_no_request() {
    let token = partner_center::auth::AccessToken::new(user_token(&["pwd", "mfa"]));
    let claims = TokenClaims::read(&token).unwrap();
    assert_eq!(claims.mfa(), Some(true));
    assert_eq!(claims.audience(), Some("https://api.contoso.test"));
}

async fn validated(replies: impl IntoIterator<Item = Reply>) -> (MfaVerdict, Script) {
    let script = Script::new(replies);
    let partner = script.builder_for(user()).build().unwrap();
    let verdict = partner.validate_mfa().await.unwrap();
    (verdict, script)
}

#[tokio::test]
async fn the_service_is_asked_by_one_read_and_its_word_is_taken() {
    for (headers, body, expected) in [
        (vec![("isMfaCompliant", "true")], "{}", MfaVerdict::Compliant),
        (vec![("ismfacompliant", "True")], r#"{"items":[]}"#, MfaVerdict::Compliant),
        (vec![("isMfaCompliant", "false")], "{}", MfaVerdict::Missing),
        (vec![], r#"{"items":[],"isMfaCompliant":true}"#, MfaVerdict::Compliant),
        (vec![], r#"{"IsMfaCompliant":"false"}"#, MfaVerdict::Missing),
        (vec![], r#"{"items":[]}"#, MfaVerdict::NotSaid),
        (vec![("isMfaCompliant", "perhaps")], "{}", MfaVerdict::NotSaid),
    ] {
        let (verdict, script) = validated([answer_with(200, &headers, body)]).await;
        assert_eq!(verdict, expected, "{headers:?} {body}");
        let asked = script.asked();
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0].line, "GET /v1/customers?size=1");
        assert_eq!(asked[0].header("validatemfa"), "true");
        assert_eq!(asked[0].header("authorization"), "Bearer token-1");
        assert!(!asked[0].header("ms-requestid").is_empty());
    }
}

#[tokio::test]
async fn a_refusal_for_want_of_mfa_is_a_verdict_and_others_are_errors() {
    let refused = || answer(401, r#"{"code":900421,"description":"MFA is required."}"#);
    let (verdict, script) = validated([refused(), refused()]).await;
    assert_eq!(verdict, MfaVerdict::Missing);
    assert_eq!(script.asked().len(), 2, "one more with another token");

    let script = Script::new([answer(403, r#"{"code":"2000"}"#)]);
    let partner = script.builder_for(user()).build().unwrap();
    let error = partner.validate_mfa().await.unwrap_err();
    assert_eq!((error.status(), error.operation()), (Some(403), Some("listCustomers")));
    assert!(!error.needs_mfa());

    // A token that says so itself is not shown to the service.
    let script = Script::default().tokens([minted(&["pwd"])]);
    let partner = script.builder_for(user()).build().unwrap();
    assert_eq!(partner.validate_mfa().await.unwrap(), MfaVerdict::Missing);
    assert!(script.asked().is_empty());

    // An application alone is not subject to it.
    let script = Script::default();
    assert_eq!(script.partner().validate_mfa().await.unwrap(), MfaVerdict::NotSaid);
    assert!(script.asked().is_empty() && script.asked_for_token().is_empty());
}

fn by_token_endpoint(number: u32) -> Script {
    let body = format!(r#"{{"error":"invalid_grant","error_codes":[{number}]}}"#);
    Script::default().tokens([answer(400, body.leak())])
}

async fn error_of(partner: &PartnerCenter) -> partner_center::Error {
    read(partner).await.unwrap_err()
}

#[tokio::test]
async fn refusals_of_the_token_endpoint_say_whether_a_person_is_needed() {
    for (number, mfa, person) in [
        (50_076, true, true),
        (50_078, true, true),
        (50_079, true, true),
        (50_074, true, true),
        (50_072, true, true),
        (700_082, false, true),
        (50_173, false, true),
        (65_001, false, true),
        (65_004, false, true),
        (50_055, false, true),
        (70_000, false, true),
        (70_043, false, true),
        (700_084, false, true),
        (9_002_313, false, true),
        (50_105, false, false),
        (90_033, false, false),
        (7_000_215, false, false),
        (700_016, false, false),
    ] {
        let script = by_token_endpoint(number);
        let error = error_of(&script.builder_for(user()).build().unwrap()).await;
        assert_eq!(error.code().unwrap(), format!("AADSTS{number}"));
        assert_eq!((error.needs_mfa(), error.needs_interaction()), (mfa, person), "{number}");
        assert!(error.remedy().is_some(), "{number}");
    }
    let body = r#"{"error":"interaction_required","error_codes":[12345]}"#;
    let script = Script::default().tokens([answer(400, body)]);
    let error = error_of(&script.builder_for(user()).build().unwrap()).await;
    assert!(error.needs_interaction() && !error.needs_mfa());
}

#[tokio::test]
async fn refusals_of_the_service_are_named() {
    for (status, code, mfa, words) in [
        (401, "900421", true, "with MFA"),
        (401, "900420", false, "another audience"),
        (403, "900329", false, "needs a user"),
    ] {
        let body = format!(r#"{{"code":"{code}","description":"no"}}"#);
        let script = Script::new([answer(status, body.leak())]);
        let partner = script.builder_for(StaticToken::app_and_user("token")).build().unwrap();
        let error = error_of(&partner).await;
        assert_eq!((error.code(), error.needs_mfa()), (Some(code), mfa));
        assert!(error.remedy().unwrap().contains(words), "{code}: {:?}", error.remedy());
    }
}
