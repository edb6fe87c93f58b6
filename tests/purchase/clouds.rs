//! The purchase in each cloud, with the rules of the document as they are by default.

use std::time::Duration;

use futures::TryStreamExt;
use partner_center::catalog::{Inventory, InventoryContext};
use partner_center::journal::{MemoryJournal, PurchaseKey};
use partner_center::order::{self, InvoicedOrder};
use partner_center::purchase::Step;
use partner_center::transport::{CallOptions, DocumentRules};
use partner_center::types::{BillingCycleType, RegistrationStatus, Segment, TargetView};
use partner_center::{Cloud, Customer, Delivery, PurchaseLine, PurchaseRequest, Term};
use partner_center_emulator::{Cloud as Emulated, Settings, SilentOperations, seed};

use crate::stage::{Stage, builder, request, reservation, software, user};

/// An emulator that stands for a cloud, and a customer of a partner who is signed in to it.
fn stage(cloud: Cloud, change: impl FnOnce(&mut Settings)) -> (Stage, Customer) {
    let emulated = Emulated::named(cloud.name()).unwrap();
    let stage = Stage::with(|settings| {
        settings.cloud = emulated;
        change(settings);
    });
    let partner = builder(&stage.emulator, user()).cloud(cloud).build().unwrap();
    (stage, partner.customer(seed::CUSTOMER_US))
}

fn both() -> PurchaseRequest {
    request(software(2)).line(reservation())
}

#[tokio::test]
async fn in_the_cloud_of_the_us_government_it_goes_from_enablement_to_the_invoice() {
    let (stage, customer) = stage(Cloud::UsGovernment, |_| {});

    let plan = customer.plan(&both()).await.unwrap();
    assert_eq!(stage.writes(), [""; 0]);
    let registration = plan.lines[1].registration.as_ref().unwrap();
    assert_eq!(registration.status, RegistrationStatus::NotRegistered);
    assert_eq!(plan.warnings, []);

    let purchase = customer.purchase(&both()).run().await.unwrap();
    assert!(purchase.is_complete());
    assert_eq!(stage.writes(), ["registerSubscription", "createCart", "checkoutCart"]);

    for id in purchase.order_ids() {
        let every = order::POLL_INTERVAL;
        let order = customer.wait_for_fulfillment(id, every, |_| {}).await.unwrap().order;
        assert!(!customer.wait_for_entitlements(id, every).await.unwrap().is_empty());
        stage.pass(Duration::from_secs(32 * 24 * 60 * 60));
        let partner = customer.partner();
        let billed: Vec<InvoicedOrder> =
            partner.order_invoices(&order).unwrap().try_collect().await.unwrap();
        assert_eq!(billed.len(), 1, "{id}");
    }
    for by_country in ["listProducts", "getProduct", "listSkus", "getSku", "listAvailabilities"] {
        assert_eq!(stage.asked(by_country), 0, "{by_country}");
    }
}

#[tokio::test]
async fn elsewhere_the_catalog_of_the_country_is_read() {
    let (stage, customer) = stage(Cloud::Global, |_| {});
    customer.plan(&both()).await.unwrap();
    assert_eq!(stage.asked("listAvailabilities"), 2);
    assert_eq!(stage.asked("listCustomerAvailabilities"), 0);
}

#[tokio::test]
async fn a_purchase_that_is_recorded_chooses_as_one_that_is_not() {
    let (stage, customer) = stage(Cloud::UsGovernment, |_| {});
    let key = PurchaseKey::new("order 1").unwrap();
    let settled =
        customer.purchase(&both()).recorded(MemoryJournal::new(), key).run().await.unwrap();
    assert_eq!(settled.orders().len(), stage.bought().len());
    assert_eq!(stage.bought().len(), 2);
    assert_eq!(stage.asked("listAvailabilities"), 0);
}

#[tokio::test]
async fn another_country_than_the_customers_has_nothing_to_choose_from() {
    let (stage, customer) = stage(Cloud::UsGovernment, |_| {});
    let german = request(software(1)).country("DE".parse().unwrap());
    let error = customer.plan(&german).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    assert!(error.to_string().contains("is for another country than DE"), "{error}");
    assert_eq!(stage.writes(), [""; 0]);
}

