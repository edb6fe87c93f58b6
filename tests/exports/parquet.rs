//! What stands in a Parquet file, as the library's own reader reads it.

use std::fs::File;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::printer::print_schema;
use partner_center::export::{self, Exported};
use partner_center::invoice::LineItemQuery;
use serde_json::value::RawValue;

use crate::stage::{Folder, Service, purchases, seven_pages};

async fn exported(
    service: &Service,
    lines: LineItemQuery,
) -> (Exported, SerializedFileReader<File>) {
    let folder = Folder::new();
    let file = folder.file("lines.parquet");
    let exported = export::parquet(service.lines(lines), &file).row_group(4).run().await.unwrap();
    assert_eq!(folder.names(), ["lines.parquet"], "nothing else is left");
    (exported, SerializedFileReader::new(File::open(file).unwrap()).unwrap())
}

/// The cells of each line that are not null; decimals in units of their last digit.
fn rows(reader: &SerializedFileReader<File>) -> Vec<String> {
    let field = |field: &Field| match field {
        Field::Decimal(decimal) => {
            let units = i128::from_be_bytes(decimal.data().try_into().unwrap());
            format!("{units}e-{}", decimal.scale())
        }
        Field::TimestampMicros(micros) => format!("{micros} µs"),
        Field::Str(text) => text.clone(),
        field => field.to_string(),
    };
    let row = |row: parquet::record::Row| {
        let cells = row.get_column_iter().filter(|(_, cell)| **cell != Field::Null);
        cells.map(|(name, cell)| format!("{name}: {}\n", field(cell))).collect::<String>()
    };
    reader.get_row_iter(None).unwrap().map(|found| row(found.unwrap())).collect()
}

fn schema(reader: &SerializedFileReader<File>) -> String {
    let mut schema = Vec::new();
    let root = reader.metadata().file_metadata().schema_descr().root_schema_ptr();
    print_schema(&mut schema, &root);
    String::from_utf8(schema).unwrap()
}

