//! An emulator whose time stands still, and partners in front of it.

use std::time::{Duration, SystemTime};

use partner_center::auth::TokenSource;
use partner_center::transport::{Host, ServiceSender};
use partner_center::{PartnerCenter, PartnerCenterBuilder, clock::SeededEntropy};
use partner_center_emulator::{Emulator, EmulatorClock, Options, RetiredInventoryCheck, Settings};

use crate::EmulatorTime;

/// Midnight of 1 January 2030.
pub const NEW_YEAR: u64 = 1_893_456_000;

/// An emulator at that second, with its defaults and the given changes. The inventory check that was
/// retired in 2026 is served, so that tests can have it say something.
pub fn emulator(second: u64, change: impl FnOnce(&mut Settings)) -> Emulator {
    let mut settings = Settings::default();
    settings.check_inventory = RetiredInventoryCheck::Served;
    change(&mut settings);
    let clock = EmulatorClock::frozen(SystemTime::UNIX_EPOCH + Duration::from_secs(second));
    Emulator::new(Options::new().clock(clock).settings(settings))
}

/// A partner in front of the emulator: requests are handed over as they are.
pub fn builder(emulator: &Emulator, credential: impl TokenSource) -> PartnerCenterBuilder {
    PartnerCenter::builder(credential)
        .base_url("http://localhost")
        .authority("http://localhost")
        // The emulator knows its other hosts by their names.
        .host_url(Host::Prices, "https://api.partner.microsoft.com")
        .host_url(Host::Graph, "https://graph.microsoft.com")
        .http_sender(ServiceSender::new(emulator.clone()))
        .clock(EmulatorTime::of(emulator))
        .entropy(SeededEntropy::new(1))
}

/// The same, built.
pub fn partner(emulator: &Emulator, credential: impl TokenSource) -> PartnerCenter {
    builder(emulator, credential).build().unwrap()
}
