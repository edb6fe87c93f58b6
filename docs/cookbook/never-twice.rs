//! Buying once for certain.

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
) -> Result<String, Box<dyn std::error::Error>> {
    let key = PurchaseKey::new(number)?;
    let purchase = customer.purchase(request).recorded(journal, key).worker("shop-1");
    Ok(said(&purchase.run().await?))
}

/// Goes on with a purchase after a crash or a doubt, and waits up to half an hour for its end.
pub async fn go_on(
    partner: &PartnerCenter,
    journal: impl Journal,
    number: &str,
) -> Result<String, Box<dyn std::error::Error>> {
    let purchase = partner.resume(journal, PurchaseKey::new(number)?).worker("shop-1");
    Ok(said(&purchase.waiting(Duration::from_secs(1_800)).run().await?))
}

fn said(settlement: &Settlement) -> String {
    match settlement {
        Settlement::Bought(bought) => format!("bought: {} orders", bought.orders().len()),
        Settlement::NotBought(nothing) => format!("not bought: {}", nothing.proof()),
        Settlement::InDoubt { until, .. } => format!("not known before {until:?}"),
        Settlement::AskPerson(person) => format!("somebody has to look: {}", person.question()),
        other => other.to_string(), // a part was bought
    }
}
