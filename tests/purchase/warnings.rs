//! What a plan warns of: the list of markets, which refuses on request, and an answer that is no
//! list.

use partner_center::{PurchaseLine, Term, purchase::Warning};
use partner_center_emulator::{Action, Fault, Seed, seed};

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

#[tokio::test]
async fn one_availability_in_the_place_of_their_list_may_not_be_the_only_one() {
    let stage = Stage::new();
    let item = stage.item(seed::PRODUCT_PERPETUAL, seed::SKU_PERPETUAL).await;
    let mut bare = Action::refuse(200, "");
    if let Action::Refuse { body, .. } = &mut bare {
        *body = Some(serde_json::to_string(&item.availability).unwrap());
    }
    stage.emulator.fault(Fault::on("listAvailabilities", bare));
    let plan = stage.customer().plan(&request(software(1))).await.unwrap();
    assert_eq!(plan.warnings, [Warning::BareAvailability { line: 0 }]);
    assert_eq!(plan.lines[0].id, item.id().unwrap());
}
