//! Reads an order with the library.

use partner_center::PartnerCenter;
use partner_center::auth::ClientSecret;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = ClientSecret::new("contoso.example", "app-id", "secret");
    let partner = PartnerCenter::builder(secret).build()?;
    let order = partner.customer("customer-1").order(&"order-1".into()).await?;
    println!("{order:?}");
    Ok(())
}
