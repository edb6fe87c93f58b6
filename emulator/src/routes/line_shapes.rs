//! The five shapes that a line of an invoice takes on the wire.

mod daily_rated;
mod legacy;
mod one_time;

use std::time::SystemTime;

use rust_decimal::Decimal;

use crate::json::{Json, Object};
use crate::state::dates;
use crate::state::line::Line;
use crate::state::partner::Partner;

/// What a line is printed on.
pub(crate) struct Paper<'a> {
    pub(crate) partner: &'a Partner,
    /// The invoice; none for lines that are not billed yet.
    pub(crate) invoice: Option<&'a str>,
    pub(crate) wire: bool,
}

impl Paper<'_> {
    /// The line of that number; on the wire, some have oddities that others do not have.
    pub(crate) fn print(&self, number: u64, line: &Line) -> Object {
        match line {
            Line::OneTime(line) => one_time::print(self, number, line),
            Line::License(line) => legacy::license(self, line),
            Line::Consumption(line) => legacy::consumption(self, number, line),
            Line::DailyUsage(usage) => legacy::daily(self, usage),
            Line::RatedUsage(usage) => daily_rated::print(self, number, usage),
        }
    }

    fn invoice_number(&self) -> &str {
        self.invoice.unwrap_or_default()
    }

    /// A date of the old commerce, which has no zone on the wire.
    fn zoneless(&self, date: SystemTime) -> String {
        if self.wire { dates::zoneless_stamp(date) } else { dates::stamp(date) }
    }

    /// A date that the service could not fill in.
    fn unset(&self) -> Option<&'static str> {
        self.wire.then_some(dates::UNSET)
    }

    /// An MPN id of the old commerce, a number on the wire; -1 when there is none.
    fn old_mpn(&self, id: Option<&str>) -> Json {
        let id = id.unwrap_or("-1");
        if self.wire { Json::Number(id.to_owned()) } else { id.into() }
    }
}

/// An amount as a number, or as a string of digits.
fn amount(amount: Decimal, as_text: bool) -> Json {
    if as_text { amount.to_string().into() } else { amount.into() }
}
