//! The lines that a request asks for.

use crate::call::Call;
use crate::routes::invoices::lines::shapes::paper::Paper;
use crate::state::line::Line;
use crate::state::pair::Pair;

/// Which address the lines were asked for at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Those of an invoice, whether provider and type stand in the query or in the path.
    Invoice,
    /// What has no invoice yet.
    Unbilled,
}

/// Lines that are read when a page needs them.
pub(crate) struct Lines<'a> {
    pub(crate) paper: Paper<'a>,
    pub(crate) form: Form,
    pub(crate) pair: Pair,
    pub(crate) count: u64,
    pub(crate) line: &'a dyn Fn(u64) -> Option<Line>,
}

impl Lines<'_> {
    /// What a token is good for: these lines and no others.
    pub(crate) fn subject(&self, call: &Call<'_>) -> String {
        let query = |name| call.query(name).unwrap_or_default().to_ascii_lowercase();
        let invoice = self.paper.invoice.unwrap_or("unbilled");
        match self.form {
            Form::Unbilled => {
                format!("{invoice}/{:?}/{}/{}", self.pair, query("currencycode"), query("period"))
            }
            Form::Invoice => format!("{invoice}/{:?}", self.pair),
        }
    }
}
