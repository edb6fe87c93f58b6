//! Checkout: a cart becomes orders, one for each order group, or some of them do.

use std::time::SystemTime;

use crate::call::Call;
use crate::fault_codes::{
    AGREEMENT, ALREADY_SUBMITTED, ASSET_LIMIT, BEING_PROCESSED, CART_ITEMS, Code, IN_PROGRESS,
    NO_INVENTORY, NO_QUANTITY, NOT_ACTIVE, NOT_REGISTERED, meaning,
};
use crate::faults::Action;
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, fault, refuse, refuse_for};
use crate::routes::{carts, links, orders};
use crate::settings::{FriendlyNames, RepeatedCheckout};
use crate::state::cart::{Cart, Line};
use crate::state::order::{Make, Order, OrderLine};
use crate::state::world::World;

pub(crate) fn checkout(world: &mut World, call: &mut Call<'_>) -> Answer {
    let at = carts::find(world, call)?;
    if world.carts[at].ordered.is_some()
        && let Some(refusal) = repeated(&mut world.carts[at], world.settings.repeated_checkout)
    {
        return Ok(refusal);
    }
    let cart = world.carts[at].clone();
    let groups = cart.groups();
    let mut open = groups.iter().filter(|group| !cart.placed.contains_key(**group)).peekable();
    if open.peek().is_some() {
        check(world, call, &cart)?;
    }
    let mut errors = Vec::new();
    for &group in open {
        let lines: Vec<&Line> = in_group(&cart, group).map(|(line, _)| line).collect();
        let failed = scripted(call.actions, group)
            .or_else(|| unavailable(world, &cart, &lines).map(|refusal| order_error(&refusal)));
        match failed {
            Some((code, text)) => errors.push(object! {
                "orderGroupId": group,
                "code": code,
                "description": text,
                "attributes": links::attributes("OrderError"),
            }),
            None => {
                let order = place(world, &cart, group, call.now);
                call.effect.orders.push(order.id.clone());
                let cart = &mut world.carts[at];
                cart.placed.insert(group.to_owned(), order.id.clone());
                // With one order placed, something was bought, also when other groups failed.
                cart.ordered.get_or_insert(call.now);
                world.orders.push(order);
            }
        }
    }
    Ok(Reply::json(201, print(world, at, &groups, errors)))
}

/// What refuses the checkout of a cart that was checked out before; none where it goes on.
fn repeated(cart: &mut Cart, how: RepeatedCheckout) -> Option<Reply> {
    let detail = format!("It is `{}`.", cart.id);
    let refused = |code| Some(Refusal { code, detail: Some(detail.clone()) }.reply());
    match how {
        RepeatedCheckout::Repeat => None,
        RepeatedCheckout::InProgress => refused(IN_PROGRESS),
        RepeatedCheckout::BeingProcessed => refused(BEING_PROCESSED),
        RepeatedCheckout::AlreadySubmitted => refused(ALREADY_SUBMITTED),
        RepeatedCheckout::Refused { status, code } => {
            let code = code.to_string();
            let text = format!("{} {detail}", meaning((status, &code)));
            Some(Reply::json(status, fault(&code, text)))
        }
        RepeatedCheckout::BrokenBuysAgain => {
            cart.placed.clear();
            None
        }
    }
}

/// The lines of a group, each with the base that it came with.
fn in_group<'a>(
    cart: &'a Cart,
    group: &'a str,
) -> impl Iterator<Item = (&'a Line, Option<&'a Line>)> {
    cart.lines
        .iter()
        .flat_map(|line| {
            std::iter::once((line, None)).chain(line.addons.iter().map(move |a| (a, Some(line))))
        })
        .filter(move |(line, _)| line.order_group == group)
}

/// What refuses the whole checkout.
pub(crate) fn check(world: &World, call: &Call<'_>, cart: &Cart) -> Result<(), Refusal> {
    if !world.customer(&call.partner, &cart.customer)?.agreement_accepted {
        return refuse(AGREEMENT);
    }
    for line in cart.lines.iter().flat_map(Line::with_addons) {
        if let Some(error) = &line.error {
            return refuse_for(CART_ITEMS, format!("Line {}: {}", line.id, error.description));
        }
        // An availability that was renamed since is reported as if the customer had too many of it.
        if world.availability(&line.catalog_item, call.now).is_none() {
            let text =
                format!("Asked for {}, remaining 0, of `{}`.", line.quantity, line.catalog_item);
            return refuse_for(ASSET_LIMIT, text);
        }
    }
    Ok(())
}

fn scripted(actions: &[Action], group: &str) -> Option<(u32, String)> {
    actions.iter().find_map(|action| match action {
        Action::OrderError { order_group, code, description }
            if order_group.as_ref().is_none_or(|wanted| wanted == group) =>
        {
            Some((*code, description.clone()))
        }
        _ => None,
    })
}

