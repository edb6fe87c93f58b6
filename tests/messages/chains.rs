//! An error and its causes: each says something that the others do not.

use partner_center::auth::{FileRefreshTokenStore, RefreshToken};
use partner_center::{Error, PurchaseRequest};
use partner_center_emulator::{Action, Fault, When, seed};
use partner_center_test_support::{Reply, Script, Stage, answer, create, read, request, software};

use crate::{check_chain, check_line, reported};

fn replies() -> Vec<fn() -> Reply> {
    vec![
        || answer(400, r#"{"code":"800009","description":"The cart is not valid."}"#),
        || answer(400, r#"{"code":"800009"}"#),
        || answer(401, ""),
        || answer(403, r#"{"description":"no"}"#),
        || answer(404, r#"{"code":"1000","description":"What the path names is not there."}"#),
        || answer(500, "<html>"),
        || answer(201, "{\"id\":7"),
        || Reply::Cut(201),
        || Reply::Lost,
        || Reply::Unsent,
    ]
}

#[tokio::test]
async fn no_reporter_prints_anything_twice() {
    for reply in replies() {
        let script = Script::new(std::iter::repeat_with(reply).take(5));
        for error in [
            read(&script.partner()).await.unwrap_err(),
            create(&Script::new(std::iter::repeat_with(reply).take(5)).partner())
                .await
                .unwrap_err(),
        ] {
            let texts = check_chain(&error);
            check_line(&texts[0]);
            check_line(&format!("{error:#}"));
            assert_eq!(reported(error), texts.join(": "));
        }
    }
}

#[tokio::test]
async fn no_reporter_prints_a_failed_sign_in_twice() {
    const REFUSAL: &str = r#"{"error":"invalid_grant","error_description":"AADSTS70000: No.\r\nTrace ID: 1","error_codes":[70000]}"#;
    let replies: [fn() -> Reply; 5] = [
        || answer(400, REFUSAL),
        || answer(500, ""),
        || answer(200, "{}"),
        || Reply::Lost,
        || Reply::Unsent,
    ];
    for reply in replies {
        let script = Script::default().tokens(std::iter::repeat_with(reply).take(5));
        let error = read(&script.partner()).await.unwrap_err();
        check_chain(&error);
        check_line(&error.to_string());
    }
    let store = FileRefreshTokenStore::new("/no/such/folder/of/contoso/token");
    let user = RefreshToken::from_store("contoso.test", "app-1", store);
    let partner = Script::default().builder_for(user).build().unwrap();
    check_chain(&read(&partner).await.unwrap_err());
}

#[tokio::test]
async fn no_reporter_prints_a_failed_purchase_twice() {
    let faults = [
        Fault::on("getCustomer", Action::refuse(403, "2032")),
        Fault::on("createCart", Action::refuse(400, "800009")),
        Fault::on("checkoutCart", Action::refuse(409, "800060")),
        Fault::on("checkoutCart", Action::cut(When::After)),
        Fault::on("checkoutCart", Action::Garbage { status: 201, when: None }),
    ];
    for fault in faults {
        let stage = Stage::new();
        stage.emulator.fault(fault);
        let request: PurchaseRequest = request(software(1));
        let customer = stage.partner.customer(seed::CUSTOMER_US);
        let failed = customer.purchase(&request).run().await.unwrap_err();
        check_chain(&failed);
        check_line(&failed.to_string());
        let said = failed.to_string();
        assert!(reported(failed.clone()).starts_with(&said));
        // A program that only has room for the error loses nothing of it.
        assert!(format!("{:#}", anyhow::Error::from(Error::from(failed))).len() > 20);
    }
}
