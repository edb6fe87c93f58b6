//! Customers that come to be: domains, addresses, agreements, qualifications.

use partner_center_emulator::seed::*;
use partner_center_emulator::{AgreementConfirmations, Verdict};
use serde_json::{Value, json};

use crate::checkout::line;
use crate::client::{Answer, Client};

fn body() -> Value {
    let text = include_str!("../../../spec/examples/createCustomer.request.json");
    serde_json::from_str(text).unwrap()
}

fn create(client: Client, request_id: &str, body: Value) -> Answer {
    client.header("MS-RequestId", request_id).post("/v1/customers", body)
}

fn head(client: &Client, domain: &str) -> (u16, usize) {
    let answer = client.send("HEAD", &format!("/v1/domains/{domain}"), b"").unwrap();
    (answer.status, answer.bytes.len())
}

#[test]
fn a_new_customer_is_listed_and_its_domain_is_taken() {
    let client = Client::new();
    assert_eq!(head(&client, "tailspin.onmicrosoft.test"), (404, 0));
    let created = create(client.app_only(), "one", body()).expect(201);
    assert!(!created["userCredentials"]["password"].as_str().unwrap().is_empty());
    assert_eq!(head(&client, "TAILSPIN.onmicrosoft.test"), (200, 0));
    let all = client.get("/v1/customers?size=0").expect(200);
    let last = all["items"].as_array().unwrap().last().unwrap();
    assert_eq!(last["id"], created["id"]);
    let whole = client.get(&format!("/v1/customers/{}", created["id"].as_str().unwrap()));
    let whole = whole.expect(200);
    assert_eq!(whole["billingProfile"]["email"], "robin.vale@tailspin.test");
    assert_eq!(whole.get("userCredentials"), None);
    let entry = &client.emulator.ledger()[0];
    assert_eq!(entry.effect.customer.as_deref(), created["id"].as_str());
}

#[test]
fn the_same_request_makes_the_same_customer_and_another_one_is_refused() {
    let client = Client::new();
    let first = create(client.app_only(), "one", body()).expect(201);
    assert_eq!(create(client.app_only(), "one", body()).expect(201), first);
    create(client.app_only(), "two", body()).refused(400, "3000");
    assert_eq!(client.emulator.summary().customers.len(), 9);
}

#[test]
fn a_customer_needs_what_the_pages_ask_for() {
    let client = Client::new();
    for pointer in
        ["/companyProfile/domain", "/billingProfile/culture", "/billingProfile/defaultAddress/city"]
    {
        let mut lacking = body();
        *lacking.pointer_mut(pointer).unwrap() = Value::Null;
        create(client.app_only(), "one", lacking).refused(400, "800002");
    }
    let mut registered = body();
    registered["billingProfile"]["defaultAddress"]["country"] = json!("PL");
    create(client.app_only(), "one", registered.clone()).refused(400, "800002");
    registered["companyProfile"]["organizationRegistrationNumber"] = json!("0000012345");
    create(client.app_only(), "one", registered).expect(201);
}

#[test]
fn a_new_customer_buys_once_it_has_accepted_the_agreement() {
    let client = Client::new();
    let created = create(client.app_only(), "one", body()).expect(201);
    let id = created["id"].as_str().unwrap();
    let bought = json!({ "lineItems": [line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 1)] });
    let carts = format!("/v1/customers/{id}/carts");
    let cart = client.post(&carts, bought).expect(201);
    let checkout = format!("{carts}/{}/checkout", cart["id"].as_str().unwrap());
    client.press(&checkout).refused(403, "13605");

    let signed = format!("/v1/customers/{id}/directSignedMicrosoftCustomerAgreementStatus");
    assert_eq!(client.get(&signed).expect(200), json!({ "isSigned": false }));
    assert!(client.emulator.accept_agreement(id));
    assert_eq!(client.get(&signed).expect(200), json!({ "isSigned": true }));
    client.press(&checkout).expect(201);
    assert!(!client.emulator.accept_agreement("nobody"));
}

