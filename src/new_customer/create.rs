//! Creating a customer.

use std::fmt;

use partner_center_api::types;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::address::PostalAddress;
use super::credentials::FirstSignIn;
use super::domain;
use crate::client::{Customer, PartnerCenter};
use crate::error::{Answered, Delivery, Error, Result};
use crate::transport::call_options::CallOptions;
use crate::values::ids::MpnId;

/// Where an organization has to name the number under which it is registered.
const REGISTERED: [&str; 23] = [
    "AE", "AM", "AZ", "BR", "BY", "HU", "IN", "IQ", "KG", "KZ", "MD", "MM", "PL", "RU", "SA", "SS",
    "TH", "TJ", "TR", "UA", "UZ", "VE", "VN",
];

/// A customer that is to be created.
///
/// As JSON it can be stored and sent on. `Debug` shows neither addresses nor names of people.
///
/// ```
/// use partner_center::new_customer::{NewCustomer, PostalAddress};
///
/// # fn main() -> partner_center::Result<()> {
/// let address = PostalAddress::new("US".parse()?, "Seattle", "410 Terry Avenue North")
///     .state("WA")
///     .postal_code("98109")
///     .person("Robin", "Vale");
/// let new = NewCustomer::new("tailspin.onmicrosoft.com", "Tailspin Toys", address)
///     .email("robin@tailspin.example")
///     .culture("en-US", "en");
/// assert!(new.problems().is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCustomer {
    domain: String,
    company_name: String,
    address: PostalAddress,
    #[serde(default)]
    email: String,
    #[serde(default)]
    culture: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    registration_number: Option<String>,
    #[serde(default)]
    reseller: Option<MpnId>,
    #[serde(default)]
    granular_access: Option<bool>,
}

impl NewCustomer {
    /// A company, by the domain that its tenant will have and its billing address.
    pub fn new(
        domain: impl Into<String>,
        company_name: impl Into<String>,
        address: PostalAddress,
    ) -> Self {
        Self {
            domain: domain.into(),
            company_name: company_name.into(),
            address,
            email: String::new(),
            culture: String::new(),
            language: String::new(),
            registration_number: None,
            reseller: None,
            granular_access: None,
        }
    }

    /// Where bills and messages go. Has to be given.
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = email.into();
        self
    }

    /// How to write to the customer: a culture such as `en-US` and a language such as `en`, both
    /// among those of the [country](PartnerCenter::country_rules). Have to be given.
    pub fn culture(mut self, culture: impl Into<String>, language: impl Into<String>) -> Self {
        (self.culture, self.language) = (culture.into(), language.into());
        self
    }

    /// The number under which the organization is registered. Some countries ask for it.
    pub fn registration_number(mut self, number: impl Into<String>) -> Self {
        self.registration_number = Some(number.into());
        self
    }

    /// The reseller who looks after the customer; for indirect providers.
    pub fn reseller(mut self, partner: impl Into<MpnId>) -> Self {
        self.reseller = Some(partner.into());
        self
    }

    /// Whether the partner gets granular rights to administer the tenant.
    pub fn granular_access(mut self, wanted: bool) -> Self {
        self.granular_access = Some(wanted);
        self
    }

    /// What would be refused, as far as it can be known before anything is sent.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = self.address.problems();
        if let Err(error) = domain::checked(&self.domain) {
            problems.push(error.to_string());
        }
        let needed = [
            ("company name", &self.company_name),
            ("e-mail address", &self.email),
            ("culture", &self.culture),
            ("language", &self.language),
        ];
        let missing = needed.iter().filter(|(_, text)| text.trim().is_empty());
        problems.extend(missing.map(|(name, _)| format!("there is no {name}")));
        let country = self.address.country();
        let number = self.registration_number.as_ref().filter(|number| !number.trim().is_empty());
        if REGISTERED.contains(&country.as_str()) && number.is_none() {
            problems.push(format!(
                "in {country} an organization names the number under which it is registered"
            ));
        }
        problems
    }

    fn to_wire(&self) -> types::CustomerResource {
        let mut company = types::CustomerCompanyProfile::default();
        company.domain = Some(self.domain.clone());
        company.organization_registration_number = self.registration_number.clone();
        let mut billing = types::CustomerBillingProfile::default();
        billing.email = Some(self.email.clone());
        billing.culture = Some(self.culture.clone());
        billing.language = Some(self.language.clone());
        billing.company_name = Some(self.company_name.clone());
        billing.default_address = Some(self.address.to_wire());
        let mut customer = types::CustomerResource::default();
        customer.company_profile = Some(company);
        customer.billing_profile = Some(billing);
        customer.enable_gdap_by_default = self.granular_access;
        customer.associated_partner_id = self.reseller.clone();
        customer
    }
}

