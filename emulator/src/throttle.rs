//! Sliding windows that count requests for each partner and area.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, SystemTime};

use crate::settings::Throttle;

/// When the requests of the last window came, for each partner and area.
#[derive(Clone, Debug, Default)]
pub(crate) struct Windows(BTreeMap<(String, String), VecDeque<SystemTime>>);

impl Windows {
    /// Counts a request; if there were too many, says after how many seconds there is room again.
    pub(crate) fn admit(
        &mut self,
        limits: &Throttle,
        tenant: &str,
        area: &str,
        now: SystemTime,
    ) -> Result<(), u64> {
        if limits.is_off() || !limits.areas.iter().any(|counted| counted.eq_ignore_ascii_case(area))
        {
            return Ok(());
        }
        let length = Duration::from_secs(limits.window_seconds);
        let window = self.0.entry((tenant.to_owned(), area.to_owned())).or_default();
        // A clock that was set back leaves times in the future; they no longer count.
        window.retain(|came| now.duration_since(*came).is_ok_and(|age| age < length));
        if window.len() < limits.limit as usize {
            window.push_back(now);
            return Ok(());
        }
        let oldest =
            window.front().and_then(|came| now.duration_since(*came).ok()).unwrap_or_default();
        let wait = length.saturating_sub(oldest);
        Err((wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1))
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_slides() {
        let limits = Throttle { limit: 2, window_seconds: 60, ..Throttle::default() };
        let mut windows = Windows::default();
        let mut at = |seconds: u64, tenant: &str, area: &str| {
            let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000 + seconds);
            windows.admit(&limits, tenant, area, now)
        };
        assert_eq!(at(0, "a", "orders"), Ok(()));
        assert_eq!(at(30, "a", "orders"), Ok(()));
        assert_eq!(at(40, "a", "orders"), Err(20));
        assert_eq!(at(40, "b", "orders"), Ok(()), "partners are counted apart");
        assert_eq!(at(40, "a", "customers"), Ok(()), "so are areas");
        assert_eq!(at(41, "a", "carts"), Ok(()), "and carts not at all");
        assert_eq!(at(60, "a", "orders"), Ok(()));
        assert_eq!(at(61, "a", "orders"), Err(29));
    }
}
