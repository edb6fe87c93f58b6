//! Whether a customer may buy, before it tries.

use partner_center::agreement::AgreementStatus;
use partner_center::purchase::{PlannedAgreement, Warning};
use partner_center::transport::CallOptions;
use partner_center::{Cloud, Customer, PurchaseLine, Term};
use partner_center_emulator::{Action, AgreementConfirmations, Fault, seed};

use crate::stage::{Stage, application, builder, request, software, user};

fn school(stage: &Stage) -> Customer {
    stage.partner.customer(seed::CUSTOMER_NO_AGREEMENT)
}

#[tokio::test]
async fn an_agreement_stands_by_the_partner_or_by_the_customer() {
    let stage = Stage::new();
    let confirmed = stage.customer().agreement_status().await.unwrap();
    assert!(matches!(confirmed, AgreementStatus::Confirmed { at: Some(_) }), "{confirmed}");
    assert_eq!(school(&stage).agreement_status().await.unwrap(), AgreementStatus::Missing);
    stage.emulator.accept_agreement(seed::CUSTOMER_NO_AGREEMENT);
    assert_eq!(school(&stage).agreement_status().await.unwrap(), AgreementStatus::Signed);
    // The default of the service would have shown none.
    let asked = stage.emulator.transcript().into_iter().map(|exchange| exchange.path);
    assert!(asked.filter(|path| path.ends_with("/agreements?agreementType=*")).count() > 0);
}

#[tokio::test]
async fn a_plan_says_that_a_purchase_would_be_refused_and_whom_to_ask() {
    let stage = Stage::new();
    let request = request(software(1)).segment("education".into());
    let plan = school(&stage).plan(&request).await.unwrap();
    assert_eq!(plan.agreement, PlannedAgreement::Known(AgreementStatus::Missing));
    let text = plan.to_string();
    for part in ["13605", "admin center", "enhanced attestation"] {
        assert!(text.contains(part), "{part}: {text}");
    }

    let refused = school(&stage).purchase(&request).run().await.unwrap_err();
    assert_eq!(refused.error().code(), Some("13605"));
    let remedy = refused.error().remedy().unwrap();
    assert!(remedy.contains("admin center") && remedy.contains("enhanced attestation"), "{remedy}");

    stage.emulator.accept_agreement(seed::CUSTOMER_NO_AGREEMENT);
    let plan = school(&stage).plan(&request).await.unwrap();
    assert_eq!(plan.agreement, PlannedAgreement::Known(AgreementStatus::Signed));
    assert!(school(&stage).purchase(&request).run().await.unwrap().is_complete());
}

#[tokio::test]
async fn a_plan_warns_of_an_agreement_only_until_it_is_known_to_stand() {
    let stage = Stage::new();
    let line =
        PurchaseLine::sku(seed::PRODUCT_SOFTWARE_SUBSCRIPTION, seed::SKU_SOFTWARE_SUBSCRIPTION, 1)
            .term(Term::Year);
    let warned = |plan: &partner_center::Plan| {
        plan.warnings.iter().any(|warning| matches!(warning, Warning::Agreement { .. }))
    };
    let plan = stage.customer().plan(&request(line.clone())).await.unwrap();
    assert!(plan.agreement != PlannedAgreement::NotAsked && !warned(&plan), "{plan}");
    let alone = stage.signed_in_with(application()).customer(seed::CUSTOMER_US);
    let plan = alone.plan(&request(line)).await.unwrap();
    assert!(matches!(&plan.agreement, PlannedAgreement::NotKnown { why } if why.contains("user")));
    assert!(warned(&plan), "{plan}");
}

#[tokio::test]
async fn a_plan_is_made_although_nobody_says_how_the_agreement_stands() {
    for action in [
        Action::Refuse {
            status: 403,
            code: Some("20002".into()),
            body: None,
            content_type: None,
            headers: Default::default(),
            when: None,
        },
        Action::Empty { status: 500, when: None },
        Action::cut(partner_center_emulator::When::Before),
    ] {
        let stage = Stage::new();
        stage.emulator.fault(Fault::on("getDirectSignStatus", action).times(0));
        let plan = stage.customer().plan(&request(software(1))).await.unwrap();
        assert!(matches!(plan.agreement, PlannedAgreement::NotKnown { .. }), "{plan}");
        assert_eq!(plan.lines.len(), 1);
    }
}

#[tokio::test]
async fn nothing_is_asked_in_a_cloud_without_agreements() {
    let stage = Stage::new();
    let partner = builder(&stage.emulator, user()).cloud(Cloud::UsGovernment).build().unwrap();
    let error = partner.customer(seed::CUSTOMER_US).agreement_status().await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    assert_eq!(stage.asked("getDirectSignStatus"), 0);
}

#[tokio::test]
async fn links_to_the_text_of_the_agreement_are_given_for_a_country() {
    let stage = Stage::new();
    let text = stage.partner.agreement_text("DE".parse().unwrap(), "de-DE").await.unwrap();
    assert!(text.download_uri.unwrap().contains("117a77b0"));
    assert_eq!(text.country.unwrap().as_str(), "DE");
}

#[tokio::test]
#[expect(deprecated, reason = "the service has retired it, and its refusal is still read")]
async fn a_second_confirmation_is_read_in_the_form_that_only_it_has() {
    let stage = Stage::with(|settings| {
        settings.agreement_confirmations = AgreementConfirmations::Recorded;
    });
    let text = std::fs::read_to_string("spec/examples/confirmAgreement.request.json").unwrap();
    let body: partner_center::types::Agreement = serde_json::from_str(&text).unwrap();
    let partner = stage.partner.with(CallOptions::new());
    let confirm = || partner.api().confirm_agreement(seed::CUSTOMER_NO_AGREEMENT, body.clone());
    confirm().send().await.unwrap();
    let error = partner_center::Error::from(confirm().send().await.unwrap_err());
    assert_eq!((error.status(), error.code()), (Some(400), Some("600061")));
    assert!(error.description().unwrap().contains("before"), "{error}");
    assert!(error.remedy().unwrap().contains("nothing left to confirm"), "{error}");
}
