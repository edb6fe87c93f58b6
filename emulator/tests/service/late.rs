//! Requests that arrive late, or a second time, and answers that deny what was done.

use std::task::{Context, Waker};
use std::time::Duration;

use partner_center_emulator::seed::*;
use partner_center_emulator::{
    Action, Caller, Emulator, EmulatorClock, Fault, Options, RepeatedCheckout, When,
};
use serde_json::json;

use crate::client::{Client, block};
use crate::purchase::customer;

/// The path of a new cart.
fn cart(client: &Client) -> String {
    let item = client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US");
    let line = json!({ "catalogItemId": item, "quantity": 1, "billingCycle": "one_time" });
    let cart = client.post(&customer("/carts"), json!({ "lineItems": [line] })).expect(201);
    customer(&format!("/carts/{}", cart["id"].as_str().unwrap()))
}

fn late(seconds: u64) -> Action {
    Action::late(Duration::from_secs(seconds), Caller::Cut)
}

/// Sends a checkout that the action strikes; gives the path of its cart.
fn struck(client: &Client, action: Action) -> String {
    let path = cart(client);
    client.emulator.fault(Fault::on("checkoutCart", action));
    assert!(client.send("POST", &format!("{path}/checkout"), b"").is_err());
    path
}

/// How many orders each write of the ledger placed, with its time and status.
fn placed(client: &Client) -> Vec<(String, Option<u16>, usize)> {
    let ledger = client.emulator.ledger().into_iter();
    let checkouts = ledger.filter(|entry| entry.operation_id == "checkoutCart");
    checkouts.map(|entry| (entry.time, entry.status, entry.effect.orders.len())).collect()
}

#[test]
fn a_late_checkout_buys_after_its_caller_was_cut_off() {
    let client = Client::new().header("MS-RequestId", "r-1");
    let path = struck(&client, late(90));
    assert_eq!(client.emulator.requests().by_operation["checkoutCart"], 1);
    let waiting = &client.emulator.late_requests()[0];
    assert_eq!(
        (waiting.due.as_str(), waiting.operation_id.as_str()),
        ("2026-01-01T00:01:30Z", "checkoutCart")
    );
    assert_eq!(
        (waiting.path.as_str(), waiting.request_id.as_deref()),
        (&*format!("{path}/checkout"), Some("r-1"))
    );
    client.advance(89);
    assert_eq!(client.get(&path).expect(200)["status"], "Active");
    assert_eq!(placed(&client), []);
    client.advance(1);
    assert_eq!(client.get(&path).expect(200)["status"], "Ordered");
    assert_eq!(placed(&client), [("2026-01-01T00:01:30Z".to_owned(), Some(201), 1)]);
    let entry = client.emulator.ledger().pop().unwrap();
    assert!(entry.late && entry.cut);
    assert!(client.emulator.late_requests().is_empty());
}

#[test]
fn what_is_due_happens_at_its_own_moment_however_far_the_clock_is_moved() {
    let client = Client::new();
    let (first, second) = (struck(&client, late(60)), struck(&client, late(30)));
    client.advance(10_000);
    let times: Vec<String> = placed(&client).into_iter().map(|(time, ..)| time).collect();
    assert_eq!(times, ["2026-01-01T00:00:30Z", "2026-01-01T00:01:00Z"]);
    let paths: Vec<String> =
        client.emulator.ledger().into_iter().skip(2).map(|entry| entry.path).collect();
    assert_eq!(paths, [format!("{second}/checkout"), format!("{first}/checkout")]);
}

#[test]
fn requests_that_are_due_together_arrive_in_the_order_they_were_sent() {
    let client = Client::new();
    let paths = [60, 60, 60].map(|seconds| format!("{}/checkout", struck(&client, late(seconds))));
    client.advance(60);
    let arrived: Vec<String> =
        client.emulator.ledger().into_iter().skip(3).map(|entry| entry.path).collect();
    assert_eq!(arrived, paths);
}

#[test]
fn a_late_request_is_refused_when_its_token_has_ended() {
    let client = Client::with(|settings| settings.token_lifetime_seconds = 100);
    struck(&client, late(99));
    struck(&client, late(100));
    client.advance(1_000);
    let seen: Vec<_> =
        placed(&client).into_iter().map(|(_, status, orders)| (status, orders)).collect();
    assert_eq!(seen, [(Some(201), 1), (Some(401), 0)]);
}

#[test]
fn a_late_request_meets_the_cart_as_it_is_then() {
    let client = Client::with(|settings| settings.cart_lifetime_seconds = 60);
    struck(&client, late(60));
    let bought = struck(&client, late(59));
    client.press(&format!("{bought}/checkout")).expect(201);
    client.advance(60);
    let seen: Vec<_> =
        placed(&client).into_iter().map(|(_, status, orders)| (status, orders)).collect();
    assert_eq!(seen, [(Some(201), 1), (Some(201), 0), (Some(404), 0)]);
}

/// How many orders there are when a cart is checked out again before its late checkout arrives.
#[track_caller]
fn checked_out_again(repeated: RepeatedCheckout, orders: usize) {
    let client = Client::with(|settings| settings.repeated_checkout = repeated);
    let path = struck(&client, late(60));
    client.press(&format!("{path}/checkout")).expect(201);
    client.advance(60);
    assert_eq!(placed(&client).iter().map(|(.., orders)| orders).sum::<usize>(), orders);
}