fn json(text: &str) -> Box<RawValue> {
    serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn a_list_without_lines_is_a_schema() {
    let empty = Service::of(Vec::<String>::new());
    let (exported, reader) = exported(&empty, LineItemQuery::one_time()).await;
    assert_eq!((exported.lines, reader.metadata().num_row_groups()), (0, 0));
    insta::assert_snapshot!(schema(&reader), @r"
    message line {
      OPTIONAL BYTE_ARRAY partnerId (STRING);
      OPTIONAL BYTE_ARRAY customerId (STRING);
      OPTIONAL BYTE_ARRAY customerName (STRING);
      OPTIONAL BYTE_ARRAY customerDomainName (STRING);
      OPTIONAL BYTE_ARRAY customerCountry (STRING);
      OPTIONAL BYTE_ARRAY invoiceNumber (STRING);
      OPTIONAL BYTE_ARRAY mpnId (STRING);
      OPTIONAL BYTE_ARRAY resellerMpnId (STRING);
      OPTIONAL BYTE_ARRAY orderId (STRING);
      OPTIONAL INT64 orderDate (TIMESTAMP(MICROS,true));
      OPTIONAL BYTE_ARRAY productId (STRING);
      OPTIONAL BYTE_ARRAY skuId (STRING);
      OPTIONAL BYTE_ARRAY availabilityId (STRING);
      OPTIONAL BYTE_ARRAY productName (STRING);
      OPTIONAL BYTE_ARRAY skuName (STRING);
      OPTIONAL BYTE_ARRAY productQualifiers (JSON);
      OPTIONAL BYTE_ARRAY chargeType (STRING);
      OPTIONAL FIXED_LEN_BYTE_ARRAY (16) unitPrice (DECIMAL(38,22));
      OPTIONAL FIXED_LEN_BYTE_ARRAY (16) effectiveUnitPrice (DECIMAL(38,22));
      OPTIONAL BYTE_ARRAY unitType (STRING);
      OPTIONAL FIXED_LEN_BYTE_ARRAY (16) quantity (DECIMAL(38,22));
      OPTIONAL FIXED_LEN_BYTE_ARRAY (16) subtotal (DECIMAL(38,10));
      OPTIONAL FIXED_LEN_BYTE_ARRAY (16) taxTotal (DECIMAL(38,10));
      OPTIONAL FIXED_LEN_BYTE_ARRAY (16) totalForCustomer (DECIMAL(38,10));
      OPTIONAL BYTE_ARRAY currency (STRING);
      OPTIONAL BYTE_ARRAY publisherName (STRING);
      OPTIONAL BYTE_ARRAY publisherId (STRING);
      OPTIONAL BYTE_ARRAY subscriptionDescription (STRING);
      OPTIONAL BYTE_ARRAY subscriptionId (STRING);
      OPTIONAL INT64 subscriptionStartDate (TIMESTAMP(MICROS,true));
      OPTIONAL INT64 subscriptionEndDate (TIMESTAMP(MICROS,true));
      OPTIONAL INT64 chargeStartDate (TIMESTAMP(MICROS,true));
      OPTIONAL INT64 chargeEndDate (TIMESTAMP(MICROS,true));
      OPTIONAL BYTE_ARRAY termAndBillingCycle (STRING);
      OPTIONAL BYTE_ARRAY alternateId (STRING);
      OPTIONAL BYTE_ARRAY referenceId (STRING);
      OPTIONAL BYTE_ARRAY priceAdjustmentDescription (STRING);
      OPTIONAL BYTE_ARRAY discountDetails (STRING);
      OPTIONAL BYTE_ARRAY pricingCurrency (STRING);
      OPTIONAL FIXED_LEN_BYTE_ARRAY (16) pcToBCExchangeRate (DECIMAL(38,22));
      OPTIONAL INT64 pcToBCExchangeRateDate (TIMESTAMP(MICROS,true));
      OPTIONAL FIXED_LEN_BYTE_ARRAY (16) billableQuantity (DECIMAL(38,22));
      OPTIONAL BYTE_ARRAY meterDescription (STRING);
      OPTIONAL BYTE_ARRAY billingFrequency (STRING);
      OPTIONAL BYTE_ARRAY reservationOrderId (STRING);
      OPTIONAL BYTE_ARRAY creditReasonCode (STRING);
      OPTIONAL BYTE_ARRAY invoiceLineItemType (STRING);
      OPTIONAL BYTE_ARRAY billingProvider (STRING);
      OPTIONAL BYTE_ARRAY promotionId (STRING);
      OPTIONAL BYTE_ARRAY providerSource (STRING);
      OPTIONAL BYTE_ARRAY attributes.etag (STRING);
      OPTIONAL BYTE_ARRAY attributes.objectType (STRING);
      OPTIONAL BYTE_ARRAY exactDates (JSON);
      OPTIONAL BYTE_ARRAY json (JSON);
    }
    ");
}

#[tokio::test]
async fn the_sums_of_rated_usage_have_room_for_their_decimals() {
    let line = json(
        r#"{"billingPreTaxTotal": 5.361792461038520123, "quantity": 17.7500190000000012,
            "hasPartnerEarnedCredit": true}"#,
    );
    let (_, reader) = exported(&Service::of([line]), LineItemQuery::one_time_usage("EUR")).await;
    let schema = schema(&reader);
    for column in ["billingPreTaxTotal", "pricingPreTaxTotal", "quantity", "unitPrice"] {
        assert!(schema.contains(&format!("{column} (DECIMAL(38,22))")), "{column} in {schema}");
    }
    insta::assert_snapshot!(rows(&reader).concat(), @r"
    quantity: 177500190000000012000000e-22
    billingPreTaxTotal: 53617924610385201230000e-22
    hasPartnerEarnedCredit: true
    ");
}

#[tokio::test]
async fn values_are_exact() {
    let line = json(
        r#"{"customerName": "Fabrikam, \"the\" Ltd\nSöhne",
            "unitPrice": 0.0159369774000000000001, "effectiveUnitPrice": "-1.10", "quantity": 25,
            "subtotal": -9999999999999999.0000000001, "taxTotal": 0.00, "totalForCustomer": 1E3,
            "currency": "EUR", "productQualifiers": ["Trial"],
            "orderDate": "2030-03-14T09:41:01.0733914Z",
            "subscriptionStartDate": "0001-01-01T00:00:00",
            "subscriptionEndDate": "9999-12-31T23:59:59.999999Z",
            "chargeStartDate": "2030-03-14T00:00:00", "chargeEndDate": "2030-03-13T16:00:00-08:00"}"#,
    );
    let (_, reader) = exported(&Service::of([line]), LineItemQuery::one_time()).await;
    insta::assert_snapshot!(rows(&reader).concat(), @r#"
    customerName: Fabrikam, "the" Ltd
    Söhne
    orderDate: 1899711661073391 µs
    productQualifiers: ["Trial"]
    unitPrice: 159369774000000000001e-22
    effectiveUnitPrice: -11000000000000000000000e-22
    quantity: 250000000000000000000000e-22
    subtotal: -99999999999999990000000001e-10
    taxTotal: 0e-10
    totalForCustomer: 10000000000000e-10
    currency: EUR
    subscriptionEndDate: 253402300799999999 µs
    chargeStartDate: 1899676800000000 µs
    chargeEndDate: 1899676800000000 µs
    exactDates: {"orderDate":"2030-03-14T09:41:01.0733914Z"}
    "#);
}

#[tokio::test]
async fn the_other_kinds_are_tables_too() {
    for (lines, column) in [
        (LineItemQuery::office(), "amount (DECIMAL(38,10))"),
        (LineItemQuery::azure(), "INT64 detailLineItemId"),
        (LineItemQuery::azure_usage(), "usageDate (TIMESTAMP(MICROS,true))"),
    ] {
        let line = json(r#"{"customerId": "5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21"}"#);
        let (exported, reader) = exported(&Service::of([line]), lines).await;
        assert_eq!(exported.raw, []);
        assert!(schema(&reader).contains(column), "{column} in {}", schema(&reader));
        assert_eq!(rows(&reader), ["customerId: 5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21\n"]);
    }
}

#[tokio::test]
async fn lines_that_are_not_of_the_kind_are_in_the_last_column() {
    let lines = [
        json(&purchases(1, 1)[0]),
        json("{ \"attributes\": { \"objectType\": \"BarterLineItem\" },\n  \"goats\": 2.50 }"),
        json(r#"{"totalForCustomer":"a lot"}"#),
    ];
    let (exported, reader) = exported(&Service::of(lines), LineItemQuery::one_time()).await;
    assert_eq!((exported.lines, exported.raw_lines), (3, 2));
    assert_eq!(exported.raw.iter().map(|raw| raw.line).collect::<Vec<_>>(), [2, 3]);
    insta::assert_snapshot!(rows(&reader)[1..].join("\n"), @r#"
    json: { "attributes": { "objectType": "BarterLineItem" },   "goats": 2.50 }

    json: {"totalForCustomer":"a lot"}
    "#);
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_refused_with_its_line() {
    let mut messages = String::new();
    for line in [
        r#"{"subtotal": 0.12345678901}"#,
        r#"{"unitPrice": 0.00000000000000000000001}"#,
        r#"{"quantity": 10000000000000000}"#,
    ] {
        let (folder, mut pages) = (Folder::new(), vec![purchases(1, 4), purchases(5, 2)]);
        pages[1].push(line.to_owned());
        let service = Service::new(pages);
        let file = folder.file("lines.parquet");
        let error = export::parquet(service.one_time(), file).row_group(1).run().await.unwrap_err();
        assert!(error.is_invalid());
        messages += &format!("{}\n", folder.message(&error));
        assert_eq!(folder.names(), Vec::<String>::new(), "going on would lead to it again");
    }
    insta::assert_snapshot!(messages, @r"
    line 7: `subtotal` is 0.12345678901, which does not fit DECIMAL(38, 10), and is not rounded: export to CSV or JSON Lines, which keep every digit; nothing was exported, and nothing is left behind
    line 7: `unitPrice` is 0.00000000000000000000001, which does not fit DECIMAL(38, 22), and is not rounded: export to CSV or JSON Lines, which keep every digit; nothing was exported, and nothing is left behind
    line 7: `quantity` is 10000000000000000, which does not fit DECIMAL(38, 22), and is not rounded: export to CSV or JSON Lines, which keep every digit; nothing was exported, and nothing is left behind
    ");
}

#[tokio::test]
async fn the_file_says_where_it_came_from_and_is_in_groups() {
    let (exported, reader) = exported(&seven_pages(), LineItemQuery::one_time()).await;
    let metadata = reader.metadata();
    let groups: Vec<_> = metadata.row_groups().iter().map(|group| group.num_rows()).collect();
    assert_eq!(groups, [4, 5, 6, 3], "whole pages, at least 4 lines");
    assert_eq!(exported.lines, 18);
    let file = metadata.file_metadata();
    let about: Vec<_> = file
        .key_value_metadata()
        .unwrap()
        .iter()
        .map(|about| format!("{} = {}", about.key, about.value.as_deref().unwrap_or_default()))
        .collect();
    insta::assert_snapshot!(about.join("\n"), @r"
    partner-center.list = invoices/G000000901/onetime/billinglineitems//
    partner-center.kind = OneTimeInvoiceLineItem
    ");
    assert!(file.created_by().unwrap().starts_with("partner-center version "));
}
