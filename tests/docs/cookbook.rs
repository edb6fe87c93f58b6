//! The code of the cookbook, run against the emulator.

use std::time::Duration;

use partner_center::auth::{FileRefreshTokenStore, StaticToken};
use partner_center::external::chrono::Datelike;
use partner_center::journal::MemoryJournal;
use partner_center::{PurchaseLine, Term};
use partner_center_emulator::{Action, Emulator, Options, When, seed};
use partner_center_test_support::{Stage, request, software as software_line};

#[path = "../../docs/cookbook/bare-api.rs"]
mod bare_api;
#[path = "../../docs/cookbook/billed.rs"]
mod billed;
#[path = "../../docs/cookbook/environment.rs"]
mod environment;
#[path = "../../docs/cookbook/errors.rs"]
mod errors;
#[path = "../../docs/cookbook/lists.rs"]
mod lists;
#[path = "../../docs/cookbook/never-twice.rs"]
mod never_twice;
#[path = "../../docs/cookbook/reconcile.rs"]
mod reconcile;
#[path = "../../docs/cookbook/reservation.rs"]
mod reservation;
#[path = "../../docs/cookbook/signing-in.rs"]
mod signing_in;
#[path = "../../docs/cookbook/software.rs"]
mod software;
#[path = "../../docs/cookbook/subscription.rs"]
mod subscription;
// It is a test itself.
#[path = "../../docs/cookbook/testing.rs"]
mod testing;

#[tokio::test]
async fn software_is_bought_activated_and_given_back() {
    let stage = Stage::new();
    let links = software::buy(&stage.customer()).await.unwrap();
    assert_eq!(links.len(), 1);

    let bought = stage.bought();
    software::give_back(&stage.customer(), &bought[0].as_str().into()).await.unwrap();
    let held = stage.customer().entitlements().await.unwrap();
    assert!(held.is_empty(), "{held:?}");
}

#[tokio::test]
async fn a_software_subscription_is_bought_only_once() {
    let stage = Stage::new();
    let (product, sku) = (seed::PRODUCT_SOFTWARE_SUBSCRIPTION, seed::SKU_SOFTWARE_SUBSCRIPTION);
    let request = request(PurchaseLine::sku(product, sku, 1).term(Term::Year));
    let ending = subscription::buy_once(&stage.customer(), &request).await.unwrap();
    let now = stage.customer().subscription(&ending[0]).await.unwrap();
    assert_eq!(now.auto_renew_enabled, Some(false));
}

#[tokio::test]
async fn a_reservation_is_made_step_by_step() {
    let stage = Stage::new();
    let azure = seed::SUBSCRIPTION_ACTIVE.into();
    let reservations = reservation::reserve(&stage.customer(), &azure).await.unwrap();
    assert_eq!(reservations.len(), 1);
}

#[tokio::test]
async fn a_purchase_goes_on_where_its_program_left_off() {
    let stage = Stage::new();
    let request = request(software_line(1));
    let journal = MemoryJournal::new();
    stage.fault("checkoutCart", Action::cut(When::Before));
    for _ in 0..2 {
        let begun = never_twice::buy(&stage.customer(), &request, journal.clone(), "4711").await;
        assert!(!begun.unwrap().is_settled());
    }
    let ended = never_twice::go_on(&stage.partner, journal.clone(), "4711").await.unwrap();
    assert!(ended.is_bought(), "{ended}");
    let again = never_twice::buy(&stage.customer(), &request, journal, "4711").await;
    assert_eq!(again.unwrap(), ended);
    assert_eq!(stage.bought().len(), 1);
}

#[tokio::test]
async fn a_failure_says_whether_something_was_bought_and_what_to_do() {
    let stage = Stage::new();
    let request = request(software_line(1));
    let buy = async || errors::buy(&stage.customer(), &request).await;

    assert_eq!(buy().await, "all of it was bought");
    stage.fault("createCart", Action::refuse(403, "900421"));
    let said = buy().await;
    assert!(said.starts_with("nothing was bought: somebody has to sign in"), "{said}");
    stage.fault("createCart", Action::refuse(400, "800002"));
    let said = buy().await;
    assert!(said.starts_with("nothing was bought: ") && said.len() > 30, "{said}");
    stage.fault("checkoutCart", Action::cut(When::After));
    let said = buy().await;
    assert!(said.starts_with("in doubt: it was bought, and its orders are not known"), "{said}");
    assert_eq!(stage.bought().len(), 2);
}

