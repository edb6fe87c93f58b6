//! Whether the figures of an invoice agree with each other.

use std::fmt;

use partner_center_api::Decimal;
use partner_center_api::types::{self, CurrencyCode, InvoiceLineItem};

use super::{ExactSum, TooManyDigits};

/// Figures that should be equal and are not.
///
/// The service rounds, and its pages promise no such equality: a difference is a reason to
/// look, not a mistake in itself.
///
/// ```
/// use partner_center::invoice::check_line;
///
/// # fn example(line: partner_center::types::InvoiceLineItem) {
/// match check_line(&line) {
///     Ok(None) => {}
///     Ok(Some(difference)) => println!("{} and {}", difference.parts, difference.stated),
///     Err(error) => println!("{error}"),
/// }
/// # }
/// ```
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
/// `None` when they do, and when the line does not state all three, as lines of usage by the day
/// do not.
///
/// # Errors
///
/// The sum has more digits than can be held.
pub fn check_line(line: &InvoiceLineItem) -> Result<Option<Difference>, TooManyDigits> {
    let (subtotal, tax, total) = match line {
        InvoiceLineItem::OneTime(line) => (line.subtotal, line.tax_total, line.total_for_customer),
        InvoiceLineItem::LicenseBased(line) => (line.subtotal, line.tax, line.total_for_customer),
        InvoiceLineItem::UsageBased(line) => {
            (line.pretax_charges, line.tax_amount, line.post_tax_total)
        }
        _ => return Ok(None),
    };
    match (subtotal, tax, total) {
        (Some(subtotal), Some(tax), Some(total)) => {
            compare(&[subtotal, tax].into_iter().collect(), Some(total))
        }
        _ => Ok(None),
    }
}

/// Whether the lines of an invoice add up to its total charges.
///
/// Give all its lines that are charged: those of [`InvoiceCheck`], which takes them one by one
/// and also tells which could not be counted.
///
/// `None` when they do, and when the invoice states no total.
///
/// # Errors
///
/// The sum has more digits than can be held.
pub fn check_invoice<'a>(
    invoice: &types::Invoice,
    lines: impl IntoIterator<Item = &'a InvoiceLineItem>,
) -> Result<Option<Difference>, TooManyDigits> {
    let mut check = InvoiceCheck::new(invoice);
    lines.into_iter().for_each(|line| check.add(line));
    check.difference()
}

/// Adds up the lines of an invoice as they come, to be compared with its total.
///
/// What is charged stands on [`one_time`](super::LineItemQuery::one_time),
/// [`office`](super::LineItemQuery::office) and [`azure`](super::LineItemQuery::azure) lines. Lines of
/// usage by the day tell how those came about, and add nothing; they may be given or not.
///
/// ```
/// use partner_center::invoice::InvoiceCheck;
/// use partner_center::types::{Invoice, InvoiceLineItem};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let invoice: Invoice =
///     serde_json::from_str(r#"{"totalCharges": 24.99, "currencyCode": "EUR"}"#)?;
/// let mut check = InvoiceCheck::new(&invoice);
/// for total in ["19.99", "4.99"] {
///     let line = format!(
///         r#"{{"totalForCustomer": {total}, "currency": "EUR",
///              "attributes": {{"objectType": "OneTimeInvoiceLineItem"}}}}"#
///     );
///     check.add(&serde_json::from_str::<InvoiceLineItem>(&line)?);
/// }
/// let difference = check.difference()?.expect("a cent is missing");
/// assert_eq!(difference.to_string(), "the parts add up to 24.98 and 24.99 is stated");
/// assert_eq!(check.left_out(), 0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct InvoiceCheck {
    stated: Option<Decimal>,
    currency: Option<CurrencyCode>,
    sum: ExactSum,
    left_out: u64,
}

impl InvoiceCheck {
    /// Begins for an invoice.
    pub fn new(invoice: &types::Invoice) -> Self {
        Self {
            stated: invoice.total_charges,
            currency: invoice.currency_code.clone(),
            sum: ExactSum::new(),
            left_out: 0,
        }
    }

    /// Adds a line.
    pub fn add(&mut self, line: &InvoiceLineItem) {
        let (total, currency) = match line {
            InvoiceLineItem::OneTime(line) => (line.total_for_customer, &line.currency),
            InvoiceLineItem::LicenseBased(line) => (line.total_for_customer, &line.currency),
            InvoiceLineItem::UsageBased(line) => (line.post_tax_total, &line.currency),
            InvoiceLineItem::DailyUsage(_) | InvoiceLineItem::DailyRatedUsage(_) => return,
            _ => (None, &None),
        };
        match total {
            Some(total) if self.is_in(currency.as_ref()) => self.sum.add(total),
            _ => self.left_out += 1,
        }
    }

    /// Whether an amount in this currency, or in one that is not said, can be counted.
    fn is_in(&self, currency: Option<&CurrencyCode>) -> bool {
        match (&self.currency, currency) {
            (Some(ours), Some(theirs)) => ours.as_str().eq_ignore_ascii_case(theirs.as_str()),
            _ => true,
        }
    }

