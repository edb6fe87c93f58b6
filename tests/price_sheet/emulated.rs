//! From the service to a price, against the emulator.

use std::time::Duration;

use partner_center::auth::StaticToken;
use partner_center::price_sheet::{ExchangeRates, PriceKey, PriceRow, PriceSheet, SheetMonth};
use partner_center::{CartLineItem, Delivery, Prerequisites, Term, types::PriceSheetView};
use partner_center_emulator::{Action, When, seed};
use partner_center_test_support::{Stage, application, request, reservation, software};
use tempfile::TempDir;

const SHEET: &str = "getPriceSheet";

fn us() -> partner_center::Country {
    "US".parse().unwrap()
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

async fn rows(stage: &Stage, view: PriceSheetView) -> Vec<PriceRow> {
    let folder = folder();
    let path = folder.path().join("sheet.csv");
    stage.partner.price_sheet(us(), view).save(&path).await.unwrap();
    PriceSheet::open(&path).unwrap().map(Result::unwrap).collect()
}

fn refusal(status: u16, body: &str) -> Action {
    Action::Refuse {
        status,
        code: None,
        body: Some(body.to_owned()),
        content_type: Some("text/plain".to_owned()),
        headers: Vec::new().into_iter().collect(),
        when: None,
    }
}

#[tokio::test]
async fn the_price_of_a_plan_is_that_of_the_cart() {
    let stage = Stage::new();
    let customer = stage.customer();
    let plan = customer.plan(&request(software(3))).await.unwrap();
    let folder = folder();
    let path = folder.path().join("software.csv");
    let bytes = stage.partner.price_sheet(plan.country, PriceSheetView::Software).save(&path);
    assert_eq!(bytes.await.unwrap(), path.metadata().unwrap().len());

    let keys: Vec<_> = plan.lines.iter().map(|line| PriceKey::of(&plan, line)).collect();
    let found = PriceSheet::open(&path).unwrap().find(&keys).unwrap();
    let row = found[0].as_ref().unwrap();
    assert_eq!((row.sku_id().as_str(), row.term()), (seed::SKU_PERPETUAL, None));

    let line = CartLineItem::new(
        plan.lines[0].item.clone().purchasable(&Prerequisites::none()).unwrap(),
        3,
    );
    let cart = customer.create_cart(&[line]).await.unwrap();
    let line = &cart.body().line_items[0];
    let price = line.pricing.as_ref().unwrap().list_price.unwrap();
    assert_eq!(row.unit_price().amount, price);
}

#[tokio::test]
async fn a_reservation_and_a_license_have_their_prices_too() {
    let stage = Stage::new();
    let plan = stage.customer().plan(&request(reservation())).await.unwrap();
    let key = PriceKey::of(&plan, &plan.lines[0]);
    let folder = folder();
    let path = folder.path().join("reservations.csv");
    let call = stage.partner.price_sheet(us(), PriceSheetView::AzureReservations);
    call.save(&path).await.unwrap();
    let found = PriceSheet::open(&path).unwrap().find(&[key]).unwrap().remove(0).unwrap();
    assert_eq!(found.unit_price().to_string(), "613.2000 USD");

    let licenses = rows(&stage, PriceSheetView::Updatedlicensebased).await;
    assert!(licenses.iter().any(|row| row.term() == Some(&Term::Year)));
    assert!(licenses.iter().all(|row| row.effective_from().is_some() && row.segment().is_none()));
}

#[tokio::test]
async fn the_time_of_a_sheet_is_asked_for() {
    let stage = Stage::new();
    let call = || stage.partner.price_sheet(us(), PriceSheetView::Software);
    let folder = folder();
    let path = folder.path().join("past.csv");
    let month = SheetMonth::new(2029, 6).unwrap();
    call().month(month).save(&path).await.unwrap();
    let last = PriceSheet::open(&path).unwrap().last().unwrap().unwrap();
    assert_eq!(last.effective_from().unwrap().to_rfc3339(), "2029-06-01T00:00:00+00:00");

    let error = call().future().send().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.delivery(), Delivery::NotDone);
    stage.emulator.change(|settings| settings.future_prices = true);
    call().future().send().await.unwrap();
}

#[tokio::test]
async fn rates_come_from_the_same_host() {
    let stage = Stage::new();
    let folder = folder();
    let path = folder.path().join("rates.csv");
    let month = "202912".parse().unwrap();
    stage.partner.exchange_rates(month).save(&path).await.unwrap();
    let rates: Vec<_> = ExchangeRates::open(&path).unwrap().map(Result::unwrap).collect();
    assert!(rates.iter().any(|rate| rate.currency.as_str() == "EUR" && rate.month == "202912"));
}

#[tokio::test]
async fn a_sheet_of_use_has_other_columns_and_says_so() {
    let stage = Stage::new();
    let folder = folder();
    let path = folder.path().join("use.csv");
    let call = stage.partner.price_sheet(us(), PriceSheetView::AzureConsumption);
    call.save(&path).await.unwrap();
    let error = PriceSheet::open(&path).unwrap_err().to_string();
    assert!(error.contains("no column `ProductId`; it has MeterId"), "{error}");
}

