//! Provider and type, which together say what kind of line is meant.

use crate::fault_codes::BAD_INPUT;
use crate::reply::{Refusal, refuse_for};

/// A provider and a type of line that go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pair {
    OfficeBilling,
    AzureBilling,
    AzureUsage,
    OneTimeBilling,
    OneTimeUsage,
}

impl Pair {
    /// In the order that an invoice lists them.
    pub(crate) const ALL: [Self; 5] = [
        Self::OfficeBilling,
        Self::AzureBilling,
        Self::AzureUsage,
        Self::OneTimeBilling,
        Self::OneTimeUsage,
    ];

    /// Reads provider and type in any spelling: `OneTime`, `onetime`, `one_time`.
    ///
    /// `marketplace` and `all` are older words, which some links still have.
    pub(crate) fn read(provider: &str, kind: &str) -> Result<Self, Refusal> {
        Ok(match (plain(provider).as_str(), plain(kind).as_str()) {
            ("office", "billinglineitems") => Self::OfficeBilling,
            ("azure", "billinglineitems") => Self::AzureBilling,
            ("azure", "usagelineitems") => Self::AzureUsage,
            ("onetime" | "marketplace" | "all", "billinglineitems") => Self::OneTimeBilling,
            ("onetime" | "marketplace" | "all", "usagelineitems") => Self::OneTimeUsage,
            _ => {
                let text = format!("There are no `{kind}` of the provider `{provider}`.");
                return refuse_for(BAD_INPUT, text);
            }
        })
    }

    /// The provider as answers spell it.
    pub(crate) fn provider(self) -> &'static str {
        match self {
            Self::OfficeBilling => "office",
            Self::AzureBilling | Self::AzureUsage => "azure",
            Self::OneTimeBilling => "one_time",
            // Asked for as `onetime`, answered as this.
            Self::OneTimeUsage => "marketplace",
        }
    }

    /// The type as answers spell it.
    pub(crate) fn kind(self) -> &'static str {
        if self.is_usage() { "usage_line_items" } else { "billing_line_items" }
    }

    /// The provider as paths spell it.
    pub(crate) fn path_provider(self) -> &'static str {
        match self {
            Self::OfficeBilling => "Office",
            Self::AzureBilling | Self::AzureUsage => "Azure",
            Self::OneTimeBilling | Self::OneTimeUsage => "OneTime",
        }
    }

    /// The type as paths spell it.
    pub(crate) fn path_kind(self) -> &'static str {
        if self.is_usage() { "UsageLineItems" } else { "BillingLineItems" }
    }

    pub(crate) fn is_usage(self) -> bool {
        matches!(self, Self::AzureUsage | Self::OneTimeUsage)
    }

    /// Whether the lines add up to the invoice; usage is charged by other lines.
    pub(crate) fn is_charged(self) -> bool {
        !self.is_usage()
    }

    /// Whether pages follow one another by tokens, and not by numbers.
    pub(crate) fn is_modern(self) -> bool {
        matches!(self, Self::OneTimeBilling | Self::OneTimeUsage)
    }
}

/// A word without regard to case and underscores.
pub(crate) fn plain(word: &str) -> String {
    word.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(provider: &str, kind: &str, expected: Option<Pair>) {
        assert_eq!(Pair::read(provider, kind).ok(), expected);
    }

    #[test]
    fn five_pairs_are_read_in_any_spelling() {
        check("Office", "BillingLineItems", Some(Pair::OfficeBilling));
        check("AZURE", "usage_line_items", Some(Pair::AzureUsage));
        check("one_time", "billinglineitems", Some(Pair::OneTimeBilling));
        check("Marketplace", "UsageLineItems", Some(Pair::OneTimeUsage));
        check("all", "billinglineitems", Some(Pair::OneTimeBilling));
    }

    #[test]
    fn others_are_refused() {
        check("office", "usagelineitems", None);
        check("none", "billinglineitems", None);
        check("azure", "", None);
    }
}
