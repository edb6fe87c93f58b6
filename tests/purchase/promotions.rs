//! What a plan says of promotions.

use partner_center::types::PromotionEligibilityErrorType;
use partner_center::{Plan, PurchaseLine, Term};
use partner_center_emulator::{Action, Fault, seed};

use crate::stage::{Stage, request, reservation, software};

fn subscription(quantity: u32) -> PurchaseLine {
    let (product, sku) = (seed::PRODUCT_SOFTWARE_SUBSCRIPTION, seed::SKU_SOFTWARE_SUBSCRIPTION);
    PurchaseLine::sku(product, sku, quantity).term(Term::Year)
}

async fn plan(stage: &Stage, line: PurchaseLine) -> Plan {
    stage.customer().plan(&request(line)).await.unwrap()
}

#[tokio::test]
async fn a_plan_names_the_promotions_that_apply() {
    let stage = Stage::new();
    let plan = plan(&stage, subscription(1)).await;
    let [found] = &plan.promotions.found[..] else { panic!("{plan}") };
    assert_eq!((found.id.as_str(), found.applies_by_itself), (seed::PROMOTION, Some(false)));
    assert_eq!(found.discount.as_ref().map(ToString::to_string).as_deref(), Some("0.1"));
    assert!(plan.to_string().contains("if the line names it"), "{plan}");
    let json = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), plan);
}

#[tokio::test]
async fn a_promotion_that_a_line_names_in_vain_is_shown_with_the_reason() {
    let stage = Stage::new();
    let plan = plan(&stage, subscription(1).promotion(seed::PROMOTION_AUTOMATIC)).await;
    let named = plan.promotions.found.iter().find(|own| !own.against.is_empty()).unwrap();
    assert_eq!(named.id.as_str(), seed::PROMOTION_AUTOMATIC);
    assert_eq!(named.against, ["Term", "SeatCount"]);
}

#[tokio::test]
async fn nothing_is_asked_about_what_has_no_promotions() {
    let stage = Stage::new();
    plan(&stage, software(1)).await;
    plan(&stage, reservation()).await;
    let request = request(subscription(1)).segment("education".into());
    stage.customer().plan(&request).await.unwrap();
    assert_eq!(stage.asked("verifyPromotionEligibility"), 0);
}

#[tokio::test]
async fn a_plan_is_made_although_nobody_knows_of_promotions() {
    for (operation, found) in [("verifyPromotionEligibility", 0), ("listPromotions", 1)] {
        let stage = Stage::new();
        let empty = Action::Empty { status: 500, when: None };
        stage.emulator.fault(Fault::on(operation, empty).times(0));
        let plan = plan(&stage, subscription(1)).await;
        assert_eq!(plan.promotions.found.len(), found, "{operation}");
        assert!(plan.promotions.not_known.as_ref().unwrap().contains("500"), "{plan}");
        assert!(plan.to_string().contains("note: "), "{plan}");
    }
}

#[tokio::test]
async fn every_reason_is_read_and_unknown_ones_are_kept() {
    let read = |name: &str| {
        let path = format!("spec/examples/verifyPromotionEligibility.200.{name}.json");
        let text = std::fs::read_to_string(path).unwrap();
        serde_json::from_str::<partner_center::types::PromotionEligibilitiesCollection>(&text)
            .unwrap()
    };
    let refused = read("refused");
    let errors = &refused.items[0].eligibilities[0].errors;
    assert!(errors.iter().all(|error| error.type_.as_ref().unwrap().is_known()));
    assert_eq!(errors.len(), 9);
    let odd = read("odd-reason");
    let odd = odd.items[0].eligibilities[0].errors[0].type_.clone().unwrap();
    assert_eq!(odd, PromotionEligibilityErrorType::from("FullMoon"));
}

#[tokio::test]
async fn a_promotion_is_read_with_its_limits() {
    let stage = Stage::new();
    let id = seed::PROMOTION_AUTOMATIC.into();
    let promotion = stage.partner.promotion(&id, "US".parse().unwrap()).await.unwrap();
    let limits = promotion.promotion_constraints.unwrap();
    assert_eq!(limits.seat_constraints[0].min_seats, Some(5));

    let path = "spec/examples/getPromotion.200.json";
    let text = std::fs::read_to_string(path).unwrap();
    let example: partner_center::types::ProductPromotion = serde_json::from_str(&text).unwrap();
    let owned = example.promotion_constraints.unwrap().product_ownership_constraints;
    assert_eq!(owned.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
}

#[tokio::test]
async fn one_question_is_answered_for_each_line() {
    let stage = Stage::new();
    let both = request(software(1)).line(subscription(1));
    let plan = stage.customer().plan(&both).await.unwrap();
    let found: Vec<_> =
        plan.promotions.found.iter().map(|own| (own.line, own.id.as_str())).collect();
    assert_eq!(found, [(1, seed::PROMOTION)]);
}
