//! One purchase of a batch.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, shown};
use crate::journal::PurchaseKey;
use crate::purchase::PurchaseRequest;
use crate::values::ids::CustomerId;

/// One purchase of a batch: its key, who it is for, and what to buy.
///
/// As JSON its keys are written in camelCase, and one that is not known is refused. The version of
/// its form is that of the [request](PurchaseRequest).
///
/// ```
/// use partner_center::batch::BatchRow;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let row: BatchRow = serde_json::from_str(
///     r#"{"key":"shop order 4711","customer":"a1000000-0000-4000-8000-000000000001",
///         "request":{"lines":[{"product":"CONTOSO00001","sku":"0001","quantity":2}]}}"#,
/// )?;
/// assert_eq!(row.request.lines().len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BatchRow {
    /// The name of the purchase in the journal, such as the number of an order in a shop.
    pub key: PurchaseKey,
    /// The customer that it is bought for.
    pub customer: CustomerId,
    /// What to buy.
    pub request: PurchaseRequest,
}

impl BatchRow {
    /// A row.
    pub fn new(
        key: PurchaseKey,
        customer: impl Into<CustomerId>,
        request: PurchaseRequest,
    ) -> Self {
        Self { key, customer: customer.into(), request }
    }

    /// What can be found wrong with it before anything is sent, each with its field.
    pub(super) fn problems(&self) -> Vec<(&'static str, Error)> {
        let checks: [(&'static str, Result<()>); 3] = [
            ("customer", check_customer(&self.customer)),
            ("request", self.request.checked()),
            ("request.limits", self.request.within_limits()),
        ];
        let failed = checks.into_iter().filter_map(|(field, check)| Some((field, check.err()?)));
        failed.collect()
    }
}

/// An id goes into the path of requests, where such characters would lead elsewhere or nowhere.
fn check_customer(customer: &CustomerId) -> Result<()> {
    let text = customer.as_str();
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "/?#\\%".contains(c);
    if text.is_empty() || text.chars().any(is_odd) {
        let message = format!(
            "`{}` is not the id of a customer; give the id of the customer's tenant",
            shown(text)
        );
        return Err(Error::invalid("customer", message));
    }
    Ok(())
}
