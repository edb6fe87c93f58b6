//! Catalog items for unit tests.

use serde_json::{Value, json};

use crate::catalog::CatalogItem;

/// A perpetual software SKU for one to ten, changed by `sku` and `availability`.
pub(crate) fn item(sku: Value, availability: Value) -> CatalogItem {
    let mut base = json!({
        "country": "US",
        "product_id": "CONTOSO00001",
        "sku_id": "0002",
        "sku": {
            "id": "0002",
            "productId": "CONTOSO00001",
            "title": "Contoso Ledger",
            "minimumQuantity": 1,
            "maximumQuantity": 10,
            "supportedBillingCycles": ["one_time"],
        },
        "availability": {
            "id": "AVAIL0001",
            "catalogItemId": "CONTOSO00001:0002:AVAIL0001",
            "country": "US",
            "segment": "commercial",
            "isPurchasable": true,
        },
    });
    merge(&mut base["sku"], sku);
    merge(&mut base["availability"], availability);
    serde_json::from_value(base).expect("a catalog item")
}

/// A one-year reservation that asks for everything a SKU can ask for.
pub(crate) fn reservation() -> CatalogItem {
    item(
        json!({
            "title": "Reserved VM, West Europe, 1 Year",
            "purchasePrerequisites": ["AzureSubscriptionRegistration", "InventoryCheck"],
            "inventoryVariables": ["CustomerId", "AzureSubscriptionId", "ArmRegionName"],
            "provisioningVariables": ["Scope", "SubscriptionId", "Duration"],
            "dynamicAttributes": { "armRegionName": "westeurope", "duration": "1Year" },
        }),
        json!({ "terms": [{ "duration": "P1Y", "description": "1 year" }] }),
    )
}

fn merge(base: &mut Value, change: Value) {
    if let Value::Object(change) = change {
        for (key, value) in change {
            base[key] = value;
        }
    }
}
