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
             carried out",
        );
    }
}

#[tokio::test]
async fn half_of_a_checkout_can_succeed() {
    let stage = Stage::new();
    let request = request(software(1)).line(
        partner_center::PurchaseLine::sku(
            partner_center_emulator::seed::PRODUCT_SOFTWARE_SUBSCRIPTION,
            partner_center_emulator::seed::SKU_SOFTWARE_SUBSCRIPTION,
            1,
        )
        .term(partner_center::Term::Year),
    );
    stage.fault(
        "checkoutCart",
        Action::OrderError {
            order_group: Some("0".to_owned()),
            code: 800_069,
            description: "held for review".to_owned(),
        },
    );
    let purchase = stage.customer().purchase(&request).run().await.unwrap();
    let checkout = purchase.checkout.as_ref().unwrap();
    assert!(!purchase.is_complete());
    assert_eq!(checkout.order_errors.len(), 1);
    let error = &checkout.order_errors[0];
    assert_eq!(error.code.as_ref().map(|code| code.as_str()), Some("800069"));
    assert_eq!(checkout.orders.len(), stage.bought().len());
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
            .await
            .unwrap();
        match purchase.cancelled_before {
            Some(_) => {
                assert!(stage.bought().is_empty() && purchase.checkout.is_none());
                let cart_made = stage.writes().iter().any(|write| write == "createCart");
                assert_eq!(purchase.cart.is_some(), cart_made);
            }
            // Once the checkout is under way it is waited for.
            None => {
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
        .unwrap();
    assert_eq!(purchase.cancelled_before, Some(Step::Registration));
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
