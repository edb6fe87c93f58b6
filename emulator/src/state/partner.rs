//! Partners: whose tenants sign in, and what each may see.

use serde::Deserialize;

/// A partner's tenant.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Partner {
    pub(crate) tenant: String,
    pub(crate) domain: String,
    #[serde(default)]
    pub(crate) refresh_token: Option<String>,
    /// Segments that the partner may not see.
    #[serde(default)]
    pub(crate) denied_segments: Vec<String>,
    /// Views that the partner may not see.
    #[serde(default)]
    pub(crate) denied_views: Vec<String>,
    /// Whether cart lines may name participants.
    #[serde(default = "yes")]
    pub(crate) participants: bool,
    /// Whether this is a tenant for tests, whose orders can be cancelled as a whole.
    #[serde(default)]
    pub(crate) sandbox: bool,
    /// Where the partner is; its balance is in that country's currency.
    #[serde(default = "united_states")]
    pub(crate) country: String,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default = "some_mpn")]
    pub(crate) mpn_id: String,
    /// By which government customers are put forward.
    #[serde(default)]
    pub(crate) validation_codes: Vec<ValidationCode>,
}

/// A code by which government customers are put forward.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ValidationCode {
    pub(crate) code: String,
    pub(crate) organization: String,
    pub(crate) most: u32,
    pub(crate) left: u32,
}

fn yes() -> bool {
    true
}

fn united_states() -> String {
    "US".to_owned()
}

fn some_mpn() -> String {
    "5550000".to_owned()
}
