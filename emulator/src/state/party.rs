//! Whom an invoice line is for.

use crate::state::customer::Customer;

/// A customer as invoices name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Party {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) domain: String,
    pub(crate) country: String,
}

impl From<&Customer> for Party {
    fn from(customer: &Customer) -> Self {
        Self {
            id: customer.id.clone(),
            name: customer.company_name.clone(),
            domain: customer.domain.clone(),
            country: customer.country.clone(),
        }
    }
}
