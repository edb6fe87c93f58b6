//! What a worker is going to meet with.

use fastrand::Rng;
use serde::{Deserialize, Serialize};

use crate::task::Death;

/// What a worker is going to meet with, beside what comes at any moment. Checkouts are counted
/// from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Fate {
    Lives,
    /// It kills itself at a write.
    Dies(Death),
    /// It kills itself when a checkout was answered, and knows no more of that than the record.
    DiesAfterAnswer(usize),
    /// It is stopped right after a checkout was written down.
    StopsAfterRecord(usize),
    /// It is stopped when all has been looked at, and only the socket is left.
    StopsBeforeSocket(usize),
}

impl Fate {
    pub(crate) fn drawn(random: &mut Rng) -> Self {
        let checkout = random.usize(..8);
        match random.u8(..100) {
            ..20 => Self::Lives,
            20..45 => Self::Dies(Death { at: random.usize(..60), after: random.bool() }),
            45..70 => Self::DiesAfterAnswer(checkout),
            70..85 => Self::StopsAfterRecord(checkout),
            _ => Self::StopsBeforeSocket(checkout),
        }
    }

    pub(crate) fn death(self) -> Option<Death> {
        match self {
            Self::Dies(death) => Some(death),
            _ => None,
        }
    }
}
