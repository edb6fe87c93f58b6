//! Pages that fail: tried again, without repeating an item.

use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use partner_center::invoice::LineItemQuery;
use partner_center::transport::RetryPolicy;
use partner_center::{listing::Position, transport::CallOptions};
use partner_center_emulator::{Action, Fault, When};

use crate::stage::{LINES, Stage, all, key};
use crate::tapped::Tapped;

fn garbage() -> Action {
    Action::Garbage { status: 200, when: None }
}

#[tokio::test]
async fn a_page_that_fails_is_tried_again_and_no_item_comes_twice() {
    for (action, times) in [
        (Action::refuse(503, ""), 2),
        (Action::refuse(500, "800003"), 1),
        (Action::too_many("3"), 2),
        (Action::cut(When::Before), 1),
        (Action::cut(When::After), 1),
        (Action::cut(When::MidBody), 2),
        (Action::Html { status: 200, when: None }, 1),
        (Action::Html { status: 502, when: None }, 1),
        (Action::Empty { status: 200, when: None }, 1),
        (garbage(), 3),
    ] {
        let stage = Stage::new();
        let invoice = stage.invoice(5);
        let expected = all(stage.lines(&invoice)).await;
        for skip in 0..3 {
            let before = stage.asked(LINES);
            stage.fault(Fault::on(LINES, action.clone()).skip(skip).times(times));
            assert_eq!(all(stage.lines(&invoice)).await, expected, "{action:?} after {skip}");
            assert_eq!(stage.asked(LINES) - before, u64::from(3 + times), "{action:?}");
        }
    }
}

#[tokio::test]
async fn a_token_that_runs_out_in_the_middle_is_renewed() {
    let stage = Stage::new();
    let invoice = stage.invoice(6);
    let expected = all(stage.lines(&invoice)).await;
    let tokens = stage.asked("token");
    let mut items = stage.lines(&invoice).items();
    let mut found = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        found.push(key(&item));
        match found.len() {
            // Refused by the service, as one that was revoked.
            2 => stage.emulator.revoke_tokens(),
            // Known here to be over.
            4 => stage.emulator.clock().advance(Duration::from_secs(7_200)),
            _ => {}
        }
    }
    assert_eq!(found, expected);
    assert!((1..=2).contains(&(stage.asked("token") - tokens)));
}

#[tokio::test]
async fn an_error_ends_the_stream_and_the_position_goes_on() {
    for (action, message) in [
        (
            Action::refuse(503, ""),
            "refused with 503, after 4 tries: the service failed; try again later",
        ),
        (Action::cut(When::After), "no answer came from localhost:80, after 4 tries"),
        (
            Action::cut(When::MidBody),
            "the answer (200) could not be used, its body broke off, after 4 tries",
        ),
        (garbage(), "the answer (200) could not be used, its body is not JSON, after 4 tries"),
    ] {
        for failing in 0..3_usize {
            let stage = Stage::new();
            let invoice = stage.invoice(5);
            let expected = all(stage.lines(&invoice)).await;
            let skip = u32::try_from(failing).unwrap();
            stage.fault(Fault::on(LINES, action.clone()).skip(skip).times(0));
            let mut items = stage.lines(&invoice).items();
            let mut found = Vec::new();
            let error = loop {
                match items.next().await.unwrap() {
                    Ok(item) => found.push(key(&item)),
                    Err(error) => break error,
                }
            };
            assert_eq!((found.len(), error.operation()), (failing * 2, Some(LINES)));
            assert_eq!(error.to_string(), format!("{LINES}: {message}"));
            assert_eq!((error.tries(), error.delivery()), (4, partner_center::Delivery::NotDone));
            assert!(items.next().await.is_none(), "the stream is over");

            let position: Position =
                serde_json::from_str(&serde_json::to_string(items.position()).unwrap()).unwrap();
            stage.emulator.clear_faults();
            found.extend(all(stage.lines(&invoice).starting_at(position).unwrap()).await);
            assert_eq!(found, expected);
        }
    }
}

