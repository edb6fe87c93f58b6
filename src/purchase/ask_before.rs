//! What a plan asks before there is a cart, and a purchase does not: the service answers it there.
//!
//! None of it stands in the way: what cannot be found out is said, and the plan is made.

use partner_center_api::types::{self, Segment};

use crate::client::Customer;
use crate::error::{Error, Result};
use crate::promotion::PromotionQuestion;
use crate::values::Decimal;
use crate::values::ids::PromotionId;

use super::plan_extras::{PlannedAgreement, PlannedPromotion, PlannedPromotions};
use super::{Plan, PurchaseRequest};

/// How the fraction that a promotion takes off is called.
const PERCENT: &str = "PercentDiscount";

/// Whom to ask, and about what.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) customer: &'a Customer,
    pub(super) request: &'a PurchaseRequest,
    pub(super) plan: &'a Plan,
}

impl Asking<'_> {
    /// Whether the customer may buy, as far as the sign-in and the cloud let one ask.
    pub(super) async fn agreement(self) -> PlannedAgreement {
        match self.customer.agreement_status().await {
            Ok(status) => PlannedAgreement::Known(status),
            Err(error) => PlannedAgreement::NotKnown { why: why(&error) },
        }
    }

    /// Which promotions apply to the lines.
    pub(super) async fn promotions(self) -> PlannedPromotions {
        let (lines, questions) = self.questions();
        if questions.is_empty() {
            return PlannedPromotions::default();
        }
        let verdicts = match self.customer.promotions_for(&questions).await {
            Ok(verdicts) => verdicts,
            // Of the cloud: there are no promotions.
            Err(error) if error.is_invalid() => return PlannedPromotions::default(),
            Err(error) => return not_known(&error),
        };
        let mut found: Vec<PlannedPromotion> = Vec::new();
        for (line, verdicts) in lines.into_iter().zip(verdicts) {
            let wanted = self.request.lines[line].promotion.as_ref();
            found.extend(verdicts.into_iter().filter_map(|one| planned(line, one, wanted)));
        }
        let not_known = match found.is_empty() {
            true => None,
            false => self.name_promotions(&mut found).await.err().map(|error| why(&error)),
        };
        PlannedPromotions { found, not_known }
    }

    /// The lines that promotions are about, and what to ask about each.
    fn questions(self) -> (Vec<usize>, Vec<PromotionQuestion>) {
        let commercial = self.request.segment.as_ref().is_none_or(|s| *s == Segment::Commercial);
        let lines = self.plan.lines.iter().enumerate().filter(|_| commercial);
        let asked = lines.filter_map(|(number, line)| {
            let (term, cycle) = (line.term.clone()?, line.billing_cycle.clone());
            // Reservations have terms, and no promotions.
            let is_reservation = self.request.lines[number].reservation.is_some();
            let question = PromotionQuestion::new(line.id.clone(), line.quantity, term, cycle);
            (!is_reservation).then_some((number, question))
        });
        asked.unzip()
    }

    /// Adds what the list of promotions says of them.
    async fn name_promotions(self, found: &mut [PlannedPromotion]) -> Result<()> {
        let partner = self.customer.partner();
        let listed = partner.promotions(self.plan.country).await?.complete()?;
        for own in found {
            let listed = listed.iter().find(|one| one.id.as_ref() == Some(&own.id));
            let Some(listed) = listed else { continue };
            own.name = listed.name.clone();
            own.applies_by_itself =
                listed.properties.as_ref().and_then(|how| how.is_auto_applicable);
            own.discount = self.discount(own.line, listed);
        }
        Ok(())
    }

    /// What a promotion takes off a line, if it says that of its SKU only once.
    fn discount(self, line: usize, promotion: &types::ProductPromotion) -> Option<Decimal> {
        let item = &self.plan.lines[line].id;
        let own = promotion.required_products.iter().filter(|product| {
            product.product_id.as_ref() == Some(item.product_id())
                && product.sku_id.as_ref() == Some(item.sku_id())
        });
        let policies: Vec<_> = own.flat_map(|product| &product.pricing_policies).collect();
        let [policy] = policies[..] else { return None };
        let kind = policy.policy_type.as_deref()?;
        policy.value.as_ref().filter(|_| kind.eq_ignore_ascii_case(PERCENT))?.parse().ok()
    }
}

/// A verdict that a buyer wants to know: a yes, or a no to what the line names.
fn planned(
    line: usize,
    verdict: types::PromotionEligibility,
    wanted: Option<&PromotionId>,
) -> Option<PlannedPromotion> {
    let id = verdict.promotion_id?;
    let applies = verdict.is_eligible == Some(true);
    if !applies && wanted != Some(&id) {
        return None;
    }
    let mut against: Vec<String> = Vec::new();
    if !applies {
        let words = verdict.errors.iter().filter_map(|error| error.type_.as_ref());
        against.extend(words.map(|word| word.as_str().to_owned()));
        if against.is_empty() {
            against.push("the service gives no reason".to_owned());
        }
    }
    let (name, applies_by_itself, discount) = (None, None, None);
    Some(PlannedPromotion { line, id, name, applies_by_itself, discount, against })
}

fn not_known(error: &Error) -> PlannedPromotions {
    PlannedPromotions { found: Vec::new(), not_known: Some(why(error)) }
}

/// Why something is not known, in few words.
fn why(error: &Error) -> String {
    match (error.is_invalid(), error.code(), error.status()) {
        (true, Some("900329"), _) => {
            "only a user may ask, and an application is signed in alone".to_owned()
        }
        (true, ..) => "there is no such question in this cloud".to_owned(),
        (_, Some(code), Some(status)) => {
            format!("the service refused to say (status {status}, code {code})")
        }
        (_, _, Some(status)) => format!("the service answered with status {status}"),
        _ => "the service gave no answer".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(eligible: Option<bool>) -> types::PromotionEligibility {
        let mut verdict = types::PromotionEligibility::default();
        (verdict.promotion_id, verdict.is_eligible) = (Some("P:1:A".into()), eligible);
        verdict
    }

    #[test]
    fn a_promotion_is_shown_where_it_applies_or_was_asked_for() {
        let id = PromotionId::from("P:1:A");
        let shown = |eligible, wanted| planned(0, verdict(eligible), wanted).map(|p| p.against);
        assert_eq!(shown(Some(true), None), Some(Vec::new()));
        assert_eq!(shown(Some(false), None), None);
        // What is not said is never a yes.
        assert_eq!(shown(None, None), None);
        let no_reason = Some(vec!["the service gives no reason".to_owned()]);
        assert_eq!(shown(Some(false), Some(&id)), no_reason);
    }
}
