//! Ids and randomness, handed in rather than looked up.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;

/// Where request ids and the spread of pauses come from.
pub trait Entropy: Send + Sync + 'static {
    /// A fresh id, never given before.
    fn uuid(&self) -> Uuid;

    /// Sixty-four random bits. They need not be hard to guess: they only spread pauses.
    fn bits(&self) -> u64;

    /// A random duration from nothing to `longest`, both included.
    fn jitter(&self, longest: Duration) -> Duration {
        let nanos = longest.as_nanos();
        // The high half of a 128-bit product is an even spread without division.
        let share = u128::from(self.bits() >> 32) * nanos / u128::from(u32::MAX);
        Duration::from_nanos(u64::try_from(share).unwrap_or(u64::MAX)).min(longest)
    }
}

impl<T: Entropy + ?Sized> Entropy for Arc<T> {
    fn uuid(&self) -> Uuid {
        (**self).uuid()
    }

    fn bits(&self) -> u64 {
        (**self).bits()
    }
}

/// A generator that is hard to guess, seeded by the operating system, for ids; a fast one for
/// pauses.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn uuid(&self) -> Uuid {
        Uuid::new_v4()
    }

    fn bits(&self) -> u64 {
        fastrand::u64(..)
    }
}

/// The same ids and pauses for the same seed: for tests and snapshots, never for real calls,
/// since the service takes two calls with one request id for one.
///
/// Clones share one sequence.
#[derive(Clone, Debug)]
pub struct SeededEntropy(Arc<Mutex<fastrand::Rng>>);

impl SeededEntropy {
    /// Starts the sequence that belongs to `seed`.
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(fastrand::Rng::with_seed(seed))))
    }

    fn with<T>(&self, draw: impl FnOnce(&mut fastrand::Rng) -> T) -> T {
        draw(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Entropy for SeededEntropy {
    fn uuid(&self) -> Uuid {
        let random = self.with(|rng| rng.u128(..));
        uuid::Builder::from_random_bytes(random.to_be_bytes()).into_uuid()
    }

    fn bits(&self) -> u64 {
        self.with(|rng| rng.u64(..))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_sequence_of_distinct_ids() {
        let (one, two) = (SeededEntropy::new(7), SeededEntropy::new(7));
        let first = one.uuid();
        assert_eq!(first, two.uuid());
        assert_ne!(first, one.uuid());
        assert_eq!(first.get_version_num(), 4);
    }

    #[test]
    fn jitter_stays_within_its_bounds_and_is_spread() {
        let entropy = SeededEntropy::new(1);
        let longest = Duration::from_secs(8);
        let drawn: Vec<_> = (0..1000).map(|_| entropy.jitter(longest)).collect();
        assert!(drawn.iter().all(|pause| *pause <= longest));
        let sum: Duration = drawn.iter().sum();
        let mean = sum / 1000;
        assert!((3.5..4.5).contains(&mean.as_secs_f64()), "{mean:?}");
        assert_eq!(entropy.jitter(Duration::ZERO), Duration::ZERO);
        assert!(entropy.jitter(Duration::MAX) <= Duration::MAX);
    }
}
