//! What the cloud of a purchase decides.
//!
//! The pages of the service offer one-time purchases in the global cloud and in that of the United
//! States government, and name no way to a catalog item there but by customer. In the cloud of
//! 21Vianet carts can be used, and no page offers a one-time purchase.

use partner_center_api::types::BillingCycleType;

use super::PurchaseRequest;
use super::line_number::numbered;
use crate::catalog::Catalog;
use crate::client::Customer;
use crate::error::{Error, Result};
use crate::values::cloud::Cloud;
use crate::values::country::Country;

/// The catalog that a purchase chooses from: by customer where nothing else is documented, and
/// by country elsewhere, since a request may name another country than the customer's there.
pub(super) fn catalog(customer: &Customer, country: Country) -> Catalog {
    let partner = customer.partner();
    match partner.cloud() {
        Cloud::UsGovernment | Cloud::China => customer.catalog().of_country(country),
        Cloud::Global | Cloud::Custom(_) => partner.catalog(country),
    }
}

/// Refuses what the cloud does not sell, before there is a cart. A purchase that was begun under
/// other rules is not checked out, but what is in doubt is settled whatever the rules.
pub(super) fn check(customer: &Customer, request: &PurchaseRequest) -> Result<()> {
    let partner = customer.partner();
    if *partner.cloud() != Cloud::China || !partner.pipeline().rules().heed_clouds() {
        return Ok(());
    }
    let lines = request.lines().iter().enumerate();
    let once: Vec<_> = lines
        .filter(|(_, line)| line.billing_cycle == BillingCycleType::OneTime)
        .map(|(number, line)| format!("{} ({line})", numbered(number)))
        .collect();
    if once.is_empty() {
        return Ok(());
    }
    Err(Error::invalid(
        "cloud",
        format!(
            "the cloud of 21Vianet (china) has no one-time purchases, and {} would be: buy it \
             in another cloud, name the billing cycle of what is sold here with \
             `PurchaseLine::billing_cycle`, or lift the rule with `DocumentRules::any_cloud` if the \
             document is behind",
            once.join(" and "),
        ),
    ))
}
