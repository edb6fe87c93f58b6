//! Settings about customers that are new.

use serde::{Deserialize, Serialize};

/// What a partner's confirmation of an agreement is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AgreementConfirmations {
    /// 404, as if there were no such address: the call was retired in January 2026. What the
    /// service answers since then is not known.
    Retired,
    /// As before that: the confirmation is put on record, and the customer may buy.
    Recorded,
}

/// How the review of a qualification ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// The customer qualifies.
    Approved,
    /// It does not.
    Denied,
}