impl fmt::Debug for NewCustomer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewCustomer")
            .field("domain", &self.domain)
            .field("company_name", &self.company_name)
            .field("country", &self.address.country())
            .finish_non_exhaustive()
    }
}

impl PartnerCenter {
    /// Prepares the creation of a customer; [`create`](CreateCustomer::create) starts it.
    pub fn new_customer(&self, new: &NewCustomer) -> CreateCustomer {
        CreateCustomer { partner: self.clone(), new: new.clone(), request_id: self.new_id() }
    }
}

/// The creation of a customer, under one request id.
///
/// ```no_run
/// use partner_center::new_customer::NewCustomer;
/// use partner_center::PartnerCenter;
///
/// # async fn example(partner: PartnerCenter, new: NewCustomer) -> partner_center::Result<()> {
/// let creation = partner.new_customer(&new);
/// println!("keep this until it is done: {}", creation.request_id());
/// let created = creation.create().await?;
/// println!("{} is a customer now", created.customer.id());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is created until it is asked for"]
pub struct CreateCustomer {
    partner: PartnerCenter,
    new: NewCustomer,
    request_id: Uuid,
}

impl CreateCustomer {
    /// The `MS-RequestId` of all its tries, to be stored before the first. Asked again with it, the
    /// service answers with the same customer.
    pub fn request_id(&self) -> Uuid {
        self.request_id
    }

    /// Goes on under the id of an earlier creation of the same customer, of which nobody knows
    /// whether it was done.
    pub fn under(mut self, request_id: Uuid) -> Self {
        self.request_id = request_id;
        self
    }

    /// Creates the tenant of the customer and the relationship to it.
    ///
    /// It can be called again after a doubt: all calls carry one request id, so that the outcome is
    /// one customer. Nobody says for how long the service remembers the id.
    ///
    /// # Errors
    ///
    /// What [`NewCustomer::problems`] finds, before anything is sent. A domain that is taken is
    /// refused by the service. After [`Delivery::Unknown`], call it again.
    pub async fn create(&self) -> Result<CreatedCustomer> {
        let problems = self.new.problems();
        if !problems.is_empty() {
            return Err(Error::invalid("new customer", problems.join("; ")));
        }
        let partner = self.partner.with(CallOptions::new().request_id(self.request_id));
        let answer = partner.api().create_customer(self.new.to_wire()).send().await?;
        let answered = Answered::of(&answer);
        let mut details = answer.into_inner();
        let Some(id) = details.id.clone().filter(|id| !id.as_str().is_empty()) else {
            let why = "it is a customer without an id";
            return Err(answered.unusable(Delivery::Unknown, why));
        };
        let first_sign_in = details.user_credentials.take().and_then(FirstSignIn::of);
        Ok(CreatedCustomer { customer: self.partner.customer(id), details, first_sign_in })
    }
}

/// A customer that was created.
///
/// It has accepted no agreement yet: see [`Customer::agreement_status`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CreatedCustomer {
    /// The way to it.
    pub customer: Customer,
    /// What the service said of it, without the credentials.
    pub details: types::CustomerResource,
    /// How its first administrator signs in, shown once. `None` if the service left it out.
    pub first_sign_in: Option<FirstSignIn>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_missing_is_named_at_once() {
        let address = PostalAddress::new("PL".parse().unwrap(), "", "1 Rynek");
        let new = NewCustomer::new("tailspin", "Tailspin Toys", address);
        let problems = new.problems().join("\n");
        for missing in ["city", "domain", "e-mail", "culture", "language", "registered"] {
            assert!(problems.contains(missing), "{missing}: {problems}");
        }
    }

    #[test]
    fn debug_names_no_person_and_what_is_stored_is_read_again() {
        let address =
            PostalAddress::new("US".parse().unwrap(), "Seattle", "410 Terry Avenue North")
                .person("canary", "canary")
                .phone_number("canary");
        let new = NewCustomer::new("a.example", "A", address).email("canary@a.example");
        assert!(!format!("{new:?}").contains("canary"), "{new:?}");
        let stored = serde_json::to_string(&new).unwrap();
        assert_eq!(serde_json::from_str::<NewCustomer>(&stored).unwrap(), new);
    }
}
