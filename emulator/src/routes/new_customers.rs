//! How a customer comes to be: its domain, its address, its tenant.

mod address;

pub(crate) use address::{country_rules, validate as validate_address};

use crate::call::Call;
use crate::fault_codes::{BAD_INPUT, BAD_PROPERTY};
use crate::ids::guid_of;
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::links;
use crate::state::customer::{Contact, Creation, Customer};
use crate::state::world::World;

/// Where an organization has to name the number under which it is registered.
const REGISTERED: [&str; 23] = [
    "AE", "AM", "AZ", "BR", "BY", "HU", "IN", "IQ", "KG", "KZ", "MD", "MM", "PL", "RU", "SA", "SS",
    "TH", "TJ", "TR", "UA", "UZ", "VE", "VN",
];

pub(crate) fn check_domain(world: &mut World, call: &mut Call<'_>) -> Answer {
    Ok(Reply::empty(if world.has_domain(&call.parameter("domain")) { 200 } else { 404 }))
}

pub(crate) fn relationship_request(_: &mut World, call: &mut Call<'_>) -> Answer {
    let url = format!(
        "https://admin.example/home?invType=ResellerRelationship&partnerId={}#/partner-invitation",
        call.partner
    );
    Ok(Reply::json(
        200,
        object! { "url": url, "attributes": links::attributes("RelationshipRequest") },
    ))
}

pub(crate) fn create(world: &mut World, call: &mut Call<'_>) -> Answer {
    let request_id = call.request.header("ms-requestid").map(str::to_owned);
    if let Some(answer) = answered(world, call, request_id.as_deref()) {
        return Ok(Reply::json(201, answer));
    }
    let asked = Asked::read(&call.body()?)?;
    if world.has_domain(&asked.domain) {
        return refuse_for(BAD_PROPERTY, format!("The domain `{}` is taken.", asked.domain));
    }
    let id = world.ids.guid();
    let password = format!("Once-{}", world.ids.hex12());
    let answer = print(&id, &asked, &password);
    call.effect.customer = Some(id.clone());
    let customer = asked.into_customer(id, &call.partner, request_id, answer.clone());
    world.customers.push(customer);
    Ok(Reply::json(201, answer))
}

/// The answer that a request got before.
fn answered(world: &World, call: &Call<'_>, request_id: Option<&str>) -> Option<Object> {
    let own = world.customers.iter().filter(|customer| customer.partner == call.partner);
    let mut created = own.filter_map(|customer| customer.created.as_ref());
    let same =
        |creation: &&Creation| request_id.is_some() && creation.request_id.as_deref() == request_id;
    created.find(same).map(|creation| creation.answer.clone())
}

/// What a request asks for.
struct Asked {
    domain: String,
    registration_number: Option<String>,
    email: String,
    culture: String,
    language: String,
    company_name: String,
    address: Object,
    granular_access: Option<bool>,
    reseller: Option<String>,
}

impl Asked {
    fn read(body: &Object) -> Result<Self, Refusal> {
        let part = |name: &str| body.get(name).and_then(Json::as_object).cloned();
        let (company, billing) = (part("companyProfile"), part("billingProfile"));
        let (company, billing) = (company.unwrap_or_default(), billing.unwrap_or_default());
        let address = billing.get("defaultAddress").and_then(Json::as_object).cloned();
        let address = address.unwrap_or_default();
        let asked = Self {
            domain: needed(&company, "domain")?,
            registration_number: given(&company, "organizationRegistrationNumber"),
            email: needed(&billing, "email")?,
            culture: needed(&billing, "culture")?,
            language: needed(&billing, "language")?,
            company_name: needed(&billing, "companyName")?,
            granular_access: match body.get("enableGDAPByDefault") {
                Some(Json::Bool(yes)) => Some(*yes),
                _ => None,
            },
            reseller: given(body, "associatedPartnerId"),
            address,
        };
        let country = address::checked(&asked.address)?;
        if REGISTERED.contains(&country.as_str()) && asked.registration_number.is_none() {
            let text = format!("In {country} an organization names its registration number.");
            return refuse_for(BAD_INPUT, text);
        }
        Ok(asked)
    }

    fn into_customer(
        self,
        id: String,
        partner: &str,
        request_id: Option<String>,
        answer: Object,
    ) -> Customer {
        let text = |name: &str| given(&self.address, name);
        let whole = |name: &str| text(name).unwrap_or_default();
        let contact = Contact {
            first_name: whole("firstName"),
            last_name: whole("lastName"),
            address_line1: whole("addressLine1"),
            city: whole("city"),
            state: text("state"),
            postal_code: whole("postalCode"),
            phone_number: whole("phoneNumber"),
        };
        let (country, line2) = (whole("country").to_ascii_uppercase(), text("addressLine2"));
        Customer {
            id,
            partner: partner.to_owned(),
            company_name: self.company_name,
            domain: self.domain,
            country,
            culture: self.culture,
            language: self.language,
            contact,
            delegated_access: false,
            agreement_accepted: false,
            agreement_signed: false,
            confirmations: Vec::new(),
            qualifications: Vec::new(),
            created: Some(Creation {
                request_id,
                answer,
                email: self.email,
                line2,
                registration_number: self.registration_number,
                reseller: self.reseller,
            }),
            subscriptions: Vec::new(),
        }
    }
}

/// The answer, with the only sight of the first password.
fn print(id: &str, asked: &Asked, password: &str) -> Object {
    object! {
        "id": id,
        "commerceId": guid_of(&format!("commerce {id}")),
        "companyProfile": object! {
            "tenantId": id,
            "domain": &asked.domain,
            "companyName": &asked.company_name,
            "organizationRegistrationNumber": asked.registration_number.as_ref(),
            "attributes": links::attributes("CustomerCompanyProfile"),
        },
        "billingProfile": object! {
            "id": guid_of(&format!("billing {id}")),
            "email": &asked.email,
            "culture": &asked.culture,
            "language": &asked.language,
            "companyName": &asked.company_name,
            "defaultAddress": asked.address.clone(),
            "attributes": object! {
                "etag": "2718281828459045235", "objectType": "CustomerBillingProfile",
            },
        },
        "enableGDAPByDefault": asked.granular_access,
        "associatedPartnerId": asked.reseller.as_ref(),
        // As printed, although the relationship is there.
        "relationshipToPartner": "none",
        "userCredentials": object! { "userName": "admin", "password": password },
        "attributes": links::attributes("Customer"),
    }
}

fn given(object: &Object, name: &str) -> Option<String> {
    object.text(name).filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

fn needed(object: &Object, name: &str) -> Result<String, Refusal> {
    match given(object, name) {
        Some(text) => Ok(text),
        None => refuse_for(BAD_INPUT, format!("There is no `{name}`.")),
    }
}
