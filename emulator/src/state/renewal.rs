//! Subscriptions whose term has ended: they start another one, or expire.

use std::time::SystemTime;

use crate::state::customer::{Kind, Subscription};
use crate::state::dates;
use crate::state::order::{Make, Order, OrderLine};
use crate::state::world::World;

impl World {
    /// Renews what renews by itself, and lets the rest expire. Those that were seeded stay as they
    /// are.
    pub(crate) fn renew_subscriptions(&mut self, now: SystemTime) {
        let mut renewals = Vec::new();
        let subscriptions = self.customers.iter_mut().flat_map(|c| &mut c.subscriptions);
        for subscription in subscriptions.filter(|subscription| is_bought_here(subscription)) {
            while let Some(end) = subscription.term_end().filter(|end| *end <= now) {
                match next_term(&self.orders, subscription, end) {
                    Some(line) => renewals.push((subscription.order_id.clone(), end, line)),
                    None => break,
                }
            }
        }
        for (origin, at, line) in renewals {
            self.order_more(&origin, at, line);
        }
    }

    /// Places an order for more of what another one has brought: another term, or more licenses.
    /// Returns its id.
    pub(crate) fn order_more(&mut self, origin: &str, at: SystemTime, line: OrderLine) -> String {
        let id = self.ids.hex12();
        if let Some(origin) = self.orders.iter().find(|order| order.id == origin) {
            let order = Order {
                id: id.clone(),
                alternate_id: id.clone(),
                created: at,
                lines: vec![line],
                make: Make::Recurring,
                provisioned: true,
                withdrawn: false,
                state: None,
                ..origin.clone()
            };
            self.orders.push(order);
        }
        id
    }

    /// The line of the order that brought a subscription.
    pub(crate) fn line_of<'a>(orders: &'a [Order], bought: &Subscription) -> Option<&'a OrderLine> {
        let order = orders.iter().find(|order| order.id == bought.order_id)?;
        order.lines.iter().find(|line| line.subscription.as_deref() == Some(&bought.id))
    }
}

fn is_bought_here(subscription: &Subscription) -> bool {
    subscription.kind == Kind::Software
        && subscription.provisioned.is_some()
        && (subscription.is_active() || subscription.status == "suspended")
}

/// Starts the next term, and gives the line that charges for it; or lets the subscription expire.
fn next_term(
    orders: &[Order],
    subscription: &mut Subscription,
    end: SystemTime,
) -> Option<OrderLine> {
    let line = World::line_of(orders, subscription);
    let renewing = line.filter(|_| subscription.renews() && subscription.is_active());
    let chosen =
        renewing.and_then(|line| line.renews_to.as_ref()?.as_object()?.text("termDuration"));
    let term = chosen.map(str::to_owned).or_else(|| subscription.term_duration.clone());
    let months = term.as_deref().and_then(dates::months_of).filter(|months| *months > 0);
    let (Some(line), Some(months)) = (renewing, months) else {
        "expired".clone_into(&mut subscription.status);
        return None;
    };
    subscription.renewed = Some(end);
    subscription.commitment_end_date = Some(dates::day_after(end, months));
    subscription.term_duration.clone_from(&term);
    Some(OrderLine { term, transaction: "Renew", ..more_of(line, subscription) })
}

/// A line for more of what a subscription has.
pub(crate) fn more_of(line: &OrderLine, subscription: &Subscription) -> OrderLine {
    OrderLine {
        quantity: subscription.quantity,
        friendly_name: subscription.friendly_name.clone(),
        base: None,
        renews_to: None,
        custom_term_end: None,
        cancelled: None,
        billed: false,
        credited: false,
        failed: false,
        ..line.clone()
    }
}
