//! What the document knows is used before anything is sent.

use partner_center::auth::StaticToken;
use partner_center::transport::DocumentRules;
use partner_center::{Cloud, Error, PartnerCenter, transport::CallOptions};
use partner_center_test_support::{CUSTOMER, Script, answer, read};

const ORDER: &str = "0d3c6a1e-44f2-4b0e-9a53-6a1f3f6f0a77";

async fn provisioning(partner: &PartnerCenter) -> Result<(), Error> {
    let call = partner.api().get_order_provisioning_status(CUSTOMER, ORDER);
    call.send().await?;
    Ok(())
}

async fn product(partner: &PartnerCenter) -> Result<(), Error> {
    partner.api().get_product("CONTOSO00001", "US").send().await?;
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
    for cloud in [Cloud::China, Cloud::UsGovernment] {
        let script = Script::default();
        let partner = script.builder().cloud(cloud.clone()).build().unwrap();
        let error = product(&partner).await.unwrap_err();
        assert!(error.is_invalid() && script.asked().is_empty());
        assert_eq!(
            error.to_string(),
            format!(
                "getProduct: cloud: the document lists this operation for global, not for \
                 {cloud}; nothing was sent: sign in to a cloud that has it, or lift the rule with \
                 `DocumentRules::any_cloud` if the document is behind"
            )
        );
        read(&partner).await.unwrap();
        let lifted = CallOptions::new().document_rules(DocumentRules::new().any_cloud());
        product(&partner.with(lifted)).await.unwrap();
        assert_eq!(script.asked().len(), 2);
    }
    let script = Script::default();
    product(&script.builder().cloud(Cloud::Global).build().unwrap()).await.unwrap();
}

#[tokio::test]
async fn the_rules_can_be_lifted_for_a_client() {
    let script = Script::default();
    let builder = script.builder().cloud(Cloud::UsGovernment);
    let partner = builder.document_rules(DocumentRules::off()).build().unwrap();
    product(&partner).await.unwrap();
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
