//! What lowers the price of subscriptions, and for whom.
//!
//! Promotions are about subscriptions of the new commerce, in the global cloud and the segment
//! `commercial`; no source shows one for perpetual software or for reservations. One that does not
//! apply by itself is named on the line:
//! [`PurchaseLine::promotion`](crate::PurchaseLine::promotion).

use partner_center_api::types::{self, BillingCycleType, Segment};

use crate::client::{Customer, PartnerCenter, asked_for, whole};
use crate::error::{Error, Result};
use crate::listing::Listed;
use crate::values::country::Country;
use crate::values::ids::{CatalogItemId, PromotionId};
use crate::values::term::Term;

/// Something that a customer might buy, to be looked at for promotions.
///
/// ```no_run
/// use partner_center::promotion::PromotionQuestion;
/// use partner_center::types::BillingCycleType;
/// use partner_center::{CatalogItem, Term};
///
/// # async fn example(customer: partner_center::Customer, item: CatalogItem)
/// # -> partner_center::Result<()> {
/// let question = PromotionQuestion::new(item.id()?, 25, Term::Year, BillingCycleType::Annual);
/// for verdict in customer.promotions_for(&[question]).await?.remove(0) {
///     println!("{:?}: {:?} {:?}", verdict.promotion_id, verdict.is_eligible, verdict.errors);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct PromotionQuestion {
    item: CatalogItemId,
    quantity: u32,
    term: Term,
    billing_cycle: BillingCycleType,
    promotion: Option<PromotionId>,
}

impl PromotionQuestion {
    /// Asks about every promotion of the item.
    pub fn new(
        item: CatalogItemId,
        quantity: u32,
        term: Term,
        billing_cycle: BillingCycleType,
    ) -> Self {
        Self { item, quantity, term, billing_cycle, promotion: None }
    }

    /// Asks about one promotion only.
    pub fn promotion(mut self, promotion: impl Into<PromotionId>) -> Self {
        self.promotion = Some(promotion.into());
        self
    }

    fn to_wire(&self, number: usize) -> Result<types::PromotionEligibilitiesRequestItem> {
        let quantity = i32::try_from(self.quantity).ok().filter(|quantity| *quantity > 0);
        let quantity = quantity.ok_or_else(|| {
            let message = format!("item {}: the quantity is {}", number + 1, self.quantity);
            Error::invalid("promotions", message)
        })?;
        let mut item = types::PromotionEligibilitiesRequestItem::default();
        item.id = Some(number.to_string().into());
        item.catalog_item_id = Some(self.item.to_string().into());
        item.quantity = Some(quantity);
        item.term_duration = Some(self.term.clone().into());
        item.billing_cycle = Some(self.billing_cycle.clone());
        item.promotion_id = self.promotion.clone();
        Ok(item)
    }
}

impl PartnerCenter {
    /// The promotions that are valid now in a country, for the segment `commercial`. Their limits
    /// are left out: [`promotion`](Self::promotion) has them.
    ///
    /// # Errors
    ///
    /// Besides what any read can meet: the cloud is not the global one; nothing was sent then.
    pub async fn promotions(&self, country: Country) -> Result<Listed<types::ProductPromotion>> {
        let call = self.api().list_promotions(country, Segment::Commercial);
        whole(call.fetch().await?)
    }

    /// One promotion with its limits, also one that has ended.
    ///
    /// # Errors
    ///
    /// As [`promotions`](Self::promotions).
    pub async fn promotion(
        &self,
        id: &PromotionId,
        country: Country,
    ) -> Result<types::ProductPromotion> {
        let answer = self.api().get_promotion(id, country).send().await?;
        asked_for("promotion", &answer, answer.id.as_ref().map(PromotionId::as_str), id.as_str())?;
        Ok(answer.into_inner())
    }
}

impl Customer {
    /// Which promotions apply to what the customer might buy: for each question, in their order, a
    /// verdict for each promotion, with the reasons where it is a no. A question that the service
    /// leaves out has no verdict.
    ///
    /// One read for all questions; nothing is changed or reserved.
    ///
    /// # Errors
    ///
    /// Besides what any read can meet: no questions, a quantity of 0, or a cloud that is not the
    /// global one; nothing was sent then.
    pub async fn promotions_for(
        &self,
        questions: &[PromotionQuestion],
    ) -> Result<Vec<Vec<types::PromotionEligibility>>> {
        if questions.is_empty() {
            return Err(Error::invalid("promotions", "there is nothing to ask about"));
        }
        let mut request = types::PromotionEligibilitiesRequest::default();
        let items = questions.iter().enumerate().map(|(number, one)| one.to_wire(number));
        request.items = items.collect::<Result<_>>()?;
        let call = self.partner().api().verify_promotion_eligibility(self.id(), request);
        let answered = whole(call.fetch().await?)?.complete()?;
        let mut verdicts = vec![Vec::new(); questions.len()];
        for one in answered {
            let number = one.id.as_ref().and_then(|id| id.as_str().parse::<usize>().ok());
            if let Some(own) = number.and_then(|number| verdicts.get_mut(number)) {
                *own = one.eligibilities;
            }
        }
        Ok(verdicts)
    }
}
