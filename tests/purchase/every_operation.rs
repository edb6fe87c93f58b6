//! Every operation of the document, called through the generated client, answered by the
//! emulator, and the answer held against the document.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use partner_center::transport::{ServiceWire, Wire, WireError};
use partner_center::types::{self, SeekOperation, TargetView};
use partner_center::{BoxFuture, PartnerCenter};
use partner_center_api::OPERATIONS;
use partner_center_emulator::{Emulator, Profile, seed};
use partner_center_payload_check::{Error as CheckError, Verdict, check_answer};

use crate::stage::{Stage, builder, user};

/// What an operation answered, as this client understood it, in JSON.
type Answer = (&'static str, serde_json::Value);

fn json<T: serde::Serialize>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).unwrap()
}

async fn call_all(stage: &Stage, partner: &PartnerCenter) -> Vec<Answer> {
    let api = partner.api();
    let customer = seed::CUSTOMER_US;
    let subscription = seed::SUBSCRIPTION_ACTIVE;
    let (product, sku) = (seed::PRODUCT_PERPETUAL, seed::SKU_PERPETUAL);
    let mut answers = Vec::new();
    macro_rules! call {
        ($id:literal, $call:expr) => {{
            let answer = $call
                .send()
                .await
                .unwrap_or_else(|error| panic!("{}: {}", $id, partner_center::Error::from(error)));
            let answer = answer.into_inner();
            answers.push(($id, json(&answer)));
            answer
        }};
    }
    call!("listCustomers", api.list_customers().size(2));
    let token = answers[0].1["continuationToken"].as_str().map(str::to_owned).unwrap();
    call!(
        "listCustomers",
        api.list_customers().seek_operation(SeekOperation::Next).ms_continuation_token(token)
    );
    call!("getCustomer", api.get_customer().customer_id(customer));
    call!("listSubscriptions", api.list_subscriptions().customer_id(customer));
    call!(
        "getSubscription",
        api.get_subscription().customer_id(customer).subscription_id(subscription)
    );
    call!(
        "getSubscriptionProvisioningStatus",
        api.get_subscription_provisioning_status()
            .customer_id(customer)
            .subscription_id(seed::SUBSCRIPTION_SOFTWARE)
    );
    call!(
        "registerSubscription",
        api.register_subscription().customer_id(customer).subscription_id(subscription)
    );
    call!(
        "getSubscriptionRegistrationStatus",
        api.get_subscription_registration_status()
            .customer_id(customer)
            .subscription_id(subscription)
    );
    for view in [TargetView::Software, TargetView::AzureReservationsVm] {
        call!("listProducts", api.list_products().country("US").target_view(view));
    }
    call!("getProduct", api.get_product().product_id(product).country("US"));
    call!("listSkus", api.list_skus().product_id(product).country("US"));
    call!("listSkus", api.list_skus().product_id(seed::PRODUCT_RESERVATION).country("US"));
    call!("getSku", api.get_sku().product_id(product).sku_id(sku).country("US"));
    let mut target = types::InventoryItem::default();
    target.product_id = Some(seed::PRODUCT_RESERVATION.into());
    let mut question = types::InventoryCheckRequest::default();
    question.target_items = vec![target];
    for (name, value) in [
        ("customerId", customer),
        ("azureSubscriptionId", subscription),
        ("armRegionName", "eastus"),
    ] {
        question.inventory_context.insert(name.to_owned(), value.to_owned());
    }
    call!("checkInventory", api.check_inventory().country("US").body(question));
    let availabilities = call!(
        "listAvailabilities",
        api.list_availabilities().product_id(product).sku_id(sku).country("US")
    );
    let availability = availabilities.items[0].clone();
    call!(
        "getAvailability",
        api.get_availability()
            .product_id(product)
            .sku_id(sku)
            .availability_id(availability.id.clone().unwrap())
            .country("US")
    );
    let mut line = types::CartLineItem::default();
    line.id = Some(0);
    line.catalog_item_id = availability.catalog_item_id;
    line.quantity = Some(1);
    line.billing_cycle = Some(types::BillingCycleType::OneTime);
    let mut cart = types::Cart::default();
    cart.line_items = vec![line];
    let cart = call!("createCart", api.create_cart().customer_id(customer).body(cart));
    let cart_id = cart.id.clone().unwrap();
    call!("getCart", api.get_cart().customer_id(customer).cart_id(&cart_id));
    call!("updateCart", api.update_cart().customer_id(customer).cart_id(&cart_id).body(cart));
    let result = call!("checkoutCart", api.checkout_cart().customer_id(customer).cart_id(&cart_id));
    let order = result.orders[0].id.clone().unwrap();
    call!("getOrder", api.get_order().customer_id(customer).order_id(&order).include_price(true));
    call!(
        "getOrderProvisioningStatus",
        api.get_order_provisioning_status().customer_id(customer).order_id(&order)
    );
    stage.emulator.clock().advance(std::time::Duration::from_secs(3600));
    call!("listOrders", api.list_orders().customer_id(customer).billing_type("onetime"));
    answers
}

