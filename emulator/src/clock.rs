//! The emulator's clock: real time plus an offset, or standing still; either can be moved.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// The one clock that expiry, delays, throttling and dates go by.
///
/// Clones share the same time, so a test can hand one to its client's clock and keep both in step.
#[derive(Clone, Debug)]
pub struct EmulatorClock(Arc<Mutex<Time>>);

#[derive(Clone, Copy, Debug)]
enum Time {
    /// Real time, moved forward and back by so much.
    Real {
        ahead: Duration,
        behind: Duration,
    },
    Frozen(SystemTime),
}

impl EmulatorClock {
    /// Goes with the real time.
    pub fn real() -> Self {
        Self(Arc::new(Mutex::new(Time::Real { ahead: Duration::ZERO, behind: Duration::ZERO })))
    }

    /// Stands still at `now` until it is moved.
    pub fn frozen(now: SystemTime) -> Self {
        Self(Arc::new(Mutex::new(Time::Frozen(now))))
    }

    /// The present moment.
    pub fn now(&self) -> SystemTime {
        match *self.lock() {
            Time::Real { ahead, behind } => {
                let now = SystemTime::now();
                now.checked_add(ahead).and_then(|now| now.checked_sub(behind)).unwrap_or(now)
            }
            Time::Frozen(now) => now,
        }
    }

    /// Moves the time forward.
    pub fn advance(&self, by: Duration) {
        match &mut *self.lock() {
            Time::Real { ahead, .. } => *ahead = ahead.saturating_add(by),
            Time::Frozen(now) => *now = now.checked_add(by).unwrap_or(*now),
        }
    }

    /// Sets the time; a running clock runs on from there.
    pub fn set(&self, to: SystemTime) {
        match &mut *self.lock() {
            Time::Frozen(now) => *now = to,
            real => {
                let now = SystemTime::now();
                *real = Time::Real {
                    ahead: to.duration_since(now).unwrap_or_default(),
                    behind: now.duration_since(to).unwrap_or_default(),
                };
            }
        }
    }

    /// Stops the clock where it is.
    pub fn freeze(&self) {
        let now = self.now();
        *self.lock() = Time::Frozen(now);
    }

    /// Lets a clock that stands still go on from there; one that goes is left alone.
    pub fn resume(&self) {
        if self.is_frozen() {
            let now = self.now();
            *self.lock() = Time::Real { ahead: Duration::ZERO, behind: Duration::ZERO };
            self.set(now);
        }
    }

    /// Whether the clock stands still.
    pub fn is_frozen(&self) -> bool {
        matches!(*self.lock(), Time::Frozen(_))
    }

    /// Lets `pause` go by: a frozen clock is advanced, a running one is waited for.
    pub(crate) async fn wait(&self, pause: Duration) {
        if self.is_frozen() {
            self.advance(pause);
        } else {
            tokio::time::sleep(pause).await;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Time> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for EmulatorClock {
    fn default() -> Self {
        Self::real()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_moves_only_when_it_is_told_to() {
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000);
        let clock = EmulatorClock::frozen(start);
        let shared = clock.clone();
        clock.advance(Duration::from_secs(5));
        assert_eq!(shared.now(), start + Duration::from_secs(5));
        shared.set(start);
        assert_eq!(clock.now(), start);
    }

    #[test]
    fn a_running_clock_can_be_set_back_and_forth() {
        let clock = EmulatorClock::real();
        for to in [Duration::from_secs(1_000), Duration::from_secs(9_000_000_000)] {
            let to = SystemTime::UNIX_EPOCH + to;
            clock.set(to);
            let now = clock.now();
            assert!(
                now >= to && now < to + Duration::from_secs(60),
                "{now:?} is not just after {to:?}"
            );
        }
    }
}
