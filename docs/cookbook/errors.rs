//! What to do when a purchase fails.

use partner_center::{Customer, Delivery, Error, PurchaseRequest};

/// Buys, or says what became of it.
pub async fn buy(customer: &Customer, request: &PurchaseRequest) -> String {
    let failed = match customer.purchase(request).run().await {
        Ok(_) => return "all of it was bought".to_owned(),
        Err(failed) => failed,
    };
    match failed.bought() {
        Delivery::NotDone => format!("nothing was bought: {}", advice(failed.error())),
        // To ask for all of it again would buy that part twice.
        Delivery::InPart => format!("{} orders, and a part refused", failed.orders().len()),
        Delivery::Unknown => match failed.doubt() {
            Some(doubt) => match customer.settle(doubt.clone()).run().await {
                Ok(settlement) => settlement.to_string(),
                Err(error) => format!("still in doubt: {error}"),
            },
            None => failed.to_string(),
        },
    }
}

/// What to do about an error.
pub fn advice(error: &Error) -> String {
    if error.needs_interaction() {
        return "somebody has to sign in once more".to_owned();
    }
    if let Some(wait) = error.retry_after() {
        return format!("come back in {} seconds", wait.as_secs());
    }
    error.explain().map_or(error.to_string(), |explanation| explanation.remedy.to_owned())
}
