//! Billing: what has no invoice yet, and the invoices that close a period.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use crate::state::invoice::{Invoice, InvoiceKind};
use crate::state::line::{Charge, OneTimeLine, RatedUsage};
use crate::state::market::Market;
use crate::state::order::Make;
use crate::state::party::Party;
use crate::state::period::Period;
use crate::state::world::World;

/// The number in the id of the first invoice that is closed; seeded ones have smaller ones.
const FIRST: u64 = 100_001;

/// How far billing has come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Billing {
    /// The end of the latest period that was closed.
    pub(crate) closed: SystemTime,
    next: u64,
}

/// A charge of an order's line that has no invoice yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Due {
    pub(crate) order: usize,
    pub(crate) line: usize,
    pub(crate) charge: Charge,
    pub(crate) date: SystemTime,
}

impl Billing {
    /// Starts with the period that `now` is in.
    pub(crate) fn starting(period: Period) -> Self {
        Self { closed: period.start, next: FIRST }
    }

    /// The id of the next invoice, in the form of the service.
    pub(crate) fn next_id(&mut self) -> String {
        let id = format!("G{:09}", self.next);
        self.next += 1;
        id
    }
}

impl World {
    /// Closes the periods whose end has come, one after the other.
    pub(crate) fn close_periods(&mut self, now: SystemTime) {
        let delay = Duration::from_secs(self.settings.invoice_delay_seconds);
        loop {
            let whole = Period::containing(self.billing.closed, self.settings.billing_period);
            let period = Period { start: self.billing.closed, ..whole };
            if period.end.checked_add(delay).is_none_or(|due| due > now) {
                return;
            }
            self.bill(period);
            self.billing.closed = period.end;
        }
    }

    /// Makes the invoices of a period, one for each partner and currency.
    fn bill(&mut self, period: Period) {
        let mut invoices: BTreeMap<(String, String), Invoice> = BTreeMap::new();
        let due: Vec<Due> = self.due().filter(|due| due.date < period.end).collect();
        let mut lines: Vec<(String, OneTimeLine)> = due
            .iter()
            .filter_map(|due| {
                let order = self.orders.get(due.order)?;
                Some((self.partner_of(&order.customer)?, self.charged(*due)?))
            })
            .collect();
        let mut meters = Vec::new();
        for meter in &self.meters {
            let (Some(partner), Some(party)) =
                (self.partner_of(&meter.customer), self.party(&meter.customer))
            else {
                continue;
            };
            lines.push((partner.clone(), self.metered(meter, &party, period)));
            meters.push((partner, meter.clone(), party));
        }
        lines.sort_by_key(|(_, line)| line.ordered);
        for (partner, line) in lines {
            let key = (partner.clone(), line.currency.clone());
            let invoice = invoices.entry(key).or_insert_with(|| {
                let mut invoice =
                    Invoice::empty(String::new(), partner, InvoiceKind::OneTime, period);
                invoice.currency.clone_from(&line.currency);
                invoice
            });
            invoice.one_time.push(line);
        }
        for (partner, meter, party) in meters {
            let currency = self.market(&party.country).currency.clone();
            if let Some(invoice) = invoices.get_mut(&(partner, currency)) {
                invoice.meters.push((meter, party));
            }
        }
        for mut invoice in invoices.into_values() {
            invoice.id = self.billing.next_id();
            invoice.symbol = self.market_of_currency(&invoice.currency).symbol.clone();
            self.invoices.push(invoice);
        }
        for due in due {
            if let Some(line) =
                self.orders.get_mut(due.order).and_then(|order| order.lines.get_mut(due.line))
            {
                match due.charge {
                    Charge::New => line.billed = true,
                    Charge::Cancel => line.credited = true,
                }
            }
        }
    }

    /// What has no invoice yet.
    fn due(&self) -> impl Iterator<Item = Due> {
        let orders = self.orders.iter().enumerate().filter(|(_, order)| order.make != Make::Legacy);
        orders.flat_map(|(at, order)| {
            order.lines.iter().enumerate().flat_map(move |(number, line)| {
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

    pub(crate) fn party(&self, customer: &str) -> Option<Party> {
        self.customers.iter().find(|c| c.id.eq_ignore_ascii_case(customer)).map(Party::from)
    }

    fn partner_of(&self, customer: &str) -> Option<String> {
        let found = self.customers.iter().find(|c| c.id.eq_ignore_ascii_case(customer))?;
        Some(found.partner.clone())
    }

    /// The market of a country; an unknown one has no currency and no tax.
    pub(crate) fn market(&self, country: &str) -> &Market {
        self.markets.get(country).unwrap_or_else(|| Market::nowhere())
    }

    /// The first market with a currency.
    pub(crate) fn market_of_currency(&self, currency: &str) -> &Market {
        let mut markets = self.markets.values();
        markets
            .find(|market| market.currency.eq_ignore_ascii_case(currency))
            .unwrap_or_else(|| Market::nowhere())
    }
}
