//! What a purchase would do, found out by reading.

use std::fmt;

use partner_center_api::types::{self, BillingCycleType, PurchasePrerequisite};
use serde::{Deserialize, Serialize};

use crate::cart::LimitProblem;
use crate::catalog::CatalogItem;
use crate::catalog::enablement::RegistrationStatus;
use crate::catalog::inventory::Inventory;
use crate::error::shown;
use crate::values::country::Country;
use crate::values::ids::{CatalogItemId, CustomerId, SubscriptionId};
use crate::values::money::Money;
use crate::values::term::Term;

use super::Warning;
use super::line_number::numbered;
use super::plan_extras::{self, PlannedAgreement, PlannedPromotions};

/// What would be bought, as the catalog has it now.
///
/// Only reads and the inventory check went into it. It is good for minutes: the purchase
/// itself reads the availabilities again.
///
/// Printed, it is a line for each line of the request, counted from 1, for each warning, and for
/// each limit that would refuse it or cannot be judged yet.
///
/// ```no_run
/// # async fn example(customer: partner_center::Customer, request: partner_center::PurchaseRequest) -> partner_center::Result<()> {
/// let plan = customer.plan(&request).await?;
/// for line in &plan.lines {
///     println!("{} x {} in {}", line.quantity, line.item.title(), plan.country);
///     if let Some(registration) = &line.registration {
///         println!("  {} is {}", registration.subscription, registration.status);
///     }
/// }
/// for warning in &plan.warnings {
///     println!("mind: {warning}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Plan {
    /// The customer.
    pub customer_id: CustomerId,
    /// The country of the purchase.
    pub country: Country,
    /// One for each line of the request, in its order.
    pub lines: Vec<PlannedLine>,
    /// What the buyer should know.
    pub warnings: Vec<Warning>,
    /// What the limits of the request say so far.
    #[serde(default)]
    pub limits: PlannedLimits,
    /// Whether the customer may buy as far as its agreement goes.
    #[serde(default)]
    pub agreement: PlannedAgreement,
    /// What lowers the price.
    #[serde(default)]
    pub promotions: PlannedPromotions,
}

impl Plan {
    /// Says how the agreement stands. Of the one that a purchase asks for, nobody is warned any
    /// more once it is known to stand.
    pub(super) fn set_agreement(&mut self, agreement: PlannedAgreement) {
        if agreement.stands() {
            let asked_for = PurchasePrerequisite::MicrosoftCustomerAgreement;
            self.warnings.retain(|warning| {
                !matches!(warning, Warning::Agreement { agreement, .. } if agreement == asked_for.as_str())
            });
        }
        self.agreement = agreement;
    }
}

/// What the limits of a request say before there is a cart.
///
/// ```
/// # fn example(plan: partner_center::Plan) {
/// for problem in &plan.limits.problems {
///     println!("a purchase would be refused: {problem}");
/// }
/// for limit in &plan.limits.spend {
///     println!("whether it costs at most {limit} shows once there is a cart");
/// }
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PlannedLimits {
    /// What goes beyond the limits of quantities and products: a purchase would be refused
    /// before anything is sent.
    pub problems: Vec<LimitProblem>,
    /// The limits of money, which only a cart can be compared with: the service names no price
    /// before.
    pub spend: Vec<Money>,
}

/// One line of a plan.
///
/// ```
/// # fn example(plan: partner_center::Plan) {
/// for line in &plan.lines {
///     println!("{} x {}, {:?}", line.quantity, line.item.title(), line.term);
///     for window in line.cancellation_windows() {
///         println!("  can be given back: {window:?}");
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PlannedLine {
    /// What the cart line would name.
    pub id: CatalogItemId,
    /// The SKU and the availability chosen.
    pub item: CatalogItem,
    /// How many.
    pub quantity: u32,
    /// How long it lasts; `None` for what has no term.
    pub term: Option<Term>,
    /// How often the partner pays.
    pub billing_cycle: BillingCycleType,
    /// The subscription that has to be registered, where one has.
    pub registration: Option<PlannedRegistration>,
    /// What the inventory check said, where the SKU asks for one.
    pub inventory: Option<Inventory>,
}

/// A registration that a line asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PlannedRegistration {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// Where its registration stands. Unless it is registered, the purchase would start the
    /// registration, or wait for the one under way.
    pub status: RegistrationStatus,
}

impl PlannedLine {
    /// The refund windows of the chosen term, where the availability carries them, each with
    /// the time after the purchase at which it closes.
    pub fn cancellation_windows(&self) -> impl Iterator<Item = &types::CancellationRefundOption> {
        self.chosen_term()
            .into_iter()
            .flat_map(|term| &term.cancellation_policies)
            .flat_map(|policy| &policy.refund_options)
    }

    /// What the purchase renews to, where the availability carries it.
    pub fn renewals(&self) -> impl Iterator<Item = &types::RenewalInstructionOption> {
        let term = self.chosen_term().and_then(|term| term.id.as_ref());
        self.item
            .availability
            .renewal_instructions
            .iter()
            .filter(move |instruction| {
                instruction.applicable_term_ids.is_empty()
                    || term.is_some_and(|term| instruction.applicable_term_ids.contains(term))
            })
            .flat_map(|instruction| &instruction.renewal_options)
    }

    fn chosen_term(&self) -> Option<&types::AvailabilityTerm> {
        self.item.availability.terms.iter().find(|term| {
            Term::from_wire(term.duration.as_ref()) == self.term
                && term
                    .billing_cycle
                    .as_deref()
                    .is_none_or(|cycle| BillingCycleType::from(cycle) == self.billing_cycle)
        })
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "for customer {} in {}", self.customer_id, self.country)?;
        for (index, line) in self.lines.iter().enumerate() {
            write!(f, "\n{}: {line}", numbered(index))?;
        }
        self.warnings.iter().try_for_each(|warning| write!(f, "\nwarning: {warning}"))?;
        self.limits.print(f)?;
        plan_extras::print(f, &self.agreement, &self.promotions)
    }
}

impl PlannedLimits {
    /// A line for each, after those of the plan.
    fn print(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.problems {
            write!(f, "\nnot within the limits, so that it would be refused: {problem}")?;
        }
        let spend = &self.spend;
        spend.iter().try_for_each(|limit| {
            write!(f, "\nlimit: at most {limit}, which only a cart can be compared with")
        })
    }
}

impl fmt::Display for PlannedLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of `{}` ({})", self.quantity, shown(self.item.title()), self.id)?;
        if let Some(term) = &self.term {
            write!(f, ", for {term}")?;
        }
        write!(f, ", billed {}", self.billing_cycle)?;
        match &self.registration {
            Some(PlannedRegistration { subscription, status }) => {
                write!(f, ", with subscription {subscription} ({status})")
            }
            None => Ok(()),
        }
    }
}
