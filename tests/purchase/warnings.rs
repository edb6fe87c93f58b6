//! The list of markets warns, and refuses on request.

use partner_center::{PurchaseLine, Term, purchase::Warning};
use partner_center_emulator::{Seed, seed};

use crate::stage::{Stage, request, software};

/// A customer in a market that the list names, where the emulator sells anyway.
fn planted() -> Stage {
    let stage = Stage::new();
    let product = include_str!("../../emulator/seed/contoso.json").replace("\"US\"", "\"SJ\"");
    stage.emulator.plant(Seed::from_json(&product).unwrap());
    stage
}

fn subscription() -> PurchaseLine {
    PurchaseLine::sku(seed::PRODUCT_SOFTWARE_SUBSCRIPTION, seed::SKU_SOFTWARE_SUBSCRIPTION, 1)
        .term(Term::Year)
}

#[tokio::test]
async fn a_software_subscription_in_a_listed_market_is_a_warning() {
    let stage = planted();
    let request = request(subscription()).country("SJ".parse().unwrap());
    let plan = stage.customer().plan(&request).await.unwrap();
    let market = "Jan Mayen or Svalbard".to_owned();
    let market = Warning::Market { line: 0, market };
    assert!(plan.warnings.contains(&market), "{:?}", plan.warnings);

    let error = stage.customer().plan(&request.market_list_refuses()).await.unwrap_err();
    assert!(error.to_string().contains("Jan Mayen or Svalbard"), "{error}");
}

#[tokio::test]
async fn perpetual_software_is_not_meant_by_the_list() {
    let stage = planted();
    let request = request(software(1)).country("SJ".parse().unwrap()).market_list_refuses();
    let plan = stage.customer().plan(&request).await.unwrap();
    assert_eq!(plan.warnings, []);
}
