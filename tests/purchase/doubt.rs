//! Failures at every step: was anything bought?

use partner_center::{
    Delivery,
    purchase::{Progress, Step},
    types::CartStatus,
};
use partner_center_emulator::{Action, When};
use tokio_util::sync::CancellationToken;

use crate::stage::{Stage, request, reservation, software};

/// The operations of a purchase, in the order of their first request.
const OPERATIONS: [&str; 9] = [
    "getCustomer",
    "getSku",
    "listAvailabilities",
    "getSubscriptionRegistrationStatus",
    "registerSubscription",
    "checkInventory",
    "createCart",
    "checkoutCart",
    "token",
];

async fn purchase(stage: &Stage) -> Result<bool, Delivery> {
    let request = request(software(1)).line(reservation());
    let result = stage.customer().purchase(&request).run().await;
    result.map(|purchase| purchase.is_complete()).map_err(|failed| failed.bought())
}

#[tokio::test]
async fn a_cut_at_any_step_never_buys_twice_and_never_denies_a_purchase() {
    for operation in OPERATIONS {
        for when in [When::Before, When::After, When::MidBody] {
            let stage = Stage::new();
            stage.fault(operation, Action::cut(when));

            let outcome = purchase(&stage).await;

            let bought = stage.bought().len();
            let checkouts =
                stage.writes().iter().filter(|operation| *operation == "checkoutCart").count();
            assert!(checkouts <= 1, "{operation} {when:?}: a checkout is sent once");
            match outcome {
                Ok(complete) => assert!(complete && bought > 0, "{operation} {when:?}"),
                Err(Delivery::NotDone) => assert_eq!(bought, 0, "{operation} {when:?}"),
                Err(Delivery::Unknown) => assert_eq!(operation, "checkoutCart", "{when:?}"),
                Err(Delivery::InPart) => panic!("{operation} {when:?}: no group was refused"),
            }
        }
    }
}

#[tokio::test]
async fn a_checkout_that_never_arrived_is_still_in_doubt() {
    let stage = Stage::new();
    stage.fault("checkoutCart", Action::cut(When::Before));
    assert_eq!(purchase(&stage).await, Err(Delivery::Unknown));
    assert!(stage.bought().is_empty(), "though nobody could know");
}

#[tokio::test]
async fn after_a_lost_answer_the_cart_tells() {
    let stage = Stage::new();
    stage.fault("checkoutCart", Action::cut(When::After));
    let request = request(software(1));
    let customer = stage.customer();
    let failed = customer.purchase(&request).run().await.unwrap_err();
    assert_eq!((failed.step(), failed.bought()), (Step::Checkout, Delivery::Unknown));

    let id = failed.so_far().cart.as_ref().and_then(|cart| cart.id.clone()).unwrap();
    let cart = customer.cart(&id).await.unwrap();
    assert_eq!(cart.status(), Some(&CartStatus::Ordered));
}

#[tokio::test]
async fn refusals_that_speak_of_an_earlier_checkout_are_in_doubt() {
    for (status, code, bought) in [
        (409, "800060", Delivery::Unknown),
        (409, "800064", Delivery::Unknown),
        (400, "800065", Delivery::Unknown),
        (403, "13605", Delivery::NotDone),
        (403, "800069", Delivery::NotDone),
        (400, "800009", Delivery::NotDone),
    ] {
        let stage = Stage::new();
        stage.fault("checkoutCart", Action::refuse(status, code));
        assert_eq!(purchase(&stage).await, Err(bought), "{code}");
    }
}

