//! One token for many calls, renewed once.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use partner_center::auth::{ClientSecret, StaticToken, TokenVersion};
use partner_center::transport::RetryPolicy;
use partner_center::{Delivery, Error, error::GaveUp, transport::CallOptions};
use partner_center_test_support::{Reply, Script, StillTime, answer, answer_with, create, read};

#[tokio::test]
async fn one_token_serves_many_calls() {
    let script = Script::default();
    let partner = script.partner();
    for _ in 0..3 {
        read(&partner).await.unwrap();
    }
    assert_eq!(script.asked_for_token().len(), 1);
    assert!(script.asked().iter().all(|ask| ask.header("authorization") == "Bearer token-1"));
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_the_new_one_is_on_the_wire() {
    let script = Script::new([answer(201, "{}")]).rejecting("token-1");
    create(&script.partner()).await.unwrap();
    let asked = script.asked();
    let bearers: Vec<_> = asked.iter().map(|ask| ask.header("authorization")).collect();
    assert_eq!(bearers, ["Bearer token-1", "Bearer token-2"]);
    assert_eq!(asked[0].header("ms-requestid"), asked[1].header("ms-requestid"));
    assert_eq!(script.asked_for_token().len(), 2);

    let script = Script::new([answer(401, ""), answer(401, ""), answer(401, "")]);
    let error = create(&script.partner()).await.unwrap_err();
    assert!(error.is_auth());
    assert_eq!(error.delivery(), Delivery::NotDone);
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test]
async fn a_refused_token_that_has_no_successor_is_not_sent_again() {
    let script = Script::default().rejecting("fixed");
    let partner = script.builder_for(StaticToken::app_only("fixed")).build().unwrap();
    let error = read(&partner).await.unwrap_err();
    assert!(error.is_auth() && error.is_refused());
    assert_eq!(script.asked().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_with_a_spent_token_asks_for_one() {
    let script = Script::default();
    let partner = script.partner();
    read(&partner).await.unwrap();
    script.clock().advance(Duration::from_secs(7200));
    let calls = (0..50).map(|_| {
        let partner = partner.clone();
        tokio::spawn(async move { read(&partner).await })
    });
    for result in join_all(calls).await {
        result.unwrap().unwrap();
    }
    assert_eq!(script.asked_for_token().len(), 2);
    assert_eq!(script.asked().len(), 51);
}

#[tokio::test]
async fn a_burst_with_a_refused_token_asks_for_one() {
    let script = Script::default().rejecting("token-1");
    let partner = script.partner();
    for result in join_all((0..50).map(|_| read(&partner))).await {
        result.unwrap();
    }
    assert_eq!(script.asked_for_token().len(), 2);
    assert_eq!(script.asked().len(), 100);
}

#[tokio::test]
async fn a_burst_that_cannot_sign_in_asks_once() {
    let refused = answer(401, r#"{"error":"invalid_client","error_codes":[7000215]}"#);
    let script = Script::default().tokens([refused]);
    let partner = script.partner();
    for result in join_all((0..50).map(|_| read(&partner))).await {
        assert_eq!(result.unwrap_err().code(), Some("AADSTS7000215"));
    }
    assert_eq!(script.asked_for_token().len(), 1);
    assert!(script.asked().is_empty());
    // A later call asks anew.
    read(&partner).await.unwrap();
}

#[tokio::test]
async fn who_waited_for_a_sign_in_that_gave_up_tries_with_its_own_limits() {
    // The first call has one try; then one whose time ends while nobody answers.
    let hasty = CallOptions::new().retry(RetryPolicy::never());
    let short = CallOptions::new().timeout(Duration::from_secs(5));
    for (options, reply) in [(hasty, Reply::Lost), (short, Reply::Silence(Duration::from_secs(5)))]
    {
        let script = Script::default().tokens([reply]);
        let partner = script.partner();
        let first = partner.with(options);
        let (first, second, third) = tokio::join!(read(&first), read(&partner), read(&partner));
        let error = first.unwrap_err();
        assert!(error.is_auth() && error.gave_up().is_some(), "{error}");
        second.unwrap();
        third.unwrap();
        assert_eq!(script.asked_for_token().len(), 2);
    }
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends_and_used_while_that_fails() {
    let minted = answer(200, r#"{"access_token":"first","expires_in":3600}"#);
    let refused = answer(400, r#"{"error":"temporarily_unavailable"}"#);
    let script = Script::default().tokens([minted, refused]);
    let partner = script.partner();
    let clock = script.clock();
    let bearer = || script.asked().pop().unwrap().header("authorization").to_owned();

    clock.advance(Duration::from_secs(1));
    read(&partner).await.unwrap();
    clock.advance(Duration::from_secs(54 * 60));
    read(&partner).await.unwrap();
    assert_eq!(script.asked_for_token().len(), 1);

    clock.advance(Duration::from_secs(70));
    read(&partner).await.unwrap();
    assert_eq!((script.asked_for_token().len(), &*bearer()), (2, "Bearer first"));
    read(&partner).await.unwrap();
    assert_eq!(script.asked_for_token().len(), 2, "not asked again at once");

    clock.advance(Duration::from_secs(31));
    read(&partner).await.unwrap();
    assert_eq!((script.asked_for_token().len(), &*bearer()), (3, "Bearer token-3"));
}

#[tokio::test]
async fn a_renewal_ahead_of_time_takes_ten_seconds_or_half_of_the_call_at_most() {
    for (call, silence) in [(100, 10), (8, 4)] {
        let minted = answer(200, r#"{"access_token":"first","expires_in":3600}"#);
        let script =
            Script::default().tokens([minted, Reply::Silence(Duration::from_secs(silence))]);
        let partner = script.partner();
        read(&partner).await.unwrap();
        script.clock().advance(Duration::from_secs(56 * 60));
        let hurried = partner.with(CallOptions::new().timeout(Duration::from_secs(call)));
        for _ in 0..2 {
            read(&hurried).await.unwrap();
            assert_eq!(script.asked_for_token().len(), 2, "once, and not again at once");
            assert_eq!(script.asked().pop().unwrap().header("authorization"), "Bearer first");
        }
        script.clock().advance(Duration::from_secs(30));
        read(&hurried).await.unwrap();
        assert_eq!(script.asked().pop().unwrap().header("authorization"), "Bearer token-3");
    }
}

#[tokio::test]
async fn a_token_that_ends_while_it_is_renewed_is_not_used() {
    let minted = answer(200, r#"{"access_token":"first","expires_in":3600}"#);
    let script = Script::default().tokens([minted, Reply::Silence(Duration::from_secs(10))]);
    let partner = script.partner();
    read(&partner).await.unwrap();
    script.clock().advance(Duration::from_secs(3595));
    read(&partner).await.unwrap();
    assert_eq!(script.asked().pop().unwrap().header("authorization"), "Bearer token-3");
}

#[tokio::test]
async fn nobody_waits_for_a_renewal_while_the_token_holds() {
    let minted = answer(200, r#"{"access_token":"first","expires_in":3600}"#);
    let script = Script::default().tokens([minted, Reply::Silence(Duration::ZERO)]);
    let partner = script.partner();
    read(&partner).await.unwrap();
    script.clock().advance(Duration::from_secs(56 * 60));
    let others = async {
        // The renewal is under way by now.
        tokio::task::yield_now().await;
        for _ in 0..3 {
            read(&partner).await.unwrap();
        }
    };
    tokio::select! {
        biased;
        _ = read(&partner) => panic!("the renewal never ends"),
        () = others => assert_eq!(script.asked_for_token().len(), 2),
    }
}

#[tokio::test]
async fn a_short_life_is_renewed_after_half_of_it() {
    let minted = answer(200, r#"{"access_token":"first","expires_in":"100"}"#);
    let script = Script::default().tokens([minted]);
    let partner = script.partner();
    read(&partner).await.unwrap();
    script.clock().advance(Duration::from_secs(49));
    read(&partner).await.unwrap();
    assert_eq!(script.asked_for_token().len(), 1);
    script.clock().advance(Duration::from_secs(1));
    read(&partner).await.unwrap();
    assert_eq!(script.asked_for_token().len(), 2);
}

#[tokio::test]
async fn each_version_of_the_endpoint_is_asked_in_its_own_words() {
    let script = Script::default();
    for version in [TokenVersion::V1, TokenVersion::V2] {
        read(&script.builder().token_version(version).build().unwrap()).await.unwrap();
    }
    let asked = script.asked_for_token();
    let shown: Vec<_> = asked.iter().map(|ask| format!("{}\n{}", ask.line, ask.body)).collect();
    assert!(asked.iter().all(|ask| !ask.headers.contains_key("authorization")));
    insta::assert_snapshot!(shown.join("\n"), @"
    POST /contoso.test/oauth2/token
    grant_type=client_credentials&client_id=app-1&client_secret=secret-1&resource=https%3A%2F%2Fapi.partnercenter.microsoft.com
    POST /contoso.test/oauth2/v2.0/token
    grant_type=client_credentials&scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default&client_id=app-1&client_secret=secret-1
    ");
}

async fn refused(replies: impl IntoIterator<Item = Reply>) -> (Error, Script) {
    let script = Script::default().tokens(replies);
    let error = create(&script.partner()).await.unwrap_err();
    assert!(error.is_auth(), "{error}");
    assert_eq!((error.delivery(), error.tries() > 0), (Delivery::NotDone, false));
    assert_eq!(error.operation(), Some("createCart"));
    assert!(script.asked().is_empty());
    (error, script)
}

#[tokio::test]
async fn missing_mfa_is_named_with_its_remedy() {
    let body = r#"{"error":"interaction_required","error_description":"AADSTS50076: Due to a change made by your administrator, you must use multi-factor authentication.\r\nTrace ID: 1","error_codes":[50076],"trace_id":"trace-1","correlation_id":"corr-1"}"#;
    let (error, _) = refused([answer(400, body)]).await;
    assert_eq!(error.code(), Some("AADSTS50076"));
    assert!(error.remedy().unwrap().contains("with MFA"));
    assert!(!error.description().unwrap().contains("Trace ID"));
    insta::assert_snapshot!(error, @"createCart: no access token: login.contoso.test refused with 400, code AADSTS50076: the user must pass multi-factor authentication; sign in interactively once more, with MFA, and store the new refresh token");
}

#[tokio::test]
async fn a_token_is_taken_from_any_success() {
    for status in [200, 201, 203] {
        let minted = answer(status, r#"{"access_token":"first","expires_in":3600}"#);
        let script = Script::default().tokens([minted]);
        read(&script.partner()).await.unwrap();
        assert_eq!(script.asked()[0].header("authorization"), "Bearer first", "{status}");
    }
}

#[tokio::test]
async fn a_token_endpoint_that_is_none_is_named() {
    for reply in [
        answer(200, "<html>"),
        answer(200, "{}"),
        answer(200, ""),
        answer(200, r#"{"access_token":7}"#),
        answer(203, r#"{"access_token":"cut"#),
        answer(204, ""),
        answer_with(200, &[("content-type", "text/html")], "<html>"),
    ] {
        let (error, _) = refused([reply]).await;
        assert!(error.to_string().contains("the answer of login.contoso.test could not be read"));
    }
    let (error, _) = refused([answer(404, "<html>none</html>")]).await;
    assert_eq!((error.status(), error.body()), (Some(404), Some("<html>none</html>")));
    let to = [("location", "https://elsewhere.test/")];
    let (error, _) = refused([answer_with(302, &to, "")]).await;
    assert_eq!(error.status(), Some(302));
}

#[tokio::test]
async fn a_token_endpoint_in_trouble_is_asked_again() {
    let script = Script::default().tokens([
        answer_with(429, &[("retry-after", "3")], ""),
        Reply::Lost,
        answer(503, ""),
    ]);
    read(&script.partner()).await.unwrap();
    assert_eq!(script.asked_for_token().len(), 4);
    assert!(script.clock().sleeps()[0] >= Duration::from_secs(3));

    let (error, script) = refused(std::iter::repeat_with(|| Reply::Unsent).take(9)).await;
    assert_eq!(script.asked_for_token().len(), 4);
    insta::assert_snapshot!(error, @"createCart: no access token: login.contoso.test could not be reached");
}

#[tokio::test]
async fn a_silent_token_endpoint_does_not_outlast_the_call() {
    let silence = || Reply::Silence(Duration::from_secs(400));
    let (error, _) = refused([silence(), silence()]).await;
    assert!(error.to_string().contains("no access token"), "{error}");
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_signs_in_holds_nobody_up() {
    let script = Script::default().tokens([Reply::Silence(Duration::ZERO)]);
    let partner = script.partner();
    let patience = async {
        for _ in 0..9 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = read(&partner) => panic!("there is no token to read with"),
        () = patience => assert_eq!(script.asked_for_token().len(), 1),
    }
    read(&partner).await.unwrap();
    assert_eq!(script.asked_for_token().len(), 2);
}

#[tokio::test]
async fn partners_of_one_process_share_nothing() {
    let script = Script::default();
    let (one, two) = (script.partner(), script.partner());
    read(&one).await.unwrap();
    read(&two).await.unwrap();
    let bearers: Vec<_> =
        script.asked().iter().map(|ask| ask.header("authorization").to_owned()).collect();
    assert_eq!(bearers, ["Bearer token-1", "Bearer token-2"]);
}

#[tokio::test]
async fn a_tenant_that_is_none_is_refused_before_anything_is_sent() {
    let script = Script::default();
    let credential = ClientSecret::new("../common", "app-1", "secret-1");
    let partner = script.builder_for(credential).build().unwrap();
    let error = read(&partner).await.unwrap_err();
    assert!(error.is_invalid());
    assert!(script.asked_for_token().is_empty());
    insta::assert_snapshot!(error, @"getCart: tenant: this is not a tenant, it has '/' in it: give its directory id or a domain name of it");
}

#[tokio::test]
async fn a_token_endpoint_that_asks_for_peace_has_it_from_all_calls() {
    let throttled = || answer_with(429, &[("retry-after", "600")], "");
    let script = Script::default().tokens([throttled()]);
    let partner = script.partner();
    for _ in 0..3 {
        let error = read(&partner).await.unwrap_err();
        assert_eq!((error.status(), error.gave_up()), (Some(429), Some(GaveUp::RetryAfter)));
    }
    assert_eq!(script.asked_for_token().len(), 1, "nobody else knocks");
    script.clock().advance(Duration::from_secs(400));
    // Two hundred seconds are left, for which this call has the time.
    read(&partner).await.unwrap();
    assert_eq!(script.asked_for_token().len(), 2);
    assert_eq!(script.clock().sleeps(), [Duration::from_secs(200)]);
}

#[tokio::test]
async fn a_token_endpoint_that_asks_for_a_day_is_asked_again_after_minutes() {
    let throttled = answer_with(429, &[("retry-after", "86400")], "");
    let script = Script::default().tokens([throttled]);
    let partner = script.partner();
    let error = read(&partner).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(86_400)));
    let error = read(&partner).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(600)));
    script.clock().advance(Duration::from_secs(600));
    read(&partner).await.unwrap();
    assert_eq!(script.asked_for_token().len(), 2);
}

#[tokio::test]
async fn who_has_no_time_for_that_does_not_queue_behind_who_has() {
    let script = Script::default().tokens([answer_with(429, &[("retry-after", "100")], "")]);
    let partner = script.builder().clock(StillTime::of(&script)).build().unwrap();
    let hurried = partner.with(CallOptions::new().timeout(Duration::from_secs(50)));
    read(&hurried).await.unwrap_err();
    // One waits, and holds the queue meanwhile.
    let patient = read(&partner);
    let others = async {
        tokio::task::yield_now().await;
        let error = read(&hurried).await.unwrap_err();
        assert_eq!(error.gave_up(), Some(GaveUp::RetryAfter), "{error}");
    };
    tokio::select! {
        biased;
        _ = patient => panic!("its wait is not over"),
        () = others => {}
    }
}

#[tokio::test]
async fn a_renewal_ahead_of_time_comes_back_no_sooner_than_it_was_told() {
    let minted = answer(200, r#"{"access_token":"first","expires_in":3600}"#);
    let throttled = answer_with(429, &[("retry-after", "120")], "");
    let script = Script::default().tokens([minted, throttled]);
    let partner = script.partner();
    read(&partner).await.unwrap();
    script.clock().advance(Duration::from_secs(56 * 60));
    for (pass, asked) in [(0, 2), (60, 2), (59, 2), (1, 3)] {
        script.clock().advance(Duration::from_secs(pass));
        read(&partner).await.unwrap();
        assert_eq!(script.asked_for_token().len(), asked);
    }
}

#[tokio::test]
async fn a_burst_does_not_prolong_an_outage_of_the_token_endpoint() {
    let script = Script::default().tokens(std::iter::repeat_with(|| answer(503, "")).take(99));
    let partner = script.partner();
    for result in join_all((0..50).map(|_| read(&partner))).await {
        assert_eq!(result.unwrap_err().gave_up(), Some(GaveUp::Tries));
    }
    assert_eq!(script.asked_for_token().len(), 4, "the tries of one call");
}

#[tokio::test]
async fn a_call_that_waited_in_vain_for_a_token_says_what_went_wrong() {
    let go = Arc::new(tokio::sync::Notify::new());
    let held = Reply::After(go.clone(), Box::new(answer(503, "")));
    let script = Script::default().tokens([answer(503, ""), held]);
    let partner = script.builder().retry(RetryPolicy::never()).build().unwrap();
    read(&partner).await.unwrap_err();

    // One asks again, and another one with little time waits for what comes of it.
    let hurried = partner.with(CallOptions::new().timeout(Duration::from_secs(5)));
    let (first, second, ()) = tokio::join!(read(&partner), read(&hurried), async {
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        script.clock().advance(Duration::from_secs(6));
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        go.notify_one();
    });
    first.unwrap_err();
    let error = second.unwrap_err();
    assert_eq!(error.gave_up(), Some(GaveUp::Time));
    assert!(error.to_string().contains("none came before the call's time was over"), "{error}");
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("refused with 503"), "{source}");
}

#[tokio::test]
async fn a_write_with_a_token_that_holds_is_sent_whatever_the_token_endpoint_does() {
    for (call, renewal) in [(4.0, 1.0), (10.0, 2.5), (20.0, 5.0), (40.0, 10.0), (300.0, 10.0)] {
        let minted = answer(200, r#"{"access_token":"first","expires_in":3600}"#);
        let silence = Reply::Silence(Duration::from_secs_f64(renewal));
        let script = Script::default().tokens([minted, silence]);
        let partner = script.partner();
        read(&partner).await.unwrap();
        script.then(answer(201, "{}"));
        script.clock().advance(Duration::from_secs(56 * 60));
        let options = CallOptions::new().timeout(Duration::from_secs_f64(call));
        create(&partner.with(options)).await.unwrap();
        assert_eq!(script.asked().pop().unwrap().header("authorization"), "Bearer first");
    }
}