#[test]
fn agreements_are_those_of_the_cloud_unless_others_are_asked_for() {
    let client = Client::new();
    let agreements = |query: &str| {
        let path = format!("/v1/customers/{CUSTOMER_US}/agreements{query}");
        client.get(&path).expect(200)["totalCount"].clone()
    };
    assert_eq!(agreements(""), 0);
    assert_eq!(agreements("?agreementType=MicrosoftCustomerAgreement"), 1);
    assert_eq!(agreements("?agreementType=*"), 1);
    let kinds = |query: &str| {
        client.get(&format!("/v1/agreements{query}")).expect(200)["totalCount"].clone()
    };
    assert_eq!((kinds(""), kinds("?agreementType=*")), (json!(1), json!(2)));
    client.app_only().get("/v1/agreements").refused(403, "900329");
}

#[test]
fn a_confirmation_is_gone_unless_the_emulator_plays_the_past() {
    let client = Client::new();
    let path = format!("/v1/customers/{CUSTOMER_NO_AGREEMENT}/agreements");
    let text = include_str!("../../../spec/examples/confirmAgreement.request.json");
    let body: Value = serde_json::from_str(text).unwrap();
    client.post(&path, body.clone()).refused(404, "1000");

    client.emulator.change(|settings| {
        settings.agreement_confirmations = AgreementConfirmations::Recorded;
    });
    client.post(&path, body.clone()).expect(201);
    let again = client.post(&path, body.clone());
    assert_eq!(again.status, 400);
    assert_eq!(again.json()["code"], 600_061);
    assert_eq!(again.json()["errorName"], "PartnerConfirmedAgreementAlreadyExists");
    let mut other = body;
    other["primaryContact"]["firstName"] = json!("Sasha");
    client.post(&path, other).expect(201);
    let all = client.get(&format!("{path}?agreementType=*")).expect(200);
    assert_eq!(all["totalCount"], 2);
}

#[test]
fn a_qualification_is_reviewed_as_time_goes_by() {
    for (verdict, word) in [(Verdict::Approved, "Approved"), (Verdict::Denied, "Denied")] {
        let client = Client::with(|settings| {
            settings.qualification_verdict = verdict;
            settings.token_lifetime_seconds = 10_000_000;
        });
        let path = format!("/v1/customers/{CUSTOMER_US}/qualifications");
        let asked = json!({ "qualification": "Education", "educationSegment": "K12" });
        assert_eq!(client.get(&path).expect(200), json!([]));
        assert_eq!(client.post(&path, asked).expect(201)["vettingStatus"], "InReview");
        client.advance(3 * 24 * 3_600 - 1);
        assert_eq!(client.get(&path).expect(200)[0]["vettingStatus"], "InReview");
        client.advance(1);
        assert_eq!(client.get(&path).expect(200)[0]["vettingStatus"], word);
    }
}

#[test]
fn a_government_customer_is_put_forward_by_a_code_that_is_used_up() {
    let client = Client::new();
    let path = format!("/v1/customers/{CUSTOMER_US}/qualifications");
    let asked =
        |code: &str| json!({ "qualification": "GovernmentCommunityCloud", "validationCode": code });
    client.post(&path, asked("0")).refused(400, "800002");
    client.post(&path, asked(VALIDATION_CODE)).expect(201);
    let codes = client.get("/v1/customers/all/validations").expect(200);
    assert_eq!(codes[0]["remainingCreates"], 3);
    client.post(&path, json!({ "qualification": "Nonprofit" })).refused(400, "900126");
}

#[test]
fn an_address_is_as_good_as_its_house_and_its_state() {
    let client = Client::new();
    let check = |line: &str, state: &str| {
        let address = json!({
            "AddressLine1": line, "City": "Seattle", "State": state, "PostalCode": "98109", "Country": "US",
        });
        client.post("/v1/validations/address", address).expect(200)
    };
    let good = check("410 Terry Avenue North", "WA");
    assert_eq!(good["status"], "VerifiedShippable");
    assert_eq!(good["suggestedAddresses"][0]["postalCode"], "98109-0100");
    assert_eq!(check("Terry Avenue North", "WA")["status"], "StreetPartial");
    assert_eq!(check("410 Terry Avenue North", "XX")["status"], "None");
    client.post("/v1/validations/address", json!({})).refused(400, "800002");
}
