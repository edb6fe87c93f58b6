//! The catalog as a customer sees it.

use partner_center_emulator::seed::*;
use serde_json::Value;

use crate::client::Client;

fn of(customer: &str) -> String {
    format!("/v1/customers/{customer}/products")
}

/// The same address in the catalog of a country.
fn by_country(path: &str, customer: &str, country: &str) -> String {
    let path = path.replace(&format!("/customers/{customer}"), "");
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}country={country}")
}

#[test]
fn a_customer_sees_what_is_sold_in_the_country_of_the_customer() {
    let client = Client::new();
    for (customer, country) in [(CUSTOMER_US, "US"), (CUSTOMER_DE, "DE"), (CUSTOMER_JP, "JP")] {
        let products = of(customer);
        let skus = format!("{products}/{PRODUCT_PERPETUAL}/skus");
        let availabilities = format!("{skus}/{SKU_PERPETUAL}/availabilities");
        let list = client.get(&availabilities).expect(200);
        let id = list["items"][0]["id"].as_str().unwrap();
        for path in [
            format!("{products}?targetView=Software"),
            format!("{products}?targetView=AzureReservationsVM&reservationScope=AzurePlan"),
            format!("{products}/{PRODUCT_PERPETUAL}"),
            skus.clone(),
            format!("{skus}/{SKU_PERPETUAL}"),
            availabilities.clone(),
            format!("{availabilities}/{id}"),
        ] {
            let seen = client.get(&path).expect(200);
            let expected = client.get(&by_country(&path, customer, country)).expect(200);
            assert_eq!(seen, expected, "{path}");
        }
    }
}

#[test]
fn what_is_not_sold_in_the_country_of_the_customer_is_not_found() {
    let client = Client::new();
    client.get(&format!("{}/{PRODUCT_LINUX}", of(CUSTOMER_US))).expect(200);
    let german = format!("{}/{PRODUCT_LINUX}", of(CUSTOMER_DE));
    client.get(&german).refused(404, "400013");
    // The country of the customer counts, whatever the query says.
    client.get(&format!("{german}?country=US")).refused(404, "400013");
    let product = format!("{}/{PRODUCT_PERPETUAL}", of(CUSTOMER_US));
    client.get(&format!("{product}/skus/9999")).refused(404, "400018");
    client.get(&format!("{product}/skus/0001/availabilities/NONE")).refused(404, "400019");
}

#[test]
fn the_customer_has_to_be_one_of_the_partner() {
    let client = Client::new();
    let view = "targetView=Software";
    client.get(&format!("{}?{view}", of(CUSTOMER_OF_FABRIKAM))).refused(403, "20002");
    client.get(&format!("{}?{view}", of("contoso"))).refused(400, "900118");
    client.get(&of(CUSTOMER_US)).refused(400, "800002");
    let skus = format!("{}/{PRODUCT_PERPETUAL}/skus", of(CUSTOMER_OF_FABRIKAM));
    client.get(&skus).refused(403, "20002");
    client.get(&format!("{skus}/0001/availabilities")).refused(403, "20002");
}

#[test]
fn the_links_in_it_lead_out_of_it() {
    let client = Client::new();
    let list = client.get(&format!("{}?targetView=Software", of(CUSTOMER_US))).expect(200);
    let links = |item: &Value| item["links"]["skus"]["uri"].as_str().unwrap().to_owned();
    let product = &list["items"][0];
    let expected = format!("/products/{}/skus?country=US", product["id"].as_str().unwrap());
    assert_eq!(links(product), expected);
}
