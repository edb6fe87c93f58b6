//! Orders of a customer, and how far their lines have come.

pub(crate) mod activation;
pub(crate) mod attachments;
pub(crate) mod cancellation;
pub(crate) mod creation;

use std::time::Duration;

use crate::base64url;
use crate::call::Call;
use crate::fault_codes::NO_ORDER;
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::{links, prices, words};
use crate::state::dates;
use crate::state::order::{Make, Order, OrderLine, Stage};
use crate::state::world::World;

pub(crate) fn get(world: &mut World, call: &mut Call<'_>) -> Answer {
    let prices = call.flag("include_price");
    let order = find(world, call)?;
    Ok(Reply::json(200, print(order, world.settings.is_wire(), prices)))
}

pub(crate) fn list(world: &mut World, call: &mut Call<'_>) -> Answer {
    let customer = world.customer(&call.partner, &call.parameter("customer-id"))?.id.clone();
    let cycle = call
        .query("billingType")
        .map(|word| words::billing_cycle(&Json::from(word)))
        .transpose()?;
    let prices = call.flag("include_price");
    let delay = Duration::from_secs(world.settings.order_list_delay_seconds);
    let found = world.orders.iter().filter(|order| {
        // A list learns of an order late; the order itself can be read by its id at once.
        let is_listed = call.now.duration_since(order.created).unwrap_or_default() >= delay;
        order.customer == customer
            && is_listed
            && cycle.is_none_or(|cycle| order.billing_cycle == cycle)
    });
    let wire = world.settings.is_wire();
    let items = found.map(|order| print(order, wire, prices)).collect();
    let mut uri = format!("{}/orders", links::customer(&customer));
    if let Some(word) = call.query("billingType") {
        uri.push_str(&format!("?billingType={word}"));
    }
    Ok(Reply::json(200, links::collection(items, uri)))
}

pub(crate) fn provisioning_status(world: &mut World, call: &mut Call<'_>) -> Answer {
    let order = find(world, call)?;
    let wire = world.settings.is_wire();
    let word = |stage| match (stage, wire) {
        // The table has capitals; the example, which has the last word only, has none.
        (Stage::Unfulfilled, true) => "Unfulfilled",
        (Stage::Unfulfilled, false) => "unfulfilled",
        (Stage::PrefulfillmentPending, true) => "PrefulfillmentPending",
        (Stage::PrefulfillmentPending, false) => "prefulfillmentPending",
        (Stage::Fulfilled, _) => "fulfilled",
    };
    let stage = order.stage(call.now, &world.settings);
    let line = |(number, line): (usize, &OrderLine)| {
        let status = word(if line.failed { Stage::Unfulfilled } else { stage });
        object! {
            "orderLineItemId": wire.then_some(number),
            "lineItemNumber": number,
            "status": status,
            "quantityProvisioningInformation": vec![object! { "quantity": line.quantity, "status": status }],
        }
    };
    let items: Vec<Object> = order.lines.iter().enumerate().map(line).collect();
    Ok(Reply::json(
        200,
        object! { "totalCount": items.len(), "items": items, "attributes": links::attributes("Collection") },
    ))
}

pub(crate) fn find<'a>(world: &'a World, call: &Call<'_>) -> Result<&'a Order, Refusal> {
    let customer = &world.customer(&call.partner, &call.parameter("customer-id"))?.id;
    let id = call.parameter("order-id");
    let found = world
        .orders
        .iter()
        .find(|order| order.customer == *customer && order.id.eq_ignore_ascii_case(&id));
    match found {
        Some(order) => Ok(order),
        None => refuse_for(NO_ORDER, format!("It is `{id}`.")),
    }
}

