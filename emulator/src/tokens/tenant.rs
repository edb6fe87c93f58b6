//! Which tenant an address of the authority means.

use crate::state::world::World;
use crate::tokens::denied::{Denied, denied};

/// The seeded tenant of that id or domain.
pub(crate) fn home(world: &World, tenant: &str) -> Result<String, Denied> {
    match world.partner(tenant) {
        Some(partner) => Ok(partner.tenant.clone()),
        None => {
            denied(400, "invalid_request", 90_002, format!("The tenant `{tenant}` was not found."))
        }
    }
}

/// The seeded tenant of that id or domain; the first one where the address leaves it open.
pub(crate) fn home_or_first(world: &World, tenant: &str) -> Result<String, Denied> {
    match world.partners.first().filter(|_| is_open(tenant)) {
        Some(partner) => Ok(partner.tenant.clone()),
        None => home(world, tenant),
    }
}

/// Whether an address leaves the tenant open.
pub(crate) fn is_open(tenant: &str) -> bool {
    ["common", "organizations"].iter().any(|word| word.eq_ignore_ascii_case(tenant))
}

/// The tenant that a grant belongs to, if the address names the same one, or leaves it open.
pub(crate) fn same_tenant(
    world: &World,
    tenant: &str,
    found: &str,
    number: u32,
) -> Result<String, Denied> {
    if is_open(tenant) || home(world, tenant)?.eq_ignore_ascii_case(found) {
        return Ok(found.to_owned());
    }
    denied(400, "invalid_grant", number, "What was presented belongs to another tenant.")
}
