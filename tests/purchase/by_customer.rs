//! The catalog as a customer sees it, through the facade.

use partner_center::types::{ReservationScope, Segment, TargetView};
use partner_center::{Catalog, Error, auth::StaticToken};
use partner_center_emulator::seed;
use partner_center_test_support::{Script, answer};

use crate::stage::Stage;

/// Everything that a catalog says of software.
async fn all(catalog: &Catalog) -> Result<serde_json::Value, Error> {
    let (product, sku) = (&seed::PRODUCT_PERPETUAL.into(), &seed::SKU_PERPETUAL.into());
    let availabilities = catalog.availabilities(product, sku).await?.complete()?;
    let first = availabilities[0].id.clone().unwrap();
    Ok(serde_json::json!([
        catalog.products(TargetView::SoftwarePerpetual).await?.complete()?,
        catalog.product(product).await?,
        catalog.skus(product).await?.complete()?,
        catalog.sku(product, sku).await?,
        catalog.availability(product, sku, &first).await?,
        availabilities,
        catalog.items(product, sku).await?.complete()?,
    ]))
}

#[tokio::test]
async fn a_customer_sees_the_same_as_any_buyer_of_the_same_country() {
    let stage = Stage::new();
    for (id, country) in [(seed::CUSTOMER_US, "US"), (seed::CUSTOMER_DE, "DE")] {
        let seen = stage.partner.customer(id).catalog().segment(Segment::Commercial);
        let known = stage.partner.catalog(country.parse().unwrap()).segment(Segment::Commercial);
        assert_eq!(all(&seen).await.unwrap(), all(&known).await.unwrap());
        assert_eq!((seen.country(), seen.customer_id().unwrap().as_str()), (None, id));
        assert_eq!((known.country().unwrap().as_str(), known.customer_id()), (country, None));
    }
    // Each availability says its country, so that nobody has to look it up.
    assert_eq!(stage.asked("getCustomer"), 0);
    for operation in [
        "listCustomerProducts",
        "getCustomerProduct",
        "listCustomerSkus",
        "getCustomerSku",
        "listCustomerAvailabilities",
        "getCustomerAvailability",
    ] {
        assert!(stage.asked(operation) > 0, "{operation}");
    }
}

#[tokio::test]
async fn what_narrows_a_catalog_is_sent_and_a_country_is_not() {
    let script = Script::default();
    let partner = script.builder_for(StaticToken::app_only("token")).build().unwrap();
    let catalog = partner
        .customer("5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21")
        .catalog()
        .segment(Segment::Education)
        .reservation_scope(ReservationScope::AzurePlan);
    catalog.products(TargetView::SpecializedOffers).await.unwrap();
    catalog.skus(&"P1".into()).await.unwrap();
    catalog.availabilities(&"P1".into(), &"0001".into()).await.unwrap();
    let lines: Vec<_> = script.asked().into_iter().map(|asked| asked.line).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    GET /v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/products?targetView=SpecializedOffers&targetSegment=education&reservationScope=AzurePlan
    GET /v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/products/P1/skus?targetSegment=education&reservationScope=AzurePlan
    GET /v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/products/P1/skus/0001/availabilities?targetSegment=education&reservationScope=AzurePlan
    ");
}

#[tokio::test]
async fn the_country_is_looked_up_where_no_availability_says_it() {
    let customer = r#"{"id":"5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21",
        "billingProfile":{"defaultAddress":{"country":"NO"}}}"#;
    let script = Script::new([
        answer(200, r#"{"id":"0001","productId":"P1"}"#),
        answer(200, r#"{"items":[{"id":"A1"},{"id":"A2"}]}"#),
        answer(200, customer),
    ]);
    let partner = script.partner();
    let catalog = partner.customer("5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21").catalog();
    let items = catalog.items(&"P1".into(), &"0001".into()).await.unwrap();
    let countries: Vec<_> = items.iter().map(|item| item.country.as_str().to_owned()).collect();
    assert_eq!(countries, ["NO", "NO"]);
    assert_eq!(items[0].id().unwrap().to_string(), "P1:0001:A1");
}

#[tokio::test]
async fn a_customer_of_somebody_else_is_refused() {
    let stage = Stage::new();
    let catalog = stage.partner.customer(seed::CUSTOMER_OF_FABRIKAM).catalog();
    let error = catalog.products(TargetView::Software).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(403), Some("20002")));
    let german = stage.partner.customer(seed::CUSTOMER_DE).catalog();
    let error = german.product(&seed::PRODUCT_LINUX.into()).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(404), Some("400013")));
}
