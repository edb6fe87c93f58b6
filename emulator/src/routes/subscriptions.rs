//! Subscriptions of a customer.

pub(crate) mod activation;
pub(crate) mod azure;
pub(crate) mod update;

use std::time::{Duration, SystemTime};

use crate::call::Call;
use crate::fault_codes::NO_SUBSCRIPTION;
use crate::ids::guid_of;
use crate::json::{Object, object};
use crate::reply::{Answer, Reply, refuse_for};
use crate::routes::{links, orders};
use crate::state::customer::{Customer, Kind, Subscription};
use crate::state::dates;
use crate::state::world::World;

/// What the service prints for a subscription that does not end.
const NO_END: &str = "9999-12-10T00:00:00Z";

pub(crate) fn list(world: &mut World, call: &mut Call<'_>) -> Answer {
    let wire = world.settings.is_wire();
    let customer = world.customer(&call.partner, &call.parameter("customer-id"))?;
    let (order, mpn) = (call.query("order_id"), call.query("mpn_id"));
    let found = customer.subscriptions.iter().filter(|subscription| {
        order.is_none_or(|order| subscription.order_id.eq_ignore_ascii_case(order))
            && mpn.is_none_or(|mpn| subscription.partner_id == mpn)
    });
    let now = call.now;
    let items = found.map(|subscription| print(customer, subscription, wire, now)).collect();
    let uri = format!("{}/subscriptions", links::customer(&customer.id));
    Ok(Reply::json(200, links::collection(items, uri)))
}

pub(crate) fn get(world: &mut World, call: &mut Call<'_>) -> Answer {
    let wire = world.settings.is_wire();
    let customer = world.customer(&call.partner, &call.parameter("customer-id"))?;
    let subscription = find(customer, call)?;
    Ok(Reply::json(200, print(customer, subscription, wire, call.now)))
}

pub(crate) fn provisioning_status(world: &mut World, call: &mut Call<'_>) -> Answer {
    let lag = Duration::from_secs(world.settings.subscription_status_seconds);
    let customer = world.customer(&call.partner, &call.parameter("customer-id"))?;
    let subscription = find(customer, call)?;
    // The status lags behind: a subscription that is there can still be called pending.
    let is_new = subscription
        .provisioned
        .is_some_and(|since| call.now.duration_since(since).unwrap_or_default() < lag);
    Ok(Reply::json(
        200,
        object! {
            "skuId": guid_of(&subscription.offer_id).to_ascii_uppercase(),
            "status": if is_new { "pending" } else { "success" },
            "quantity": subscription.quantity,
            "endDate": subscription.commitment_end_date.as_deref().unwrap_or(NO_END),
            "attributes": links::attributes("SubscriptionProvisioningStatus"),
        },
    ))
}

pub(crate) fn find<'a>(
    customer: &'a Customer,
    call: &Call<'_>,
) -> Result<&'a Subscription, crate::reply::Refusal> {
    let id = call.parameter("subscription-id");
    match customer.subscription(&id) {
        Some(found) => Ok(found),
        None => refuse_for(NO_SUBSCRIPTION, format!("It is `{id}`.")),
    }
}

/// A subscription as the wire has it.
pub(crate) fn print(
    customer: &Customer,
    subscription: &Subscription,
    wire: bool,
    now: SystemTime,
) -> Object {
    let Subscription { id, .. } = subscription;
    let usage = subscription.is_azure();
    let modern = subscription.kind != Kind::Azure;
    let friendly = subscription.friendly_name.as_ref().unwrap_or(&subscription.offer_name);
    let until = subscription.cancellable_until().filter(|until| now <= *until).map(dates::stamp);
    let refund =
        until.as_ref().map(|until| vec![object! { "type": "Partial", "expiresAt": until }]);
    let day = subscription.creation_date.split('T').next().unwrap_or_default();
    let mut printed = object! {
        "id": if modern { id.clone() } else { id.to_ascii_uppercase() },
        "offerId": &subscription.offer_id,
        "entitlementId": usage.then(|| guid_of(&format!("entitlement {id}"))),
        "offerName": &subscription.offer_name,
        "friendlyName": friendly,
        "productType": modern.then(|| product_type(subscription.kind)),
        "quantity": subscription.quantity,
        "unitType": if usage { "Usage-based" } else { "Licenses" },
        "parentSubscriptionId": subscription.parent.as_ref(),
        "hasPurchasableAddons": modern.then_some(false),
        "creationDate": &subscription.creation_date,
        "effectiveStartDate": format!("{day}T00:00:00Z"),
        "commitmentEndDate": subscription.commitment_end_date.as_deref().unwrap_or(NO_END),
        "status": &subscription.status,
        "cancellationAllowedUntilDate": until,
        "autoRenewEnabled": subscription.renews(),
        "isTrial": modern.then_some(subscription.is_trial),
        "billingType": if usage { "usage" } else { "license" },
        "billingCycle": modern.then(|| subscription.billing_cycle.clone().unwrap_or_else(|| "monthly".into())),
        "termDuration": subscription.term_duration.as_ref(),
        "isMicrosoftProduct": modern.then_some(true),
        "partnerId": modern.then_some(&subscription.partner_id),
        "refundOptions": refund,
        "suspensionReasons": (subscription.status == "suspended").then(|| vec!["PartnerRequested"]),
        "contractType": "subscription",
        "orderId": &subscription.order_id,
    };
    if wire {
        // .NET's empty date, where the service has nothing to say.
        printed.put("billingCycleEndDate", (!modern).then_some("0001-01-01T00:00:00"));
        printed.put("attentionNeeded", modern.then_some(false));
        printed.put("actionTaken", modern.then_some(false));
        printed.put("renewalTermDuration", modern.then_some(""));
    }
    printed.put("links", print_links(customer, subscription));
    let etag = (!modern).then(|| orders::etag(id));
    printed.put("attributes", object! { "etag": etag, "objectType": "Subscription" });
    printed
}

fn print_links(customer: &Customer, subscription: &Subscription) -> Object {
    let country = &customer.country;
    let own =
        |id: &str| links::get(format!("{}/subscriptions/{id}", links::customer(&customer.id)));
    let mut all = Object::default();
    if let [product, sku, availability] = subscription.offer_id.split(':').collect::<Vec<_>>()[..] {
        let uri = format!("/products/{product}");
        all.put("product", links::get(format!("{uri}?country={country}")));
        all.put("sku", links::get(format!("{uri}/skus/{sku}?country={country}")));
        let uri = format!("{uri}/skus/{sku}/availabilities/{availability}?country={country}");
        all.put("availability", links::get(uri));
    } else {
        all.put(
            "offer",
            links::get(format!("/offers/{}?country={country}", subscription.offer_id)),
        );
    }
    all.put("parentSubscription", subscription.parent.as_deref().map(own));
    all.put("self", own(&subscription.id));
    all
}

fn product_type(kind: Kind) -> Object {
    match kind {
        Kind::Azure | Kind::AzurePlan => object! { "id": "Azure", "displayName": "Azure" },
        Kind::Software => object! { "id": "Software", "displayName": "Software" },
    }
}
