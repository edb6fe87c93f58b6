//! What has no invoice yet.

use std::time::{Duration, SystemTime};

use crate::state::billing::Due;
use crate::state::line::{Charge, OneTimeLine, RatedUsage};
use crate::state::order::Make;
use crate::state::period::Period;
use crate::state::world::World;

impl World {
    /// What has no invoice yet.
    pub(crate) fn due(&self) -> impl Iterator<Item = Due> {
        let orders = self.orders.iter().enumerate().filter(|(_, order)| order.make != Make::Legacy);
        orders.flat_map(|(at, order)| {
            let lines = order.lines.iter().enumerate().filter(|(_, line)| !line.failed);
            lines.flat_map(move |(number, line)| {
                let due = |charge, date| Due { order: at, line: number, charge, date };
                let new = (!line.billed).then(|| due(Charge::New, order.created));
                let cancel = line.cancelled.filter(|_| !line.credited);
                new.into_iter().chain(cancel.map(|date| due(Charge::Cancel, date)))
            })
        })
    }

    /// The lines of a partner that have no invoice yet, in a currency, dated as `wanted` says.
    pub(crate) fn unbilled(
        &self,
        partner: &str,
        currency: &str,
        wanted: impl Fn(SystemTime) -> bool,
    ) -> Vec<OneTimeLine> {
        let due = self.due().filter(|due| wanted(due.date)).filter(|due| {
            self.orders
                .get(due.order)
                .and_then(|order| self.partner_of(&order.customer))
                .is_some_and(|owner| owner.eq_ignore_ascii_case(partner))
        });
        let mut lines: Vec<OneTimeLine> = due
            .filter_map(|due| self.charged(due))
            .filter(|line| line.currency.eq_ignore_ascii_case(currency))
            .collect();
        lines.sort_by_key(|line| line.ordered);
        lines
    }

    /// The daily usage of a partner's customers within a period that has not been billed and is
    /// known by now.
    pub(crate) fn unbilled_usage(
        &self,
        partner: &str,
        currency: &str,
        period: Period,
        now: SystemTime,
    ) -> Vec<RatedUsage> {
        let lag = Duration::from_secs(self.settings.usage_delay_seconds);
        let mut usage = Vec::new();
        for meter in &self.meters {
            let owner = self.partner_of(&meter.customer);
            let Some(party) = self.party(&meter.customer) else { continue };
            let market = self.market(&party.country);
            if owner.is_none_or(|owner| !owner.eq_ignore_ascii_case(partner))
                || !market.currency.eq_ignore_ascii_case(currency)
            {
                continue;
            }
            let known = |day: &SystemTime| {
                *day >= self.billing.closed
                    && day.checked_add(lag).is_some_and(|known_at| known_at <= now)
            };
            usage.extend(period.days().filter(known).map(|day| RatedUsage {
                party: party.clone(),
                meter: meter.clone(),
                currency: market.currency.clone(),
                start: period.start,
                end: period.end,
                day,
            }));
        }
        usage
    }
}
