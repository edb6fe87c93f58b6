//! The links of a page of lines, which are damaged on the wire and must not be followed.

use crate::call::Call;
use crate::routes::invoices::lines::query::{Form, Lines};
use crate::state::pair::Pair;

/// The addresses of a page and of the next one.
pub(crate) struct Written<'a> {
    pub(crate) call: &'a Call<'a>,
    pub(crate) lines: &'a Lines<'a>,
    pub(crate) size: usize,
    pub(crate) start: u64,
}

impl Written<'_> {
    pub(crate) fn own(&self) -> String {
        let uri = self.base();
        if self.lines.pair.is_modern() { uri } else { format!("{uri}&offset={}", self.start) }
    }

    pub(crate) fn next(&self, next: u64) -> String {
        let uri = self.base();
        let is_damaged = self.lines.paper.habits.damaged_line_links;
        match (self.lines.pair, self.lines.form) {
            // Q-LINK: the number is missing.
            (Pair::OfficeBilling, _) if is_damaged => format!("{uri}&offset="),
            (pair, _) if !pair.is_modern() => format!("{uri}&offset={next}"),
            // Q-LINK: a second question mark.
            (Pair::OneTimeBilling, Form::Invoice) if is_damaged => {
                format!("{uri}?seekOperation=Next")
            }
            _ => format!("{uri}&seekOperation=Next"),
        }
    }

    /// The address up to the size.
    fn base(&self) -> String {
        let Lines { paper, pair, form, .. } = self.lines;
        let size = self.size;
        let invoice = paper.invoice.unwrap_or("unbilled");
        let (provider, kind) = (pair.path_provider(), pair.path_kind());
        let query = |name| self.call.query(name).unwrap_or_default().to_ascii_lowercase();
        let currency = query("currencycode");
        match form {
            Form::Unbilled => format!(
                "/invoices/unbilled/lineitems?provider={}&invoicelineitemtype={}&currencycode={currency}&period={}&size={size}",
                query("provider"),
                query("invoicelineitemtype"),
                query("period"),
            ),
            Form::Invoice if *pair == Pair::OneTimeUsage => format!(
                "/invoices/{invoice}/lineitems?provider=onetime&invoicelineitemtype=usagelineitems&currencycode={currency}&size={size}"
            ),
            // What was asked for by path is answered with addresses by query, too.
            Form::Invoice => {
                // Q-LINK: on some of the lines the name of the type lacks its first letter.
                let is_damaged = paper.habits.damaged_line_links
                    && matches!(pair, Pair::OfficeBilling | Pair::OneTimeBilling);
                let name = if is_damaged { "nvoicelineitemtype" } else { "invoicelineitemtype" };
                format!(
                    "/invoices/{invoice}/lineitems?provider={provider}&{name}={kind}&size={size}"
                )
            }
        }
    }
}
