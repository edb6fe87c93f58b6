//! An outage is not multiplied: the calls of a client share what further tries they have.

use std::time::Duration;

use partner_center::error::GaveUp;
use partner_center::transport::{RetryBudget, RetryPolicy, Timeouts};
use partner_center_test_support::{Reply, Script, answer, answer_with, create, read};

const CART: &str = r#"{"id":"cart-1"}"#;

fn outage(requests: usize) -> Script {
    Script::new(std::iter::repeat_with(|| answer(503, "")).take(requests))
}

#[tokio::test]
async fn an_outage_soon_gets_one_request_a_call() {
    let script = outage(9_999);
    let partner = script.partner();
    let mut asked = Vec::new();
    for _ in 0..200 {
        let before = script.asked().len();
        read(&partner).await.unwrap_err();
        asked.push(script.asked().len() - before);
    }
    // 500 tokens are 100 further tries: three for each of 33 calls, one for the next.
    assert!(asked[..33].iter().all(|count| *count == 4));
    assert_eq!(asked[33], 2);
    assert!(asked[34..].iter().all(|count| *count == 1));

    let error = read(&partner).await.unwrap_err();
    assert_eq!(error.gave_up(), Some(GaveUp::Budget));
    assert_eq!(error.status(), Some(503));
    insta::assert_snapshot!(error, @"getCart: refused with 503: the service failed; the client's budget for further tries (`RetryBudget`) is used up; try again later");
}

#[tokio::test]
async fn all_handles_of_a_client_share_one_budget_and_two_clients_do_not() {
    let script = outage(99);
    let build = || script.builder().retry_budget(RetryBudget::new().tokens(15)).build().unwrap();
    let partner = build();
    assert_eq!(read(&partner).await.unwrap_err().tries(), 4);
    assert_eq!(read(&partner.with(Default::default())).await.unwrap_err().tries(), 1);
    assert_eq!(read(&build()).await.unwrap_err().tries(), 4);
}

#[tokio::test]
async fn a_client_recovers_with_the_service() {
    let script = outage(8);
    let partner = script.builder().retry_budget(RetryBudget::new().tokens(5)).build().unwrap();
    assert_eq!(read(&partner).await.unwrap_err().tries(), 2);
    assert_eq!(read(&partner).await.unwrap_err().tries(), 1);
    for _ in 0..5 {
        script.then(answer(503, ""));
    }
    let drained = script.asked().len();
    while read(&partner).await.is_err() {}
    assert_eq!(script.asked().len() - drained, 11, "one request a call until the outage is over");
    for _ in 0..4 {
        read(&partner).await.unwrap();
    }
    script.then(answer(503, ""));
    read(&partner).await.unwrap();

    // What that further try cost came back with its success, so there is another one.
    script.then(answer(503, ""));
    read(&partner).await.unwrap();
}

#[tokio::test]
async fn a_try_after_a_time_out_costs_twice() {
    let silence = || Reply::Silence(Duration::from_secs(60));
    let script = Script::new(std::iter::repeat_with(silence).take(9));
    let partner = script.builder().retry_budget(RetryBudget::new().tokens(25)).build().unwrap();
    let error = read(&partner).await.unwrap_err();
    assert_eq!((error.tries(), error.gave_up()), (3, Some(GaveUp::Budget)));
}

#[tokio::test]
async fn the_budget_can_be_off() {
    let script = outage(999);
    let partner = script
        .builder()
        .retry_budget(RetryBudget::off())
        .retry(RetryPolicy::new().tries(10).longest_pause(Duration::from_secs(1)))
        .build()
        .unwrap();
    for _ in 0..50 {
        let error = read(&partner).await.unwrap_err();
        assert_eq!((error.tries(), error.gave_up()), (10, Some(GaveUp::Tries)));
    }
}

#[tokio::test]
async fn tries_time_and_waits_are_named_before_the_budget() {
    let none = RetryBudget::new().tokens(0);
    let policy = RetryPolicy::never();
    let script = outage(1);
    let partner = script.builder().retry_budget(none).retry(policy).build().unwrap();
    assert_eq!(read(&partner).await.unwrap_err().gave_up(), Some(GaveUp::Tries));

    let script = Script::new([answer_with(503, &[("retry-after", "301")], "")]);
    let partner = script.builder().retry_budget(none).build().unwrap();
    assert_eq!(read(&partner).await.unwrap_err().gave_up(), Some(GaveUp::RetryAfter));

    let script = Script::new([Reply::Silence(Duration::from_secs(60))]);
    let timeouts = Timeouts::new().call(Duration::from_secs(60));
    let partner = script.builder().retry_budget(none).timeouts(timeouts).build().unwrap();
    assert_eq!(read(&partner).await.unwrap_err().gave_up(), Some(GaveUp::Time));
}

#[tokio::test]
async fn what_may_not_be_tried_again_costs_nothing() {
    let script = outage(1);
    let partner = script.builder().retry_budget(RetryBudget::new().tokens(5)).build().unwrap();
    let error = create(&partner).await.unwrap_err();
    assert_eq!((error.tries(), error.gave_up()), (1, None));
    script.then(answer(401, ""));
    read(&partner).await.unwrap();
    script.then(answer(503, ""));
    script.then(answer(200, CART));
    read(&partner).await.unwrap();
}
