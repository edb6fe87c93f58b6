//! What a call that is dropped leaves behind.

use std::time::Duration;

use futures::FutureExt;
use partner_center::transport::{RateLimits, RetryBudget};
use partner_center::{Error, PartnerCenter, error::GaveUp, transport::CallOptions};
use partner_center_test_support::{
    CUSTOMER, Reply, Script, StillTime, answer, answer_with, create, read,
};

/// Runs a call until it can go no further by itself, and drops it.
async fn abandon<T>(call: impl Future<Output = T>) {
    let mut call = std::pin::pin!(call);
    for _ in 0..20 {
        assert!(call.as_mut().now_or_never().is_none(), "it waits for something");
        tokio::task::yield_now().await;
    }
}

async fn orders(partner: &PartnerCenter) -> Result<(), Error> {
    partner.api().list_orders(CUSTOMER).send().await?;
    Ok(())
}

#[tokio::test]
async fn a_call_dropped_in_the_queue_leaves_its_turn_to_the_next() {
    let script = Script::default();
    let limits = RateLimits::new().requests(8).percent(75).burst(1);
    let clock = StillTime::of(&script);
    let partner = script.builder().clock(clock.clone()).rate_limits(limits).build().unwrap();
    orders(&partner).await.unwrap();
    for _ in 0..5 {
        abandon(orders(&partner)).await;
    }
    assert_eq!((script.asked().len(), clock.sleeps()), (1, 5));

    // The next turn is ten seconds after the first call, as though nobody had waited.
    let hurried = partner.with(CallOptions::new().timeout(Duration::from_secs(10)));
    let error = orders(&hurried).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(10)));
    script.clock().advance(Duration::from_secs(10));
    orders(&partner).await.unwrap();
}

#[tokio::test]
async fn a_call_dropped_before_a_further_try_gives_back_its_price() {
    let script = Script::new([answer_with(503, &[("retry-after", "30")], "")]);
    let clock = StillTime::of(&script);
    let budget = RetryBudget::new().tokens(5);
    let partner = script.builder().clock(clock.clone()).retry_budget(budget).build().unwrap();
    abandon(read(&partner)).await;
    assert_eq!((script.asked().len(), clock.sleeps()), (1, 1));

    // There is one further try in the budget, which this takes; the price comes back with the
    // success, and not twice.
    script.then(answer_with(503, &[("retry-after", "0")], ""));
    let moved = async {
        while script.asked().len() < 3 {
            script.clock().advance(Duration::from_secs(1));
            tokio::task::yield_now().await;
        }
    };
    let (result, ()) = tokio::join!(read(&partner), moved);
    result.unwrap();
    assert_eq!(script.asked().len(), 3);
}

#[tokio::test]
async fn the_price_of_a_try_that_was_sent_is_gone() {
    let script = Script::new([answer(503, ""), Reply::Silence(Duration::ZERO)]);
    let partner = script.builder().retry_budget(RetryBudget::new().tokens(5)).build().unwrap();
    abandon(read(&partner)).await;
    assert_eq!(script.asked().len(), 2);
    script.then(answer(503, ""));
    let error = read(&partner).await.unwrap_err();
    assert_eq!(error.gave_up(), Some(GaveUp::Budget));
}

#[tokio::test]
async fn a_call_dropped_while_it_signs_in_leaves_nothing() {
    let script = Script::default().tokens([Reply::Silence(Duration::ZERO)]);
    let partner = script.partner();
    abandon(create(&partner)).await;
    assert!(script.asked().is_empty());
    read(&partner).await.unwrap();
    assert_eq!((script.asked_for_token().len(), script.asked().len()), (2, 1));
}

#[tokio::test]
async fn a_call_dropped_while_another_signs_in_does_not_stop_that_one() {
    let script = Script::default();
    let partner = script.partner();
    let mut first = Box::pin(read(&partner));
    assert!(first.as_mut().now_or_never().is_none(), "it asks for a token");
    let mut second = Box::pin(read(&partner));
    assert!(second.as_mut().now_or_never().is_none(), "it waits for the same token");
    drop(second);
    first.await.unwrap();
    assert_eq!(script.asked_for_token().len(), 1);
}

#[tokio::test]
async fn a_write_dropped_on_the_wire_has_used_up_its_request_id() {
    let script = Script::new([Reply::Silence(Duration::ZERO)]);
    let partner = script.partner();
    let journaled = partner.with(CallOptions::new().request_id(uuid::Uuid::from_u128(7)));
    abandon(create(&journaled)).await;
    assert_eq!(script.asked().len(), 1);
    // It may have been carried out: the same handle does not send another under its name.
    assert!(create(&journaled).await.unwrap_err().is_invalid());
    assert_eq!(script.asked().len(), 1);
}