#[tokio::test]
async fn a_throttled_checkout_is_tried_again_under_the_same_id() {
    let stage = Stage::new();
    stage.fault("checkoutCart", Action::too_many("57"));
    assert_eq!(purchase(&stage).await, Ok(true));
    let ids: Vec<_> = stage
        .emulator
        .ledger()
        .into_iter()
        .filter(|entry| entry.operation_id == "checkoutCart")
        .map(|entry| entry.request_id)
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_server_error_on_checkout_is_not_tried_again() {
    let stage = Stage::new();
    stage.fault("checkoutCart", Action::Html { status: 502, when: None });
    assert_eq!(purchase(&stage).await, Err(Delivery::Unknown));
    assert_eq!(stage.emulator.requests().by_operation["checkoutCart"], 1);
}

#[tokio::test]
async fn a_checkout_that_is_answered_with_nothing_is_in_doubt() {
    for body in [r#"{}"#, r#"{"orders":[],"orderErrors":[]}"#, r#"{"orders":null}"#] {
        let stage = Stage::new();
        let mut nothing = Action::refuse(201, "");
        if let Action::Refuse { body: said, when, .. } = &mut nothing {
            (*said, *when) = (Some(body.to_owned()), Some(When::After));
        }
        stage.fault("checkoutCart", nothing);
        let request = request(software(1));
        let customer = stage.customer();
        let failed = customer.purchase(&request).run().await.unwrap_err();
        assert_eq!((failed.step(), failed.bought()), (Step::Checkout, Delivery::Unknown));
        assert!(!stage.bought().is_empty());
        let error = failed.error();
        assert!(error.request_id().is_some() && error.status() == Some(201));
        assert_eq!(
            error.to_string(),
            "checkoutCart: the answer (201) could not be used, it names neither an order nor a \
             group that was refused; the service had accepted the request, so it was most likely \
             bought: do not buy it again, but settle the cart with `Customer::settle`",
        );
    }
}

#[tokio::test]
async fn a_cart_whose_change_was_lost_is_read_again_before_it_is_checked_out() {
    let stage = Stage::new();
    let mut cart = stage.customer().create_cart([stage.software_line(1).await]).await.unwrap();
    for _ in 0..4 {
        stage.fault("updateCart", Action::cut(When::After));
    }
    let error = cart.update(|body| body.line_items[0].quantity = Some(5)).await.unwrap_err();
    assert_eq!((error.delivery(), error.cart_id()), (Delivery::Unknown, Some(cart.id().as_str())));
    let error = cart.clone().checkout().await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::NotDone);
    assert!(error.to_string().contains("read it again with `refresh`"), "{error}");
    assert!(stage.bought().is_empty());

    cart.refresh().await.unwrap();
    assert_eq!(cart.line_items()[0].quantity, Some(5), "the service had made the change");
    let checkout = cart.checkout().await.unwrap();
    assert_eq!(checkout.orders[0].line_items[0].quantity, Some(5));
}

#[tokio::test]
async fn a_change_that_was_refused_leaves_the_cart_as_it_was() {
    let stage = Stage::new();
    let mut cart = stage.customer().create_cart([stage.software_line(1).await]).await.unwrap();
    stage.fault("updateCart", Action::refuse(400, "800009"));
    let error = cart.update(|body| body.line_items[0].quantity = Some(5)).await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::NotDone);
    let checkout = cart.checkout().await.unwrap();
    assert_eq!(checkout.orders[0].line_items[0].quantity, Some(1));
}

#[tokio::test]
async fn a_line_can_be_taken_out_or_added_although_the_service_groups_anew() {
    let stage = Stage::new();
    let line = stage.software_line(1).await;
    let mut cart = stage.customer().create_cart([line.clone(), line]).await.unwrap();
    cart.update(|body| drop(body.line_items.remove(0))).await.unwrap();
    assert_eq!(cart.problems(), []);
    cart.update(|body| {
        let mut another = body.line_items[0].clone();
        (another.id, another.quantity) = (None, Some(3));
        body.line_items.push(another);
    })
    .await
    .unwrap();
    assert_eq!(cart.problems(), []);
    let checkout = cart.checkout().await.unwrap();
    let lines = checkout.orders.iter().flat_map(|order| &order.line_items);
    assert_eq!(lines.filter_map(|line| line.quantity).sum::<i32>(), 4);
}

