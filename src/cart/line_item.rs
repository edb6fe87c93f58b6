//! One line of a cart: a catalog item and how many of it.

use std::collections::BTreeMap;

use partner_center_api::types::{
    self, BillingCycleType, CurrencyCode, ParticipantType, ProvisioningVariable,
};

use super::applied_scope::AppliedScope;
use super::purchase_line::PurchaseLine;
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
    line: PurchaseLine,
}

/// The setters are those of [`PurchaseLine`], which keeps what was asked for.
impl CartLineItem {
    /// Asks for `quantity` licenses or instances of a catalog item.
    pub fn new(purchasable: Purchasable, quantity: u32) -> Self {
        let line = PurchaseLine::item(purchasable.id(), quantity);
        Self { purchasable, line }
    }

    /// Asks for what a line of a request asks for, which was found to be this.
    pub(crate) fn of(purchasable: Purchasable, line: PurchaseLine) -> Self {
        Self { purchasable, line }
    }

    fn with(self, set: impl FnOnce(PurchaseLine) -> PurchaseLine) -> Self {
        Self { line: set(self.line), ..self }
    }

    /// How long the purchase lasts. Leave it out for perpetual software.
    pub fn term(self, term: Term) -> Self {
        self.with(|line| line.term(term))
    }

    /// How often the partner pays; one of those the SKU supports.
    pub fn billing_cycle(self, cycle: BillingCycleType) -> Self {
        self.with(|line| line.billing_cycle(cycle))
    }

    /// The subscription that a reservation is bought for, and what it serves. How long it
    /// runs is copied from the SKU where the line has to say so.
    pub fn reservation(self, subscription: &SubscriptionId, scope: AppliedScope) -> Self {
        let subscription = subscription.to_string();
        self.provisioning("subscriptionId", subscription).provisioning("scope", scope.as_str())
    }

    /// What a savings plan is bought with: the amount, and whose use it pays for.
    pub fn savings_plan(self, plan: SavingsPlan) -> Self {
        let values = plan.provisioning();
        let line = self.with(|line| line.savings_plan(plan));
        values.into_iter().fold(line, |line, (name, value)| line.provisioning(name, value))
    }

    /// A value that the SKU asks for by name among its provisioning variables.
    pub fn provisioning(self, name: &str, value: impl Into<String>) -> Self {
        self.with(|line| line.provisioning(lower_first(name), value))
    }

    /// Accepts the attestation that some SKUs ask for, on behalf of the partner.
    pub fn accept_attestation(self) -> Self {
        self.with(PurchaseLine::accept_attestation)
    }

    /// The partner's own label for what is bought.
    pub fn friendly_name(self, name: impl Into<String>) -> Self {
        self.with(|line| line.friendly_name(name))
    }

    /// A promotion to apply.
    pub fn promotion(self, promotion: PromotionId) -> Self {
        self.with(|line| line.promotion(promotion))
    }

    /// A partner on record. May be called more than once, also with one role.
    pub fn participant(self, role: ParticipantType, partner: MpnId) -> Self {
        self.with(|line| line.participant(role, partner))
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
        if self.line.quantity == 0 {
            problems.push("the quantity is 0; ask for at least 1".to_owned());
        }
        let quantity = i64::from(self.line.quantity);
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
        if !cycles.is_empty() && !cycles.contains(&self.line.billing_cycle) {
            problems.push(format!(
                "the billing cycle is {}; the SKU supports {}",
                self.line.billing_cycle,
                list(cycles)
            ));
        }
        problems.extend(self.term_problem());
        problems.extend(self.provisioning_problems());
        problems.extend(self.savings_plan_problem());
        let attestation = sku.attestation_properties.as_ref();
        let enforced = attestation.and_then(|properties| properties.enforce_attestation);
        if enforced == Some(true) && !self.line.attestation_accepted {
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
        match &self.line.term {
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
        match &self.line.savings_plan {
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
        let mut values = BTreeMap::new();
        if let Some(reservation) = &self.line.reservation {
            values.insert("subscriptionId".to_owned(), reservation.subscription.to_string());
            values.insert("scope".to_owned(), reservation.scope.as_str().to_owned());
        }
        if let Some(plan) = &self.line.savings_plan {
            values.extend(plan.provisioning().map(|(name, value)| (name.to_owned(), value)));
        }
        let given = self.line.provisioning.iter();
        values.extend(given.map(|(name, value)| (lower_first(name), value.clone())));
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
        let PurchaseLine { quantity, billing_cycle, term, friendly_name, promotion, .. } =
            &self.line;
        let mut wire = types::CartLineItemResource::default();
        wire.id = Some(id);
        wire.catalog_item_id = Some(self.purchasable.id().into());
        wire.quantity = i32::try_from(*quantity).ok();
        wire.billing_cycle = Some(billing_cycle.clone());
        wire.term_duration = term.clone().map(Into::into);
        wire.purchase_commitment = self.line.savings_plan.as_ref().map(SavingsPlan::to_wire);
        wire.provisioning_context = self.provisioning_values().into_iter().collect();
        wire.attestation_accepted = self.line.attestation_accepted.then_some(true);
        wire.friendly_name = friendly_name.clone();
        wire.promotion_id = promotion.clone();
        wire.participants = self.line.participants.iter().cloned().map(on_record).collect();
        wire
    }
}

fn on_record((role, partner): (ParticipantType, MpnId)) -> types::CartParticipant {
    let mut participant = types::CartParticipant::default();
    participant.key = Some(role);
    participant.value = Some(partner);
    participant
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
    use crate::cart::purchase_line::ReservationTarget;
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
        let mut silent = savings("1", "USD");
        silent.line.savings_plan = None;
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
    fn a_value_given_by_name_counts_before_the_same_of_the_reservation() {
        let line = PurchaseLine::sku("CONTOSO00001", "0002", 1)
            .term(Term::Year)
            .provisioning("Scope", "shared")
            .reservation(ReservationTarget::new("sub-1", AppliedScope::Single));
        let wire = CartLineItem::of(purchasable(fixtures::reservation()), line).to_wire(0);
        let value = |name| wire.provisioning_context.get(name).map(String::as_str);
        assert_eq!((value("scope"), value("subscriptionId")), (Some("shared"), Some("sub-1")));
    }

    #[test]
    fn what_is_set_last_counts() {
        let wire = software(1)
            .provisioning("Scope", "single")
            .reservation(&"sub-1".into(), AppliedScope::Shared)
            .provisioning("subscriptionId", "sub-2")
            .to_wire(0);
        let value = |name| wire.provisioning_context.get(name).map(String::as_str);
        assert_eq!((value("scope"), value("subscriptionId")), (Some("shared"), Some("sub-2")));
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
