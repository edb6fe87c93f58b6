//! The same over HTTP, for tests in any language.

use partner_center_emulator::seed::*;
use partner_center_emulator::{Action, Emulator, EmulatorClock, Fault, Options, When};
use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::purchase::customer;

fn control(client: &Client, method: &str, action: &str, body: Value) -> Answer {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let client = Client::signed_out(client.emulator.clone());
    client.send(method, &format!("/_emulator/{action}"), body.as_bytes()).unwrap()
}

#[test]
fn the_clock_is_moved() {
    let client = Client::new();
    let clock = |body: Value| control(&client, "POST", "clock", body);
    assert_eq!(clock(json!({ "advance": "PT15M" })).expect(200)["time"], "2026-01-01T00:15:00Z");
    assert_eq!(clock(json!({ "advance": 30 })).expect(200)["time"], "2026-01-01T00:15:30Z");
    let set = json!({ "set": "2026-02-01T01:00:00+01:00", "advance": "P1D" });
    assert_eq!(
        clock(set).expect(200),
        json!({ "time": "2026-02-02T00:00:00Z", "unixMilliseconds": 1_769_990_400_000_u64, "frozen": true })
    );
    for wrong in [
        json!({ "advance": "15 minutes" }),
        json!({ "advance": -1 }),
        json!({ "advance": u64::MAX }),
        json!({ "set": "tomorrow" }),
        json!({ "set": "1601-01-01T00:00:00Z" }),
        json!({ "rewind": 1 }),
    ] {
        assert!(clock(wrong).expect(400)["error"].is_string());
    }
    assert_eq!(
        control(&client, "GET", "clock", Value::Null).expect(200)["time"],
        "2026-02-02T00:00:00Z"
    );
}

#[test]
fn a_running_clock_can_be_frozen() {
    let emulator = Emulator::new(Options::new().clock(EmulatorClock::real()));
    let client = Client::signed_out(emulator);
    assert_eq!(control(&client, "GET", "clock", Value::Null).expect(200)["frozen"], false);
    let frozen = control(&client, "POST", "clock", json!({ "freeze": true })).expect(200);
    assert_eq!(control(&client, "GET", "clock", Value::Null).expect(200), frozen);
    let reset = control(&client, "POST", "reset", Value::Null).expect(200);
    assert_eq!((&reset["time"], &reset["frozen"]), (&frozen["time"], &true.into()));
}

#[test]
fn a_frozen_clock_goes_on_when_it_is_told_to() {
    let client = Client::new();
    let clock = control(&client, "POST", "clock", json!({ "freeze": false })).expect(200);
    assert_eq!(clock["frozen"], false);
    assert!(clock["time"].as_str().unwrap().starts_with("2026-01-01T00:0"), "{clock}");
    let again = control(&client, "POST", "clock", json!({ "freeze": false })).expect(200);
    assert!(again["time"].as_str() >= clock["time"].as_str(), "{again}");
}

#[test]
fn faults_are_scripted() {
    let client = Client::new();
    let one = json!({ "operation": "listCustomers", "action": { "refuse": { "status": 503 } } });
    let two = json!([{ "action": { "cut": { "when": "mid-body" } } }, { "action": { "delay": { "seconds": 2 } } }]);
    assert_eq!(control(&client, "POST", "faults", one).expect(200).as_array().unwrap().len(), 1);
    assert_eq!(control(&client, "POST", "faults", two).expect(200).as_array().unwrap().len(), 3);
    assert_eq!(client.get("/v1/customers").status, 503);
    let left = control(&client, "GET", "faults", Value::Null).expect(200);
    assert_eq!(
        left,
        json!([{ "operation": "*", "skip": 0, "times": 1, "action": { "cut": { "when": "midBody" } } }])
    );
    assert_eq!(control(&client, "DELETE", "faults", Value::Null).expect(200), json!([]));
    client.get("/v1/customers").expect(200);
    let wrong = json!({ "action": { "explode": {} } });
    assert!(
        control(&client, "POST", "faults", wrong).expect(400)["error"]
            .as_str()
            .unwrap()
            .contains("explode")
    );
}

/// What a control request is refused with.
fn refusal(method: &str, action: &str, body: Value) -> String {
    let refused = control(&Client::new(), method, action, body).expect(400);
    refused["error"].as_str().unwrap().to_owned()
}

#[test]
fn a_fault_of_an_unknown_operation_is_refused_with_the_names_near_it() {
    let fault = |name: &str| json!({ "operation": name, "action": { "empty": {} } });
    assert_eq!(
        refusal("POST", "faults", fault("getReservedInstanceArtefact")),
        "`operation`: there is no operation `getReservedInstanceArtefact`: did you mean \
         `getReservedInstanceArtifact`, `getAgreementMetadata`, `token`, `blob`, or `*` for every operation"
    );
    assert_eq!(
        refusal("POST", "faults", fault("nosuchop")),
        "`operation`: there is no operation `nosuchop`: give the id of an operation in the \
         document, such as `createCart`, `token`, `blob`, or `*` for every operation"
    );
    let client = Client::new();
    control(&client, "POST", "faults", json!([fault("getCart"), fault("nosuchop")])).expect(400);
    assert!(client.emulator.faults().is_empty(), "all of a list or nothing");
}

