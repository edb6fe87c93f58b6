//! Invoices, and the documents that amend them.

use std::time::SystemTime;

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::state::line::{
    Amounts, ConsumptionLine, DailyUsage, LicenseLine, Line, OneTimeLine, RatedUsage,
};
use crate::state::made::Made;
use crate::state::meter::Meter;
use crate::state::pair::Pair;
use crate::state::party::Party;
use crate::state::period::Period;

/// What was billed to a partner, or given back.
#[derive(Clone, Debug)]
pub(crate) struct Invoice {
    pub(crate) id: String,
    /// The partner's tenant.
    pub(crate) partner: String,
    pub(crate) kind: InvoiceKind,
    pub(crate) document: DocumentKind,
    pub(crate) date: SystemTime,
    pub(crate) period: Period,
    pub(crate) currency: String,
    pub(crate) symbol: String,
    /// The invoice that this document amends.
    pub(crate) amends: Option<String>,
    /// Ids of the tax receipts.
    pub(crate) receipts: Vec<String>,
    pub(crate) licenses: Vec<LicenseLine>,
    pub(crate) consumption: Vec<ConsumptionLine>,
    pub(crate) one_time: Vec<OneTimeLine>,
    /// What ran in the period, a line a day for each.
    pub(crate) meters: Vec<(Meter, Party)>,
    /// Lines that follow the others of their pair.
    pub(crate) made: Option<Made>,
}

/// Which commerce system billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum InvoiceKind {
    /// The old commerce: licenses and use of Azure, by the month.
    Recurring,
    /// The new commerce, whatever the billing cycle.
    OneTime,
}

/// What kind of document it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum DocumentKind {
    #[default]
    Invoice,
    /// Takes back an invoice.
    VoidNote,
    /// Corrects an invoice.
    AdjustmentNote,
}

/// Money that a partner paid for an invoice.
#[derive(Clone, Debug)]
pub(crate) struct Payment {
    pub(crate) invoice: String,
    pub(crate) amount: Decimal,
    pub(crate) date: SystemTime,
}

impl InvoiceKind {
    /// The word of answers and links.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Recurring => "Recurring",
            Self::OneTime => "OneTime",
        }
    }
}

impl DocumentKind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::VoidNote => "void_note",
            Self::AdjustmentNote => "adjustment_note",
        }
    }
}

impl Invoice {
    /// An invoice without lines.
    pub(crate) fn empty(id: String, partner: String, kind: InvoiceKind, period: Period) -> Self {
        Self {
            id,
            partner,
            kind,
            document: DocumentKind::Invoice,
            date: period.end,
            period,
            currency: String::new(),
            symbol: String::new(),
            amends: None,
            receipts: Vec::new(),
            licenses: Vec::new(),
            consumption: Vec::new(),
            one_time: Vec::new(),
            meters: Vec::new(),
            made: None,
        }
    }

    /// What the lines add up to.
    pub(crate) fn amounts(&self) -> Amounts {
        let pairs = Pair::ALL.into_iter().filter(|pair| pair.is_charged());
        let listed = pairs.flat_map(|pair| {
            (0..self.listed(pair)).filter_map(move |number| self.line(pair, number))
        });
        let made = self.made.as_ref().map(Made::amounts).unwrap_or_default();
        listed.map(|line| line.amounts()).fold(made, Amounts::plus)
    }

    /// The pairs that the invoice has lines of.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = Pair> {
        Pair::ALL.into_iter().filter(|pair| self.count(*pair) > 0)
    }

    /// How many lines of a pair there are.
    pub(crate) fn count(&self, pair: Pair) -> u64 {
        let made = self.made.as_ref().filter(|made| made.pair == pair).map_or(0, |made| made.count);
        self.listed(pair).saturating_add(made)
    }

    /// How many lines are not made up on the way.
    fn listed(&self, pair: Pair) -> u64 {
        let days = self.period.day_count();
        let lines = match pair {
            Pair::OfficeBilling => self.licenses.len(),
            Pair::AzureBilling => self.consumption.len(),
            Pair::OneTimeBilling => self.one_time.len(),
            Pair::AzureUsage => return self.consumption.len() as u64 * days,
            Pair::OneTimeUsage => return self.meters.len() as u64 * days,
        };
        lines as u64
    }

    /// The line of a number, counted from 0 within its pair.
    pub(crate) fn line(&self, pair: Pair, number: u64) -> Option<Line> {
        let listed = self.listed(pair);
        if let Some(number) = number.checked_sub(listed) {
            let made = self.made.as_ref().filter(|made| made.pair == pair)?;
            return (number < made.count).then(|| made.line(number));
        }
        let days = self.period.day_count().max(1);
        // Of usage, a day of one line or meter follows the other.
        let at = usize::try_from(if pair.is_usage() { number / days } else { number }).ok()?;
        let day = number % days;
        Some(match pair {
            Pair::OfficeBilling => Line::License(Box::new(self.licenses.get(at)?.clone())),
            Pair::AzureBilling => Line::Consumption(Box::new(self.consumption.get(at)?.clone())),
            Pair::OneTimeBilling => Line::OneTime(Box::new(self.one_time.get(at)?.clone())),
            Pair::AzureUsage => {
                let line = self.consumption.get(at)?.clone();
                let quantity = line.on_day(day, days);
                Line::DailyUsage(Box::new(DailyUsage { line, day: self.period.day(day), quantity }))
            }
            Pair::OneTimeUsage => {
                let (meter, party) = self.meters.get(at)?.clone();
                Line::RatedUsage(Box::new(RatedUsage {
                    party,
                    meter,
                    currency: self.currency.clone(),
                    start: self.period.start,
                    end: self.period.end,
                    day: self.period.day(day),
                }))
            }
        })
    }

    /// Whether an id names this invoice; links put the kind before it.
    pub(crate) fn is_called(&self, id: &str) -> bool {
        let bare = match id.split_once('-') {
            Some((kind, rest)) if kind.eq_ignore_ascii_case(self.kind.word()) => rest,
            _ => id,
        };
        self.id.eq_ignore_ascii_case(bare)
    }

    /// The id as the wire's links have it: `OneTime-G000000101`.
    pub(crate) fn link_id(&self, wire: bool) -> String {
        if wire { format!("{}-{}", self.kind.word(), self.id) } else { self.id.clone() }
    }
}