#[tokio::test]
async fn every_operation_of_the_document_is_called_and_served() {
    let stage = Stage::new();
    let called: BTreeSet<_> =
        call_all(&stage, &stage.partner).await.into_iter().map(|(id, _)| id).collect();
    let documented: BTreeSet<_> = OPERATIONS.iter().map(|operation| operation.id).collect();
    assert_eq!(called, documented);
}

#[tokio::test]
async fn answers_are_not_empty() {
    let stage = Stage::new();
    for (id, answer) in call_all(&stage, &stage.partner).await {
        if id != "registerSubscription" {
            let empty = match &answer {
                serde_json::Value::Object(fields) => fields.is_empty(),
                serde_json::Value::Array(items) => items.is_empty(),
                other => other.is_null(),
            };
            assert!(!empty, "{id} was understood as nothing");
        }
    }
}

/// Keeps the bodies of answers as they came.
struct Recorder {
    wire: ServiceWire<Emulator>,
    bodies: Arc<Mutex<Vec<(u16, String)>>>,
}

impl Wire for Recorder {
    fn execute<'a>(
        &'a self,
        request: reqwest::Request,
    ) -> BoxFuture<'a, Result<reqwest::Response, WireError>> {
        Box::pin(async move {
            let mut response = self.wire.execute(request).await?;
            let mut head = http::Response::new(());
            *head.status_mut() = response.status();
            std::mem::swap(head.headers_mut(), response.headers_mut());
            let body = response.bytes().await.map_err(WireError::lost)?;
            let text = String::from_utf8(body.to_vec()).unwrap();
            self.bodies.lock().unwrap().push((head.status().as_u16(), text));
            Ok(head.map(|()| body).into())
        })
    }
}

#[tokio::test]
async fn what_the_emulator_answers_fits_the_document() {
    for profile in [Profile::Wire, Profile::Plain] {
        let stage = Stage::with(|settings| settings.profile = profile);
        let bodies = Arc::new(Mutex::new(Vec::new()));
        let wire = ServiceWire::new(stage.emulator.clone());
        let recorder = Recorder { wire, bodies: bodies.clone() };
        let partner = builder(&stage.emulator, user()).wire(recorder).build().unwrap();
        call_all(&stage, &partner).await;

        let operations =
            stage.emulator.transcript().into_iter().map(|exchange| exchange.operation_id);
        let bodies = std::mem::take(&mut *bodies.lock().unwrap());
        let mut checked = 0;
        for (operation, (status, body)) in operations.zip(bodies) {
            match check_answer(&operation, status, &body) {
                Ok(report) => {
                    assert_eq!(report.verdict, Verdict::Fits, "{operation}: {report:#?}");
                    checked += 1;
                }
                Err(CheckError::NoBody { .. }) if operation == "registerSubscription" => {}
                Err(error) => assert_eq!(operation, "token", "{error}"),
            }
        }
        assert!(checked > OPERATIONS.len(), "{checked} answers were checked");
    }
}
