//! Habits of the wire that other clients cannot read, and their switches.

use partner_center_emulator::Habits;
use partner_center_emulator::seed::*;
use serde_json::Value;

use crate::client::Client;

const LINES: &str = "provider=onetime&invoicelineitemtype=billinglineitems";

fn lines(client: &Client, query: &str) -> Value {
    client.get(&format!("/v1/invoices/{INVOICE_ONE_TIME}/lineitems{query}")).expect(200)
}

fn untyped(page: &Value) -> usize {
    let items = page["items"].as_array().unwrap().iter();
    items.filter(|line| line.get("billingProvider").is_none()).count()
}

fn switched_off(change: impl FnOnce(&mut Habits)) -> Client {
    Client::with(|settings| change(&mut settings.habits))
}

#[test]
fn lines_have_provider_and_type_where_that_habit_is_off() {
    assert_ne!(untyped(&lines(&Client::new(), &format!("?{LINES}"))), 0);
    let client = switched_off(|habits| habits.untyped_lines = false);
    let page = lines(&client, &format!("?{LINES}"));
    assert_eq!(untyped(&page), 0);
    let strings = page["items"].as_array().unwrap().iter().any(|line| line["quantity"].is_string());
    assert!(strings, "the other oddities stay");
}

#[test]
fn links_of_lines_can_be_followed_where_that_habit_is_off() {
    let next =
        |client: &Client| lines(client, &format!("?{LINES}&size=2"))["links"]["next"].clone();
    let damaged = next(&Client::new());
    assert!(damaged["uri"].as_str().unwrap().contains("&nvoicelineitemtype="), "{damaged}");
    let client = switched_off(|habits| habits.damaged_line_links = false);
    let sound = next(&client);
    let token = sound["headers"][0]["value"].as_str().unwrap().to_owned();
    let client = client.header("MS-ContinuationToken", token);
    client.get(&format!("/v1{}", sound["uri"].as_str().unwrap())).expect(200);
}

#[test]
fn lines_asked_for_by_path_link_to_addresses_by_query() {
    let client = Client::new();
    let path = format!("/v1/invoices/{INVOICE_LEGACY}/lineitems/Azure/UsageLineItems?size=25");
    let mut page = client.get(&path).expect(200);
    let mut count = page["items"].as_array().unwrap().len();
    while let Some(next) = page["links"]["next"]["uri"].as_str() {
        assert_eq!(next.matches('?').count(), 1, "{next}");
        page = client.get(&format!("/v1{next}")).expect(200);
        count += page["items"].as_array().unwrap().len();
    }
    assert_eq!(count, 60);
}

#[test]
fn only_the_plain_list_of_customers_has_the_version_in_its_own_link() {
    let client = Client::new();
    let link = |client: &Client, query: &str, name: &str| {
        let page = client.get(&format!("/v1/customers{query}")).expect(200);
        page["links"][name]["uri"].as_str().unwrap().to_owned()
    };
    assert_eq!(link(&client, "?size=2", "self"), "/v1/customers?size=2");
    assert_eq!(link(&client, "?size=2", "next"), "/customers?size=2&seekOperation=Next");
    let filter = "?size=1&filter=%7B%22Field%22:%22CompanyName%22,%22Value%22:%22C%22,%22Operator%22:%22starts_with%22%7D";
    assert!(link(&client, filter, "self").starts_with("/customers?"));
    let client = switched_off(|habits| habits.versioned_customer_links = false);
    assert_eq!(link(&client, "?size=2", "self"), "/customers?size=2");
}

#[test]
fn attributes_of_skus_are_no_lists_where_that_habit_is_off() {
    let path = format!("/v1/products/{PRODUCT_PERPETUAL}/skus/{SKU_PERPETUAL}?country=US");
    let lists = |client: &Client| {
        let sku = client.get(&path).expect(200);
        let attributes = sku["dynamicAttributes"].as_object().unwrap().clone();
        (attributes.values().filter(|value| value.is_array()).count(), attributes.len())
    };
    let (some, all) = lists(&Client::new());
    assert_ne!(some, 0);
    assert_eq!(lists(&switched_off(|habits| habits.attribute_lists = false)), (0, all - some));
    let reserved = format!("/v1/products/{PRODUCT_RESERVATION}/skus/0001?country=US");
    let reserved = Client::new().get(&reserved).expect(200)["dynamicAttributes"].clone();
    assert!(!reserved.as_object().unwrap().values().any(Value::is_array), "{reserved}");
}
