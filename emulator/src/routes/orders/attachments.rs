//! Documents that were handed in for an order. Nobody can hand one in here.

use crate::call::Call;
use crate::json::Object;
use crate::reply::{Answer, Reply};
use crate::routes::{links, orders};
use crate::state::world::World;

pub(crate) fn list(world: &mut World, call: &mut Call<'_>) -> Answer {
    let order = orders::find(world, call)?;
    let uri = format!("{}/orders/{}/attachments", links::customer(&order.customer), order.id);
    Ok(Reply::json(200, links::collection(Vec::<Object>::new(), uri)))
}
