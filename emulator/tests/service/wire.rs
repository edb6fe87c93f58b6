//! The habits of the wire, and a service without them.

use std::fmt::Write;

use partner_center_emulator::seed::*;
use partner_center_emulator::{ByteOrderMark, Profile};
use serde_json::json;

use crate::client::{Answer, Client};
use crate::purchase::customer;

const REQUEST: &str = "11111111-1111-4111-8111-111111111111";
const CORRELATION: &str = "22222222-2222-4222-8222-222222222222";

fn with_ids(client: Client) -> Client {
    client.header("MS-RequestId", REQUEST).header("MS-CorrelationId", CORRELATION)
}

fn plain() -> Client {
    with_ids(Client::with(|settings| settings.profile = Profile::Plain))
}

fn cart(client: &Client) -> Answer {
    let item = client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US");
    let line = json!({ "catalogItemId": item, "quantity": 1, "billingCycle": "one_time" });
    client.post(&customer("/carts"), json!({ "lineItems": [line] }))
}

/// An answer as it crosses the wire, headers in order.
fn shown(answer: &Answer) -> String {
    let mut text = format!("{}\n", answer.status);
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    for header in headers {
        writeln!(text, "{header}").unwrap();
    }
    let body = answer.text().replace('\u{FEFF}', "(byte order mark)");
    writeln!(text, "\n{body}\n").unwrap();
    text
}

#[test]
fn every_answer_is_dated_by_the_clock_and_by_its_offset() {
    let client = Client::new();
    client.advance(61);
    let date = |path: &str| client.get(path).header("date").to_owned();
    let right = "Thu, 01 Jan 2026 00:01:01 GMT";
    for path in ["/v1/customers", "/nowhere", "/_emulator/clock"] {
        assert_eq!(date(path), right, "{path}");
    }
    let long = vec![b' '; 5 * 1024 * 1024];
    let refused = client.send("POST", "/v1/customers", &long).unwrap();
    assert_eq!((refused.status, refused.header("date")), (413, right));
    for (offset, wrong) in [
        (-62, "Wed, 31 Dec 2025 23:59:59 GMT"),
        (3_600, "Thu, 01 Jan 2026 01:01:01 GMT"),
        (i64::MAX, right),
        (i64::MIN, right),
    ] {
        client.emulator.change(|settings| settings.date_offset_seconds = offset);
        assert_eq!(date("/v1/customers"), wrong, "{offset}");
        assert_eq!(client.get("/v1/customers").status, 200, "the token is judged by the clock");
    }
}

#[test]
fn a_purchase_on_the_wire() {
    let client = with_ids(Client::new());
    let subscription = customer(&format!("/subscriptions/{SUBSCRIPTION_ACTIVE}"));
    let mut text = shown(&client.press(&format!("{subscription}/registrations")));
    text += &shown(&client.get(&format!("{subscription}/registrationstatus")));
    text += &shown(&client.get("/v1/products?country=US&targetView=SoftwareSUSELinux"));
    let made = cart(&client);
    text += &shown(&made);
    let path = customer(&format!("/carts/{}", made.json()["id"].as_str().unwrap()));
    text += &shown(&client.put(&path, made.json()));
    let bought = client.press(&format!("{path}/checkout"));
    text += &shown(&bought);
    let order = bought.json()["orders"][0]["id"].as_str().unwrap().to_owned();
    text += &shown(&client.get(&customer(&format!("/orders/{order}/provisioningstatus"))));
    text += &shown(&client.get(&customer("/orders/none")));
    insta::assert_snapshot!(text);
}

#[test]
fn bodies_about_carts_start_with_a_mark() {
    let client = Client::new();
    let made = cart(&client);
    assert!(made.has_mark());
    assert!(!client.get("/v1/customers").has_mark());
    assert!(!client.get(&customer("/carts/none")).has_mark(), "refusals have none");
    client.emulator.change(|settings| settings.byte_order_mark = ByteOrderMark::All);
    assert!(client.get("/v1/customers").has_mark());
    assert!(client.get(&customer("/carts/none")).has_mark());
    client.emulator.change(|settings| settings.byte_order_mark = ByteOrderMark::None);
    assert!(!cart(&client).has_mark());
}

#[test]
fn ids_are_echoed_swapped_or_doubled() {
    let client = with_ids(Client::new()).header("X-Locale", "de-DE");
    let ids = |answer: &Answer| {
        (answer.header("ms-requestid").to_owned(), answer.header("ms-correlationid").to_owned())
    };
    let pair = |one: &str, two: &str| (one.to_owned(), two.to_owned());
    let answer = client.get("/v1/customers");
    assert_eq!(ids(&answer), pair(REQUEST, CORRELATION));
    assert_eq!(answer.header("x-locale"), "de-DE,de-DE");
    let status = format!("/subscriptions/{SUBSCRIPTION_ACTIVE}/registrationstatus");
    assert_eq!(ids(&client.get(&customer(&status))), pair(CORRELATION, REQUEST));
    let product = format!("/v1/products/{PRODUCT_LINUX}?country=US");
    let doubled = |id: &str| format!("{id},{id}");
    assert_eq!(ids(&client.get(&product)), (doubled(REQUEST), doubled(CORRELATION)));
    let made_up = Client::new().get("/v1/customers");
    assert_eq!(made_up.header("ms-requestid").len(), 36);
    assert!(made_up.header("ms-cv").ends_with(".0"));

    let client = plain().header("X-Locale", "de-DE");
    for path in [product, customer(&status)] {
        let answer = client.get(&path);
        assert_eq!(ids(&answer), pair(REQUEST, CORRELATION));
        assert_eq!(answer.header("x-locale"), "de-DE");
        assert_eq!(answer.header("content-type"), "application/json");
    }
}

