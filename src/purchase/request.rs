//! What a buyer asks for.

use std::collections::BTreeMap;
use std::fmt;

use partner_center_api::types::{
    BillingCycleType, ParticipantType, PurchasePrerequisite, ReservationScope, Segment,
};
use serde::{Deserialize, Serialize};

use crate::cart::{AppliedScope, PurchaseLimits};
use crate::error::{Error, Result};
use crate::values::country::Country;
use crate::values::ids::{
    AvailabilityId, CatalogItemId, MpnId, ProductId, PromotionId, SkuId, SubscriptionId,
};
use crate::values::term::Term;

use super::line_number::numbered;
use super::request_version::RequestVersion;

/// What to buy for a customer, as a value that can be stored and sent on.
///
/// As JSON its keys are written in camelCase, and it says the `version` of its form, which is 1
/// where it is left out. A key that is not known is refused, and so is a newer version: what is
/// not understood might have been a condition of the purchase.
///
/// ```
/// use partner_center::types::Segment;
/// use partner_center::{PurchaseLine, PurchaseRequest};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let request = PurchaseRequest::new(PurchaseLine::sku("CONTOSO00001", "0001", 2))
///     .line(PurchaseLine::sku("CONTOSO00001", "0002", 1).accept_attestation())
///     .country("US".parse()?)
///     .segment(Segment::Commercial);
/// let stored = serde_json::to_string(&request)?;
/// assert_eq!(serde_json::from_str::<PurchaseRequest>(&stored)?, request);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PurchaseRequest {
    #[serde(default)]
    version: RequestVersion,
    pub(super) lines: Vec<PurchaseLine>,
    #[serde(default)]
    pub(super) country: Option<Country>,
    #[serde(default)]
    pub(super) segment: Option<Segment>,
    #[serde(default)]
    pub(super) reservation_scope: Option<ReservationScope>,
    #[serde(default)]
    pub(super) attest_partners_on_record: bool,
    #[serde(default)]
    pub(super) inventory_must_be_known: bool,
    #[serde(default)]
    pub(super) market_list_refuses: bool,
    #[serde(default)]
    pub(super) assume_met: Vec<PurchasePrerequisite>,
    #[serde(default)]
    tag_friendly_names: bool,
    #[serde(default)]
    pub(super) limits: PurchaseLimits,
}

impl PurchaseRequest {
    /// Asks for one line; add others with [`line`](Self::line).
    pub fn new(line: PurchaseLine) -> Self {
        Self {
            version: RequestVersion,
            lines: vec![line],
            country: None,
            segment: None,
            reservation_scope: None,
            attest_partners_on_record: false,
            inventory_must_be_known: false,
            market_list_refuses: false,
            assume_met: Vec::new(),
            tag_friendly_names: false,
            limits: PurchaseLimits::new(),
        }
    }

    /// Nothing to buy: of a cart that is only settled.
    pub(super) fn of_no_lines() -> Self {
        Self { lines: Vec::new(), ..Self::new(PurchaseLine::sku("", "", 0)) }
    }

    /// Adds a line. All lines go into one cart.
    pub fn line(mut self, line: PurchaseLine) -> Self {
        self.lines.push(line);
        self
    }

    /// Buys in this country instead of the one of the customer's billing profile. In the clouds of
    /// the US Government and of 21Vianet, where a purchase chooses by customer, nothing is sold for
    /// another one.
    pub fn country(mut self, country: Country) -> Self {
        self.country = Some(country);
        self
    }

    /// Buys for this segment. Without it, the availabilities that fit must have one segment
    /// in common.
    pub fn segment(mut self, segment: Segment) -> Self {
        self.segment = Some(segment);
        self
    }

    /// Looks for reservations for this kind of subscription: `AzurePlan` for the Azure plan.
    pub fn reservation_scope(mut self, scope: ReservationScope) -> Self {
        self.reservation_scope = Some(scope);
        self
    }

