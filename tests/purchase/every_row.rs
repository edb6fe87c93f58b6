//! Every row of the table of operations, asked with the document's own examples and answered by
//! the emulator, and the answer held against the document. An operation that is added is called
//! here without another line.

use std::collections::BTreeMap;
use std::time::Duration;

use partner_center::PartnerCenter;
use partner_center::transport::{CallOptions, DocumentRules};
use partner_center_api::support::{Operation, ParameterPlace};
use partner_center_api::{OPERATIONS, Request, Retry, types};
use partner_center_emulator::{AgreementConfirmations, seed};
use partner_center_payload_check::{Error as CheckError, Verdict, check_answer};
use partner_center_test_support::sandbox_user;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::stage::{Stage, request, reservation, software};

/// What exists only once something was bought: parameters by name, and bodies by operation.
struct Bought {
    parameters: BTreeMap<&'static str, String>,
    bodies: BTreeMap<&'static str, Value>,
}

impl Bought {
    async fn by(stage: &Stage) -> Self {
        let customer = stage.customer();
        let bought = customer.purchase(&request(software(1))).run().await.unwrap();
        let order = bought.checkout.unwrap().orders.remove(0);
        let reserved = customer.purchase(&request(reservation())).run().await.unwrap();
        assert!(reserved.is_complete());
        let cart = customer.create_cart(&[stage.software_line(1).await]).await.unwrap();
        stage.emulator.clock().advance(Duration::from_secs(900));

        let item = stage.item(seed::PRODUCT_PERPETUAL, seed::SKU_PERPETUAL).await;
        let artifact = artifact(&stage.partner).await;
        let mut parameters = BTreeMap::from([
            ("availability-id", item.availability.id.unwrap().to_string()),
            ("cart-id", cart.id().to_string()),
            ("order-id", order.id.clone().unwrap().to_string()),
        ]);
        parameters.extend(exported(&stage.partner).await);
        stage.emulator.clock().advance(Duration::from_secs(25));
        let names = ["artifact-type", "group-id", "line-item-id", "resource-id"];
        parameters.extend(names.into_iter().zip(artifact));

        let content = serde_json::json!({ "lineItems": cart.body().line_items });
        let offer = &cart.body().line_items[0].catalog_item_id;
        let line = serde_json::json!({ "lineItemNumber": 0, "offerId": offer, "quantity": 1 });
        let mut cancelled = types::OrderCancellation::default();
        cancelled.status = Some("cancelled".into());
        let renewal = serde_json::json!({ "autoRenewEnabled": false });
        let bodies = BTreeMap::from([
            ("updateSubscription", renewal),
            ("createCart", content.clone()),
            ("createOrder", serde_json::json!({ "lineItems": [line] })),
            ("updateCart", content),
            ("cancelOrder", serde_json::to_value(cancelled).unwrap()),
        ]);
        Self { parameters, bodies }
    }

    /// What a sandbox has without buying anything.
    fn in_a_sandbox() -> Self {
        let own = [
            ("customer-id", seed::CUSTOMER_SANDBOX.to_owned()),
            ("subscription-id", seed::SUBSCRIPTION_SANDBOX.to_owned()),
        ];
        Self { parameters: BTreeMap::from(own), bodies: BTreeMap::new() }
    }

    /// A call of an operation: what was bought, else what the document shows.
    fn request(&self, operation: &'static Operation) -> Request {
        let mut target = operation.path.to_owned();
        let mut query = Vec::new();
        for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
            let name = parameter.name;
            let value = self.parameters.get(name).map_or(parameter.example, String::as_str);
            assert_ne!(value, "", "{}: no example of {name}", operation.id);
            match parameter.place {
                ParameterPlace::Path => target = target.replace(&format!("{{{name}}}"), value),
                ParameterPlace::Query => query.push(format!("{name}={value}")),
                ParameterPlace::Header => panic!("{}: {name} is a header", operation.id),
            }
        }
        if !query.is_empty() {
            target = [&*target, "?", &*query.join("&")].concat();
        }
        let request = Request::raw(operation.method, &target, operation.retry).unwrap();
        assert_eq!(request.operation().id, operation.id, "{target}");
        match self.body(operation) {
            Some(body) => request.with_json(&body).unwrap(),
            None => request,
        }
    }

    fn body(&self, operation: &Operation) -> Option<Value> {
        if let Some(body) = self.bodies.get(operation.id) {
            return Some(body.clone());
        }
        let example = format!("spec/examples/{}.request.json", operation.id);
        let text = std::fs::read_to_string(example).ok()?;
        Some(serde_json::from_str(&text).unwrap())
    }
}

