//! What stands in a CSV file.

use partner_center::export::{self, RawReason};
use partner_center::invoice::LineItemQuery;
use serde_json::{Value, json};

use crate::stage::{Folder, Service, purchases};

async fn exported(service: &Service, lines: LineItemQuery) -> (export::Exported, String) {
    let folder = Folder::new();
    let exported = export::csv(service.lines(lines), folder.file("lines.csv")).run().await.unwrap();
    let text = folder.read("lines.csv");
    assert_eq!(exported.bytes, text.len() as u64);
    assert_eq!(folder.names(), ["lines.csv"], "nothing else is left");
    (exported, text)
}

/// What stands in the cells that are not empty.
async fn cells(line: Value, lines: LineItemQuery) -> String {
    let (_, text) = exported(&Service::of([line]), lines).await;
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let record = reader.records().next().unwrap().unwrap();
    let cells = header.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
    cells.map(|(name, cell)| format!("{name}: {cell}\n")).collect()
}

#[tokio::test]
async fn a_list_without_lines_is_a_header() {
    let empty = Service::of(Vec::<String>::new());
    let mut headers = String::new();
    for lines in [
        LineItemQuery::office(),
        LineItemQuery::azure(),
        LineItemQuery::azure_usage(),
        LineItemQuery::one_time(),
        LineItemQuery::one_time_usage("EUR"),
    ] {
        let (exported, text) = exported(&empty, lines).await;
        assert_eq!((exported.lines, exported.pages), (0, 1));
        headers += &text;
    }
    assert!(headers.ends_with("\r\n"));
    insta::assert_snapshot!(headers.replace("\r\n", "\n"), @r"
    partnerId,customerId,customerName,mpnId,tier2MpnId,orderId,subscriptionId,subscriptionName,subscriptionDescription,billingCycleType,domainName,syndicationPartnerSubscriptionNumber,offerId,durableOfferId,offerName,subscriptionStartDate,subscriptionEndDate,chargeStartDate,chargeEndDate,chargeType,unitPrice,quantity,amount,totalOtherDiscount,subtotal,tax,totalForCustomer,currency,invoiceLineItemType,billingProvider,attributes.etag,attributes.objectType,json
    partnerId,partnerName,partnerBillableAccountId,customerId,customerCompanyName,mpnId,tier2MpnId,invoiceNumber,domainName,billingCycleType,subscriptionId,subscriptionName,subscriptionDescription,orderId,serviceName,serviceType,resourceGuid,resourceName,region,consumedQuantity,chargeStartDate,chargeEndDate,unit,detailLineItemId,sku,includedQuantity,overageQuantity,listPrice,consumptionPrice,consumptionDiscount,currency,pretaxCharges,taxAmount,postTaxTotal,pretaxEffectiveRate,postTaxEffectiveRate,chargeType,invoiceLineItemType,billingProvider,attributes.etag,attributes.objectType,json
    partnerId,partnerName,partnerBillableAccountId,customerId,customerCompanyName,mpnId,tier2MpnId,invoiceNumber,domainName,billingCycleType,subscriptionId,subscriptionName,subscriptionDescription,orderId,serviceName,serviceType,resourceGuid,resourceName,region,consumedQuantity,chargeStartDate,chargeEndDate,unit,customerBillableAccount,usageDate,meteredService,meteredServiceType,meteredRegion,project,serviceInfo,invoiceLineItemType,billingProvider,attributes.etag,attributes.objectType,json
    partnerId,customerId,customerName,customerDomainName,customerCountry,invoiceNumber,mpnId,resellerMpnId,orderId,orderDate,productId,skuId,availabilityId,productName,skuName,productQualifiers,chargeType,unitPrice,effectiveUnitPrice,unitType,quantity,subtotal,taxTotal,totalForCustomer,currency,publisherName,publisherId,subscriptionDescription,subscriptionId,subscriptionStartDate,subscriptionEndDate,chargeStartDate,chargeEndDate,termAndBillingCycle,alternateId,referenceId,priceAdjustmentDescription,discountDetails,pricingCurrency,pcToBCExchangeRate,pcToBCExchangeRateDate,billableQuantity,meterDescription,billingFrequency,reservationOrderId,creditReasonCode,invoiceLineItemType,billingProvider,promotionId,providerSource,attributes.etag,attributes.objectType,json
    partnerId,partnerName,customerId,customerName,customerDomainName,invoiceNumber,productId,skuId,availabilityId,skuName,productName,publisherName,publisherId,subscriptionId,subscriptionDescription,chargeStartDate,chargeEndDate,usageDate,meterType,meterCategory,meterId,meterSubCategory,meterName,meterRegion,unitOfMeasure,resourceLocation,consumedService,resourceGroup,resourceUri,tags,additionalInfo,serviceInfo1,serviceInfo2,customerCountry,mpnId,resellerMpnId,chargeType,unitPrice,quantity,unitType,billingPreTaxTotal,billingCurrency,pricingPreTaxTotal,pricingCurrency,entitlementId,entitlementDescription,pcToBCExchangeRate,pcToBCExchangeRateDate,effectiveUnitPrice,rateOfPartnerEarnedCredit,hasPartnerEarnedCredit,rateOfCredit,creditType,invoiceLineItemType,billingProvider,benefitOrderId,benefitId,benefitType,attributes.etag,attributes.objectType,json
    ");
}

#[tokio::test]
async fn a_license_is_a_row() {
    let line = json!({
        "customerId": "5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21",
        "customerName": "Fabrikam",
        "mpnId": 5550123,
        "chargeStartDate": "2030-01-01T00:00:00",
        "chargeEndDate": "0001-01-01T00:00:00",
        "unitPrice": 12.5,
        "quantity": "25",
        "amount": -312.50,
        "totalForCustomer": "371.88",
        "currency": "EUR",
        "attributes": { "objectType": "LicenseBasedLineItem" },
    });
    insta::assert_snapshot!(cells(line, LineItemQuery::office()).await, @r"
    customerId: 5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21
    customerName: Fabrikam
    mpnId: 5550123
    chargeStartDate: 2030-01-01T00:00:00
    unitPrice: 12.5
    quantity: 25
    amount: -312.5
    totalForCustomer: 371.88
    currency: EUR
    attributes.objectType: LicenseBasedLineItem
    ");
}

#[tokio::test]
async fn azure_and_its_usage_are_rows() {
    let billed = json!({
        "invoiceNumber": "D000000901",
        "consumedQuantity": 11.000347,
        "detailLineItemId": 7,
        "listPrice": "0.0159369774000000000001",
        "postTaxTotal": 3.21,
        "attributes": { "objectType": "UsageBasedLineItem" },
    });
    let used = json!({ "usageDate": "2030-01-02T00:00:00Z", "consumedQuantity": 0.5 });
    let rows = [
        cells(billed, LineItemQuery::azure()).await,
        cells(used, LineItemQuery::azure_usage()).await,
    ];
    insta::assert_snapshot!(rows.join("\n"), @r"
    invoiceNumber: D000000901
    consumedQuantity: 11.000347
    detailLineItemId: 7
    listPrice: 0.0159369774000000000001
    postTaxTotal: 3.21
    attributes.objectType: UsageBasedLineItem

    consumedQuantity: 0.5
    usageDate: 2030-01-02T00:00:00Z
    ");
}

#[tokio::test]
async fn numbers_keep_every_digit_and_dates_their_form() {
    // Not through `json!`, whose numbers are floats.
    let line = r#"{"unitPrice": 0.0159369774000000000001, "effectiveUnitPrice": 1.10,
        "quantity": "1234567890123456789012345678", "pcToBCExchangeRate": 1E-22,
        "orderDate": "2030-03-14T09:41:01.0733914Z",
        "subscriptionStartDate": "2030-03-14T00:00:00", "chargeStartDate": "2030-03-13T16:00:00-08:00",
        "productQualifiers": ["Trial", "AddOn"]}"#;
    let line: Box<serde_json::value::RawValue> = serde_json::from_str(line).unwrap();
    let (_, text) = exported(&Service::of([line]), LineItemQuery::one_time()).await;
    let row = text.lines().nth(1).unwrap().replace(",,", ",").replace(",,", ",").replace(",,", ",");
    insta::assert_snapshot!(row, @r#",,2030-03-14T09:41:01.0733914Z,"[""Trial"",""AddOn""]",0.0159369774000000000001,1.10,1234567890123456789012345678,,2030-03-14T00:00:00,2030-03-13T16:00:00-08:00,0.0000000000000000000001,,"#);
}

#[tokio::test]
async fn rated_usage_is_a_row() {
    let line = json!({
        "billingPreTaxTotal": "5.36179246103852",
        "billingCurrency": "EUR",
        "hasPartnerEarnedCredit": true,
        "tags": "{\"team\":\"ledger\"}",
    });
    insta::assert_snapshot!(cells(line, LineItemQuery::one_time_usage("EUR")).await, @r#"
    tags: {"team":"ledger"}
    billingPreTaxTotal: 5.36179246103852
    billingCurrency: EUR
    hasPartnerEarnedCredit: true
    "#);
}

#[tokio::test]
async fn commas_quotes_and_line_breaks_are_quoted() {
    let line = json!({ "customerName": "Fabrikam, \"the\" Ltd\r\n& Söhne", "skuName": "a;b\tc" });
    let (exported, text) = exported(&Service::of([line]), LineItemQuery::one_time()).await;
    assert_eq!(exported.lines, 1);
    assert!(text.contains(",\"Fabrikam, \"\"the\"\" Ltd\r\n& Söhne\","), "{text}");
    assert!(text.contains(",a;b\tc,"), "{text}");
}

#[tokio::test]
async fn lines_that_are_not_of_the_kind_are_in_the_last_column() {
    let lines = [
        purchases(1, 1).remove(0),
        "{ \"attributes\": { \"objectType\": \"BarterLineItem\" },\n  \"goats\": 2.50 }".to_owned(),
        json!({ "attributes": { "objectType": "LicenseBasedLineItem" }, "amount": 7 }).to_string(),
        r#"{"totalForCustomer":"a lot"}"#.to_owned(),
        "17".to_owned(),
    ];
    let (exported, text) = exported(&Service::of(lines), LineItemQuery::one_time()).await;
    assert_eq!((exported.lines, exported.raw_lines), (5, 4));
    let told: Vec<_> = exported.raw.iter().map(|raw| (raw.line, &raw.reason)).collect();
    assert_eq!(told[0], (2, &RawReason::UnknownKind("BarterLineItem".to_owned())));
    assert_eq!(told[1], (3, &RawReason::OtherKind("LicenseBasedLineItem".to_owned())));
    assert!(
        matches!(told[2], (4, RawReason::Unreadable(why)) if why.contains("a lot")),
        "{told:?}"
    );
    assert!(matches!(told[3], (5, RawReason::Unreadable(_))), "{told:?}");

    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().next_back(), Some("json"));
    let last: Vec<String> = reader
        .records()
        .map(|record| record.unwrap().iter().next_back().unwrap().to_owned())
        .collect();
    let raw = [
        "",
        r#"{ "attributes": { "objectType": "BarterLineItem" },   "goats": 2.50 }"#,
        r#"{"amount":7,"attributes":{"objectType":"LicenseBasedLineItem"}}"#,
        r#"{"totalForCustomer":"a lot"}"#,
        "17",
    ];
    assert_eq!(last, raw);
}

#[tokio::test]
async fn a_file_for_spreadsheets_has_no_formulas() {
    let line = json!({
        "customerName": "=HYPERLINK(\"http://fabrikam.example\")",
        "productName": "+1", "skuName": "@x", "discountDetails": "-2", "currency": "EUR",
        "subtotal": -5,
    });
    let (service, folder) = (Service::of([line]), Folder::new());
    let export = export::csv(service.one_time(), folder.file("exact.csv"));
    let _ = export.run().await.unwrap();
    let export = export::csv(service.one_time(), folder.file("safe.csv")).for_spreadsheets();
    let _ = export.run().await.unwrap();
    let (exact, safe) = (folder.read("exact.csv"), folder.read("safe.csv"));
    assert!(exact.contains("\"=HYPERLINK("), "by itself nothing is changed");
    assert!(safe.starts_with("\u{feff}partnerId,"));
    for cell in ["\"'=HYPERLINK(", ",'+1,", ",'@x,", ",'-2,", ",-5,"] {
        assert!(safe.contains(cell), "{cell} in {safe}");
    }
}
