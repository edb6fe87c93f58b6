//! Going on to the end of the month, where time can be moved.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Months, NaiveTime, Utc};
use partner_center::{Error, Result, clock::Clock, external::BoxFuture};
use partner_center_emulator::{Emulator, EmulatorClock};
use serde_json::{Value, json};

/// Whose time it is.
pub(crate) enum Time {
    /// An emulator's inside this program.
    Embedded(Emulator),
    /// A running emulator's, which is told at this address.
    Running(String),
    /// Everybody's.
    Real,
}

impl Time {
    /// The time at a service on this machine: an emulator has a clock to ask for.
    pub(crate) async fn at(base_url: &str) -> Self {
        let address = format!("{}/_emulator/clock", base_url.trim_end_matches('/'));
        let asked = reqwest::Client::new().get(&address).timeout(Duration::from_secs(5)).send();
        match asked.await {
            Ok(answer) if answer.status().is_success() => Self::Running(address),
            _ => Self::Real,
        }
    }

    /// Goes on to the first minute of the next month, and tells when that is; `None` where time
    /// cannot be moved.
    pub(crate) async fn close_month(&self) -> Result<Option<DateTime<Utc>>> {
        match self {
            Self::Embedded(emulator) => {
                let Some(then) = next_month(emulator.clock().now().into()) else { return Ok(None) };
                emulator.clock().set(then.into());
                Ok(Some(then))
            }
            Self::Running(address) => {
                let unheard = |error: reqwest::Error| {
                    Error::invalid("the emulator's clock", error.without_url().to_string())
                };
                let http = reqwest::Client::new();
                let answer = http.get(address).send().await.map_err(unheard)?;
                let shown: Value = answer.json().await.map_err(unheard)?;
                let now = shown["time"].as_str().and_then(|text| text.parse().ok());
                let Some(then) = now.and_then(next_month) else { return Ok(None) };
                let set = http.post(address).json(&json!({ "set": then.to_rfc3339() })).send();
                set.await.and_then(|answer| answer.error_for_status()).map_err(unheard)?;
                Ok(Some(then))
            }
            Self::Real => Ok(None),
        }
    }
}

/// The first minute after the end of the month, when its invoices are there.
fn next_month(now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let first = chrono::Datelike::with_day(&now.date_naive(), 1)?;
    let next = first.checked_add_months(Months::new(1))?;
    Some(next.and_time(NaiveTime::from_hms_opt(0, 1, 0)?).and_utc())
}

/// Moves the emulator's clock instead of waiting, but for a blink to see the progress by.
pub(crate) struct HurriedClock {
    emulator: EmulatorClock,
    start: SystemTime,
}

impl HurriedClock {
    pub(crate) fn new(emulator: EmulatorClock) -> Self {
        Self { start: emulator.now(), emulator }
    }
}

impl Clock for HurriedClock {
    fn now(&self) -> DateTime<Utc> {
        self.emulator.now().into()
    }

    fn elapsed(&self) -> Duration {
        self.emulator.now().duration_since(self.start).unwrap_or_default()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let emulator = self.emulator.clone();
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(250).min(duration)).await;
            emulator.advance(duration);
        })
    }

    fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
