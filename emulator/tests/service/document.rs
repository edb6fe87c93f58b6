//! Answers against the document: every operation is called, in both profiles, and every answer
//! fits.
//!
//! The document is read here a second time, and by a validator that knows nothing of the emulator.

mod after_purchase;
mod every_row;

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{Draft, Validator, error::ValidationErrorKind};
use partner_center_emulator::seed::*;
use partner_center_emulator::{Action, Fault, LineProblems, Profile};
use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::purchase::customer;

struct Document {
    root: Value,
    validators: BTreeMap<String, Validator>,
}

impl Document {
    fn read() -> Self {
        let mut root: Value =
            serde_json::from_str(include_str!("../../document/openapi.json")).unwrap();
        // The kinds have no member that must be there, so that a line fits several of them; each
        // line is held against its own.
        root["components"]["schemas"]["InvoiceLineItem"] = json!({});
        Self { root, validators: BTreeMap::new() }
    }

    fn operations(&self) -> BTreeSet<&str> {
        let items = self.root["paths"].as_object().unwrap().values();
        let operations = items.flat_map(|item| item.as_object().unwrap().values());
        operations.filter_map(|operation| operation["operationId"].as_str()).collect()
    }

    fn operation(&self, id: &str) -> &Value {
        let items = self.root["paths"].as_object().unwrap().values();
        let mut operations = items.flat_map(|item| item.as_object().unwrap().values());
        operations
            .find(|operation| operation["operationId"] == id)
            .unwrap_or_else(|| panic!("no operation {id}"))
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(pointer) => {
                self.resolve(self.root.pointer(pointer.trim_start_matches('#')).unwrap())
            }
            None => value,
        }
    }

    /// The schema of an answer; none if the document says that it has no body.
    fn schema(&self, operation: &str, status: u16) -> Option<Value> {
        let responses = &self.operation(operation)["responses"];
        let response = match responses.get(status.to_string()) {
            Some(response) => response,
            None if status >= 400 => &responses["default"],
            None => panic!("{operation} answers {status}, which the document does not know"),
        };
        let content = self.resolve(response).get("content")?;
        Some(content.as_object().unwrap().values().next().unwrap()["schema"].clone())
    }

    /// Checks an answer and gives what is wrong with it.
    fn check(&mut self, operation: &str, answer: &Answer, wire: bool) -> Vec<String> {
        let Some(schema) = self.schema(operation, answer.status) else {
            return if answer.bytes.is_empty() {
                Vec::new()
            } else {
                vec!["there is a body".into()]
            };
        };
        if schema["format"] == "binary" {
            let is_file = match answer.header("content-type") {
                "application/pdf" => answer.bytes.starts_with(b"%PDF-"),
                "application/octet-stream" => answer.bytes.starts_with(b"\""),
                _ => false,
            };
            return if is_file { Vec::new() } else { vec!["it is no PDF and no CSV".into()] };
        }
        let body = answer.json();
        let key = format!("{operation} {}", answer.status);
        let mut wrong = self.check_value(key, &schema, &body, wire);
        // Lines of invoices are of five kinds; each says which.
        if schema["$ref"] == "#/components/schemas/InvoiceLineItemCollection" {
            for item in body["items"].as_array().unwrap() {
                let kind = item["attributes"]["objectType"].as_str().unwrap();
                let schema = json!({ "$ref": format!("#/components/schemas/{kind}") });
                wrong.extend(self.check_value(kind.to_owned(), &schema, item, wire));
            }
        }
        wrong
    }

    fn check_value(
        &mut self,
        key: String,
        schema: &Value,
        body: &Value,
        wire: bool,
    ) -> Vec<String> {
        let mut wrong = Vec::new();
        self.unknown(schema, body, "", &mut wrong);
        if wire {
            wrong.retain(|finding| !ODD_MEMBERS.iter().any(|odd| finding.contains(odd)));
        }
        let components = self.root["components"].clone();
        let validator = self.validators.entry(key).or_insert_with(|| {
            let schema = json!({ "allOf": [schema], "components": components });
            jsonschema::options().with_draft(Draft::Draft4).build(&schema).unwrap()
        });
        for error in validator.iter_errors(body) {
            if !(wire && (is_odd_word(&error) || is_lenient_number(&error))) {
                wrong.push(format!("{}: {error}", error.instance_path()));
            }
        }
        wrong
    }

    /// Members that the schema does not know.
    fn unknown(&self, schema: &Value, value: &Value, path: &str, wrong: &mut Vec<String>) {
        let schema = self.resolve(schema);
        if let [only] = schema["allOf"].as_array().map_or(&[][..], Vec::as_slice) {
            return self.unknown(only, value, path, wrong);
        }
        match value {
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.unknown(&schema["items"], item, &format!("{path}/{at}"), wrong);
                }
            }
            Value::Object(members) => {
                let Some(known) = schema["properties"].as_object() else { return };
                for (name, value) in members {
                    let path = format!("{path}/{name}");
                    match known.get(name) {
                        Some(schema) => self.unknown(schema, value, &path, wrong),
                        None => wrong.push(format!("{path}: the document does not know it")),
                    }
                }
            }
            _ => {}
        }
    }
}

