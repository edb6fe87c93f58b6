//! One call of each retry class.

use partner_center::{PartnerCenter, Result, types};

/// Whose cart it is.
pub const CUSTOMER: &str = "5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21";
/// The cart that is read, changed and bought.
pub const CART: &str = "a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13";

/// Reads: class `read`.
pub async fn read(partner: &PartnerCenter) -> Result<types::CartResource> {
    let call = partner.api().get_cart(CUSTOMER, CART);
    Ok(call.send().await?.into_inner())
}

/// Replaces the content of a cart: class `repeat`.
pub async fn update(partner: &PartnerCenter) -> Result<types::CartResource> {
    let call = partner.api().update_cart(CUSTOMER, CART, types::CartResource::default());
    Ok(call.send().await?.into_inner())
}

/// Makes a cart: class `once`.
pub async fn create(partner: &PartnerCenter) -> Result<types::CartResource> {
    let call = partner.api().create_cart(CUSTOMER, types::CartResource::default());
    Ok(call.send().await?.into_inner())
}

/// Buys: class `once`.
pub async fn checkout(partner: &PartnerCenter) -> Result<types::CartCheckoutResult> {
    let call = partner.api().checkout_cart(CUSTOMER, CART);
    Ok(call.send().await?.into_inner())
}
