//! What happens by itself as time goes by.

use std::time::{Duration, SystemTime};

use crate::ids::Ids;
use crate::state::catalog::Delivers;
use crate::state::customer::{Kind, Registration, Subscription};
use crate::state::dates;
use crate::state::order::Order;
use crate::state::world::World;

impl World {
    /// Lets happen what the time has come for: registrations end, orders are fulfilled,
    /// subscriptions renew, periods are billed.
    pub(crate) fn settle(&mut self, now: SystemTime) {
        let enough = Duration::from_secs(self.settings.registration_seconds);
        for subscription in
            self.customers.iter_mut().flat_map(|customer| &mut customer.subscriptions)
        {
            if let Registration::Since(start) = subscription.registration
                && now.duration_since(start).is_ok_and(|age| age >= enough)
            {
                subscription.registration = Registration::Registered;
            }
        }
        let fulfillment = Duration::from_secs(self.settings.fulfillment_seconds);
        for order in
            self.orders.iter_mut().filter(|order| !order.provisioned && !order.is_held_back())
        {
            if now.duration_since(order.created).is_ok_and(|age| age >= fulfillment) {
                order.provisioned = true;
                let given = provision(order, &mut self.ids);
                if let Some(customer) = self.customers.iter_mut().find(|c| c.id == order.customer) {
                    customer.subscriptions.extend(given);
                }
            }
        }
        self.renew_subscriptions(now);
        self.close_periods(now);
    }
}

/// Hands over what a fulfilled order delivers, and returns the subscriptions among it.
fn provision(order: &mut Order, ids: &mut Ids) -> Vec<Subscription> {
    let fulfilled = order.created;
    let mut given = Vec::new();
    for at in 0..order.lines.len() {
        if order.lines[at].delivers != Delivers::Subscription || order.lines[at].failed {
            continue;
        }
        let id = ids.guid();
        let base =
            order.lines[at].base.and_then(|base| order.lines.get(base)?.subscription.clone());
        let line = &mut order.lines[at];
        line.subscription = Some(id.clone());
        let months = line.term.as_deref().and_then(dates::months_of).unwrap_or(12);
        given.push(Subscription {
            id,
            kind: Kind::Software,
            offer_id: line.offer_id.clone(),
            offer_name: line.title.clone(),
            friendly_name: line.friendly_name.clone(),
            quantity: line.quantity,
            status: "active".into(),
            creation_date: dates::stamp(fulfilled),
            commitment_end_date: Some(dates::day_after(fulfilled, months)),
            order_id: order.id.clone(),
            partner_id: line.reseller.clone().unwrap_or_default(),
            parent: line.parent.clone().or(base),
            term_duration: line.term.clone(),
            billing_cycle: Some(order.billing_cycle.clone()),
            is_trial: line.is_trial,
            reservations: false,
            registration: Registration::NotRegistered,
            auto_renew: None,
            provisioned: Some(fulfilled),
            renewed: None,
            updates: 0,
            activated: false,
        });
    }
    given
}
