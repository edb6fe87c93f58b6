//! The inventory check.

use crate::call::Call;
use crate::fault_codes::BAD_INPUT;
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::state::catalog::{Product, Sku};
use crate::state::world::World;

pub(crate) fn check(world: &mut World, call: &mut Call<'_>) -> Answer {
    let country = call.country()?;
    let body = call.body()?;
    let Some(targets) =
        body.get("targetItems").and_then(Json::as_list).filter(|items| !items.is_empty())
    else {
        return refuse_for(BAD_INPUT, "The body has no `targetItems`.");
    };
    let empty = Object::default();
    let context = body.get("inventoryContext").and_then(Json::as_object).unwrap_or(&empty);
    if let Some(customer) = context.text("customerId") {
        world.customer(&call.partner, customer)?;
    }
    let mut verdicts = Vec::new();
    for target in targets {
        let target = target.as_object();
        let Some(id) = target.and_then(|target| target.text("productId")) else {
            return refuse_for(BAD_INPUT, "An item of `targetItems` has no `productId`.");
        };
        // What the catalog does not hold is left out without a word.
        let Some(product) = world.product(id).filter(|product| product.is_sold_in(&country)) else {
            continue;
        };
        let wanted = target.and_then(|target| target.text("skuId")).filter(|id| !id.is_empty());
        let skus = product.skus.iter().filter(|sku| {
            sku.is_sold_in(&country)
                && wanted.is_none_or(|wanted| sku.id.eq_ignore_ascii_case(wanted))
        });
        for sku in skus {
            verdicts.push(verdict(world, product, sku, context)?);
        }
    }
    Ok(Reply::json(200, Json::from(verdicts)))
}

fn verdict(
    world: &World,
    product: &Product,
    sku: &Sku,
    context: &Object,
) -> Result<Object, Refusal> {
    if let Some(missing) = sku.inventory_variables.iter().find(|name| context.text(name).is_none())
    {
        let text =
            format!("`inventoryContext` lacks {missing}, which {}:{} needs.", product.id, sku.id);
        return refuse_for(BAD_INPUT, text);
    }
    let subscription = context.text("azureSubscriptionId").unwrap_or_default();
    let region = context.text("armRegionName");
    let found = world.restricted(&product.id, sku, subscription).filter(|restriction| {
        region.is_none_or(|region| region.eq_ignore_ascii_case(&restriction.region))
    });
    let restrictions: Vec<Object> = found
        .map(|restriction| {
            object! {
                "reasonCode": "NotAvailableForSubscription",
                "description": format!("Nothing is left in the location `{}`.", restriction.region),
                "properties": object! { "type": "Location", "values": &restriction.region },
            }
        })
        .into_iter()
        .collect();
    Ok(object! {
        "productId": &product.id,
        "skuId": &sku.id,
        "isRestricted": !restrictions.is_empty(),
        "restrictions": restrictions,
    })
}
