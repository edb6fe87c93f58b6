//! What is asked for by an order without a cart, in the form of the wire.

use partner_center_api::types::{self, ParticipantType};

use crate::error::{Error, Result, shown};
use crate::purchase::{Doubt, Intent};
use crate::values::ids::MpnId;

/// What is asked for: the cart that it would have come from, and the tag of its lines.
pub(super) struct Wanted {
    pub(super) cart: types::CartResource,
    pub(super) tag: Option<String>,
}

impl Wanted {
    /// The body of the request.
    ///
    /// # Errors
    ///
    /// An order cannot say it: its lines are billed in several ways, or name partners in a role
    /// that an order has no place for.
    pub(super) fn to_wire(&self) -> Result<types::Order> {
        let lines = &self.cart.line_items;
        let mut body = types::Order::default();
        body.partner_on_record_attestation_accepted =
            self.cart.partner_on_record_attestation_accepted;
        body.billing_cycle = lines.first().and_then(|line| line.billing_cycle.clone());
        if lines.iter().any(|line| line.billing_cycle != body.billing_cycle) {
            return Err(refused("its lines are billed in several ways: place an order for each"));
        }
        body.line_items = lines.iter().map(order_line).collect::<Result<_>>()?;
        Ok(body)
    }

    /// The doubt about a request for it.
    pub(super) fn doubt(&self, intent: Intent) -> Doubt {
        Doubt::of_order(self.cart.clone(), self.tag.clone(), intent)
    }
}

fn order_line(line: &types::CartLineItemResource) -> Result<types::OrderLineItem> {
    let (reseller, others) = resellers(line)?;
    let mut own = types::OrderLineItem::default();
    own.line_item_number = line.id;
    own.offer_id = line.catalog_item_id.as_ref().map(|item| item.as_str().into());
    own.quantity = line.quantity;
    own.friendly_name.clone_from(&line.friendly_name);
    own.term_duration.clone_from(&line.term_duration);
    own.provisioning_context.clone_from(&line.provisioning_context);
    own.attestation_accepted = line.attestation_accepted;
    own.promotion_id.clone_from(&line.promotion_id);
    own.partner_id_on_record = reseller;
    own.additional_partner_ids_on_record = others;
    Ok(own)
}

/// The indirect reseller, and the others on record.
fn resellers(line: &types::CartLineItemResource) -> Result<(Option<MpnId>, Vec<MpnId>)> {
    let (mut first, mut others) = (None, Vec::new());
    for participant in &line.participants {
        let Some(partner) = &participant.value else { continue };
        match &participant.key {
            Some(ParticipantType::TransactionReseller) if first.is_none() => {
                first = Some(partner.clone());
            }
            Some(ParticipantType::AdditionalTransactionReseller) => others.push(partner.clone()),
            role => {
                let role = role.as_ref().map_or("none", ParticipantType::as_str);
                let why = format!("a line names partner {partner} as `{}`", shown(role));
                return Err(refused(&format!(
                    "{why}, for which an order has no place: use a cart"
                )));
            }
        }
    }
    Ok((first, others))
}

fn refused(why: &str) -> Error {
    Error::invalid("order", format!("{why}; nothing was sent"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn wanted(lines: Value) -> Wanted {
        let cart = serde_json::from_value(json!({ "lineItems": lines })).unwrap();
        Wanted { cart, tag: None }
    }

    fn line(number: i32, cycle: &str) -> Value {
        json!({
            "id": number, "catalogItemId": "A:1:X", "quantity": 2, "billingCycle": cycle,
            "friendlyName": "Servers pc-5d20c7e9814fa36b", "termDuration": "P1Y",
            "promotionId": "SPRING", "attestationAccepted": true,
            "provisioningContext": { "scope": "shared" },
            "orderGroup": "0", "currencyCode": "USD",
        })
    }

    #[test]
    fn an_order_says_all_that_the_cart_would_and_no_more() {
        let mut one = line(0, "annual");
        one["participants"] = json!([
            { "key": "transaction_reseller", "value": "5550123" },
            { "key": "additional_transaction_reseller", "value": "5550124" },
        ]);
        let sent = serde_json::to_value(wanted(json!([one])).to_wire().unwrap()).unwrap();
        let expected = json!({
            "billingCycle": "annual",
            "lineItems": [{
                "lineItemNumber": 0, "offerId": "A:1:X", "quantity": 2, "termDuration": "P1Y",
                "friendlyName": "Servers pc-5d20c7e9814fa36b", "promotionId": "SPRING",
                "attestationAccepted": true, "provisioningContext": { "scope": "shared" },
                "partnerIdOnRecord": "5550123", "additionalPartnerIdsOnRecord": ["5550124"],
            }],
        });
        assert_eq!(sent, expected);
    }

    #[track_caller]
    fn check_refused(lines: Value, why: &str) {
        let error = wanted(lines).to_wire().unwrap_err().to_string();
        assert!(error.contains(why) && error.contains("nothing was sent"), "{error}");
    }

    #[test]
    fn what_an_order_cannot_say_is_refused() {
        check_refused(json!([line(0, "annual"), line(1, "one_time")]), "billed in several ways");
        let mut two = line(0, "annual");
        let reseller = json!({ "key": "transaction_reseller", "value": "5550123" });
        two["participants"] = json!([reseller, reseller]);
        check_refused(json!([two]), "`transaction_reseller`");
        let mut other = line(0, "annual");
        other["participants"] = json!([{ "key": "consumption_reseller", "value": "5550123" }]);
        check_refused(json!([other]), "`consumption_reseller`");
    }
}
