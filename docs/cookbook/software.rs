//! Software, from the plan to the links that activate it.

use partner_center::types::{OrderLineItemActivationLink, Segment};
use partner_center::{Customer, PurchaseLine, PurchaseRequest, Result, order::POLL_INTERVAL};

/// Buys two licenses, and returns where the customer activates them.
pub async fn buy(customer: &Customer) -> Result<Vec<OrderLineItemActivationLink>> {
    let line = PurchaseLine::sku("CONTOSO00001", "0001", 2).friendly_name("Web servers");
    let request = PurchaseRequest::new(line).segment(Segment::Commercial);
    for warning in customer.plan(&request).await?.warnings {
        println!("mind: {warning}");
    }
    let purchase = customer.purchase(&request).run().await?;
    let mut links = Vec::new();
    for id in purchase.order_ids() {
        let seen = customer.wait_for_fulfillment(id, POLL_INTERVAL, |_| {}).await?;
        if !seen.is_fulfilled() {
            println!("order {id} is {:?}", seen.order.status); // cancelled, or failed for good
        }
        links.extend(customer.activation_links(id).await?);
    }
    Ok(links)
}

/// Gives all lines of a software order back, as long as the service allows.
pub async fn give_back(customer: &Customer, id: &partner_center::OrderId) -> Result<()> {
    let order = customer.order(id).await?;
    let lines: Vec<_> = order.line_items.iter().filter_map(|line| line.line_item_number).collect();
    customer.cancel_lines(&order, &lines).await?;
    Ok(())
}
