//! Where a customer activates software: links to other hosts.

use crate::call::Call;
use crate::fault_codes::NOT_FOUND;
use crate::ids::guid_of;
use crate::json::{Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::{links, orders};
use crate::state::order::{Order, OrderLine};
use crate::state::world::World;

/// The links of all lines of an order.
pub(crate) fn of_order(world: &mut World, call: &mut Call<'_>) -> Answer {
    let order = orders::find(world, call)?;
    let items = order.lines.iter().enumerate();
    let items = items.filter_map(|(number, line)| print(world, call, order, number, line));
    let uri = format!("{}/orders/{}/activationlinks", links::customer(&order.customer), order.id);
    Ok(Reply::json(200, links::collection(items.collect(), uri)))
}

/// The links of one line.
pub(crate) fn of_line(world: &mut World, call: &mut Call<'_>) -> Answer {
    let order = orders::find(world, call)?;
    let (number, line) = line(order, &call.parameter("line-item-number"))?;
    let items = print(world, call, order, number, line).into_iter().collect();
    Ok(Reply::json(200, links::collection(items, links::activation(order, number))))
}

fn line<'a>(order: &'a Order, number: &str) -> Result<(usize, &'a OrderLine), Refusal> {
    let found = number.parse::<usize>().ok().and_then(|at| Some((at, order.lines.get(at)?)));
    match found {
        Some(found) => Ok(found),
        None => refuse_for(NOT_FOUND, format!("The order has no line `{number}`.")),
    }
}

fn print(
    world: &World,
    call: &Call<'_>,
    order: &Order,
    number: usize,
    line: &OrderLine,
) -> Option<Object> {
    if !order.has_activation_links(line) {
        return None;
    }
    let sandbox = world.partner(&call.partner).is_some_and(|partner| partner.sandbox);
    let uri = if sandbox {
        // A sandbox has nothing to activate.
        "https://activation.example/placeholder".to_owned()
    } else {
        let key = guid_of(&format!("activation {} {number}", order.id));
        format!("https://activation.example/{}?token={key}", line.product)
    };
    Some(object! { "lineItemNumber": number, "link": links::get(uri) })
}
