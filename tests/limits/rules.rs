//! What the document knows is used before anything is sent.

use partner_center::auth::StaticToken;
use partner_center::transport::DocumentRules;
use partner_center::{Cloud, Error, PartnerCenter, transport::CallOptions};
use partner_center_test_support::{CUSTOMER, Script, answer, read};

const ORDER: &str = "0d3c6a1e-44f2-4b0e-9a53-6a1f3f6f0a77";
const SUBSCRIPTION: &str = "7b1e0c52-9f0d-4a4e-8a6c-2f1f5d3a6b10";

async fn provisioning(partner: &PartnerCenter) -> Result<(), Error> {
    let call = partner.api().get_order_provisioning_status(CUSTOMER, ORDER);
    call.send().await?;
    Ok(())
}

async fn product(partner: &PartnerCenter) -> Result<(), Error> {
    partner.api().get_product("CONTOSO00001", "US").send().await?;
    Ok(())
}

async fn register(partner: &PartnerCenter) -> Result<(), Error> {
    partner.api().register_subscription(CUSTOMER, SUBSCRIPTION).send().await?;
    Ok(())
}

#[tokio::test]
async fn an_application_alone_is_told_that_the_operation_needs_a_user() {
    let script = Script::default();
    let partner = script.partner();
    let error = provisioning(&partner).await.unwrap_err();
    assert!(script.asked().is_empty() && script.asked_for_token().is_empty());
    assert!(error.is_invalid());
    assert_eq!(error.operation(), Some("getOrderProvisioningStatus"));
    assert_eq!((error.code(), error.tries()), (Some("900329"), 0));
    assert!(error.remedy().unwrap().contains("refresh token"));
    insta::assert_snapshot!(error, @"getOrderProvisioningStatus: credential: the operation needs a user, and this client signs in as an application alone (403, code 900329); nothing was sent: build the client with `auth::RefreshToken`, whose first token `auth::DeviceCode` gets, instead of `ClientSecret` or `ClientCertificate`, or lift the rule with `DocumentRules::any_sign_in`");

    let user = script.builder_for(StaticToken::app_and_user("token")).build().unwrap();
    provisioning(&user).await.unwrap();
    let lifted = CallOptions::new().document_rules(DocumentRules::new().any_sign_in());
    provisioning(&partner.with(lifted)).await.unwrap();
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test]
async fn what_a_cloud_lacks_is_not_sent_there() {
    let script = Script::new([answer(200, r#"{"items":[]}"#), answer(202, "")]);
    let partner = script.builder().cloud(Cloud::China).build().unwrap();
    let error = register(&partner).await.unwrap_err();
    assert!(error.is_invalid() && script.asked().is_empty());
    assert_eq!(
        error.to_string(),
        "registerSubscription: cloud: the document lists this operation for global, not for china; \
         nothing was sent: sign in to a cloud that has it, or lift the rule with \
         `DocumentRules::any_cloud` if the document is behind"
    );
    read(&partner).await.unwrap();
    let lifted = CallOptions::new().document_rules(DocumentRules::new().any_cloud());
    register(&partner.with(lifted)).await.unwrap();
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test]
async fn what_nobody_says_of_a_cloud_is_asked_there_and_a_refusal_says_that_nobody_does() {
    for (status, body, is_doubted) in [
        (404, "", true),
        (403, r#"{"code":"1","description":"No."}"#, true),
        (501, "", true),
        // The operation is there, if it knows that the product is not.
        (404, r#"{"code":"400013","description":"No."}"#, false),
        (401, "", false),
    ] {
        for cloud in [Cloud::UsGovernment, Cloud::China, Cloud::Global] {
            let no = || answer(status, body);
            let script = Script::new([no(), no(), no(), no(), no()]);
            let partner = script.builder().cloud(cloud.clone()).build().unwrap();
            let error = product(&partner).await.unwrap_err();
            assert_eq!(error.status(), Some(status));
            let doubt = format!("no page says whether {cloud} has this operation");
            let doubted = is_doubted && cloud != Cloud::Global;
            assert_eq!(error.to_string().contains(&doubt), doubted, "{error}");
        }
    }
}

#[tokio::test]
async fn the_rules_can_be_lifted_for_a_client() {
    let script = Script::new([answer(202, "")]);
    let builder = script.builder().cloud(Cloud::China);
    let partner = builder.document_rules(DocumentRules::off()).build().unwrap();
    register(&partner).await.unwrap();
}

#[tokio::test]
async fn the_service_has_the_last_word_where_the_rules_are_lifted() {
    let body = r#"{"code":"900329","description":"A user is required."}"#;
    let script = Script::new([answer(403, body)]);
    let partner = script.builder().document_rules(DocumentRules::off()).build().unwrap();
    let error = provisioning(&partner).await.unwrap_err();
    assert!(error.is_forbidden());
    assert!(error.remedy().unwrap().contains("refresh token"));
}
