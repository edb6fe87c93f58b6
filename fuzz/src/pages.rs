//! Pages of invoice lines, which are read in a quick way of our own.

use partner_center_api::types::InvoiceLineItemCollection;

/// A field of each form that a value can have.
const FIELDS: &[&str] = &[
    "customerName",
    "mpnId",
    "unitPrice",
    "orderDate",
    "productQualifiers",
    "billingProvider",
    "attributes",
    "novel",
];

/// The quick way and serde have one outcome: the same page to the last digit, or the same
/// error.
///
/// # Panics
///
/// They have not.
pub fn check(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    compare(text);
    // The first line of a page is never read the quick way, and the second is.
    compare(&format!(r#"{{"items":[{text},{text}],"totalCount":2}}"#));
    // As a value, and as the rest of a line, where the quick way has begun.
    let kind = r#""attributes":{"objectType":"OneTimeInvoiceLineItem"}"#;
    for field in FIELDS {
        compare(&format!(r#"{{"items":[{{{kind}}},{{{kind},"{field}":{text},"skuId":"1"}}]}}"#));
    }
    compare(&format!(r#"{{"items":[{{{kind}}},{{{kind},{text}}}]}}"#));
}

fn compare(text: &str) {
    let slow = serde_json::from_str::<InvoiceLineItemCollection>(text);
    let quick = InvoiceLineItemCollection::decode(text);
    match (quick, slow) {
        (Ok(quick), Ok(slow)) => {
            assert_eq!(quick, slow);
            // Scales and offsets, which count for nothing in comparing.
            assert_eq!(format!("{quick:?}"), format!("{slow:?}"));
            let written = [&quick, &slow].map(|page| serde_json::to_string(page).ok());
            assert_eq!(written[0], written[1]);
        }
        (Err(quick), Err(slow)) => assert_eq!(quick.to_string(), slow.to_string()),
        (quick, slow) => panic!("{quick:?} instead of {slow:?}"),
    }
}
