//! The PDF of an invoice: what a person reads, and what a program checks before keeping it.

mod paper;

use rust_decimal::Decimal;

use crate::state::dates;
use crate::state::invoice::{DocumentKind, Invoice};
use crate::state::line::Line;
use crate::state::pair::Pair;
use crate::state::partner::Partner;
use crate::statement::paper::{Cell, Paper};

/// What goes onto the paper.
pub(crate) struct Statement<'a> {
    pub(crate) partner: &'a Partner,
    pub(crate) invoice: &'a Invoice,
    /// The tax receipt, where it is one.
    pub(crate) receipt: Option<&'a str>,
    pub(crate) paid: Decimal,
    /// How many lines are printed; of the others only the number is.
    pub(crate) most_lines: u64,
}

/// Where the columns are: the text begins at the first, the numbers end at the others.
const TEXT: f32 = 50.0;
const QUANTITY: f32 = 345.0;
const SUBTOTAL: f32 = 415.0;
const TAX: f32 = 475.0;
const TOTAL: f32 = 545.0;

impl Statement<'_> {
    /// The file.
    pub(crate) fn pdf(&self) -> Vec<u8> {
        let mut paper = Paper::new(&format!("{} {}", self.title(), self.number()));
        self.head(&mut paper);
        for pair in self.invoice.pairs().filter(|pair| pair.is_charged()) {
            self.lines(&mut paper, pair);
        }
        self.foot(&mut paper);
        paper.finish()
    }

    fn title(&self) -> &'static str {
        match (self.receipt, self.invoice.document) {
            (Some(_), _) => "Tax receipt",
            (None, DocumentKind::Invoice) => "Invoice",
            (None, DocumentKind::VoidNote) => "Void note",
            (None, DocumentKind::AdjustmentNote) => "Adjustment note",
        }
    }

    fn number(&self) -> &str {
        self.receipt.unwrap_or(&self.invoice.id)
    }

    fn head(&self, paper: &mut Paper) {
        let invoice = self.invoice;
        let day = |time| dates::stamp(time).split('T').next().unwrap_or_default().to_owned();
        paper.heading(&format!("{} {}", self.title(), self.number()));
        let mut fact = |name: &str, value: &str| {
            paper.row(&[Cell::left(TEXT, name).bold(), Cell::left(160.0, value)]);
        };
        if self.receipt.is_some() {
            fact("For invoice", &invoice.id);
        }
        if let Some(amended) = &invoice.amends {
            fact("Amends", amended);
        }
        fact("Date", &day(invoice.date));
        fact(
            "Billing period",
            &format!("{} until {}, exclusive", day(invoice.period.start), day(invoice.period.end)),
        );
        fact("Partner", &self.partner.name);
        fact("Tenant", &self.partner.tenant);
        fact("MPN id", &self.partner.mpn_id);
        fact("Currency", &invoice.currency);
        paper.gap();
    }

    fn lines(&self, paper: &mut Paper, pair: Pair) {
        let count = self.invoice.count(pair);
        paper.row(&[
            Cell::left(TEXT, section(pair)).bold(),
            Cell::right(QUANTITY, "Quantity").bold(),
            Cell::right(SUBTOTAL, "Subtotal").bold(),
            Cell::right(TAX, "Tax").bold(),
            Cell::right(TOTAL, "Total").bold(),
        ]);
        paper.rule();
        for number in 0..count.min(self.most_lines) {
            let Some(line) = self.invoice.line(pair, number) else { continue };
            let amounts = line.amounts();
            let (what, whose, quantity) = described(&line);
            paper.row(&[
                Cell::left(TEXT, &what),
                Cell::right(QUANTITY, &quantity.normalize().to_string()),
                Cell::right(SUBTOTAL, &amounts.subtotal.to_string()),
                Cell::right(TAX, &amounts.tax.to_string()),
                Cell::right(TOTAL, &amounts.total().to_string()),
            ]);
            paper.row(&[Cell::left(TEXT + 10.0, &whose).small()]);
        }
        let left = count.saturating_sub(self.most_lines);
        if left > 0 {
            paper.row(&[Cell::left(TEXT, &format!("and {left} more lines"))]);
        }
        paper.gap();
    }

    fn foot(&self, paper: &mut Paper) {
        let amounts = self.invoice.amounts();
        let currency = &self.invoice.currency;
        paper.rule();
        for (name, amount) in [
            ("Subtotal", amounts.subtotal),
            ("Tax", amounts.tax),
            ("Total", amounts.total()),
            ("Paid", self.paid),
        ] {
            let text = format!("{currency} {amount}");
            paper.row(&[Cell::left(TEXT, name).bold(), Cell::right(TOTAL, &text).bold()]);
        }
    }
}

/// What a group of lines is about.
fn section(pair: Pair) -> &'static str {
    match pair {
        Pair::OfficeBilling => "Licenses",
        Pair::AzureBilling => "Use of Azure",
        _ => "Purchases",
    }
}

/// What a line is for, whose it is, and how much.
fn described(line: &Line) -> (String, String, Decimal) {
    match line {
        Line::OneTime(line) => {
            let whose = format!("{}, order {}", line.party.name, line.order);
            (line.sku_name.clone(), whose, line.quantity)
        }
        Line::License(line) => {
            let whose = format!("{}, order {}", line.party.name, line.order);
            (line.offer.clone(), whose, line.quantity)
        }
        Line::Consumption(line) => {
            let what = format!("{}, {}", line.service, line.resource);
            (what, format!("{}, order {}", line.party.name, line.order), line.consumed)
        }
        Line::DailyUsage(usage) => (usage.line.resource.clone(), String::new(), usage.quantity),
        Line::RatedUsage(usage) => (usage.meter.name.clone(), String::new(), Decimal::ZERO),
    }
}