    /// Attests the partners on record, which the service asks for in some markets (code
    /// 900206).
    pub fn attest_partners_on_record(mut self) -> Self {
        self.attest_partners_on_record = true;
        self
    }

    /// Refuses to buy when an inventory check is asked for and cannot be had. Without it,
    /// that is a warning.
    pub fn inventory_must_be_known(mut self) -> Self {
        self.inventory_must_be_known = true;
        self
    }

    /// Refuses software subscriptions in the [markets](crate::values::markets) without them. Without
    /// it, that is a warning.
    pub fn market_list_refuses(mut self) -> Self {
        self.market_list_refuses = true;
        self
    }

    /// Says that the buyer has seen to a prerequisite that this version does not know.
    pub fn assume_met(mut self, prerequisite: PurchasePrerequisite) -> Self {
        self.assume_met.push(prerequisite);
        self
    }

    /// Adds a mark such as `pc-7f3a90c2d41be865` to the friendly name of each line, by which the
    /// orders of this purchase are found for certain after a doubt. The customer may see it. It
    /// helps where the service carries the friendly name from the cart to the order; where it does
    /// not, the orders are looked for as they are without it.
    pub fn tag_friendly_names(mut self) -> Self {
        self.tag_friendly_names = true;
        self
    }

    pub(super) fn is_tagged(&self) -> bool {
        self.tag_friendly_names
    }

    /// Buys nothing that goes beyond these limits; they take the place of those set before.
    ///
    /// They are stored with the request, so that they hold for whoever buys by it, whenever that
    /// is. Numbers and products are compared before anything is sent, and
    /// [`plan`](crate::Customer::plan) says what they refuse; money is compared with the cart,
    /// right before the checkout.
    ///
    /// ```
    /// use partner_center::cart::PurchaseLimits;
    /// use partner_center::{Money, PurchaseLine, PurchaseRequest};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let budget = Money { amount: "2500".parse()?, currency: "USD".into() };
    /// let request = PurchaseRequest::new(PurchaseLine::sku("CONTOSO00001", "0001", 2))
    ///     .limits(PurchaseLimits::new().spend_at_most(budget).quantity_per_line(10));
    /// # drop(request);
    /// # Ok(())
    /// # }
    /// ```
    pub fn limits(mut self, limits: PurchaseLimits) -> Self {
        self.limits = limits;
        self
    }

    /// The lines.
    pub fn lines(&self) -> &[PurchaseLine] {
        &self.lines
    }

    pub(crate) fn checked(&self) -> Result<()> {
        let problems: Vec<_> = self
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.quantity == 0)
            .map(|(number, _)| {
                format!("{}: the quantity is 0; ask for at least 1", numbered(number))
            })
            .collect();
        match (self.lines.is_empty(), problems.is_empty()) {
            (true, _) => Err(Error::invalid(
                "purchase",
                "it has no lines; give at least one with `PurchaseRequest::line`",
            )),
            (false, false) => Err(Error::invalid("purchase", problems.join("; "))),
            (false, true) => Ok(()),
        }
    }
}

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
    pub(super) product: ProductId,
    pub(super) sku: SkuId,
    #[serde(default)]
    pub(super) availability: Option<AvailabilityId>,
    pub(super) quantity: u32,
    #[serde(default)]
    pub(super) term: Option<Term>,
    #[serde(default = "one_time")]
    pub(super) billing_cycle: BillingCycleType,
    #[serde(default)]
    pub(super) reservation: Option<ReservationTarget>,
    #[serde(default)]
    pub(super) provisioning: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) attestation_accepted: bool,
    #[serde(default)]
    pub(super) friendly_name: Option<String>,
    #[serde(default)]
    pub(super) promotion: Option<PromotionId>,
    #[serde(default)]
    pub(super) participants: Vec<(ParticipantType, MpnId)>,
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
    pub(super) subscription: SubscriptionId,
    pub(super) scope: AppliedScope,
    #[serde(default)]
    pub(super) region: Option<String>,
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
