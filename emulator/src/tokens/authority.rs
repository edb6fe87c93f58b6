//! The authority as one request meets it.

use std::time::SystemTime;

use crate::state::world::World;
use crate::tokens::grants::Grants;

/// What the authority knows and has given out, at a moment.
pub(crate) struct Authority<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) grants: &'a mut Grants,
    pub(crate) now: SystemTime,
}
