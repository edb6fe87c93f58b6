//! A reservation, step by step.

use partner_center::types::{Reservation, Segment};
use partner_center::{
    AppliedScope, CartLineItem, Customer, Error, Prerequisites, Result, SubscriptionId, Term,
    order::POLL_INTERVAL,
};

/// Reserves a machine for a year. Each step makes the value that the next one takes.
pub async fn reserve(customer: &Customer, azure: &SubscriptionId) -> Result<Vec<Reservation>> {
    let catalog = customer.partner().catalog(customer.country().await?);
    let catalog = catalog.segment(Segment::Commercial);
    let items = catalog.items(&"CONTOSO00003".into(), &"0001".into()).await?;
    let found = items.into_iter().next();
    let item = found.ok_or_else(|| Error::invalid("SKU", "it has no availability"))?;

    customer.register(azure).await?;
    let registration = customer.wait_for_registration(azure, POLL_INTERVAL).await?;
    let inventory = customer.check_inventory(&item, Some(azure), None).await?;
    let done = Prerequisites::none().registered(registration).inventory(inventory);
    let line = CartLineItem::new(item.purchasable(&done)?, 1)
        .term(Term::Year)
        .reservation(azure, AppliedScope::Shared);

    let checkout = customer.create_cart(&[line]).await?.checkout().await?;
    let mut reservations = Vec::new();
    for id in checkout.order_ids() {
        for held in customer.wait_for_entitlements(id, POLL_INTERVAL).await? {
            reservations.extend(customer.reservations(&held).await?);
        }
    }
    Ok(reservations)
}