/// An order as the wire has it.
pub(crate) fn print(order: &Order, wire: bool, prices: bool) -> Object {
    let created = match order.make {
        Make::Recurring if wire => dates::offset_stamp(order.created),
        Make::Legacy if wire => dates::pacific_stamp(order.created),
        _ => dates::stamp(order.created),
    };
    let legacy = order.make == Make::Legacy;
    let line = |(number, line): (usize, &OrderLine)| print_line(order, number, line, wire, prices);
    let mut printed = object! {
        "id": &order.id,
        "alternateId": (!legacy).then_some(&order.alternate_id),
        "referenceCustomerId": &order.customer,
        "billingCycle": &order.billing_cycle,
        "currencyCode": &order.currency,
        "currencySymbol": (!legacy).then_some(&order.symbol),
        "lineItems": order.lines.iter().enumerate().map(line).collect::<Json>(),
        "creationDate": created,
        "status": order.status(),
        "transactionType": (!legacy).then(|| transaction(order)),
        "totalPrice": prices.then(|| prices::number(order.total())),
        "links": print_links(order),
    };
    match order.make {
        Make::OneTime if wire => {
            let client = object! { "marketplaceCountry": &order.country, "deviceFamily": "Server", "name": "Emulator" };
            printed.put("client", client);
        }
        Make::Recurring if wire => printed.put("client", Object::default()),
        _ => {}
    }
    let mut attributes = Object::default();
    attributes.put("etag", legacy.then(|| etag(&order.id)));
    attributes.put("objectType", "Order");
    printed.put("attributes", attributes);
    printed
}

/// Who placed an order: renewals come of themselves.
fn transaction(order: &Order) -> &'static str {
    match order.lines.iter().all(|line| line.transaction == "Renew") {
        true => "SystemPurchase",
        false => "UserPurchase",
    }
}

fn print_links(order: &Order) -> Object {
    let uri = format!("{}/orders/{}", links::customer(&order.customer), order.id);
    let mut all = object! { "self": links::get(uri.clone()) };
    if order.make != Make::Legacy {
        all.put("provisioningStatus", links::get(format!("{uri}/provisioningstatus")));
    }
    let software = order.lines.iter().any(|line| order.has_activation_links(line));
    if order.make == Make::Recurring || software {
        all.put("patchOperation", links::link("PATCH", uri));
    }
    all
}

fn print_line(order: &Order, number: usize, line: &OrderLine, wire: bool, prices: bool) -> Object {
    // Perpetual software has no term; the wire then has an empty text.
    let term = line.term.clone().or((wire && order.make != Make::Legacy).then(String::new));
    object! {
        "lineItemNumber": number,
        "offerId": &line.offer_id,
        "subscriptionId": line.subscription.as_ref(),
        "parentSubscriptionId": line.parent.as_ref(),
        "termDuration": term,
        "renewsTo": line.renews_to.clone(),
        "transactionType": (order.make != Make::Legacy).then_some(line.transaction),
        "promotionId": line.promotion.as_ref(),
        "customTermEndDate": line.custom_term_end.as_ref(),
        "friendlyName": line.friendly_name.as_ref().unwrap_or(&line.title),
        // The example of an order that was cancelled as a whole still has the quantity.
        "quantity": if wire && order.withdrawn { line.quantity } else { line.left() },
        "pricing": prices.then(|| prices::print(line.unit_price, line.extended_price())),
        "partnerIdOnRecord": line.reseller.as_ref(),
        "additionalPartnerIdsOnRecord":
            Some(line.additional_resellers.clone()).filter(|resellers| !resellers.is_empty()),
        "provisioningContext":
            Some(line.provisioning.clone()).filter(|context| context.iter().next().is_some()),
        "attestationAccepted": line.attestation,
        "links": print_line_links(order, number, line, wire),
    }
}

fn print_line_links(order: &Order, number: usize, line: &OrderLine, wire: bool) -> Object {
    let country = &order.country;
    let mut all = Object::default();
    if let Some(subscription) = &line.subscription {
        let customer = links::customer(&order.customer);
        all.put("subscription", links::get(format!("{customer}/subscriptions/{subscription}")));
        // On the wire the customer is missing from this address, so nobody can follow it.
        let start = if wire { "" } else { customer.as_str() };
        let uri = format!("{start}/subscriptions/{subscription}/provisioningstatus");
        all.put("provisioningStatus", links::get(uri));
    }
    if !line.product.is_empty() {
        let uri = format!("/products/{}", line.product);
        all.put("product", links::get(format!("{uri}?country={country}")));
        let uri = format!("{uri}/skus/{}", line.sku);
        all.put("sku", links::get(format!("{uri}?country={country}")));
        let uri = format!("{uri}/availabilities/{}?country={country}", line.availability);
        all.put("availability", links::get(uri));
    }
    if order.has_activation_links(line) {
        all.put("activationLinks", links::get(links::activation(order, number)));
    }
    all
}

/// An etag as the old commerce makes them: an id and a version in base64.
pub(crate) fn etag(id: &str) -> String {
    base64url::encode(Json::from(object! { "id": id, "version": 1_u32 }).to_string().as_bytes())
}
