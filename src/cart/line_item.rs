//! One line of a cart: a catalog item and how many of it.

use std::collections::BTreeMap;

use partner_center_api::types::{
    self, BillingCycleType, CurrencyCode, ParticipantType, ProvisioningVariable,
};

use super::applied_scope::AppliedScope;
use super::{Purchasable, SavingsPlan};
use crate::values::ids::{MpnId, PromotionId, SubscriptionId};
use crate::values::term::Term;

/// A line for a cart that has not been created yet.
///
/// It asks for one-time billing and no term unless told otherwise, which is what perpetual
/// software wants.
///
/// ```no_run
/// use partner_center::CartLineItem;
///
/// # async fn example(customer: partner_center::Customer, found: partner_center::Purchasable) -> partner_center::Result<()> {
/// let line = CartLineItem::new(found, 2).friendly_name("Web servers");
/// assert!(line.problems().is_empty(), "{:?}", line.problems());
/// let cart = customer.create_cart(&[line]).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct CartLineItem {
    purchasable: Purchasable,
    quantity: u32,
    billing_cycle: BillingCycleType,
    term: Option<Term>,
    provisioning: BTreeMap<String, String>,
    savings_plan: Option<SavingsPlan>,
    wire: types::CartLineItemResource,
}

impl CartLineItem {
    /// Asks for `quantity` licenses or instances of a catalog item.
    pub fn new(purchasable: Purchasable, quantity: u32) -> Self {
        Self {
            purchasable,
            quantity,
            billing_cycle: BillingCycleType::OneTime,
            term: None,
            provisioning: BTreeMap::new(),
            savings_plan: None,
            wire: types::CartLineItemResource::default(),
        }
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

    /// The subscription that a reservation is bought for, and what it serves. How long it
    /// runs is copied from the SKU where the line has to say so.
    pub fn reservation(mut self, subscription: &SubscriptionId, scope: AppliedScope) -> Self {
        self.provisioning.insert("subscriptionId".to_owned(), subscription.to_string());
        self.provisioning.insert("scope".to_owned(), scope.as_str().to_owned());
        self
    }

    /// What a savings plan is bought with: the amount, and whose use it pays for.
    pub fn savings_plan(mut self, plan: SavingsPlan) -> Self {
        for (name, value) in plan.provisioning() {
            self.provisioning.insert(name.to_owned(), value);
        }
        self.savings_plan = Some(plan);
        self
    }

    /// A value that the SKU asks for by name among its provisioning variables.
    pub fn provisioning(mut self, name: &str, value: impl Into<String>) -> Self {
        self.provisioning.insert(lower_first(name), value.into());
        self
    }

    /// Accepts the attestation that some SKUs ask for, on behalf of the partner.
    pub fn accept_attestation(mut self) -> Self {
        self.wire.attestation_accepted = Some(true);
        self
    }

    /// The partner's own label for what is bought.
    pub fn friendly_name(mut self, name: impl Into<String>) -> Self {
        self.wire.friendly_name = Some(name.into());
        self
    }

    /// A promotion to apply.
    pub fn promotion(mut self, promotion: PromotionId) -> Self {
        self.wire.promotion_id = Some(promotion);
        self
    }

    /// A partner on record. May be called more than once, also with one role.
    pub fn participant(mut self, role: ParticipantType, partner: MpnId) -> Self {
        let mut participant = types::CartParticipant::default();
        participant.key = Some(role);
        participant.value = Some(partner);
        self.wire.participants.push(participant);
        self
    }

    /// The catalog item.
    pub fn purchasable(&self) -> &Purchasable {
        &self.purchasable
    }

    /// What is wrong with the line as far as the catalog just told; empty when nothing is.
    ///
    /// Creating a cart asks this first and sends nothing unless the answer is empty.
    pub fn problems(&self) -> Vec<String> {
        let sku = &self.purchasable.item().sku;
        let mut problems = Vec::new();
        if self.quantity == 0 {
            problems.push("the quantity is 0; ask for at least 1".to_owned());
        }
        let quantity = i64::from(self.quantity);
        if let Some(least) = sku.minimum_quantity.filter(|least| quantity < i64::from(*least))
            && quantity > 0
        {
            problems.push(format!("the quantity is {quantity}; the SKU sells at least {least}"));
        }
        let most = sku.maximum_quantity.unwrap_or(i32::MAX);
        if quantity > i64::from(most) {
            problems.push(format!("the quantity is {quantity}; the SKU sells at most {most}"));
        }
        let cycles = &sku.supported_billing_cycles;
        if !cycles.is_empty() && !cycles.contains(&self.billing_cycle) {
            problems.push(format!(
                "the billing cycle is {}; the SKU supports {}",
                self.billing_cycle,
                list(cycles)
            ));
        }
        problems.extend(self.term_problem());
        problems.extend(self.provisioning_problems());
        problems.extend(self.savings_plan_problem());
        let attestation = sku.attestation_properties.as_ref();
        let enforced = attestation.and_then(|properties| properties.enforce_attestation);
        if enforced == Some(true) && self.wire.attestation_accepted != Some(true) {
            problems.push(
                "the SKU asks for an attestation by the partner; accept it on the line with \
                 `accept_attestation`"
                    .to_owned(),
            );
        }
        problems
    }

    fn term_problem(&self) -> Option<String> {
        let offered = &self.purchasable.item().availability.terms;
        let terms: Vec<Term> =
            offered.iter().filter_map(|term| Term::from_wire(term.duration.as_ref())).collect();
        match &self.term {
            Some(term) if !terms.contains(term) => Some(match terms[..] {
                [] => format!("the term is {term}; this is sold without one: leave it out"),
                _ => format!("the term is {term}; on offer are {}", list(&terms)),
            }),
            None if !terms.is_empty() && terms.len() == offered.len() => {
                Some(format!("no term is given; on offer are {}", list(&terms)))
            }
            _ => None,
        }
    }

    fn savings_plan_problem(&self) -> Option<String> {
        let least = self.purchasable.item().sku.minimum_purchase_commitment.as_ref();
        match &self.savings_plan {
            Some(plan) => plan.problem(least),
            None => least.map(|_| {
                "the SKU is a savings plan; say what the customer commits to with `savings_plan`"
                    .to_owned()
            }),
        }
    }

    fn provisioning_problems(&self) -> Vec<String> {
        let values = self.provisioning_values();
        let mut problems: Vec<_> = self
            .purchasable
            .item()
            .sku
            .provisioning_variables
            .iter()
            .filter(|name| {
                value_of(&values, name.as_str()).is_none_or(|value| value.trim().is_empty())
            })
            .map(|name| {
                let remedy = match name {
                    ProvisioningVariable::Scope | ProvisioningVariable::SubscriptionId => {
                        "give it with `reservation`"
                    }
                    _ => "give it with `provisioning`",
                };
                format!("the SKU asks for the provisioning value `{}`; {remedy}", name.as_str())
            })
            .collect();
        if let (Some(registration), Some(subscription)) =
            (self.purchasable.registration(), value_of(&values, "subscriptionId"))
            && !registration.subscription_id().as_str().eq_ignore_ascii_case(subscription)
        {
            problems.push(format!(
                "the subscription is {subscription}; the one that is registered is {}",
                registration.subscription_id()
            ));
        }
        problems
    }

    /// The values given, and how long the reservation runs where the SKU asks for that and
    /// says it itself.
    fn provisioning_values(&self) -> BTreeMap<String, String> {
        let mut values = self.provisioning.clone();
        let asks = self
            .purchasable
            .item()
            .sku
            .provisioning_variables
            .contains(&ProvisioningVariable::Duration);
        if asks
            && value_of(&values, "duration").is_none()
            && let Some(duration) = self.purchasable.item().attribute("duration")
        {
            values.insert("duration".to_owned(), duration.to_owned());
        }
        values
    }

    /// The currency in which the catalog sells the item.
    pub(super) fn currency(&self) -> Option<CurrencyCode> {
        self.purchasable.item().availability.default_currency.as_ref()?.code.clone()
    }

    /// The line as it is sent.
    pub(crate) fn to_wire(&self, id: i32) -> types::CartLineItemResource {
        let mut wire = self.wire.clone();
        wire.id = Some(id);
        wire.catalog_item_id = Some(self.purchasable.id().into());
        wire.quantity = i32::try_from(self.quantity).ok();
        wire.billing_cycle = Some(self.billing_cycle.clone());
        wire.term_duration = self.term.clone().map(Into::into);
        wire.purchase_commitment = self.savings_plan.as_ref().map(SavingsPlan::to_wire);
        wire.provisioning_context = self.provisioning_values().into_iter().collect();
        wire
    }
}

fn value_of<'a>(values: &'a BTreeMap<String, String>, name: &str) -> Option<&'a str> {
    values.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// The service names the values with a capital and reads them without.
fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn list<T: std::fmt::Display>(words: &[T]) -> String {
    words.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalog::fixtures;
    use crate::values::money::Money;
    use partner_center_api::types::PurchasePrerequisite;

    fn purchasable(item: crate::catalog::CatalogItem) -> Purchasable {
        let all = item.sku.purchase_prerequisites.clone();
        let done =
            all.into_iter().fold(super::super::Prerequisites::none(), |done, prerequisite| {
                done.assume_met(prerequisite)
            });
        item.purchasable(&done).unwrap()
    }

    fn software(quantity: u32) -> CartLineItem {
        CartLineItem::new(purchasable(fixtures::item(json!({}), json!({}))), quantity)
    }

    fn reservation() -> CartLineItem {
        CartLineItem::new(purchasable(fixtures::reservation()), 1).term(Term::Year)
    }

    #[track_caller]
    fn check(line: CartLineItem, problems: &[&str]) {
        let found = line.problems();
        assert_eq!(found.len(), problems.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(problems) {
            assert!(found.contains(expected), "`{found}` does not say `{expected}`");
        }
    }

    #[test]
    fn a_line_within_bounds_has_no_problems() {
        check(software(1), &[]);
        check(software(10), &[]);
    }

    #[test]
    fn the_quantity_is_held_against_the_sku() {
        check(software(0), &["the quantity is 0"]);
        check(software(11), &["sells at most 10"]);
        check(software(u32::MAX), &["sells at most 10"]);
        let item = fixtures::item(json!({ "minimumQuantity": 5 }), json!({}));
        check(CartLineItem::new(purchasable(item), 4), &["sells at least 5"]);
    }

    #[test]
    fn a_billing_cycle_has_to_be_supported() {
        check(software(1).billing_cycle(BillingCycleType::Monthly), &["the SKU supports one_time"]);
    }

    #[test]
    fn a_term_has_to_be_on_offer_and_given() {
        check(software(1).term(Term::Year), &["sold without one"]);
        let line = CartLineItem::new(purchasable(fixtures::reservation()), 1)
            .reservation(&"sub-1".into(), AppliedScope::Shared);
        check(line.clone(), &["no term is given; on offer are P1Y"]);
        check(line.clone().term(Term::ThreeYears), &["the term is P3Y; on offer are P1Y"]);
        check(line.term(Term::Year), &[]);
    }

    #[test]
    fn every_missing_provisioning_value_is_named() {
        check(reservation(), &["`Scope`", "`SubscriptionId`"]);
        check(reservation().provisioning("scope", " "), &["`Scope`", "`SubscriptionId`"]);
        check(
            reservation().provisioning("SCOPE", "shared").provisioning("SubscriptionId", "sub-1"),
            &[],
        );
    }

    #[test]
    fn an_enforced_attestation_has_to_be_accepted() {
        let sku = json!({ "attestationProperties": { "enforceAttestation": true } });
        let line = CartLineItem::new(purchasable(fixtures::item(sku, json!({}))), 1);
        check(line.clone(), &["`accept_attestation`"]);
        check(line.accept_attestation(), &[]);
    }

    #[track_caller]
    fn check_wire(line: CartLineItem, expected: Value) {
        assert_eq!(serde_json::to_value(line.to_wire(0)).unwrap(), expected);
    }

    #[test]
    fn a_line_says_no_more_than_was_asked() {
        check_wire(
            software(2),
            json!({
                "id": 0,
                "catalogItemId": "CONTOSO00001:0002:AVAIL0001",
                "quantity": 2,
                "billingCycle": "one_time",
            }),
        );
    }

    #[test]
    fn a_reservation_carries_what_its_sku_asks_for() {
        check_wire(
            reservation().reservation(&"sub-1".into(), AppliedScope::Single),
            json!({
                "id": 0,
                "catalogItemId": "CONTOSO00001:0002:AVAIL0001",
                "quantity": 1,
                "billingCycle": "one_time",
                "termDuration": "P1Y",
                "provisioningContext": {
                    "scope": "single",
                    "subscriptionId": "sub-1",
                    "duration": "1Year",
                },
            }),
        );
    }

    fn savings(amount: &str, currency: &str) -> CartLineItem {
        let sku = json!({
            "minimumPurchaseCommitment": {
                "amount": "0.002", "currencyCode": { "code": "USD" }, "grain": "Hourly",
            },
        });
        let hourly = Money { amount: amount.parse().unwrap(), currency: currency.into() };
        CartLineItem::new(purchasable(fixtures::item(sku, json!({}))), 1)
            .savings_plan(SavingsPlan::single("azure-1", hourly))
    }

    #[test]
    fn the_amount_of_a_savings_plan_is_held_against_the_sku() {
        check(savings("0.002", "USD"), &[]);
        check(savings("0.0019", "usd"), &["takes at least 0.002"]);
        check(savings("0.25", "EUR"), &["is in EUR; the SKU is sold in USD"]);
        check(savings("0", "USD"), &["give more than 0"]);
        let silent = CartLineItem { savings_plan: None, ..savings("1", "USD") };
        check(silent, &["with `savings_plan`"]);
    }

    #[test]
    fn a_savings_plan_says_the_amount_and_whose_use_it_pays_for() {
        let shared = |plan: CartLineItem| {
            let hourly = Money { amount: "0.25".parse().unwrap(), currency: "USD".into() };
            plan.savings_plan(SavingsPlan::shared("plan-1", hourly))
        };
        let single = serde_json::to_value(savings("0.25", "USD").to_wire(0)).unwrap();
        let amount = json!({ "amount": 0.25, "currency": "usd", "grain": "hourly" });
        assert_eq!(single["purchaseCommitment"], amount);
        assert_eq!(
            single["provisioningContext"],
            json!({ "scope": "single", "entitlementId": "azure-1" })
        );
        let wire = shared(software(1)).to_wire(0);
        assert_eq!(
            serde_json::to_value(wire).unwrap()["provisioningContext"],
            json!({ "scope": "shared", "subscriptionId": "plan-1" })
        );
    }

    #[test]
    fn the_duration_can_be_given_all_the_same() {
        let wire = reservation().provisioning("Duration", "3Years").to_wire(0);
        assert_eq!(wire.provisioning_context.get("duration").map(String::as_str), Some("3Years"));
    }

    #[test]
    fn unknown_prerequisites_do_not_pass_unseen() {
        let item =
            || fixtures::item(json!({ "purchasePrerequisites": ["NotarialSeal"] }), json!({}));
        let error = item().purchasable(&super::super::Prerequisites::none()).unwrap_err();
        assert!(error.to_string().contains("`NotarialSeal`"), "{error}");
        let seen = super::super::Prerequisites::none()
            .assume_met(PurchasePrerequisite::from("NotarialSeal"));
        assert!(item().purchasable(&seen).is_ok());
    }
}
