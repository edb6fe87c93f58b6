//! What a purchase says of itself: on its way, when it fails, and in the end.

use partner_center::purchase::{Progress, PurchaseFailed, Step, Warning};
use partner_center::{Delivery, Purchase, PurchaseLine, PurchaseRequest};
use partner_center_emulator::{Action, When, seed};
use partner_center_test_support::{Stage, other_software, request, reservation, software};

use partner_center::external::CancellationToken;

use crate::check_line;

async fn run(stage: &Stage, request: &PurchaseRequest) -> Result<Purchase, PurchaseFailed> {
    stage.customer().purchase(request).run().await
}

async fn failed(stage: &Stage, line: PurchaseLine) -> PurchaseFailed {
    let failed = run(stage, &request(line)).await.unwrap_err();
    check_line(&failed.to_string());
    check_line(&format!("{failed:#}"));
    let printed = format!("{failed:?}");
    assert!(printed.len() < 1_500 && printed.lines().count() < 20, "{printed}");
    failed
}

#[tokio::test]
async fn a_quantity_of_nothing_is_a_fault_of_the_request() {
    let failed = failed(&Stage::new(), software(0)).await;
    assert_eq!(failed.step(), Step::Request);
    insta::assert_snapshot!(failed, @"checking the request failed: purchase: line 1: the quantity is 0; ask for at least 1; nothing was bought");
    insta::assert_snapshot!(format!("{failed:?}"), @"
    checking the request failed: purchase: line 1: the quantity is 0; ask for at least 1; nothing was bought
      step         Request
      bought       nothing
      cart         none
      tries        0
    ");
}

#[tokio::test]
async fn the_lines_of_a_request_are_counted_from_one() {
    let stage = Stage::new();
    let request = request(software(1)).line(software(0)).line(software(0));
    let failed = run(&stage, &request).await.unwrap_err();
    insta::assert_snapshot!(failed, @"checking the request failed: purchase: line 2: the quantity is 0; ask for at least 1; line 3: the quantity is 0; ask for at least 1; nothing was bought");
}

#[tokio::test]
async fn an_attestation_that_is_missing_names_the_method() {
    let line = PurchaseLine::sku(seed::PRODUCT_PERPETUAL, seed::SKU_ATTESTATION, 1);
    let failed = failed(&Stage::new(), line).await;
    insta::assert_snapshot!(failed, @"choosing from the catalog failed: purchase: line 1 (`Contoso Server for hosting`): the SKU asks for an attestation by the partner; accept it on the line with `accept_attestation`; nothing was bought");
}

#[tokio::test]
async fn an_answer_that_was_lost_says_what_to_do_instead_of_buying_again() {
    let stage = Stage::new();
    stage.fault("checkoutCart", Action::cut(When::After));
    let failed = failed(&stage, software(1)).await;
    assert_eq!(failed.bought(), Delivery::Unknown);
    let cart = failed.so_far().cart.as_ref().unwrap().id.as_ref().unwrap().to_string();
    let shown = |text: String| text.replace(&cart, "CART");
    insta::assert_snapshot!(shown(failed.to_string()), @"checking out failed: checkoutCart: no answer came from localhost:80; something may have been bought: do not buy it again, but settle cart CART with `Customer::settle`");
    let debug = shown(format!("{failed:?}"));
    for part in
        ["\n  because      ", "\n  bought       unknown", "\n  cart         CART", "request id"]
    {
        assert!(debug.contains(part), "{debug}");
    }
}

#[tokio::test]
async fn a_purchase_that_was_ordered_in_part_says_what_was_refused_and_why() {
    let stage = Stage::new();
    let action = Action::OrderError {
        order_group: Some("1".to_owned()),
        code: 800_069,
        description: String::new(),
    };
    stage.fault("checkoutCart", action);
    let failed = run(&stage, &request(software(1)).line(reservation())).await.unwrap_err();
    let purchase = failed.so_far();
    assert!(!purchase.is_complete());
    let order = purchase.order_ids().next().unwrap().to_string();
    let cart = purchase.cart.as_ref().unwrap().id.as_ref().unwrap().to_string();
    let said = failed.to_string().replace(&order, "ORDER").replace(&cart, "CART");
    insta::assert_snapshot!(said, @"checking out failed: checkoutCart: order ORDER was placed; order group 1 was refused with code 800069: The order did not pass the service's risk check (Contact Partner Center support); a part was bought, and the rest was not: do not ask for all of it again");
    let printed = purchase.to_string().replace(&order, "ORDER");
    assert_eq!(purchase.checkout.as_ref().unwrap().to_string().replace(&order, "ORDER"), printed);
    insta::assert_snapshot!(printed, @"order ORDER was placed; order group 1 was refused with code 800069: The order did not pass the service's risk check (Contact Partner Center support)");
}

#[tokio::test]
async fn a_purchase_says_on_its_way_what_it_does() {
    let stage = Stage::new();
    let request = request(other_software()).line(reservation());
    let customer = stage.customer();
    let mut lines = Vec::new();
    let call = customer.purchase(&request).on_progress(|progress| lines.push(progress.to_string()));
    let purchase = call.run().await.unwrap();
    lines.push(purchase.to_string());
    lines.push(purchase.plan.unwrap().to_string());
    lines.iter().flat_map(|text| text.lines()).for_each(check_line);
    // What is another one in each run.
    let cart = purchase.cart.unwrap().id.unwrap().to_string();
    let without_id = |line: &String| match line.split_once("request id ") {
        Some((told, _)) => format!("{told}request id REQUEST"),
        None => line.clone(),
    };
    let told: Vec<_> = lines.iter().map(without_id).collect();
    insta::assert_snapshot!(told.join("\n").replace(&cart, "CART"), @"
    buying in US
    line 1: chose `Contoso Server, last boxes` (CONTOSO00001:0005:CFAGMFWVRNCG)
    line 2: chose `Reserved D2, East US, 1 year` (CONTOSO00003:0001:CFAKZ9DM67M7)
    subscription b1000000-0000-4000-8000-000000000001: registration is NotRegistered
    subscription b1000000-0000-4000-8000-000000000001: registration is Registered, asked for just now
    line 2: the inventory was checked
    creating the cart, under request id REQUEST
    cart CART was created, and is good until 2030-01-08 00:00:15 UTC
    checking out cart CART, under request id REQUEST
    checked out: orders ksXNqMp7AQWyPlwp3DDhfpqOo343tJha1, W3xUFBYWP7wd7ODyZ8AAvoGRfI3hSoI01 were placed
    orders ksXNqMp7AQWyPlwp3DDhfpqOo343tJha1, W3xUFBYWP7wd7ODyZ8AAvoGRfI3hSoI01 were placed
    for customer a1000000-0000-4000-8000-000000000001 in US
    line 1: 1 of `Contoso Server, last boxes` (CONTOSO00001:0005:CFAGMFWVRNCG), billed one_time
    line 2: 1 of `Reserved D2, East US, 1 year` (CONTOSO00003:0001:CFAKZ9DM67M7), for P1Y, billed one_time, with subscription b1000000-0000-4000-8000-000000000001 (Registered)
    ");
}

#[test]
fn each_step_and_each_warning_prints_in_plain_words() {
    let step = serde_json::from_str::<Step>(r#""availability""#).unwrap();
    assert_eq!(step.to_string(), "reading the availabilities again");
    assert_eq!(format!("{:>22}|", Step::Request), "  checking the request|");
    let agreement = "Microsoft\nCustomerAgreement".to_owned();
    let warning = Warning::Agreement { line: 0, agreement };
    assert_eq!(
        Progress::Warned { warning }.to_string(),
        "warning: line 1: the customer has to have accepted an agreement \
         (Microsoft\u{fffd}CustomerAgreement)"
    );
    let warning = Warning::InventoryNotKnown { line: 2, status: 410 };
    assert!(warning.to_string().starts_with("line 3: "), "{warning}");
    let refused = Progress::CheckedOut { orders: vec!["A".into(), "B".into()], refused: 2 };
    assert_eq!(
        refused.to_string(),
        "checked out: orders A, B were placed; 2 order groups were refused"
    );
    let none = Progress::CheckedOut { orders: Vec::new(), refused: 1 };
    assert_eq!(none.to_string(), "checked out: no order was placed; 1 order group was refused");
}

#[tokio::test]
async fn a_purchase_that_was_cancelled_says_before_what() {
    assert_eq!(Purchase::default().to_string(), "not checked out");
    let stage = Stage::new();
    let token = CancellationToken::new();
    let (request, customer) = (request(software(1)), stage.customer());
    let call = customer.purchase(&request).cancel_with(token.clone());
    let call = call.on_progress(|progress| {
        if let Progress::Chosen { .. } = progress {
            token.cancel();
        }
    });
    let failed = call.run().await.unwrap_err();
    assert!(failed.is_cancelled());
    let said = failed.to_string();
    assert_eq!(said, "cancelled before registering a subscription; nothing was bought");
}
