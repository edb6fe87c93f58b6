//! Customers, their subscriptions, and the registration of these.

use partner_center_emulator::seed::*;
use serde_json::Value;

use crate::client::Client;

fn names(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["companyProfile"]["companyName"].as_str().unwrap()).collect()
}

#[test]
fn customers_are_read_page_by_page() {
    let client = Client::new();
    let all = client.get("/v1/customers?size=0").expect(200);
    assert_eq!(all["items"].as_array().unwrap().len(), 6);
    let mut found: Vec<Value> = Vec::new();
    let mut page = client.get("/v1/customers?size=4").expect(200);
    loop {
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(token) = page["continuationToken"].as_str() else { break };
        let header = &page["links"]["next"]["headers"][0];
        assert_eq!(
            (header["key"].as_str(), header["value"].as_str()),
            (Some("MS-ContinuationToken"), Some(token))
        );
        let uri = page["links"]["next"]["uri"].as_str().unwrap();
        assert_eq!(uri, "/customers?size=4&seekOperation=Next");
        let next = Client {
            headers: vec![("ms-continuationtoken", token.to_owned())],
            ..client.app_only()
        };
        page = next.get("/v1/Customers?size=4&seekoperation=next").expect(200);
    }
    assert_eq!(Value::from(found), all["items"]);
    assert_eq!(page["links"].get("next"), None);
}

#[test]
fn seeking_goes_both_ways() {
    let client = Client::new();
    let second = client.get("/v1/customers?size=2").expect(200)["continuationToken"]
        .as_str()
        .unwrap()
        .to_owned();
    let seek = |token: &str, operation: &str| {
        let client = Client {
            headers: vec![("MS-ContinuationToken", token.to_owned())],
            ..client.app_only()
        };
        client.get(&format!("/v1/customers?size=2&seekOperation={operation}")).expect(200)
    };
    let page = seek(&second, "Next");
    assert_eq!(names(&page), ["Wingtip Toys Ltd", "Tailspin KK"]);
    let third = page["continuationToken"].as_str().unwrap();
    assert_eq!(names(&seek(third, "Previous")), ["Northwind Traders", "Adventure Works GmbH"]);
    assert_eq!(names(&seek(third, "First")), ["Northwind Traders", "Adventure Works GmbH"]);
    assert_eq!(names(&seek(third, "Last")), ["School of Fine Art", "Boulangerie Coho"]);
}

#[test]
fn a_page_that_cannot_be_found_is_refused() {
    let client = Client::new();
    client.get("/v1/customers?size=2&seekOperation=Next").refused(400, "800002");
    client.get("/v1/customers?size=many").refused(400, "800002");
    let client = client.header("MS-ContinuationToken", "made-up");
    client.get("/v1/customers?seekOperation=Next").refused(400, "800002");
}

#[test]
fn customers_are_filtered_by_how_a_name_starts() {
    let client = Client::new();
    let filter =
        |text: &str| client.get(&format!("/v1/customers?filter={}", text.replace('"', "%22")));
    let by_name = filter(r#"{"Field":"CompanyName","Value":"adventure","Operator":"starts_with"}"#)
        .expect(200);
    assert_eq!(names(&by_name), ["Adventure Works GmbH"]);
    let by_domain =
        filter(r#"{"field":"domain","value":"Tail","operator":"StartsWith"}"#).expect(200);
    assert_eq!(names(&by_domain), ["Tailspin KK"]);
    filter(r#"{"Field":"CompanyName","Value":"a","Operator":"substring"}"#).refused(400, "3000");
    filter(r#"{"Field":"Colour","Value":"a","Operator":"starts_with"}"#).refused(400, "3000");
    filter("adventure").refused(400, "800002");
}

#[test]
fn a_customer_has_a_country_and_belongs_to_its_partner() {
    let client = Client::new();
    let customer = client.get(&format!("/v1/customers/{CUSTOMER_DE}")).expect(200);
    assert_eq!(customer["billingProfile"]["defaultAddress"]["country"], "DE");
    assert_eq!(customer["billingProfile"]["culture"], "de-DE");
    client.get(&format!("/v1/customers/{}", CUSTOMER_DE.to_uppercase())).expect(200);
    client.get(&format!("/v1/customers/{CUSTOMER_OF_FABRIKAM}")).refused(403, "20002");
    client.get("/v1/customers/a1000000-0000-4000-8000-00000000ffff").refused(403, "20002");
    client.get("/v1/customers/northwind").refused(400, "900118");
    let fabrikam = client.fabrikam();
    assert_eq!(names(&fabrikam.get("/v1/customers").expect(200)), ["Litware Inc"]);
    fabrikam.get(&format!("/v1/customers/{CUSTOMER_DE}/orders")).refused(403, "20002");
}

#[test]
fn without_delegated_access_some_things_are_withheld() {
    let client = Client::new();
    let customer = client.get(&format!("/v1/customers/{CUSTOMER_NO_DELEGATION}")).expect(200);
    assert_eq!(customer["allowDelegatedAccess"], false);
    assert_eq!(customer.get("customDomains"), None);
    assert_eq!(customer["companyProfile"].get("address"), None);
    assert_eq!(customer["billingProfile"]["defaultAddress"]["country"], "FR");
}

#[test]
fn subscriptions_can_be_listed_and_read() {
    let client = Client::new();
    let path = format!("/v1/customers/{CUSTOMER_US}/subscriptions");
    let list = client.get(&path).expect(200);
    assert_eq!(list["totalCount"], 5);
    assert_eq!(client.get(&format!("{path}?order_id=c1000000-0004")).expect(200)["totalCount"], 1);
    assert_eq!(client.get(&format!("{path}?mpn_id=5550001")).expect(200)["totalCount"], 1);
    let one = client.get(&format!("{path}/{SUBSCRIPTION_SUSPENDED}")).expect(200);
    assert_eq!(one["status"], "suspended");
    assert_eq!(one["unitType"], "Usage-based");
    client.get(&format!("{path}/{SUBSCRIPTION_DE}")).refused(404, "20003");
    let order = one["orderId"].as_str().unwrap();
    let order = client.get(&format!("/v1/customers/{CUSTOMER_US}/orders/{order}")).expect(200);
    assert_eq!(order["lineItems"][0]["subscriptionId"], SUBSCRIPTION_SUSPENDED);
}

#[test]
fn only_an_active_azure_subscription_is_registered() {
    let client = Client::new();
    let register = |id: &str| {
        client.press(&format!("/v1/customers/{CUSTOMER_US}/subscriptions/{id}/registrations"))
    };
    register(SUBSCRIPTION_SOFTWARE).refused(400, "800011");
    register(SUBSCRIPTION_SUSPENDED).refused(400, "800012");
    register(SUBSCRIPTION_DE).refused(404, "20003");
    let status = |id: &str| {
        client
            .get(&format!("/v1/customers/{CUSTOMER_US}/subscriptions/{id}/registrationstatus"))
            .expect(200)
    };
    assert_eq!(status(SUBSCRIPTION_REGISTERED)["status"], "registered");
    assert_eq!(register(SUBSCRIPTION_REGISTERED).status, 202);
    assert_eq!(
        status(SUBSCRIPTION_REGISTERED)["status"],
        "registered",
        "once registered, always registered"
    );
    assert_eq!(register(SUBSCRIPTION_ACTIVE).status, 202);
    client.advance(4);
    assert_eq!(register(SUBSCRIPTION_ACTIVE).status, 202, "asking again does not begin again");
    client.advance(1);
    assert_eq!(status(SUBSCRIPTION_ACTIVE)["status"], "registered");
}