#[test]
#[should_panic(expected = "there is no operation `creatCart`: did you mean `createCart`")]
fn a_fault_of_an_unknown_operation_ends_the_test_that_asks_for_it() {
    let action = Action::cut(When::After);
    Client::new().emulator.fault(Fault::on("creatCart", action));
}

#[test]
fn a_wrong_type_is_refused_with_the_name_of_its_field() {
    let fault = json!({ "action": { "orderError": { "code": "2000" } } });
    let expected = r#"invalid type: string "2000", expected u32"#;
    for (body, place) in [(fault.clone(), "`action"), (json!([fault]), "`[0].action")] {
        let message = refusal("POST", "faults", body);
        assert!(message.starts_with(place) && message.ends_with(expected), "{message}");
    }
    let message = refusal("POST", "faults", json!({ "times": "2", "action": { "empty": {} } }));
    assert_eq!(message, r#"`times`: invalid type: string "2", expected u32"#);
    let message = refusal("PUT", "settings", json!({ "throttle": { "limit": "2" } }));
    assert_eq!(message, r#"`throttle.limit`: invalid type: string "2", expected u32"#);
    let seed = json!({ "customers": [{ "id": 7 }] });
    let message = refusal("POST", "seed", seed);
    assert!(message.contains("customers[0].id: invalid type: integer `7`"), "{message}");
}

#[test]
fn settings_are_changed_one_by_one() {
    let client = Client::new();
    let change = json!({ "throttle": { "limit": 1 }, "repeatedCheckout": "beingProcessed" });
    let settings = control(&client, "PUT", "settings", change).expect(200);
    assert_eq!(settings["throttle"]["windowSeconds"], 60);
    assert_eq!(settings, control(&client, "GET", "settings", Value::Null).expect(200));
    client.get("/v1/customers").expect(200);
    assert_eq!(client.get("/v1/customers").status, 429);
    control(&client, "DELETE", "throttle", Value::Null).expect(200);
    client.get("/v1/customers").expect(200);
    control(&client, "PUT", "settings", json!({ "throttel": {} })).expect(400);
    control(&client, "PUT", "settings", json!({ "profile": "fancy" })).expect(400);
}

#[test]
fn more_is_seeded_and_the_same_id_replaces() {
    let client = Client::new();
    let customer = json!({
        "id": "a1000000-0000-4000-8000-000000000077", "partner": CONTOSO_TENANT, "companyName": "Proseware",
        "domain": "proseware.example", "country": "US", "culture": "en-US", "language": "en",
        "contact": { "firstName": "Kim", "lastName": "Akers", "addressLine1": "1 Elm Street", "city": "Boise",
            "postalCode": "83702", "phoneNumber": "+1 208 555 0100" },
        "subscriptions": [{ "id": "b1000000-0000-4000-8000-000000000077", "kind": "azurePlan",
            "offerId": "CONTOSO00009:0001:CFA000000001", "offerName": "Contoso cloud plan",
            "creationDate": "2025-12-31T00:00:00Z", "orderId": "C7" }],
    });
    let summary = control(&client, "POST", "seed", json!({ "customers": [customer] })).expect(200);
    assert_eq!(summary["customers"].as_array().unwrap().len(), 9);
    let path = "/v1/customers/a1000000-0000-4000-8000-000000000077";
    assert_eq!(client.get(path).expect(200)["companyProfile"]["companyName"], "Proseware");
    client.get(&format!("{path}/orders/C7")).expect(200);

    let mut renamed = customer.clone();
    renamed["companyName"] = "Proseware, Inc.".into();
    let summary = control(&client, "POST", "seed", json!({ "customers": [renamed] })).expect(200);
    assert_eq!(summary["customers"].as_array().unwrap().len(), 9);
    assert_eq!(client.get(path).expect(200)["companyProfile"]["companyName"], "Proseware, Inc.");
    let wrong = control(&client, "POST", "seed", json!({ "customer": [] })).expect(400);
    assert!(wrong["error"].as_str().unwrap().contains("unknown field `customer`"), "{wrong}");
}

#[test]
fn what_happened_is_read_back() {
    let client = Client::new();
    client.press(&customer(&format!("/subscriptions/{SUBSCRIPTION_ACTIVE}/registrations")));
    let ledger = control(&client, "GET", "ledger", Value::Null).expect(200);
    assert_eq!(ledger[0]["operationId"], "registerSubscription");
    assert_eq!(ledger[0]["effect"], json!({ "registration": SUBSCRIPTION_ACTIVE }));
    assert_eq!(ledger[0]["cut"], false);
    let requests = control(&client, "GET", "requests", Value::Null).expect(200);
    assert_eq!(
        requests,
        json!({ "total": 2, "byOperation": { "registerSubscription": 1, "token": 1 } })
    );
    let transcript = control(&client, "GET", "transcript", Value::Null).expect(200);
    assert_eq!(transcript[0]["operationId"], "token");
    assert_eq!(transcript[0]["body"], "", "it holds secrets");
    assert_eq!(transcript[1]["status"], 202);
    let state = control(&client, "GET", "state", Value::Null).expect(200);
    assert_eq!(
        (&state["writes"], &state["requests"]),
        (&json!(1), &json!(2)),
        "control itself is not counted"
    );
}

#[test]
fn a_reset_goes_back_to_the_start() {
    let client = Client::new();
    let fresh = control(&client, "GET", "state", Value::Null).expect(200);
    client.press(&customer(&format!("/subscriptions/{SUBSCRIPTION_ACTIVE}/registrations")));
    control(&client, "PUT", "settings", json!({ "registrationSeconds": 77 })).expect(200);
    control(&client, "POST", "faults", json!({ "action": { "empty": {} } })).expect(200);
    let reset = control(&client, "POST", "reset", Value::Null).expect(200);
    assert_eq!(reset["writes"], 0);
    assert_eq!((&reset["orders"], &reset["faults"]), (&fresh["orders"], &json!(0)));
    assert_eq!(
        control(&client, "GET", "settings", Value::Null).expect(200)["registrationSeconds"],
        5
    );
    client.get("/v1/customers").expect(200);
}

#[test]
fn the_rest_of_control() {
    let client = Client::new();
    let item = client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US");
    control(&client, "POST", "rotate", Value::Null).expect(200);
    assert_ne!(client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US"), item);
    let code =
        control(&client, "POST", "codes", json!({ "tenant": "contoso.example" })).expect(200);
    assert!(code["code"].is_string());
    control(&client, "POST", "codes", json!({ "tenant": "adatum.example" })).expect(404);
    control(&client, "DELETE", "tokens", Value::Null).expect(200);
    client.get("/v1/customers").refused(401, "400");
    assert!(control(&client, "POST", "dance", Value::Null).expect(404)["error"].is_string());
}

#[test]
fn a_cart_is_made_to_expire() {
    let client = Client::new();
    let item = client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US");
    let line = json!({ "catalogItemId": item, "quantity": 1, "billingCycle": "one_time" });
    let cart = client.post(&customer("/carts"), json!({ "lineItems": [line] })).expect(201);
    let expire = |body: Value| control(&client, "POST", "expiry", body);
    let later = expire(json!({ "cart": cart["id"], "after": "PT1M" })).expect(200);
    assert_eq!(later["expires"], "2026-01-01T00:01:00Z");
    let path = customer(&format!("/carts/{}", cart["id"].as_str().unwrap()));
    client.get(&path).expect(200);
    expire(json!({ "cart": cart["id"] })).expect(200);
    client.get(&path).refused(404, "800008");
    expire(json!({ "cart": "none" })).expect(404);
    expire(json!({ "cart": cart["id"], "after": "soon" })).expect(400);
}

#[test]
fn a_repeated_checkout_is_refused_as_the_settings_say() {
    let client = Client::new();
    let set =
        |value: Value| control(&client, "PUT", "settings", json!({ "repeatedCheckout": value }));
    let refused = json!({ "refused": { "status": 403, "code": 800_069 } });
    assert_eq!(set(refused.clone()).expect(200)["repeatedCheckout"], refused);
    assert_eq!(set("repeat".into()).expect(200)["repeatedCheckout"], "repeat");
    set(json!({ "refused": { "status": 403 } })).expect(400);
}

#[test]
fn invoices_are_added_and_paid() {
    let client = Client::new();
    let new = json!({ "lines": 1_000_000, "id": "G000777001", "country": "JP" });
    let invoice = control(&client, "POST", "invoices", new.clone()).expect(200);
    assert_eq!((&invoice["currency"], &invoice["paidAmount"]), (&json!("JPY"), &json!("0")));
    let total = invoice["totalCharges"].as_str().unwrap();
    assert!(!total.contains('.'), "there are no parts of a yen: {total}");
    control(&client, "POST", "invoices", new).expect(200);
    let paid = json!({ "invoice": "G000777001", "amount": total });
    control(&client, "POST", "payments", paid).expect(200);
    let all = control(&client, "GET", "invoices", Value::Null).expect(200);
    let mine: Vec<&Value> =
        all.as_array().unwrap().iter().filter(|invoice| invoice["id"] == "G000777001").collect();
    assert_eq!(mine.len(), 1, "the same id replaces");
    assert_eq!(mine[0]["paidAmount"], total);
    assert_eq!(mine[0]["lines"], json!({ "one_time/billing_line_items": 1_000_000 }));
    for wrong in [
        json!({}),
        json!({ "lines": -1 }),
        json!({ "lines": 1, "provider": "office", "invoiceLineItemType": "usagelineitems" }),
        json!({ "lines": 1, "partner": "nobody" }),
        json!({ "lines": 1, "country": "XX" }),
    ] {
        assert!(control(&client, "POST", "invoices", wrong).expect(400)["error"].is_string());
    }
    let unknown = json!({ "invoice": "none", "amount": "1" });
    control(&client, "POST", "payments", unknown).expect(400);
}
