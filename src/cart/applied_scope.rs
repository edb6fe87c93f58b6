//! What a reservation serves.

/// Whether a reservation serves one subscription or all of the customer's.
///
/// ```
/// use partner_center::AppliedScope;
///
/// assert_eq!(AppliedScope::Shared.as_str(), "shared");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AppliedScope {
    /// All subscriptions of the customer.
    Shared,
    /// The one subscription it is bought for.
    Single,
}

impl AppliedScope {
    /// The scope as a cart line carries it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Single => "single",
        }
    }
}