#[tokio::test]
async fn a_list_is_read_at_once_or_in_parts() {
    let stage = Stage::with(|settings| settings.customer_page_size = 3);
    let all = lists::customers(&stage.partner).await.unwrap();
    assert_eq!(all.len(), 6);

    let (first, position) = lists::two_customers(&stage.partner, None).await.unwrap();
    let (second, _) = lists::two_customers(&stage.partner, Some(position)).await.unwrap();
    assert_eq!([first, second].concat(), all[..4]);
}

#[tokio::test]
async fn a_month_is_reconciled_to_files() {
    let stage = Stage::new();
    let folder = tempfile::tempdir().unwrap();
    let month = "2025-12-01".parse().unwrap();
    let differences = reconcile::reconcile(&stage.partner, month, folder.path()).await.unwrap();
    let mut files: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert!(differences.is_empty(), "{differences:?}");
    assert!(files.contains(&"G000000101-0.csv".to_owned()), "{files:?}");
    assert!(files.contains(&"G000000101.pdf".to_owned()), "{files:?}");
}

#[tokio::test]
async fn a_user_signs_in_once_and_is_known_from_then_on() {
    let stage = Stage::new();
    let folder = tempfile::tempdir().unwrap();
    let store = FileRefreshTokenStore::new(folder.path().join("token"));
    let partner = stage.signed_in_with(signing_in::user(&store));

    partner.validate_mfa().await.unwrap_err();
    signing_in::sign_in_once(&partner, &store).await.unwrap();
    assert!(signing_in::is_multi_factor(&partner).await.unwrap());
}

#[tokio::test]
async fn a_bare_client_reads_a_customer() {
    let running = Emulator::start(Options::new()).await.unwrap();
    let http = partner_center_test_support::own_client().build().unwrap();
    let token = format!("{}/{}/oauth2/v2.0/token", running.authority, seed::CONTOSO_TENANT);
    let scope = "https://api.partnercenter.microsoft.com/.default";
    let form =
        format!("grant_type=client_credentials&client_id=any&client_secret=any&scope={scope}");
    let call = http.post(token).header("content-type", "application/x-www-form-urlencoded");
    let granted = call.body(form).timeout(Duration::from_secs(30)).send().await.unwrap();
    let granted: serde_json::Value = granted.json().await.unwrap();
    let token = granted["access_token"].as_str().unwrap().to_owned();

    let client = bare_api::client(http, running.base_url.clone(), token);
    let customer = client.get_customer(seed::CUSTOMER_US).send().await.unwrap();
    assert_eq!(customer.id.as_ref().unwrap().as_str(), seed::CUSTOMER_US);
}

/// Whatever the environment of the test holds, the client comes from it or the error names it.
#[test]
fn the_environment_makes_a_client_or_is_named() {
    for made in [environment::connect(), environment::connect_as(StaticToken::app_only("token"))] {
        match made {
            Ok(partner) => assert!(partner.base_url().starts_with("http")),
            Err(error) => assert!(error.to_string().starts_with("PARTNER_CENTER_"), "{error}"),
        }
    }
}

#[tokio::test]
async fn orders_are_held_against_the_invoices_of_their_month() {
    let stage = Stage::new();
    let bought = stage.customer().purchase(&request(software_line(2))).run().await.unwrap();
    let orders = bought.checkout.unwrap().orders;
    stage.pass(Duration::from_secs(40 * 24 * 60 * 60));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("compared.csv");
    let now = stage.partner.clock().now().date_naive();
    // The invoice of a month has the date on which the next one begins.
    let month = now.with_day(1).unwrap();
    let comparison = billed::compare(&stage.partner, &orders, month, &file).await.unwrap();
    let own = comparison.rows().find(|row| Some(&row.order) == orders[0].id.as_ref()).unwrap();
    assert_eq!(own.verdict.to_string(), "billed as ordered");
    assert!(std::fs::read_to_string(file).unwrap().contains("billed as ordered"));
}
