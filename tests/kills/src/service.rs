//! The emulator that one case buys from.

use std::time::{Duration, SystemTime};

use partner_center_emulator::{Emulator, EmulatorClock, Options, Running, Settings};
use partner_center_test_support::NEW_YEAR;

/// Starts an emulator whose time stands still, on a free port.
pub(crate) async fn start(change: impl FnOnce(&mut Settings)) -> anyhow::Result<Running> {
    let mut settings = Settings::default();
    change(&mut settings);
    let clock = EmulatorClock::frozen(SystemTime::UNIX_EPOCH + Duration::from_secs(NEW_YEAR));
    Ok(Emulator::start(Options::new().clock(clock).settings(settings)).await?)
}

/// The orders that were placed, as the ledger of the emulator has them.
pub(crate) fn ordered(emulator: &Emulator) -> Vec<String> {
    emulator.ledger().into_iter().flat_map(|entry| entry.effect.orders).collect()
}
