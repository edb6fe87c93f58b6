//! What tests buy.

use partner_center::{
    AppliedScope, Error, OrderId, PartnerCenter, PurchaseLine, PurchaseRequest, ReservationTarget,
    Result, Term,
};
use partner_center_emulator::seed;

/// Perpetual software, which asks for nothing.
pub fn software(quantity: u32) -> PurchaseLine {
    PurchaseLine::sku(seed::PRODUCT_PERPETUAL, seed::SKU_PERPETUAL, quantity)
}

/// Other software, for the same order.
pub fn other_software() -> PurchaseLine {
    PurchaseLine::sku(seed::PRODUCT_PERPETUAL, seed::SKU_THREE_LEFT, 1)
}

/// A one-year reservation on a subscription that has to be registered.
pub fn reservation() -> PurchaseLine {
    reservation_on(seed::SUBSCRIPTION_ACTIVE)
}

/// A one-year reservation on a subscription of the customer's.
pub fn reservation_on(subscription: &str) -> PurchaseLine {
    PurchaseLine::sku(seed::PRODUCT_RESERVATION, seed::SKU_RESERVATION_ONE_YEAR, 1)
        .term(Term::Year)
        .reservation(ReservationTarget::new(subscription, AppliedScope::Shared))
}

/// A request for companies, which most tests are.
pub fn request(line: PurchaseLine) -> PurchaseRequest {
    PurchaseRequest::new(line).segment("commercial".into())
}

/// Buys some software, so that there is an order to read.
pub async fn one_order(partner: &PartnerCenter) -> Result<OrderId> {
    let customer = partner.customer(seed::CUSTOMER_US);
    let purchase = customer.purchase(&request(software(1))).run().await?;
    let order = purchase.order_ids().next().cloned();
    order.ok_or_else(|| Error::invalid("the order", "nothing was bought"))
}
