//! What the examples read from the environment beside what `PartnerCenter::from_env` does.

use std::env;

use partner_center::{Error, Result};

/// A variable that is set, and not to nothing.
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(format!("PARTNER_CENTER_{name}")).ok().filter(|text| !text.is_empty())
}

/// A variable that has to be set.
pub(crate) fn required(name: &str) -> Result<String> {
    variable(name).ok_or_else(|| {
        let message = "it is not set; --help of the larger examples lists what to set";
        Error::invalid(format!("PARTNER_CENTER_{name}"), message)
    })
}
