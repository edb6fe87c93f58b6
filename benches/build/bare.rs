//! Reads an order with the bare crates: what a program needs to speak to the service at all.

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = reqwest::Client::builder().build()?;
    let url = "https://api.contoso.test/v1/customers/customer-1/orders/order-1";
    let order: serde_json::Value = client.get(url).bearer_auth("token").send().await?.json().await?;
    println!("{order}");
    Ok(())
}
