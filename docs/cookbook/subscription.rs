//! A software subscription, bought once.

use partner_center::order::POLL_INTERVAL;
use partner_center::purchase::Warning;
use partner_center::{Customer, PurchaseRequest, Result, SubscriptionId};

/// Buys, and keeps what was bought from renewing, as software subscriptions do by default.
pub async fn buy_once(
    customer: &Customer,
    request: &PurchaseRequest,
) -> Result<Vec<SubscriptionId>> {
    let plan = customer.plan(request).await?;
    let renews = |warning: &&Warning| matches!(warning, Warning::Renews { .. });
    plan.warnings.iter().filter(renews).for_each(|warning| println!("mind: {warning}"));
    let purchase = customer.purchase(request).run().await?;
    let mut ending = Vec::new();
    for order in purchase.order_ids() {
        customer.wait_for_fulfillment(order, POLL_INTERVAL, |_| {}).await?;
        for subscription in customer.subscriptions_from(order).await?.complete()? {
            let Some(id) = subscription.id else { continue };
            customer.stop_renewal(&id).await?;
            ending.push(id);
        }
    }
    Ok(ending)
}
