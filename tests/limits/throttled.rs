//! Turns: who waits, who does not, and what a 429 changes.

use std::time::Duration;

use partner_center::transport::{RateLimits, RetryPolicy, Timeouts};
use partner_center::{
    Delivery, Error, PartnerCenter, clock::Clock, error::GaveUp, transport::CallOptions, types,
};
use partner_center_test_support::{CUSTOMER, Reply, Script, answer, answer_with, create, read};

const OTHER: &str = "77d1a5f0-8f0f-4a2b-b7de-1b0a4ad1c5e2";
const CART: &str = r#"{"id":"cart-1"}"#;

/// Three requests and then one every ten seconds.
fn six_a_minute() -> RateLimits {
    RateLimits::new().requests(8).percent(75).burst(3)
}

fn limited(script: &Script) -> PartnerCenter {
    script.builder().rate_limits(six_a_minute()).build().unwrap()
}

async fn orders(partner: &PartnerCenter, customer: &str) -> Result<(), Error> {
    partner.api().list_orders(customer).send().await?;
    Ok(())
}

async fn subscriptions(partner: &PartnerCenter) -> Result<(), Error> {
    partner.api().list_subscriptions(CUSTOMER).send().await?;
    Ok(())
}

#[tokio::test]
async fn a_burst_passes_and_the_rest_comes_evenly() {
    let script = Script::default();
    let partner = limited(&script);
    for _ in 0..6 {
        orders(&partner, CUSTOMER).await.unwrap();
    }
    assert_eq!(script.clock().sleeps(), [Duration::from_secs(10); 3]);
}

#[tokio::test]
async fn each_area_has_a_queue_which_all_customers_of_the_partner_share() {
    let script = Script::default();
    let partner = limited(&script);
    for _ in 0..3 {
        orders(&partner, CUSTOMER).await.unwrap();
        subscriptions(&partner).await.unwrap();
        // Neither in the list of throttled calls nor in a counted area.
        read(&partner).await.unwrap();
        read(&partner).await.unwrap();
    }
    assert!(script.clock().sleeps().is_empty());
    orders(&partner, OTHER).await.unwrap();
    assert_eq!(script.clock().sleeps().len(), 1);
}

#[tokio::test]
async fn carts_are_counted_for_each_customer() {
    let replies = std::iter::repeat_with(|| answer(201, CART)).take(9);
    let script = Script::new(replies);
    let partner = limited(&script);
    for _ in 0..3 {
        create(&partner).await.unwrap();
        let call = partner.api().create_cart(OTHER, types::CartResource::default());
        call.send().await.unwrap();
    }
    assert!(script.clock().sleeps().is_empty());
    create(&partner).await.unwrap();
    assert_eq!(script.clock().sleeps().len(), 1);
}

#[tokio::test]
async fn a_call_whose_turn_comes_too_late_fails_at_once_and_says_when_to_come_back() {
    let script = Script::default();
    let partner = limited(&script);
    for _ in 0..3 {
        orders(&partner, CUSTOMER).await.unwrap();
    }
    let hurried = partner.with(CallOptions::new().timeout(Duration::from_secs(10)));
    let error = orders(&hurried, CUSTOMER).await.unwrap_err();
    assert_eq!(error.gave_up(), Some(GaveUp::RateLimit));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(10)));
    assert_eq!((error.delivery(), error.tries(), error.status()), (Delivery::NotDone, 0, None));
    assert!(error.is_throttled());
    insta::assert_snapshot!(error, @"listOrders: not sent, to keep within the service's limit for orders; the call's time ends before its turn under the client's rate limit: come back in 10 s");
    assert_eq!(script.asked().len(), 3);
    assert!(script.clock().sleeps().is_empty());

    // Coming back when it says works.
    script.clock().advance(error.retry_after().unwrap());
    orders(&hurried, CUSTOMER).await.unwrap();
}

