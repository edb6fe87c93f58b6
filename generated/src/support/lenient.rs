//! Reading what the service writes in more than one way.

use serde::{Deserialize, Deserializer};

/// Reads `null` as the default: for lists and maps, null, missing and empty are the same.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
