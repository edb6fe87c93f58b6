//! What a partner owes: its invoices less its payments, by currency and kind.

use std::collections::BTreeSet;
use std::time::SystemTime;

use rust_decimal::Decimal;

use crate::call::Call;
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Reply};
use crate::routes::{invoices, links};
use crate::state::dates;
use crate::state::invoice::{Invoice, InvoiceKind, Payment};
use crate::state::money::sum;
use crate::state::period::midnight;
use crate::state::world::World;

const URI: &str = "/invoices/summary";

/// The balance in the currency of the partner's own country.
pub(crate) fn summary(world: &mut World, call: &mut Call<'_>) -> Answer {
    let partner = invoices::partner(world, call)?;
    let currency = world.market(&partner.country).currency.clone();
    Ok(Reply::json(200, Account::new(world, call, &currency).print()))
}

/// The balances in all currencies that the partner was billed in.
pub(crate) fn summaries(world: &mut World, call: &mut Call<'_>) -> Answer {
    let currencies: BTreeSet<&String> = world
        .invoices
        .iter()
        .filter(|invoice| invoice.partner.eq_ignore_ascii_case(&call.partner))
        .map(|invoice| &invoice.currency)
        .collect();
    let items: Vec<Object> = currencies
        .into_iter()
        .map(|currency| Account::new(world, call, currency).print())
        .collect();
    Ok(Reply::json(200, links::collection(items, "/invoices/summaries")))
}

/// The invoices of a partner in one currency, and what was paid for them.
struct Account<'a> {
    wire: bool,
    now: SystemTime,
    currency: &'a str,
    symbol: &'a str,
    invoices: Vec<&'a Invoice>,
    payments: Vec<&'a Payment>,
}

impl<'a> Account<'a> {
    fn new(world: &'a World, call: &Call<'_>, currency: &'a str) -> Self {
        let invoices: Vec<&Invoice> = world
            .invoices
            .iter()
            .filter(|i| i.partner.eq_ignore_ascii_case(&call.partner) && i.currency == currency)
            .collect();
        let mut account = Self {
            wire: world.settings.is_wire(),
            now: call.now,
            currency,
            symbol: &world.market_of_currency(currency).symbol,
            invoices,
            payments: Vec::new(),
        };
        account.payments = world.payments.iter().filter(|paid| account.is_for(paid)).collect();
        account
    }

    /// The part of the account that is about one kind of invoice.
    fn of(&self, kind: InvoiceKind) -> Self {
        let invoices: Vec<&Invoice> =
            self.invoices.iter().copied().filter(|invoice| invoice.kind == kind).collect();
        let mut part = Self { invoices, payments: Vec::new(), ..*self };
        part.payments = self.payments.iter().copied().filter(|paid| part.is_for(paid)).collect();
        part
    }

    fn is_for(&self, payment: &Payment) -> bool {
        self.invoices.iter().any(|invoice| invoice.id == payment.invoice)
    }

    fn print(&self) -> Object {
        let mut printed = self.print_alone(None);
        let kinds: BTreeSet<InvoiceKind> = self.invoices.iter().map(|i| i.kind).collect();
        let details = kinds.into_iter().map(|kind| {
            object! {
                "invoiceType": kind.word(),
                "summary": self.of(kind).print_alone(Some(kind)),
            }
        });
        printed.put("details", details.collect::<Json>());
        // Every summary of the list has this link, whatever its currency.
        printed.put("links", object! { "self": links::get(URI) });
        printed
    }

    fn print_alone(&self, kind: Option<InvoiceKind>) -> Object {
        let billed = sum(self.invoices.iter().map(|invoice| invoice.amounts().total()));
        let paid = sum(self.payments.iter().map(|payment| payment.amount));
        let first = self.invoices.iter().map(|invoice| invoice.date).min();
        let latest = self.invoices.iter().map(|invoice| invoice.date).max();
        let last_payment = self.payments.iter().max_by_key(|payment| payment.date);
        // Dates have a zone in one part of the answer and none in the other.
        let date = |date: SystemTime| match kind {
            Some(InvoiceKind::Recurring) => dates::stamp(date),
            _ if self.wire => dates::zoneless_stamp(date),
            _ => dates::stamp(date),
        };
        let or_unset = |time: Option<SystemTime>| match time {
            Some(time) => Some(date(time)),
            None => self.wire.then(|| dates::UNSET.to_owned()),
        };
        // The old commerce does not say when it billed last.
        let silent = self.wire && kind == Some(InvoiceKind::Recurring);
        object! {
            "balanceAmount": billed.saturating_sub(paid),
            "currencyCode": self.currency,
            "currencySymbol": self.symbol,
            "accountingDate": date(midnight(self.now)),
            "firstInvoiceCreationDate": or_unset(first),
            "lastPaymentDate": or_unset(last_payment.map(|payment| payment.date)),
            "lastPaymentAmount": last_payment.map_or(Decimal::ZERO, |payment| payment.amount),
            "latestInvoiceDate": or_unset(latest.filter(|_| !silent)),
            "attributes": links::attributes("InvoiceSummary"),
        }
    }
}
