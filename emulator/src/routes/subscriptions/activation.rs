//! Activating a subscription: by links to other hosts, and at once in a sandbox.

use crate::call::Call;
use crate::fault_codes::{ALREADY_ACTIVATED, NOT_VALID};
use crate::ids::guid_of;
use crate::json::{Object, object};
use crate::reply::{Answer, Reply, refuse, refuse_for};
use crate::routes::{links, subscriptions};
use crate::state::customer::Kind;
use crate::state::world::World;

/// The links of a subscription: one for software that can be used.
pub(crate) fn links(world: &mut World, call: &mut Call<'_>) -> Answer {
    let sandbox = world.partner(&call.partner).is_some_and(|partner| partner.sandbox);
    let customer = world.customer(&call.partner, &call.parameter("customer-id"))?;
    let found = subscriptions::find(customer, call)?;
    let key = match sandbox {
        // A sandbox has nothing to activate.
        true => "placeholder".to_owned(),
        false => guid_of(&format!("activation {}", found.id)),
    };
    let link = links::get(format!("https://activation.example/subscriptions?token={key}"));
    let item = object! { "lineItemNumber": 0_usize, "link": link };
    let has_one = found.kind == Kind::Software && found.is_active();
    let items: Vec<Object> = has_one.then_some(item).into_iter().collect();
    let uri = format!("{}/subscriptions/{}", links::customer(&customer.id), found.id);
    Ok(Reply::json(200, links::collection(items, format!("{uri}/activationlinks"))))
}

/// What the customer does on the publisher's site otherwise. There is nothing of other publishers
/// in the catalog, so any subscription stands for such a one.
pub(crate) fn activate(world: &mut World, call: &mut Call<'_>) -> Answer {
    let sandbox = world.partner(&call.partner).is_some_and(|partner| partner.sandbox);
    let customer = call.parameter("customer-id");
    let id = call.parameter("subscription-id");
    let found = world.subscription_mut(&call.partner, &customer, &id)?;
    if !sandbox {
        return refuse_for(NOT_VALID, "Only a sandbox activates subscriptions itself.");
    }
    if std::mem::replace(&mut found.activated, true) {
        return refuse(ALREADY_ACTIVATED);
    }
    call.effect.subscription = Some(found.id.clone());
    Ok(Reply::json(
        200,
        object! {
            "subscriptionId": &found.id,
            "status": "Success",
            "attributes": links::attributes("SubscriptionActivationResult"),
        },
    ))
}
