//! The trouble that the emulator makes, and the partners who live with it.

use partner_center::transport::{HttpSender, RateLimits, RetryBudget, RetryPolicy};
use partner_center::{PartnerCenter, clock::Entropy};
use partner_center_emulator::Emulator;

use crate::application;

/// Of a hundred requests 5 are lost before the work and 5 after it, 2 are cut in the middle of the
/// answer, 5 meet a 5xx, 5 a 429, and 2 a success that is not JSON; each takes up to 300 ms.
pub fn rage(emulator: &Emulator, number: u64) {
    emulator.change(|settings| {
        // The trouble is what is drawn here, and no other.
        settings.throttle.areas.clear();
        settings.chaos.seed = number;
        settings.chaos.lost_before = 5;
        settings.chaos.lost_after = 5;
        settings.chaos.cut_in_body = 2;
        settings.chaos.server_errors = 5;
        settings.chaos.throttled = 5;
        settings.chaos.garbage = 2;
        settings.chaos.latency_milliseconds = 300;
    });
}

/// Nothing goes wrong any more.
pub fn calm(emulator: &Emulator) {
    emulator.change(|settings| settings.chaos = Default::default());
}

/// How far a partner goes for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// The defaults: four tries, and a budget for all of them.
    Usual,
    /// Ten tries and no budget.
    Great,
}

/// A partner without limits of its own, since they would only slow the storm down.
pub fn partner(
    (base_url, authority): (&str, &str),
    wire: impl HttpSender,
    entropy: impl Entropy,
    patience: Patience,
) -> partner_center::Result<PartnerCenter> {
    let builder = PartnerCenter::builder(application())
        .base_url(base_url)
        .authority(authority)
        .http_sender(wire)
        .entropy(entropy)
        .rate_limits(RateLimits::off());
    match patience {
        Patience::Usual => builder,
        Patience::Great => {
            builder.retry(RetryPolicy::new().tries(10)).retry_budget(RetryBudget::off())
        }
    }
    .build()
}