/// The wire spells words in other cases, or leaves them empty; quirks.md names these.
fn is_odd_word(error: &jsonschema::ValidationError<'_>) -> bool {
    let ValidationErrorKind::Enum { options } = error.kind() else { return false };
    let Some(word) = error.instance().as_str() else { return false };
    word.is_empty()
        || options
            .as_array()
            .unwrap()
            .iter()
            .any(|known| known.as_str().unwrap().eq_ignore_ascii_case(word))
}

/// Members that have no business on a line, and are there nevertheless.
const ODD_MEMBERS: [&str; 2] = ["attributes/objectType", "invoiceLineItemTypce"];

/// MPN ids are numbers on some lines, and so is what a verdict about promotions is matched by.
fn is_lenient_number(error: &jsonschema::ValidationError<'_>) -> bool {
    let path = error.instance_path().as_str().to_lowercase();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    matches!(error.kind(), ValidationErrorKind::Type { .. })
        && error.instance().is_number()
        && (path.ends_with("mpnid") || matches!(segments[..], ["items", _, "id"]))
}

/// Calls operations and keeps what came back.
struct Caller {
    client: Client,
    answers: Vec<(String, Answer)>,
}

impl Caller {
    fn get(&mut self, operation: &str, path: &str) -> Value {
        let answer = self.client.get(path);
        self.keep(operation, answer)
    }

    fn post(&mut self, operation: &str, path: &str, body: Value) -> Value {
        let answer =
            if body.is_null() { self.client.press(path) } else { self.client.post(path, body) };
        self.keep(operation, answer)
    }

    fn keep(&mut self, operation: &str, answer: Answer) -> Value {
        let body = if answer.bytes.is_empty() { Value::Null } else { answer.json() };
        self.answers.push((operation.to_owned(), answer));
        body
    }

    fn catalog(&mut self) {
        for view in ["Software", "AzureReservationsVM"] {
            self.get("listProducts", &format!("/v1/products?country=US&targetView={view}"));
        }
        for product in [
            PRODUCT_PERPETUAL,
            PRODUCT_SOFTWARE_SUBSCRIPTION,
            PRODUCT_RESERVATION,
            PRODUCT_RESERVATION_LEGACY,
        ] {
            let path = format!("/v1/products/{product}");
            self.get("getProduct", &format!("{path}?country=US"));
            self.get("listSkus", &format!("{path}/skus?country=US"));
            let path = format!("{path}/skus/0001");
            self.get("getSku", &format!("{path}?country=US"));
            let path = format!("{path}/availabilities");
            let list = self.get("listAvailabilities", &format!("{path}?country=US"));
            let id = list["items"][0]["id"].as_str().unwrap().to_owned();
            self.get("getAvailability", &format!("{path}/{id}?country=US"));
            let path = format!("/v1/customers/{CUSTOMER_US}{}", &path["/v1".len()..]);
            self.get("listCustomerAvailabilities", &path);
            self.get("getCustomerAvailability", &format!("{path}/{id}"));
        }
        self.get(
            "getAvailability",
            "/v1/products/CONTOSO00001/skus/0001/availabilities/NONE?country=US",
        );
        let question = json!({
            "targetItems": [{ "productId": PRODUCT_RESERVATION }],
            "inventoryContext": { "customerId": CUSTOMER_US, "azureSubscriptionId": SUBSCRIPTION_ACTIVE,
                "armRegionName": "japanwest" },
        });
        let path = "/v1/extensions/product/checkInventory?country=US";
        self.post("checkInventory", path, question.clone());
        let path = "/v1/extensions/product/checkinventorybyresourcetype?country=US&resourceType=";
        let operation = "checkInventoryByResourceType";
        self.post(operation, &format!("{path}DedicatedHost"), question.clone());
        self.post(operation, &format!("{path}CosmosDb"), question);
    }

