//! Changing a subscription: whether it renews, its licenses, its status, its name.

use std::time::SystemTime;

use crate::call::Call;
use crate::fault_codes::{
    BAD_INPUT, CANCELLATION_OVER, CHANGES_OVER, CHANGES_PAUSED, EXPIRING, NO_RENEWAL, NO_STATUS,
    NO_SUBSCRIPTION, QUANTITY_FIXED, SEATS_OVER, STALE_ETAG, TOO_MANY_CHANGES,
};
use crate::json::{Json, Object};
use crate::ledger::Cancelled;
use crate::reply::{Answer, Refusal, Reply, refuse, refuse_for};
use crate::routes::{orders, subscriptions};
use crate::state::customer::{Kind, Subscription};
use crate::state::order::{OrderLine, prorated};
use crate::state::renewal::more_of;
use crate::state::world::World;

/// What a body would have otherwise than it is.
#[derive(Default)]
struct Changes {
    name: Option<String>,
    quantity: Option<u32>,
    status: Option<String>,
    renews: Option<bool>,
}

pub(crate) fn update(world: &mut World, call: &mut Call<'_>) -> Answer {
    let customer = world.customer(&call.partner, &call.parameter("customer-id"))?;
    let customer_id = customer.id.clone();
    let found = subscriptions::find(customer, call)?.clone();
    check_etag(call, &found)?;
    let changes = Changes::read(&call.body()?, &found)?;
    changes.check(&found, world.settings.subscription_updates, call.now)?;
    changes.apply(world, call, &customer_id, &found);
    let wire = world.settings.is_wire();
    let customer = world.customer(&call.partner, &customer_id)?;
    match customer.subscription(&found.id) {
        Some(now) => Ok(Reply::json(200, subscriptions::print(customer, now, wire, call.now))),
        None => refuse(NO_SUBSCRIPTION),
    }
}

/// An entity tag need not be sent; one that is must be that of the subscription.
fn check_etag(call: &Call<'_>, found: &Subscription) -> Result<(), Refusal> {
    match call.request.header("if-match") {
        Some(tag) if tag.trim_matches('"') != orders::etag(&found.id) => refuse(STALE_ETAG),
        _ => Ok(()),
    }
}

impl Changes {
    fn read(body: &Object, found: &Subscription) -> Result<Self, Refusal> {
        if let Some(id) = body.text("id").filter(|id| !id.eq_ignore_ascii_case(&found.id)) {
            return refuse_for(BAD_INPUT, format!("The body is about `{id}`."));
        }
        let mut changes = Self::default();
        let shown = found.friendly_name.as_ref().unwrap_or(&found.offer_name);
        changes.name = text(body, "friendlyName")?.filter(|name| name != shown);
        changes.status = text(body, "status")?
            .map(|status| status.to_ascii_lowercase())
            .filter(|status| *status != found.status.to_ascii_lowercase());
        changes.quantity = match body.get("quantity").filter(|value| !value.is_null()) {
            None => None,
            Some(value) => match value.as_whole().and_then(|whole| u32::try_from(whole).ok()) {
                Some(quantity) if quantity > 0 => Some(quantity).filter(|q| *q != found.quantity),
                _ => return refuse_for(BAD_INPUT, format!("The quantity is {value}.")),
            },
        };
        changes.renews = match body.get("autoRenewEnabled").filter(|value| !value.is_null()) {
            None => None,
            Some(Json::Bool(renews)) => Some(*renews).filter(|renews| *renews != found.renews()),
            Some(other) => {
                return refuse_for(BAD_INPUT, format!("`autoRenewEnabled` is {other}."));
            }
        };
        Ok(changes)
    }

    fn is_none(&self) -> bool {
        self.name.is_none()
            && self.quantity.is_none()
            && self.status.is_none()
            && self.renews.is_none()
    }

