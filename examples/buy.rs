//! The sample of the README: buys software and a reservation, and says what was bought and
//! what the customer then holds. The ids are those that the emulator knows from the start.
#![allow(clippy::print_stdout)]

use std::error::Error;

use partner_center::{
    AppliedScope, Customer, PartnerCenter, PurchaseLine, PurchaseRequest, ReservationTarget, Term,
    order::POLL_INTERVAL, types::Segment,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let partner = PartnerCenter::from_env()?;
    buy(&partner.customer("a1000000-0000-4000-8000-000000000001")).await
}

/// Buys, and waits until the customer has it.
pub async fn buy(customer: &Customer) -> Result<(), Box<dyn Error>> {
    let software = PurchaseLine::sku("CONTOSO00001", "0001", 2);
    let subscription = "b1000000-0000-4000-8000-000000000001";
    let reservation = PurchaseLine::sku("CONTOSO00003", "0001", 1)
        .term(Term::Year)
        .reservation(ReservationTarget::new(subscription, AppliedScope::Shared));
    let request = PurchaseRequest::new(software).line(reservation).segment(Segment::Commercial);

    println!("{}", customer.plan(&request).await?); // reads only

    let purchase = match customer.purchase(&request).run().await {
        Ok(purchase) => purchase, // all of it was bought
        Err(failed) => {
            for refused in failed.order_errors() {
                println!("refused: {:?}", refused.description);
            }
            return Err(failed.into()); // says whether there is a doubt, and what to do
        }
    };
    for id in purchase.order_ids() {
        let done = customer.wait_for_fulfillment(id, POLL_INTERVAL, |_| {}).await?; // 30 s a look
        println!("order {id}: {:?}", done.order.status);
        for held in customer.wait_for_entitlements(id, POLL_INTERVAL).await? {
            let product = held.product_id.as_ref().map_or("?", |id| id.as_str());
            println!("the customer holds {} x {product}", held.quantity.unwrap_or_default());
        }
    }
    Ok(())
}
