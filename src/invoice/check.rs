//! Whether the figures of an invoice agree with each other.

use std::fmt;

use partner_center_api::Decimal;

use super::{ExactSum, TooManyDigits};
use crate::types::{self, InvoiceLineItem};

/// Figures that should be equal and are not.
///
/// The service rounds, and its pages promise no such equality: a difference is a reason to
/// look, not a mistake in itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// What the parts add up to.
    pub parts: Decimal,
    /// What is stated as their total.
    pub stated: Decimal,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the parts add up to {} and {} is stated", self.parts, self.stated)
    }
}

/// Whether subtotal and tax of a line add up to its total.
///
/// `None` when they do, and when the line does not state all three.
///
/// # Errors
///
/// The sum has more digits than can be held.
pub fn check_line(line: &InvoiceLineItem) -> Result<Option<Difference>, TooManyDigits> {
    let (subtotal, tax, total) = match line {
        InvoiceLineItem::OneTime(line) => (line.subtotal, line.tax_total, line.total_for_customer),
        InvoiceLineItem::LicenseBased(line) => (line.subtotal, line.tax, line.total_for_customer),
        _ => return Ok(None),
    };
    match (subtotal, tax, total) {
        (Some(subtotal), Some(tax), Some(total)) => compare([subtotal, tax], total),
        _ => Ok(None),
    }
}

/// Whether the lines of an invoice add up to its total charges.
///
/// Give all its lines, of all its kinds. `None` when they do, and when the invoice states no
/// total. Lines that state no total of their own count as nothing.
///
/// # Errors
///
/// The sum has more digits than can be held.
pub fn check_invoice<'a>(
    invoice: &types::Invoice,
    lines: impl IntoIterator<Item = &'a InvoiceLineItem>,
) -> Result<Option<Difference>, TooManyDigits> {
    match invoice.total_charges {
        Some(stated) => compare(lines.into_iter().filter_map(total), stated),
        None => Ok(None),
    }
}

/// What a line costs the partner in all, where it says so.
pub(crate) fn total(line: &InvoiceLineItem) -> Option<Decimal> {
    match line {
        InvoiceLineItem::OneTime(line) => line.total_for_customer,
        InvoiceLineItem::LicenseBased(line) => line.total_for_customer,
        InvoiceLineItem::UsageBased(line) => line.post_tax_total,
        InvoiceLineItem::DailyRatedUsage(line) => line.billing_pre_tax_total,
        _ => None,
    }
}

fn compare(
    parts: impl IntoIterator<Item = Decimal>,
    stated: Decimal,
) -> Result<Option<Difference>, TooManyDigits> {
    let parts = parts.into_iter().collect::<ExactSum>().total()?;
    Ok((parts != stated).then_some(Difference { parts, stated }))
}
