//! The time of an emulator in another process.

use std::sync::Arc;
use std::time::Duration;

use partner_center::clock::Clock;
use partner_center::external::BoxFuture;
use partner_center::external::chrono::{DateTime, Utc};
use partner_center::external::reqwest::{Client, RequestBuilder};
use partner_center_test_support::own_client;
use serde::Deserialize;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

/// The time that the emulator shows. To wait is to advance it, for everybody.
#[derive(Clone)]
pub(crate) struct ServiceTime(Arc<Inner>);

struct Inner {
    client: Client,
    address: String,
    start: DateTime<Utc>,
}

/// What the emulator says of its clock.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    unix_milliseconds: i64,
}

impl ServiceTime {
    pub(crate) async fn of(service: &str) -> anyhow::Result<Self> {
        let client = own_client().no_proxy().build()?;
        let address = format!("{service}/_emulator/clock");
        let start = shown(client.get(&address)).await?;
        Ok(Self(Arc::new(Inner { client, address, start })))
    }
}

async fn shown(request: RequestBuilder) -> anyhow::Result<DateTime<Utc>> {
    let text = request.send().await?.error_for_status()?.text().await?;
    let Shown { unix_milliseconds } = serde_json::from_str(&text)?;
    Ok(DateTime::from_timestamp_millis(unix_milliseconds).unwrap_or_default())
}

impl Clock for ServiceTime {
    fn now(&self) -> DateTime<Utc> {
        let asked = shown(self.0.client.get(&self.0.address));
        // A process whose clock cannot be read has nothing more to do here.
        block_in_place(|| Handle::current().block_on(asked)).expect("the emulator tells the time")
    }

    fn elapsed(&self) -> Duration {
        (self.now() - self.0.start).to_std().unwrap_or_default()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let Self(inner) = self.clone();
        Box::pin(async move {
            // The emulator's clock goes by whole seconds, and nobody may wake too early.
            let seconds = duration.as_millis().div_ceil(1000);
            let advance = format!(r#"{{"advance":{seconds}}}"#);
            let moved = inner.client.post(&inner.address).body(advance);
            shown(moved).await.expect("the emulator moves its clock");
        })
    }

    fn limit(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}
