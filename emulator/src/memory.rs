//! Everything the emulator remembers, behind one lock.

use std::time::SystemTime;

use crate::options::Options;
use crate::seed::Seed;
use crate::state::world::World;
use crate::tokens::authority::Authority;
use crate::tokens::grants::Grants;
use crate::traffic::Traffic;

/// What the emulator remembers.
#[derive(Debug)]
pub(crate) struct Memory {
    pub(crate) world: World,
    pub(crate) grants: Grants,
    pub(crate) traffic: Traffic,
}

impl Memory {
    /// What is known at the start.
    pub(crate) fn new(options: &Options) -> Self {
        let Options { clock, ids, settings, seed, .. } = options;
        let mut world = World::new(settings.clone(), ids.clone(), clock.now());
        world.storage = options.storage.clone();
        let mut memory = Self { world, grants: Grants::default(), traffic: Traffic::default() };
        memory.plant(seed.clone());
        memory
    }

    /// Adds what a seed holds; the same id replaces.
    pub(crate) fn plant(&mut self, seed: Seed) {
        for partner in &seed.partners {
            if let Some(token) = &partner.refresh_token {
                self.grants.remember_refresh(token, &partner.tenant);
            }
        }
        seed.plant(&mut self.world);
    }

    /// The authority, and what time it is there.
    pub(crate) fn authority(&mut self, now: SystemTime) -> Authority<'_> {
        Authority { world: &mut self.world, grants: &mut self.grants, now }
    }
}
