//! Reading what the service writes in more than one way.

use serde::{Deserialize, Deserializer};

use super::Decimal;

/// Reads `null` as the default: for lists and maps, null, missing and empty are the same.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads an amount, and null or empty text as none: lines write `""` for an amount that they
/// do not have.
pub(crate) fn blank_as_none<'de, D>(deserializer: D) -> Result<Option<Decimal>, D::Error>
where
    D: Deserializer<'de>,
{
    BlankAsNone::deserialize(deserializer).map(|amount| amount.0)
}

/// What [`blank_as_none`] reads, where a type is needed for it.
pub(crate) struct BlankAsNone(pub(crate) Option<Decimal>);

impl<'de> Deserialize<'de> for BlankAsNone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Decimal::deserialize_or_blank(deserializer).map(Self)
    }
}