#[tokio::test]
async fn partners_stay_attested_in_every_change_of_the_cart() {
    use partner_center::cart::NewCart;
    use partner_center_test_support::{Script, answer};

    let line = Stage::new().software_line(1).await;
    let held = r#"{"id":"cart-1","status":"Active","lineItems":[]}"#;
    let script = Script::new([201, 200, 200].map(|status| answer(status, held)));
    let new = NewCart::new([line.clone()]).attest_partners_on_record();
    let mut cart = script.partner().customer("customer-1").create_cart(new).await.unwrap();
    cart.replace_lines(&[line]).await.unwrap();
    cart.update(|body| body.line_items.clear()).await.unwrap();
    let sent = script.asked();
    assert_eq!(sent.len(), 3);
    for asked in sent {
        assert!(asked.body.contains(r#""partnerOnRecordAttestationAccepted":true"#), "{asked:?}");
    }
}

#[tokio::test]
async fn a_code_that_any_gateway_writes_proves_nothing() {
    for (status, body) in [
        (400, r#"{"code":400,"message":"Bad Request"}"#),
        (400, r#"{"error":{"code":400,"message":"Bad Request"}}"#),
        (408, r#"{"code":"1000","description":"no"}"#),
        (403, "<html>blocked</html>"),
    ] {
        let stage = Stage::new();
        let mut action = answers(body.to_owned());
        if let Action::Refuse { status: said, .. } = &mut action {
            *said = status;
        }
        stage.fault("checkoutCart", action);
        let failed = stage.customer().purchase(&request(software(1))).run().await.unwrap_err();
        assert_eq!((failed.bought(), stage.bought().len()), (Delivery::Unknown, 1), "{body}");
    }
}

#[tokio::test]
async fn whoever_watches_is_told_of_a_purchase_in_part() {
    let stage = Stage::new();
    stage.fault("checkoutCart", refused("0", 800_069));
    let mut told = None;
    let (request, customer) = (request(software(1)).line(reservation()), stage.customer());
    let purchase = customer.purchase(&request).on_progress(|progress| {
        if let Progress::CheckedOut { orders, refused } = progress {
            told = Some((orders.len(), *refused));
        }
    });
    purchase.run().await.unwrap_err();
    assert_eq!(told, Some((1, 1)));
}

fn refused(group: &str, code: u32) -> Action {
    let description = "held for review".to_owned();
    Action::OrderError { order_group: Some(group.to_owned()), code, description }
}

#[tokio::test]
async fn half_of_a_checkout_can_succeed_and_is_not_taken_for_the_whole() {
    let stage = Stage::new();
    let request = request(software(1)).line(reservation());
    stage.fault("checkoutCart", refused("0", 800_069));
    let failed = stage.customer().purchase(&request).run().await.unwrap_err();
    assert_eq!((failed.step(), failed.bought()), (Step::Checkout, Delivery::InPart));
    let placed: Vec<_> =
        failed.orders().iter().map(|order| order.id.as_ref().unwrap().to_string()).collect();
    assert_eq!((placed.len(), placed), (1, stage.bought()));

    let checkout = failed.so_far().checkout.as_ref().unwrap();
    assert!(!checkout.is_complete());
    assert_eq!((checkout.orders.len(), checkout.order_errors.len()), (1, 1));
    let code = checkout.order_errors[0].code.as_ref().unwrap();
    assert_eq!(code.as_str(), "800069");
}

#[tokio::test]
async fn a_checkout_of_which_every_group_is_refused_has_bought_nothing() {
    let stage = Stage::new();
    stage.fault("checkoutCart", refused("0", 800_069));
    let failed = stage.customer().purchase(&request(software(1))).run().await.unwrap_err();
    assert_eq!((failed.step(), failed.bought()), (Step::Checkout, Delivery::NotDone));
    assert_eq!((failed.orders().len(), stage.bought().len()), (0, 0));
    assert_eq!(failed.error().order_errors().len(), 1);
}

#[tokio::test]
async fn a_group_that_is_refused_with_a_word_nobody_knows_leaves_doubt() {
    let stage = Stage::new();
    stage.fault("checkoutCart", refused("0", 987_654));
    let failed = stage.customer().purchase(&request(software(1))).run().await.unwrap_err();
    assert_eq!((failed.step(), failed.bought()), (Step::Checkout, Delivery::Unknown));
}

/// Answers the checkout with this, after it was carried out.
fn answers(body: String) -> Action {
    let mut action = Action::refuse(201, "");
    if let Action::Refuse { body: said, when, .. } = &mut action {
        (*said, *when) = (Some(body), Some(When::After));
    }
    action
}

#[tokio::test]
async fn an_answer_that_does_not_fit_the_cart_is_in_doubt() {
    for order in [
        r#"{}"#,
        r#"{"id":null,"lineItems":[]}"#,
        r#"{"id":"order-1","lineItems":[{"offerId":"CONTOSO00009:0001:A","quantity":1}]}"#,
    ] {
        let stage = Stage::new();
        stage.fault("checkoutCart", answers(format!(r#"{{"orders":[{order}]}}"#)));
        let customer = stage.customer();
        let failed = customer.purchase(&request(software(1))).run().await.unwrap_err();
        assert_eq!((failed.step(), failed.bought()), (Step::Checkout, Delivery::Unknown));
        assert_eq!((failed.orders().len(), stage.bought().len()), (1, 1), "{order}");
        assert!(failed.to_string().contains("does not fit the cart"), "{failed}");
    }
}

#[tokio::test]
async fn an_error_after_the_cart_names_it_also_as_a_plain_error() {
    let stage = Stage::new();
    stage.fault("checkoutCart", Action::cut(When::After));
    let failed = stage.customer().purchase(&request(software(1))).run().await.unwrap_err();
    let cart = failed.so_far().cart.as_ref().unwrap().id.clone().unwrap();
    let error = partner_center::Error::from(failed);
    assert_eq!(error.cart_id(), Some(cart.as_str()));
    assert!(format!("{error:#}").contains(cart.as_str()), "{error:#}");
    assert!(format!("{error:?}").contains(cart.as_str()), "{error:?}");

    let line = stage.software_line(1).await;
    stage.fault("checkoutCart", Action::cut(When::After));
    let cart = stage.customer().create_cart([line]).await.unwrap();
    let id = cart.id().clone();
    let error = cart.checkout().await.unwrap_err();
    assert_eq!(error.cart_id(), Some(id.as_str()));
}

#[tokio::test]
async fn whoever_is_told_of_the_checkout_can_stop_it() {
    let stage = Stage::new();
    let token = CancellationToken::new();
    let (request, customer) = (request(software(1)), stage.customer());
    let purchase = customer.purchase(&request).cancel_with(token.clone()).on_progress(|progress| {
        if matches!(progress, Progress::CheckingOut { .. }) {
            token.cancel();
        }
    });
    let failed = purchase.run().await.unwrap_err();
    assert!(failed.is_cancelled() && failed.bought() == Delivery::NotDone);
    assert_eq!(failed.step(), Step::Checkout);
    assert!(stage.bought().is_empty() && failed.so_far().cart.is_some());
}

#[tokio::test]
async fn a_registration_that_does_not_come_ends_the_purchase_and_says_how_it_stands() {
    let stage = Stage::with(|settings| settings.registration_seconds = u64::MAX / 4);
    let (request, customer) = (request(reservation()), stage.customer());
    let failed = customer
        .purchase(&request)
        .registration_limit(std::time::Duration::from_secs(30 * 60))
        .run()
        .await
        .unwrap_err();
    assert_eq!((failed.step(), failed.bought()), (Step::Registration, Delivery::NotDone));
    let message = failed.to_string();
    assert!(message.contains("is not registered after 30 min"), "{message}");
    assert!(message.contains("the service has it `Registering`"), "{message}");
    assert_eq!(stage.writes(), ["registerSubscription"]);
}

#[tokio::test]
async fn a_cart_that_is_not_what_was_asked_for_is_not_checked_out() {
    let stage = Stage::new();
    stage.fault(
        "createCart",
        Action::LineError { line: Some(0), code: 10003, description: "sold out".to_owned() },
    );
    let request = request(software(1));
    let failed = stage.customer().purchase(&request).run().await.unwrap_err();
    assert_eq!((failed.step(), failed.bought()), (Step::Cart, Delivery::NotDone));
    let message = failed.error().to_string();
    assert!(message.contains("InventoryNotAvailable: sold out"), "{message}");
    assert_eq!(stage.writes(), ["createCart"]);
}

#[tokio::test]
async fn cancelling_before_any_step_leaves_what_exists_and_buys_nothing() {
    // Cancelled as soon as the n-th progress is reported, for every n.
    for after in 0.. {
        let stage = Stage::new();
        let token = CancellationToken::new();
        let mut told = 0;
        let mut last = None;
        let request = request(software(1)).line(reservation());
        let customer = stage.customer();
        let purchase = customer
            .purchase(&request)
            .cancel_with(token.clone())
            .on_progress(|progress| {
                if told == after {
                    token.cancel();
                }
                told += 1;
                last = Some(progress.clone());
            })
            .run()
            .await;
        match purchase {
            Err(failed) => {
                assert!(failed.is_cancelled() && failed.bought() == Delivery::NotDone);
                assert!(stage.bought().is_empty() && failed.so_far().checkout.is_none());
                let cart_made = stage.writes().iter().any(|write| write == "createCart");
                assert_eq!(failed.so_far().cart.is_some(), cart_made);
            }
            // Once the checkout is under way it is waited for.
            Ok(purchase) => {
                assert!(purchase.is_complete());
                if told <= after {
                    break;
                }
                assert!(matches!(last, Some(Progress::CheckedOut { .. })), "{last:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_registration_that_is_waited_for_can_be_cancelled() {
    let stage = Stage::with(|settings| settings.registration_seconds = u64::MAX / 4);
    let token = CancellationToken::new();
    let request = request(reservation());
    let customer = stage.customer();
    let mut looks = 0;
    let purchase = customer
        .purchase(&request)
        .cancel_with(token.clone())
        .on_progress(|progress| {
            if matches!(progress, Progress::Registration { .. }) {
                looks += 1;
                if looks == 5 {
                    token.cancel();
                }
            }
        })
        .run()
        .await
        .unwrap_err();
    assert!(purchase.is_cancelled() && purchase.step() == Step::Registration);
    assert_eq!(stage.writes(), ["registerSubscription"]);
}

#[tokio::test]
async fn dropping_at_any_moment_leaves_at_most_one_purchase() {
    use std::future::Future;
    use std::task::{Context, Poll, Waker};

    // Polled n times and then dropped, for every n.
    for polls in 0.. {
        let stage = Stage::new();
        let request = request(software(1)).line(reservation());
        let customer = stage.customer();
        let mut future = Box::pin(customer.purchase(&request).run());
        let mut context = Context::from_waker(Waker::noop());
        let mut done = false;
        for _ in 0..polls {
            if let Poll::Ready(result) = future.as_mut().poll(&mut context) {
                assert!(result.unwrap().is_complete());
                done = true;
                break;
            }
        }
        drop(future);
        let checkouts = stage.writes().iter().filter(|write| *write == "checkoutCart").count();
        assert!(checkouts <= 1);
        if done {
            break;
        }
    }
}
