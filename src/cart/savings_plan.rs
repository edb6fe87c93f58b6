//! What a savings plan is bought with: an amount for each hour, and whose use it pays for.

use partner_center_api::types::{self, CommitmentGrain, EntitlementId, MinimumPurchaseCommitment};
use serde::{Deserialize, Serialize};

use super::applied_scope::AppliedScope;
use crate::values::ids::SubscriptionId;
use crate::values::money::Money;

/// What the customer commits to spend with an Azure savings plan, and for whose use.
///
/// A savings plan is bought in a quantity of 1, with an app+user token, for a term. The amount is
/// spent in each hour of the term, whether or not it is used; it cannot be given back in Partner
/// Center, only in the Azure portal. What is known of it comes from one page of 2023.
///
/// ```
/// use partner_center::cart::SavingsPlan;
/// use partner_center::{Money, PurchaseLine, Term};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let hourly = Money { amount: "0.25".parse()?, currency: "USD".into() };
/// let azure = "b1000000-0000-4000-8000-000000000001"; // an Azure subscription of the customer
/// let line = PurchaseLine::sku("CONTOSO00006", "0001", 1)
///     .term(Term::Year)
///     .savings_plan(SavingsPlan::single(azure, hourly));
/// # drop(line);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SavingsPlan {
    hourly: Money,
    scope: AppliedScope,
    /// The Azure plan where it is shared, else the Azure subscription.
    subscription: String,
}

impl SavingsPlan {
    /// Pays for the use of all subscriptions of the customer's Azure plan: the scope `shared`.
    pub fn shared(azure_plan: impl Into<SubscriptionId>, hourly: Money) -> Self {
        let subscription = azure_plan.into().to_string();
        Self { hourly, scope: AppliedScope::Shared, subscription }
    }

    /// Pays for the use of one Azure subscription, by its id in Azure: the scope `single`.
    pub fn single(azure_subscription: impl Into<EntitlementId>, hourly: Money) -> Self {
        let subscription = azure_subscription.into().to_string();
        Self { hourly, scope: AppliedScope::Single, subscription }
    }

    /// What the customer commits to spend in each hour.
    pub fn hourly(&self) -> &Money {
        &self.hourly
    }

    /// The values for provisioning, which no SKU of a savings plan asks for by name.
    pub(super) fn provisioning(&self) -> [(&'static str, String); 2] {
        let named = match self.scope {
            AppliedScope::Shared => "subscriptionId",
            AppliedScope::Single => "entitlementId",
        };
        [("scope", self.scope.as_str().to_owned()), (named, self.subscription.clone())]
    }

    /// The amount as a line carries it, whose currency is in lower case.
    pub(super) fn to_wire(&self) -> types::PurchaseCommitment {
        let mut wire = types::PurchaseCommitment::default();
        wire.amount = Some(self.hourly.amount);
        wire.currency = Some(self.hourly.currency.as_str().to_ascii_lowercase().into());
        wire.grain = Some(CommitmentGrain::Hourly);
        wire
    }

    /// What is wrong with the amount, as far as the SKU says.
    pub(super) fn problem(&self, least: Option<&MinimumPurchaseCommitment>) -> Option<String> {
        let Money { amount, currency } = &self.hourly;
        if amount.get().is_sign_negative() || amount.get().is_zero() {
            return Some(format!("the amount for each hour is {amount}; give more than 0"));
        }
        let least = least?;
        let in_currency = least.currency_code.as_ref()?.code.as_ref()?;
        if !in_currency.as_str().eq_ignore_ascii_case(currency.as_str()) {
            return Some(format!(
                "the amount for each hour is in {currency}; the SKU is sold in {in_currency}"
            ));
        }
        let smallest = least.amount.filter(|least| amount < least)?;
        Some(format!(
            "the amount for each hour is {amount} {currency}; the SKU takes at least {smallest}"
        ))
    }
}
