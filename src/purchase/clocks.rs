//! How far the clock here is from that of the service.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::Warning;
use super::steps::Purchasing;
use crate::values::ids::CartId;

/// How many answers are asked for at most to find two that agree.
const ANSWERS: usize = 3;

/// Two answers agree where they are no further apart than this: they take time to arrive, and the
/// service's date has whole seconds.
const AGREE: TimeDelta = TimeDelta::seconds(30);

impl Purchasing<'_, '_> {
    /// Holds the clock here against the service's: where they are apart, that is said, and waited
    /// for. It is waited for as long as the purchase lasts, so one answer alone, which something on
    /// the way can have dated, is not believed: the cart is read until two answers agree.
    pub(super) async fn compare_clocks(&mut self, cart: &CartId, served_at: Option<DateTime<Utc>>) {
        self.has_compared_clocks = true;
        let tolerated = self.book.record().settle_policy().waits_are().tolerated();
        let mut seen: Vec<_> = self.ahead(served_at).into_iter().collect();
        if apart(&seen) <= tolerated {
            return;
        }
        while seen.len() < ANSWERS && agreed(&seen).is_none() {
            let served_at = match self.customer.cart(cart).await {
                Ok(cart) => cart.served_at(),
                Err(error) => error.answered_at(),
            };
            let Some(ahead) = self.ahead(served_at) else { break };
            seen.push(ahead);
        }
        let apart = apart(&seen);
        if apart > tolerated {
            self.book.record_mut().set_clocks_apart(apart);
            self.warn(Warning::ClocksApart { seconds: apart.as_secs() });
        }
    }

    /// By how much the clock here is ahead of an answer that has just come.
    fn ahead(&self, served_at: Option<DateTime<Utc>>) -> Option<TimeDelta> {
        Some(self.customer.partner().clock().now() - served_at?)
    }
}

/// How far the clocks are apart by these answers: by two that agree, or where none do by the worst
/// of them, since a wait that is too long does no harm.
fn apart(seen: &[TimeDelta]) -> Duration {
    let pair = agreed(seen);
    let counts = pair.as_ref().map_or(seen, |pair| &pair[..]);
    let worst = counts.iter().map(TimeDelta::abs).max().unwrap_or_default();
    // The service's date has whole seconds.
    worst.to_std().unwrap_or_default().saturating_sub(Duration::from_secs(1))
}

/// Two of them that agree.
fn agreed(seen: &[TimeDelta]) -> Option<[TimeDelta; 2]> {
    let (last, rest) = seen.split_last()?;
    let agrees = rest.iter().find(|other| (**other - *last).abs() <= AGREE);
    agrees.map(|other| [*other, *last])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seen: &[i64], expected: u64) {
        let seen: Vec<_> = seen.iter().map(|seconds| TimeDelta::seconds(*seconds)).collect();
        assert_eq!(apart(&seen), Duration::from_secs(expected));
    }

    #[test]
    fn two_answers_that_agree_say_how_far_clocks_are_apart() {
        check(&[3_601, 3_602], 3_601);
        check(&[-3_601, -3_600], 3_600);
        check(&[900_000, 2, 3], 2);
        check(&[2, 3_601, 3_602], 3_601);
        check(&[3_601, 2, 3_602], 3_601);
    }

    #[test]
    fn where_none_agree_the_worst_counts() {
        check(&[3_601], 3_600);
        check(&[3_601, 2], 3_600);
        check(&[2, -900_001, 3_601], 900_000);
        check(&[], 0);
    }

    #[test]
    fn the_same_distance_ahead_and_behind_does_not_agree() {
        check(&[3_601, -3_601, 0], 3_600);
    }
}
