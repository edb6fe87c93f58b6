//! What an emulator starts with.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};

use crate::clock::EmulatorClock;
use crate::ids::Ids;
use crate::seed::Seed;
use crate::settings::{Cloud, Profile, Settings};

/// What an emulator starts with: address, clock, ids, settings and seed.
///
/// The default listens on a free port of 127.0.0.1, goes with the real time, makes up ids that
/// repeat from run to run, and holds the [built-in seed](crate::seed).
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) listen: SocketAddr,
    /// Where other hosts listen, by their names in the document.
    listen_hosts: Vec<(String, SocketAddr)>,
    pub(crate) clock: EmulatorClock,
    pub(crate) ids: Ids,
    pub(crate) settings: Settings,
    pub(crate) seed: Seed,
    /// Where the files of exports are, once a server says so.
    pub(crate) storage: Arc<OnceLock<String>>,
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl Options {
    /// The defaults.
    pub fn new() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            listen_hosts: Vec::new(),
            clock: EmulatorClock::real(),
            ids: Ids::seeded(0),
            settings: Settings::default(),
            seed: Seed::built_in(),
            storage: Arc::default(),
        }
    }

    /// Where the server listens; without effect on an [`Emulator`](crate::Emulator) without a
    /// socket.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Where the server of another host of the document listens, such as `Prices`; otherwise on a
    /// free port of the same address. A name that the document does not have is without effect.
    pub fn listen_host(mut self, name: impl Into<String>, address: SocketAddr) -> Self {
        self.listen_hosts.push((name.into(), address));
        self
    }

    /// Where the server of a host listens.
    pub(crate) fn listen_of(&self, host: &str) -> SocketAddr {
        let set = self.listen_hosts.iter().rfind(|(name, _)| name.eq_ignore_ascii_case(host));
        set.map_or(SocketAddr::new(self.listen.ip(), 0), |(_, address)| *address)
    }

    /// The clock to go by.
    pub fn clock(mut self, clock: EmulatorClock) -> Self {
        self.clock = clock;
        self
    }

    /// Ids that repeat from run to run, others for each `seed`.
    pub fn seed_ids(mut self, seed: u64) -> Self {
        self.ids = Ids::seeded(seed);
        self
    }

    /// Ids that differ from run to run.
    pub fn random_ids(mut self) -> Self {
        self.ids = Ids::random();
        self
    }

    /// Whether answers show the oddities of the service.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.settings.profile = profile;
        self
    }

    /// The cloud to stand for, which decides what operations there are.
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.settings.cloud = cloud;
        self
    }

    /// Settings to start with, and to go back to on a reset.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Partners, customers and products beside those that are built in; the same id replaces.
    pub fn seed(mut self, more: Seed) -> Self {
        self.seed.merge(more);
        self
    }

    /// Partners, customers and products instead of those that are built in.
    pub fn only_seed(mut self, seed: Seed) -> Self {
        self.seed = seed;
        self
    }
}
