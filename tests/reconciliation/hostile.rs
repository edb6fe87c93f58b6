//! Answers that lead elsewhere, and refusals.

use std::sync::Arc;

use partner_center::reconciliation::BillingVersion;
use partner_center::{Cloud, Delivery};
use partner_center_emulator::{BillingPermission, ExportEnd, seed};
use partner_center_test_support::{Stage, builder, user};
use serde_json::json;

use crate::{BLOB, EXPORT, MANIFEST, OPERATION, folder};

fn answer(body: serde_json::Value) -> partner_center_emulator::Action {
    partner_center_emulator::Action::Refuse {
        status: 200,
        code: None,
        body: Some(body.to_string()),
        content_type: Some("application/json".to_owned()),
        headers: Vec::new().into_iter().collect(),
        when: None,
    }
}

/// What is said of an operation that answers so.
async fn said(body: serde_json::Value) -> String {
    let stage = Stage::new();
    stage.fault(OPERATION, answer(body));
    let folder = folder();
    let call = stage.partner.reconciliation(seed::INVOICE_ONE_TIME);
    let error = call.save(folder.path()).await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::NotDone);
    assert_eq!(stage.asked(BLOB), 0, "{error}");
    let said = format!("{error} {error:?}");
    assert!(!said.contains("contoso-signature"), "{said}");
    said
}

fn manifest(root: &str, name: &str) -> serde_json::Value {
    json!({
        "id": "m", "status": "succeeded",
        "resourceLocation": {
            "rootDirectory": root, "sasToken": "sig=contoso-signature", "blobCount": 1,
            "blobs": [{ "name": name }],
        },
    })
}

#[tokio::test]
async fn a_manifest_elsewhere_gets_no_token() {
    for link in [
        "https://graph.contoso.test/v1.0/reports/partners/billing/manifests/m",
        "http://graph.microsoft.com/v1.0/reports/partners/billing/manifests/m",
        "https://graph.microsoft.com.contoso.test/v1.0/manifests/m",
        "https://u@graph.microsoft.com/v1.0/reports/partners/billing/manifests/m",
        "/v1.0/manifests/m",
    ] {
        let said = said(json!({ "status": "succeeded", "resourceLocation": link })).await;
        assert!(said.contains("elsewhere"), "{link}: {said}");
    }
}

#[tokio::test]
async fn a_file_elsewhere_is_refused_before_anything_is_fetched() {
    for (root, name, why) in [
        ("http://storage.contoso.test/x", "a.gz", "use https"),
        ("ftp://storage.contoso.test/x", "a.gz", "use https"),
        ("https://storage.contoso.test/x", "../a.gz", "not the name of one file"),
        ("https://storage.contoso.test/x", "a/b.gz", "not the name of one file"),
        ("https://storage.contoso.test/x?sig=1", "a.gz", "a query"),
    ] {
        let said = said(manifest(root, name)).await;
        assert!(said.contains(why), "{root} {name}: {said}");
    }
}

#[tokio::test]
async fn a_manifest_that_is_none_is_an_error_and_not_an_end() {
    let said_of = [
        (json!({ "status": "succeeded" }), "names no manifest"),
        (json!({ "status": "succeeded", "resourceLocation": {} }), "lacks `rootDirectory`"),
        (json!({ "status": "succeeded", "resourceLocation": [1] }), "names no manifest"),
    ];
    for (body, why) in said_of {
        let said = said(body.clone()).await;
        assert!(said.contains(why), "{body}: {said}");
    }
    let mut counted = manifest("https://storage.contoso.test/x", "a.gz");
    counted["resourceLocation"]["blobCount"] = 2.into();
    let said = said(counted).await;
    assert!(said.contains("it counts 2 files and names 1"), "{said}");
}

#[tokio::test]
async fn a_missing_permission_says_which() {
    let stage = Stage::with(|settings| {
        settings.billing_permission = BillingPermission::Missing;
    });
    let error = stage.partner.reconciliation("G000000101").start().await.unwrap_err();
    let said = error.to_string();
    assert!(said.contains("PartnerBilling.Read.All"), "{said}");
    assert!(said.contains("consent"), "{said}");
    assert_eq!(error.code(), Some("Authorization_RequestDenied"));
}

#[tokio::test]
async fn a_legacy_invoice_is_refused_and_never_waited_for() {
    let stage = Stage::new();
    let error = stage.partner.reconciliation(seed::INVOICE_LEGACY).start().await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    assert!(error.to_string().contains("legacy"), "{error}");
    assert_eq!(stage.asked(EXPORT), 0);
}

#[tokio::test]
async fn an_export_that_fails_says_why_and_what_to_do() {
    let stage = Stage::with(|settings| settings.export_end = ExportEnd::Failed);
    let folder = folder();
    let call = stage.partner.reconciliation(seed::INVOICE_ONE_TIME);
    let error = call.save(folder.path()).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (Some("5000"), Delivery::NotDone));
    assert!(error.to_string().contains("there is nothing to export"), "{error}");
}

#[tokio::test]
async fn other_clouds_have_no_exports_and_are_not_asked() {
    let stage = Stage::new();
    let builder = builder(&stage.emulator, user()).cloud(Cloud::UsGovernment);
    let partner = builder.build().unwrap();
    let error = partner.reconciliation("G000000101").start().await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    assert_eq!(stage.asked(EXPORT), 0);
    let choice = BillingVersion::of(&Cloud::UsGovernment, "G000000101", None);
    assert_eq!(choice.version, BillingVersion::V1);
}

#[tokio::test]
async fn the_token_of_graph_goes_to_graph_and_none_to_the_storage() {
    let stage = Stage::new();
    let folder = folder();
    let call = stage.partner.reconciliation(seed::INVOICE_ONE_TIME);
    call.save(folder.path()).await.unwrap();
    assert_eq!(stage.asked(MANIFEST), 1);
    // The emulator refuses a bearer at the storage, and another audience at Graph.
    assert_eq!(stage.asked(BLOB), 1);
    let partner = Arc::new(stage.partner.clone());
    partner.balance().await.unwrap();
}

#[tokio::test]
async fn a_file_that_would_take_the_place_of_another_is_refused() {
    for names in [["a.gz", "A.gz"], ["b.gz", "Export.json"]] {
        let mut body = manifest("https://storage.contoso.test/x", names[0]);
        body["resourceLocation"]["blobs"] = json!([{ "name": names[0] }, { "name": names[1] }]);
        body["resourceLocation"]["blobCount"] = 2.into();
        let said = said(body).await;
        assert!(said.contains("names a file twice"), "{names:?}: {said}");
    }
}
