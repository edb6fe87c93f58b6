//! Buying by an order, without a cart: bought once or not at all, and a doubt is settled.

use std::time::Duration;

use partner_center::order::NewOrder;
use partner_center::purchase::{Doubt, Evidence, Proof, Question, Settlement, Waits};
use partner_center::{Delivery, types};
use partner_center_emulator::{Action, FriendlyNames, When};
use uuid::Uuid;

use crate::stage::{Stage, software};

const HOUR: Duration = Duration::from_secs(3_600);

async fn new_order(stage: &Stage) -> NewOrder {
    NewOrder::new([stage.software_line(2).await.friendly_name("Servers")])
}

/// Asks for an order whose answer does not come back.
async fn in_doubt(stage: &Stage, order: &NewOrder, when: When) -> Doubt {
    stage.fault("createOrder", Action::cut(when));
    let failed = stage.customer().place_order(order).await.unwrap_err();
    assert_eq!(failed.bought(), Delivery::Unknown);
    let text = failed.to_string();
    assert!(text.ends_with("do not buy it again, but settle it with `Customer::settle`"), "{text}");
    failed.doubt().unwrap().clone()
}

async fn settle(stage: &Stage, doubt: Doubt) -> Settlement {
    stage.customer().settle(doubt).waiting(HOUR).run().await.unwrap()
}

/// How often an order was asked for.
fn asked(stage: &Stage) -> usize {
    stage.writes().iter().filter(|operation| *operation == "createOrder").count()
}

#[tokio::test]
async fn an_order_is_bought_as_it_was_asked_for() {
    let stage = Stage::new();
    let order = stage.customer().place_order(&new_order(&stage).await).await.unwrap();
    assert_eq!(stage.bought(), [order.id.unwrap().to_string()]);
    let [line] = &order.line_items[..] else { panic!("{:?}", order.line_items) };
    assert_eq!(line.quantity, Some(2));
    let name = line.friendly_name.as_deref().unwrap();
    assert!(name.starts_with("Servers pc-") && name.len() == "Servers pc-0123456789abcdef".len());
}

#[tokio::test]
async fn an_untagged_order_keeps_its_names() {
    let stage = Stage::new();
    let order = new_order(&stage).await.untagged();
    let order = stage.customer().place_order(&order).await.unwrap();
    assert_eq!(order.line_items[0].friendly_name.as_deref(), Some("Servers"));
}

#[tokio::test]
async fn a_refusal_buys_nothing_and_leaves_no_doubt() {
    for (status, code) in [(403, "13605"), (400, "800017"), (403, "800089"), (400, "800070")] {
        let stage = Stage::new();
        stage.fault("createOrder", Action::refuse(status, code));
        let failed = stage.customer().place_order(&new_order(&stage).await).await.unwrap_err();
        assert_eq!((failed.bought(), failed.doubt()), (Delivery::NotDone, None), "{code}");
        assert!(stage.bought().is_empty());
    }
}

#[tokio::test]
async fn what_the_catalog_rules_out_is_not_sent() {
    let stage = Stage::new();
    let order = NewOrder::new([stage.software_line(0).await]);
    let failed = stage.customer().place_order(&order).await.unwrap_err();
    assert!(failed.error().is_invalid() && failed.doubt().is_none(), "{failed}");
    assert_eq!(stage.asked("createOrder"), 0);
}

#[tokio::test]
async fn an_order_whose_answer_was_lost_is_found_by_its_tag() {
    let stage = Stage::new();
    let doubt = in_doubt(&stage, &new_order(&stage).await, When::After).await;
    // A doubt is stored, and another process settles it.
    let doubt = serde_json::from_str(&serde_json::to_string(&doubt).unwrap()).unwrap();
    let at_once = stage.customer().settle(Doubt::clone(&doubt)).run().await.unwrap();
    let Settlement::InDoubt { until, .. } = &at_once else { panic!("{at_once}") };
    assert!(until.is_some() && at_once.to_string().contains("the order that was asked for"));
    match settle(&stage, doubt).await {
        Settlement::Bought(bought) => {
            assert_eq!(bought.evidence(), Evidence::Tag);
            assert_eq!(bought.orders()[0].as_str(), stage.bought()[0]);
        }
        other => panic!("{other}"),
    }
    assert_eq!((asked(&stage), stage.bought().len()), (1, 1));
}

#[tokio::test]
async fn an_order_that_shows_early_is_found_early() {
    let stage = Stage::with(|settings| settings.order_list_delay_seconds = 0);
    let doubt = in_doubt(&stage, &new_order(&stage).await, When::After).await;
    let settled = stage.customer().settle(doubt).run().await.unwrap();
    assert!(settled.is_bought(), "{settled}");
}