#[cfg(feature = "zip")]
#[tokio::test]
async fn an_archive_is_the_same_sheet() {
    let stage = Stage::new();
    stage.emulator.change(|settings| settings.price_sheet_rows = 2_000);
    let folder = folder();
    let (plain, zipped) = (folder.path().join("a.csv"), folder.path().join("a.zip"));
    let call = || stage.partner.price_sheet(us(), PriceSheetView::Software);
    let long = call().save(&plain).await.unwrap();
    let short = call().zipped().save(&zipped).await.unwrap();
    assert!(short * 4 < long, "{short} {long}");
    let read = |path| {
        let rows = PriceSheet::open(path).unwrap().map(Result::unwrap);
        rows.map(|row| (row.line(), row.unit_price().clone())).collect::<Vec<_>>()
    };
    assert_eq!(read(plain), read(zipped));
}

#[tokio::test]
async fn a_sheet_that_breaks_off_leaves_the_old_one() {
    let stage = Stage::new();
    stage.emulator.change(|settings| settings.price_sheet_rows = 2_000);
    let folder = folder();
    let path = folder.path().join("sheet.csv");
    std::fs::write(&path, "the old one").unwrap();
    stage.fault(SHEET, Action::cut(When::MidBody));
    let call = || stage.partner.price_sheet(us(), PriceSheetView::Software);
    let error = call().save(&path).await.unwrap_err();
    assert!(error.to_string().contains("it broke off"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "the old one");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);

    call().save(&path).await.unwrap();
    assert!(PriceSheet::open(&path).unwrap().count() >= 2_000);
}

#[tokio::test]
async fn a_400_without_a_code_may_be_about_credentials() {
    let stage = Stage::with(|settings| settings.user_mfa = false);
    stage.emulator.change(|settings| settings.require_mfa = true);
    let unchecked =
        partner_center_test_support::builder(&stage.emulator, partner_center_test_support::user());
    let partner = unchecked.mfa_check(partner_center::auth::MfaCheck::Off).build().unwrap();
    let error = partner.price_sheet(us(), PriceSheetView::Software).send().await.unwrap_err();
    assert_eq!(error.status(), Some(400));
    let said = error.to_string();
    assert!(said.contains("credentials are not good enough"), "{said}");
    assert!(said.contains("admin agent or a sales agent"), "{said}");
}

#[tokio::test]
async fn what_is_no_sheet_is_not_saved() {
    let stage = Stage::new();
    for (body, said) in [
        ("<html><body>sorry</body></html>", "it is not a price file"),
        ("{\"message\":\"later\"}", "it is not a price file"),
        ("", "it is not a price file"),
    ] {
        for kind in ["application/octet-stream", "text/html"] {
            let mut page = refusal(200, body);
            if let Action::Refuse { content_type, .. } = &mut page {
                *content_type = Some(kind.to_owned());
            }
            stage.emulator.clear_faults();
            stage.emulator.fault(partner_center_emulator::Fault::on(SHEET, page).times(20));
            let call = stage.partner.price_sheet(us(), PriceSheetView::Software);
            let error = call.send().await.unwrap_err();
            assert!(error.is_unreadable(), "{error}");
            // Before anything is looked at, an empty answer is asked for again.
            let is_page = kind == "text/html";
            let said = if body.is_empty() && is_page { "its body is empty" } else { said };
            assert!(error.to_string().contains(said), "{kind}: {error}");
        }
    }
}

#[tokio::test]
async fn who_may_not_ask_sends_nothing() {
    let stage = Stage::new();
    let alone = stage.signed_in_with(application());
    let error = alone.price_sheet(us(), PriceSheetView::Software).send().await.unwrap_err();
    assert_eq!((error.code(), error.is_invalid()), (Some("900329"), true));
    let fixed = stage.signed_in_with(StaticToken::app_and_user("opaque"));
    let error = fixed.price_sheet(us(), PriceSheetView::Software).send().await.unwrap_err();
    assert!(error.to_string().contains("nothing was sent"), "{error}");
    assert_eq!(stage.asked(SHEET), 0);
}

#[tokio::test]
async fn each_host_renews_its_own_token() {
    let stage = Stage::new();
    let send = || async { stage.partner.price_sheet(us(), PriceSheetView::Software).send().await };
    send().await.unwrap();
    stage.partner.balance().await.unwrap();
    assert_eq!(stage.asked("token"), 2);
    stage.pass(Duration::from_secs(3 * 60 * 60));
    send().await.unwrap();
    assert_eq!(stage.asked("token"), 3);
    stage.emulator.revoke_tokens();
    send().await.unwrap();
    stage.partner.balance().await.unwrap();
    assert_eq!(stage.asked("token"), 5);
}
