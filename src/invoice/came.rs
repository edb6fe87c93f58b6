//! An invoice of a list, also one that cannot be read.

use partner_center_api::support::UnreadableObject;
use partner_center_api::types::{self, InvoiceType};
use serde_json::{Map, Value};

/// What paging and dates are judged by, as the service names it.
const KNOWN_BY: [&str; 3] = ["id", "invoiceType", "invoiceDate"];

/// An invoice as it came.
pub(super) struct Came {
    /// The invoice, or what can be said of it nevertheless.
    pub(super) seen: types::Invoice,
    odd: Option<UnreadableObject>,
}

impl Came {
    pub(super) fn of(item: Result<types::Invoice, UnreadableObject>) -> Self {
        match item {
            Ok(seen) => Self { seen, odd: None },
            Err(odd) => Self { seen: brief(&odd), odd: Some(odd) },
        }
    }

    /// Whether the service counts it among those that it pages. To count too many would leave
    /// some out, to count too few gives some again; so one that does not tell is not counted.
    pub(super) fn is_of_older_commerce(&self) -> bool {
        match &self.seen.invoice_type {
            Some(kind) => *kind != InvoiceType::OneTime,
            None => self.odd.is_none(),
        }
    }

    pub(super) fn into_result(self) -> Result<types::Invoice, UnreadableObject> {
        self.odd.map_or(Ok(self.seen), Err)
    }
}

/// What can be read of an invoice that cannot be read as a whole.
fn brief(odd: &UnreadableObject) -> types::Invoice {
    let members: Map<String, Value> = serde_json::from_str(odd.json().get()).unwrap_or_default();
    let mut readable = Map::new();
    for (name, value) in members {
        let Some(known) = KNOWN_BY.iter().find(|known| known.eq_ignore_ascii_case(&name)) else {
            continue;
        };
        let alone = Map::from_iter([((*known).to_owned(), value)]);
        if serde_json::from_value::<types::Invoice>(alone.clone().into()).is_ok() {
            readable.extend(alone);
        }
    }
    serde_json::from_value(readable.into()).unwrap_or_default()
}
