//! What a line asks for, in a request as in a cart.

use std::collections::BTreeMap;
use std::fmt;

use partner_center_api::types::{BillingCycleType, InventoryResourceType, ParticipantType};
use serde::{Deserialize, Serialize};

use super::applied_scope::AppliedScope;
use super::savings_plan::SavingsPlan;
use crate::values::ids::{
    AvailabilityId, CatalogItemId, MpnId, ProductId, PromotionId, SkuId, SubscriptionId,
};
use crate::values::term::Term;

/// One thing to buy and how many of it.
///
/// It asks for one-time billing and no term unless told otherwise, which is what perpetual
/// software wants.
///
/// ```
/// use partner_center::types::BillingCycleType;
/// use partner_center::{PurchaseLine, Term};
///
/// let software = PurchaseLine::sku("CONTOSO00001", "0001", 2).friendly_name("Web servers");
/// let subscription = PurchaseLine::sku("CONTOSO00002", "0001", 5)
///     .term(Term::ThreeYears)
///     .billing_cycle(BillingCycleType::Annual);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PurchaseLine {
    pub(crate) product: ProductId,
    pub(crate) sku: SkuId,
    #[serde(default)]
    pub(crate) availability: Option<AvailabilityId>,
    pub(crate) quantity: u32,
    #[serde(default)]
    pub(crate) term: Option<Term>,
    #[serde(default = "one_time")]
    pub(crate) billing_cycle: BillingCycleType,
    #[serde(default)]
    pub(crate) reservation: Option<ReservationTarget>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) resource_type: Option<InventoryResourceType>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) savings_plan: Option<SavingsPlan>,
    #[serde(default)]
    pub(crate) provisioning: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) attestation_accepted: bool,
    #[serde(default)]
    pub(crate) friendly_name: Option<String>,
    #[serde(default)]
    pub(crate) promotion: Option<PromotionId>,
    #[serde(default)]
    pub(crate) participants: Vec<(ParticipantType, MpnId)>,
}

fn one_time() -> BillingCycleType {
    BillingCycleType::OneTime
}

impl PurchaseLine {
    /// Asks for a SKU; the availability is found when it is bought.
    pub fn sku(product: impl Into<ProductId>, sku: impl Into<SkuId>, quantity: u32) -> Self {
        Self {
            product: product.into(),
            sku: sku.into(),
            availability: None,
            quantity,
            term: None,
            billing_cycle: BillingCycleType::OneTime,
            reservation: None,
            resource_type: None,
            savings_plan: None,
            provisioning: BTreeMap::new(),
            attestation_accepted: false,
            friendly_name: None,
            promotion: None,
            participants: Vec::new(),
        }
    }

    /// Asks for a catalog item. The service renames availabilities over time: one that is
    /// no longer among those of the SKU is refused before anything is bought.
    pub fn item(item: &CatalogItemId, quantity: u32) -> Self {
        let mut line = Self::sku(item.product_id().clone(), item.sku_id().clone(), quantity);
        line.availability = Some(item.availability_id().clone());
        line
    }

    /// How long the purchase lasts. Leave it out for perpetual software.
    pub fn term(mut self, term: Term) -> Self {
        self.term = Some(term);
        self
    }

    /// How often the partner pays; one of those the SKU supports.
    pub fn billing_cycle(mut self, cycle: BillingCycleType) -> Self {
        self.billing_cycle = cycle;
        self
    }

    /// What a reservation is bought for, and where.
    pub fn reservation(mut self, reservation: ReservationTarget) -> Self {
        self.reservation = Some(reservation);
        self
    }

    /// Checks the inventory of this line by this resource type, such as `DedicatedHost`; see
    /// [`PurchaseRequest::resource_type`](crate::PurchaseRequest::resource_type).
    pub fn resource_type(mut self, kind: impl Into<InventoryResourceType>) -> Self {
        self.resource_type = Some(kind.into());
        self
    }

    /// What a savings plan is bought with: the amount, and whose use it pays for.
    pub fn savings_plan(mut self, plan: SavingsPlan) -> Self {
        self.savings_plan = Some(plan);
        self
    }

    /// A value that the SKU asks for by name among its provisioning variables.
    pub fn provisioning(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.provisioning.insert(name.into(), value.into());
        self
    }

    /// Accepts the attestation that some SKUs ask for, on behalf of the partner.
    pub fn accept_attestation(mut self) -> Self {
        self.attestation_accepted = true;
        self
    }

    /// The partner's own label for what is bought.
    pub fn friendly_name(mut self, name: impl Into<String>) -> Self {
        self.friendly_name = Some(name.into());
        self
    }

    /// A promotion to apply.
    pub fn promotion(mut self, promotion: impl Into<PromotionId>) -> Self {
        self.promotion = Some(promotion.into());
        self
    }

    /// A partner on record. May be called more than once, also with one role.
    pub fn participant(mut self, role: ParticipantType, partner: impl Into<MpnId>) -> Self {
        self.participants.push((role, partner.into()));
        self
    }
}

/// Such as `2 x CONTOSO00001:0001`.
impl fmt::Display for PurchaseLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} x {}:{}", self.quantity, self.product, self.sku)?;
        match &self.term {
            Some(term) => write!(f, " for {term}"),
            None => Ok(()),
        }
    }
}

/// What a reservation is bought for, and where.
///
/// ```
/// use partner_center::{AppliedScope, PurchaseLine, ReservationTarget, Term};
///
/// let azure = "b1000000-0000-4000-8000-000000000001"; // an Azure subscription of the customer
/// let target = ReservationTarget::new(azure, AppliedScope::Single).region("westeurope");
/// let line = PurchaseLine::sku("CONTOSO00003", "0001", 1).term(Term::Year).reservation(target);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReservationTarget {
    pub(crate) subscription: SubscriptionId,
    pub(crate) scope: AppliedScope,
    #[serde(default)]
    pub(crate) region: Option<String>,
}

impl ReservationTarget {
    /// For an Azure subscription of the customer.
    pub fn new(subscription: impl Into<SubscriptionId>, scope: AppliedScope) -> Self {
        Self { subscription: subscription.into(), scope, region: None }
    }

    /// In this region, by its name in Azure Resource Manager, such as `westeurope`. Without
    /// it, the region is the one that the SKU names.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }
}
