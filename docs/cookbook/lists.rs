//! Lists that come in pages.

use partner_center::external::futures::TryStreamExt;
use partner_center::{CustomerId, PartnerCenter, Result, listing::Position};

/// All customers, however many pages they come in.
pub async fn customers(partner: &PartnerCenter) -> Result<Vec<CustomerId>> {
    let mut found = Vec::new();
    let mut customers = partner.customers().items();
    while let Some(customer) = customers.try_next().await? {
        found.extend(customer.id);
    }
    Ok(found)
}

/// The next two customers, and where to go on, perhaps in another process.
pub async fn two_customers(
    partner: &PartnerCenter,
    from: Option<Position>,
) -> Result<(Vec<CustomerId>, Position)> {
    let mut list = partner.customers();
    if let Some(position) = from {
        list = list.starting_at(position)?;
    }
    let (mut customers, mut found) = (list.items(), Vec::new());
    while found.len() < 2
        && let Some(customer) = customers.try_next().await?
    {
        found.extend(customer.id);
    }
    Ok((found, customers.position().clone()))
}
