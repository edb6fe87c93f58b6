//! The Azure subscriptions of an Azure plan.

use crate::call::Call;
use crate::fault_codes::NOT_AZURE;
use crate::ids::guid_of;
use crate::json::{Object, object};
use crate::reply::{Answer, Reply, refuse_for};
use crate::routes::{links, subscriptions};
use crate::state::customer::Kind;
use crate::state::world::World;

pub(crate) fn list(world: &mut World, call: &mut Call<'_>) -> Answer {
    let customer = world.customer(&call.partner, &call.parameter("customer-id"))?;
    let plan = subscriptions::find(customer, call)?;
    if plan.kind != Kind::AzurePlan {
        return refuse_for(NOT_AZURE, format!("`{}` is no Azure plan.", plan.id));
    }
    let items: Vec<Object> = vec![object! {
        "id": guid_of(&format!("entitlement {}", plan.id)),
        "friendlyName": &plan.offer_name,
        "status": &plan.status,
        "subscriptionId": &plan.id,
        "partnerOnRecord": Some(&plan.partner_id).filter(|id| !id.is_empty()),
    }];
    // The example of this list has no links.
    Ok(Reply::json(
        200,
        object! {
            "totalCount": items.len(),
            "items": items,
            "attributes": links::attributes("Collection"),
        },
    ))
}