#[test]
fn the_plain_profile_has_no_oddities() {
    let client = plain();
    let made = cart(&client);
    assert!(!made.has_mark());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let path = customer(&format!("/carts/{id}"));
    let updated = client.put(&path, made.json()).expect(200);
    assert_eq!(updated["status"], "Active");
    assert_eq!(updated["links"]["self"]["uri"], format!("/customers/{CUSTOMER_US}/carts/{id}"));
    let result = client.press(&format!("{path}/checkout")).expect(201);
    let order = &result["orders"][0];
    assert_eq!(result["orderErrors"], json!([]));
    assert_eq!(order["lineItems"][0].get("termDuration"), None);
    assert_eq!(order.get("client"), None);
    let status = customer(&format!("/orders/{}/provisioningstatus", order["id"].as_str().unwrap()));
    assert_eq!(client.get(&status).expect(200)["items"][0]["status"], "unfulfilled");
    let list = client.get("/v1/customers?size=2").expect(200);
    assert_eq!(list["links"]["self"]["uri"], "/customers?size=2");
    let old = client.get(&customer("/orders")).text();
    assert!(old.contains(r#""creationDate":"2025-03-04T10:20:30.25Z""#), "{old}");
    assert!(old.contains(&format!(
        "/customers/{CUSTOMER_US}/subscriptions/{SUBSCRIPTION_ACTIVE}/provisioningstatus"
    )));
}

#[test]
fn old_orders_are_odd_on_the_wire() {
    let client = Client::new();
    let list = client.get(&customer("/orders")).expect(200);
    let order = &list["items"][0];
    assert_eq!(order["creationDate"], "2025-03-04T02:20:30.250-08:00");
    assert!(order["attributes"]["etag"].is_string());
    assert_eq!(
        order["lineItems"][0]["links"]["provisioningStatus"]["uri"],
        format!("/subscriptions/{SUBSCRIPTION_ACTIVE}/provisioningstatus"),
        "without the customer"
    );
    let subscription =
        client.get(&customer(&format!("/subscriptions/{SUBSCRIPTION_ACTIVE}"))).expect(200);
    assert_eq!(subscription["id"], SUBSCRIPTION_ACTIVE.to_uppercase());
    assert_eq!(subscription["billingCycleEndDate"], "0001-01-01T00:00:00");
}

#[test]
fn paths_and_queries_are_read_in_any_case() {
    let client = Client::new();
    client.get(&format!("/V1//Customers/{}/ORDERS/", CUSTOMER_US.to_uppercase())).expect(200);
    client.get("/v1/PRODUCTS?Country=us&TARGETVIEW=software").expect(200);
}

#[test]
fn nothing_is_where_nothing_belongs() {
    let client = Client::new();
    client.get("/v1/toys").refused(404, "1000");
    client.get("/customers").refused(404, "1000");
    client.get("/").refused(404, "1000");
    let answer = client.send("DELETE", &customer(""), b"").unwrap();
    assert_eq!(answer.header("allow"), "GET");
    let text = answer.refused(405, "0");
    assert!(text.starts_with("The emulator has no operation `DELETE /v1/customers/"), "{text}");
    let text = client.get(&customer("/carts/none/lineitems")).refused(404, "1000");
    assert!(text.contains("the service may have `GET /v1/customers/"), "{text}");
    assert!(text.contains("`GET /v1/customers/{customer-id}/carts/{cart-id}`"), "{text}");
    assert_eq!(client.send("HEAD", "/v1/products", b"").unwrap().status, 405);
    assert_eq!(
        client.send("OPTIONS", &customer("/carts/none"), b"").unwrap().header("allow"),
        "GET, PUT"
    );
    client.get("/v1/customers/%2e%2e").refused(400, "900118");
}

#[test]
fn a_write_without_a_length_can_be_refused() {
    let client = Client::with(|settings| settings.length_required = true);
    let path = customer(&format!("/subscriptions/{SUBSCRIPTION_ACTIVE}/registrations"));
    let answer = client.press(&path);
    assert_eq!((answer.status, answer.text().as_str()), (411, "Length Required\n"));
    client.get("/v1/customers").expect(200);
    assert_eq!(client.header("Content-Length", "0").press(&path).status, 202);
}
