//! A set of HTTP statuses that is copied as easily as a number.

use std::fmt;

/// Statuses from 100 to 599, one bit each.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct StatusSet([u64; 8]);

/// The first status that there is, and the last one.
const FIRST: u16 = 100;
const LAST: u16 = 599;

impl StatusSet {
    /// Adds a status. What is none is not kept.
    pub(super) fn insert(&mut self, status: u16) {
        if let Some((word, bit)) = Self::place(status) {
            self.0[word] |= bit;
        }
    }

    pub(super) fn contains(&self, status: u16) -> bool {
        Self::place(status).is_some_and(|(word, bit)| self.0[word] & bit != 0)
    }

    fn place(status: u16) -> Option<(usize, u64)> {
        let number = usize::from(status.checked_sub(FIRST)?);
        (status <= LAST).then(|| (number / 64, 1 << (number % 64)))
    }
}

impl fmt::Debug for StatusSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries((FIRST..=LAST).filter(|status| self.contains(*status))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_what_was_put_there_and_nothing_else() {
        let statuses = [100, 163, 164, 429, 503, 599];
        let mut set = StatusSet::default();
        for status in statuses.into_iter().chain([0, 99, 600, u16::MAX]) {
            set.insert(status);
        }
        let found: Vec<_> = (0..=u16::MAX).filter(|status| set.contains(*status)).collect();
        assert_eq!(found, statuses);
        assert_eq!(format!("{set:?}"), "{100, 163, 164, 429, 503, 599}");
    }
}