    /// What the lines so far add up to.
    ///
    /// # Errors
    ///
    /// The sum has more digits than can be held.
    pub fn total(&self) -> Result<Decimal, TooManyDigits> {
        self.sum.total()
    }

    /// How many lines could not be counted: of an unknown kind, unreadable, in another currency,
    /// or without a total. Above 0, a difference says little, and so does its absence.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// How the sum differs from the total charges of the invoice; `None` when it does not, and
    /// when the invoice states no total.
    ///
    /// # Errors
    ///
    /// The sum has more digits than can be held.
    pub fn difference(&self) -> Result<Option<Difference>, TooManyDigits> {
        compare(&self.sum, self.stated)
    }
}

fn compare(parts: &ExactSum, stated: Option<Decimal>) -> Result<Option<Difference>, TooManyDigits> {
    let Some(stated) = stated else { return Ok(None) };
    let parts = parts.total()?;
    Ok((parts != stated).then_some(Difference { parts, stated }))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn line(kind: &str, mut line: Value) -> InvoiceLineItem {
        line["attributes"] = json!({ "objectType": kind });
        serde_json::from_value(line).unwrap()
    }

    #[track_caller]
    fn check(kind: &str, fields: Value, difference: Option<&str>) {
        let found = check_line(&line(kind, fields)).unwrap();
        assert_eq!(found.map(|difference| difference.to_string()).as_deref(), difference);
    }

    #[test]
    fn subtotal_and_tax_make_the_total_of_each_kind_that_is_charged() {
        for (kind, [subtotal, tax, total]) in [
            ("OneTimeInvoiceLineItem", ["subtotal", "taxTotal", "totalForCustomer"]),
            ("LicenseBasedLineItem", ["subtotal", "tax", "totalForCustomer"]),
            ("UsageBasedLineItem", ["pretaxCharges", "taxAmount", "postTaxTotal"]),
        ] {
            check(kind, json!({ subtotal: 10.00, tax: "0.85", total: 10.850 }), None);
            check(kind, json!({ subtotal: -10, tax: -0.85, total: "-10.85" }), None);
            let off = "the parts add up to 10.85 and 10.86 is stated";
            check(kind, json!({ subtotal: 10, tax: 0.85, total: 10.86 }), Some(off));
            let tiny = "the parts add up to 0.0000000000000000000001 and 0 is stated";
            check(kind, json!({ subtotal: "1e-22", tax: 0, total: 0 }), Some(tiny));
            check(kind, json!({ subtotal: 10, total: 99 }), None);
        }
    }

    #[test]
    fn usage_by_the_day_states_no_total_to_check() {
        check("DailyUsageLineItem", json!({ "consumedQuantity": 3 }), None);
        check("DailyRatedUsageLineItem", json!({ "billingPreTaxTotal": 3 }), None);
        check("LineItemOfTomorrow", json!({ "subtotal": 1, "taxTotal": 1 }), None);
    }

    #[test]
    fn a_sum_that_cannot_be_held_is_no_agreement() {
        let huge = json!({
            "subtotal": "99999999999999999999", "taxTotal": "0.0000000001", "totalForCustomer": 1
        });
        assert_eq!(check_line(&line("OneTimeInvoiceLineItem", huge)), Err(TooManyDigits));
    }

    #[test]
    fn what_cannot_be_counted_is_told() {
        let invoice = json!({ "totalCharges": 30, "currencyCode": "USD" });
        let mut check = InvoiceCheck::new(&serde_json::from_value(invoice).unwrap());
        check.add(&line(
            "OneTimeInvoiceLineItem",
            json!({ "totalForCustomer": 20, "currency": "usd" }),
        ));
        check.add(&line("LicenseBasedLineItem", json!({ "totalForCustomer": 10 })));
        check.add(&line("DailyRatedUsageLineItem", json!({ "billingPreTaxTotal": 7 })));
        assert_eq!((check.left_out(), check.difference()), (0, Ok(None)));

        check.add(&line("UsageBasedLineItem", json!({ "postTaxTotal": 5, "currency": "EUR" })));
        check.add(&line("OneTimeInvoiceLineItem", json!({ "currency": "USD" })));
        check.add(&line("OneTimeInvoiceLineItem", json!({ "totalForCustomer": "many" })));
        check.add(&line("LineItemOfTomorrow", json!({ "totalForCustomer": 1 })));
        assert_eq!((check.left_out(), check.difference()), (4, Ok(None)));
        assert_eq!(check.total().unwrap().to_string(), "30");
    }

    #[test]
    fn an_invoice_without_a_total_differs_from_nothing() {
        let lines = [line("OneTimeInvoiceLineItem", json!({ "totalForCustomer": 20 }))];
        assert_eq!(check_invoice(&types::Invoice::default(), &lines), Ok(None));
        let stated = serde_json::from_value(json!({ "totalCharges": 0 })).unwrap();
        let difference = check_invoice(&stated, &lines).unwrap().unwrap();
        assert_eq!(difference.to_string(), "the parts add up to 20 and 0 is stated");
    }
}
