//! Reading what the service writes in more than one way.

use serde::{Deserialize, Deserializer};

use super::Decimal;

/// An amount; null or empty text is none: lines write `""` for an amount that they do not have.
pub(crate) struct BlankAsNone(pub(crate) Option<Decimal>);

impl<'de> Deserialize<'de> for BlankAsNone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Decimal::deserialize_or_blank(deserializer).map(Self)
    }
}
