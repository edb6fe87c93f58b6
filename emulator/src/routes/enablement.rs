//! Registering a subscription, so that reservations can be bought on it.

use crate::call::Call;
use crate::fault_codes::{NO_SUBSCRIPTION, NOT_ACTIVE, NOT_AZURE};
use crate::json::object;
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::links;
use crate::state::customer::Registration;
use crate::state::world::World;

pub(crate) fn register(world: &mut World, call: &mut Call<'_>) -> Answer {
    let (customer, id) = (call.parameter("customer-id"), call.parameter("subscription-id"));
    let now = call.now;
    let subscription = world.subscription_mut(&call.partner, &customer, &id)?;
    if !subscription.is_azure() {
        return refuse_for(NOT_AZURE, format!("It is `{id}`."));
    }
    if !subscription.is_active() {
        return refuse_for(NOT_ACTIVE, format!("`{id}` is {}.", subscription.status));
    }
    if subscription.registration == Registration::NotRegistered {
        subscription.registration = Registration::Since(now);
        call.effect.registration = Some(subscription.id.clone());
    }
    let location = format!("{}/subscriptions/{id}/registrationstatus", links::customer(&customer));
    Ok(Reply::empty(202).header("Location", location))
}

pub(crate) fn status(world: &mut World, call: &mut Call<'_>) -> Answer {
    let id = call.parameter("subscription-id");
    let wire = world.settings.is_wire();
    let customer = world.customer(&call.partner, &call.parameter("customer-id"))?;
    let Some(subscription) = customer.subscription(&id) else {
        return Err(Refusal { code: NO_SUBSCRIPTION, detail: Some(format!("It is `{id}`.")) });
    };
    // The page's example, which has the first word only, has capitals; its table has none.
    let status = match (subscription.registration, wire) {
        (Registration::NotRegistered, _) => "NotRegistered",
        (Registration::Since(_), true) => "registering",
        (Registration::Since(_), false) => "Registering",
        (Registration::Registered, true) => "registered",
        (Registration::Registered, false) => "Registered",
    };
    Ok(Reply::json(
        200,
        object! {
            "subscriptionId": &subscription.id,
            "status": status,
            "attributes": links::attributes("SubscriptionRegistrationStatus"),
        },
    ))
}
