//! Closing a period: invoices for everything that has none yet.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use crate::state::billing::Due;
use crate::state::invoice::{Invoice, InvoiceKind};
use crate::state::line::{Charge, OneTimeLine};
use crate::state::meter::Meter;
use crate::state::party::Party;
use crate::state::period::Period;
use crate::state::world::World;

/// A line and the tenant of the partner whom it is for.
type Owned = (String, OneTimeLine);

/// A meter, the tenant of its customer's partner, and the customer.
type Metered = (String, Meter, Party);

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
        let due: Vec<Due> = self.due().filter(|due| due.date < period.end).collect();
        let meters = self.running_meters();
        let mut lines: Vec<Owned> = due.iter().filter_map(|due| self.owned(*due)).collect();
        lines.extend(
            meters.iter().map(|(partner, meter, party)| {
                (partner.clone(), self.metered(meter, party, period))
            }),
        );
        lines.sort_by_key(|(_, line)| line.ordered);
        for mut invoice in self.sorted_into_invoices(lines, meters, period) {
            invoice.id = self.billing.next_id();
            invoice.symbol = self.market_of_currency(&invoice.currency).symbol.clone();
            self.invoices.push(invoice);
        }
        for due in due {
            self.mark_billed(due);
        }
    }

    /// What is due, as a line for the partner of the customer who ordered it.
    fn owned(&self, due: Due) -> Option<Owned> {
        let order = self.orders.get(due.order)?;
        Some((self.partner_of(&order.customer)?, self.charged(due)?))
    }

    /// The meters whose customers are known.
    fn running_meters(&self) -> Vec<Metered> {
        let owned = |meter: &Meter| {
            let partner = self.partner_of(&meter.customer)?;
            Some((partner, meter.clone(), self.party(&meter.customer)?))
        };
        self.meters.iter().filter_map(owned).collect()
    }

    /// Invoices that have neither a number nor a symbol yet, ordered by partner and currency.
    fn sorted_into_invoices(
        &self,
        lines: Vec<Owned>,
        meters: Vec<Metered>,
        period: Period,
    ) -> impl Iterator<Item = Invoice> + use<> {
        let mut invoices: BTreeMap<(String, String), Invoice> = BTreeMap::new();
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
        invoices.into_values()
    }

    /// Remembers that an invoice has what was due.
    fn mark_billed(&mut self, due: Due) {
        let order = self.orders.get_mut(due.order);
        if let Some(line) = order.and_then(|order| order.lines.get_mut(due.line)) {
            match due.charge {
                Charge::New => line.billed = true,
                Charge::Cancel => line.credited = true,
            }
        }
    }
}
