//! A customer comes to be, and buys.

use partner_center::Delivery;
use partner_center::new_customer::{
    Candidacy, CountryRules, NewCustomer, PostalAddress, review_began,
};
use partner_center::types::{
    AddressValidationStatus, EducationSegment, QualificationVettingStatus,
};
use partner_center_emulator::{Action, Fault, Profile, When, seed};

use crate::stage::{Stage, application, request, software};

const DOMAIN: &str = "tailspin.onmicrosoft.test";

fn address() -> PostalAddress {
    PostalAddress::new("US".parse().unwrap(), "Seattle", "410 Terry Avenue North")
        .state("WA")
        .postal_code("98109")
        .person("Robin", "Vale")
}

fn new() -> NewCustomer {
    NewCustomer::new(DOMAIN, "Tailspin Toys", address())
        .email("robin.vale@tailspin.test")
        .culture("en-US", "en")
}

#[tokio::test]
async fn a_customer_is_created_and_buys_once_it_has_accepted() {
    let stage = Stage::new();
    let partner = &stage.partner;
    assert!(partner.domain_is_free(DOMAIN).await.unwrap());
    let created = partner.new_customer(&new()).create().await.unwrap();
    assert!(!partner.domain_is_free(DOMAIN).await.unwrap());
    let sign_in = created.first_sign_in.as_ref().unwrap();
    let shown = format!("{created:?}");
    assert!(!shown.contains(sign_in.password()), "{shown}");

    let customer = &created.customer;
    let bought = request(software(1));
    let refused = customer.purchase(&bought).run().await.unwrap_err();
    assert_eq!(refused.error().code(), Some("13605"));
    assert!(!customer.agreement_status().await.unwrap().stands());
    stage.emulator.accept_agreement(customer.id().as_str());
    assert!(customer.purchase(&bought).run().await.unwrap().is_complete());
}

#[tokio::test]
async fn a_lost_answer_is_followed_by_the_same_customer() {
    let stage = Stage::new();
    let before = stage.emulator.summary().customers.len();
    // One call tries again by itself; the next one goes on under its id.
    let lost = Fault::on("createCustomer", Action::cut(When::After));
    stage.emulator.fault(lost.times(9));
    let creation = stage.partner.new_customer(&new());
    let error = creation.create().await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::Unknown);
    stage.emulator.clear_faults();
    let again = stage.partner.new_customer(&new()).under(creation.request_id());
    let created = again.create().await.unwrap();
    assert!(created.first_sign_in.is_some());
    assert_eq!(stage.emulator.summary().customers.len(), before + 1);

    let other = stage.partner.new_customer(&new()).create().await.unwrap_err();
    assert_eq!((other.status(), other.delivery()), (Some(400), Delivery::NotDone));
}

#[tokio::test]
async fn what_is_missing_is_said_before_anything_is_sent() {
    let stage = Stage::new();
    let error = stage
        .partner
        .new_customer(&NewCustomer::new(DOMAIN, "Tailspin Toys", address()))
        .create()
        .await
        .unwrap_err();
    assert!(error.is_invalid() && error.to_string().contains("e-mail"), "{error}");
    assert!(stage.partner.domain_is_free("tailspin").await.unwrap_err().is_invalid());
    assert_eq!(stage.emulator.requests().total, 0);
}

#[tokio::test]
async fn a_domain_is_asked_for_once_and_only_two_answers_count() {
    let stage = Stage::new();
    assert!(stage.partner.domain_is_free(DOMAIN).await.unwrap());
    assert_eq!(stage.asked("checkDomain"), 1);
    for status in [204, 400, 403, 410, 500] {
        let stage = Stage::new();
        let answer = Action::Empty { status, when: None };
        stage.emulator.fault(Fault::on("checkDomain", answer).times(0));
        let error = stage.partner.domain_is_free(DOMAIN).await.unwrap_err();
        assert_eq!(error.status(), Some(status), "{error}");
    }
}

#[tokio::test]
async fn an_address_is_checked_and_moved_to_a_suggestion() {
    let stage = Stage::new();
    let good = stage.partner.check_address(&address()).await.unwrap();
    assert!(good.is_safe());
    let wrong = PostalAddress::new("US".parse().unwrap(), "Seattle", "Terry Avenue North");
    let wrong = wrong.state("WA").postal_code("98109").person("Robin", "Vale");
    let check = stage.partner.check_address(&wrong).await.unwrap();
    assert_eq!(check.status, AddressValidationStatus::StreetPartial);
    assert!(!check.is_safe() && check.message.is_some());
    let moved = wrong.moved_to(&check.suggestions[0]).unwrap();
    assert!(stage.partner.check_address(&moved).await.unwrap().is_safe());
}

#[tokio::test]
async fn the_rules_of_a_country_are_read_in_both_forms() {
    let states = |rules: &CountryRules| rules.states().len();
    for profile in [Profile::Wire, Profile::Plain] {
        let stage = Stage::with(|settings| settings.profile = profile);
        let rules = stage.partner.country_rules("US".parse().unwrap()).await.unwrap();
        assert_eq!(states(&rules), 51, "{profile:?}");
        assert_eq!(rules.cultures(), ["en-US"]);
        assert!(rules.problems(&address()).is_empty());
    }
}

#[tokio::test]
async fn a_school_is_put_forward_and_reviewed() {
    let stage = Stage::new();
    let customer = stage.customer();
    assert!(customer.qualifications().await.unwrap().is_empty());
    let candidacy = Candidacy::Education {
        segment: EducationSegment::HigherEducation,
        website: Some("university.example".to_owned()),
    };
    let asked = customer.put_forward(&candidacy).await.unwrap();
    assert_eq!(asked.vetting_status, Some(QualificationVettingStatus::InReview));
    stage.pass(std::time::Duration::from_secs(3 * 24 * 3_600));
    let [reviewed] = &customer.qualifications().await.unwrap()[..] else { panic!() };
    assert_eq!(reviewed.vetting_status, Some(QualificationVettingStatus::Approved));
    assert_eq!(review_began(reviewed), review_began(&asked));

    let alone = stage.signed_in_with(application()).customer(seed::CUSTOMER_US);
    assert!(alone.put_forward(&Candidacy::StateOwnedEntity).await.unwrap_err().is_invalid());
}

#[tokio::test]
async fn a_code_for_government_customers_is_used_up() {
    let stage = Stage::new();
    let codes = stage.partner.validation_codes().await.unwrap();
    let code = codes[0].validation_id.as_ref().unwrap().to_string();
    let candidacy = Candidacy::GovernmentCommunityCloud { validation_code: code };
    stage.customer().put_forward(&candidacy).await.unwrap();
    let left = stage.partner.validation_codes().await.unwrap()[0].remaining_creates;
    assert_eq!(left, codes[0].remaining_creates.map(|left| left - 1));
}

#[tokio::test]
async fn a_tenant_that_exists_is_invited_by_a_link() {
    let stage = Stage::new();
    let link = stage.partner.relationship_request_url().await.unwrap();
    assert!(link.contains(seed::CONTOSO_TENANT), "{link}");
}
