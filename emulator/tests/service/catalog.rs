//! Products, SKUs, availabilities, inventory.

use partner_center_emulator::seed::*;
use serde_json::{Value, json};

use crate::client::Client;

fn ids(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[test]
fn a_view_shows_its_products() {
    let client = Client::new();
    #[track_caller]
    fn check(client: &Client, query: &str, expected: &[&str]) {
        let list = client.get(&format!("/v1/products?{query}")).expect(200);
        assert_eq!(ids(&list), expected);
        assert_eq!(list["totalCount"], expected.len());
    }
    check(&client, "country=US&targetView=SoftwarePerpetual", &[PRODUCT_PERPETUAL]);
    check(&client, "COUNTRY=us&TargetView=softwaresubscriptions", &[PRODUCT_SOFTWARE_SUBSCRIPTION]);
    check(&client, "country=US&targetView=SoftwareSUSELinux", &[PRODUCT_LINUX]);
    check(&client, "country=DE&targetView=SoftwareSUSELinux", &[]);
    check(&client, "country=AQ&targetView=Software", &[]);
    check(&client, "country=US&targetView=Software&targetSegment=government", &[PRODUCT_PERPETUAL]);
    let both = &[PRODUCT_RESERVATION, PRODUCT_RESERVATION_LEGACY];
    check(&client, "country=US&targetView=AzureReservationsVM", both);
    let plan = &[PRODUCT_RESERVATION];
    check(&client, "country=US&targetView=AzureReservationsVM&reservationScope=AzurePlan", plan);
}

#[test]
fn a_wrong_query_is_refused() {
    let client = Client::new();
    for query in [
        "targetView=Software",
        "country=USA&targetView=Software",
        "country=US",
        "country=U1&targetView=Azure",
    ] {
        client.get(&format!("/v1/products?{query}")).refused(400, "800002");
    }
    assert!(
        client
            .get("/v1/products?country=US&targetView=Toys")
            .refused(400, "800002")
            .contains("`Toys`")
    );
    let segment = "/v1/products?country=US&targetView=Software&targetSegment=toys";
    assert!(client.get(segment).refused(400, "800002").contains("`toys`"));
}

#[test]
fn a_partner_may_not_see_every_segment_and_view() {
    let client = Client::new().fabrikam();
    client
        .get("/v1/products?country=US&targetView=Software&targetSegment=Government")
        .refused(403, "400030");
    client.get("/v1/products?country=US&targetView=azurereservationssql").refused(403, "400036");
    let skus = format!("/v1/products/{PRODUCT_PERPETUAL}/skus");
    client.get(&format!("{skus}?country=US&targetSegment=government")).refused(403, "400030");
    let list = client.get(&format!("{skus}/{SKU_PERPETUAL}/availabilities?country=US")).expect(200);
    assert!(!list.to_string().contains("government"));
}

#[test]
fn what_does_not_exist_is_not_found() {
    let client = Client::new();
    let product = format!("/v1/products/{PRODUCT_PERPETUAL}");
    client.get("/v1/products/CONTOSO99999?country=US").refused(404, "400013");
    client.get(&format!("/v1/products/{PRODUCT_LINUX}?country=DE")).refused(404, "400013");
    client.get("/v1/products/CONTOSO99999/skus?country=US").refused(404, "400013");
    client.get(&format!("{product}/skus/9999?country=US")).refused(404, "400018");
    client.get(&format!("{product}/skus/9999/availabilities?country=US")).refused(404, "400018");
    client
        .get(&format!("{product}/skus/0001/availabilities/NONE?country=US"))
        .refused(404, "400019");
    let legacy = format!("/v1/products/{PRODUCT_RESERVATION_LEGACY}");
    client.get(&format!("{legacy}?country=US")).expect(200);
    client.get(&format!("{legacy}?country=US&reservationScope=AzurePlan")).refused(404, "400013");
}

#[test]
fn a_sku_says_what_buying_it_takes() {
    let client = Client::new();
    let skus =
        client.get(&format!("/v1/products/{PRODUCT_RESERVATION}/skus?country=GB")).expect(200);
    assert_eq!(ids(&skus), ["0001", "0002", "0003"]);
    let sku = &skus["items"][1];
    assert_eq!(
        sku["purchasePrerequisites"],
        json!(["AzureSubscriptionRegistration", "InventoryCheck"])
    );
    assert_eq!(sku["provisioningVariables"], json!(["Scope", "SubscriptionId", "Duration"]));
    assert_eq!(sku["dynamicAttributes"]["duration"], "3Years");
    assert_eq!(sku["supportedBillingCycles"], json!(["one_time"]));
    let sku = |product: &str, id: &str| {
        client.get(&format!("/v1/products/{product}/skus/{id}?country=US")).expect(200)
    };
    let attestation = &sku(PRODUCT_PERPETUAL, SKU_ATTESTATION)["attestationProperties"];
    assert_eq!(attestation["enforceAttestation"], true);
    let pack = sku(PRODUCT_PERPETUAL, SKU_FROM_FIVE_TO_TEN);
    assert_eq!((&pack["minimumQuantity"], &pack["maximumQuantity"]), (&json!(5), &json!(10)));
    assert_eq!(sku(PRODUCT_SOFTWARE_SUBSCRIPTION, SKU_TRIAL)["isTrial"], true);
}

#[test]
fn an_availability_is_for_a_country_and_a_segment() {
    let client = Client::new();
    let path = format!("/v1/products/{PRODUCT_PERPETUAL}/skus/{SKU_PERPETUAL}/availabilities");
    let segments = |query: &str| {
        let list = client.get(&format!("{path}?{query}")).expect(200);
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| item["segment"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(segments("country=US"), ["commercial", "education", "government"]);
    assert_eq!(segments("country=DE"), ["commercial", "education"]);
    assert_eq!(segments("country=DE&targetSegment=NonProfit"), ["nonprofit"]);

    let list = client.get(&format!("{path}?country=JP&targetSegment=commercial")).expect(200);
    let found = &list["items"][0];
    assert_eq!(found["defaultCurrency"], json!({ "code": "JPY", "symbol": "¥" }));
    let id = found["id"].as_str().unwrap();
    assert_eq!(found["catalogItemId"], format!("{PRODUCT_PERPETUAL}:{SKU_PERPETUAL}:{id}"));
    assert_eq!(client.get(&format!("{path}/{id}?country=JP")).expect(200), *found);
    client.get(&format!("{path}/{id}?country=DE")).refused(404, "400019");
}

#[test]
fn what_is_not_for_sale_says_so() {
    let client = Client::new();
    let path = format!(
        "/v1/products/{PRODUCT_PERPETUAL}/skus/{SKU_NOT_FOR_SALE}/availabilities?country=US"
    );
    assert_eq!(client.get(&path).expect(200)["items"][0]["isPurchasable"], false);
}

#[test]
fn terms_carry_renewal_and_cancellation() {
    let client = Client::new();
    let path = format!(
        "/v1/products/{PRODUCT_SOFTWARE_SUBSCRIPTION}/skus/{SKU_SOFTWARE_SUBSCRIPTION}/availabilities?country=US"
    );
    let list = client.get(&path).expect(200);
    let found = &list["items"][0];
    assert_eq!(found["terms"][1]["duration"], "P3Y");
    assert_eq!(found["terms"][0]["billingCycle"], "OneTime");
    assert_eq!(
        found["terms"][0]["cancellationPolicies"][0]["refundOptions"][0]["expiresAfter"],
        "P7D"
    );
    assert_eq!(found["renewalInstructions"][0]["applicableTermIds"][0], found["terms"][0]["id"]);
}

#[test]
fn availabilities_get_other_ids_by_hand_or_by_time() {
    let client = Client::new();
    let item = || client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US");
    let first = item();
    client.advance(1_000_000);
    let client =
        Client { token: client.app_only().token, ..Client::signed_out(client.emulator.clone()) };
    let item = || client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US");
    assert_eq!(item(), first);
    client.emulator.rotate_availabilities();
    let second = item();
    assert_ne!(second, first);
    client.emulator.change(|settings| settings.availability_lifetime_seconds = Some(600));
    let third = item();
    client.advance(601);
    assert_ne!(item(), third);
}

#[test]
fn inventory_is_restricted_where_nothing_is_left() {
    let client = Client::new();
    let question = |sku: Value| {
        json!({ "targetItems": [{ "productId": PRODUCT_RESERVATION, "skuId": sku }], "inventoryContext": {
            "customerId": CUSTOMER_US, "azureSubscriptionId": SUBSCRIPTION_REGISTERED, "armRegionName": "japanwest",
        } })
    };
    let path = "/v1/extensions/product/checkinventory/?Country=us";
    let all = client.post(path, question(Value::Null)).expect(200);
    let restricted: Vec<bool> = all
        .as_array()
        .expect("a bare array")
        .iter()
        .map(|item| item["isRestricted"].as_bool().unwrap())
        .collect();
    assert_eq!(restricted, [false, false, true]);
    assert_eq!(all[0]["restrictions"], json!([]));
    let one = client.post(path, question(json!(SKU_RESERVATION_RESTRICTED))).expect(200);
    assert_eq!(one[0]["restrictions"][0]["reasonCode"], "NotAvailableForSubscription");
    assert_eq!(
        one[0]["restrictions"][0]["properties"],
        json!({ "type": "Location", "values": "japanwest" })
    );
}

#[test]
fn what_the_catalog_does_not_hold_is_silently_missing() {
    let client = Client::new();
    let path = "/v1/extensions/product/checkInventory?country=US";
    let unknown = json!({ "TargetItems": [
        { "ProductId": "CONTOSO99999", "SkuId": null, "IsRestricted": false, "Restrictions": null },
        { "ProductId": PRODUCT_PERPETUAL, "SkuId": SKU_PERPETUAL },
    ], "InventoryContext": null });
    let verdicts = client.post(path, unknown).expect(200);
    assert_eq!(verdicts.as_array().unwrap().len(), 1);
    assert_eq!(verdicts[0]["skuId"], SKU_PERPETUAL);
}

#[test]
fn a_wrong_question_about_inventory_is_refused() {
    let client = Client::new();
    let path = "/v1/extensions/product/checkInventory?country=US";
    client.post(path, json!({})).refused(400, "800002");
    client.post(path, json!({ "targetItems": [] })).refused(400, "800002");
    client.post(path, json!({ "targetItems": [{ "skuId": "0001" }] })).refused(400, "800002");
    let items = json!([{ "productId": PRODUCT_RESERVATION }]);
    let text = client.post(path, json!({ "targetItems": items })).refused(400, "800002");
    assert!(text.contains("CustomerId"), "{text}");
    let context = json!({ "customerId": CUSTOMER_OF_FABRIKAM });
    let body = json!({ "targetItems": items, "inventoryContext": context });
    client.post(path, body).refused(403, "20002");
}
