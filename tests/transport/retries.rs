//! Which tries follow which, and what the caller learns when none does.

use std::time::Duration;

use partner_center::transport::{RetryPolicy, Timeouts};
use partner_center::{Delivery, Error, error::GaveUp, transport::CallOptions};
use partner_center_test_support::{
    Reply, Script, answer, answer_with, checkout, create, read, stalled, update,
};
use uuid::Uuid;

const CART: &str = r#"{"id":"cart-1"}"#;
const MINUTES: Duration = Duration::from_secs(600);

#[tokio::test]
async fn a_call_survives_throttling_a_lost_answer_and_a_broken_server_under_one_id() {
    let script = Script::new([
        answer_with(429, &[("retry-after", "7")], r#"{"statusCode":429,"message":"slower"}"#),
        Reply::Lost,
        answer(503, ""),
        answer(201, CART),
    ]);
    let cart = update(&script.partner()).await.unwrap();
    assert_eq!(cart.id.unwrap().as_str(), "cart-1");

    let asked = script.asked();
    assert_eq!(asked.len(), 4);
    for name in ["ms-requestid", "ms-correlationid"] {
        assert!(Uuid::parse_str(asked[0].header(name)).is_ok());
        assert!(asked.iter().all(|ask| ask.header(name) == asked[0].header(name)));
    }
    assert_ne!(asked[0].header("ms-requestid"), asked[0].header("ms-correlationid"));
    assert!(asked.iter().all(|ask| ask.body == asked[0].body));

    let sleeps = script.clock().sleeps();
    assert!(sleeps[0] >= Duration::from_secs(7) && sleeps[0] <= Duration::from_millis(7500));
    assert!(sleeps[1] <= Duration::from_secs(1) && sleeps[2] <= Duration::from_secs(2));
}

#[tokio::test]
async fn no_two_calls_share_a_request_id() {
    let script = Script::new([answer(200, CART), answer(200, CART)]);
    let partner = script.partner();
    read(&partner).await.unwrap();
    read(&partner.clone()).await.unwrap();
    let asked = script.asked();
    assert_ne!(asked[0].header("ms-requestid"), asked[1].header("ms-requestid"));
}

/// Plays `reply` for ever to a read, an update and a creation; says how often each asked.
async fn tries(reply: fn() -> Reply) -> [usize; 3] {
    let mut counts = [0; 3];
    for (class, count) in counts.iter_mut().enumerate() {
        let script = Script::new(std::iter::repeat_with(reply).take(9));
        let partner = script.partner();
        let error = match class {
            0 => read(&partner).await.unwrap_err(),
            1 => update(&partner).await.unwrap_err(),
            _ => create(&partner).await.unwrap_err(),
        };
        *count = script.asked().len();
        assert_eq!(error.tries() as usize, *count);
    }
    counts
}

#[tokio::test]
async fn how_often_each_class_tries() {
    assert_eq!(tries(|| answer(400, "")).await, [1, 1, 1]);
    assert_eq!(tries(|| answer(403, "")).await, [1, 1, 1]);
    assert_eq!(tries(|| answer(404, "")).await, [1, 1, 1]);
    assert_eq!(tries(|| answer(409, "")).await, [1, 1, 1]);
    assert_eq!(tries(|| answer(412, "")).await, [1, 1, 1]);
    assert_eq!(tries(|| answer(417, "")).await, [1, 1, 1]);
    assert_eq!(tries(|| answer(401, "")).await, [2, 2, 2]);
    assert_eq!(tries(|| answer(408, "")).await, [4, 4, 1]);
    assert_eq!(tries(|| answer(429, "")).await, [4, 4, 4]);
    assert_eq!(tries(|| answer(500, "")).await, [4, 4, 1]);
    assert_eq!(tries(|| answer(501, "")).await, [4, 4, 1]);
    assert_eq!(tries(|| answer(502, "")).await, [4, 4, 1]);
    assert_eq!(tries(|| answer(503, "")).await, [4, 4, 1]);
    assert_eq!(tries(|| answer(504, "")).await, [4, 4, 1]);
    assert_eq!(tries(|| Reply::Lost).await, [4, 4, 1]);
    assert_eq!(tries(|| Reply::Unsent).await, [4, 4, 4]);
    assert_eq!(tries(|| Reply::Cut(200)).await, [4, 4, 1]);
    assert_eq!(tries(|| answer(200, "<html>")).await, [4, 4, 1]);
    assert_eq!(tries(|| answer(200, "null")).await, [4, 4, 1]);
    let garbage = || answer_with(200, &[("content-type", "application/octet-stream")], "%%%");
    assert_eq!(tries(garbage).await, [4, 4, 1]);
}

#[tokio::test]
async fn what_is_transient_recovers_and_a_refusal_ends_it() {
    for reply in [answer(502, ""), answer(503, ""), answer(504, ""), Reply::Lost, Reply::Unsent] {
        let script = Script::new([reply, answer(200, CART)]);
        read(&script.partner()).await.unwrap();
    }
    let script = Script::new([answer(500, ""), answer(404, "")]);
    let error = read(&script.partner()).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test]
async fn the_last_answer_is_what_a_failed_call_reports() {
    let script = Script::new([
        answer(500, ""),
        answer(500, ""),
        answer(500, ""),
        answer(500, r#"{"code":"3000","description":"the fourth"}"#),
    ]);
    let error = read(&script.partner()).await.unwrap_err();
    assert_eq!(error.description(), Some("the fourth"));
    assert_eq!(error.gave_up(), Some(GaveUp::Tries));
    assert_eq!(
        error.to_string(),
        "getCart: refused with 500, code 3000, after 4 tries: the service failed; try again later"
    );
}

#[track_caller]
fn unknown(error: &Error) {
    assert_eq!(error.delivery(), Delivery::Unknown, "{error}");
}

#[track_caller]
fn not_done(error: &Error) {
    assert_eq!(error.delivery(), Delivery::NotDone, "{error}");
}

#[tokio::test]
async fn a_checkout_whose_answer_is_lost_is_sent_once_and_in_doubt() {
    for reply in [Reply::Lost, Reply::Cut(201), answer(500, ""), answer(504, "")] {
        let script = Script::new([reply]);
        let error = checkout(&script.partner()).await.unwrap_err();
        unknown(&error);
        assert_eq!(script.asked().len(), 1);
        assert_eq!(error.operation(), Some("checkoutCart"));
    }
}

/// What the service's gateway says to too many requests.
const THROTTLED: &str = r#"{"statusCode":429,"message":"Rate limit is exceeded."}"#;

#[tokio::test]
async fn a_checkout_is_not_done_only_where_the_service_itself_says_so() {
    for (status, body) in [
        (409, r#"{"code":"800060","description":"an order is in progress"}"#),
        (409, r#"{"code":800064}"#),
        (400, r#"{"Code":"800065"}"#),
        (409, ""),
        (400, "<html>"),
        // A gateway that filters answers may have let the request through.
        (403, "<html>blocked</html>"),
        (404, ""),
        (304, ""),
        (429, "<html>too many</html>"),
        (400, r#"{"code":"987654"}"#),
        (200, r#"{"code":"800009","description":"no"}"#),
    ] {
        let script = Script::new([answer(status, body)]);
        unknown(&checkout(&script.partner()).await.unwrap_err());
        assert_eq!(script.asked().len(), 1);
    }
    for (status, body) in
        [(400, r#"{"code":"800009"}"#), (403, r#"{"code":"13605"}"#), (429, THROTTLED)]
    {
        let script = Script::new([answer(status, body)]);
        let partner = script.builder().retry(RetryPolicy::never()).build().unwrap();
        not_done(&checkout(&partner).await.unwrap_err());
    }
}

#[tokio::test]
async fn a_fault_with_a_status_of_success_is_a_fault() {
    let fault = r#"{"code":400072,"description":"No such country."}"#;
    let script = Script::new([answer(200, fault)]);
    let error = read(&script.partner()).await.unwrap_err();
    assert_eq!((error.code(), error.status()), (Some("400072"), Some(200)));
    assert!(error.is_unreadable(), "{error}");
    assert_eq!(script.asked().len(), 1, "it would be no better the next time");
}

#[tokio::test]
async fn the_same_codes_leave_no_doubt_outside_of_a_checkout() {
    let script = Script::new([answer(409, r#"{"code":"800064"}"#)]);
    not_done(&create(&script.partner()).await.unwrap_err());
}

#[tokio::test]
async fn a_write_that_never_left_is_not_done() {
    let script = Script::new([Reply::Unsent, answer_with(429, &[], ""), answer(201, CART)]);
    create(&script.partner()).await.unwrap();

    let script = Script::new(std::iter::repeat_with(|| Reply::Unsent).take(4));
    let error = create(&script.partner()).await.unwrap_err();
    not_done(&error);
    assert!(error.is_unsent());
    assert_eq!(
        error.to_string(),
        "createCart: api.contoso.test could not be reached, after 4 tries; check the network, the \
         proxy (`HTTPS_PROXY`) and `base_url`"
    );
}

#[tokio::test]
async fn doubt_outlives_a_later_refusal() {
    for refusal in [
        answer(400, r#"{"code":"800002"}"#),
        answer(404, ""),
        answer_with(429, &[("retry-after", "99999")], ""),
        answer(403, ""),
    ] {
        let script = Script::new([Reply::Lost, refusal]);
        let error = update(&script.partner()).await.unwrap_err();
        unknown(&error);
        assert!(error.is_refused());
        assert_eq!(error.tries(), 2);
    }
    let script = Script::new([Reply::Lost, answer(404, "")]);
    not_done(&read(&script.partner()).await.unwrap_err());
}

#[tokio::test]
async fn doubt_outlives_a_failed_sign_in() {
    // The first try is lost after so long that its token has ended, and no other is to be had.
    let lost_for_an_hour = Reply::Silence(Duration::from_secs(3600));
    let refused = answer(400, r#"{"error":"invalid_client"}"#);
    let minted = answer(200, r#"{"access_token":"t","expires_in":3000}"#);
    let script = Script::new([lost_for_an_hour]).tokens([minted, refused]);
    let timeouts = Timeouts::new().call(Duration::from_secs(9000));
    let partner = script.builder().timeouts(timeouts).build().unwrap();
    let error = update(&partner).await.unwrap_err();
    unknown(&error);
    assert!(error.is_auth() && error.tries() == 1, "{error}");
}

#[tokio::test]
async fn a_wait_beyond_the_end_of_the_call_fails_at_once_and_says_when_to_come_back() {
    let script = Script::new([answer_with(429, &[("retry-after", "301")], "")]);
    let error = read(&script.partner()).await.unwrap_err();
    assert_eq!(error.gave_up(), Some(GaveUp::RetryAfter));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(301)));
    assert!(error.is_throttled());
    assert!(script.clock().sleeps().is_empty());
    insta::assert_snapshot!(error, @"getCart: refused with 429: too many requests; the call had no time left to wait: come back in 5 min 1 s");
}

#[tokio::test]
async fn a_date_to_come_back_at_is_kept() {
    // The clock of these tests starts at midnight of the first of January 2030.
    let date = [("retry-after", "Tue, 01 Jan 2030 00:01:00 GMT")];
    let script = Script::new([answer_with(503, &date, ""), answer(200, CART)]);
    read(&script.partner()).await.unwrap();
    let slept = script.clock().sleeps()[0];
    assert!(slept >= Duration::from_secs(60) && slept < Duration::from_secs(61), "{slept:?}");
}

#[tokio::test]
async fn a_wait_that_only_the_body_speaks_of_is_kept() {
    let body = r#"{"statusCode":429,"message":"Slow down, please: come back in 57 seconds."}"#;
    let script = Script::new([answer(429, body), answer(200, CART)]);
    read(&script.partner()).await.unwrap();
    let slept = script.clock().sleeps()[0];
    assert!(slept >= Duration::from_secs(57) && slept < Duration::from_secs(58), "{slept:?}");
}

#[tokio::test]
async fn a_try_and_a_call_end_in_time() {
    let script = Script::new([Reply::Silence(Duration::from_secs(60)), answer(200, CART)]);
    read(&script.partner()).await.unwrap();

    let script = Script::new([Reply::Silence(Duration::from_secs(119)), answer(201, CART)]);
    let partner = script.partner().with(CallOptions::new().timeout(Duration::from_secs(100)));
    let error = create(&partner).await.unwrap_err();
    unknown(&error);
    assert!(error.is_timeout());
    insta::assert_snapshot!(error, @"createCart: no answer came from api.contoso.test within 1 min 40 s; it may have been carried out: look at what exists before asking again");

    let script = Script::new([Reply::Silence(Duration::from_secs(5))]);
    let options = CallOptions::new().try_timeout(Duration::from_secs(5));
    let error = checkout(&script.partner().with(options)).await.unwrap_err();
    assert!(error.is_timeout());

    // Tries follow each other until the call's time ends, however many the policy allows.
    let script =
        Script::new(std::iter::repeat_with(|| Reply::Silence(Duration::from_secs(60))).take(50));
    let partner = script.builder().retry(RetryPolicy::new().tries(50)).build().unwrap();
    let started = script.clock();
    let error = read(&partner).await.unwrap_err();
    assert_eq!(error.gave_up(), Some(GaveUp::Time));
    assert!(partner_center::clock::Clock::elapsed(&started) <= MINUTES);
    assert!((5..=6).contains(&error.tries()), "{error}");
}

#[tokio::test]
async fn how_often_to_try_can_be_set_for_some_calls() {
    let script = Script::new(std::iter::repeat_with(|| answer(503, "")).take(9));
    let partner = script.partner();
    let once = partner.with(CallOptions::new().retry(RetryPolicy::never()));
    assert_eq!(read(&once).await.unwrap_err().tries(), 1);
    assert_eq!(read(&partner).await.unwrap_err().tries(), 4);
}

#[tokio::test]
async fn a_policy_without_any_try_is_refused_and_sends_nothing() {
    let none = RetryPolicy::new().tries(0);
    let script = Script::default();
    let error = script.builder().retry(none).build().unwrap_err();
    assert!(error.is_invalid(), "{error}");
    insta::assert_snapshot!(error, @"retry: the policy has 0 tries, so that nothing could be sent: give it 1 for no further tries, as `RetryPolicy::never()` does");
    let partner = script.partner().with(CallOptions::new().retry(none));
    let error = read(&partner).await.unwrap_err();
    assert!(error.is_invalid() && error.tries() == 0, "{error}");
    assert!(script.asked().is_empty() && script.asked_for_token().is_empty());
}

#[tokio::test]
async fn pauses_can_be_constant_and_statuses_can_be_left_alone() {
    let script = Script::new([answer(503, ""), answer(503, ""), answer(500, "")]);
    let policy = RetryPolicy::new().constant_pause(Duration::from_secs(7)).never_after([500]);
    let partner = script.builder().retry(policy).build().unwrap();
    let error = read(&partner).await.unwrap_err();
    assert_eq!((error.status(), error.tries(), error.gave_up()), (Some(500), 3, None));
    assert_eq!(script.clock().sleeps(), [Duration::from_secs(7); 2]);
}

#[tokio::test]
async fn the_try_after_a_refused_token_comes_on_top() {
    let script = Script::new([answer(401, ""), answer(503, ""), answer(200, CART)]);
    let partner = script.builder().retry(RetryPolicy::new().tries(2)).build().unwrap();
    read(&partner).await.unwrap();
    assert_eq!(script.asked().len(), 3);
}

#[tokio::test]
async fn a_call_without_time_sends_nothing() {
    let script = Script::default();
    let partner = script.partner();
    read(&partner).await.unwrap();
    let none = partner.with(CallOptions::new().timeout(Duration::ZERO));
    let error = create(&none).await.unwrap_err();
    not_done(&error);
    assert_eq!((error.tries(), error.gave_up()), (0, Some(GaveUp::Time)));
    assert_eq!(script.asked().len(), 1);
}

#[tokio::test]
async fn an_id_given_from_outside_names_one_call_and_all_its_tries() {
    let script = Script::new([answer(429, ""), answer(201, CART)]);
    let partner = script.partner();
    let (request, correlation) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let journaled =
        partner.with(CallOptions::new().request_id(request).correlation_id(correlation));
    create(&journaled).await.unwrap();
    let asked = script.asked();
    assert_eq!(asked.len(), 2);
    for ask in &asked {
        assert_eq!(ask.header("ms-requestid"), request.to_string());
        assert_eq!(ask.header("ms-correlationid"), correlation.to_string());
    }

    let error = create(&journaled).await.unwrap_err();
    assert!(error.is_invalid());
    assert_eq!(script.asked().len(), 2);

    script.then(answer(200, CART));
    read(&journaled.with(CallOptions::new())).await.unwrap();
    let last = script.asked().pop().unwrap();
    assert_ne!(last.header("ms-requestid"), request.to_string());
    assert_eq!(last.header("ms-correlationid"), correlation.to_string());
}

#[tokio::test]
async fn an_id_given_to_an_operation_is_kept() {
    let script = Script::new([answer(404, "")]);
    let partner = script.partner();
    let call = partner.api().get_cart("a", "b");
    let error = Error::from(call.ms_request_id("mine").send().await.unwrap_err());
    assert_eq!(script.asked()[0].header("ms-requestid"), "mine");
    assert_eq!(error.request_id(), Some("mine"));
}

#[test]
fn futures_can_be_sent_to_another_thread() {
    fn is_send<T: Send>(_: T) {}
    let partner = Script::default().partner();
    is_send(read(&partner));
    is_send(create(&partner));
    is_send(checkout(&partner));
}

#[tokio::test]
async fn a_write_is_not_begun_with_less_time_than_one_try_may_take() {
    let throttled = |wait: &'static str| answer_with(429, &[("retry-after", wait)], THROTTLED);
    // Of 300 seconds, 120 are kept for the try.
    for (wait, sent) in [("170", 2), ("181", 1), ("285", 1)] {
        let script = Script::new([throttled(wait), answer(201, r#"{"orders":[{"id":"o"}]}"#)]);
        let result = checkout(&script.partner()).await;
        assert_eq!((result.is_ok(), script.asked().len()), (sent == 2, sent), "{wait}");
        if let Err(error) = result {
            assert_eq!(error.gave_up(), Some(GaveUp::RetryAfter));
            assert_eq!(error.retry_after(), wait.parse().ok().map(Duration::from_secs));
            not_done(&error);
        }
    }
    // A read, which leaves no doubt, takes what there is.
    let script = Script::new([throttled("285"), answer(200, CART)]);
    read(&script.partner()).await.unwrap();

    // A call with less than twice the time of a try keeps half of it.
    let short = CallOptions::new().timeout(Duration::from_secs(100));
    for (wait, ok) in [("40", true), ("51", false)] {
        let script = Script::new([throttled(wait), answer(201, CART)]);
        assert_eq!(create(&script.partner().with(short.clone())).await.is_ok(), ok, "{wait}");
    }
}

#[tokio::test]
async fn a_sign_in_that_took_too_long_ends_a_write_before_it_is_sent() {
    for (silence, sent) in [(170, 1), (181, 0)] {
        let silent = || Reply::Silence(Duration::from_secs(silence / 2 + 1));
        let script = Script::new([answer(201, CART)]).tokens([silent(), silent()]);
        let patient = RetryPolicy::new().first_pause(Duration::ZERO);
        let result = create(&script.builder().retry(patient).build().unwrap()).await;
        assert_eq!(script.asked().len(), sent);
        if let Err(error) = result {
            not_done(&error);
            assert_eq!((error.gave_up(), error.tries()), (Some(GaveUp::Time), 0));
            assert!(error.is_auth() && !error.is_unanswered());
            insta::assert_snapshot!(error, @"createCart: no access token: login.contoso.test did not answer in time; the call had no time left for another try");
        }
    }
}

#[tokio::test]
async fn a_write_has_two_minutes_by_default() {
    for (silence, cut) in [(119, false), (120, true)] {
        let script = Script::new([Reply::Silence(Duration::from_secs(silence))]);
        let partner = script.partner();
        let mut call = std::pin::pin!(create(&partner));
        let patience = async {
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
        };
        let ended = tokio::select! {
            biased;
            result = &mut call => Some(result.unwrap_err()),
            () = patience => None,
        };
        assert_eq!(ended.is_some(), cut, "after {silence} s");
        if let Some(error) = ended {
            unknown(&error);
        }
    }
}

#[tokio::test]
async fn a_refusal_whose_body_stalls_is_still_a_refusal() {
    for status in [400, 403, 404, 409, 412] {
        let script = Script::new([stalled(status, &[])]);
        let error = create(&script.partner()).await.unwrap_err();
        assert_eq!((error.status(), error.tries()), (Some(status), 1));
        not_done(&error);
        let script = Script::new([stalled(status, &[])]);
        read(&script.partner()).await.unwrap_err();
        assert_eq!(script.asked().len(), 1, "{status}");
    }
    let script = Script::new([stalled(401, &[]), answer(201, CART)]);
    create(&script.partner()).await.unwrap();
    assert_eq!(script.asked_for_token().len(), 2);

    let script = Script::new([stalled(429, &[("retry-after", "7")]), answer(201, CART)]);
    create(&script.partner()).await.unwrap();
    assert!(script.clock().sleeps()[0] >= Duration::from_secs(7));
}

#[tokio::test]
async fn a_refused_token_is_what_a_call_reports_that_ends_before_the_next_try() {
    let silent = Reply::Silence(Duration::from_secs(301));
    let script = Script::new([answer(401, r#"{"code":"900420"}"#)]);
    let minted = answer(200, r#"{"access_token":"first","expires_in":3600}"#);
    let script = script.tokens([minted, Reply::Silence(Duration::from_secs(200)), silent]);
    let error = create(&script.partner()).await.unwrap_err();
    assert_eq!((error.tries(), error.delivery()), (1, Delivery::NotDone), "{error}");
    assert!(error.is_auth(), "{error}");
}
