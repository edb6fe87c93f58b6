//! Habits of the wire that other clients cannot read, each with a switch.

use serde::{Deserialize, Serialize};

/// Habits that make some SDKs give up. All are on in the `wire` profile, and off in `plain`, but for
/// `attribute_lists`, which the profile does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Habits {
    /// Some lines of invoices have neither provider nor type; Microsoft's SDKs then lose the whole
    /// page.
    pub untyped_lines: bool,
    /// Links to the next page of one-time and license lines are damaged.
    pub damaged_line_links: bool,
    /// The link of the list of customers to itself has `/v1` before it.
    pub versioned_customer_links: bool,
    /// Attributes of SKUs may be lists, which Microsoft's SDK for Java takes for text.
    pub attribute_lists: bool,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            untyped_lines: true,
            damaged_line_links: true,
            versioned_customer_links: true,
            attribute_lists: true,
        }
    }
}