#[test]
fn the_same_cart_is_bought_once_by_a_late_checkout_and_another_unless_the_service_is_broken() {
    checked_out_again(RepeatedCheckout::Repeat, 1);
    checked_out_again(RepeatedCheckout::InProgress, 1);
    checked_out_again(RepeatedCheckout::BeingProcessed, 1);
    checked_out_again(RepeatedCheckout::AlreadySubmitted, 1);
    checked_out_again(RepeatedCheckout::Refused { status: 403, code: 800_069 }, 1);
    checked_out_again(RepeatedCheckout::BrokenBuysAgain, 2);
}

#[test]
fn a_late_checkout_can_fail_in_part() {
    let client = Client::new();
    let error = Action::OrderError { order_group: None, code: 800_069, description: String::new() };
    client.emulator.fault(Fault::on("checkoutCart", error));
    struck(&client, late(5));
    client.advance(5);
    assert_eq!(placed(&client), [("2026-01-01T00:00:05Z".to_owned(), Some(201), 0)]);
}

#[test]
fn a_caller_can_be_left_waiting_until_the_emulator_is_reset() {
    let client = Client::new();
    let path = format!("{}/checkout", cart(&client));
    client
        .emulator
        .fault(Fault::on("checkoutCart", Action::late(Duration::from_secs(5), Caller::Waits)));
    block(async {
        let mut call = Box::pin(client.call("POST", &path, b""));
        let mut is_open =
            || call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending();
        assert!(is_open());
        client.advance(5);
        assert!(is_open(), "there is no answer though it was bought");
        assert_eq!(placed(&client).len(), 1);
        client.emulator.reset();
        assert!(call.await.is_err());
    });
}

#[test]
fn a_running_clock_lets_late_requests_arrive_too() {
    let emulator = Emulator::new(Options::new().clock(EmulatorClock::real()));
    let client = Client::signed_out(emulator);
    let client = client.with_token(client.refresh(CONTOSO_TENANT, CONTOSO_REFRESH_TOKEN).token());
    struck(&client, late(3_000));
    assert_eq!(placed(&client), []);
    client.advance(3_000);
    assert_eq!(placed(&client).len(), 1);
}

#[test]
fn a_request_can_arrive_twice() {
    let client = Client::new();
    let path = format!("{}/checkout", cart(&client));
    client.emulator.fault(Fault::on("checkoutCart", Action::twice(Duration::from_secs(30))));
    client.press(&path).expect(201);
    client.advance(30);
    let seen: Vec<_> =
        client.emulator.ledger().into_iter().skip(1).map(|e| (e.late, e.cut, e.status)).collect();
    assert_eq!(seen, [(false, false, Some(201)), (true, true, Some(201))]);
    assert_eq!(placed(&client).iter().map(|(.., orders)| orders).sum::<usize>(), 1, "repeat");
    assert_eq!(client.emulator.requests().by_operation["checkoutCart"], 1, "the caller sent one");
}

#[test]
fn the_second_arrival_is_independent_of_what_befell_the_first() {
    let client = Client::new();
    client.emulator.fault(Fault::on("checkoutCart", Action::twice(Duration::from_secs(30))));
    struck(&client, Action::cut(When::Before));
    client.advance(30);
    let seen: Vec<_> =
        placed(&client).into_iter().map(|(_, status, orders)| (status, orders)).collect();
    assert_eq!(seen, [(None, 0), (Some(201), 1)]);
}

#[test]
fn an_answer_can_deny_what_was_done() {
    for (status, code) in [(403, "13605"), (404, "800008"), (400, "800009"), (403, "800089")] {
        let client = Client::new();
        let path = cart(&client);
        client.emulator.fault(Fault::on("checkoutCart", Action::lie(status, code)));
        let text = client.press(&format!("{path}/checkout")).refused(status, code);
        assert!(!text.is_empty() && !text.contains("The service refused"), "{text}");
        assert_eq!(client.get(&path).expect(200)["status"], "Ordered");
        assert_eq!(
            placed(&client).pop().unwrap(),
            ("2026-01-01T00:00:00Z".to_owned(), Some(status), 1)
        );
    }
}

#[test]
fn faults_of_time_and_truth_are_written_as_short_objects() {
    let client = Client::new();
    let path = format!("{}/checkout", cart(&client));
    for action in [
        r#"{ "lie": { "status": 403, "code": "777", "description": "No." } }"#,
        r#"{ "late": { "seconds": 1, "caller": "cut" } }"#,
        r#"{ "twice": { "seconds": 1, "milliseconds": 500 } }"#,
    ] {
        client.emulator.fault(Fault::on("checkoutCart", serde_json::from_str(action).unwrap()));
    }
    assert_eq!(client.press(&path).refused(403, "777"), "No.");
    let due: Vec<String> =
        client.emulator.late_requests().into_iter().map(|late| late.due).collect();
    assert_eq!(due, ["2026-01-01T00:00:01.5Z"], "the lie was the one fault that decides");
    let late = Client::signed_out(client.emulator.clone()).get("/_emulator/late").expect(200);
    assert_eq!(late[0]["operationId"], "checkoutCart");
}
