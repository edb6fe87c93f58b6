//! Creating an order: what a cart and its checkout do, in one request.

use crate::call::Call;
use crate::fault_codes::BAD_INPUT;
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::carts::{checkout, for_order};
use crate::routes::orders;
use crate::state::cart::Line;
use crate::state::world::World;

pub(crate) fn create(world: &mut World, call: &mut Call<'_>) -> Answer {
    let customer = world.customer(&call.partner, &call.parameter("customer-id"))?.id.clone();
    let cart = for_order(world, call, &customer, as_cart(call.body()?)?)?;
    checkout::check(world, call, &cart)?;
    let lines: Vec<&Line> = cart.lines.iter().collect();
    if let Some(refusal) = checkout::unavailable(world, &cart, &lines) {
        return Err(refusal);
    }
    let order = checkout::place(world, &cart, "", call.now);
    call.effect.orders.push(order.id.clone());
    let printed = orders::print(&order, world.settings.is_wire(), call.flag("include_price"));
    world.orders.push(order);
    Ok(Reply::json(201, printed))
}

/// The cart that an order would have come from: its lines under the names of cart lines.
fn as_cart(mut body: Object) -> Result<Object, Refusal> {
    // .NET clients that leave it out send `unknown`.
    let is_left_out =
        |cycle: &Json| cycle.as_text().is_some_and(|word| word.eq_ignore_ascii_case("unknown"));
    let cycle = body.take("billingCycle").filter(|cycle| !is_left_out(cycle));
    let cycle = cycle.unwrap_or_else(|| "one_time".into());
    let currency = body.take("currencyCode");
    let lines = match body.take("lineItems") {
        Some(Json::List(lines)) => lines,
        _ => return refuse_for(BAD_INPUT, "The order has no `lineItems`."),
    };
    let lines = lines.into_iter().map(|line| as_cart_line(line, &cycle, currency.as_ref()));
    let lines: Vec<Json> = lines.collect::<Result<_, _>>()?;
    let attestation = body.take("partnerOnRecordAttestationAccepted");
    Ok(object! { "lineItems": lines, "partnerOnRecordAttestationAccepted": attestation })
}

fn as_cart_line(line: Json, cycle: &Json, currency: Option<&Json>) -> Result<Json, Refusal> {
    let Json::Object(mut line) = line else {
        return refuse_for(BAD_INPUT, "A line of the order is not an object.");
    };
    let Some(number) = line.take("lineItemNumber") else {
        return refuse_for(BAD_INPUT, "A line of the order has no `lineItemNumber`.");
    };
    let resellers = line.take("partnerIdOnRecord").map(|mpn| ("transaction_reseller", mpn));
    let more = match line.take("additionalPartnerIdsOnRecord") {
        Some(Json::List(more)) => more,
        _ => Vec::new(),
    };
    let more = more.into_iter().map(|mpn| ("additional_transaction_reseller", mpn));
    let participants: Vec<Json> = resellers
        .into_iter()
        .chain(more)
        .map(|(key, value)| object! { "key": key, "value": value }.into())
        .collect();
    let offer = line.take("offerId");
    line.put("id", number);
    line.put("catalogItemId", offer);
    line.put("billingCycle", cycle.clone());
    line.put("currencyCode", currency.cloned());
    line.put("participants", Some(participants).filter(|list| !list.is_empty()));
    Ok(line.into())
}