    fn customers(&mut self) {
        self.get("listCustomers", "/v1/customers?size=2");
        self.get("listCustomers", "/v1/customers?size=0");
        for id in [CUSTOMER_US, CUSTOMER_NO_DELEGATION, CUSTOMER_OF_FABRIKAM] {
            self.get("getCustomer", &format!("/v1/customers/{id}"));
        }
        self.get("listSubscriptions", &customer("/subscriptions"));
        for id in [
            SUBSCRIPTION_ACTIVE,
            SUBSCRIPTION_REGISTERED,
            SUBSCRIPTION_SUSPENDED,
            SUBSCRIPTION_SOFTWARE,
            "none",
        ] {
            let path = customer(&format!("/subscriptions/{id}"));
            self.get("getSubscription", &path);
            self.get("getSubscriptionProvisioningStatus", &format!("{path}/provisioningstatus"));
            self.get("getSubscriptionRegistrationStatus", &format!("{path}/registrationstatus"));
            self.post("registerSubscription", &format!("{path}/registrations"), Value::Null);
            self.get("getSubscriptionRegistrationStatus", &format!("{path}/registrationstatus"));
        }
    }

    /// A cart with everything that can be in one.
    fn everything(&self) -> Value {
        let item = |product: &str, sku: &str| self.client.item(product, sku, "US");
        let addon = json!({ "id": 3, "catalogItemId": item(PRODUCT_SOFTWARE_SUBSCRIPTION, SKU_ADDON),
            "quantity": 1, "billingCycle": "annual" });
        json!({ "lineItems": [
            { "id": 0, "catalogItemId": item(PRODUCT_PERPETUAL, SKU_ATTESTATION), "quantity": 2,
                "billingCycle": "one_time", "attestationAccepted": true, "friendlyName": "Mine",
                "participants": [{ "key": "transaction_reseller", "value": "5550001" },
                    { "key": "additional_transaction_reseller", "value": "5550002" }] },
            { "id": 1, "catalogItemId": item(PRODUCT_RESERVATION, SKU_RESERVATION_THREE_YEARS), "quantity": 1,
                "billingCycle": "one_time", "provisioningContext": { "scope": "shared",
                    "subscriptionId": SUBSCRIPTION_REGISTERED, "duration": "3Years" } },
            { "id": 2, "catalogItemId": item(PRODUCT_SOFTWARE_SUBSCRIPTION, SKU_SOFTWARE_SUBSCRIPTION),
                "quantity": 1, "billingCycle": "annual", "termDuration": "P1Y", "addonItems": [addon],
                "renewsTo": { "termDuration": "P1Y" }, "promotionId": "CONTOSO-SPRING:0001",
                "customTermEndDate": "2026-12-31T00:00:00Z" },
        ] })
    }

