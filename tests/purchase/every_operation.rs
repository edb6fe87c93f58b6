//! Operations, called by their own methods of the generated client, answered by the emulator,
//! and the answers held against the document.

use std::sync::{Arc, Mutex};

use partner_center::transport::{HttpSender, SendError, ServiceSender};
use partner_center::types::{self, SeekOperation, TargetView};
use partner_center::{PartnerCenter, external::BoxFuture};
use partner_center_emulator::{Emulator, Profile, seed};
use partner_center_payload_check::{Error as CheckError, Verdict, check_answer};

use crate::stage::{Stage, builder, request, reservation, user};

/// What an operation answered, as this client understood it, in JSON.
type Answer = (&'static str, serde_json::Value);

fn json<T: serde::Serialize>(value: &T) -> serde_json::Value {
    serde_json::to_value(value).unwrap()
}

#[expect(deprecated, reason = "the service is ending the inventory check, and still answers")]
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
    call!("getCustomer", api.get_customer(customer));
    call!("listSubscriptions", api.list_subscriptions(customer));
    call!("getSubscription", api.get_subscription(customer, subscription));
    call!(
        "getSubscriptionProvisioningStatus",
        api.get_subscription_provisioning_status(customer, seed::SUBSCRIPTION_SOFTWARE)
    );
    call!("registerSubscription", api.register_subscription(customer, subscription));
    call!(
        "getSubscriptionRegistrationStatus",
        api.get_subscription_registration_status(customer, subscription)
    );
    for view in [TargetView::Software, TargetView::AzureReservationsVm] {
        call!("listProducts", api.list_products("US", view));
    }
    call!("getProduct", api.get_product(product, "US"));
    call!("listSkus", api.list_skus(product, "US"));
    call!("listSkus", api.list_skus(seed::PRODUCT_RESERVATION, "US"));
    call!("getSku", api.get_sku(product, sku, "US"));
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
    call!("checkInventory", api.check_inventory("US", question));
    let availabilities = call!("listAvailabilities", api.list_availabilities(product, sku, "US"));
    let availability = availabilities.items[0].clone();
    call!(
        "getAvailability",
        api.get_availability(product, sku, availability.id.clone().unwrap(), "US")
    );
    let view = TargetView::SoftwarePerpetual;
    call!("listCustomerProducts", api.list_customer_products(customer, view));
    call!("getCustomerProduct", api.get_customer_product(customer, product));
    call!("listCustomerSkus", api.list_customer_skus(customer, product));
    call!("getCustomerSku", api.get_customer_sku(customer, product, sku));
    call!("listCustomerAvailabilities", api.list_customer_availabilities(customer, product, sku));
    call!(
        "getCustomerAvailability",
        api.get_customer_availability(customer, product, sku, availability.id.clone().unwrap())
    );
    let mut line = types::CartLineItemResource::default();
    line.id = Some(0);
    line.catalog_item_id = availability.catalog_item_id;
    line.quantity = Some(1);
    line.billing_cycle = Some(types::BillingCycleType::OneTime);
    let mut cart = types::CartResource::default();
    cart.line_items = vec![line];
    let cart = call!("createCart", api.create_cart(customer, cart));
    let cart_id = cart.id.clone().unwrap();
    call!("getCart", api.get_cart(customer, &cart_id));
    call!("updateCart", api.update_cart(customer, &cart_id, cart));
    let result = call!("checkoutCart", api.checkout_cart(customer, &cart_id));
    let order = result.orders[0].id.clone().unwrap();
    call!("getOrder", api.get_order(customer, &order).include_price(true));
    call!("getOrderProvisioningStatus", api.get_order_provisioning_status(customer, &order));
    stage.emulator.clock().advance(std::time::Duration::from_secs(3600));
    call!("listOrders", api.list_orders(customer).billing_type("onetime"));
    call!("listEntitlements", api.list_entitlements(customer).show_expiry(true));
    call!(
        "listOrderLineItemActivationLinks",
        api.list_order_line_item_activation_links(customer, &order, 0)
    );
    call!("listOrderActivationLinks", api.list_order_activation_links(customer, &order));
    let mut cancellation = types::OrderCancellation::default();
    cancellation.id = Some(order.clone());
    cancellation.status = Some(types::OrderStatus::Cancelled);
    let mut cancelled = types::OrderCancellationLine::default();
    cancelled.line_item_number = Some(0);
    cancelled.offer_id = result.orders[0].line_items[0].offer_id.clone();
    cancellation.line_items = vec![cancelled];
    call!("cancelOrder", api.cancel_order(customer, &order, cancellation));
    let artifact = reserved(stage, partner).await;
    let segments: Vec<_> = artifact.split('/').filter(|part| !part.is_empty()).collect();
    let ["customers", _, "artifacts", kind, "groups", group, "lineitems", line, "resource", id] =
        segments[..]
    else {
        panic!("{artifact}");
    };
    call!(
        "getReservedInstanceArtifact",
        api.get_reserved_instance_artifact(customer, kind, group, line, id)
    );
    call_invoices(api, &mut answers).await;
    answers
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

/// Buys a reservation, and gives the link to it once it is there.
async fn reserved(stage: &Stage, partner: &PartnerCenter) -> String {
    let customer = partner.customer(seed::CUSTOMER_US);
    let request = request(reservation());
    assert!(customer.purchase(&request).run().await.unwrap().is_complete());
    stage.emulator.clock().advance(std::time::Duration::from_secs(3600));
    let held = partner.api().list_entitlements(seed::CUSTOMER_US).send().await;
    let held = held.unwrap().into_inner().items;
    let mut artifacts = held.iter().flat_map(|entitlement| &entitlement.entitled_artifacts);
    let link = artifacts.find_map(|artifact| artifact.link.as_ref()?.uri.clone());
    link.expect("a reservation with a link").trim_start_matches("/v1").to_owned()
}

/// The operations about what the partner is billed.
#[expect(deprecated, reason = "the service is ending two of them, and still answers")]
async fn call_invoices(api: &partner_center_api::Client, answers: &mut Vec<Answer>) {
    let invoice = seed::INVOICE_ONE_TIME;
    macro_rules! call {
        ($id:literal, $call:expr) => {{
            let answer = $call
                .send()
                .await
                .unwrap_or_else(|error| panic!("{}: {}", $id, partner_center::Error::from(error)));
            answers.push(($id, json(&answer.into_inner())));
        }};
    }
    call!("getInvoiceSummary", api.get_invoice_summary());
    call!("listInvoiceSummaries", api.list_invoice_summaries());
    call!("listInvoices", api.list_invoices());
    call!("getInvoice", api.get_invoice(invoice));
    call!(
        "listInvoiceLineItems",
        api.list_invoice_line_items(invoice, "onetime", "billinglineitems")
    );
    call!(
        "listInvoiceLineItemsByPath",
        api.list_invoice_line_items_by_path(seed::INVOICE_LEGACY, "Office", "BillingLineItems")
    );
    call!(
        "listUnbilledLineItems",
        api.list_unbilled_line_items("onetime", "billinglineitems", "USD", "current")
    );
    call!("listEstimateLinks", api.list_estimate_links("USD"));
    let statement = api.get_invoice_statement(invoice).send().await.unwrap();
    answers.push(("getInvoiceStatement", json(&statement.status().as_u16())));
    let receipt = api
        .get_invoice_receipt_statement(seed::INVOICE_WITH_RECEIPT, seed::RECEIPT)
        .send()
        .await
        .unwrap();
    answers.push(("getInvoiceReceiptStatement", json(&receipt.status().as_u16())));
}

/// Keeps the bodies of answers as they came.
struct Recorder {
    sender: ServiceSender<Emulator>,
    bodies: Arc<Mutex<Vec<(u16, String)>>>,
}

impl HttpSender for Recorder {
    fn execute<'a>(
        &'a self,
        request: reqwest::Request,
    ) -> BoxFuture<'a, Result<reqwest::Response, SendError>> {
        Box::pin(async move {
            let mut response = self.sender.execute(request).await?;
            let mut head = http::Response::new(());
            *head.status_mut() = response.status();
            std::mem::swap(head.headers_mut(), response.headers_mut());
            let body = response.bytes().await.map_err(SendError::lost)?;
            let text = String::from_utf8_lossy(&body).into_owned();
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
        let sender = ServiceSender::new(stage.emulator.clone());
        let recorder = Recorder { sender, bodies: bodies.clone() };
        let partner = builder(&stage.emulator, user()).http_sender(recorder).build().unwrap();
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
                Err(CheckError::NoBody { .. }) => assert!(
                    operation == "registerSubscription"
                        || operation == "token"
                        || operation.ends_with("Statement"),
                    "{operation}"
                ),
                Err(error) => assert_eq!(operation, "token", "{error}"),
            }
        }
        assert!(checked > 36, "{checked} answers were checked");
    }
}
