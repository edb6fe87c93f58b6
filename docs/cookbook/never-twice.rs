//! Buying once for certain.

use std::error::Error;
use std::time::Duration;

use partner_center::journal::{Journal, PurchaseKey};
use partner_center::purchase::Settlement;
use partner_center::{Customer, PartnerCenter, PurchaseRequest};

/// Buys what an order of a shop asks for: once, however often this is called with its number.
pub async fn buy(
    customer: &Customer,
    request: &PurchaseRequest,
    journal: impl Journal,
    number: &str,
) -> Result<Settlement, Box<dyn Error>> {
    let purchase = customer.purchase(request).recorded(journal, PurchaseKey::new(number)?);
    Ok(purchase.worker("shop-1").run().await?)
}

/// Goes on with a purchase after a crash or a doubt, and waits up to half an hour for its end.
pub async fn go_on(
    partner: &PartnerCenter,
    journal: impl Journal,
    number: &str,
) -> Result<Settlement, Box<dyn Error>> {
    let purchase = partner.resume(journal, PurchaseKey::new(number)?).worker("shop-1");
    Ok(purchase.waiting(Duration::from_secs(1_800)).run().await?)
}
