//! Which order, and which line of it, an entitlement comes of.

use partner_center_api::types;

use crate::values::ids::OrderId;

/// Whether an entitlement refers to an order as the one that produced it.
///
/// Ids of orders are compared without regard to case: the service writes some of them both
/// ways.
pub fn comes_from(entitlement: &types::Entitlement, order: &OrderId) -> bool {
    entitlement
        .reference_order
        .as_ref()
        .and_then(|reference| reference.id.as_ref())
        .is_some_and(|id| id.as_str().eq_ignore_ascii_case(order.as_str()))
}

/// Whether an entitlement refers to a line of an order as the one that produced it.
///
/// The number of the line decides. Where the entitlement does not name it, product and SKU
/// do, which two lines of an order can share.
pub fn comes_from_line(
    entitlement: &types::Entitlement,
    order: &OrderId,
    line: &types::OrderLineItem,
) -> bool {
    let named = entitlement
        .reference_order
        .as_ref()
        .and_then(|reference| reference.line_item_id.as_ref())
        .map(|id| id.as_str().trim())
        .filter(|id| !id.is_empty());
    comes_from(entitlement, order)
        && match (named, line.line_item_number) {
            (Some(named), Some(number)) => named.parse() == Ok(number),
            _ => is_of(entitlement, line),
        }
}

/// Whether an entitlement is to what a line bought: its product and SKU stand in the line's
/// offer, `product:sku:availability`.
fn is_of(entitlement: &types::Entitlement, line: &types::OrderLineItem) -> bool {
    let (Some(product), Some(sku), Some(offer)) =
        (&entitlement.product_id, &entitlement.sku_id, &line.offer_id)
    else {
        return false;
    };
    let mut parts = offer.as_str().split(':');
    let mut is = |id: &str| parts.next().is_some_and(|part| part.eq_ignore_ascii_case(id));
    is(product.as_str()) && is(sku.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entitlement(value: serde_json::Value) -> types::Entitlement {
        serde_json::from_value(value).unwrap()
    }

    #[track_caller]
    fn check(reference: serde_json::Value, expected: bool) {
        let held = entitlement(json!({ "referenceOrder": reference }));
        assert_eq!(comes_from(&held, &"Contoso1aF".into()), expected, "{held:?}");
    }

    #[test]
    fn an_order_is_known_by_its_id_in_any_case() {
        check(json!({ "id": "Contoso1aF" }), true);
        check(json!({ "id": "contoso1AF", "lineItemId": "3" }), true);
        check(json!({ "id": "contoso1a" }), false);
        check(json!({ "alternateId": "Contoso1aF" }), false);
        check(json!({ "id": "" }), false);
        check(json!(null), false);
    }

    #[track_caller]
    fn check_line(held: serde_json::Value, expected: bool) {
        let mut held = entitlement(held);
        held.reference_order.get_or_insert_default().id = Some("contoso1af".into());
        let mut line = types::OrderLineItem::default();
        line.line_item_number = Some(1);
        line.offer_id = Some("CONTOSO00001:0002:CONTOSO0000A".into());
        assert_eq!(comes_from_line(&held, &"contoso1af".into(), &line), expected, "{held:?}");
        assert!(!comes_from_line(&held, &"contoso1b0".into(), &line), "{held:?}");
    }

    #[test]
    fn a_line_is_known_by_its_number() {
        check_line(json!({ "referenceOrder": { "lineItemId": "1" } }), true);
        check_line(json!({ "referenceOrder": { "lineItemId": 1 } }), true);
        check_line(json!({ "referenceOrder": { "lineItemId": "01" } }), true);
        let other_line = json!({
            "referenceOrder": { "lineItemId": "0" },
            "productId": "CONTOSO00001",
            "skuId": "0002",
        });
        check_line(other_line, false);
    }

    #[test]
    fn or_by_product_and_sku_where_the_number_is_missing() {
        check_line(json!({ "productId": "contoso00001", "skuId": "0002" }), true);
        let blank = json!({
            "referenceOrder": { "lineItemId": "" },
            "productId": "CONTOSO00001",
            "skuId": "0002",
        });
        check_line(blank, true);
        check_line(json!({ "productId": "CONTOSO00001", "skuId": "0001" }), false);
        check_line(json!({ "productId": "CONTOSO00001" }), false);
        check_line(json!({}), false);
    }
}
