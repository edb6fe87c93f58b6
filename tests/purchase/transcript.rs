//! What a whole purchase says on the wire, request by request.

use std::collections::BTreeMap;

use partner_center_emulator::{Emulator, Exchange};

use crate::stage::{Stage, request, reservation, software};

/// The requests of the service, each with the number of the call it belongs to: requests
/// with one `MS-RequestId` are tries of one call.
pub(crate) fn of(emulator: &Emulator) -> String {
    let mut calls = BTreeMap::new();
    let mut lines = Vec::new();
    for exchange in emulator.transcript() {
        let name = match header(&exchange, "ms-requestid") {
            Some(id) => {
                let number = calls.len() + 1;
                format!("call {}", calls.entry(id.to_owned()).or_insert(number))
            }
            None => "sign-in".to_owned(),
        };
        let status = exchange.status.map_or("cut".to_owned(), |status| status.to_string());
        let line = format!("{name}: {} {} {}", exchange.method, exchange.path, exchange.body);
        lines.push(format!("{} -> {status}", line.trim_end()));
    }
    lines.join("\n")
}

fn header<'a>(exchange: &'a Exchange, name: &str) -> Option<&'a str> {
    exchange.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn a_purchase_of_software_and_a_reservation() {
    let stage = Stage::new();
    let request = request(software(2)).line(reservation());

    let purchase = stage.customer().purchase(&request).run().await.unwrap();

    assert!(purchase.is_complete());
    insta::assert_snapshot!(of(&stage.emulator), @r#"
    sign-in: POST /c0470500-1111-4a00-8000-00000000c001/oauth2/v2.0/token -> 200
    call 1: GET /v1/customers/a1000000-0000-4000-8000-000000000001 -> 200
    call 2: GET /v1/products/CONTOSO00001/skus/0001?country=US -> 200
    call 3: GET /v1/products/CONTOSO00001/skus/0001/availabilities?country=US&targetSegment=commercial -> 200
    call 4: GET /v1/products/CONTOSO00003/skus/0001?country=US -> 200
    call 5: GET /v1/products/CONTOSO00003/skus/0001/availabilities?country=US&targetSegment=commercial -> 200
    call 6: GET /v1/customers/a1000000-0000-4000-8000-000000000001/subscriptions/b1000000-0000-4000-8000-000000000001/registrationstatus -> 200
    call 7: POST /v1/customers/a1000000-0000-4000-8000-000000000001/subscriptions/b1000000-0000-4000-8000-000000000001/registrations -> 202
    call 8: GET /v1/customers/a1000000-0000-4000-8000-000000000001/subscriptions/b1000000-0000-4000-8000-000000000001/registrationstatus -> 200
    call 9: POST /v1/extensions/product/checkInventory?country=US {"inventoryContext":{"armRegionName":"eastus","azureSubscriptionId":"b1000000-0000-4000-8000-000000000001","customerId":"a1000000-0000-4000-8000-000000000001"},"targetItems":[{"productId":"CONTOSO00003","skuId":"0001"}]} -> 200
    call 10: GET /v1/products/CONTOSO00001/skus/0001/availabilities?country=US&targetSegment=commercial -> 200
    call 11: GET /v1/products/CONTOSO00003/skus/0001/availabilities?country=US&targetSegment=commercial -> 200
    call 12: POST /v1/customers/a1000000-0000-4000-8000-000000000001/carts {"lineItems":[{"billingCycle":"one_time","catalogItemId":"CONTOSO00001:0001:CFACMJS15MT4","id":0,"quantity":2},{"billingCycle":"one_time","catalogItemId":"CONTOSO00003:0001:CFAKZ9DM67M7","id":1,"provisioningContext":{"duration":"1Year","scope":"shared","subscriptionId":"b1000000-0000-4000-8000-000000000001"},"quantity":1,"termDuration":"P1Y"}]} -> 201
    call 13: POST /v1/customers/a1000000-0000-4000-8000-000000000001/carts/b54e0f16-00cc-4d19-84bb-3f97971d80ab/checkout -> 201
    "#);
}

#[tokio::test]
async fn one_correlation_id_ties_a_purchase_together_and_headers_are_as_documented() {
    let stage = Stage::new();
    let _ = stage.customer().purchase(&request(software(1))).run().await.unwrap();

    let service: Vec<_> = stage
        .emulator
        .transcript()
        .into_iter()
        .filter(|exchange| exchange.operation_id != "token")
        .collect();
    let first = header(&service[0], "ms-correlationid").unwrap().to_owned();
    for exchange in &service {
        assert_eq!(header(exchange, "ms-correlationid"), Some(first.as_str()));
    }
    let checkout = service.last().unwrap();
    let names: Vec<_> = checkout.headers.iter().map(|(name, _)| name.as_str()).collect();
    insta::assert_snapshot!(names.join(" "), @r"accept content-length ms-contract-version x-locale ms-correlationid ms-requestid authorization host");
}