    /// Whether all of it may be done. Nothing is done in part.
    fn check(
        &self,
        found: &Subscription,
        most: Option<u32>,
        now: SystemTime,
    ) -> Result<(), Refusal> {
        match found.status.as_str() {
            "deleted" => return refuse(CHANGES_OVER),
            "expired" => return refuse(EXPIRING),
            _ if self.is_none() => return Ok(()),
            _ => {}
        }
        if most.is_some_and(|most| found.updates >= most) {
            return refuse(TOO_MANY_CHANGES);
        }
        let is_software = found.kind == Kind::Software;
        let is_paused = found.status == "suspended" && self.status.as_deref() != Some("active");
        if is_paused && (self.quantity.is_some() || self.renews.is_some()) {
            return refuse(CHANGES_PAUSED);
        }
        match self.quantity {
            Some(_) if !is_software => return refuse(QUANTITY_FIXED),
            Some(quantity) if quantity < found.quantity => {
                return refuse_for(SEATS_OVER, "Software takes no fewer licenses.");
            }
            _ => {}
        }
        if self.renews == Some(true) && (!is_software || found.is_trial) {
            return refuse(NO_RENEWAL);
        }
        match self.status.as_deref() {
            None | Some("active" | "suspended") => Ok(()),
            Some("deleted") if is_software => match found.cancellable_until() {
                Some(until) if now <= until => Ok(()),
                _ => refuse_for(CANCELLATION_OVER, "It is over after 7 days."),
            },
            Some(other) => refuse_for(NO_STATUS, format!("It cannot become `{other}`.")),
        }
    }

    fn apply(self, world: &mut World, call: &mut Call<'_>, customer: &str, found: &Subscription) {
        if self.is_none() {
            return;
        }
        call.effect.subscription = Some(found.id.clone());
        if let Some(quantity) = self.quantity {
            call.effect.orders.extend(add(world, found, quantity - found.quantity, call.now));
        }
        if self.status.as_deref() == Some("deleted") {
            call.effect.cancelled = give_back(world, found, call.now);
        }
        let Ok(own) = world.subscription_mut(&call.partner, customer, &found.id) else { return };
        own.updates += 1;
        own.friendly_name = self.name.or_else(|| own.friendly_name.take());
        own.quantity = self.quantity.unwrap_or(own.quantity);
        own.auto_renew = self.renews.or(own.auto_renew);
        if let Some(status) = self.status {
            if status == "deleted" {
                own.auto_renew = Some(false);
            }
            own.status = status;
        }
    }
}

fn text(body: &Object, name: &str) -> Result<Option<String>, Refusal> {
    match body.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Text(text)) => Ok(Some(text.clone())),
        Some(other) => refuse_for(BAD_INPUT, format!("`{name}` is {other}, not a text.")),
    }
}

/// Buys more licenses for the rest of the term, by an order of their own.
fn add(world: &mut World, found: &Subscription, more: u32, now: SystemTime) -> Option<String> {
    let line = World::line_of(&world.orders, found)?;
    let (start, end) = (found.term_start(), found.term_end()?);
    let added = OrderLine {
        quantity: more,
        unit_price: prorated(line.unit_price, start, end, now),
        transaction: "AddQuantity",
        ..more_of(line, found)
    };
    Some(world.order_more(&found.order_id, now, added))
}

/// Cancels what was charged for the running term.
fn give_back(world: &mut World, found: &Subscription, now: SystemTime) -> Option<Cancelled> {
    let start = found.term_start();
    let mut given_back = None;
    for order in world.orders.iter_mut().filter(|order| order.created >= start) {
        for (number, line) in order.lines.iter_mut().enumerate() {
            if line.subscription.as_deref() != Some(&found.id) || line.is_cancelled() {
                continue;
            }
            line.cancelled = Some(now);
            let sold = world.sold.entry(format!("{}:{}", line.product, line.sku)).or_default();
            *sold = sold.saturating_sub(line.quantity);
            given_back.get_or_insert(Cancelled { order: order.id.clone(), lines: vec![number] });
        }
    }
    given_back
}
