//! A test of a program's own, with the emulator.

use std::time::{Duration, SystemTime};

use partner_center::{Delivery, PartnerCenter, PurchaseLine, PurchaseRequest};
use partner_center::{auth::RefreshToken, transport::ServiceSender, types::Segment};
use partner_center_emulator::{Action, Emulator, EmulatorClock, Fault, Options, When, seed};

#[tokio::test]
async fn an_answer_that_is_lost_leaves_doubt() {
    let clock = EmulatorClock::frozen(SystemTime::now());
    let emulator = Emulator::new(Options::new().clock(clock.clone()));
    let token = seed::CONTOSO_REFRESH_TOKEN;
    let partner = PartnerCenter::builder(RefreshToken::new(seed::CONTOSO_TENANT, "shop", token))
        .base_url("http://localhost") // never dialed: requests go to the emulator as they are
        .authority("http://localhost")
        .http_sender(ServiceSender::new(emulator.clone()));
    let customer = partner.build().unwrap().customer(seed::CUSTOMER_US);

    emulator.fault(Fault::on("checkoutCart", Action::cut(When::After)));
    let line = PurchaseLine::sku(seed::PRODUCT_PERPETUAL, seed::SKU_PERPETUAL, 1);
    let request = PurchaseRequest::new(line).segment(Segment::Commercial);
    let failed = customer.purchase(&request).run().await.unwrap_err();
    assert_eq!(failed.bought(), Delivery::Unknown);

    // The ledger knows what the answer did not say. Lists show it a quarter of an hour later.
    let bought: Vec<_> = emulator.ledger().into_iter().flat_map(|e| e.effect.orders).collect();
    assert_eq!(bought.len(), 1);
    clock.advance(Duration::from_secs(15 * 60));
    let mut listed = customer.orders().await.unwrap().into_iter().filter_map(|order| order.id);
    assert!(listed.any(|id| id.as_str() == bought[0]));
}
