//! A reservation, step by step.

use partner_center::types::{Reservation, Segment};
use partner_center::{
    AppliedScope, CartLineItem, Customer, Error, Prerequisites, Result, SubscriptionId, Term,
    catalog::InventoryContext, order::POLL_INTERVAL,
};

/// Reserves a machine for a year. Each step makes the value that the next one takes.
pub async fn reserve(customer: &Customer, azure: &SubscriptionId) -> Result<Vec<Reservation>> {
    let catalog = customer.catalog().segment(Segment::Commercial);
    let items = catalog.items(&"CONTOSO00003".into(), &"0001".into()).await?;
    let none = || Error::invalid("SKU", "it has no availability");
    let item = items.into_iter().next().ok_or_else(none)?;

    customer.register(azure).await?;
    let registration = customer.wait_for_registration(azure, POLL_INTERVAL).await?;
    let place = InventoryContext::new().subscription(azure.clone());
    let inventory = customer.check_inventory(&item, &place).await?;
    let done = Prerequisites::none().registered(registration).inventory(inventory);
    let line = CartLineItem::new(item.purchasable(&done)?, 1)
        .term(Term::Year)
        .reservation(azure, AppliedScope::Shared);

    let checkout = customer.create_cart(&[line]).await?.checkout().await?;
    let mut found = Vec::new();
    for id in checkout.order_ids() {
        for held in customer.wait_for_entitlements(id, POLL_INTERVAL).await? {
            found.extend(customer.reservations(&held).await?);
        }
    }
    Ok(found)
}