#[tokio::test]
async fn pages_end_with_an_error_and_go_on_from_the_last_ones_end() {
    let stage = Stage::new();
    let invoice = stage.invoice(5);
    stage.fault(Fault::on(LINES, Action::refuse(404, "1000")).skip(1));
    let mut pages = stage.lines(&invoice).pages();
    let first = pages.try_next().await.unwrap().unwrap();
    let error = pages.try_next().await.unwrap_err();
    assert_eq!(error.status(), Some(404));
    assert!(pages.next().await.is_none());
    let rest = all(stage.lines(&invoice).starting_at(first.next).unwrap()).await;
    assert_eq!(rest, all(stage.lines(&invoice)).await[2..]);
}

/// A page of more than 64 KB is looked at in full when it is decoded, and not before.
const LARGE: u64 = 100;

fn large(stage: &Stage) -> partner_center::InvoiceId {
    stage.invoice(2 * LARGE)
}

fn lines() -> LineItemQuery {
    LineItemQuery::one_time().page_size(100)
}

/// Cut off where an item ends, so that it looks whole from outside.
fn truncated(body: &str) -> String {
    assert!(body.len() > 2 * 64 * 1024, "{}", body.len());
    let end = body[..body.len() / 2].rfind("},{").unwrap();
    body[..=end].to_owned()
}

#[tokio::test]
async fn a_large_page_that_shows_to_be_truncated_is_fetched_once_more() {
    let stage = Stage::new();
    let invoice = large(&stage);
    let expected = all(stage.partner.line_items(&invoice, lines())).await;
    let partner = Tapped::partner(&stage, |number, body| match number {
        1 => truncated(&body),
        _ => body,
    });
    assert_eq!(all(partner.line_items(&invoice, lines())).await, expected);
}

#[tokio::test]
async fn a_page_that_stays_truncated_is_an_error_that_says_so() {
    let stage = Stage::new();
    let invoice = large(&stage);
    let partner = Tapped::partner(&stage, |number, body| match number {
        0 => body,
        _ => truncated(&body),
    });
    let before = stage.asked(LINES);
    let mut pages = partner.line_items(&invoice, lines()).pages();
    assert_eq!(pages.try_next().await.unwrap().unwrap().items.len(), 100);
    let error = pages.try_next().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "listInvoiceLineItems: the answer (200) could not be used, its body does not have the \
         documented form"
    );
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.starts_with("EOF while parsing"), "{source}");
    assert!(error.request_id().is_some() && error.body().is_some());
    assert_eq!(stage.asked(LINES) - before, 3);
}

#[tokio::test]
async fn the_good_lines_of_a_page_that_stays_truncated_come_before_the_error() {
    let stage = Stage::new();
    let invoice = large(&stage);
    let expected = all(stage.partner.line_items(&invoice, lines())).await;
    let partner = Tapped::partner(&stage, |number, body| match number {
        0 => body,
        _ => truncated(&body),
    });
    let mut items = partner.line_items(&invoice, lines()).items();
    let mut came = Vec::new();
    let error = loop {
        match items.try_next().await {
            Ok(item) => came.push(key(&item.expect("an error comes before the end"))),
            Err(error) => break error,
        }
    };
    assert!(error.is_unreadable(), "{error}");
    assert!((101..200).contains(&came.len()), "{}", came.len());
    assert!(items.next().await.is_none());

    let position = items.position().clone();
    assert_eq!(position.items_before(), u64::try_from(came.len()).unwrap());
    came.extend(
        all(stage.partner.line_items(&invoice, lines()).starting_at(position).unwrap()).await,
    );
    assert_eq!(came, expected);
}

#[tokio::test]
async fn who_wants_no_second_try_gets_none() {
    let stage = Stage::new();
    let invoice = large(&stage);
    let partner = Tapped::partner(&stage, |_, body| truncated(&body));
    let partner = partner.with(CallOptions::new().retry(RetryPolicy::never()));
    let mut pages = partner.line_items(&invoice, lines()).pages();
    let error = pages.try_next().await.unwrap_err();
    assert!(error.is_unreadable(), "{error}");
    // The page after it may have been on its way already.
    let first = stage.emulator.transcript().into_iter().filter(|exchange| {
        exchange.operation_id == LINES && !exchange.path.contains("seekOperation")
    });
    assert_eq!(first.count(), 1);
}
