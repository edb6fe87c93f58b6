//! What a buyer asks for.

use partner_center_api::types::{
    InventoryResourceType, PurchasePrerequisite, ReservationScope, Segment,
};
use serde::{Deserialize, Serialize};

use crate::cart::PurchaseLimits;
use crate::cart::purchase_line::PurchaseLine;
use crate::error::{Error, Result};
use crate::values::country::Country;

use super::line_number::numbered;
use super::request_version::RequestVersion;
use super::tag::tag_in;

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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) resource_type: Option<InventoryResourceType>,
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
            resource_type: None,
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

    /// Checks the inventory by this resource type, for each line that has none of its own, with
    /// the call that took the place of the one that was retired on 25 September 2026. No page says
    /// which type a SKU has. Without it the retired call is asked, which gives a warning where it
    /// is gone.
    pub fn resource_type(mut self, kind: impl Into<InventoryResourceType>) -> Self {
        self.resource_type = Some(kind.into());
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
        let lines = self.lines.iter().enumerate();
        let problems: Vec<_> = lines
            .flat_map(|(number, line)| {
                let problems = self.problems(line).into_iter();
                problems.map(move |problem| format!("{}: {problem}", numbered(number)))
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

    fn problems(&self, line: &PurchaseLine) -> Vec<String> {
        let mut problems = Vec::new();
        if line.quantity == 0 {
            problems.push("the quantity is 0; ask for at least 1".to_owned());
        }
        let tag = line.friendly_name.as_deref().and_then(tag_in);
        if let Some(tag) = tag.filter(|_| !self.tag_friendly_names) {
            problems.push(format!(
                "the friendly name has `{tag}`, by which the orders of another purchase are found, \
                 so that this one would be taken for it; leave it out, or give this purchase a \
                 mark of its own with `tag_friendly_names`"
            ));
        }
        problems
    }
}
