//! Device codes, and what becomes of them.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use crate::clock::EmulatorClock;
use crate::request::Pairs;
use crate::settings::{DeviceUser, Settings};
use crate::state::world::World;
use crate::tokens::denied::{Denied, denied};
use crate::tokens::grant::{Grant, Held, Presented};
use crate::tokens::tenant::same_tenant;
use crate::tokens::wanted::Wanted;

/// How long a device has to wait between two questions.
pub(crate) const INTERVAL: Duration = Duration::from_secs(5);

/// Each device code that has given no token yet.
#[derive(Debug, Default)]
pub(crate) struct Devices(BTreeMap<String, Device>);

/// A device code that has given no token yet.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    tenant: String,
    application: String,
    wanted: Wanted,
    given: SystemTime,
    ends: SystemTime,
    asked: Option<SystemTime>,
    /// How long it has to wait; every question that comes too soon makes it longer.
    interval: Duration,
}

/// How it stands with a device code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Expired,
    Declined,
    SignedIn,
    Waiting,
}

impl Device {
    pub(crate) fn new(
        tenant: String,
        application: String,
        wanted: Wanted,
        given: SystemTime,
        life: Duration,
    ) -> Self {
        let ends = given + life;
        Self { tenant, application, wanted, given, ends, asked: None, interval: INTERVAL }
    }

    fn standing(&self, settings: &Settings, now: SystemTime) -> Standing {
        let decided = now >= self.given + Duration::from_secs(settings.device_user_seconds);
        match settings.device_user {
            _ if now >= self.ends => Standing::Expired,
            DeviceUser::Declines if decided => Standing::Declined,
            DeviceUser::SignsIn if decided => Standing::SignedIn,
            _ => Standing::Waiting,
        }
    }

    /// Refuses a question that comes before the user has signed in.
    fn put_off<T>(&mut self, now: SystemTime) -> Result<T, Denied> {
        let is_early = self.left(now).is_some();
        self.asked = Some(now);
        if is_early {
            self.interval += INTERVAL;
            return denied(400, "slow_down", 90_055, "There are too many requests for one code.");
        }
        let text = "The user has not signed in with the code yet.";
        denied(400, "authorization_pending", 70_016, text)
    }

    /// How long it is until the next question would be in time.
    fn left(&self, now: SystemTime) -> Option<Duration> {
        let next = self.asked? + self.interval;
        next.duration_since(now).ok().filter(|left| !left.is_zero())
    }
}

/// The code of a form: version one calls it `code`.
fn code_in(form: &Pairs) -> &str {
    form.get("device_code").or(form.get("code")).unwrap_or_default()
}

impl Devices {
    pub(crate) fn insert(&mut self, code: String, device: Device) {
        self.0.insert(code, device);
    }

    /// Forgets a code that has given a token.
    pub(crate) fn use_up(&mut self, code: &str) {
        self.0.remove(code);
    }

    /// Lets the time go by that a device has waited, where the clock stands still.
    ///
    /// A device that waits does so by its own clock, of which a frozen one sees nothing: the
    /// question would always come too soon, and the user would never sign in. So the question
    /// itself moves the clock, by what is left of the interval, as a scripted delay does.
    pub(crate) fn wait(&self, settings: &Settings, form: &Pairs, clock: &EmulatorClock) {
        let now = clock.now();
        let device = self.0.get(code_in(form));
        let waiting = device.filter(|device| device.standing(settings, now) == Standing::Waiting);
        let left = waiting.and_then(|device| device.left(now));
        if let Some(left) = left.filter(|_| clock.is_frozen()) {
            clock.advance(left);
        }
    }

    /// The grant behind a device code, once its user has signed in.
    pub(crate) fn find(
        &mut self,
        world: &World,
        presented: &Presented<'_>,
    ) -> Result<Grant, Denied> {
        let code = code_in(presented.form);
        let now = presented.now;
        let Some(device) = self.0.get_mut(code) else {
            let text = "The device code is unknown, or was used before.";
            return denied(400, "bad_verification_code", 70_000, text);
        };
        if !device.application.eq_ignore_ascii_case(presented.application) {
            return denied(400, "invalid_grant", 70_000, "The code is another application's.");
        }
        let tenant = same_tenant(world, presented.tenant, &device.tenant, 700_005)?;
        match device.standing(&world.settings, now) {
            Standing::Expired => {
                denied(400, "expired_token", 70_020, "The device code has expired.")
            }
            Standing::Declined => {
                denied(400, "authorization_declined", 70_018, "The user declined the sign-in.")
            }
            Standing::SignedIn => {
                Ok(Grant::of_user(tenant, device.wanted.clone(), Held::Device(code.to_owned())))
            }
            Standing::Waiting => device.put_off(now),
        }
    }
}
