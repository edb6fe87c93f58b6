//! Settings about the two inventory checks.

use serde::{Deserialize, Serialize};

/// Whether the inventory check that was retired on 25 September 2026 is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RetiredInventoryCheck {
    /// Until the end of that day in UTC, by the emulator's clock; after it as if gone.
    ByDate,
    /// Whatever the day is.
    Served,
    /// 410, whatever the day is.
    Gone,
}

/// What the inventory check by resource type is answered with; no source shows an answer of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum InventoryByResourceType {
    /// A bare list, as the check before it.
    List,
    /// A collection with `items`.
    Collection,
    /// An object whose verdicts stand elsewhere, as a form that no client knows.
    Other,
    /// 404, as if it did not exist.
    Gone,
}
