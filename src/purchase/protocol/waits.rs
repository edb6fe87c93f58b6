//! How long silence has to last before it means something.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::Intent;

/// How long silence has to last before it means something.
///
/// None of these times is documented by the service, so each can be set. The defaults are long
/// for a service that answers in seconds. A purchase records those that it was begun with. Each
/// is rounded up to seconds.
///
/// | what | default | if it is longer in truth |
/// |---|---|---|
/// | [`delivery`](Self::delivery) | 60 s | *nothing was bought* may be wrong |
/// | [`work`](Self::work) | 120 s | the same |
/// | [`clocks`](Self::clocks) | 30 s | the same |
/// | [`cart_shows`](Self::cart_shows) | 60 s | the same |
/// | [`list_shows`](Self::list_shows) | 900 s, as documented | a person is asked; after a cart that is gone, the same |
///
/// ```
/// use std::time::Duration;
/// use partner_center::purchase::Waits;
///
/// let patient = Waits::default().work(Duration::from_secs(600));
/// assert_ne!(patient, Waits::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Waits {
    delivery: u32,
    work: u32,
    clocks: u32,
    cart_shows: u32,
    list_shows: u32,
}

impl Default for Waits {
    fn default() -> Self {
        Self { delivery: 60, work: 120, clocks: 30, cart_shows: 60, list_shows: 900 }
    }
}

/// How long after its end the service may still take a token: the validators of the vendor allow
/// five minutes unless they are told otherwise.
pub(super) const TOKEN_LENIENCY: u32 = 300;

/// A wait is never made shorter: a begun second counts.
fn seconds(time: Duration) -> u32 {
    let begun = u64::from(time.subsec_nanos() > 0);
    u32::try_from(time.as_secs().saturating_add(begun)).unwrap_or(u32::MAX)
}

fn plus(at: DateTime<Utc>, seconds: u64) -> DateTime<Utc> {
    let later = i64::try_from(seconds).ok().and_then(TimeDelta::try_seconds);
    later.and_then(|by| at.checked_add_signed(by)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

impl Waits {
    /// How long a request can be under way after the process that sent it has given up on it.
    pub fn delivery(self, time: Duration) -> Self {
        Self { delivery: seconds(time), ..self }
    }

    /// How long the service can be at work on a checkout that it has accepted.
    pub fn work(self, time: Duration) -> Self {
        Self { work: seconds(time), ..self }
    }

    /// How far the clocks of two machines that work on one purchase, and that of the service, can
    /// be apart. A difference from the service's clock that is seen to be longer is added.
    pub fn clocks(self, time: Duration) -> Self {
        Self { clocks: seconds(time), ..self }
    }

    /// How long after its order a cart can still say that it is active.
    pub fn cart_shows(self, time: Duration) -> Self {
        Self { cart_shows: seconds(time), ..self }
    }

    /// How long an order can be missing from the list of a customer's orders.
    pub fn list_shows(self, time: Duration) -> Self {
        Self { list_shows: seconds(time), ..self }
    }

    /// Clocks that are seen to be `apart` count as such.
    pub(crate) fn with_clocks_apart(self, apart: Duration) -> Self {
        Self { clocks: self.clocks.saturating_add(seconds(apart)), ..self }
    }

    /// How far clocks can be apart before it has to be said.
    pub(crate) fn tolerated(self) -> Duration {
        Duration::from_secs(self.clocks.into())
    }

    /// The last moment at which a request can still become an order: when the process that sent
    /// it knew that it had ended, and the time on the way and the work after that; or the end of
    /// the token that it carries, and what the service allows beyond it, and the work; whichever
    /// is first. `None` where neither is known.
    fn last_order(self, intent: &Intent) -> Option<DateTime<Utc>> {
        let (delivery, work, clocks) = (self.delivery, self.work, self.clocks);
        let by_end = intent
            .ended()
            .map(|end| plus(end, u64::from(delivery) + u64::from(work) + u64::from(clocks)));
        let by_token = intent
            .token_end()
            .map(|end| plus(end, u64::from(TOKEN_LENIENCY) + u64::from(work) + u64::from(clocks)));
        match (by_end, by_token) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// The last moment at which any of them can still become an order. The earliest of times
    /// where there are none; `None` where one of them has no such moment.
    pub(super) fn quiet_after(self, open: &[Intent]) -> Option<DateTime<Utc>> {
        let mut last = DateTime::<Utc>::MIN_UTC;
        for intent in open {
            last = last.max(self.last_order(intent)?);
        }
        Some(last)
    }

    /// After this moment an order that was made shows in its cart.
    pub(super) fn shown_by_cart(self, open: &[Intent]) -> Option<DateTime<Utc>> {
        self.quiet_after(open).map(|quiet| plus(quiet, self.cart_shows.max(1).into()))
    }

    /// The same, counted from the lapse of the cart: what is accepted comes before it.
    pub(super) fn shown_by_cart_after_lapse(self, lapse: DateTime<Utc>) -> DateTime<Utc> {
        let wait =
            u64::from(self.work) + u64::from(self.cart_shows.max(1)) + u64::from(self.clocks);
        plus(lapse, wait)
    }

    /// After this moment an order that was made shows in the list.
    pub(super) fn shown_by_list(self, open: &[Intent]) -> Option<DateTime<Utc>> {
        self.quiet_after(open).map(|quiet| plus(quiet, self.list_shows.max(1).into()))
    }

    /// The same, counted from the lapse of the cart: what is accepted comes before it.
    pub(super) fn shown_by_list_after_lapse(self, lapse: DateTime<Utc>) -> DateTime<Utc> {
        let wait =
            u64::from(self.work) + u64::from(self.list_shows.max(1)) + u64::from(self.clocks);
        plus(lapse, wait)
    }

    /// After this moment an order shows in the list, counted from when it was proven that there
    /// is one.
    pub(super) fn shown_by_list_after_proof(self, proof: DateTime<Utc>) -> DateTime<Utc> {
        plus(proof, u64::from(self.list_shows) + u64::from(self.clocks))
    }
}