#[tokio::test]
async fn a_further_try_takes_a_turn_of_its_own() {
    let script = Script::new([answer(500, ""), answer(500, ""), answer(500, "")]);
    let policy = RetryPolicy::new().first_pause(Duration::ZERO);
    let partner = script.builder().rate_limits(six_a_minute()).retry(policy).build().unwrap();
    let hurried = partner.with(CallOptions::new().timeout(Duration::from_secs(9)));
    let error = orders(&hurried, CUSTOMER).await.unwrap_err();
    assert_eq!((error.tries(), error.status()), (3, Some(500)));
    assert_eq!(error.gave_up(), Some(GaveUp::RateLimit));
    insta::assert_snapshot!(error, @"listOrders: refused with 500, after 3 tries: the service failed; the call's time ends before its turn under the client's rate limit: come back in 10 s");
}

#[tokio::test]
async fn a_token_that_ends_while_a_call_waits_is_renewed_first() {
    let minted = || answer(200, r#"{"access_token":"short","expires_in":5}"#);
    let script = Script::default().tokens([minted(), minted()]);
    let partner = limited(&script);
    for _ in 0..4 {
        orders(&partner, CUSTOMER).await.unwrap();
    }
    assert_eq!(script.asked_for_token().len(), 2);
}

#[tokio::test]
async fn after_a_429_the_queue_stops_goes_on_slower_and_recovers() {
    let script = Script::new([answer_with(429, &[("retry-after", "20")], "")]);
    let partner = limited(&script);
    orders(&partner, CUSTOMER).await.unwrap();
    let clock = script.clock();
    assert!(clock.elapsed() >= Duration::from_secs(20));
    subscriptions(&partner).await.unwrap();

    // No burst, and more than ten seconds from one to the next.
    let mut gaps = Vec::new();
    for _ in 0..20 {
        let before = clock.elapsed();
        orders(&partner, CUSTOMER).await.unwrap();
        gaps.push((clock.elapsed() - before).as_secs_f64());
    }
    assert!((13.0..14.3).contains(&gaps[0]), "{gaps:?}");
    assert!(gaps[..6].windows(2).all(|pair| pair[0] > pair[1]), "it recovers: {gaps:?}");
    assert!((gaps[19] - 10.0).abs() < 0.001, "{gaps:?}");
}

#[tokio::test]
async fn other_calls_do_not_knock_while_the_service_asks_to_wait() {
    let refused = || answer_with(429, &[("retry-after", "40")], "");
    let script = Script::new([refused()]);
    let partner = script.builder().retry(RetryPolicy::never()).build().unwrap();
    orders(&partner, CUSTOMER).await.unwrap_err();
    let hurried = partner.with(CallOptions::new().timeout(Duration::from_secs(30)));
    let error = orders(&hurried, OTHER).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(40)));
    assert_eq!(script.asked().len(), 1);
    orders(&partner, OTHER).await.unwrap();
    assert_eq!(script.clock().elapsed(), Duration::from_secs(40));

    // Without adapting, only the call that was refused waits.
    let script = Script::new([refused()]);
    let limits = RateLimits::new().without_adapting();
    let builder = script.builder().retry(RetryPolicy::never()).rate_limits(limits);
    let partner = builder.build().unwrap();
    orders(&partner, CUSTOMER).await.unwrap_err();
    orders(&partner, OTHER).await.unwrap();
    assert!(script.clock().sleeps().is_empty());
}

