//! Over sockets, with the HTTP client that programs use: a host on a port of its own.

use partner_center::PartnerCenter;
use partner_center::price_sheet::PriceSheet;
use partner_center::transport::Host;
use partner_center::types::PriceSheetView;
use partner_center_emulator::{Action, Emulator, Fault, Options, Running};
use partner_center_test_support::user;

async fn started() -> (Running, PartnerCenter) {
    let running = Emulator::start(Options::new()).await.unwrap();
    let partner = PartnerCenter::builder(user())
        .base_url(&running.base_url)
        .authority(&running.authority)
        .host_url(Host::Prices, &running.hosts["Prices"])
        .build()
        .unwrap();
    (running, partner)
}

#[tokio::test]
async fn a_sheet_of_megabytes_is_saved_and_read() {
    let (running, partner) = started().await;
    running.emulator().change(|settings| settings.price_sheet_rows = 20_000);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.csv");
    let call = partner.price_sheet("US".parse().unwrap(), PriceSheetView::Software);
    let bytes = call.save(&path).await.unwrap();
    assert!(bytes > 4_000_000, "{bytes}");
    assert_eq!(PriceSheet::open(&path).unwrap().map(Result::unwrap).count(), 20_000);
    partner.balance().await.unwrap();
}

#[tokio::test]
async fn a_token_does_not_follow_a_redirect_to_another_port() {
    let (running, partner) = started().await;
    let other = Emulator::start(Options::new()).await.unwrap();
    for status in [301, 302, 307, 308] {
        let location = format!("{}/v1.0/sales", other.hosts["Prices"]);
        let redirect = Action::Refuse {
            status,
            code: None,
            body: None,
            content_type: None,
            headers: [("Location".to_owned(), location)].into_iter().collect(),
            when: None,
        };
        running.emulator().fault(Fault::on("getPriceSheet", redirect));
        let call = partner.price_sheet("US".parse().unwrap(), PriceSheetView::Software);
        let error = call.send().await.unwrap_err();
        assert!(error.to_string().contains("another address"), "{error}");
    }
    assert_eq!(other.emulator().requests().total, 0);
    assert!(other.emulator().transcript().is_empty());
}
