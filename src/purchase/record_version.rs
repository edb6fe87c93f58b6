//! The form in which purchases are recorded.

use serde::de::{Deserialize, Deserializer, Error};
use serde::{Serialize, Serializer};

/// The form that this version of the library writes.
const CURRENT: u32 = 1;

/// Says in which form a purchase is recorded, and refuses a form that this library does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RecordVersion;

impl Serialize for RecordVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(CURRENT)
    }
}

impl<'de> Deserialize<'de> for RecordVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            CURRENT => Ok(Self),
            other => Err(D::Error::custom(format!(
                "the record is of version {other}, and this program knows version {CURRENT}: \
                 resume it with the program that wrote it, or with a newer partner-center"
            ))),
        }
    }
}
