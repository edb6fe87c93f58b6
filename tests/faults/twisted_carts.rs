//! Carts that come back as something else than what was asked for: none is checked out.

use partner_center::types::ParticipantType;
use partner_center::{Delivery, PurchaseRequest};
use partner_center_emulator::seed;
use partner_center_test_support::{
    NEW_YEAR, builder, emulator, request, reservation, software, user,
};
use serde_json::{Value, json};

use crate::between::Between;
use crate::fault::What;
use crate::paused_time::PausedTime;

type Change = fn(&mut Value);

/// What can be wrong with a cart of two lines, the first a reservation and the second software.
const TWISTED: [(&str, Change); 18] = [
    ("another quantity", |cart| cart["lineItems"][0]["quantity"] = json!(50)),
    ("no quantity", |cart| cart["lineItems"][0]["quantity"] = Value::Null),
    ("another item", |cart| cart["lineItems"][0]["catalogItemId"] = json!("A:0001:B")),
    ("an add-on", |cart| {
        let addon = cart["lineItems"][1].clone();
        cart["lineItems"][0]["addonItems"] = json!([addon]);
    }),
    ("one line more", |cart| {
        let mut line = cart["lineItems"][1].clone();
        line["id"] = json!(2);
        cart["lineItems"].as_array_mut().unwrap().push(line);
    }),
    ("a second line of the same number", |cart| {
        let mut line = cart["lineItems"][1].clone();
        line["quantity"] = json!(50);
        cart["lineItems"].as_array_mut().unwrap().push(line);
    }),
    ("one line less", |cart| drop(cart["lineItems"].as_array_mut().unwrap().pop())),
    ("no lines", |cart| drop(cart.as_object_mut().unwrap().remove("lineItems"))),
    ("ordered", |cart| cart["status"] = json!("Ordered")),
    ("an unknown status", |cart| cart["status"] = json!("Perhaps")),
    ("expired", |cart| cart["expirationTimestamp"] = json!("2029-12-31T00:00:00Z")),
    ("another promotion", |cart| cart["lineItems"][1]["promotionId"] = json!("other")),
    ("no participants", |cart| cart["lineItems"][1]["participants"] = Value::Null),
    ("no attestation", |cart| cart["lineItems"][1]["attestationAccepted"] = json!(false)),
    ("a renewal", |cart| cart["lineItems"][0]["renewsTo"] = json!({ "termDuration": "P3Y" })),
    ("another end", |cart| {
        cart["lineItems"][0]["customTermEndDate"] = json!("2031-12-31T00:00:00Z");
    }),
    ("another currency", |cart| cart["lineItems"][0]["currencyCode"] = json!("SEK")),
    ("a provisioning value more", |cart| {
        cart["lineItems"][0]["provisioningContext"]["autoRenew"] = json!("true");
    }),
];

/// What the emulator does not sell, it puts an error on; this is the cart of a service that does.
fn honest(cart: &mut Value) {
    let lines = cart["lineItems"].as_array_mut().unwrap();
    for line in lines.iter_mut() {
        line.as_object_mut().unwrap().remove("error");
    }
    lines[1]["promotionId"] = json!("promotion-1");
}

fn wanted() -> PurchaseRequest {
    let second = software(1)
        .promotion("promotion-1")
        .participant(ParticipantType::TransactionReseller, "4711")
        .accept_attestation();
    request(reservation()).line(second)
}

/// Buys, while the cart is changed on its way back, and tells how often it was checked out.
async fn checkouts(change: Option<Change>) -> (u64, Result<(), Delivery>) {
    let emulator = emulator(NEW_YEAR, |settings| settings.kept_requests = 1);
    let time = PausedTime::of(&emulator);
    let what = What::Cart(honest, change.unwrap_or(|_| {}));
    let between = Between::new(&emulator, &time, "createCart", &what, 1);
    let partner = builder(&emulator, user()).http_sender(between).clock(time).build().unwrap();
    let purchase = partner.customer(seed::CUSTOMER_US).purchase(&wanted()).run().await;
    let sent = emulator.requests().by_operation.get("checkoutCart").copied().unwrap_or(0);
    (sent, purchase.map(drop).map_err(|failed| failed.bought()))
}

#[tokio::test(start_paused = true)]
async fn a_cart_that_is_not_what_was_asked_for_is_never_checked_out() {
    assert_eq!(checkouts(None).await.0, 1, "one that is, is");
    for (name, change) in TWISTED {
        assert_eq!(checkouts(Some(change)).await, (0, Err(Delivery::NotDone)), "{name}");
    }
}
