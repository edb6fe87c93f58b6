//! Cancelling: software line by line, and in a sandbox an order as a whole.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use crate::call::Call;
use crate::fault_codes::{
    ADJUSTMENT_PENDING, BAD_INPUT, BAD_LINE_NUMBER, BAD_OFFER, BY_SUBSCRIPTION, CANCELLATION_OVER,
    Code, NOT_CANCELLABLE, ONLY_SOFTWARE, WINDOW_CLOSED,
};
use crate::json::{Json, Object};
use crate::ledger::Cancelled;
use crate::reply::{Answer, Refusal, Reply, refuse, refuse_for};
use crate::routes::orders;
use crate::state::catalog::Delivers;
use crate::state::order::{Make, Order, OrderLine};
use crate::state::world::World;

const DAY: u64 = 24 * 60 * 60;

pub(crate) fn cancel(world: &mut World, call: &mut Call<'_>) -> Answer {
    let order = orders::find(world, call)?;
    let id = order.id.clone();
    let body = call.body()?;
    check_body(&body, order)?;
    let sandbox = world.partner(&call.partner).is_some_and(|partner| partner.sandbox);
    let lines = if sandbox { whole(order, call.now)? } else { named(&body, order, call.now)? };
    let now = call.now;
    let prices = call.flag("include_price");
    let Some(order) = world.orders.iter_mut().find(|order| order.id == id) else {
        return refuse(NOT_CANCELLABLE);
    };
    order.withdrawn = sandbox;
    let mut subscriptions = Vec::new();
    for at in &lines {
        let Some(line) = order.lines.get_mut(*at) else { continue };
        line.cancelled = Some(now);
        subscriptions.extend(line.subscription.clone());
        // What was given back can be sold again.
        let sold = world.sold.entry(format!("{}:{}", line.product, line.sku)).or_default();
        *sold = sold.saturating_sub(line.quantity);
    }
    for subscription in world.customers.iter_mut().flat_map(|c| &mut c.subscriptions) {
        if subscriptions.contains(&subscription.id) {
            "deleted".clone_into(&mut subscription.status);
        }
    }
    let printed = orders::print(order, world.settings.is_wire(), prices);
    call.effect.cancelled = Some(Cancelled { order: id, lines: lines.into_iter().collect() });
    Ok(Reply::json(200, printed))
}

/// The order that a body speaks of must be that of the path, and it must be cancelled.
fn check_body(body: &Object, order: &Order) -> Result<(), Refusal> {
    if let Some(id) = body.text("id")
        && !id.eq_ignore_ascii_case(&order.id)
    {
        return refuse_for(BAD_INPUT, format!("The body is about the order `{id}`."));
    }
    match body.text("status") {
        Some(status) if status.eq_ignore_ascii_case("cancelled") => Ok(()),
        Some(other) => refuse_for(BAD_INPUT, format!("The status cannot become `{other}`.")),
        None => refuse_for(BAD_INPUT, "The body has no `status`."),
    }
}

/// What every order must be before anything of it can be cancelled.
fn check_order(order: &Order) -> Result<(), Refusal> {
    if !order.provisioned {
        return refuse_for(ADJUSTMENT_PENDING, "It has not been fulfilled yet.");
    }
    if order.lines.iter().all(OrderLine::is_cancelled) {
        return refuse_for(NOT_CANCELLABLE, "It was cancelled before.");
    }
    Ok(())
}

/// All lines, as a sandbox cancels them.
fn whole(order: &Order, now: SystemTime) -> Result<BTreeSet<usize>, Refusal> {
    check_order(order)?;
    check_age(order, 60, WINDOW_CLOSED, now)?;
    let left = order.lines.iter().enumerate().filter(|(_, line)| !line.is_cancelled());
    Ok(left.map(|(number, _)| number).collect())
}

/// The lines that a body names, or all that are left if it names none.
fn named(body: &Object, order: &Order, now: SystemTime) -> Result<BTreeSet<usize>, Refusal> {
    check_order(order)?;
    if order.make == Make::Legacy {
        return refuse(BY_SUBSCRIPTION);
    }
    let numbers: BTreeSet<usize> = match body.get("lineItems").and_then(Json::as_list) {
        Some(lines) if !lines.is_empty() => {
            lines.iter().map(|line| number(line, order)).collect::<Result<_, _>>()?
        }
        _ => {
            let left = order.lines.iter().enumerate().filter(|(_, line)| !line.is_cancelled());
            left.map(|(number, _)| number).collect()
        }
    };
    for number in &numbers {
        let Some(line) = order.lines.get(*number) else { continue };
        if line.is_cancelled() {
            return refuse_for(NOT_CANCELLABLE, format!("Line {number} was cancelled before."));
        }
        match line.delivers {
            Delivers::Software => check_age(order, 30, WINDOW_CLOSED, now)?,
            // Newer pages give software subscriptions a week.
            Delivers::Subscription => check_age(order, 7, CANCELLATION_OVER, now)?,
            Delivers::Reservation => {
                return refuse_for(ONLY_SOFTWARE, format!("Line {number} is a reservation."));
            }
        }
    }
    Ok(numbers)
}

/// The number of a line of the body, which must name what the order has there.
fn number(line: &Json, order: &Order) -> Result<usize, Refusal> {
    let line = line.as_object();
    let number = line.and_then(|line| line.get("lineItemNumber")).and_then(Json::as_whole);
    let found = number
        .and_then(|number| usize::try_from(number).ok())
        .and_then(|number| Some((number, order.lines.get(number)?)));
    let Some((number, there)) = found else {
        return refuse_for(BAD_LINE_NUMBER, "The order has no such line.");
    };
    match line.and_then(|line| line.text("offerId")) {
        Some(offer) if !offer.eq_ignore_ascii_case(&there.offer_id) => {
            refuse_for(BAD_OFFER, format!("Line {number} is `{}`, not `{offer}`.", there.offer_id))
        }
        _ => Ok(number),
    }
}

fn check_age(order: &Order, days: u64, code: Code, now: SystemTime) -> Result<(), Refusal> {
    let age = now.duration_since(order.created).unwrap_or_default();
    if age > Duration::from_secs(days * DAY) {
        return refuse_for(code, format!("It is over after {days} days."));
    }
    Ok(())
}