/// The segments that name a reservation in the link to it.
async fn artifact(partner: &PartnerCenter) -> [String; 4] {
    let held = partner.api().list_entitlements(seed::CUSTOMER_US).send().await.unwrap();
    let mut artifacts = held.items.iter().flat_map(|entitlement| &entitlement.entitled_artifacts);
    let link = artifacts.find_map(|artifact| artifact.link.as_ref()?.uri.clone()).unwrap();
    let (_, link) = link.split_once("/artifacts/").unwrap();
    let segments: Vec<_> = link.split('/').collect();
    let [kind, "groups", group, "lineitems", line, "resource", id] = segments[..] else {
        panic!("{link}")
    };
    [kind, group, line, id].map(str::to_owned)
}

/// An export that has ended, and its manifest.
async fn exported(partner: &PartnerCenter) -> [(&'static str, String); 2] {
    let mut body = types::BilledExportRequest::default();
    body.invoice_id = Some(seed::INVOICE_ONE_TIME.into());
    let begun = partner.api().export_billed_reconciliation(body).send().await.unwrap();
    let location = begun.headers()["location"].to_str().unwrap();
    let (_, operation) = location.rsplit_once('/').unwrap();
    partner.clock().sleep(Duration::from_secs(25)).await;
    let done = partner.api().get_billing_operation(operation).send().await.unwrap();
    let link = done.resource_location_odata_navigation_link.clone().unwrap();
    let (_, manifest) = link.rsplit_once('/').unwrap();
    [("operation-id", operation.to_owned()), ("manifest-id", manifest.to_owned())]
}

/// What only an account of the integration sandbox may do.
const OF_A_SANDBOX: [&str; 1] = ["activateSubscription"];

/// Reads first, and last what spends the cart and the order.
fn in_order() -> Vec<&'static Operation> {
    let mut all: Vec<_> = OPERATIONS.iter().collect();
    all.sort_by_key(|operation| match operation.retry {
        Retry::Read => 0,
        Retry::Repeat => 1,
        Retry::Once => 2,
    });
    all
}

#[tokio::test]
async fn every_operation_of_the_table_is_served_and_its_answer_fits() {
    let stage = Stage::with(|settings| {
        // The document still describes what was retired.
        settings.agreement_confirmations = AgreementConfirmations::Recorded;
    });
    let bought = Bought::by(&stage).await;
    let sandbox = stage.signed_in_with(sandbox_user());
    // Some operations are for an application, and others for a user.
    let any = CallOptions::new().document_rules(DocumentRules::off());
    let partner = stage.partner.with(any);
    for operation in in_order() {
        let id = operation.id;
        let (api, bought) = match OF_A_SANDBOX.contains(&id) {
            true => (sandbox.api(), &Bought::in_a_sandbox()),
            false => (partner.api(), &bought),
        };
        let request = bought.request(operation);
        if let Some(kind) = operation.document {
            let answer = api.fetch::<Value>(request).await.unwrap();
            let mark: &[u8] = if kind == "application/pdf" { b"%PDF" } else { b"\"" };
            assert!(answer.bytes().starts_with(mark), "{id}");
            continue;
        }
        let answer = match api.send::<Option<Box<RawValue>>>(request).await {
            Ok(answer) => answer,
            Err(error) => panic!("{id}: {}", partner_center::Error::from(error)),
        };
        let body = answer.as_deref().map_or("", RawValue::get);
        match check_answer(id, answer.status().as_u16(), body) {
            Ok(report) => assert_eq!(report.verdict, Verdict::Fits, "{id}: {report:#?}"),
            Err(CheckError::NoBody { .. }) => assert_eq!(body, "", "{id}"),
            Err(error) => panic!("{id}: {error}"),
        }
    }
}
