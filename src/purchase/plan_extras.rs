//! What a plan says beside what would be bought: the agreement, and what lowers the price.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::agreement::{AgreementStatus, HOW_TO_ACCEPT};
use crate::error::shown;
use crate::values::Decimal;
use crate::values::ids::PromotionId;

use super::line_number::numbered;

/// Whether the Microsoft Customer Agreement of the customer stands, as far as a plan could find out.
///
/// ```
/// use partner_center::agreement::AgreementStatus;
/// use partner_center::purchase::PlannedAgreement;
///
/// # fn example(plan: partner_center::Plan) {
/// if let PlannedAgreement::Known(AgreementStatus::Missing) = &plan.agreement {
///     println!("ask the customer first");
/// } else if !plan.agreement.stands() {
///     println!("{}", plan.agreement); // why it is not known
/// }
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum PlannedAgreement {
    /// Nobody asked: the plan is that of a purchase, or older than the question.
    #[default]
    NotAsked,
    /// It stands, or it does not.
    Known(AgreementStatus),
    /// It could not be found out; the checkout will tell.
    NotKnown {
        /// Why.
        why: String,
    },
}

impl PlannedAgreement {
    /// Whether an agreement is known to stand. What is not known is no yes.
    pub fn stands(&self) -> bool {
        matches!(self, Self::Known(status) if status.stands())
    }
}

impl fmt::Display for PlannedAgreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAsked => f.write_str("nobody asked whether an agreement stands"),
            Self::Known(AgreementStatus::Missing) => write!(
                f,
                "no Microsoft Customer Agreement stands, so that a purchase would be refused (403, \
                 code 13605): {HOW_TO_ACCEPT}"
            ),
            Self::Known(status) => status.fmt(f),
            Self::NotKnown { why } => write!(f, "whether an agreement stands is not known: {why}"),
        }
    }
}

/// What is known of promotions for the lines of a plan.
///
/// ```
/// # fn example(plan: partner_center::Plan) {
/// for promotion in &plan.promotions.found {
///     println!("{promotion}");
/// }
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlannedPromotions {
    /// The promotions that apply, and those that a line names although they do not.
    pub found: Vec<PlannedPromotion>,
    /// Why nothing, or not all, is known. Nothing is asked outside of the global cloud, for another
    /// segment than `commercial`, and about lines without a term: there are no promotions.
    #[serde(default)]
    pub not_known: Option<String>,
}

/// A promotion of a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlannedPromotion {
    /// The line, counted from 0.
    pub line: usize,
    /// The promotion, as [`PurchaseLine::promotion`](crate::PurchaseLine::promotion) takes it.
    pub id: PromotionId,
    /// Its name, where the list of promotions has it.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether it applies without being named. `None` where the list does not say.
    #[serde(default)]
    pub applies_by_itself: Option<bool>,
    /// What it takes off, as a fraction of the price, where the list says so.
    #[serde(default)]
    pub discount: Option<Decimal>,
    /// What speaks against it, in the service's words; empty where it applies.
    #[serde(default)]
    pub against: Vec<String>,
}

impl fmt::Display for PlannedPromotion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, id, name, applies_by_itself, discount, against } = self;
        write!(f, "{}: promotion {}", numbered(*line), shown(id.as_str()))?;
        if let Some(name) = name {
            write!(f, " (`{}`)", shown(name))?;
        }
        if !against.is_empty() {
            return write!(f, " does not apply: {}", shown(&against.join(", ")));
        }
        if let Some(discount) = discount {
            write!(f, " takes off {discount} of the price")?;
        } else {
            f.write_str(" applies")?;
        }
        match applies_by_itself {
            Some(true) => f.write_str(", by itself"),
            Some(false) => f.write_str(", if the line names it"),
            None => Ok(()),
        }
    }
}

/// A line for each, after those of the plan.
pub(super) fn print(
    f: &mut fmt::Formatter<'_>,
    agreement: &PlannedAgreement,
    promotions: &PlannedPromotions,
) -> fmt::Result {
    if *agreement != PlannedAgreement::NotAsked {
        write!(f, "\nagreement: {agreement}")?;
    }
    promotions.found.iter().try_for_each(|promotion| write!(f, "\n{promotion}"))?;
    match &promotions.not_known {
        Some(why) => write!(f, "\nnote: what is known of promotions is not all: {why}"),
        None => Ok(()),
    }
}
