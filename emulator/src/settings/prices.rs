//! Settings about price sheets.

use serde::{Deserialize, Serialize};

/// How the host of prices answers a token that is good, and not for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PriceCredentials {
    /// 400 without a body, as the page about price sheets warns.
    BadRequest,
    /// As the main host: 401 with 900420 or 900421, 403 with 900329.
    Refused,
}