#[tokio::test]
async fn one_429_that_asks_for_an_hour_stops_a_queue_for_minutes_and_can_be_overruled() {
    let script = Script::new([answer_with(429, &[("retry-after", "3600")], "")]);
    let partner = script.builder().build().unwrap();
    let clock = script.clock();
    let refused = orders(&partner, CUSTOMER).await.unwrap_err();
    assert_eq!(refused.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(refused.gave_up(), Some(GaveUp::RetryAfter));

    let error = orders(&partner, OTHER).await.unwrap_err();
    assert_eq!((error.tries(), error.retry_after()), (0, Some(Duration::from_secs(300))));
    insta::assert_snapshot!(error, @"listOrders: not sent, to keep within the service's limit for orders; the call's time ends before its turn under the client's rate limit: come back in 5 min; the service has asked for this wait with a 429: `PartnerCenter::held_queues` shows and ends such waits, and `RateLimits::longest_hold` bounds them");
    let held = partner.held_queues();
    let shown: Vec<_> = held.iter().map(|queue| (queue.name(), queue.customer())).collect();
    assert_eq!(shown, [("orders".to_owned(), None)]);
    assert_eq!((held[0].until() - clock.now()).num_seconds(), 300);
    subscriptions(&partner).await.unwrap();

    held[0].resume();
    assert!(partner.with(CallOptions::new()).held_queues().is_empty());
    orders(&partner, OTHER).await.unwrap();
    assert!(clock.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn a_stop_lasts_as_long_as_the_limits_say_and_is_over_by_itself() {
    let script = Script::new([answer_with(429, &[("retry-after", "3600")], "")]);
    let limits = RateLimits::new().longest_hold(Duration::from_secs(20));
    let builder = script.builder().rate_limits(limits).retry(RetryPolicy::never());
    let partner = builder.build().unwrap();
    create(&partner).await.unwrap_err();
    let held = partner.held_queues();
    assert_eq!((held.len(), held[0].name().as_str()), (1, "carts of a customer"));
    assert_eq!(held[0].customer(), Some(CUSTOMER));
    create(&partner).await.unwrap();
    assert_eq!(script.clock().sleeps(), [Duration::from_secs(20)]);
    assert!(partner.held_queues().is_empty());
}

#[tokio::test]
async fn limits_can_be_off() {
    let script = Script::default();
    let partner = script.builder().rate_limits(RateLimits::off()).build().unwrap();
    for _ in 0..600 {
        orders(&partner, CUSTOMER).await.unwrap();
    }
    assert!(script.clock().sleeps().is_empty());
}

#[tokio::test]
async fn the_time_of_a_call_is_kept_by_those_who_wait_behind_others() {
    let script = Script::default();
    let timeouts = Timeouts::new().call(Duration::from_secs(25));
    let builder = script.builder().rate_limits(six_a_minute()).timeouts(timeouts);
    let partner = builder.build().unwrap();
    let results = futures::future::join_all((0..9).map(|_| orders(&partner, CUSTOMER))).await;
    let (done, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    // Three at once, and one each after ten and twenty seconds.
    assert_eq!((done.len(), script.asked().len()), (5, 5));
    assert!(script.clock().elapsed() <= Duration::from_secs(25));
    for error in refused.into_iter().filter_map(Result::err) {
        assert_eq!(error.gave_up(), Some(GaveUp::RateLimit), "{error}");
    }
}

#[tokio::test]
async fn a_queue_does_not_wait_for_a_renewal_while_the_token_holds() {
    let minted = answer(200, r#"{"access_token":"first","expires_in":3600}"#);
    let script = Script::default().tokens([minted, Reply::Silence(Duration::ZERO)]);
    let partner = limited(&script);
    read(&partner).await.unwrap();
    // It is due in five minutes before its end, which comes while the fourth call waits.
    script.clock().advance(Duration::from_secs(55 * 60 - 5));
    for _ in 0..4 {
        orders(&partner, CUSTOMER).await.unwrap();
    }
    assert_eq!(script.clock().sleeps(), [Duration::from_secs(10)]);
    assert_eq!(script.asked_for_token().len(), 1);
    assert!(script.asked().iter().all(|ask| ask.header("authorization") == "Bearer first"));
}

#[tokio::test]
async fn a_refused_token_is_what_a_call_reports_whose_next_turn_comes_too_late() {
    let none = || answer(200, r#"{"items":[]}"#);
    let script = Script::new([none(), none(), answer(401, "")]);
    let partner = limited(&script);
    orders(&partner, CUSTOMER).await.unwrap();
    orders(&partner, CUSTOMER).await.unwrap();
    let hurried = partner.with(CallOptions::new().timeout(Duration::from_secs(5)));
    let error = orders(&hurried, CUSTOMER).await.unwrap_err();
    assert_eq!((error.status(), error.tries()), (Some(401), 1));
    assert_eq!(error.gave_up(), Some(GaveUp::RateLimit));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(10)));
}