#[tokio::test]
async fn an_order_that_never_arrived_is_not_bought_once_the_list_must_have_it() {
    for order in [new_order(&Stage::new()).await, new_order(&Stage::new()).await.untagged()] {
        let stage = Stage::new();
        let before = stage.emulator.clock().now();
        let doubt = in_doubt(&stage, &order, When::Before).await;
        match settle(&stage, doubt).await {
            Settlement::NotBought(nothing) => {
                assert!(matches!(nothing.proof(), Proof::NotListed { .. }), "{}", nothing.proof());
            }
            other => panic!("{other}"),
        }
        let waited = stage.emulator.clock().now().duration_since(before).unwrap().as_secs();
        assert!(waited >= 900, "{waited}");
        assert_eq!((asked(&stage), stage.bought().len()), (1, 0));
    }
}

#[tokio::test]
async fn an_untagged_order_that_is_like_another_is_for_a_person() {
    for when in [When::Before, When::After] {
        let stage = Stage::new();
        let order = new_order(&stage).await.untagged();
        let doubt = in_doubt(&stage, &order, when).await;
        // Somebody buys the same by hand meanwhile.
        let request = crate::stage::request(software(2));
        assert!(stage.customer().purchase(&request).run().await.unwrap().is_complete());
        match settle(&stage, doubt).await {
            Settlement::AskPerson(person) => {
                assert_eq!(person.question(), Question::Whether);
                assert_eq!(person.candidates().len(), stage.bought().len());
            }
            other => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn a_tag_that_the_service_drops_is_for_a_person_and_never_a_denial() {
    let stage = Stage::with(|settings| settings.friendly_names = FriendlyNames::Dropped);
    let doubt = in_doubt(&stage, &new_order(&stage).await, When::After).await;
    let settled = settle(&stage, doubt).await;
    assert!(matches!(settled, Settlement::AskPerson(_)), "{settled}");
    assert_eq!(stage.bought().len(), 1);
}

#[tokio::test]
async fn an_order_of_a_process_that_was_killed_is_found_by_the_tag_that_was_stored() {
    let stage = Stage::new();
    let id = Uuid::from_u128(0x5d20_c7e9_814f_a36b << 64);
    let order = new_order(&stage).await.tagged(id);
    drop(in_doubt(&stage, &order, When::After).await);

    let again = new_order(&stage).await.tagged(id);
    let sent = stage.emulator.clock().now().into();
    let customer = stage.customer();
    let doubt = again.left_behind(customer.id(), sent, sent + HOUR).unwrap();
    assert_eq!(doubt.order_tag(), Some("pc-5d20c7e9814fa36b"));
    let settled = customer.settle(doubt).waiting(3 * HOUR).run().await.unwrap();
    assert!(settled.is_bought(), "{settled}");
}

#[tokio::test]
async fn shorter_waits_settle_sooner_and_asking_again_is_not_for_orders() {
    let stage = Stage::new();
    let doubt = in_doubt(&stage, &new_order(&stage).await, When::Before).await;
    let none = Duration::ZERO;
    let waits =
        Waits::default().delivery(none).work(none).clocks(Duration::from_secs(5)).list_shows(none);
    let policy = partner_center::purchase::SettlePolicy::default().waits(waits);
    let call = stage.customer().settle(doubt).ask_again(policy).waiting(Duration::from_secs(60));
    let settled = call.run().await.unwrap();
    assert!(matches!(settled, Settlement::NotBought(_)), "{settled}");
    assert_eq!(asked(&stage), 1);
}

#[tokio::test]
async fn the_doubt_of_one_customer_is_not_settled_at_another() {
    let stage = Stage::new();
    let doubt = in_doubt(&stage, &new_order(&stage).await, When::After).await;
    let other = stage.partner.customer(partner_center_emulator::seed::CUSTOMER_DE);
    let error = other.settle(doubt).run().await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    assert_eq!(stage.asked("listOrders"), 0);
}

#[tokio::test]
async fn an_order_that_is_not_what_was_asked_for_is_in_doubt() {
    let stage = Stage::new();
    let mut order = types::Order::default();
    order.id = Some("CONTOSO-ORDER".into());
    let mut other = Action::refuse(201, "");
    if let Action::Refuse { body, when, .. } = &mut other {
        *body = Some(serde_json::to_string(&order).unwrap());
        *when = Some(When::After);
    }
    stage.fault("createOrder", other);
    let failed = stage.customer().place_order(&new_order(&stage).await).await.unwrap_err();
    assert_eq!(failed.bought(), Delivery::Unknown);
    assert_eq!(failed.error().orders()[0].id, order.id);
    assert!(failed.to_string().contains("it does not fit what was asked for"), "{failed}");
    let settled = settle(&stage, failed.doubt().unwrap().clone()).await;
    assert_eq!(settled.orders()[0].as_str(), stage.bought()[0]);
}
