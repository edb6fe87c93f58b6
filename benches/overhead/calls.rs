//! The two ways to read an order that are compared.

use anyhow::{Context, Result, ensure};
use partner_center::auth::ClientSecret;
use partner_center::transport::RateLimits;
use partner_center::types::Order;
use partner_center::{Customer, OrderId, PartnerCenter};

const CUSTOMER: &str = "7c1e4a52-93d8-4f60-b2a7-5e0d8c6f1b34";
const ORDER: &str = "c0nt0s0_0rder-1aB2cD3eF4gH5iJ6kL7";

/// Both ways, over one HTTP client and so over one connection.
pub(crate) struct Calls {
    http: reqwest::Client,
    url: String,
    customer: Customer,
    order: OrderId,
}

impl Calls {
    pub(crate) fn new(server: &str) -> Result<Self> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        // Everything is on: the token is looked up in its cache, each read waits in its queue,
        // ids are made, tries and time are counted. Only the limit itself is out of reach.
        let partner = PartnerCenter::builder(ClientSecret::new("contoso.test", "app", "secret"))
            .base_url(server)
            .authority(server)
            .http_client(http.clone())
            .rate_limits(RateLimits::new().requests(1_000_000_000))
            .build()?;
        let url = format!("{server}/v1/customers/{CUSTOMER}/orders/{ORDER}");
        let (customer, order) = (partner.customer(CUSTOMER), OrderId::new(ORDER));
        Ok(Self { http, url, customer, order })
    }

    /// Through the whole pipeline.
    pub(crate) async fn whole(&self) -> Result<Order> {
        Ok(self.customer.order(&self.order).await?)
    }

    /// What anyone would write who has the types and the HTTP client alone. On the wire it is
    /// the same request, but for its ids, which are not new each time.
    pub(crate) async fn bare(&self) -> Result<Order> {
        let request = self.http.get(&self.url).bearer_auth("contoso-access-token");
        let answer = request
            .header("Accept", "application/json")
            .header("MS-Contract-Version", "v1")
            .header("MS-CorrelationId", "5f0c3b1e-8a47-4d29-b6e1-0d9f72a4c835")
            .header("MS-RequestId", "e2a96d70-41cb-4f83-9d5a-7b1c08e6f2d4")
            .header("X-Locale", "en-US")
            .send()
            .await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    /// Warms both up, and checks that they read the same.
    pub(crate) async fn warm_up(&self, times: usize) -> Result<()> {
        for _ in 0..times {
            let (whole, bare) = (self.whole().await?, self.bare().await?);
            ensure!(whole == bare, "they read different orders");
            ensure!(whole.id.as_ref().context("it has no id")?.as_str() == ORDER);
        }
        Ok(())
    }
}
