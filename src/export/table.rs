//! Lines of one kind as the rows of a table.

use partner_center_api::support::{Cell, Column, ColumnKind};
use partner_center_api::types::{
    DailyRatedUsageLineItem, DailyUsageLineItem, InvoiceLineItem, LicenseBasedLineItem,
    LineItemKind, OneTimeInvoiceLineItem, UsageBasedLineItem,
};

use crate::error::{Error, Result};

use super::{RawLine, RawReason};

/// The last column: the JSON of a line that is not of the table's kind.
pub(super) const RAW: &str = "json";

/// The columns of a kind of line.
#[derive(Debug)]
pub(super) struct Table {
    kind: LineItemKind,
    heads: Vec<Head>,
}

/// What stands above a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) name: &'static str,
    pub(super) kind: ColumnKind,
}

impl Table {
    pub(super) fn of(kind: LineItemKind) -> Result<Self> {
        let heads = match kind {
            LineItemKind::LicenseBased => heads(LicenseBasedLineItem::COLUMNS),
            LineItemKind::UsageBased => heads(UsageBasedLineItem::COLUMNS),
            LineItemKind::DailyUsage => heads(DailyUsageLineItem::COLUMNS),
            LineItemKind::OneTime => heads(OneTimeInvoiceLineItem::COLUMNS),
            LineItemKind::DailyRatedUsage => heads(DailyRatedUsageLineItem::COLUMNS),
            _ => {
                let message = format!("`{}` has no columns: export to JSON Lines", kind.as_str());
                return Err(Error::invalid("line items", message));
            }
        };
        Ok(Self { kind, heads })
    }

    /// The columns, without the last one.
    pub(super) fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// Shows `visit` the cells of a line, in the order of the columns. A line that does not
    /// belong into the table shows it nothing, and is given back as what it is.
    pub(super) fn row(
        &self,
        line: &InvoiceLineItem,
        visit: impl FnMut(Head, Cell<'_>) -> Result<()>,
    ) -> Result<Option<Misfit>> {
        match (self.kind, line) {
            (LineItemKind::LicenseBased, InvoiceLineItem::LicenseBased(line)) => {
                cells(LicenseBasedLineItem::COLUMNS, line, visit)?;
            }
            (LineItemKind::UsageBased, InvoiceLineItem::UsageBased(line)) => {
                cells(UsageBasedLineItem::COLUMNS, line, visit)?;
            }
            (LineItemKind::DailyUsage, InvoiceLineItem::DailyUsage(line)) => {
                cells(DailyUsageLineItem::COLUMNS, line, visit)?;
            }
            (LineItemKind::OneTime, InvoiceLineItem::OneTime(line)) => {
                cells(OneTimeInvoiceLineItem::COLUMNS, line, visit)?;
            }
            (LineItemKind::DailyRatedUsage, InvoiceLineItem::DailyRatedUsage(line)) => {
                cells(DailyRatedUsageLineItem::COLUMNS, line, visit)?;
            }
            _ => return misfit(line).map(Some),
        }
        Ok(None)
    }
}

/// A line that does not belong into a table.
#[derive(Debug)]
pub(super) struct Misfit {
    pub(super) reason: RawReason,
    pub(super) json: String,
}

impl Misfit {
    /// As it is told of.
    pub(super) fn told(self, line: u64) -> (RawLine, String) {
        (RawLine { line, reason: self.reason }, self.json)
    }
}

fn misfit(line: &InvoiceLineItem) -> Result<Misfit> {
    let reason = match line {
        InvoiceLineItem::Other(other) => {
            RawReason::UnknownKind(other.kind().unwrap_or_default().to_owned())
        }
        InvoiceLineItem::Unreadable(line) => RawReason::Unreadable(line.error().to_owned()),
        _ => RawReason::OtherKind(line.kind().map_or("", LineItemKind::as_str).to_owned()),
    };
    // What is unknown or unreadable is written as it came.
    let json = serde_json::to_string(line).map_err(|error| {
        Error::invalid("line items", format!("a line cannot be written as JSON: {error}"))
    })?;
    Ok(Misfit { reason, json: one_line(json) })
}

/// The same JSON without line breaks, which can only stand between its tokens.
pub(super) fn one_line(mut json: String) -> String {
    if json.contains(['\n', '\r']) {
        json = json.replace(['\n', '\r'], " ");
    }
    json
}

fn heads<T>(columns: &[Column<T>]) -> Vec<Head> {
    columns.iter().map(|column| Head { name: column.name, kind: column.kind }).collect()
}

fn cells<T>(
    columns: &[Column<T>],
    line: &T,
    mut visit: impl FnMut(Head, Cell<'_>) -> Result<()>,
) -> Result<()> {
    columns.iter().try_for_each(|column| {
        visit(Head { name: column.name, kind: column.kind }, (column.get)(line))
    })
}
