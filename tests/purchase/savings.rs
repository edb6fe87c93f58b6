//! A savings plan, bought with an amount for each hour.

use partner_center::cart::SavingsPlan;
use partner_center::{Money, PurchaseLine, Term};
use partner_center_emulator::seed;

use crate::stage::{Stage, request};

fn line(amount: &str) -> PurchaseLine {
    let hourly = Money { amount: amount.parse().unwrap(), currency: "USD".into() };
    PurchaseLine::sku(seed::PRODUCT_SAVINGS_PLAN, seed::SKU_SAVINGS_PLAN_ONE_YEAR, 1)
        .term(Term::Year)
        .savings_plan(SavingsPlan::single(seed::SUBSCRIPTION_ACTIVE, hourly))
}

#[tokio::test]
async fn a_savings_plan_is_bought_in_one_call() {
    let stage = Stage::new();
    let purchase = stage.customer().purchase(&request(line("0.25"))).run().await.unwrap();
    assert_eq!(stage.bought().len(), 1);
    assert!(purchase.is_complete());
    let transcript = serde_json::to_string(&stage.emulator.transcript()).unwrap();
    assert!(transcript.contains("purchaseCommitment"), "{transcript}");
}

#[tokio::test]
async fn an_amount_below_the_least_is_refused_before_the_cart() {
    let stage = Stage::new();
    let error = stage.customer().plan(&request(line("0.001"))).await.unwrap_err();
    assert!(error.to_string().contains("takes at least 0.002"), "{error}");
    let unsaid = PurchaseLine::sku(seed::PRODUCT_SAVINGS_PLAN, seed::SKU_SAVINGS_PLAN_ONE_YEAR, 1)
        .term(Term::Year);
    let error = stage.customer().plan(&request(unsaid)).await.unwrap_err();
    assert!(error.to_string().contains("with `savings_plan`"), "{error}");
    assert_eq!(stage.writes(), Vec::<String>::new());
}