#[tokio::test]
async fn where_the_service_turns_out_not_to_have_a_step_it_is_said_that_nobody_promised_it() {
    let deny = |settings: &mut Settings| settings.silent_operations = SilentOperations::NotFound;
    let (_, customer) = stage(Cloud::UsGovernment, deny);
    let error = customer.plan(&both()).await.unwrap_err();
    assert_eq!(
        (error.operation(), error.status()),
        (Some("getSubscriptionRegistrationStatus"), Some(404))
    );
    assert!(
        error.to_string().ends_with(
            "no page says whether us-government has this operation, which may be the reason"
        ),
        "{error}"
    );

    // Software asks for none of it, and a check that is not there is no no.
    let purchase = customer.purchase(&request(software(1))).run().await.unwrap();
    assert!(purchase.is_complete());
    let catalog = customer.catalog().segment(Segment::Commercial);
    let (product, sku) = (seed::PRODUCT_RESERVATION, seed::SKU_RESERVATION_ONE_YEAR);
    let items = catalog.items(&product.into(), &sku.into()).await.unwrap();
    let place = InventoryContext::new().subscription(seed::SUBSCRIPTION_ACTIVE);
    let inventory = customer.check_inventory(&items[0], &place).await.unwrap();
    assert_eq!(inventory, Inventory::NotKnown { status: 404 });
}

#[tokio::test]
async fn in_the_cloud_of_21vianet_nothing_is_bought_once_and_the_error_says_why() {
    let (stage, customer) = stage(Cloud::China, |_| {});
    let failed = customer.purchase(&both()).run().await.unwrap_err();
    assert_eq!((failed.step(), failed.bought()), (Step::Request, Delivery::NotDone));
    insta::assert_snapshot!(failed, @"checking the request failed: cloud: the cloud of 21Vianet (china) has no one-time purchases, and line 1 (2 x CONTOSO00001:0001) and line 2 (1 x CONTOSO00003:0001 for P1Y) would be: buy it in another cloud, name the billing cycle of what is sold here with `PurchaseLine::billing_cycle`, or lift the rule with `DocumentRules::any_cloud` if the document is behind; nothing was bought");
    let planned = customer.plan(&both()).await.unwrap_err();
    assert_eq!(planned.to_string(), failed.error().to_string());
    assert_eq!(stage.emulator.requests().total, 0);

    let key = PurchaseKey::new("order 1").unwrap();
    let recorded = customer.purchase(&both()).recorded(MemoryJournal::new(), key).run().await;
    let failed = recorded.unwrap_err();
    assert_eq!((failed.step(), failed.bought()), (Step::Request, Delivery::NotDone));
    assert_eq!(stage.writes(), [""; 0]);
}

#[tokio::test]
async fn in_the_cloud_of_21vianet_the_catalog_can_be_read_and_what_is_not_bought_once_is_looked_for()
 {
    let (stage, customer) = stage(Cloud::China, |_| {});
    let catalog = customer.catalog();
    assert!(!catalog.products(TargetView::Software).await.unwrap().is_empty());
    assert!(!catalog.skus(&seed::PRODUCT_PERPETUAL.into()).await.unwrap().is_empty());
    assert!(!customer.subscriptions().await.unwrap().is_empty());

    let line =
        PurchaseLine::sku(seed::PRODUCT_SOFTWARE_SUBSCRIPTION, seed::SKU_SOFTWARE_SUBSCRIPTION, 1)
            .term(Term::ThreeYears)
            .billing_cycle(BillingCycleType::Annual);
    // It is looked for, and found to be sold in other ways only.
    let error = customer.plan(&request(line)).await.unwrap_err();
    assert!(error.to_string().contains("does not offer P3Y with annual billing"), "{error}");
    assert_eq!(stage.asked("listCustomerAvailabilities"), 1);

    let anyway = CallOptions::new().document_rules(DocumentRules::new().any_cloud());
    let anyway = customer.with(anyway);
    assert!(anyway.purchase(&request(software(1))).run().await.unwrap().is_complete());
    assert_eq!(stage.bought().len(), 1);
}
