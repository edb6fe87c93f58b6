//! What all shapes of a line are printed on.

use std::time::SystemTime;

use rust_decimal::Decimal;

use crate::json::Json;
use crate::settings::Habits;
use crate::state::dates;
use crate::state::partner::Partner;

/// What a line is printed on.
pub(crate) struct Paper<'a> {
    pub(crate) partner: &'a Partner,
    /// The invoice; none for lines that are not billed yet.
    pub(crate) invoice: Option<&'a str>,
    pub(crate) wire: bool,
    /// Which habits show that have a switch of their own.
    pub(crate) habits: Habits,
}

impl Paper<'_> {
    pub(super) fn invoice_number(&self) -> &str {
        self.invoice.unwrap_or_default()
    }

    /// A date of the old commerce, which has no zone on the wire.
    pub(super) fn zoneless(&self, date: SystemTime) -> String {
        if self.wire { dates::zoneless_stamp(date) } else { dates::stamp(date) }
    }

    /// A date that the service could not fill in.
    pub(super) fn unset(&self) -> Option<&'static str> {
        self.wire.then_some(dates::UNSET)
    }

    /// An MPN id of the old commerce, a number on the wire; -1 when there is none.
    pub(super) fn old_mpn(&self, id: Option<&str>) -> Json {
        let id = id.unwrap_or("-1");
        if self.wire { Json::Number(id.to_owned()) } else { id.into() }
    }
}

/// An amount as a number, or as a string of digits.
pub(super) fn amount(amount: Decimal, as_text: bool) -> Json {
    if as_text { amount.to_string().into() } else { amount.into() }
}