/// What has become impossible for a group since its lines were put into the cart.
pub(crate) fn unavailable(world: &World, cart: &Cart, lines: &[&Line]) -> Option<Refusal> {
    let customer = world.customers.iter().find(|customer| customer.id == cart.customer)?;
    lines.iter().find_map(|line| {
        let item = line.item.as_ref()?;
        let sku = world.product(&item.product)?.sku(&item.sku)?;
        let wanted: u32 = lines
            .iter()
            .filter(|other| {
                other.item.as_ref().is_some_and(|o| o.product == item.product && o.sku == item.sku)
            })
            .fold(0, |sum, other| sum.saturating_add(other.quantity));
        if world.left(&item.product, sku).is_some_and(|left| wanted > left) {
            return Some(refused(NO_QUANTITY, line));
        }
        let subscription = customer.subscription(line.provisioning_text("subscriptionId")?)?;
        if !subscription.is_active() {
            return Some(refused(NOT_ACTIVE, line));
        }
        if sku.needs("AzureSubscriptionRegistration") && !subscription.is_registered() {
            return Some(refused(NOT_REGISTERED, line));
        }
        let restricted = world.restricted(&item.product, sku, &subscription.id);
        restricted.map(|_| refused(NO_INVENTORY, line))
    })
}

fn refused(code: Code, line: &Line) -> Refusal {
    Refusal { code, detail: Some(format!("It is `{}`.", line.catalog_item)) }
}

fn order_error(refusal: &Refusal) -> (u32, String) {
    (refusal.code.1.parse().unwrap_or_default(), refusal.text())
}

pub(crate) fn place(world: &mut World, cart: &Cart, group: &str, now: SystemTime) -> Order {
    let members: Vec<(&Line, Option<&Line>)> = in_group(cart, group).collect();
    let mut lines = Vec::new();
    for (line, base) in &members {
        let base = base.and_then(|base| members.iter().position(|(other, _)| other.id == base.id));
        lines.extend(order_line(world, line, base));
    }
    for line in &lines {
        let sold = world.sold.entry(format!("{}:{}", line.product, line.sku)).or_default();
        *sold = sold.saturating_add(line.quantity);
    }
    let country = world
        .customers
        .iter()
        .find(|customer| customer.id == cart.customer)
        .map(|c| c.country.clone());
    let country = country.unwrap_or_default();
    let market = world.markets.get(&country);
    let (currency, symbol) =
        market.map(|market| (market.currency.clone(), market.symbol.clone())).unwrap_or_default();
    let cycle = members.first().map(|(line, _)| line.billing_cycle.clone()).unwrap_or_default();
    let make = if cycle == "one_time" { Make::OneTime } else { Make::Recurring };
    let alternate_id = world.ids.hex12();
    let mut order = Order {
        id: if make == Make::OneTime { world.ids.order() } else { alternate_id.clone() },
        alternate_id,
        customer: cart.customer.clone(),
        country,
        billing_cycle: cycle,
        currency,
        symbol,
        created: now,
        lines,
        make,
        provisioned: false,
        withdrawn: false,
        state: None,
    };
    order.put_into(world.settings.order_state.as_deref());
    order
}

fn order_line(world: &World, line: &Line, base: Option<usize>) -> Option<OrderLine> {
    let item = line.item.as_ref()?;
    let sku = world.product(&item.product)?.sku(&item.sku)?;
    let keeps_names = world.settings.friendly_names == FriendlyNames::Kept;
    let mpns = |key: &str| -> Vec<String> {
        let participants = line.participants.iter().flatten().filter_map(Json::as_object);
        let of_kind = participants.filter(|participant| participant.text("key") == Some(key));
        of_kind.filter_map(|participant| participant.text("value")).map(str::to_owned).collect()
    };
    Some(OrderLine {
        product: item.product.clone(),
        sku: item.sku.clone(),
        availability: line.catalog_item.rsplit(':').next().unwrap_or_default().to_owned(),
        offer_id: line.catalog_item.clone(),
        title: item.title.clone(),
        friendly_name: line.friendly_name.clone().filter(|_| keeps_names),
        quantity: line.quantity,
        term: line.term.clone(),
        unit_price: item.unit_price,
        delivers: sku.delivers,
        is_trial: sku.is_trial,
        subscription: None,
        base,
        parent: line.provisioning_text("parentSubscriptionId").map(str::to_owned),
        reseller: mpns("transaction_reseller").into_iter().next(),
        additional_resellers: mpns("additional_transaction_reseller"),
        provisioning: line.provisioning.clone().unwrap_or_default(),
        renews_to: line.renews_to.clone(),
        promotion: line.promotion.clone(),
        custom_term_end: line.custom_term_end.clone(),
        attestation: line.attestation,
        transaction: "New",
        cancelled: None,
        billed: false,
        credited: false,
        failed: false,
    })
}

fn print(world: &World, cart: usize, groups: &[&str], errors: Vec<Object>) -> Object {
    let wire = world.settings.is_wire();
    let placed = &world.carts[cart].placed;
    let orders = groups
        .iter()
        .filter_map(|group| placed.get(*group))
        .filter_map(|id| world.orders.iter().find(|order| order.id == *id))
        .map(|order| orders::print(order, wire, false));
    let mut printed = object! { "orders": orders.collect::<Json>() };
    // Without failures the member is absent, as in the examples.
    if !errors.is_empty() || !wire {
        printed.put("orderErrors", errors);
    }
    printed.put("attributes", links::attributes("CartCheckoutResult"));
    printed
}