    fn purchase(&mut self) {
        let carts = customer("/carts");
        let everything = self.everything();
        let cart = self.post("createCart", &carts, everything.clone());
        let path = format!("{carts}/{}", cart["id"].as_str().unwrap());
        self.get("getCart", &path);
        let answer = self.client.put(&path, everything);
        self.keep("updateCart", answer);
        let error = Action::OrderError {
            order_group: Some("0".into()),
            code: 800_069,
            description: "Held.".into(),
        };
        self.client.emulator.fault(Fault::on("checkoutCart", error));
        self.post("checkoutCart", &format!("{path}/checkout"), Value::Null);
        let result = self.post("checkoutCart", &format!("{path}/checkout"), Value::Null);
        let wrong = json!({ "lineItems": [{ "catalogItemId": "A:B:C", "quantity": 1, "billingCycle": "one_time" }] });
        self.client.emulator.change(|settings| settings.line_problems = LineProblems::InCart);
        let cart = self.post("createCart", &carts, wrong);
        let path = format!("{carts}/{}/checkout", cart["id"].as_str().unwrap());
        self.post("checkoutCart", &path, Value::Null);
        self.post("createCart", &carts, json!({}));
        self.orders(&result);
    }

    fn orders(&mut self, result: &Value) {
        for seconds in [0, 4, 5, 900] {
            self.client.advance(seconds);
            for order in result["orders"].as_array().unwrap() {
                let path = customer(&format!("/orders/{}", order["id"].as_str().unwrap()));
                self.get("getOrder", &path);
                self.get("getOrder", &format!("{path}?include_price=true"));
                self.get("getOrderProvisioningStatus", &format!("{path}/provisioningstatus"));
            }
        }
        self.after_the_purchase(result);
        self.get("listOrders", &customer("/orders?include_price=true"));
        self.get("listSubscriptions", &customer("/subscriptions"));
        self.get("getOrder", &customer("/orders/none"));
        self.client.emulator.change(|settings| settings.throttle.limit = 0);
        self.get("getOrder", &customer("/orders/none"));
    }
}

#[track_caller]
fn every_answer_fits(profile: Profile) {
    let client = Client::with(|settings| settings.profile = profile);
    let mut caller = Caller { client, answers: Vec::new() };
    caller.catalog();
    caller.customers();
    caller.purchase();

    let mut document = Document::read();
    caller.every_row(&document);
    let served = caller.answers.iter().filter(|(_, answer)| answer.status < 300);
    let served: BTreeSet<&str> = served.map(|(operation, _)| &**operation).collect();
    assert_eq!(served, document.operations(), "each is served, at least once, and no other");
    let mut wrong = BTreeSet::new();
    for (operation, answer) in &caller.answers {
        for finding in document.check(operation, answer, profile == Profile::Wire) {
            wrong.insert(format!("{operation} {}: {finding}", answer.status));
        }
    }
    let wrong: Vec<String> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_plain_answer_fits_the_document() {
    every_answer_fits(Profile::Plain);
}

#[test]
fn every_answer_on_the_wire_fits_but_for_known_oddities() {
    every_answer_fits(Profile::Wire);
}

#[test]
fn every_refusal_of_the_document_has_the_form_of_one() {
    let mut document = Document::read();
    let client = Client::new();
    for (method, path, operation) in [
        ("GET", customer("/carts/none"), "getCart"),
        ("POST", customer("/carts"), "createCart"),
        ("PUT", customer("/carts/none"), "updateCart"),
        ("GET", "/v1/products?country=1".into(), "listProducts"),
    ] {
        let answer = client.send(method, &path, b"").unwrap();
        assert!(answer.status >= 400, "{operation} was not refused");
        assert_eq!(document.check(operation, &answer, false), Vec::<String>::new());
    }
}

#[test]
fn an_answer_that_does_not_fit_is_found() {
    let mut document = Document::read();
    let body =
        r#"{"id":5,"novelty":1,"status":"Melted","lineItems":[{"billingCycle":"ONE_TIME"}]}"#;
    let answer = Answer { status: 200, headers: Default::default(), bytes: body.into() };
    let mut found = |wire| document.check("getCart", &answer, wire).len();
    assert_eq!((found(false), found(true)), (4, 3));
}
