//! Promotions, and to what they apply.

use partner_center_emulator::seed::*;
use serde_json::{Value, json};

use crate::checkout::{cart, checkout, line};
use crate::client::Client;

/// The verdicts for a purchase of the software subscription: promotions with the words of what
/// speaks against them.
fn verdicts(client: &Client, quantity: u32, term: &str, cycle: &str) -> Vec<(String, Vec<String>)> {
    let item = json!({
        "id": "0",
        "catalogItemId": client.item(PRODUCT_SOFTWARE_SUBSCRIPTION, SKU_SOFTWARE_SUBSCRIPTION, "US"),
        "quantity": quantity,
        "termDuration": term,
        "billingCycle": cycle,
    });
    let path = format!("/v1/customers/{CUSTOMER_US}/promotionEligibilities");
    let answer = client.post(&path, json!({ "items": [item] })).expect(200);
    let eligibilities = answer["items"][0]["eligibilities"].as_array().unwrap().iter();
    let words = |one: &Value| {
        let errors = one["errors"].as_array().into_iter().flatten();
        let words: Vec<_> = errors.map(|e| e["type"].as_str().unwrap().to_owned()).collect();
        assert_eq!(one["isEligible"], words.is_empty());
        (one["promotionId"].as_str().unwrap().to_owned(), words)
    };
    eligibilities.map(words).collect()
}

#[test]
fn a_promotion_applies_to_its_term_and_its_seats() {
    let client = Client::new();
    let errors = |quantity, term, cycle| {
        verdicts(&client, quantity, term, cycle).into_iter().map(|one| one.1).collect::<Vec<_>>()
    };
    assert_eq!(errors(1, "P1Y", "one_time"), [vec![], vec!["Term", "SeatCount"]]);
    assert_eq!(errors(5, "P1Y", "Annual"), [vec!["Term"], vec![]]);
    assert_eq!(errors(301, "P3Y", "annual"), [vec!["Term"], vec!["Term", "SeatCount"]]);
}

#[test]
fn a_promotion_of_a_first_purchase_ends_with_it_and_a_wrong_one_is_refused_in_the_cart() {
    let client = Client::new();
    let bought = |promotion: &str| {
        let mut line = line(&client, PRODUCT_SOFTWARE_SUBSCRIPTION, SKU_SOFTWARE_SUBSCRIPTION, 5);
        line["termDuration"] = json!("P1Y");
        line["promotionId"] = json!(promotion);
        line
    };
    let wrong = cart(&client, json!([bought(PROMOTION_AUTOMATIC)]));
    let wrong = client.get(&wrong).expect(200);
    assert_eq!(wrong["lineItems"][0]["error"]["errorCode"], 10_014);
    checkout(&client, &cart(&client, json!([bought(PROMOTION)]))).expect(201);
    assert_eq!(verdicts(&client, 5, "P1Y", "annual")[1].1, ["OfferPurchasedPreviously"],);
}

#[test]
fn promotions_are_listed_for_businesses_and_read_by_id() {
    let client = Client::new();
    let all = client.get("/v1/productpromotions?country=US&segment=commercial").expect(200);
    assert_eq!(all["totalCount"], 2);
    client.get("/v1/productpromotions?country=US&segment=education").refused(400, "800002");
    let one = client.get(&format!("/v1/productpromotions/{PROMOTION_AUTOMATIC}?country=US"));
    let one = one.expect(200);
    assert_eq!(one["promotionConstraints"]["seatConstraints"][0]["minSeats"], 5);
    client.get("/v1/productpromotions/none?country=US").refused(404, "1000");
}
